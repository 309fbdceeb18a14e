"""The evidence bundle: what is in it, what it proves, who may seal it, and that it lasts for fifteen years."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from closing_world import NOTE, SEALED, Closing, at, at_work, does, sealed
from pypdf import PdfReader
from world import example

from dermadocs.bootstrap.home import write_trust
from dermadocs.demo.life import EVIDENCE
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.bundle import decode_index
from dermadocs.domain.state import State
from dermadocs.domain.timeline import read
from dermadocs.errors import Damaged, InputError, NotPermitted
from dermadocs.flows import bundling, casework
from dermadocs.flows.proving import chain
from dermadocs.flows.proving.batch import exit_code
from signatures import NotConformant, Trust

YEAR = timedelta(days=365)


def attached(pdf: bytes) -> dict[str, bytes]:
    return {name: copies[0] for name, copies in PdfReader(io.BytesIO(pdf)).attachments.items()}


def text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_sealed_dossier_holds_everything_and_is_valid(closing: Closing) -> None:
    kept = closing.kept("done")
    pdf = kept.bytes_of("dossier.pdf")
    inside, printed = attached(pdf), text(pdf)
    papers = {name for name in kept.latest if name not in ("case.json", "dossier.pdf")}
    assert papers == {
        "estimate.pdf",
        "consent.pdf",
        "aftercare.pdf",
        "data-notice.pdf",
        "distance-notice.pdf",
        "note-1.txt",
    }
    for name in papers:
        assert inside[name] == kept.bytes_of(name)
        assert hashlib.sha256(inside[name]).hexdigest() in printed
    assert inside["note-1.txt"] == NOTE
    assert read(inside["events.jsonl"]) == kept.entries[:-2]  # all but the sealing itself

    answer = closing.judge(pdf)
    assert (answer["verdict"], answer["reasons"], exit_code(answer)) == ("VALID", [], 0)
    assert answer["interval"]["verdict"] == "STATED"
    assert {one["file"]: one["verdict"] for one in answer["inside"]} == dict.fromkeys(papers - {"note-1.txt"}, "VALID")
    assert answer["chain"]["state"] == "PERFORMED"
    assert answer["chain"]["clock"] == "C"


def test_the_law_looks_at_the_timeline_that_a_bundle_holds(closing: Closing) -> None:
    """In no other file can it: there the cards that ask for the order of things are named as not checked."""
    kept = closing.kept("done")
    whole, alone = closing.judge(kept.bytes_of("dossier.pdf")), closing.judge(kept.bytes_of("estimate.pdf"))
    told = {one["rule"]: one["status"] for one in whole["law"]}
    order = {"NU-06", "T-02", "T-03", "T-05", "T-06", "T-08", "CSP-D6322-30-02"}
    assert {told[rule] for rule in order} == {"PASS"}
    assert not any("timeline" in note for note in whole["not_checked"])
    assert {one["status"] for one in alone["law"] if one["rule"] in order} == {"NOT_CHECKED"}


def test_it_says_nothing_of_how_to_reach_the_patient(closing: Closing) -> None:
    kept = closing.kept("done")
    patient = kept.case.patient
    assert patient.email
    assert patient.phone
    inside = attached(kept.bytes_of("dossier.pdf"))
    assert "case.json" not in inside
    for name, data in inside.items():
        assert patient.email.encode() not in data, name
        assert patient.phone.encode() not in data, name


def test_the_dossier_is_archived_under_the_digest_of_its_bundle(closing: Closing) -> None:
    kept = closing.kept("done")
    assert kept.dossier.state is State.ARCHIVED
    assert kept.entries[-1].event.bundle == hashlib.sha256(kept.bytes_of("dossier.pdf")).hexdigest()  # type: ignore[union-attr]


def test_a_withdrawn_dossier_is_sealed_too_and_nothing_is_measured(closing: Closing) -> None:
    kept = does(closing.folder, "left", SEALED, sealed)
    answer = closing.judge(closing.kept("left").bytes_of("dossier.pdf"))
    assert kept.dossier.state is State.ARCHIVED
    assert (answer["verdict"], answer["interval"]["verdict"]) == ("VALID", "NOT_APPLICABLE")
    assert answer["chain"]["state"] == "WITHDRAWN"


@pytest.mark.parametrize(
    ("state", "end"),
    [
        ("REFUSED", lambda d, k: casework.refuse(d, k, "patient")),
        ("REPLACED", lambda d, k: casework.supersede(d, k, "2026-0200")),
        (
            "WITHDRAWN",
            lambda d, k: casework.sign_withdrawal(d, k, "patient", MENTIONS["withdrawal"], EVIDENCE, language=None),
        ),
    ],
)
def test_other_ends_are_sealed_too(closing: Closing, state: str, end: object) -> None:
    does(closing.folder, "open", at("2026-11-04T09:00"), end)  # type: ignore[arg-type]
    does(closing.folder, "open", SEALED, sealed)
    answer = closing.judge(closing.kept("open").bytes_of("dossier.pdf"))
    assert (answer["verdict"], answer["interval"]["verdict"]) == ("VALID", "NOT_APPLICABLE")
    assert answer["chain"]["state"] == state


def test_a_second_estimate_lies_beside_the_first(closing: Closing) -> None:
    new = example(("/estimate/number", "2026-0200"), ("/estimate/replaces", "2026-0147"))
    does(closing.folder, "open", at("2026-11-04T09:00"), lambda d, k: casework.supersede(d, k, "2026-0200"))
    does(
        closing.folder,
        "open",
        at("2026-11-05T09:00"),
        lambda d, k: casework.draft(d, k, new),
        lambda d, k: casework.issue(d, k),
        lambda d, k: casework.refuse(d, k, "patient"),
    )
    does(closing.folder, "open", SEALED, sealed)
    answer = closing.judge(closing.kept("open").bytes_of("dossier.pdf"))
    assert (answer["verdict"], answer["reasons"]) == ("VALID", [])
    assert {"estimate.pdf", "estimate-2.pdf"} <= {one["file"] for one in answer["inside"]}


def test_too_much_for_one_bundle(closing: Closing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundling, "LARGEST", 1000)
    with pytest.raises(InputError, match=r"at most 1000 go into a bundle; the largest is estimate\.pdf"):
        does(closing.folder, "left", SEALED, sealed)


def test_what_would_not_be_valid_is_not_sealed(closing: Closing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here because no clock is exact enough: sealing cannot be undone, so the practice judges before."""
    monkeypatch.setattr(chain, "TOLERANCE", timedelta(0))
    with pytest.raises(Damaged, match=r"would be INVALID, BACKDATED: .* nothing was sealed"):
        does(closing.folder, "left", SEALED, sealed)
    assert closing.kept("left").dossier.state is State.WITHDRAWN


