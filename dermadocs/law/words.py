"""Clauses that no paper of such an estimate may bear, found in free text, in French and in English.

`lint` quotes the sentence. Texts are folded first (no capitals, no accents, plain apostrophes). A clause
that is denied (« aucun acompte », "no deposit") is not one; a denial of a denial is (« pas de date sans acompte »).
The house's own wordings are taken out before anything is looked for. A pattern is a help for the reader, no proof:
what is found is quoted, so that a person can judge it.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dermadocs.law import wording
from dermadocs.law.clauses import PATTERNS, UNDENIABLE, Kind

REACH = 70
"""How far before a clause its denial may stand, in characters of the same sentence."""
TAIL = 30
"""A denial may also stand just before the last word of a clause: « le délai ne peut être réduit »."""
LONGEST = 240
# One group is one denial (« n'est dû aucun acompte » denies once), « sans » and "without" are one more each.
_DENIED = re.compile(
    r"\b(?:ne|pas|aucun|aucune|jamais|ni|rien|nul|nulle|interdit|interdite|no|not|never|nor|neither|nothing|nobody|cannot)\b"
    r"|\bn'|n't\b"
)
_WITHOUT = re.compile(r"\b(?:sans|without)\b")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_TURN = re.compile(r"\b(?:mais|toutefois|cependant|but|however)\b|:")


@dataclass(frozen=True)
class Clause:
    """One clause found: its kind, the sentence it stands in, the words that gave it away."""

    kind: Kind
    sentence: str
    words: str


def lint(text: str, kinds: Iterable[Kind] | None = None) -> list[Clause]:
    """Every clause of the kinds asked for (all of them by default), in reading order, one a sentence and kind."""
    wanted = tuple(kinds) if kinds is not None else tuple(PATTERNS)
    return [clause for sentence in sentences(text) for kind in wanted for clause in _clauses(sentence, kind)]


@functools.lru_cache(maxsize=256)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, words broken at a line end joined, the house's own wordings taken out."""
    joined = re.sub(r"(?<=\w)-\s+(?=[a-zà-ÿ])", "-", text)
    plain = "\n".join(wording.normalise(line) for line in joined.split("\n"))
    for own in _own_words():
        plain = plain.replace(own, ". ")
    return tuple(s.strip() for s in _SENTENCE.split(plain) if s.strip())


@functools.lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Text for searching: small letters, no accents, plain apostrophes."""
    letters = unicodedata.normalize("NFD", wording.normalise(text).casefold()).replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in letters if not unicodedata.combining(c))


def quote(sentence: str, limit: int = LONGEST) -> str:
    """A sentence in quotation marks, cut where it is too long for a message."""
    return f"« {sentence if len(sentence) <= limit else sentence[: limit - 1] + '…'} »"


def _clauses(sentence: str, kind: Kind) -> Iterator[Clause]:
    folded = fold(sentence)
    for pattern in _compiled(kind):
        for match in pattern.finditer(folded):
            if kind in UNDENIABLE or not (
                _denied(folded[max(0, match.start() - REACH) : match.start()]) or _DENIED.search(match[0][-TAIL:])
            ):
                yield Clause(kind, _around(sentence, match), match[0])
                return


def _denied(before: str) -> bool:
    """Whether what stands before a clause, in the same part of the sentence, denies it."""
    near = _TURN.split(before)[-1]
    return (bool(_DENIED.search(near)) + len(_WITHOUT.findall(near))) % 2 == 1


def _around(sentence: str, match: re.Match[str]) -> str:
    """The sentence, or the part of an overlong one (a table is one long line) in which the clause stands."""
    if len(sentence) <= LONGEST:
        return sentence
    start = max(0, match.start() - LONGEST // 3)
    return sentence[start : start + LONGEST]


@functools.cache
def _compiled(kind: Kind) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in PATTERNS[kind])


@functools.cache
def _own_words() -> tuple[str, ...]:
    """Our own and the quoted wordings, paragraph by paragraph, the longest first."""
    found = {wording.normalise(p) for text in wording.all() for p in text.paragraphs}
    return tuple(sorted(found, key=len, reverse=True))
