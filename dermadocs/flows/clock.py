"""Clocks of demonstrations and tests: one stands where it is set, one goes, but elsewhere than the wall clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What tells the present instant."""

    def now(self) -> datetime:
        """The present instant, UTC."""
        ...


class StandingClock:
    """Moves on by one second at each reading; no wall clock is read."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The present instant, UTC: a second later than at the reading before."""
        self.at += timedelta(seconds=1)
        return self.at

    def set(self, at: datetime) -> datetime:
        """Go to another instant."""
        self.at = at.astimezone(UTC)
        return self.at


class MovedClock:
    """Goes like the wall clock, ahead of it: what a demonstration's page moves. Only forward."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.now(UTC) + self.ahead

    def move(self, by: timedelta) -> None:
        """Go forward. ValueError for going back: what was recorded later is there already."""
        if by < timedelta():
            raise ValueError("a clock never goes back")
        self.ahead += by
