"""Papers for ink, drawn once for all tests of this room; without the medical part, three times quicker to draw."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from world import example, part_one

from dermadocs import render
from dermadocs.domain import labels
from dermadocs.domain.document import Kind
from dermadocs.flows import informing
from dermadocs.law import wording

ISSUE = render.Issue(
    handle=b"\x24\xd6\xb5\x1a\x67",
    copy_label=labels.COPIES["practitioner"],
    mac_key=bytes(range(32)),
    key_number=3,
    salt=b"salt" * 8,
    root_sha256="7f3a91c20be4d815" * 4,
    at=datetime(2026, 11, 2, 16, 5, tzinfo=UTC),
    ink=True,
)


def _drawn(kind: Kind, language: str | None, handle: bytes) -> render.Rendered:
    case = example()
    content = (part_one if kind == "estimate" else informing.content)(kind, case, language)
    issue = dataclasses.replace(ISSUE, handle=handle)
    return render.paper(kind, case, issue, wording.all(), content=content, language=language)


@pytest.fixture(scope="session")
def estimate() -> render.Rendered:
    """The practitioner's copy of an estimate."""
    return _drawn("estimate", None, ISSUE.handle)


@pytest.fixture(scope="session")
def notice() -> render.Rendered:
    """A notice with tables, in French and English."""
    return _drawn("data-notice", "en", b"other")
