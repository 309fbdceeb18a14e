"""Which copies a person may hold: none in which the signature of somebody else still stands alone.

A paper that several people sign is handed on when all of them have; until then everybody has it as it stood without
the signatures of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dermadocs.domain.events import Filed

PERSONAL = ("Receipt", "Acceptance", "Patient", "DayConfirmation", "Withdrawal")
"""The fields that each person of the patient's side has, numbered in their order."""


def newest(filed: Iterable[Filed], people: Sequence[str], own: str) -> str | None:
    """The newest revision of one file, by digest, that a person may hold; None when there is none.

    `filed`: its revisions, the oldest first; `people`: who signs it, in order; `own`: whose copy it is, who may be
    nobody of those.
    """
    number = _number(people, own)
    filled: set[str] = set()
    allowed = None
    for one in filed:
        filled |= {one.field} if one.field else set()
        if all(_whole(filled, label, len(people), number) for label in PERSONAL):
            allowed = one.sha256
    return allowed


def signed(filed: Iterable[Filed], people: Sequence[str], own: str) -> set[str]:
    """The names of the files in which a person signed: theirs for good, whatever took the place of the paper."""
    fields = {f"{label}{_number(people, own)}" for label in PERSONAL}
    return {one.name for one in filed if one.field in fields}


def _number(people: Sequence[str], own: str) -> int:
    """That of a person's fields; 0 for who has none."""
    return people.index(own) + 1 if own in people else 0


def _whole(filled: Iterable[str], label: str, people: int, own: int) -> bool:
    numbers = (field.removeprefix(label) for field in filled if field.startswith(label))
    signed = {int(number) for number in numbers if number.isdecimal()}
    return len(signed) in (0, people) or signed == {own}