def test_a_dossier_that_goes_on_is_refused_with_what_comes_next(closing: Closing) -> None:
    with pytest.raises(NotPermitted, match="it is SENT; next: patient: acknowledge receipt"):
        does(closing.folder, "open", SEALED, sealed)
    assert closing.kept("open").dossier.state is State.SENT


def test_it_is_sealed_once(closing: Closing) -> None:
    with pytest.raises(NotPermitted, match="sealed already"):
        does(closing.folder, "done", SEALED, sealed)


def test_without_an_anchor_it_is_judged_in_full_and_undecided(closing: Closing) -> None:
    answer = closing.judge(closing.kept("done").bytes_of("dossier.pdf"), trust=Trust())
    assert (answer["verdict"], answer["reasons"][0], exit_code(answer)) == ("INDETERMINATE", "NO_TRUST_ANCHOR", 3)
    assert answer["integrity"] == "GOOD"


def test_index_names_each_commit(closing: Closing) -> None:
    kept = closing.kept("done")
    index = decode_index(attached(kept.bytes_of("dossier.pdf"))["index.json"])
    assert index.commits[-1].entry == len(kept.entries) - 3


# ---- the years after


def renewed(closing: Closing, when: datetime) -> bytes:
    """As the practice does it that year; its trust folder gets the lists of that time."""
    does(closing.folder, "done", when, bundling.renew)
    with at_work(closing.folder, when) as home:
        write_trust(closing.folder, home.authority, when)
    return closing.kept("done").bytes_of("dossier.pdf")


def test_fifteen_years(closing: Closing, tmp_path: Path) -> None:
    """The certificates of those who signed end after five years, those of the clock after eight."""
    first = closing.kept("done").bytes_of("dossier.pdf")
    sealed_trust = closing.trust
    for years in (4, 8, 12):
        last = renewed(closing, SEALED + years * YEAR)
    assert last.startswith(first)
    late = SEALED + 15 * YEAR
    root_alone = Trust(sealed_trust.roots)
    answer = closing.judge(last, late, root_alone)
    assert (answer["verdict"], answer["interval"]["verdict"]) == ("VALID", "STATED")
    assert all(one["verdict"] == "VALID" for one in answer["inside"])
    neglected = closing.judge(first, late, root_alone)
    assert (neglected["verdict"], exit_code(neglected)) == ("INDETERMINATE", 3)
    assert "EXPIRED" in neglected["reasons"]


def test_when_a_renewal_is_due(closing: Closing) -> None:
    kept = closing.kept("done")
    end = bundling.holds_until(kept)
    assert 7 * YEAR < end - SEALED < 9 * YEAR
    assert not bundling.due(kept, SEALED + YEAR)
    assert bundling.due(kept, end - timedelta(days=700))
    assert not bundling.due(closing.kept("left"), end)


def test_too_late_to_renew_and_too_early(closing: Closing) -> None:
    with pytest.raises(NotConformant, match="too late"):
        does(closing.folder, "done", SEALED + 9 * YEAR, bundling.renew)
    with pytest.raises(NotPermitted, match="no bundle yet"):
        does(closing.folder, "left", SEALED, bundling.renew)
