"""Who answers for the words: `review.toml` of a home, as facts.

A review names a person, a day and the SHA-256 of what was read. It holds for these very words: whoever changes
one of them has other words, which nobody has reviewed yet. The file is written by hand, so a name may still be
empty and a day still be missing; such a review counts for nothing (`fault`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta

from dermadocs.domain.facts import Fact, Identifier, LanguageCode, Sha256, text_fault
from dermadocs.domain.jsonform import convert
from dermadocs.errors import InputError
from dermadocs.sentence import say

FILE = "review.toml"
"""Its name in a home."""
SCHEMA = "dermadocs/review/1"
MAX_BYTES = 100_000
Who = Annotated[str, Meta(max_length=160)]


class Reading(Fact, frozen=True, kw_only=True):
    """Somebody has read it: their name and quality, the day, the digest of what they read."""

    by: Who
    on: date | None = None
    sha256: Sha256

    def fault(self, sha256: str, day: date) -> str | None:
        """Why this reading does not hold on `day` for what has that digest, or None.

        >>> told = Reading(by="Me Anne Durand, avocate", on=date(2026, 11, 20), sha256="a" * 64)
        >>> told.fault("a" * 64, date(2026, 11, 19))
        'the review is dated 2026-11-20, after 2026-11-19'
        """
        if self.sha256 != sha256:
            return say("changed since the review, which was of {sha256}", sha256=self.sha256)
        if not self.by:
            return "who reviewed it is not named"
        if self.on is None:
            return "the day of the review is missing"
        if self.on > day:
            return say("the review is dated {on}, after {day}", on=self.on, day=day)
        return None


class ProcedureReading(Reading, frozen=True, kw_only=True):
    """A surgeon has read the medical facts of a procedure of the catalogue."""

    code: Identifier


class TranslationReading(Reading, frozen=True, kw_only=True):
    """A translator answers for the sentences of a language."""

    language: LanguageCode


class Review(Fact, frozen=True, kw_only=True):
    """All that was reviewed for one practice; a part that is missing was not reviewed."""

    schema: Literal["dermadocs/review/1"]
    wordings: Reading | None = None
    procedures: Annotated[tuple[ProcedureReading, ...], Meta(max_length=200)] = ()
    translations: Annotated[tuple[TranslationReading, ...], Meta(max_length=100)] = ()

    def of_procedure(self, code: str) -> Reading | None:
        """The reading of a procedure's facts, if there is one."""
        return next((reading for reading in self.procedures if reading.code == code), None)

    def of_translation(self, language: str) -> Reading | None:
        """The reading of a language's sentences, if there is one."""
        return next((reading for reading in self.translations if reading.language == language), None)


def parse(data: bytes, name: str = FILE) -> Review:
    """A review from the bytes of its file; `name` is how messages call it. InputError, one line for a fault."""
    raw = _toml(data, name)
    try:
        for pointer, text in _texts(raw, ""):
            if text and (fault := text_fault(text)):
                raise InputError(pointer, fault)
        review = convert(raw, Review, name)
        _refuse_twice("/procedures", [reading.code for reading in review.procedures])
        _refuse_twice("/translations", [reading.language for reading in review.translations])
    except InputError as error:
        raise error if error.where == name else InputError(name, error.args[0]) from None
    return review


def _toml(data: bytes, name: str) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise InputError(name, say("larger than {most} bytes", most=MAX_BYTES))
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(name, say("not UTF-8 at byte {place}", place=error.start)) from None
    except ValueError as error:  # also a number of thousands of digits
        raise InputError(name, say("not TOML: {problem}", problem=error)) from None
    except RecursionError:
        raise InputError(name, "nested too deeply") from None


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Every text with its place. Keys are looked at by `convert`, which knows them all."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{pointer}/{key}" if key.isidentifier() else pointer)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{pointer}/{index}")
    elif isinstance(value, str):
        yield pointer or "/", value


def _refuse_twice(pointer: str, names: list[str]) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise InputError(
                f"{pointer}/{index}", say("{name!r} is reviewed twice; keep the review that holds", name=name)
            )
