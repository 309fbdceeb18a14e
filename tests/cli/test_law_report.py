"""`dermadocs law check` and `law report` on files: ours, others', dossiers, and files that cannot be read."""

from __future__ import annotations

import html
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from world import EXAMPLE, Demo, command

from dermadocs.flows.proving import lawful

FOREIGN = Path(__file__).parents[1] / "law" / "foreign"
ON = ("--on", "2026-11-24")


def pdf(text: str, path: Path) -> Path:
    """A PDF of that text, as a word processor would make it."""
    weasyprint = pytest.importorskip("weasyprint")
    style = "@page{size:A4;margin:18mm} body{font:10pt serif;white-space:pre-line}"
    weasyprint.HTML(string=f"<html lang=fr><style>{style}</style><body>{html.escape(text)}").write_pdf(path)
    return path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Papers of several clinics, lawful and not, among files that are no papers at all."""
    place = tmp_path_factory.mktemp("inspection")
    lawful = (FOREIGN / "lawful-table.txt").read_text()
    pdf(lawful, place / "Roussel lawful.pdf")
    pdf(lawful + "\nUn acompte de cinq cents euros est demandé.\n", place / "deposit.pdf")
    pdf("Contrat de bail", place / "lease.pdf")
    (place / "broken.pdf").write_bytes(b"%PDF-1.7 no more")
    (place / "nothing.json").write_text("{}")
    shutil.copy(EXAMPLE, place / "dossier.json")
    return place


def test_a_report_has_a_row_a_file_and_a_bad_one_stops_nothing(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = command("law", "report", folder, "--names", "--json", "--html", page, *ON)
    rows = {Path(row["file"]).name: row for row in map(json.loads, done.stdout.splitlines())}
    assert (done.returncode, done.stderr) == (1, "")
    assert len(rows) == 6
    assert (rows["broken.pdf"]["state"], rows["lease.pdf"]["state"]) == ("UNREADABLE", "NO CARD")
    assert rows["dossier.json"]["number"]
    assert [b["rule"] for b in rows["deposit.pdf"]["breaches"]] == ["CDM-55-01"]
    assert "R. 4127-55" in rows["deposit.pdf"]["breaches"][0]["citation"]
    for name in ("Roussel lawful.pdf", "dossier.json"):
        assert (rows[name]["blocking"], rows[name]["problem"]) == (0, None)
    assert rows["broken.pdf"]["problem"]
    assert rows["nothing.json"]["problem"]
    assert any("does not read as" in note for note in rows["lease.pdf"]["not_checked"])
    assert page.read_text().count("<tr>") == 7


def test_a_report_names_nobody_by_default(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = command("law", "report", folder, "--html", page, *ON)
    for shown in (done.stdout, page.read_text()):
        assert "Roussel" not in shown
        assert "deposit.pdf" not in shown
    assert "1 of 6 files breaks at least one rule" in done.stdout
    assert "cinq cents" not in done.stdout


def test_law_check_takes_papers_of_others_and_dossiers(folder: Path) -> None:
    done = command("law", "check", folder / "deposit.pdf", EXAMPLE, "--json", *ON)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [(f["rule"], Path(f["file"]).name) for f in found if f["status"] == "BREACH"] == [
        ("CDM-55-01", "deposit.pdf")
    ]
    assert "cards need data, signatures, a timeline or a person" in done.stderr


def test_law_check_takes_our_own_paper(demo: Demo) -> None:
    done = command("law", "check", demo.estimate, "--all", "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert not [f for f in found if f["status"] == "BREACH"]
    assert ("CSP-D6322-30-04", "PASS") in {(f["rule"], f["status"]) for f in found}


def test_an_invalid_file_of_ours_is_its_own_row_and_exit_1(demo: Demo, tmp_path: Path) -> None:
    data = bytearray(demo.estimate.read_bytes())
    place = data.rindex(b"/ByteRange") - 2000
    data[place] ^= 1
    (tmp_path / "damaged.pdf").write_bytes(data)
    done = command("law", "report", tmp_path, "--json")
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, row["state"], row["verdict"], row["number"]) == (1, "INVALID", "INVALID", None)
    checked = command("law", "check", tmp_path / "damaged.pdf", "--json")
    assert checked.returncode == 1
    assert json.loads(checked.stdout.splitlines()[0])["problem"].startswith("INVALID: ")


def test_one_walker_takes_every_case_of_letters_and_counts_the_rest(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "lease.pdf", tmp_path / "LEASE.PDF")
    shutil.copy(EXAMPLE, tmp_path / "Dossier.JSON")
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "folder.pdf" / "note.docx").write_text("x")
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere")
    done = command("law", "report", tmp_path, "--names", *ON)
    assert done.returncode == 0
    assert "2 other files were not looked at" in done.stdout
    assert "LEASE.PDF" in done.stdout
    assert "Dossier.JSON" in done.stdout
    quiet = command("law", "report", tmp_path, "--json", *ON)
    assert (len(quiet.stdout.splitlines()), quiet.stderr) == (2, "2 other files were not looked at\n")


def test_a_folder_where_nothing_could_be_judged_is_exit_3(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "lease.pdf", tmp_path)
    done = command("law", "report", tmp_path, *ON)
    assert done.returncode == 3
    assert done.stdout.startswith("NO CARD")


def test_what_cannot_be_read_is_told_in_json_too(folder: Path) -> None:
    done = command("law", "check", folder / "broken.pdf", "--json", *ON)
    (told,) = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 2
    assert set(told) == {"file", "problem"}


def test_a_page_too_heavy_to_be_read_is_named(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    reader = PdfReader(folder / "deposit.pdf")
    monkeypatch.setattr(lawful, "HEAVY", 10)
    answer = lawful.law_of_others(reader, datetime(2026, 11, 24, tzinfo=UTC))
    size = len(reader.pages[0].get_contents().get_data())
    assert answer["law"] is None
    assert answer["not_checked"][0] == f"law: page 1 was not read, its drawing is {size} bytes"


def test_what_cannot_be_read_is_one_line_and_exit_2(folder: Path) -> None:
    for name in ("broken.pdf", "nothing.json"):
        done = command("law", "check", folder / name, *ON)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("words", [("check", EXAMPLE), ("report", EXAMPLE.parent), ("explain", "F-D03")])
def test_a_day_outside_the_known_law_is_one_line_and_exit_2(words: tuple[object, ...]) -> None:
    done = command("law", *words, "--on", "1990-01-01")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "not on 1990-01-01" in done.stderr


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    done = command("law", "report", tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_verify_shows_the_law_of_a_paper_of_others_and_keeps_its_verdict(folder: Path) -> None:
    done = command("verify", "--json", folder / "deposit.pdf", folder / "Roussel lawful.pdf")
    bad, good = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 1
    assert bad["verdict"] == good["verdict"] == "INDETERMINATE"
    assert bad["reasons"] == good["reasons"] == ["NO_SIGNATURE"]
    assert [f["rule"] for f in bad["law"] if f["status"] == "BREACH"] == ["CDM-55-01"]
    assert not [f for f in good["law"] if f["status"] == "BREACH"]
    told = command("verify", folder / "deposit.pdf").stdout
    assert "law: 1 blocking breach" in told.splitlines()[0]
    assert "Code de la santé publique, article R. 4127-55" in told
    assert "take it out" in told
