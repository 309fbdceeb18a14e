"""Acts in the room by a client without scripts: receipt, waiting, acceptance, consent, declining, withdrawing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import room_stage
from portal_server import Server
from room_steps import Guest, happened, judged, rows, words


@pytest.fixture(autouse=True)
def _patient_telephone(portal: Server) -> None:
    """Nobody's telephone has got a code within the hour."""
    rows(portal.home, "delete from portal_tally where name like 'codes/%'")


def acts(home: Server, dossier: str) -> list[str]:
    return [event["act"] for event in happened(home.home, dossier)]


def test_receipt_from_link_to_file(portal: Server) -> None:
    guest = Guest(portal, room_stage.put(portal.home, "2026-1101", "sent"))
    guest.enter()
    pages = guest.read()
    typed = "DEVIS  RECU avant l’execution de la prestation de service"
    answer = guest.sign("receipt", mention=typed)
    assert answer.url.endswith("/room/signed/receipt")
    assert "The receipt is signed" in words(answer)
    pdf = guest.client.get("/room/paper/estimate.pdf").body
    told = judged(portal.home, pdf)
    assert told["verdict"] == "VALID", told["reasons"]
    receipt = next(act for act in told["acts"] if act["field"] == "Receipt1")
    evidence = str(receipt)
    assert "+441••••47" in evidence
    assert "typed_name" in evidence
    assert "unknown" in evidence
    assert pages == 7
    waiting = guest.client.get("/room/")
    assert "Nothing to sign or pay before" in words(waiting)
    assert "London time" in words(waiting)
    assert "/room/sign/" not in waiting.text
    assert guest.sign_again("receipt").url.endswith("/room/signed/receipt")
    assert acts(portal, guest.dossier).count("receive") == 1


def test_before_the_gate_an_acceptance_is_refused_and_noted(portal: Server) -> None:
    guest = Guest(portal, room_stage.put(portal.home, "2026-1102", "received"))
    page = guest.enter()
    assert "accept the estimate" not in words(page).lower()
    assert guest.client.get("/room/sign/acceptance").url.endswith("/room/")
    answer = guest.client.post("/room/sign/acceptance", {"mention": "devis accepté après réflexion", "do": "sign"})
    assert answer.status == 409
    assert "It is too early" in words(answer)
    assert acts(portal, guest.dossier)[-1] == "early-acceptance"
    for _ in range(5):
        guest.client.post("/room/sign/acceptance", {"mention": "devis accepté après réflexion", "do": "sign"})
    assert acts(portal, guest.dossier).count("early-acceptance") == 3
    assert guest.client.get("/room/sign/consent").url.endswith("/room/")


def test_acceptance_then_consent_apart_then_withdrawal(portal: Server) -> None:
    guest = Guest(portal, room_stage.put(portal.home, "2026-1103", "open"))
    guest.enter()
    wrong = guest.client.post("/room/sign/acceptance", {"mention": "accepté", "way": "name", "name": "Jane Doe"})
    assert wrong.status == 422
    assert "not yet the sentence" in words(wrong)
    assert ">accepté</textarea>" in wrong.text
    assert 'value="Jane Doe"' in wrong.text
    assert guest.sign("acceptance").url.endswith("/room/signed/acceptance")
    assert "The practice is preparing what comes next" in words(guest.client.get("/room/"))
    room_stage.put(portal.home, guest.dossier, "drawn")
    assert guest.sign("consent").url.endswith("/room/signed/consent")
    told = judged(portal.home, guest.client.get("/room/paper/consent.pdf").body)
    assert told["verdict"] == "VALID", told["reasons"]
    assert "You withdraw your agreement" in words(guest.client.get("/room/withdraw"))
    assert "Your consent is withdrawn" in words(guest.client.post("/room/withdraw"))
    assert acts(portal, guest.dossier)[-1] == "withdraw"


def test_consent_before_the_form_or_in_one_with_the_acceptance_is_not_possible(portal: Server) -> None:
    guest = Guest(portal, room_stage.put(portal.home, "2026-1104", "accepted"))
    guest.enter()
    assert guest.client.get("/room/sign/consent").url.endswith("/room/")
    refused = guest.client.post("/room/sign/consent", {"mention": "lu et compris, je consens à cet acte", "do": "sign"})
    assert refused.status == 409


def test_confirmation_on_the_day(portal: Server) -> None:
    guest = Guest(portal, room_stage.put(portal.home, "2026-1105", "ready"))
    guest.enter()
    assert guest.sign("confirmation").url.endswith("/room/signed/confirmation")
    assert acts(portal, guest.dossier).count("confirm-day") == 1


