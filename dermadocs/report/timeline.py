"""The one picture of time: dot (hand-over), fifteen cells, double bar (gate), then rings (acts); drawn as SVG.

Known here: moments and labels. Not known: answers, dossiers, languages, the clock. Black and white by itself; a page
may colour it by its classes (`tl-…`). Every drawing has a title and a text for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Literal

from dermadocs.report import shapes

Shape = Literal["signed", "received", "awaited", "agreed", "planned", "now"]
"""`awaited`: a hand-over that has not taken place; `planned`: any other act not done yet; `now`: no act at all."""
Grade = Literal["A", "B", "C"]
CELLS = 15


@dataclass(frozen=True)
class Mark:
    """One act on the line. `when` are the lines printed under it; `at` None: not done yet.

    `wrong`: drawn with a cross, for it came before the gate or does not hold; a list beside the drawing says which.
    """

    label: str
    when: tuple[str, ...]
    at: datetime | None
    shape: Shape
    grade: Grade | None = None
    wrong: bool = False


@dataclass(frozen=True)
class Reflection:
    """The fifteen days. `first` is 00:00 of the first of them, `gate` that after the last; None while not known.

    `days` are what the cells are called, `elapsed` how many are over; `words` stands above them.
    """

    words: str
    days: tuple[str, ...]
    label: str
    when: tuple[str, ...]
    first: datetime | None
    gate: datetime | None
    elapsed: int


@dataclass(frozen=True)
class _Scale:
    """Measures of a drawing: how far apart acts and cells stand, and whether there is room for words."""

    step: int
    cell: int
    edge: int
    words: bool


@dataclass(frozen=True)
class _Place:
    """Where a mark stands, and on which side of `words_at` its words stand."""

    number: int
    mark: Mark
    x: float
    side: str = "middle"
    words_at: float = 0.0


_Numbered = list[tuple[int, Mark]]
_WIDE = _Scale(step=110, cell=20, edge=60, words=True)
_NARROW = _Scale(step=27, cell=11, edge=16, words=False)
_MOST_WITH_WORDS = 7
AXIS = 58


def draw(
    marks: Sequence[Mark],
    reflection: Reflection | None,
    *,
    ident: str,
    title: str,
    text: str,
    narrow: bool = False,
) -> str:
    """The drawing as one `<svg>` element; `ident` makes its inner names unique in the page.

    `narrow` is for a telephone: numbers instead of words, in the order of `marks`, for a list that stands beside it.
    """
    before, inside, after = _parted(marks, reflection)
    crowded = len(marks) > _MOST_WITH_WORDS or len(inside) > 1
    scale = _NARROW if narrow or crowded else _WIDE
    places = _row(before, float(scale.edge), scale)
    x = places[-1].x + scale.step if places else float(scale.edge)
    parts: list[str] = []
    room = 0.0
    if reflection is not None:
        start = (places[-1].x if places else scale.edge - 14.0) + (18 if scale.words else 12)
        gate = start + CELLS * scale.cell + (6 if scale.words else 4)
        within = [_within(number, mark, reflection, start, scale) for number, mark in inside]
        late = any(place.side == "end" for place in within)
        parts += [*_cells(reflection, start, scale), *_gate(reflection, gate, scale, "start" if late else "middle")]
        places += within
        x = gate + (102 if scale.words else 24)
        room = gate + (92 if late else 48) if scale.words else gate + 8
    places += _row(after, x, scale)
    last = max(place.x for place in places) if places else x
    end = max(last + scale.edge, room)
    line = shapes.line(min((place.x for place in places), default=x), end - scale.edge * 0.4, AXIS)
    drawn = [line, *parts, *(_mark(place, scale) for place in places)]
    height = (176 if inside else 158) if scale.words else 92
    return _svg(end, height, drawn, ident, title, text, "tl-wide" if scale.words else "tl-narrow")


def _row(marks: _Numbered, x: float, scale: _Scale) -> list[_Place]:
    return [_Place(number, mark, x + index * scale.step) for index, (number, mark) in enumerate(marks)]


def _svg(width: float, height: int, parts: Sequence[str], ident: str, title: str, text: str, kind: str) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tl {kind}" role="img" aria-labelledby="{ident}-t {ident}-d" '
        f'viewBox="0 0 {width:g} {height}" width="{width:g}" height="{height}">'
    )
    told = f'<title id="{ident}-t">{escape(title)}</title><desc id="{ident}-d">{escape(text)}</desc>'
    return head + told + "".join(parts) + "</svg>"


def _parted(marks: Sequence[Mark], reflection: Reflection | None) -> tuple[_Numbered, _Numbered, _Numbered]:
    """The marks, numbered from 1, before the fifteen days, inside them, and from the gate on."""
    before: _Numbered = []
    inside: _Numbered = []
    after: _Numbered = []
    for number, mark in enumerate(marks, 1):
        if reflection is None or mark.shape in ("received", "awaited"):
            before.append((number, mark))
        elif mark.at is None or reflection.first is None or reflection.gate is None:
            (after if mark.at is None else before).append((number, mark))
        elif mark.at < reflection.first:
            before.append((number, mark))
        else:
            (inside if mark.at < reflection.gate else after).append((number, mark))
    return before, inside, after


def _within(number: int, mark: Mark, reflection: Reflection, start: float, scale: _Scale) -> _Place:
    """A mark inside the fifteen days: its words stand under the cells, on the side where there is room."""
    assert mark.at is not None
    assert reflection.first is not None
    assert reflection.gate is not None
    share = (mark.at - reflection.first) / (reflection.gate - reflection.first)
    x = start + max(0.03, min(0.97, share)) * CELLS * scale.cell
    return _Place(number, mark, x, "end" if share > 0.5 else "start", max(x, start + 36))


def _cells(reflection: Reflection, start: float, scale: _Scale) -> Iterator[str]:
    for index in range(CELLS):
        x = start + index * scale.cell
        yield shapes.cell(x, AXIS, scale.cell - 1.5, over=index < reflection.elapsed)
        if scale.words:
            name = reflection.days[index] if index < len(reflection.days) else ""
            yield shapes.words(x + scale.cell / 2, AXIS + 3, name, "tl-day", size=12)
    if scale.words:
        yield shapes.words(start + CELLS * scale.cell / 2, AXIS - 26, reflection.words, "tl-note", size=13)


def _gate(reflection: Reflection, x: float, scale: _Scale, anchor: str) -> Iterator[str]:
    yield shapes.double_bar(x, AXIS, 46 if scale.words else 34)
    if scale.words:
        yield shapes.words(x, AXIS - 34, reflection.label, "tl-label", bold=True, serif=True)
        for row, line in enumerate(reflection.when):
            yield shapes.words(x + 2, AXIS + 40 + row * 17, line, "tl-when", bold=row == 0, anchor=anchor, size=13)


def _mark(place: _Place, scale: _Scale) -> str:
    mark, x, inside = place.mark, place.x, place.side != "middle"
    drawn = [shapes.sign(mark.shape, x, AXIS, wrong=mark.wrong)]
    if not scale.words:
        y = AXIS - 24 if inside else AXIS + 30
        return drawn[0] + shapes.words(x, y, str(place.number), "tl-label", bold=True, size=13)
    at = place.words_at if place.side == "start" else x
    kind = "tl-label tl-wrong" if mark.wrong else "tl-label"
    top = AXIS + 40 if inside else AXIS - 22
    drawn.append(shapes.words(at, top, mark.label, kind, bold=True, serif=True, anchor=place.side))
    first = top + 17 if inside else AXIS + 40
    for row, line in enumerate(mark.when):
        drawn.append(shapes.words(at, first + row * 17, line, "tl-when", anchor=place.side, size=13))
    if mark.grade:
        shift = {"start": 10, "middle": 0, "end": -10}[place.side]
        drawn.append(shapes.grade(at + shift, first + len(mark.when) * 17 + 6, mark.grade))
    return "".join(drawn)
