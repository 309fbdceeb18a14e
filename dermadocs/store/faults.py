"""The places at which a crash would hurt most: around each write, rename and commit. The suite kills at every one.

In life `point` does nothing. A test puts its own function at `hook` and is called with the name of each place.
"""

from __future__ import annotations

from collections.abc import Callable

POINTS = (
    "attempt.before-write",
    "attempt.after-write",
    "blob.before-write",
    "blob.after-write",
    "blob.after-rename",
    "rows.before-insert",
    "rows.between-inserts",
    "rows.before-commit",
    "rows.after-commit",
    "register.before-append",
    "register.after-append",
    "attempt.before-removal",
    "attempt.after-removal",
)
"""Every place, in the order in which one act passes them."""


def _nothing(name: str) -> None:
    """What happens at a place in life."""


hook: Callable[[str], None] = _nothing


def point(name: str) -> None:
    """Pass a place. A name that is not listed is a mistake of the program."""
    assert name in POINTS, name
    hook(name)
