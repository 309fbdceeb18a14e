"""Papers that were painted on before the surgeon signed them: every signature is right, and the drawing is another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hostile_deeds import drafted, draw, redrawn, signed_by_surgeon, with_record
from pypdf import PdfWriter
from world import JUDGED, Demo, Life, command

from dermadocs.flows.proving.batch import judge_files, with_redrawn
from dermadocs.paper.redraw import redraw

Forge = Callable[[Life], bytes]


def painted(body: bytes) -> Forge:
    """Operators of a content stream, drawn over page two."""

    def add(writer: PdfWriter) -> None:
        draw(writer, 1, body)

    return lambda life: signed_by_surgeon(life, redrawn(drafted(life), add)).pdf


def turned(life: Life) -> bytes:
    draft = drafted(life)

    def turn(writer: PdfWriter) -> None:
        writer.pages[1].rotate(180)

    return signed_by_surgeon(life, redrawn(draft, turn)).pdf


FORGED: dict[str, Forge] = {
    "a white patch over a line": painted(b"q 1 g 200 500 60 12 re f Q"),
    "a pale line": painted(b"q 0.9 G 0.7 w 100 400 m 300 400 l S Q"),
    "a picture that says another price": painted(
        b"q 60 0 0 20 300 300 cm BI /W 4 /H 1 /CS /G /BPC 8 ID \x00\xff\x00\xff EI Q"
    ),
    "a page upside down": turned,
}


def told(data: bytes) -> dict[str, Any]:
    return redraw(data, {"sha256": hashlib.sha256(data).hexdigest()})


def test_an_honest_estimate_is_drawn_the_same(life: Life) -> None:
    assert told(life.accepted.pdf) == {"outcome": "same", "why": None, "places": []}


@pytest.mark.parametrize("forgery", FORGED)
def test_what_was_painted_before_signing_is_found_on_its_page(life: Life, forgery: str) -> None:
    found = told(FORGED[forgery](life))
    assert found["outcome"] == "differs"
    assert [place["page"] for place in found["places"]] == [2]


def test_a_valid_file_that_was_painted_on_is_invalid_when_drawn_again(life: Life, tmp_path: Path) -> None:
    for name, data in life.scene.authority.trust_files().items():
        (tmp_path / name).write_bytes(data)
    honest, painted_on = tmp_path / "honest.pdf", tmp_path / "painted.pdf"
    honest.write_bytes(life.sent.pdf)
    painted_on.write_bytes(FORGED["a white patch over a line"](life))
    files = [honest, painted_on]
    before = [one["verdict"] for one in judge_files(files, trust=[tmp_path], at=JUDGED)]
    first, second = judge_files(files, trust=[tmp_path], at=JUDGED, redraw=True)
    assert (before, first["verdict"], second["verdict"]) == (["VALID", "VALID"], "VALID", "INVALID")
    assert first["redrawn"]["outcome"] == "same"
    assert second["reasons"] == ["REDRAWN_DIFFERS"]
    (finding,) = second["messages"]
    assert "page 2, 71-78 mm from the left, 116-119 mm from the top" in finding["message"]


def test_a_paper_of_another_version_is_not_compared_and_keeps_its_verdict(life: Life) -> None:
    def older(record: bytes) -> bytes:
        template = b'"template":{"name":"estimate","version":"'
        assert template in record
        return record.replace(template, template + b"0.")

    found = told(with_record(drafted(life), older).pdf)
    assert found["outcome"] == "not_comparable"
    assert "by version 0." in found["why"]
    kept = with_redrawn({"verdict": "VALID", "not_checked": ["this"]}, found)
    assert kept["verdict"] == "VALID"
    assert kept["not_checked"] == ["this", f"the drawing against the data: {found['why']}"]


def test_the_command_draws_every_paper_of_ours_again(demo: Demo) -> None:
    papers = [demo.folder / "papers" / name for name in ("data-notice.pdf", "price-list.pdf")]
    done = command("verify", "--json", "--redraw", "--trust", demo.trust, *papers)
    notice, prices = map(json.loads, done.stdout.splitlines())
    assert notice["redrawn"] == {"outcome": "same", "why": None, "places": []}
    assert "redrawn" not in prices  # no paper that holds data
