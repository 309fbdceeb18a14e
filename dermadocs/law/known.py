"""The days for which the law is known here: nothing is judged by a law that nobody has written into the cards."""

from __future__ import annotations

from datetime import date

from dermadocs.errors import InputError
from dermadocs.sentence import say

FIRST = date(2005, 7, 26)
"""First day of CSP D6322-30 (décret 2005-840): before it there were no fifteen days to judge by."""
READ_ON = date(2026, 11, 22)
"""The day on which the sources of docs/law.md were read."""
LAST = date(2036, 11, 22)
"""Ten years on, the law has surely moved: whoever asks about a later day should ask a newer program."""


def is_known(day: date) -> bool:
    """True when the cards may be asked about that day."""
    return FIRST <= day <= LAST


def why_not(day: date) -> str:
    """Why the cards say nothing of that day, in one sentence; empty when they may be asked."""
    if is_known(day):
        return ""
    return say(
        "the law is known here from {first} to {last} (as read on {read}), not on {day}",
        first=FIRST,
        last=LAST,
        read=READ_ON,
        day=day,
    )


def require(day: date, where: str) -> date:
    """The day itself. InputError naming `where` when the law of that day is not known here."""
    if why := why_not(day):
        raise InputError(where, why)
    return day
