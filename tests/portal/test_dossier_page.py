"""The page of a dossier, its files and pictures, and the chain of who looked at them."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys

import pytest
from board_world import ASKED, INCIDENT, MAIL, OPEN, REFLECTING, SEALED, SENT
from portal_client import Client
from portal_server import Server

FILES = re.compile(r"/practice/dossiers/[^/]+/files/([0-9a-f]{64})(?=\")")


@pytest.fixture(scope="module")
def surgeon(peopled: Server) -> Client:
    return peopled.client().enter("surgeon")


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize(
    ("dossier", "heading", "said"),
    [
        (REFLECTING, "Hannah Whitcombe", "Réflexion, jour 6 sur 15. Rien à signer ni à payer avant le"),
        (OPEN, "Jonas Brandt", "Ouvert à l’acceptation. Le délai est passé. Le patient peut accepter ou refuser"),
        (SENT, "Anna Petrová", "Envoyé. Les papiers sont envoyés. Le délai ne commence qu’à la réception signée"),
        (INCIDENT, "Marina Costa", "Incident. Le cabinet a reçu 200,00 € quand rien ne pouvait être demandé."),
        (SEALED, "Noa Levi", "Scellé. Le devis a été refusé. Le dossier est scellé."),
        (ASKED, ASKED, "Brouillon. Quelqu’un demande à être contacté. Le devis n’est pas encore rédigé."),
    ],
)
def test_page_says_what_is_true_now(surgeon: Client, dossier: str, heading: str, said: str) -> None:
    told = words(surgeon.get(f"/practice/dossiers/{dossier}/").text)
    assert heading in told
    assert said in told


def test_patient_abroad_is_told_in_their_own_time(surgeon: Client) -> None:
    assert "À Bristol, ce sera le" in words(surgeon.get(f"/practice/dossiers/{REFLECTING}/").text)
    assert "À Hambourg" not in words(surgeon.get(f"/practice/dossiers/{OPEN}/").text)


def test_contact_is_masked(surgeon: Client) -> None:
    page = surgeon.get(f"/practice/dossiers/{REFLECTING}/").text
    assert MAIL not in page
    assert "s•••@e•••.org" in page
    assert "+336••••47" in page
    assert "34 01 47" not in page


def test_line_of_time_is_told_in_words_too(surgeon: Client) -> None:
    page = surgeon.get(f"/practice/dossiers/{REFLECTING}/").text
    assert page.count('role="img"') == 2
    told = words(page)
    for act in ("Praticien :", "Réception :", "aujourd’hui :", "Acceptation : pas encore", "Intervention :"):
        assert act in told


def test_file_is_what_was_kept_and_names_nobody(peopled: Server, surgeon: Client) -> None:
    page = surgeon.get(f"/practice/dossiers/{REFLECTING}/").text
    files = FILES.findall(page)
    assert files
    for sha256 in files:
        answer = surgeon.get(f"/practice/dossiers/{REFLECTING}/files/{sha256}")
        assert answer.status == 200
        assert hashlib.sha256(answer.body).hexdigest() == sha256
        named = answer.headers["Content-Disposition"]
        assert re.fullmatch(rf'attachment; filename="{REFLECTING}-[a-z0-9.-]+\.pdf"', named), named
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store"


def test_page_pictures(surgeon: Client) -> None:
    sha256 = FILES.findall(surgeon.get(f"/practice/dossiers/{REFLECTING}/").text)[0]
    base = f"/practice/dossiers/{REFLECTING}/files/{sha256}"
    assert 'alt="Page 1 sur' in surgeon.get(f"{base}/pages").text.replace("\u00a0", " ")
    answer = surgeon.get(f"{base}/page-1.png")
    assert answer.body.startswith(b"\x89PNG")
    assert surgeon.get(f"{base}/page-99.png").status == 404


def test_file_of_another_dossier_is_not_there(surgeon: Client) -> None:
    foreign = FILES.findall(surgeon.get(f"/practice/dossiers/{OPEN}/").text)[0]
    for path in (f"files/{foreign}", f"files/{foreign}/pages", f"files/{foreign}/page-1.png", "files/" + "0" * 64):
        assert surgeon.get(f"/practice/dossiers/{REFLECTING}/{path}").status == 404
    assert surgeon.get("/practice/dossiers/2026-9999/").status == 404
    assert surgeon.get("/practice/dossiers/..%2f..%2fetc/").status == 404


@pytest.mark.parametrize("role", ["manager", "auditor"])
def test_who_may_not_look_gets_no_page_file_or_picture(peopled: Server, surgeon: Client, role: str) -> None:
    sha256 = FILES.findall(surgeon.get(f"/practice/dossiers/{REFLECTING}/").text)[0]
    client = peopled.client().enter(role)
    for path in ("", "evidence", "looks", f"files/{sha256}", f"files/{sha256}/pages", f"files/{sha256}/page-1.png"):
        answer = client.get(f"/practice/dossiers/{REFLECTING}/{path}")
        assert answer.status == 403
        assert "Whitcombe" not in answer.text


def test_every_look_is_written_down(peopled: Server, surgeon: Client) -> None:
    assistant = peopled.client().enter("assistant")
    page = assistant.get(f"/practice/dossiers/{SENT}/").text
    sha256 = FILES.findall(page)[0]
    assistant.get(f"/practice/dossiers/{SENT}/files/{sha256}")
    assistant.get(f"/practice/dossiers/{SENT}/files/{sha256}/page-1.png")
    told = words(surgeon.get(f"/practice/dossiers/{SENT}/looks").text)
    for what in ("la page du dossier", f"un fichier ({sha256[:16]})", f"une page d’un fichier ({sha256[:16]})"):
        assert f"Inès Morand, assistante {what}" in told
    assert "a été horodatée en dernier le" in told
    command = [sys.executable, "-m", "dermadocs", "keep", "--check", "--home", str(peopled.home)]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_evidence_shows_the_chain(surgeon: Client) -> None:
    told = words(surgeon.get(f"/practice/dossiers/{REFLECTING}/evidence").text)
    assert re.search(r"Fin de la suite \(SHA-256\) [0-9a-f]{64}", told)
    assert "Réception du devis reconnue" in told


def test_register_tells_the_latest_state_from_an_earlier_one(peopled: Server, surgeon: Client) -> None:
    page = surgeon.get(f"/practice/dossiers/{REFLECTING}/").text
    latest, earlier = FILES.findall(page)[:2]
    data = {one: surgeon.get(f"/practice/dossiers/{REFLECTING}/files/{one}").body for one in (latest, earlier)}
    assert data[latest].startswith(data[earlier]), "the earlier state is the file cut short"
    auditor = peopled.client().enter("auditor")
    auditor.get("/practice/registers/digests")
    cases = ((data[latest], "C’est le dernier état."), (data[earlier], "C’est un état plus ancien."),
             (data[latest] + b"\n", "Cette empreinte est inconnue ici."))  # fmt: skip
    for sent, said in cases:
        answer = auditor.post("/practice/registers/digests", files={"file": ("copy.pdf", sent)})
        assert said in answer.text
        assert "Whitcombe" not in answer.text
    assert latest in auditor.post("/practice/registers/digests", {"digest": earlier}).text
    assert "64 signes" in words(auditor.post("/practice/registers/digests", {"digest": "not one"}).text)
