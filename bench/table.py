"""What was measured, as an aligned table for people or as JSON for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.measure import Race, Spread

HEADINGS = ("what", "ours", "compared", "ratio", "half within", "n", "target")
WIDTH = 110  # of notes


@dataclass(frozen=True)
class Row:
    """One comparison: ours, what it is compared with, and the ratio of the two, smaller being better for us."""

    name: str
    ours: Spread
    compared: Spread
    ratio: Spread
    target: float | None = None
    unit: str = "ms"

    @property
    def verdict(self) -> str:
        """The target beside the figure, and whether it is missed. Empty where none was set."""
        if self.target is None:
            return ""
        return f"<= {self.target:g}" + (" MISSED" if self.ratio.median > self.target else " met")

    @property
    def cells(self) -> tuple[str, ...]:
        """The row in words, in the order of HEADINGS."""
        return (
            self.name,
            f"{_short(self.ours.median)} {self.unit}",
            f"{_short(self.compared.median)} {self.unit}",
            f"x{_short(self.ratio.median)}",
            f"{_short(self.ratio.low)}-{_short(self.ratio.high)}",
            str(self.ratio.n),
            self.verdict,
        )


@dataclass(frozen=True)
class Section:
    """Rows that belong together, and what must be known to read them."""

    title: str
    rows: Sequence[Row]
    notes: Sequence[str] = ()


def row(race: Race, name: str, ours: str, compared: str, target: float | None = None) -> Row:
    """A row of the contestants `ours` and `compared` of a race."""
    return Row(name, race.of(ours), race.of(compared), race.ratio(ours, compared), target)


def text(sections: Sequence[Section]) -> str:
    """The table for people: one line a row, columns aligned over all sections."""
    every = [HEADINGS, *(one.cells for section in sections for one in section.rows)]
    widths = [max(len(cells[column]) for cells in every) for column in range(len(HEADINGS))]
    lines = [_line(HEADINGS, widths)]
    for section in sections:
        lines += ["", section.title]
        lines += [_line(one.cells, widths) for one in section.rows]
        lines += [
            textwrap.fill(note, WIDTH, initial_indent="    - ", subsequent_indent="      ") for note in section.notes
        ]
    return "\n".join(lines)


def as_json(sections: Sequence[Section]) -> str:
    """The same for programs: one object, sections in order."""
    return json.dumps([_plain(section) for section in sections], ensure_ascii=False, indent=1)


def missed(sections: Sequence[Section]) -> Iterator[Row]:
    """Rows whose median is above its target."""
    for section in sections:
        for one in section.rows:
            if one.target is not None and one.ratio.median > one.target:
                yield one


def _plain(section: Section) -> dict[str, Any]:
    rows = [{**asdict(one), "verdict": one.verdict} for one in section.rows]
    return {"title": section.title, "rows": rows, "notes": list(section.notes)}


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest, last = [
        cell.ljust(width) if column in (0, len(widths) - 1) else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join((f"  {first}", *rest, last)).rstrip()


def _short(value: float) -> str:
    """Three digits that count, never in powers of ten."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"
