"""A practice's own procedure, from its folder to signed papers; one that leaves a product in the body for ever.

The chin implant is test content: no medicine, and no code but this file's wiring.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from world import CHECKOUT, DAYS, JUDGED, command, example, notices_due

from dermadocs.bootstrap import embedded
from dermadocs.catalogue.load import Find, entry, finder, read_folder
from dermadocs.catalogue.model import Entry
from dermadocs.demo.calendar import Clock
from dermadocs.demo.life import EVIDENCE, handle_of, notices, secrets_of
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.case import Case
from dermadocs.domain.document import Kind
from dermadocs.domain.jsonform import builtins
from dermadocs.domain.labels import NOTICES
from dermadocs.domain.leaves import leaves
from dermadocs.errors import InputError, LawBreach, NotPermitted
from dermadocs.flows import estimating, informing, reviewing, sealing
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from dermadocs.flows.proving import judging
from dermadocs.languages import Untranslated
from signatures import Authority, Trust

CHIN = CHECKOUT / "tests" / "catalogue" / "chin-implant.toml"


def own_case(*changes: tuple[str, object]) -> Case:
    return example(
        ("/estimate/procedure/code", "chin-implant"),
        ("/estimate/procedure/implant_days", 36500),
        ("/estimate/procedure/anaesthesia", "local_sedation"),
        ("/risk_factors", ["teeth"]),
        *changes,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a practice's own procedures."""
    place = tmp_path_factory.mktemp("procedures")
    (place / CHIN.name).write_bytes(CHIN.read_bytes())
    return place


@pytest.fixture(scope="module")
def find(folder: Path) -> Find:
    return finder(read_folder(folder))


@dataclass(frozen=True)
class Issued:
    practice: Practice
    clock: Clock
    trust: Trust
    sealed: dict[Kind, PaperFile]
    estimate: PaperFile

    def judge(self, pdf: bytes) -> dict[str, object]:
        return judging.judge(pdf, {"trust": self.trust.to_json(), "at": JUDGED.isoformat()})


@pytest.fixture(scope="module")
def issued(find: Find) -> Iterator[Issued]:
    """The notices sealed and the estimate issued that lists them, in French alone: the file has no English."""
    case, clock = own_case(("/patient/language", "fr")), Clock(DAYS.set_up)
    authority = Authority.create("own", clock.now(), demonstration=True)
    with embedded(authority, case, secrets_of("own"), clock.now(), clock.now, find=find) as practice:
        clock.set(DAYS.signed)
        sealed = notices(practice, clock, case, "own")
        listed = informing.listed(sealed)
        estimate = estimating.issue(practice, case, handle_of("own"), clock.now(), handed_over=listed)
        yield Issued(practice, clock, Trust((authority.root,)), sealed, estimate)


def test_the_implant_notice_is_sealed_and_listed_in_the_estimate(issued: Issued) -> None:
    assert list(issued.sealed) == ["data-notice", "distance-notice", "implant-notice"]
    listed = {paper.name: paper.sha256 for paper in issued.estimate.document.handed_over}
    assert listed[NOTICES["implant-notice"]] == issued.sealed["implant-notice"].sha256
    printed = [p.text for p in issued.estimate.document.printed if p.pointer.startswith("/handed_over")]
    assert NOTICES["implant-notice"] in printed


def test_the_estimate_speaks_of_the_practice_s_own_procedure_and_is_lawful(issued: Issued) -> None:
    words = json.dumps(builtins(issued.estimate.document.content), ensure_ascii=False)
    assert "Un petit bloc est posé devant l’os du menton." in words
    assert "Dents fragiles" in words
    answer = issued.judge(issued.estimate.pdf)
    assert answer["verdict"] == "VALID"
    blocking = [f for f in answer["law"] if f["status"] == "BREACH" and f["severity"] == "blocking"]  # type: ignore[attr-defined]
    assert blocking == []


def test_the_patient_signs_the_receipt_of_the_notice_and_no_days_start(issued: Issued) -> None:
    at = issued.clock.set(DAYS.received)
    patient = issued.estimate.case.patient
    notice = sealing.acknowledge_notice(
        issued.practice, issued.sealed["implant-notice"], patient, MENTIONS["receipt"], EVIDENCE, at
    )
    assert notice.filled == ("Seal", "Receipt1")
    answer = issued.judge(notice.pdf)
    assert (answer["verdict"], answer["missing_acts"]) == ("VALID", [])
    assert answer["interval"]["verdict"] == "NOT_APPLICABLE"  # type: ignore[index]
    before = issued.judge(issued.sealed["implant-notice"].pdf)
    assert (before["verdict"], before["missing_acts"]) == ("VALID", ["receipt"])


def test_no_notice_is_acknowledged_in_the_place_of_an_estimate(issued: Issued) -> None:
    patient, mention = issued.estimate.case.patient, MENTIONS["receipt"]
    with pytest.raises(NotPermitted, match="NU-06"):
        sealing.acknowledge_notice(issued.practice, issued.estimate, patient, mention, EVIDENCE, DAYS.received)
    with pytest.raises(InputError, match="Receipt1"):
        sealing.acknowledge_notice(
            issued.practice, issued.sealed["data-notice"], patient, mention, EVIDENCE, DAYS.received
        )


