"""The auditor's desk judges as `dermadocs verify` does, with the trust that its reader names, and keeps nothing."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from page_faults import faults
from playwright.sync_api import Page
from portal_client import Answer, Client
from portal_server import Server, serving
from world import JUDGED, Demo, Life, command, lived


@pytest.fixture(scope="session")
def paper() -> Life:
    return lived()


@pytest.fixture(scope="session")
def anchors(paper: Life) -> bytes:
    return zipped(paper.scene.authority.trust_files(JUDGED))


@pytest.fixture(scope="session")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server whose limit on requests a test may use up."""
    return Server(tmp_path_factory.mktemp("busy") / "home")


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A second server: one alone would find that this address asks too often."""
    with serving(tmp_path_factory.mktemp("other") / "home") as server:
        yield server


def zipped(files: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return data.getvalue()


def judge(who: Client, name: str, data: bytes, trust: str = "none", anchors: bytes | None = None) -> Answer:
    who.get("/audit/")
    files = {"files": (name, data)} | ({"anchors": ("trust.zip", anchors)} if anchors else {})
    return who.post("/audit/", {"trust": trust}, files)


def held(answer: Answer) -> str:
    found = re.search(r'name="held" value="([^"]+)"', answer.text)
    assert found
    return found[1]


def test_accepted_estimate_is_valid_with_the_trust_that_is_brought(portal: Server, paper: Life, anchors: bytes) -> None:
    answer = judge(portal.client(), "devis.pdf", paper.accepted.pdf, "brought", anchors)
    assert answer.status == 200, answer.text[:500]
    assert "Valide." in answer.text
    assert "devis.pdf" in answer.text


def test_without_trust_the_root_is_named_and_nothing_decided(portal: Server, paper: Life) -> None:
    who = portal.client()
    page = judge(who, "devis.pdf", paper.accepted.pdf)
    assert "Indéterminé." in page.text
    told = json.loads(who.post("/audit/report.json", {"held": held(page)}).text)
    assert (told["verdict"], "NO_TRUST_ANCHOR" in told["reasons"]) == ("INDETERMINATE", True)
    assert told["trust"]["sha256"] == paper.scene.authority.root.sha256.hex()


def test_trust_that_is_missing_is_asked_for_with_the_files_that_the_browser_forgot(portal: Server, paper: Life) -> None:
    page = judge(portal.client(), "devis.pdf", paper.accepted.pdf, "brought")
    assert page.status == 422
    assert "Aucune racine *.pem" in page.text
    assert "ne garde pas les fichiers" in page.text


def test_root_of_this_practice_is_told_as_its_own_and_does_not_vouch_for_others(portal: Server, paper: Life) -> None:
    page = judge(portal.client(), "devis.pdf", paper.accepted.pdf, "own")
    assert "Indéterminé." in page.text
    assert "ce serveur est lui-même l’hôte" in page.text


def test_json_and_pdf_are_those_of_the_page(portal: Server, paper: Life, anchors: bytes) -> None:
    who = portal.client()
    page = judge(who, "devis.pdf", paper.accepted.pdf, "brought", anchors)
    told = who.post("/audit/report.json", {"held": held(page)})
    assert json.loads(told.text)["verdict"] == "VALID"
    assert json.loads(told.text)["sha256"] == hashlib.sha256(paper.accepted.pdf).hexdigest()
    pdf = who.post("/audit/report.pdf", {"held": held(page)})
    assert pdf.body.startswith(b"%PDF-")
    assert "attachment" in pdf.headers["Content-Disposition"]


def test_report_that_this_server_did_not_make_is_not_printed(portal: Server, paper: Life) -> None:
    who = portal.client()
    page = judge(who, "devis.pdf", paper.accepted.pdf)
    forged = held(page)[:-4] + "AAAA"
    assert who.post("/audit/report.pdf", {"held": forged}).status == 404
    assert who.post("/audit/report.json", {"held": '{"answers": [{"verdict": "VALID"}]}'}).status == 404


@pytest.mark.slow
def test_answers_are_those_of_the_command(portal: Server, demo: Demo) -> None:
    who = portal.client()
    names = ("estimate.pdf", "consent.pdf", "dossier.pdf", "aftercare.pdf")
    files = {name: (demo.folder / name).read_bytes() for name in names}
    trust = {str(f.relative_to(demo.trust)): f.read_bytes() for f in demo.trust.rglob("*") if f.is_file()}
    page = judge(who, "papers.zip", zipped(files), "brought", zipped(trust))
    assert page.status == 200
    here = [json.loads(line) for line in who.post("/audit/report.json", {"held": held(page)}).text.splitlines()]
    done = command("verify", "--json", "--trust", demo.trust, *(demo.folder / name for name in names))
    there = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["file"] for one in here] == list(names)
    for mine, theirs in zip(here, there, strict=True):
        moments = ("file", "as_of")
        assert {k: v for k, v in mine.items() if k not in moments} == {
            k: v for k, v in theirs.items() if k not in moments
        }
    assert len(here[2]["inside"]) > 1


# ---- what is dropped


BOMB = zipped({"bomb.pdf": b"\0" * (21 * 1024 * 1024)})


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("nothing.pdf", b"", "vide"),
        ("bomb.zip", BOMB, "plus de 20 Mo"),
        ("nested.zip", zipped({"inner.zip": zipped({"a.pdf": b"%PDF"})}), "un zip dans un zip"),
        ("many.zip", zipped({f"{n}.pdf": b"x" for n in range(501)}), "plus de 50 fichiers"),
        ("cut.zip", zipped({"a.pdf": b"x" * 9999})[:60], "zip abîmé"),
        ("void.zip", zipped({}), "vide"),
        ("large.pdf", b"%PDF-" + b"x" * (20 * 1024 * 1024), "plus de 20 Mo"),
        ("notes.txt", b"not a PDF at all", "notes.txt"),
        ("bad.pdf", b"%PDF-1.7\nnothing else", "bad.pdf"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_cannot_be_judged_is_told_by_name(other: Server, name: str, data: bytes, told: str) -> None:
    answer = judge(other.client(), name, data)
    assert answer.status in (200, 422)
    assert told in answer.text
    assert "Valide." not in answer.text


def test_names_in_a_zip_are_labels_and_write_nothing(other: Server) -> None:
    evil = {"../../../tmp/evil-audit.pdf": b"%PDF-1.7 x", "a\\..\\b.pdf": b"%PDF-1.7 y", "inv\u202efdp.exe": b"z"}
    answer = judge(other.client(), "evil.zip", zipped(evil))
    assert "evil-audit.pdf" in answer.text
    assert "../" not in answer.text.replace("../look", "")
    assert "[U+202E]" in answer.text
    assert not Path("/tmp/evil-audit.pdf").exists()


def test_script_in_a_file_name_is_text(other: Server) -> None:
    answer = judge(other.client(), "x.zip", zipped({"<script>alert(1)<'.pdf": b"%PDF-1.7"}))
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_what_a_zip_of_trust_holds_and_nobody_reads_is_told(portal: Server, paper: Life) -> None:
    files = paper.scene.authority.trust_files(JUDGED)
    more = {"lists/fr.xml": b"<list/>", "racine.cer": b"x", "__MACOSX/._root.pem": b"x", "tsa/": b""}
    who = portal.client()
    page = judge(who, "devis.pdf", paper.accepted.pdf, "brought", zipped({**files, **more}))
    assert "Valide." in page.text, page.text[:500]
    told = json.loads(who.post("/audit/report.json", {"held": held(page)}).text)
    assert "fr.xml, racine.cer" in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize("anchors", [b"not a zip", zipped({"root.pem": b"no certificate"}), zipped({"a.txt": b"x"})])
def test_trust_that_cannot_be_read_is_told_beside_its_field(portal: Server, paper: Life, anchors: bytes) -> None:
    answer = judge(portal.client(), "devis.pdf", paper.sent.pdf, "brought", anchors)
    assert answer.status == 422
    assert "confiance" in answer.text
    assert 'id="trust-fault"' in answer.text


def test_body_beyond_the_cap_is_refused_unread(portal: Server) -> None:
    import socket

    head = (
        f"POST /audit/ HTTP/1.1\r\nHost: localhost:{portal.port}\r\nContent-Type: application/octet-stream\r\n"
        f"Content-Length: {200 * 1024 * 1024}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", portal.port), 20) as line:
        line.sendall(head.encode())
        assert b" 413 " in line.recv(200)


# ---- nothing is kept


def test_nothing_of_a_file_stays_on_disk_or_in_the_database(portal: Server, paper: Life, tmp_path: Path) -> None:
    before = set(Path("/tmp").glob("audit-*"))
    judge(portal.client(), "marked-name-8431.pdf", paper.accepted.pdf)
    assert set(Path("/tmp").glob("audit-*")) <= before
    start = paper.accepted.pdf[:200]
    for file in (p for p in portal.home.rglob("*") if p.is_file()):
        data = file.read_bytes()
        assert b"marked-name-8431" not in data, file.name
        assert start not in data, file.name


def test_limit_per_address_survives_a_restart(busy: Server) -> None:
    busy.start()
    try:
        who = busy.client()
        answers = [judge(who, "a.pdf", b"%PDF-1.7").status for _ in range(21)]
        assert answers == [200] * 20 + [429]
        busy.stop()
        busy.start()
        again = judge(busy.client(), "a.pdf", b"%PDF-1.7")
        assert again.status == 429
        assert int(again.headers["Retry-After"]) == 600
        assert "Rien n’a été lu" in again.text
    finally:
        busy.stop()


def test_full_desk_asks_to_come_back() -> None:
    from portal_probe import inside

    assert (
        inside("""
