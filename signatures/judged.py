"""What time and trust make of one signature or timestamp: the tokens believed, and the doubts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from signatures.certificates import Path
from signatures.report import Reason
from signatures.trustlist import Listing
from signatures.vocabulary import ClockGrade


@dataclass(frozen=True)
class Stamp:
    """A token that is believed."""

    time: datetime
    accuracy: timedelta
    grade: ClockGrade | None  # None when its anchor is not the reader's
    listing: Listing | None = None  # by which list it is of grade A

    def no_better_than(self, grade: ClockGrade | None) -> Stamp:
        """The same token, of that grade if its own is better; None: of no clock that the reader knows."""
        if grade is None or self.grade is None:
            return replace(self, grade=None, listing=None)
        return self if self.grade >= grade else replace(self, grade=grade, listing=None)

    @property
    def latest(self) -> datetime:
        """What it stamps existed then, the clock's accuracy taken against the claimant."""
        return self.time + self.accuracy

    @property
    def earliest(self) -> datetime:
        """What contains it is not older than this, the clock's accuracy taken against the claimant."""
        return self.time - self.accuracy


@dataclass
class Judged:
    """What time and trust make of one signature or timestamp."""

    reasons: list[Reason] = field(default_factory=list)
    path: Path | None = None
    stamp: Stamp | None = None  # existed then
    own: Stamp | None = None  # the same, if it is its own and none that covers it
    content: Stamp | None = None  # not older than this

    @property
    def clock(self) -> ClockGrade | None:
        """The worst grade among the tokens leaned on."""
        grades = [stamp.grade for stamp in (self.stamp, self.content) if stamp is not None]
        if not grades or None in grades:
            return None
        return max((grade for grade in grades if grade is not None), key=str)

    @property
    def listings(self) -> tuple[Listing, ...]:
        """The trusted lists behind grade A; none for any other grade."""
        stamps = [stamp for stamp in (self.stamp, self.content) if stamp is not None]
        found = dict.fromkeys(stamp.listing for stamp in stamps if stamp.listing is not None)
        return tuple(found) if self.clock is ClockGrade.A else ()


def graded(stamp: Stamp, path: Path, listing: Listing | str | None) -> Stamp:
    """By the reader's lists, else by whose anchor it is."""
    if isinstance(listing, Listing):
        return replace(stamp, grade=ClockGrade.A, listing=listing)
    if path.trusted:
        return replace(stamp, grade=ClockGrade.B if path.independent else ClockGrade.C)
    return stamp
