"""The example rendered once as a demonstration issues it: the page text that the cards of pages are judged on."""

from __future__ import annotations

import hashlib
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from matters import FRANCHISE, edited

from dermadocs.domain.codec import decode_case
from dermadocs.law import wording


def issue() -> Any:
    """How a demonstration issues it."""
    from dermadocs import render  # heavy, and needed by some of these tests only

    return render.Issue(
        handle=b"\x24\xd6\xb5\x1a\x67",
        copy_label="original électronique",
        mac_key=bytes(range(32)),
        key_number=3,
        salt=b"salt" * 8,
        root_sha256="7f3a91c20be4d815" * 4,
        at=datetime(2026, 11, 2, 16, 5, tzinfo=UTC),
        demonstration=True,
        notices=("Modèle non validé par un juriste", "Modèle non validé par un chirurgien"),
    )


def printed(changes: dict[str, Any]) -> tuple[str, ...]:
    """The pages' text; a run of mutants (tools/mutants.py) draws them once for all its forks."""
    kept = os.environ.get("DERMADOCS_PAGES")
    if kept is None:
        return drawn(changes)
    file = Path(kept) / f"{hashlib.sha256(json.dumps(changes).encode()).hexdigest()}.json"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(drawn(changes)))
    return tuple(json.loads(file.read_text()))


def drawn(changes: dict[str, Any]) -> tuple[str, ...]:
    """The text of each page of the estimate rendered from the example with those changes."""
    import pypdf

    from dermadocs import render

    case = decode_case(json.dumps(edited(changes)).encode())
    pdf = render.paper("estimate", case, issue(), wording.all()).pdf
    return tuple(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture(scope="session")
def pages() -> tuple[str, ...]:
    """The pages of the example."""
    return printed({})


@pytest.fixture(scope="session")
def franchise_pages() -> tuple[str, ...]:
    """The pages of the example under the franchise, with more than one payee."""
    return printed(FRANCHISE)
