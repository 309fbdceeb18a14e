"""What is kept beside the papers: a note of fees asks for what the estimate says, or is not kept (T-10)."""

from __future__ import annotations

from pathlib import Path

import pytest
from homes import at_work, make_home
from world import example

from dermadocs.domain.money import Cents
from dermadocs.errors import NotPermitted
from dermadocs.flows import casework, keeping

NAME = "2026-0001"


def test_a_note_asks_for_what_the_estimate_says(tmp_path: Path) -> None:
    with at_work(make_home(tmp_path / "home")) as work:
        work.begin(NAME)
        work.do(NAME, "draft", casework.draft, example())
        with pytest.raises(NotPermitted, match=r"it asks for 1600\.00 €, the estimate says 1500\.00 € \(T-10\)"):
            work.do(NAME, "note", casework.attach, "note", b"note", ".pdf", Cents(160_000))
        assert "note-1.pdf" not in keeping.opened(work.desk, NAME).latest
        work.do(NAME, "note", casework.attach, "note", b"note", ".pdf", Cents(150_000))
        assert keeping.opened(work.desk, NAME).bytes_of("note-1.pdf") == b"note"
