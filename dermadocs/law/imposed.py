"""Texts that the law imposes, looked for on papers of others: how they stand there, to the word.

Capitals, accents, punctuation and line breaks are the printer's; words are the law's. Small words and the plural
make a warning, since the sense is kept (« ou de produits » is a slip of the arrêté that many correct); any other
word that is missing, put in or replaced makes another text.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from dermadocs.law.reading import Reading
from dermadocs.law.words import fold

Standing = Literal["whole", "nearly", "altered", "missing"]
ENOUGH = 0.75
"""The share of an imposed text's words that must be there, in order, for it to be an altered text and not a lack."""
_SMALL = frozenset(
    [
        "de",
        "du",
        "d",
        "le",
        "la",
        "l",
        "un",
        "une",
        "et",
        "ou",
        "a",
        "au",
        "aux",
        "en",
        "ce",
        "cet",
        "cette",
        "son",
        "sa",
        "se",
    ]
)


@dataclass(frozen=True)
class Found:
    """How an imposed paragraph stands on a paper, and the words in which it differs."""

    standing: Standing
    wanted: str = ""
    instead: str = ""


def find(reading: Reading, paragraph: str) -> Found:
    """Look for one paragraph on a paper of others."""
    wanted = _tokens(fold(paragraph))
    if "".join(wanted) in _letters(reading):
        return Found("whole")
    text = _tokens(reading.text)
    start = _densest(_stems(text), _stems(wanted))
    window = text[start : start + len(wanted) + 12]
    blocks = SequenceMatcher(None, _stems(window), _stems(wanted), autojunk=False)
    if sum(block.size for block in blocks.get_matching_blocks()) < ENOUGH * len(wanted):
        return Found("missing")
    return _difference(window, wanted, blocks)


def _difference(window: tuple[str, ...], wanted: tuple[str, ...], blocks: SequenceMatcher[str]) -> Found:
    """The first difference that changes the text; what stands before and behind it in the window does not count."""
    small = Found("nearly")
    for kind, i1, i2, j1, j2 in blocks.get_opcodes():
        if kind == "equal" or j2 == 0 or j1 == len(wanted):
            continue  # the same; before its first word; behind its last
        there, here = window[i1:i2], wanted[j1:j2]
        if _sense(there) != _sense(here):
            return Found("altered", " ".join(here), " ".join(there))
        small = Found("nearly", " ".join(here), " ".join(there))
    return small


def _sense(words: tuple[str, ...]) -> list[str]:
    """Words without the small ones; a number in figures beside its word counts no more than they do."""
    return [stem for stem in _stems(words) if stem not in _SMALL and not stem.isdigit()]


def _stems(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words without the s of a plural."""
    return tuple(word.rstrip("s") or word for word in words)


def _densest(text: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    """Where the window that shares most words with the wanted text begins."""
    known, size = set(wanted), len(wanted)
    best, place, count = -1, 0, 0
    for i, word in enumerate(text):
        count += word in known
        if i >= size:
            count -= text[i - size] in known
        if count > best:
            best, place = count, max(0, i - size + 1)
    return max(0, place - 4)


def _letters(reading: Reading) -> str:
    return "".join(_tokens(reading.text))


@functools.lru_cache(maxsize=64)
def _tokens(folded: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", folded))
