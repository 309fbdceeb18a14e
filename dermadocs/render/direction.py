"""A translation on the page: its language and direction, and its pieces isolated from one another."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterable

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
    """A sentence from right to left, each figure, code and bracket isolated. InputError for what is not found again.

    Each word is a box, with the signs that touch it: the engine finds no good end of line in a text among boxes. It
    paints no space that stands alone between two, so that a space goes into the box of a plain word beside it.
    """
    bidi.check(text)
    units = (
        bidi.Piece(part, piece.apart)
        for piece in bidi.pieces(text)
        for part in ([piece.text] if piece.apart else _SPACES.split(piece.text))
        if part
    )
    clusters = itertools.groupby(units, lambda unit: not unit.apart and unit.text.isspace())
    words = [list(cluster) for space, cluster in clusters if not space]
    told, due = Markup(""), " " if text.startswith(" ") else ""
    for number, word in enumerate(words, 1):
        after = " " if number < len(words) or text.endswith(" ") else ""
        shown = Markup("").join(isolated(unit.text) if unit.apart else escape(unit.text) for unit in word)
        if any(unit.apart for unit in word):
            told += Markup('{}<span class="close">{}</span>').format(due, shown)
            due = after
        else:
            told += Markup("<span>{}{}{}</span>").format(due, shown, after)
            due = ""
    return told + due


def beside(text: str) -> Markup:
    """A text from left to right on a page that has both: each sign before its first letter stands by itself.

    A reader of the file goes on from right to left until it meets a letter, and would turn round « (*) Rayez… ».
    """
    signs = list(itertools.takewhile(lambda character: not character.isalnum(), text))
    return Markup("").join(Markup("<span>{}</span>").format(sign) for sign in signs) + escape(text[len(signs) :])


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

    from dermadocs import pagetext

    pages = ["".join(pagetext.text(page).split()) for page in PdfReader(io.BytesIO(written)).pages]
    for told in printed:
        shown = bidi.on_page(told.pointer, told.text, data)
        if bidi.turned(told.pointer, data) and "".join(shown.split()) not in pages[told.page - 1]:
            why = f"« {told.text[:60]} » is not read again from the page with the fonts of this system"
            raise InputError(told.pointer, f"{data['translation']['language']}: {why}; issue the paper in French alone")
