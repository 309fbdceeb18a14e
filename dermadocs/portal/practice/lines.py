"""The line of a dossier on the board: dot, fifteen cells, double bar, today; all dossiers on one scale of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from dermadocs.domain.reflection import FIRST_PERMITTED, FULL_DAYS, paris_day
from dermadocs.domain.state import State
from dermadocs.domain.transitions import AGREED
from dermadocs.portal.practice.turns import short, tick
from dermadocs.report.shapes import double_bar, sign, words
from dermadocs.report.voice import Voice
from dermadocs.store.models import Dossier

WIDTH, HEIGHT, AXIS = 500, 44, 22
BEFORE, SHOWN = 20, 60
"""Days shown before today, and in all."""
DAY = WIDTH / SHOWN
HATCH = Markup(
    '<svg class="hatch" aria-hidden="true" width="0" height="0"><defs><pattern id="hatch" width="5" height="5" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch-line" d="M2.5 0V5"/></pattern>'
    "</defs></svg>"
)
"""What days to come are filled with: once a page."""


@dataclass(frozen=True)
class Scale:
    """Sixty days around today."""

    today: date

    def at(self, day: date) -> float:
        """Where a day begins."""
        return (day - self.today + timedelta(days=BEFORE)).days * DAY

    def shows(self, day: date) -> bool:
        """Whether there is room for a day."""
        return 0 <= self.at(day) < WIDTH

    def axis(self, say: Voice) -> Markup:
        """The head of the column: Mondays, and today."""
        now = self.at(self.today) + DAY / 2
        drawn = [words(now, 16, short(self.today, say), "now", bold=True, size=13), _tick(now, "now-line")]
        monday = self.today - timedelta(days=BEFORE + (self.today - timedelta(days=BEFORE)).weekday())
        for week in range(SHOWN // 7 + 2):
            day = monday + timedelta(weeks=week)
            x = self.at(day)
            if 24 <= x <= WIDTH - 24 and abs(x - now) > 72:
                drawn += [words(x, 16, tick(day, say), "day", size=13), _tick(x, "tick")]
        return _svg(28, drawn, "axis")

    def line(self, row: Dossier) -> Markup:
        """The line of one dossier."""
        drawn = [f'<path class="rail" d="M0 {AXIS}H{WIDTH}"/>']
        if row.day is not None:
            drawn += self._days(row.day)
        drawn.append(f'<path class="now-line" d="M{self.at(self.today) + DAY / 2:.4g} 2V{HEIGHT - 2}"/>')
        drawn += self._marks(row)
        return _svg(HEIGHT, drawn, "line")

    def _days(self, day: date) -> list[str]:
        first, gate = self.at(day + timedelta(days=1)), self.at(day + FIRST_PERMITTED)
        over = max(first, min(gate, self.at(self.today) + DAY / 2))
        box = f'y="{AXIS - 8}" height="16"'
        cells = "".join(f"M{first + number * DAY:.4g} {AXIS - 8}v16" for number in range(1, FULL_DAYS))
        return [
            f'<rect class="to-come" x="{over:.4g}" {box} width="{gate - over:.4g}"/>' if over < gate else "",
            f'<rect class="over" x="{first:.4g}" {box} width="{over - first:.4g}"/>' if over > first else "",
            f'<path class="cells" d="{cells}"/>',
            f'<rect class="frame" x="{first:.4g}" {box} width="{gate - first:.4g}"/>',
            double_bar(gate + 3, AXIS, 30),
            sign("received", first - DAY / 2 - 2, AXIS),
        ]

    def _marks(self, row: Dossier) -> list[str]:
        state, found = State(row.state), []
        if row.accepted_at is not None and self.shows(paris_day(row.accepted_at)):
            found.append(sign("agreed", self.at(paris_day(row.accepted_at)) + DAY, AXIS))
        if state is State.SENT and self.shows(paris_day(row.last)):
            x = self.at(paris_day(row.last)) + DAY / 2
            found.append(f'<path class="sent" d="M{x - 6:.4g} {AXIS}h11m-5 -5l5 5 -5 5"/>')
        if state in AGREED | {State.PERFORMED} and row.planned is not None and self.shows(row.planned):
            x = self.at(row.planned) + DAY / 2
            kind = "done" if state is State.PERFORMED else "planned"
            found.append(f'<path class="{kind}" d="M{x:.4g} {AXIS - 7}l7 7 -7 7 -7 -7z"/>')
        return found


def _tick(x: float, kind: str) -> str:
    return f'<path class="{kind}" d="M{x:.4g} 21V28"/>'


def _svg(height: int, drawn: list[str], kind: str) -> Markup:
    """Decoration: state and next step stand beside it in words."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" aria-hidden="true" viewBox="0 0 {WIDTH} {height}">'
    return Markup(head + "".join(drawn) + "</svg>")  # noqa: S704  our own drawing, its words escaped
