"""Findings and refusals in French: the program says them in English, `locale/fr/*.po` knows each by its template.

A sentence that was made here still knows its template and its values (`dermadocs.sentence`). One that comes out of an
answer of `verify --json` is plain English text: it is read back by the same templates. What no catalogue knows is told
as it stands, marked as English, and never left out.

In the catalogues, `msgctxt` is the name of a place and gives the words that may stand there: `msgctxt "capacity"`,
`msgid "curator"`. A place without such words is for names, quotations and figures, which stay as they are but for the
form of days, instants, amounts and rates.
"""

from __future__ import annotations

import ast
import functools
import itertools
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Literal, NamedTuple

from dermadocs.domain import french
from dermadocs.languages import key, messages
from dermadocs.sentence import Piece, Sentence, pieces

Language = Literal["fr", "en"]
SENTENCES = frozenset({"what", "cure", "why", "gate", "change", "need", "reason", "lack", "error", "fault", "next"})
"""Names of places that hold a sentence: one that is not known makes the whole sentence unknown."""
PERHAPS = frozenset({"told", "problem", "message"})
"""Names of places that hold a sentence or somebody else's words, which stay as they are."""
MOST = 24
"""Ways to read a text by one template that are tried: a text from a file may be made to have thousands."""
LONGEST = 3000
DEEPEST = 4
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|\+00:00)?")


class Told(NamedTuple):
    """Words, and the language they stand in."""

    text: str
    language: Language


@dataclass(frozen=True)
class Catalogue:
    """Every sentence by its English template, and the words that may stand at the places of that name."""

    sentences: Mapping[str, str]
    terms: Mapping[str, Mapping[str, str]]
    templates: tuple[tuple[str, tuple[Piece, ...]], ...]
    """Those with places: first those all whose values are known words, then by how many words are their own."""


def told(text: str, language: Language = "fr") -> Told:
    """A sentence of ours in French; in English, marked so, where that is asked for or no French is known."""
    if language == "fr" and (said := _known(text)) is not None:
        return Told(said, "fr")
    return Told(str(text), "en")


def term(place: str, code: str, language: Language = "fr") -> Told:
    """The word for a code of ours: a person (`who`), a step (`steps`), an act, a state, a severity, an outcome."""
    said = catalogue().terms[place].get(code) if language == "fr" else None
    return Told(said, "fr") if said else Told(code, "en")


@functools.cache
def catalogue() -> Catalogue:
    """All files of `locale/fr`, read once. InputError for one that is no gettext catalogue."""
    sentences: dict[str, str] = {}
    terms: dict[str, dict[str, str]] = {}
    folder = resources.files("dermadocs") / "locale" / "fr"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        for message in messages(file.read_bytes(), file.name):
            if message.id and message.string and not message.fuzzy:
                place = sentences if message.context is None else terms.setdefault(message.context, {})
                place[key(str(message.id))] = french.tied(str(message.string))
    taken = [(template, pieces(template)) for template in sentences if "{" in template]
    taken.sort(key=lambda one: (_free(one[1], terms), -sum(len(piece.words) for piece in one[1]), one[0]))
    return Catalogue(sentences, terms, tuple(taken))


def _free(parts: Sequence[Piece], closed: Container[str]) -> bool:
    """True for a template with a place where anything may stand: such a one is tried last."""
    return any(piece.name is not None and piece.name not in SENTENCES and piece.name not in closed for piece in parts)


def _known(text: str, depth: int = 0) -> str | None:
    """The French of a sentence, or None."""
    if isinstance(text, Sentence) and text not in catalogue().sentences:
        return _filled(text.template, text.values, depth)
    return _read_back(str(text), depth) if len(text) <= LONGEST and depth <= DEEPEST else None


@functools.lru_cache(maxsize=2048)
def _read_back(text: str, depth: int) -> str | None:
    """The French of a sentence of which only the English text is left."""
    if "{" not in text and text in catalogue().sentences:
        return catalogue().sentences[text]
    for template, parts in catalogue().templates:
        if not (text.startswith(parts[0].words) and text.endswith(parts[-1].words)):
            continue  # most of them, at once
        for values in itertools.islice(_fits(parts, text), MOST):
            if (said := _filled(template, values, depth)) is not None:
                return said
    return None


def _fits(parts: Sequence[Piece], text: str) -> Iterator[dict[str, str]]:
    """Every way in which a text can be made of these pieces: what stands at which place, shortest first."""
    (words, name, quoted), rest = parts[0], parts[1:]
    if not text.startswith(words):
        return
    text = text[len(words) :]
    if name is None:
        if not text:
            yield {}
        return
    for end in _ends(rest[0].words, text, last=rest[0].name is None):
        for found in _fits(rest, text[end:]):
            value = _unquoted(text[:end]) if quoted else text[:end]
            if found.get(name, value) == value:
                yield {name: value, **found}


def _ends(words: str, text: str, *, last: bool) -> Iterator[int]:
    """Where a value may end: before the next words, and at the very end where nothing but they follow."""
    if last:
        if text.endswith(words):
            yield len(text) - len(words)
        return
    end = text.find(words)
    while end >= 0:
        yield end
        end = text.find(words, end + 1)


def _filled(template: str, values: Mapping[str, str], depth: int) -> str | None:
    """The French of a template with these values in it; None where it, or a sentence in it, is not known."""
    said = catalogue().sentences.get(key(template))
    if said is None:
        return None
    words = {name: _value(name, value, depth + 1) for name, value in values.items()}
    return None if None in words.values() else said.format(**words)


def _value(name: str, value: str, depth: int) -> str | None:
    """What stands at a place, in French; None where only known words may stand there."""
    if isinstance(value, Sentence) or name in SENTENCES:
        return _known(value, depth)
    if name in PERHAPS:
        return _known(value, depth) or value
    if name in catalogue().terms:
        return _listed(catalogue().terms[name], value)
    if whole := _INSTANT.fullmatch(value):
        return f"{_day(whole[1])} à {whole[2]}{' UTC' if whole[3] else ''}"
    if name.endswith(("amount", "rate")):
        return _figure(value)
    if name == "typed":
        return value if _figure(value) else None
    return _day(value)


def _listed(terms: Mapping[str, str], value: str) -> str | None:
    """One of these words, or several with commas between them."""
    if value in terms:
        return terms[value]
    for term, said in terms.items():
        if value.startswith(f"{term}, ") and (rest := _listed(terms, value[len(term) + 2 :])) is not None:
            return f"{said}, {rest}"
    return None


def _figure(text: str) -> str | None:
    """An amount or a rate with a comma; None for what is none."""
    if found := re.fullmatch(r"(\d{1,12})\.(\d{1,2})", text):
        return f"{french.amount(int(found[1]) * 100)[:-3]},{found[2]}"
    return text if re.fullmatch(r"[\d,\u00a0\u202f]+", text) else None


def _day(text: str) -> str:
    """A day as French writes it; anything else as it stands."""
    found = _DAY.fullmatch(text)
    try:
        return french.date_long(date(*map(int, found.groups()))) if found else text
    except ValueError:
        return text


def _unquoted(text: str) -> str:
    """What stood in Python's quotation marks."""
    try:
        return str(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return text
