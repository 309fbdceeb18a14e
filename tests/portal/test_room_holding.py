"""Half-signed copies never leak to whoever else signs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dermadocs.domain.events import Filed
from dermadocs.portal.room.holding import newest, signed

AT = datetime(2026, 11, 6, 20, 0, tzinfo=UTC)
PEOPLE = ("patient", "guardian")


def revisions(*fields: str | None) -> list[Filed]:
    """A file that these fields fill, one after the other; each revision named by its number."""
    return [
        Filed(at=AT, name="estimate.pdf", kind="estimate", sha256=f"{number:064}", field=field)
        for number, field in enumerate(fields)
    ]


@pytest.mark.parametrize(
    ("fields", "patient", "guardian", "stranger"),
    [
        (("Practitioner1",), 0, 0, 0),
        (("Practitioner1", "Receipt1"), 1, 0, 0),
        (("Practitioner1", "Receipt2"), 0, 1, 0),
        (("Practitioner1", "Receipt1", "Receipt2"), 2, 2, 2),
        (("Practitioner1", "Receipt1", "Receipt2", "Acceptance2"), 2, 3, 2),
        (("Practitioner1", "Receipt1", "Receipt2", "Acceptance2", "Acceptance1"), 4, 4, 4),
    ],
)
def test_each_holds_what_they_may(fields: tuple[str, ...], patient: int, guardian: int, stranger: int) -> None:
    files = revisions(*fields)
    held = [newest(files, PEOPLE, who) for who in ("patient", "guardian", "interpreter")]
    assert held == [f"{number:064}" for number in (patient, guardian, stranger)]


def test_sole_signer_holds_every_revision_and_nobody_a_file_that_is_not_there() -> None:
    assert newest(revisions("Practitioner1", "Receipt1"), ("patient",), "patient") == f"{1:064}"
    assert newest([], PEOPLE, "patient") is None


def test_what_somebody_signed_stays_theirs_and_nobody_elses() -> None:
    files = [*revisions("Practitioner1", "Receipt1"), *revisions("Practitioner1")]
    assert signed(files, PEOPLE, "patient") == {"estimate.pdf"}
    assert signed(files, PEOPLE, "guardian") == signed(files, PEOPLE, "interpreter") == set()
