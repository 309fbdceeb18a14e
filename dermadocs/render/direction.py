"""A translation on the page: its language and direction, and its pieces isolated from one another."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from dermadocs.domain import bidi
from dermadocs.domain.codec import builtins
from dermadocs.domain.document import Document, Printed
from dermadocs.errors import InputError

_SPACES = re.compile("( +)")


def attributes(language: str | None) -> Markup:
    """What each element of a translation says of itself."""
    if language is None:
        return Markup("")
    told = Markup('lang="{}"').format(language)
    return told + Markup(' dir="rtl"') if language in bidi.SCRIPTS else told


def drawn(text: str) -> Markup:
    """A sentence from right to left, each figure, code and bracket isolated. InputError for what is not found again."""
    bidi.check(text)
    units = (
        bidi.Piece(part, piece.apart)
        for piece in bidi.pieces(text)
        for part in ([piece.text] if piece.apart else _SPACES.split(piece.text))
        if part
    )
    clusters = itertools.groupby(units, lambda unit: not unit.apart and unit.text.isspace())
    return Markup("").join(_together(list(cluster)) for _, cluster in clusters)


def _together(units: Sequence[bidi.Piece]) -> Markup:
    """A word with the signs that touch it: the engine finds no good end of line among several boxes."""
    told = Markup("").join(isolated(unit.text) if unit.apart else escape(unit.text) for unit in units)
    return told if len(units) == 1 else Markup('<span class="close">{}</span>').format(told)


def isolated(text: object) -> Markup:
    """What keeps its own direction, from left to right, inside such a sentence."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


def read_back(written: bytes, record: Document, printed: Iterable[Printed]) -> None:
    """Read a translation from right to left in the file just written. InputError where its letters are not there.

    Fonts share glyphs between letters of these scripts, and newer ones more than older: then the page looks right and
    is read as other words. Such a file is not handed out.
    """
    data = builtins(record)
    if bidi.script(data) is None:
        return
    from pypdf import PdfReader  # only these papers wait for it

    pages = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(written)).pages]
    for told in printed:
        shown = bidi.on_page(told.pointer, told.text, data)
        if bidi.turned(told.pointer, data) and "".join(shown.split()) not in pages[told.page - 1]:
            why = f"« {told.text[:60]} » is not read again from the page with the fonts of this system"
            raise InputError(told.pointer, f"{data['translation']['language']}: {why}; issue the paper in French alone")