def test_declining_takes_two_steps_and_no_reason(portal: Server) -> None:
    guest = Guest(portal, room_stage.put(portal.home, "2026-1106", "received"))
    page = guest.enter()
    assert 'href="/room/decline"' in page.text
    form = guest.client.get("/room/decline").text.partition("<main")[2]
    assert "<input" not in form.replace('<input type="hidden"', "")
    assert "You have declined the estimate" in words(guest.client.post("/room/decline"))
    assert guest.client.get("/room/paper/estimate.pdf").status == 200
    assert acts(portal, guest.dossier)[-1] == "refuse"


def test_two_tabs_that_sign_at_once_are_one_act(portal: Server) -> None:
    guest = Guest(portal, room_stage.put(portal.home, "2026-1107", "open"))
    guest.enter()
    fields = {"mention": "devis accepté après réflexion", "way": "name", "name": guest.name}
    guest.client.post("/room/sign/acceptance", {**fields, "do": "code"})
    whole = {**fields, "code": guest.code(), "do": "sign"}
    with ThreadPoolExecutor(2) as tabs:
        answers = list(tabs.map(lambda _: guest.client.post("/room/sign/acceptance", whole), range(2)))
    assert any(one.url.endswith("/room/signed/acceptance") for one in answers)
    assert all(one.status in (200, 409, 422) for one in answers)
    assert acts(portal, guest.dossier).count("accept") == 1
    assert guest.client.get("/room/sign/acceptance").url.endswith("/room/signed/acceptance")


def test_what_was_typed_is_not_lost_when_the_visit_ends(portal: Server) -> None:
    guest = Guest(portal, room_stage.put(portal.home, "2026-1108", "open"))
    guest.enter()
    rows(portal.home, "update portal_visit set seen_at = datetime(seen_at, '-31 minutes')")
    typed = {"mention": "devis accepté apres réflexion", "way": "name", "name": guest.name, "code": "123456"}
    answer = guest.client.post("/room/sign/acceptance", {**typed, "do": "sign"})
    assert answer.status == 403
    assert "devis accepté apres réflexion" in answer.text
    assert "accept" not in acts(portal, guest.dossier)
    guest.enter()
    again = guest.client.get("/room/sign/acceptance").text
    assert ">devis accepté apres réflexion</textarea>" in again
    assert "123456" not in again


def test_code_of_one_act_does_not_sign_another_paper(portal: Server) -> None:
    guest = Guest(portal, room_stage.put(portal.home, "2026-1109", "open"))
    guest.enter()
    entered = guest.code()
    fields = {"mention": "devis accepté après réflexion", "way": "name", "name": guest.name}
    guest.client.post("/room/sign/acceptance", {**fields, "do": "code"})
    refused = guest.client.post("/room/sign/acceptance", {**fields, "code": entered, "do": "sign"})
    assert refused.status == 422 or entered == guest.code()
    assert "accept" not in acts(portal, guest.dossier)


def test_question_is_answered_and_what_was_signed_stays_when_it_is_replaced(portal: Server) -> None:
    guest = Guest(portal, room_stage.put(portal.home, "2026-1110", "received"))
    guest.enter()
    assert guest.client.post("/room/ask", {"text": "  "}).status == 422
    assert guest.client.post("/room/ask", {"text": "x" * 1200}).status == 422
    assert "May I fly?" in words(guest.client.post("/room/ask", {"text": "May I fly?"}))
    room_stage.put(portal.home, guest.dossier, "answered")
    assert "The practice has answered a question" in words(guest.client.get("/room/"))
    assert "Not before two weeks." in words(guest.client.get("/room/ask"))

    signed = guest.client.get("/room/paper/estimate.pdf").body
    room_stage.put(portal.home, guest.dossier, "half")  # another estimate, which has not left
    assert (
        guest.client.get("/room/paper/estimate-2.pdf").status == guest.client.get("/room/read/estimate").status == 404
    )
    assert guest.client.get("/room/check").status == 404
    assert "what you signed remains yours" in words(guest.client.get("/room/paper/"))
    assert guest.client.get("/room/paper/estimate.pdf").body == signed


def test_comprehension_answers_each_answer_and_blocks_nothing(portal: Server) -> None:
    guest = Guest(portal, room_stage.put(portal.home, "2026-1111", "received"))
    guest.enter()
    page = guest.client.get("/room/check").text
    first = page.partition('type="radio" name="')[2].partition('"')[0]
    answer = words(guest.client.post("/room/check", {first: "1"}))
    assert "Read this again:" in answer
    assert "Ask the surgeon a question" in answer
    assert "That is right." in words(guest.client.post("/room/check", {first: "0"}))
    assert acts(portal, guest.dossier).count("comprehension") == 2
    assert guest.client.post("/room/check", {first: "77"}).status == 200
    assert "You have declined the estimate" in words(guest.client.post("/room/decline"))
