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
from collections.abc import Iterable
from dataclasses import dataclass

from dermadocs.law import wording
from dermadocs.law.clauses import PATTERNS, UNDENIABLE, Kind

REACH = 70
"""How far before a clause its denial may stand, in characters of the same sentence."""
TAIL = 40
"""A denial may also stand just before the last word of a clause: « le délai ne peut être réduit »."""
LONGEST = 240
# One group is one denial (« n'est dû aucun acompte » denies once), « sans » and "without" are one more each.
_DENIED = re.compile(
    r"\b(?:ne|pas|aucun|aucune|jamais|ni|rien|nul|nulle|interdit|interdite|no|not|never|nor|neither|nothing|nobody|cannot)\b"
    r"|\bn'|n't\b"
)
# « n'ignore pas », "does not object": two denials that make an assent
_ASSENT = re.compile(
    r"(?:\bne |\bn')(?:ignor|contest|meconnai|s'oppos|refus|doute)\w* (?:pas|point|nullement)\b|\bsans ignorer\b"
    r"|\b(?:not|n't) (?:dispute|object|oppose|unaware|ignorant)\b"
)
# « ne … que », "not … until": no denial but a condition, and what stands behind it holds
_ONLY = re.compile(r"\b(?:que (?!(?:le|la|les) patient|vous\b|je\b|ils?\b|elles?\b)|qu')")
_ONLY_AFTER = re.compile(
    r"\b(?:qu'(?:apres|a (?:reception|compter|condition)|en cas|une fois|avec|au)\b"
    r"|que (?:sur|contre|apres|moyennant|sous|si)\b)"
)
_UNTIL = re.compile(
    r"\b(?:tant que|avant|sauf|hormis|a moins|sous reserve|until|unless|before|except|save)\b"
    r"(?![^.]*(?:,|\b(?:intervention|operation|acte|fin|terme|expiration|delai|surgery|procedure|end)\b))"
)
_HALF = re.compile(r"\bne\b|\bn'")
_WHOLE = re.compile(r"\b(?:pas|point|aucune?|jamais|ni|rien|nul|nulle|personne|nullement)\b")
_WITHOUT = re.compile(r"\b(?:sans|without)\b")
_RUN = re.compile(r"([^\w\s])\1{19,}")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
# « et » ends a denial where somebody does another thing behind it
_TURN = re.compile(
    r"\b(?:mais|toutefois|cependant|but|however)\b|:"
    r"|\bet (?=(?:il|elle|je|nous|vous|on|(?:le|la) (?:patiente?|cliente?))\b|(?:s'|se |y )?(?:renonce|accepte|verse"
    r"|paie|paye|regle|engage|oblige|consent|autorise|decharge|demande|souhaite|dispense|abrege)\b)"
    r"|\band (?=(?:he|she|they|i|we|you|the (?:patient|client)|will|shall|must|waives|accepts|agrees|pays|renounces"
    r"|authori[sz]es|undertakes|consents|releases|shortens|skips|forgoes)\b)"
)


@dataclass(frozen=True)
class Clause:
    """One clause found: its kind, the sentence it stands in, the words that gave it away."""

    kind: Kind
    sentence: str
    words: str


def lint(text: str, kinds: Iterable[Kind] | None = None) -> list[Clause]:
    """Every clause of the kinds asked for (all of them by default), in reading order, one a sentence and kind."""
    wanted = tuple(kinds) if kinds is not None else tuple(PATTERNS)
    return [found for sentence in sentences(text) for kind in wanted if (found := _clause(sentence, kind)) is not None]


@functools.lru_cache(maxsize=256)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, words broken at a line end joined, the house's own wordings taken out."""
    joined = re.sub(r"(?<=\w)-\s{1,20}(?=[a-zà-ÿ])", "-", calm(text))
    plain = "\n".join(wording.normalise(line) for line in joined.split("\n"))
    for own in _own_words():
        plain = plain.replace(own, ". ")
    return tuple(s.strip() for s in _SENTENCE.split(plain) if s.strip())


@functools.lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Text for searching: small letters, no accents, plain apostrophes."""
    letters = (
        unicodedata.normalize("NFD", calm(wording.normalise(text)).casefold()).replace("œ", "oe").replace("æ", "ae")
    )
    return "".join(c for c in letters if not unicodedata.combining(c))


def calm(text: str) -> str:
    """Text whose long runs of one sign that is no letter and no digit are cut short: nobody reads them."""
    return _RUN.sub(r"\1\1\1", text)


def quote(sentence: str, limit: int = LONGEST) -> str:
    """A sentence in quotation marks, cut where it is too long for a message."""
    return f"« {sentence if len(sentence) <= limit else sentence[: limit - 1] + '…'} »"


@functools.lru_cache(maxsize=8192)  # rules look for the same kinds, and the papers of a practice say the same
def _clause(sentence: str, kind: Kind) -> Clause | None:
    folded = fold(sentence)
    for pattern in _compiled(kind):
        for match in pattern.finditer(folded):
            before = folded[max(0, match.start() - REACH) : match.start()]
            if kind in UNDENIABLE or not (_denied(before, match[0]) or _DENIED.search(_heard(match[0][-TAIL:]))):
                return Clause(kind, _around(sentence, match), match[0])
    return None


def _denied(before: str, words: str) -> bool:
    """Whether what stands before a clause, in the same part of the sentence, denies it."""
    turns = [turn for turn in _TURN.finditer(before + words) if turn.start() < len(before)]
    near = _heard(before[turns[-1].end() :] if turns else before)
    return (bool(_DENIED.search(near)) + len(_WITHOUT.findall(near))) % 2 == 1


def _heard(text: str) -> str:
    """What of a text can deny: denials of denials taken out, and all up to a condition that a denial makes."""
    text = _ASSENT.sub(" ", text)
    behind = 0
    for kind in (_ONLY, _ONLY_AFTER, _UNTIL):
        for found in kind.finditer(text):
            head = text[: found.start()]
            half = kind is not _ONLY or (_HALF.search(head) and not _WHOLE.search(head))
            if half and _DENIED.search(head):
                behind = max(behind, found.end())
    return text[behind:]


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