from dermadocs.portal.audit import judging
from signatures import Trust
from datetime import UTC, datetime
for _ in range(judging.WAITING):
    judging._door.acquire()
try:
    judging.judge([], Trust.load(), datetime.now(UTC))
except judging.Full:
    print("full")
""")
        == "full"
    )


# ---- how it looks


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_desk_and_report_are_for_everybody(
    portal: Server, desktop: Page, paper: Life, anchors: bytes, tmp_path: Path, width: int, language: str
) -> None:
    page = desktop
    page.set_viewport_size({"width": width, "height": 800})
    page.set_extra_http_headers({"Accept-Language": language})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(portal.url + "/audit/")
    _fit(page)
    (tmp_path / "devis.pdf").write_bytes(paper.accepted.pdf)
    (tmp_path / "trust.zip").write_bytes(anchors)
    page.set_input_files("#files", tmp_path / "devis.pdf")
    page.set_input_files("#anchors", tmp_path / "trust.zip")
    page.locator("form.sheet button").click()
    page.wait_for_selector(".report .file.valid")
    _fit(page)
    assert not complaints


def _fit(page: Page) -> None:
    assert faults(page) == []


def test_desk_needs_no_account_and_no_script(portal: Server) -> None:
    page = portal.client().get("/audit/")
    assert page.status == 200
    assert "<form" in page.text
    assert "onclick" not in page.text
