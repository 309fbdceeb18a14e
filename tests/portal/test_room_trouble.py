"""When the clock does not answer, when nobody has a telephone, when several people sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import room_stage
from asn1crypto import pem
from portal_server import Server, serving
from room_steps import Guest, happened, judged, latest_code, rows, words
from world import example

from dermadocs import config
from dermadocs.demo.begin import begin
from signatures import Authority
from signatures.responder import serve

INTERPRETER = {
    "id": "interpreter",
    "family_name": "Lindqvist",
    "given_names": "Astrid",
    "language": "sv",
    "professional": True,
}


def reach(portal: Server, dossier: str, person: str, phone: str) -> None:
    """Tell the room how somebody beside the patient is reached; and forget how many codes were sent."""
    told = (dossier, person, "", phone)
    rows(portal.home, "insert into portal_reach (dossier, person, email, phone) values (?, ?, ?, ?)", *told)
    rows(portal.home, "delete from portal_tally where name like 'codes/%'")


@dataclass
class Stopped:
    """A home whose timestamp authority can be stopped."""

    server: Server
    clock: ExitStack


@pytest.fixture
def stoppable(tmp_path: Path) -> Iterator[Stopped]:
    """A demonstration that asks an authority over HTTP, as a practice does."""
    home = tmp_path / "home"
    begin(home, example(), datetime.now(UTC), with_dossiers=False)
    room_stage.put(home, "2026-1301", "sent")
    authority = Authority.load(home / "authority", config.password_of(home), demonstration=True)
    with ExitStack() as clock:
        url = clock.enter_context(serve(authority.responder(datetime.now(UTC)), lambda: datetime.now(UTC)))
        told = (home / config.FILE).read_text()
        assert 'kind = "own"' in told
        told = re.sub(r'kind = "own"', f'kind = "authority"\nurl = "{url}"', told)
        (home / config.FILE).write_text(told)
        (home / "trust" / "tsa").mkdir(exist_ok=True)
        for number, anchor in enumerate(authority.anchors):
            (home / "trust" / "tsa" / f"{number}.pem").write_bytes(pem.armor("CERTIFICATE", anchor.dump()))
        with serving(home) as server:
            yield Stopped(server, clock)


def test_clock_that_does_not_answer_leaves_the_act_undone(stoppable: Stopped) -> None:
    guest = Guest(stoppable.server, "2026-1301")
    guest.enter()
    before = happened(stoppable.server.home, guest.dossier)
    stoppable.clock.close()
    answer = guest.sign("receipt")
    assert answer.status == 503
    assert "Nothing was signed" in words(answer)
    assert "clock that dates signatures does not answer" in words(answer)
    assert happened(stoppable.server.home, guest.dossier) == before
    kept = rows(stoppable.server.home, "select act, why from portal_attempt where dossier = ?", guest.dossier)
    assert kept == [("receipt", "clock")]
    again = guest.client.get("/room/sign/receipt").text
    assert ">devis reçu avant l&#39;exécution de la prestation de service</textarea>" in again


def test_without_a_telephone_the_code_goes_by_email_and_the_file_says_so(portal: Server) -> None:
    name = room_stage.put(portal.home, "2026-1302", "sent", {"/patient/phone": None})
    rows(portal.home, "delete from portal_tally where name like 'codes/%'")
    guest = Guest(portal, name)
    link = guest.invited()
    guest.client.get(link)
    assert "lower level of proof" in words(guest.client.post(link))
    guest.client.post("/room/code", {"code": latest_code(portal.home, "@"), "do": "check"})
    assert guest.sign("receipt").url.endswith("/room/signed/receipt")
    told = judged(portal.home, guest.client.get("/room/paper/estimate.pdf").body)
    assert "h•••@e•••.org" in str(next(act for act in told["acts"] if act["field"] == "Receipt1"))


def test_interpreter_attests_before_the_patient_can_consent(portal: Server) -> None:
    changes = {"/consent/interpreter": INTERPRETER, "/consultation/interpreter": "Astrid Lindqvist"}
    name = room_stage.put(portal.home, "2026-1304", "consent", changes)
    reach(portal, name, "interpreter", "+33 6 98 76 54 32")
    patient, interpreter = Guest(portal, name), Guest(portal, name, "interpreter", "Astrid Lindqvist", "fr")
    patient.enter()
    assert patient.client.get("/room/sign/consent").url.endswith("/room/")
    page = interpreter.enter()
    assert "Attester que vous avez interprété" in words(page)
    assert interpreter.client.get("/room/paper/estimate.pdf").status == 404
    assert interpreter.client.get("/room/decline").url.endswith("/room/")
    assert interpreter.sign("interpreter").url.endswith("/room/signed/interpreter")
    assert patient.sign("consent").url.endswith("/room/signed/consent")
    pdf = patient.client.get("/room/paper/consent.pdf").body
    told = judged(portal.home, pdf)
    assert told["verdict"] == "VALID", told["reasons"]
    own = {act["field"]: str(act) for act in told["acts"]}
    marks = {"Interpreter1": ("Lindqvist", "+336••••32"), "Patient1": ("Whitcombe", "+441••••47")}
    for field, (_, sent_to) in marks.items():  # what proves the one says nothing of the other (family 29)
        other = marks["Patient1" if field == "Interpreter1" else "Interpreter1"]
        assert sent_to in own[field]
        assert not [mark for mark in other if mark.lower() in own[field].lower()], own[field]
    page = words(interpreter.client.get("/room/"))
    assert "Hannah" not in page
    assert patient.client.get("/room/signed/interpreter").status == 404
    for path in ("sign/consent", "signed/consent", "read/estimate", "ask", "check", "withdraw"):
        answer = interpreter.client.get(f"/room/{path}")
        assert "+441" not in answer.text, path
        assert answer.status == 404 or answer.url.endswith(("/room/", "/room/ask")), path
