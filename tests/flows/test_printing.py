"""Packs for the post at a home: what is kept of them, and that nothing binding is printed before the sixteenth day."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from homes import AtWork, at_work, make_home
from world import DAYS, example

from dermadocs.domain.layout import decode
from dermadocs.errors import NotPermitted
from dermadocs.flows import casework, keeping, printing
from dermadocs.flows.kept import Kept
from dermadocs.flows.proving.judging import judge
from signatures import Trust


@pytest.fixture(scope="module")
def posted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtWork]:
    """A home with one dossier whose first pack is printed; the patient has acknowledged receipt."""
    with at_work(make_home(tmp_path_factory.mktemp("posted") / "home")) as on:
        on.sent("A-1")
        on.do("A-1", "pack", printing.print_pack, 1)
        on.received("A-1")
        yield on


def kept(on: AtWork) -> Kept:
    return keeping.opened(on.desk, "A-1")


def pages(found: Kept, number: int) -> list[dict[str, object]]:
    name = printing.pack_name(found, number)  # type: ignore[arg-type]
    told: list[dict[str, object]] = json.loads(found.bytes_of(printing.layout_name(name)))
    return told


def test_the_first_pack_has_two_originals_and_not_the_sheet_that_accepts(posted: AtWork) -> None:
    told = pages(kept(posted), 1)
    order = list(dict.fromkeys((one["document"], one["handle"]) for one in told))
    names = [name for name, _ in order]
    assert names == ["cover-letter", "estimate", "estimate", "data-notice", "distance-notice", "return-slip", "address"]
    handles = [handle for _, handle in order if handle is not None]
    assert len(set(handles)) == len(handles)
    ids = {box["id"] for one in told for box in one["boxes"]}  # type: ignore[attr-defined]
    assert {"Practitioner1/signature", "Receipt1/mention"} <= ids
    assert not any(name.startswith(("Acceptance", "Patient")) for name in ids)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pack(posted, 1))).pages)
    assert "devis accepté après réflexion" not in text


def pack(on: AtWork, number: int) -> bytes:
    found = kept(on)
    return found.bytes_of(printing.pack_name(found, number))  # type: ignore[arg-type]


def test_each_sheet_that_comes_back_is_kept_with_where_ink_belongs(posted: AtWork) -> None:
    found = kept(posted)
    originals = [name for name, one in found.latest.items() if one.kind == printing.ORIGINAL]
    assert {"estimate-patient.pdf", "estimate-practitioner.pdf", "return-slip-1.pdf"} <= set(originals)
    for name in originals:
        layout = decode(found.bytes_of(printing.layout_name(name)))
        assert layout.pdf_sha256 == found.latest[name].sha256
        assert layout.grey_sha256 == found.latest[name.replace(".pdf", ".png")].sha256


def test_asked_again_it_is_the_same_file_and_nothing_is_recorded(posted: AtWork) -> None:
    before = kept(posted)
    after = posted.do("A-1", "pack", printing.print_pack, 1)
    assert after.entries == before.entries


@pytest.mark.parametrize("early", [timedelta(minutes=2), timedelta(days=3)])
def test_the_second_pack_is_refused_before_the_gate(posted: AtWork, early: timedelta) -> None:
    """CSP D6322-30: there is no exception, and nothing is left behind."""
    gate = kept(posted).dossier.gate
    assert gate is not None
    before = kept(posted).entries
    with pytest.raises(NotPermitted, match="CSP-D6322-30-01"):
        posted.at(gate - early).do("A-1", "pack", printing.print_pack, 2)
    assert kept(posted).entries == before


def test_the_first_pack_is_refused_while_nobody_has_signed(tmp_path: Path) -> None:
    with at_work(make_home(tmp_path / "home")) as on:
        on.at(DAYS.signed).begin("A-1")
        on.do("A-1", "draft", casework.draft, example())
        with pytest.raises(NotPermitted, match="not issued"):
            on.do("A-1", "pack", printing.print_pack, 1)


def test_the_second_pack_needs_the_originals_of_the_first(tmp_path: Path) -> None:
    """The acceptance is written on the practitioner's copy (ARR1996-2-10): there must be one."""
    with at_work(make_home(tmp_path / "home")) as on:
        on.sent("A-1")
        on.received("A-1")
        with pytest.raises(NotPermitted, match="pack 1 first"):
            on.at(DAYS.accepted).do("A-1", "pack", printing.print_pack, 2)


def test_from_the_gate_the_second_pack_has_the_sheet_that_accepts_and_the_consent(posted: AtWork) -> None:
    posted.at(DAYS.accepted).do("A-1", "pack", printing.print_pack, 2)
    told = pages(kept(posted), 2)
    accepting = [one for one in told if one["document"] == "estimate"]
    first = {one["handle"]: one["page_count"] for one in pages(kept(posted), 1) if one["document"] == "estimate"}
    assert {one["handle"]: one["page_number"] for one in accepting} == first  # their last page
    required = {box["id"] for one in told for box in one["boxes"] if box["required"]}  # type: ignore[attr-defined]
    assert {name.partition("/")[0] for name in required} == {"Acceptance1", "Practitioner1", "Patient1"}
    assert sum(one["document"] == "consent" and one["page_number"] == 1 for one in told) == 2


def test_what_is_printed_is_judged_as_unsigned_and_as_nothing_worse(posted: AtWork) -> None:
    """Papers of ours, each telling one story; ink is not in the file."""
    posted.at(DAYS.accepted).do("A-1", "pack", printing.print_pack, 2)
    told = {"trust": Trust((), ()).to_json(), "at": DAYS.accepted.isoformat()}
    for name in ("estimate-practitioner.pdf", "estimate-patient.pdf", "consent-patient.pdf", "data-notice-patient.pdf"):
        answer = judge(kept(posted).bytes_of(name), told)
        assert answer["reasons"] == ["UNSIGNED"], name
    answer = judge(pack(posted, 1), told)
    assert answer["reasons"] == ["NO_SIGNATURE"]
    assert not [finding for finding in answer["law"] or [] if finding["status"] == "BREACH"]
