"""Right to left: how a translated sentence is cut for the page, and the form in which the page gives it back.

The press and the verification share this cut, so both mean the same page. Letters that run from right to left are
drawn as they stand; what runs from left to right (figures, amounts, codes, Latin names) and each sign between them is
drawn apart, isolated, a bracket already turned as the reader sees it. So every piece has one direction, a reader of
the file gets each piece in the order of its letters, and no figure is ever turned round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dermadocs.errors import InputError
from dermadocs.sentence import say

SCRIPTS: Mapping[str, str] = {"ar": "ARABIC", "fa": "ARABIC", "he": "HEBREW", "ur": "ARABIC"}
"""The languages that run from right to left, with the script as Unicode names its letters."""

_RTL = "\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LATIN = rf"(?:(?![{_RTL}])\w)"
_ALPHA = rf"(?:(?![{_RTL}\d_])\w)"
_BRACKETS = "()[]{}<>«»‹›"
_TURNED = str.maketrans(_BRACKETS, ")(][}{><»«›‹")
_JOINER = (  # « 12,50 », « RIV-14 »; « 4 850 », « Claire Vasseur »; « D. 6322 »; « AC, P4 », but not « 4, 6 »
    rf"[^\s\w{re.escape(_BRACKETS)}]{{1,3}}|[ \u00a0\u202f]|(?<={_ALPHA})\. |[,:;] (?=\d*{_ALPHA})"
)
_PIECE = re.compile(
    rf"(?P<rtl>[{_RTL}]+(?: +[{_RTL}]+)*)"
    rf"|(?P<ltr>(?:(?<![{_RTL}])[+−-])?[€$£]?{_LATIN}+(?:(?:{_JOINER}){_LATIN}+)*(?:[ \u00a0\u202f]?[%‰°€$£](?!\w))?)"
    r"|(?P<space>[ \n]+)|(?P<sign>.)",
    re.DOTALL,
)
_UNREADABLE = re.compile("[\u0660-\u0669\u06f0-\u06f9]"), re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TRANSLATION = re.compile("/tr$|^/wording/[0-9]+/translation/[0-9]+$|^/dossier/translations/[0-9]+/text$")


class Piece(NamedTuple):
    """A part of a sentence that has one direction; `apart` when it is isolated from left to right."""

    text: str
    apart: bool


def pieces(text: str) -> Iterator[Piece]:
    """The parts of a sentence that stands in a paragraph from right to left, as they are drawn.

    >>> [piece.text for piece in pieces("א (12,50 €)")]
    ['א', ' ', ')', '12,50 €', '(']
    """
    for found in _PIECE.finditer(text):
        sign = found.lastgroup == "sign"
        yield Piece(found[0].translate(_TURNED) if sign else found[0], sign or found.lastgroup == "ltr")


def on_page(pointer: str, text: str, data: Mapping[str, Any]) -> str:
    """The text of a leaf as the page gives it back; another form than its own only for a right-to-left translation."""
    return "".join(piece.text for piece in pieces(text)) if turned(pointer, data) else text


def turned(pointer: str, data: Mapping[str, Any]) -> bool:
    """Whether the leaf at `pointer` is a translation that runs from right to left."""
    return script(data) is not None and _TRANSLATION.search(pointer) is not None


def script(data: Mapping[str, Any]) -> str | None:
    """The script of a record's translation when it runs from right to left."""
    return SCRIPTS.get(str((data.get("translation") or {}).get("language")))


def check(text: str) -> None:
    """InputError for signs that would not be found again on the page, or would turn round what stands beside them."""
    figures, marks = _UNREADABLE
    if figures.search(text):
        raise InputError(
            "translation", say("« {text} »: write figures as 0 to 9, a reader of the page turns others", text=text[:60])
        )
    if marks.search(text):
        raise InputError(
            "translation",
            say("« {text} » has an invisible mark of direction; the press isolates alone", text=text[:60]),
        )