@pytest.mark.parametrize("kind", ["data-notice", "distance-notice"])
def test_an_estimate_without_a_due_notice_is_not_issued(issued: Issued, kind: Kind) -> None:
    due = [paper for paper in notices_due(issued.estimate.case) if paper.name != NOTICES[kind]]
    with pytest.raises(NotPermitted, match=rf"the {kind} is due with it .*\({informing.DUE_BY[kind]}\)"):
        estimating.issue(issued.practice, issued.estimate.case, handle_of("own"), DAYS.signed, handed_over=due)


def test_an_implant_without_its_notice_is_neither_issued_nor_drafted(issued: Issued) -> None:
    case = issued.estimate.case
    due = [paper for paper in notices_due(case) if paper.name != NOTICES["implant-notice"]]
    with pytest.raises(NotPermitted, match="CSP-D6322-30-1-01"):
        estimating.issue(issued.practice, case, handle_of("own"), DAYS.signed, handed_over=due)
    with pytest.raises(LawBreach, match="CSP-D6322-30-1-01"):
        estimating.draft(issued.practice, case, handle_of("own"), DAYS.signed, handed_over=due)


def test_own_facts_are_reviewed_by_their_own_digest(find: Find) -> None:
    told = [subject.name for subject in reviewing.subjects("chin-implant", None, find)]
    assert told == [None, "chin-implant"]
    mine = find("chin-implant")
    assert mine.code not in [s.name for s in reviewing.everything([mine])]  # content for tests is never reviewed
    assert find("dermabrasion") == entry("dermabrasion")
    with pytest.raises(InputError, match=r"no 'peeling' in the catalogue; known: chin-implant, dermabrasion$"):
        find("peeling")


# ---- beside English


def with_english(own: Entry) -> bytes:
    """The file with a translation of every text in it."""
    told = sorted({text for _, text in leaves(builtins(own)) if isinstance(text, str)})
    rows = [f'[[translations]]\nlanguage = "en"\nfrench = {q(t)}\ntext = {q("EN " + t)}' for t in told if len(t) > 3]
    return CHIN.read_bytes() + "\n\n".join(["", *rows, ""]).encode()


def q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def test_own_words_stand_beside_english_when_the_file_or_the_dossier_has_them(find: Find, tmp_path: Path) -> None:
    with pytest.raises(Untranslated, match=r"^en: no translation of « "):
        informing.content("estimate", own_case(), "en", find)
    (tmp_path / "own.toml").write_bytes(with_english(find("chin-implant")))
    both = finder(read_folder(tmp_path))
    words = json.dumps(builtins(informing.content("estimate", own_case(), "en", both)), ensure_ascii=False)
    assert "EN Un petit bloc est posé devant l’os du menton." in words
    told = {"french": "Ne fumez pas.", "language": "en", "text": "Do not smoke {at all}."}
    case = own_case(("/translations", [told]))
    words = json.dumps(builtins(informing.content("estimate", case, "en", both)), ensure_ascii=False)
    assert "Do not smoke {at all}." in words


# ---- on the command line


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("dossier") / "chin.json"
    file.write_bytes(json.dumps(builtins(own_case()), default=str).encode())
    return file


def test_check_and_render_read_a_folder_of_procedures(dossier: Path, folder: Path, tmp_path: Path) -> None:
    checked = command("check", dossier, "--on", "2026-11-02", "--catalogue", folder)
    assert (checked.returncode, "blocking " in checked.stdout) == (0, False)
    target = tmp_path / "notice.pdf"
    words = ("render", dossier, "--document", "implant-notice", "--on", "2026-11-02", "--catalogue", folder, "-o")
    drawn = command(*words, target)
    assert (drawn.returncode, drawn.stderr, target.exists()) == (0, "", True)
    english = command(*words, tmp_path / "english.pdf", "--language", "en")
    assert english.returncode == 2
    assert english.stderr.startswith("dermadocs: en: no translation of « ")
    assert english.stderr.count("\n") == 1


def test_without_the_folder_the_procedure_is_not_known(dossier: Path, tmp_path: Path) -> None:
    checked = command("check", dossier, "--on", "2026-11-02")
    assert checked.returncode == 1  # nobody can make the implant notice
    assert "CSP-D6322-30-1-01" in checked.stdout
    assert "/estimate/procedure/code: no 'chin-implant' in the catalogue; known: dermabrasion" in checked.stderr


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("/estimate/procedure/code", "peeling"), "/estimate/procedure/code: no 'peeling' in the catalogue; known: "),
        (("/risk_factors", ["herpes-history", "big-feet"]), "/risk_factors/1: no risk factor 'big-feet' in the "),
    ],
)
def test_check_tells_what_the_catalogue_does_not_know(change: tuple[str, object], told: str, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_bytes(json.dumps(builtins(example(change)), default=str).encode())
    checked = command("check", file, "--on", "2026-11-02")
    assert checked.returncode == 2
    assert checked.stderr.splitlines()[-1].startswith(f"dermadocs: {told}")
    drawn = command("render", file, "--on", "2026-11-02", "-o", tmp_path / "x.pdf")
    assert (drawn.returncode, drawn.stderr.splitlines()[-1]) == (2, checked.stderr.splitlines()[-1])
