"""Translations: gettext catalogues `locale/<language>/*.po`, whose keys are the French sentences.

French governs; a translation stands beside it and names its translator, date and digest. A sentence without a
translation is refused, never left out: a patient must not read half a paper in their language.
"""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from dermadocs.domain.content import Say, Translation, Words
from dermadocs.errors import DermadocsError, InputError

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

REPORT = "report.po"
"""The sentences of a verification's report: apart from those of the papers, whose digest they must not move."""
SURFACES = ("room", "console", "desk")
"""The doors of the portal, each with sentences of its own, apart for the same reason."""
SHARED = "portal"
"""What all doors say: frame and errors."""


class Untranslated(DermadocsError):
    """A sentence has no translation in a language that is offered."""

    exit_code = 2


_HINT = "; a practice translates its own sentences in its procedure's file or in the dossier, under `translations`"


@dataclass(frozen=True)
class Catalogue:
    """All sentences of one language. `translator` None: nobody has read it over (« Traduction non relue »)."""

    language: str
    sentences: dict[str, str]
    translator: str | None
    date: str
    sha256: str

    def translate(self, french: str, hint: str = "") -> str:
        """The translation of a French sentence of ours. Untranslated if there is none; `hint` says what to do then."""
        try:
            return self.sentences[key(french)]
        except KeyError:
            raise Untranslated(f"{self.language}: no translation of « {french[:120]} »{hint}") from None

    def told(self, reviewer: str | None = None) -> Translation:
        """What a document says of its translation; `reviewer` is whom the practice's review names."""
        who = reviewer or self.translator or "non relue"
        return Translation(language=self.language, translator=who, date=self.date, sha256=self.sha256)


def key(french: str) -> str:
    """A sentence as the catalogues are searched for it: an editor for translators may lose unbreakable spaces."""
    return french.replace("\u00a0", " ").replace("\u202f", " ")


def offered() -> tuple[str, ...]:
    """The codes of the languages that can stand beside French on papers."""
    return tuple(sorted(folder.name for folder in _locale().iterdir() if (folder / "papers.po").is_file()))


def reported() -> tuple[str, ...]:
    """The codes of the languages, besides French, in which a verification's report can be told."""
    return tuple(code for code in offered() if (_locale() / code / REPORT).is_file())


def french_sentences() -> list[str]:
    """Every French sentence that we say, in order: one that no language translates is refused when it is said."""
    return sorted({sentence for language in offered() for sentence in catalogue(language).sentences})


def speaker(language: str | None, own: Mapping[str, str] | None = None) -> Say:
    """The function that makes `Words` in French alone, or with that language beside it.

    `own` translates sentences that are not ours, as they stand: what a practice wrote, in its catalogue or dossier.
    InputError for a language that is not offered.
    """
    known = None if language is None else catalogue(language)
    theirs = {key(french): text for french, text in (own or {}).items()}

    def say(french: str, /, **values: object) -> Words:
        if known is None:
            translated = None
        elif key(french) not in known.sentences and key(french) in theirs:
            translated = theirs[key(french)]
        else:
            translated = known.translate(french, _HINT if own is not None else "").format(**values)
        return Words(fr=french.format(**values), tr=translated)

    return say


@functools.cache
def catalogue(language: str) -> Catalogue:
    """The sentences of the papers in a language, read once. InputError when it is not offered."""
    _refuse_unless(language, offered(), "beside French")
    return _catalogue(language, lambda name: name != REPORT and _surface(name) not in (SHARED, *SURFACES))


@functools.cache
def report_catalogue(language: str) -> Catalogue:
    """The sentences of a verification's report in a language, read once. InputError when it is not offered."""
    _refuse_unless(language, reported(), "of a report")
    return _catalogue(language, lambda name: name == REPORT)


def _refuse_unless(language: str, known: tuple[str, ...], what: str) -> None:
    if language not in known:
        raise InputError("language", f"{language!r} is not offered {what}; offered: {', '.join(known)}")


@functools.cache
def surface_catalogue(surface: str, language: str) -> Catalogue:
    """The sentences of a door of the portal in a language, read once; empty when there is none."""
    return _catalogue(language, lambda name: _surface(name) in (SHARED, surface))


def _surface(name: str) -> str:
    """Of `room.po` and `room-reading.po`: room."""
    return name.removesuffix(".po").partition("-")[0]


def _catalogue(language: str, wanted: Callable[[str], bool]) -> Catalogue:
    every = sorted((f for f in (_locale() / language).iterdir() if f.name.endswith(".po")), key=lambda f: f.name)
    files = [file for file in every if wanted(file.name)]
    sentences: dict[str, str] = {}
    dates, digest, translators = [], hashlib.sha256(), set[str]()
    for file in files:
        data = file.read_bytes()
        digest.update(data)
        found, translator, day = _read(data, file.name)
        sentences.update(found)
        dates.append(day)
        translators.add(translator)
    reviewed = translators.pop() if len(translators) == 1 else ""
    return Catalogue(language, sentences, reviewed or None, max(dates, default=""), digest.hexdigest())


def _read(data: bytes, name: str) -> tuple[dict[str, str], str, str]:
    """Sentences, translator (empty when not named) and day of one file."""
    po = messages(data, name)
    headers = dict(po.mime_headers)
    sentences = {key(str(m.id)): str(m.string) for m in po if m.id and m.string and not m.fuzzy}
    return sentences, headers.get("X-Reviewed-By", "").strip(), headers["PO-Revision-Date"][:10]


def messages(data: bytes, name: str) -> Catalog:
    """A gettext file, read. InputError naming the file when it is none."""
    from babel.messages.pofile import PoFileError, read_po  # who only verifies should not wait for it

    try:
        return read_po(io.BytesIO(data), abort_invalid=True)
    except PoFileError as error:
        raise InputError(name, f"not a gettext catalogue: {error}") from error


def _locale() -> Traversable:
    return resources.files("dermadocs") / "locale"
