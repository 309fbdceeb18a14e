"""A dossier by post in a real home: what leaves, what people decide, which act comes of it, and what does not."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from paper_world import BACK, GATE, NAME, POSTED, PRINTED, SCANS, ByPost, D, by_post, copied, issue, leave

from dermadocs.domain.acts import decode_record
from dermadocs.domain.events import Consulted
from dermadocs.domain.sheet import Difference
from dermadocs.domain.state import State
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows import bundling, casework, indexing, intake, keeping, posting, printing, returning
from dermadocs.flows.awaited import Packs
from dermadocs.flows.copying import Read
from dermadocs.flows.proving import judging
from dermadocs.paper.reconcile import reconcile
from dermadocs.store import faults
from signatures import Policy, Trust, inspect


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("printed") / "home")


@pytest.fixture(scope="module")
def away(printed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pack 1 is in the post."""
    folder = copied(printed, tmp_path_factory.mktemp("away") / "home")
    with by_post(folder, PRINTED) as post:
        leave(post)
    return folder


@pytest.fixture(scope="module")
def received(away: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The receipt in ink is back and sealed; pack 2 left on the day of the gate."""
    folder = copied(away, tmp_path_factory.mktemp("received") / "home")
    with by_post(folder, BACK) as post:
        post.conclude(post.receipt(), ("Receipt1", D))
        post.at(GATE + timedelta(hours=9)).do(printing.print_pack, 2)
        post.do(posting.post, 2, "post", date(2026, 11, 24))
    return folder


def said(letter: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(letter)).pages).split())


@contextmanager
def world(folder: Path, tmp_path: Path, when: datetime) -> Iterator[ByPost]:
    with by_post(copied(folder, tmp_path / "home"), when) as post:
        yield post


# ---- out


def test_pack_1_stays_until_its_originals_are_signed_in_ink_and_sealed(printed: Path, tmp_path: Path) -> None:
    with world(printed, tmp_path, PRINTED) as post:
        with pytest.raises(NotPermitted, match="copy 0"):
            post.do(posting.post, 1, "post", POSTED)
        pile = post.scanned(post.pages(1, back=False), [], PRINTED, "in_person")
        post.accept(pile)
        with pytest.raises(NotPermitted):
            post.do(returning.seal_originals, SCANS, pile, [Read("Practitioner1", POSTED)])
        assert post.kept.dossier.state is State.SIGNED


def test_with_copy_0_it_leaves_and_the_estimate_counts_as_sent(away: Path, tmp_path: Path) -> None:
    with world(away, tmp_path, BACK) as post:
        kept = post.kept
        assert kept.dossier.state is State.SENT
        (manifest,) = Packs(kept).copies.values()
        assert (manifest.purpose, {deed.act for deed in manifest.deeds}) == ("originals", {"practitioner"})
        assert len({deed.handle for deed in manifest.deeds}) == 2


def test_pack_2_stays_until_the_gate(away: Path, tmp_path: Path) -> None:
    with world(away, tmp_path, BACK) as post:
        post.conclude(post.receipt(), ("Receipt1", D))
        with pytest.raises(NotPermitted, match="CSP-D6322-30-01"):
            post.at(GATE - timedelta(seconds=1)).do(printing.print_pack, 2)


# ---- what people decide


def test_nothing_is_accepted_without_a_person(away: Path, tmp_path: Path) -> None:
    with world(away, tmp_path, BACK) as post:
        pile = post.scanned(post.pages(1), ["Practitioner1", "Receipt1"], BACK)
        with pytest.raises(NotPermitted, match="nobody has accepted"):
            post.conclude(pile, ("Receipt1", D))


def test_a_difference_wants_two_people_who_weigh_it(away: Path, tmp_path: Path) -> None:
    found: Any = (Difference(kind="added", score=2.5, rect_mm=(100.0, 20.0, 130.0, 30.0)),)
    with world(away, tmp_path, BACK) as post:
        pile = post.scanned(post.pages(1), ["Practitioner1", "Receipt1"], BACK, status="differs", differences=found)
        for sheet in pile.sheets:
            with pytest.raises(InputError, match="say why"):
                post.do(posting.review, sheet, "accept", "L. Roux")
            with pytest.raises(NotPermitted, match="weighed"):
                post.do(posting.review, sheet, "accept", "L. Roux", "tampon")
            post.do(posting.review, sheet, "accept", "L. Roux", "tampon", ["harmless"])
            with pytest.raises(InputError, match="another person"):
                post.do(posting.review, sheet, "accept", "l. roux", "tampon", ["harmless"])
        with pytest.raises(NotPermitted):
            post.conclude(pile, ("Receipt1", D))
        for sheet in pile.sheets:
            post.do(posting.review, sheet, "accept", "Dr Vasseur", "tampon du cabinet", ["harmless"])
        assert post.conclude(pile, ("Receipt1", D)).dossier.state is State.REFLECTING
        (_, manifest) = Packs(post.kept).copies.values()
        assert [one.by for one in manifest.scans[0].decisions] == ["L. Roux", "Dr Vasseur"]


def test_a_page_asked_again_leaves_a_letter_in_the_language_of_the_patient(away: Path, tmp_path: Path) -> None:
    with world(away, tmp_path, BACK) as post:
        pile = post.scanned(post.pages(1), ["Practitioner1"], BACK, status="ink_missing")
        for sheet in pile.sheets:
            post.do(posting.review, sheet, "ask_again", "L. Roux", "case vide")
        kept = post.do(posting.ask_again, pile.sheets)
        letter = said(kept.bytes_of("letter-1.pdf"))
        assert "the signature" in letter
        assert "la case de la signature est vide" in letter
        pack = Packs(kept).awaited(1)
        assert pack is not None
        (told,) = reconcile([pack], pile.sheets, posting.settled(kept, pile.sheets))
        assert told.status == "refused_asked_again"


# ---- the receipt


def test_the_receipt_in_ink_starts_the_days_on_the_day_written(received: Path, tmp_path: Path) -> None:
    with world(received, tmp_path, GATE + timedelta(days=1)) as post:
        assert (post.kept.dossier.day, post.kept.dossier.gate) == (D, GATE)


def test_a_photo_of_a_phone_in_heic_stands_in_the_copy_as_it_came_too(away: Path, tmp_path: Path) -> None:
    """A PDF cannot show HEIC: the page is drawn anew, and the file itself is attached to the copy."""
    with world(away, tmp_path, BACK) as post:
        pile = post.receipt(form="HEIF")
        pdf = post.conclude(pile, ("Receipt1", D)).bytes_of("copy-1.pdf")
        trust = Trust.load(post.work.home.folder / "trust")
    held = {
        name: data for name, data in pypdf.PdfReader(io.BytesIO(pdf)).attachments.items() if name.startswith("scan-")
    }
    assert {hashlib.sha256(one).hexdigest() for (one,) in held.values()} == {sheet.sha256 for sheet in pile.sheets}
    answer = judging.judge(pdf, {"trust": trust.to_json(), "at": GATE.isoformat()})
    assert (answer["verdict"], answer["reasons"]) == ("VALID", [])


@pytest.mark.parametrize("written", [date(2026, 11, 13), date(2026, 11, 2)])
def test_an_impossible_day_records_nothing(away: Path, tmp_path: Path, written: date) -> None:
    with world(away, tmp_path, BACK) as post:
        pile = post.receipt()
        before = len(post.kept.entries)
        with pytest.raises(NotPermitted, match="NU-06"):
            post.conclude(pile, ("Receipt1", written))
        assert len(post.kept.entries) == before
        assert post.kept.dossier.state is State.SENT


def test_a_paper_after_the_receipt_on_a_screen_is_kept_and_named_and_no_act(away: Path, tmp_path: Path) -> None:
    with world(away, tmp_path, BACK - timedelta(days=2)) as post:
        post.work.sign(NAME, casework.receive, "receipt")
        day = post.kept.dossier.day
        pile = post.receipt()
        with pytest.raises(NotPermitted):
            post.conclude(pile, ("Receipt1", D))
        kept = post.do(returning.set_aside, pile, "already acknowledged on a screen")
        assert kept.dossier.day == day
        told = json.loads(kept.bytes_of("set-aside-1.json"))
        assert {one["sha256"] for one in told["sheets"]} == {sheet.sha256 for sheet in pile.sheets}


# ---- acceptance


def back_again(post: ByPost, when: datetime) -> Any:
    pages = [page for page in post.pages(2) if page["document"] == "estimate"]
    return post.scanned(pages, ["Acceptance1"], when)


def test_an_acceptance_in_ink_dated_on_the_day_of_the_gate_is_one(received: Path, tmp_path: Path) -> None:
    with world(received, tmp_path, GATE + timedelta(days=6)) as post:
        pile = back_again(post, GATE + timedelta(days=6))
        post.accept(pile)
        kept = post.conclude(pile, ("Acceptance1", date(2026, 11, 24)), posted_on=date(2026, 11, 24))
        assert kept.dossier.accepted == ("patient",)


def test_an_acceptance_dated_on_the_eve_is_set_apart_with_its_notice(received: Path, tmp_path: Path) -> None:
    with world(received, tmp_path, GATE + timedelta(days=6)) as post:
        pile = back_again(post, GATE + timedelta(days=6))
        post.accept(pile)
        kept = post.conclude(pile, ("Acceptance1", date(2026, 11, 23)), posted_on=date(2026, 11, 24))
        assert (kept.dossier.state, kept.dossier.accepted) == (State.REFLECTING, ())
        assert kept.dossier.early_acceptances == 1
        assert list(Packs(kept).copies.values())[-1].purpose == "early"
        notice = said(kept.bytes_of("letter-1.pdf"))
        assert "sans effet" in notice
        assert "24 November 2026" in notice


def test_receipt_on_paper_and_acceptance_on_a_screen(received: Path, tmp_path: Path) -> None:
    """The signed record of the acceptance names the copy of the receipt."""
    with world(received, tmp_path, GATE + timedelta(days=1)) as post:
        kept = post.work.accepted(NAME, GATE + timedelta(days=1))
        assert kept.dossier.state is State.ACCEPTED
        names = list(Packs(kept).copies)
        trust = Trust(tuple(Trust.load(post.work.home.folder / "trust").roots))
        report = inspect(kept.bytes_of("estimate.pdf"), Policy("test", trust, GATE + timedelta(days=2)))
        record = decode_record(next(act.record for act in report.acts if act.field == "Acceptance1"))  # type: ignore[arg-type]
        assert record.copies == (names[1],)


def test_a_dossier_by_post_is_sealed_and_proves_itself(received: Path, tmp_path: Path) -> None:
    """Receipt in ink, acceptance in ink, consent on a screen: one bundle, and everything in it holds."""
    later = GATE + timedelta(days=6)
    with world(received, tmp_path, later) as post:
        pile = back_again(post, later)
        post.accept(pile)
        post.conclude(pile, ("Acceptance1", date(2026, 11, 24)), posted_on=date(2026, 11, 24))
        post.at(later + timedelta(hours=1)).do(casework.draw_consent, None)
        post.work.sign(NAME, casework.consent, "consent")
        examined = later + timedelta(days=16)
        seen: Any = {"purpose": "physical_examination", "practitioner": "surgeon"}
        post.at(examined).do(lambda desk, kept: kept.after(Consulted(at=desk.now(), **seen)))
        post.do(casework.prepare)
        post.at(examined + timedelta(days=2))
        post.work.sign(NAME, casework.confirm_day, "confirmation")
        post.do(casework.perform, ("surgeon",))
        kept = post.do(bundling.seal)  # refuses what would not be VALID
        trust = Trust.load(post.work.home.folder / "trust")
        answer = judging.judge(
            kept.bytes_of("dossier.pdf"),
            {"trust": trust.to_json(), "at": (examined + timedelta(days=3)).isoformat()},
        )
        inside = {one["file"]: one for one in answer["inside"]}
        assert (answer["verdict"], answer["interval"]["verdict"]) == ("VALID", "STATED")
        assert {"copy-0.pdf", "copy-1.pdf", "copy-2.pdf"} <= inside.keys()
        assert inside["estimate.pdf"]["missing_acts"] == []
        assert inside["consent.pdf"]["interval"]["verdict"] == "STATED"


def test_a_consent_in_ink_is_signed_by_who_informed_and_confirmed_on_the_day(received: Path, tmp_path: Path) -> None:
    """Acceptance and consent in one envelope; on the day, ink on the same paper once more."""
    later, decided = GATE + timedelta(days=6), date(2026, 11, 25)
    reads = ("Acceptance1", decided), ("Patient1", decided)
    with world(received, tmp_path, later) as post:
        alone = post.scanned(post.pages(2), ["Acceptance1", "Patient1"], later)
        post.accept(alone)
        with pytest.raises(NotPermitted, match="who informs signs it"):
            post.conclude(alone, *reads, posted_on=date(2026, 11, 24))
        pile = post.scanned(post.pages(2), ["Acceptance1", "Patient1", "Practitioner1"], later + timedelta(hours=1))
        post.accept(pile)
        kept = post.conclude(pile, *reads, posted_on=date(2026, 11, 24))
        assert kept.dossier.state is State.CONSENTED
        day = later + timedelta(days=16, hours=9)
        seen: Any = {"purpose": "physical_examination", "practitioner": "surgeon"}
        post.at(day).do(lambda desk, kept: kept.after(Consulted(at=desk.now(), **seen)))
        post.do(casework.prepare)
        last = [page for page in post.pages(2) if any(b["id"].startswith("DayConfirmation") for b in page["boxes"])]
        pile = post.scanned(last, ["DayConfirmation1"], day + timedelta(hours=1), "in_person")
        post.accept(pile)
        kept = post.conclude(pile, ("DayConfirmation1", day.date()), posted_on=None)
        assert kept.dossier.confirmed_on == day.date()
        (scan,) = list(Packs(kept).copies.values())[-1].scans
        assert scan.identity is not None
        assert scan.identity.page == last[0]["page_number"]
        assert post.do(casework.perform, ("surgeon",)).dossier.state is State.PERFORMED


# ---- the heap


def test_the_index_of_printed_pages_is_kept_up(away: Path, tmp_path: Path) -> None:
    """Only what is new is read; what it then knows is what a fresh look knows."""
    with world(away, tmp_path, BACK) as post:
        kept_up = indexing.Indexing(post.desk.archive)
        before = kept_up.now()
        assert kept_up.now() is before
        post.conclude(post.receipt(), ("Receipt1", D))
        post.at(GATE + timedelta(hours=9)).do(printing.print_pack, 2)
        after = kept_up.now()
        assert after == indexing.index(post.desk.archive) == indexing.index_of(post.kept)
        assert {page.document for page in after.pages} - {page.document for page in before.pages} == {
            "consent",
            "aftercare",
        }


def test_bytes_are_kept_as_they_came_before_anything_is_judged(away: Path, tmp_path: Path) -> None:
    with world(away, tmp_path, BACK) as post:
        files = [("vacances.jpg", b"\xff\xd8 no image"), ("vide.pdf", b"")]
        heap = intake.taken_in(post.desk, files, "post", BACK.date(), "L. Roux")

        def broken(name: str, data: bytes) -> Any:
            raise InputError(name, "cannot be read")

        sheets = intake.looked_at(post.desk, broken, heap)
        assert [sheet.status for sheet in sheets] == ["unreadable", "unreadable"]
        assert [post.desk.archive.blob(one.sha256) for one in heap.files] == [data for _, data in files]
        assert intake.looked_at(post.desk, broken, heap) == sheets


def test_killed_while_taking_in_leaves_no_heap_without_its_bytes(
    away: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(away, tmp_path, BACK) as post:
        before = post.desk.archive.heaps.names()

        def dies(name: str) -> None:
            if name == "blob.after-rename":
                raise KeyboardInterrupt

        monkeypatch.setattr(faults, "hook", dies)
        with pytest.raises(KeyboardInterrupt):
            intake.taken_in(post.desk, [("a.jpg", b"a")], "post", BACK.date(), "L. Roux")
        assert post.desk.archive.heaps.names() == before


@pytest.mark.parametrize("place", ["blob.after-rename", "rows.between-inserts", "rows.after-commit"])
def test_killed_while_concluding_the_act_is_whole_or_not_done(
    away: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    with world(away, tmp_path, BACK) as post:
        pile = post.receipt()

        def dies(name: str) -> None:
            if name == place:
                raise KeyboardInterrupt

        monkeypatch.setattr(faults, "hook", dies)
        with pytest.raises(KeyboardInterrupt):
            post.conclude(pile, ("Receipt1", D))
        monkeypatch.undo()
        kept = keeping.opened(post.desk, NAME)
        done = place == "rows.after-commit"
        assert (kept.dossier.state is State.REFLECTING) == done
        assert (len(Packs(kept).copies) == 2) == done
