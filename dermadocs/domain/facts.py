"""The ground of all records: frozen, strict, every field present, no unknown field.

A value that may be absent is written `null`: a missing key is always a mistake, never an answer.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated

import msgspec
from msgspec import Meta

from dermadocs.sentence import say


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen record whose JSON form has exactly these keys."""


Name = Annotated[str, Meta(min_length=1, max_length=80)]
Short = Annotated[str, Meta(min_length=1, max_length=160)]
Long = Annotated[str, Meta(min_length=1, max_length=900)]
Identifier = Annotated[str, Meta(pattern="^[a-z][a-z0-9-]{0,30}$")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
LanguageCode = Annotated[str, Meta(pattern="^[a-z]{2}$")]
CountryCode = Annotated[str, Meta(pattern="^[A-Z]{2}$")]
Email = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=120)]
Phone = Annotated[str, Meta(pattern=r"^\+[1-9][0-9 ]{5,22}[0-9]$")]

# Persian and several Indian scripts cannot be written without these two, so they stay although invisible.
_JOINERS = frozenset("\u200c\u200d")
_SPACES = frozenset(" \u00a0\u202f\u3000")
# Control, format (bidi overrides, zero width), surrogate, private use, unassigned, line and paragraph
# separators: each lets a page show something other than its data, or shows nothing at all.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
MAX_MARKS = 4
"""Combining marks in a row; more is a tower over the neighbouring lines, not a word."""


def text_fault(text: str) -> str | None:
    """Why `text` may not stand in a record, or None.

    >>> text_fault("Zoé"), text_fault("a\\x00b")
    (None, 'character U+0000 is not allowed in a text')
    """
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in _REFUSED and character not in _JOINERS:
            return say("character U+{code:04X} is not allowed in a text", code=ord(character))
        if category == "Zs" and character not in _SPACES:
            return say("space U+{code:04X} is not allowed in a text", code=ord(character))
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > MAX_MARKS:
            return say("more than {most} combining marks in a row", most=MAX_MARKS)
    if text != text.strip():
        return "starts or ends with a space"
    if not unicodedata.is_normalized("NFC", text):
        return "is not in the Unicode form NFC (write é as one character, not as e and an accent)"
    return None


def is_latin(text: str) -> bool:
    """True when every letter is Latin, as names on a French document must be.

    >>> is_latin("Łukasz d’Ávila-Ng"), is_latin("Δ")
    (True, False)
    """
    letters = [c for c in text if c.isalpha() and c not in "ʻʼʹʺ"]
    return bool(letters) and all(unicodedata.name(c, "").startswith("LATIN ") for c in letters)
