"""A forgery by somebody without any key, and the families of reasons that it may be refused for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import hostile_pdf as pdf
from hostile_pdf import update

Make = Callable[[bytes], bytes]
CHANGED = frozenset({"CHANGED_AFTER_SIGNING"})
COVERED = frozenset({"COVERAGE"})
BROKEN = frozenset({"SIGNATURE_BROKEN", "ENVELOPE_NOT_CANONICAL", "COVERAGE"})
ENVELOPE = frozenset({"ENVELOPE_NOT_CANONICAL"})
UNREADABLE = frozenset({"UNREADABLE", "ENCRYPTED", "TOO_LARGE"})
ANY_BREAK = CHANGED | BROKEN | UNREADABLE | {"NO_SIGNATURE", "WRONG_ORDER"}


@dataclass(frozen=True)
class Forgery:
    """Takes a finished file of ours and gives another one.

    `codes`: at least one is among the reasons; `exits` are 1 (proven false) or 2 (nobody can say what it is).
    """

    title: str
    make: Make
    codes: frozenset[str]
    exits: tuple[int, ...] = (1,)


def changed(title: str, change: pdf.Change, codes: frozenset[str] = CHANGED) -> Forgery:
    """A faultless incremental update: nothing is wrong with the file but that nobody signed it."""
    return Forgery(title, lambda base: update(base, change), codes)
