"""A clock that stands where it is set: the demonstration's, and that of tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


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
