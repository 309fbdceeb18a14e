"""Sections and blocks of a paper as names for the template `partials/content.html.j2`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dermadocs.domain.forms import TICK
from dermadocs.render.forms import Names
from dermadocs.render.ink import Frame
from dermadocs.render.story import Place

NO_FRAMES: Mapping[str, Sequence[Frame]] = {}
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def sections(root: Place, wording: dict[str, Names], framed: Mapping[str, Sequence[Frame]] = NO_FRAMES) -> list[Names]:
    """Every section of the record, in order. `framed`: on paper, the frames for ink of a block, by its pointer."""
    return [
        {
            "id": place.value("id"),
            "number": roman(number),
            "title": words(place, "title"),
            "blocks": [_block(block, wording, framed) for block in place.parts("blocks")],
        }
        for number, place in enumerate(root.parts("content"), 1)
    ]


def words(place: Place, key: str) -> Names | None:
    """French leaf and translated leaf of a text; None where the record has no text there."""
    if place.value(key) is None:
        return None
    return {"fr": place.leaf(f"{key}/fr"), "tr": place.maybe(f"{key}/tr")}


def roman(number: int) -> str:
    """A section number: a figure would have to be a leaf.

    >>> roman(4), roman(18)
    ('IV', 'XVIII')
    """
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _block(place: Place, wording: dict[str, Names], framed: Mapping[str, Sequence[Frame]]) -> Names:
    kind = place.value("block")
    return {"kind": kind, "frames": framed.get(place.pointer, ()), **_READ[kind](place, wording)}


def _paragraph(place: Place, _: Any) -> Names:
    return {"text": words(place, "text")}


def _bullets(place: Place, _: Any) -> Names:
    return {"lead": words(place, "lead"), "entries": _each(place, "items")}


def _table(place: Place, _: Any) -> Names:
    head = [{key: leaf and leaf.repeating() for key, leaf in told.items()} for told in _each(place, "head")]
    return {"head": head, "rows": [_each(row, "cells") for row in place.parts("rows")]}


def _risks(place: Place, _: Any) -> Names:
    return {"lead": words(place, "lead"), "rows": [_risk(row) for row in place.parts("rows")]}


def _risk(row: Place) -> Names:
    low, high = row.value("low"), row.value("high")
    return {
        "name": words(row, "name"),
        "said": words(row, "said"),
        "population": words(row, "population"),
        "more": words(row, "more"),
        "dots": None if low is None or high is None else f"dots:{low}-{high}",
    }


def _choices(place: Place, _: Any) -> Names:
    ticks = {option: place.leaf(f"chosen/{n}", lambda _: TICK) for n, option in enumerate(place.value("chosen"))}
    options = [{"words": told, "tick": ticks.get(index)} for index, told in enumerate(_each(place, "options"))]
    return {"question": words(place, "question"), "options": options}


def _lines(place: Place, _: Any) -> Names:
    return {"label": words(place, "label"), "count": place.value("count")}


def _quotation(place: Place, wording: dict[str, Names]) -> Names:
    return {"quoted": wording[place.value("wording")]}


def _timeline(place: Place, _: Any) -> Names:
    return {"marks": [_mark(mark) for mark in place.parts("marks")]}


def _mark(mark: Place) -> Names:
    told = {key: words(mark, key) for key in ("label", "when", "clock")}
    return {"sign": mark.value("sign"), **told}


def _each(place: Place, key: str) -> list[Names]:
    found = (words(place, f"{key}/{index}") for index in range(len(place.value(key))))
    return [told for told in found if told is not None]


_READ = {
    "paragraph": _paragraph,
    "bullets": _bullets,
    "table": _table,
    "risks": _risks,
    "choices": _choices,
    "lines": _lines,
    "quotation": _quotation,
    "timeline": _timeline,
}
