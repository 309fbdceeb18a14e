"""The practice's half of a dossier in a browser without scripts: from the estimate to the sealed bundle."""

from __future__ import annotations

import re
import time

import practice_steps as steps
import pytest
from portal_client import Client
from portal_server import Server


def opened(client: Client, name: str) -> str:
    """A dossier of somebody who came by telephone."""
    form = client.get("/practice/dossiers/new")
    after = steps.submit(client, form, {**steps.Person(family_name=name).fields(), "/title": "Mme"})
    found = re.search(r"/dossiers/([^/]+)/entered", after.url)
    assert found, steps.words_of(after)
    return found[1]


def drafted(assistant: Client, surgeon: Client, name: str) -> str:
    """One whose estimate is lawful and waits for its signature."""
    dossier = opened(assistant, name)
    steps.identity(assistant, dossier)
    steps.interview(surgeon, dossier)
    after = steps.estimate(assistant, dossier, steps.Act())
    assert after.url.endswith("/done/estimate"), steps.words_of(after)
    return dossier


@pytest.fixture(scope="module")
def sent(assistant: Client, surgeon: Client) -> str:
    """One that waits for the patient's receipt."""
    dossier = drafted(assistant, surgeon, "Envoi")
    steps.sign(surgeon, dossier)
    steps.answers(surgeon, dossier, "send")
    steps.answers(surgeon, dossier, "receive")
    steps.act(assistant, dossier, "send", {"channel": "online"})
    return dossier


def buttons(client: Client, dossier: str) -> list[str]:
    """What may be done on a dossier, as its page says."""
    page = steps.page(client, dossier, "steps")
    assert page.status == 200
    return re.findall(r'class="button[^"]*" href="/practice/dossiers/[^/]+/([a-z-]+)"', page.text)


def chain(client: Client, dossier: str) -> str:
    """The head of the dossier, as a form carries it."""
    return steps.fields_of(steps.page(client, dossier, "identity"))["head"][0]


# ---- signing and sending


def test_surgeon_signs_only_after_answering_what_the_law_asks(assistant: Client, surgeon: Client) -> None:
    dossier = drafted(assistant, surgeon, "Questions")
    before = chain(surgeon, dossier)
    closed = steps.page(surgeon, dossier, "sign")
    assert closed.status == 409
    assert "Répondez d’abord aux questions que la loi pose à une personne" in steps.words_of(closed)
    assert chain(surgeon, dossier) == before
    steps.answers(surgeon, dossier, "sign")
    page = steps.words_of(steps.page(surgeon, dossier, "sign"))
    assert "Clé qui signe Dr Claire Vasseur" in page
    assert "Total TTC 1 500,00 €" in page
    assert "Le devis est signé" in steps.words_of(steps.act(surgeon, dossier, "sign"))


def test_assistant_prepares_and_signs_nothing(assistant: Client, surgeon: Client) -> None:
    dossier = drafted(assistant, surgeon, "Assistante")
    steps.answers(surgeon, dossier, "sign")
    assert "sign" not in buttons(assistant, dossier)
    head = chain(assistant, dossier)
    for what in ("sign", "consent-form", "prepare", "operation", "close", "replace", "interview", "answers"):
        path = f"/practice/dossiers/{dossier}/{what}"
        assert assistant.get(path).status == 403, what
        assert assistant.post(path, {"head": head}).status == 403, what
    assert chain(assistant, dossier) == head


def test_newer_draft_that_nobody_saved_is_told_before_the_signature(assistant: Client, surgeon: Client) -> None:
    dossier = drafted(assistant, surgeon, "Recent")
    editor = steps.page(assistant, dossier, "estimate")
    path = f"/practice/dossiers/{dossier}/estimate"
    steps.submit(assistant, editor, {"/estimate/lines/0/price": "900", "do": "check"}, path)
    steps.answers(surgeon, dossier, "sign")
    page = steps.words_of(steps.page(surgeon, dossier, "sign"))
    assert "Inès Morand a écrit à" in page
    assert "Total TTC 1 500,00 €" in page


def test_double_click_signs_once(assistant: Client, surgeon: Client) -> None:
    dossier = drafted(assistant, surgeon, "Double")
    steps.answers(surgeon, dossier, "sign")
    page = steps.page(surgeon, dossier, "sign")
    assert steps.submit(surgeon, page, {}).status == 200
    again = steps.submit(surgeon, page, {})
    assert again.status == 409
    assert "Le dossier a changé entre-temps" in steps.words_of(again)
    assert "sign" not in buttons(surgeon, dossier)
    assert buttons(surgeon, dossier)[0] == "answers"  # before sending


def test_page_of_before_does_nothing_after_the_back_button(assistant: Client, surgeon: Client) -> None:
    dossier = opened(assistant, "Retour")
    page = steps.page(assistant, dossier, "identity")
    values = {"paper": "passport", "country": "GB", "last_four": "4711"}
    assert steps.submit(assistant, page, values).status == 200
    head = chain(assistant, dossier)
    assert steps.submit(assistant, page, values).status == 409
    assert chain(assistant, dossier) == head


def test_two_tabs_one_act(assistant: Client, surgeon: Client) -> None:
    dossier = opened(assistant, "Onglets")
    first, second = steps.page(surgeon, dossier, "interview"), steps.page(assistant, dossier, "identity")
    assert steps.submit(surgeon, first, {"language": "en"}).status == 200
    late = steps.submit(assistant, second, {"paper": "passport", "country": "GB", "last_four": "4711"})
    assert late.status == 409
    assert "Quelqu’un d’autre, ou vous dans une autre fenêtre" in steps.words_of(late)


def test_sending_online_tells_the_patient_and_starts_nothing(portal: Server, surgeon: Client, sent: str) -> None:
    words = steps.words_of(steps.page(surgeon, sent, "steps"))
    assert "Fermé" not in words, "no clock has started"
    answers = []
    for _ in range(5):
        page = steps.page(surgeon, sent, "tell")
        answers.append(steps.submit(surgeon, page, {"person": "patient", "kind": "invitation"}).status)
        time.sleep(1.1)  # within a second, the same message twice is one
    assert answers == [200, 200, 200, 200, 422], "four more than the one of the sending"
    steps.act(surgeon, sent, "tell", {"person": "patient", "kind": "reminder"})


def test_signed_estimate_is_not_edited(surgeon: Client, sent: str) -> None:
    page = steps.page(surgeon, sent, "estimate")
    assert page.status == 409
    assert "Le devis ne se modifie plus" in steps.words_of(page)


def test_nothing_of_the_gate_is_offered_before_it(surgeon: Client, sent: str) -> None:
    head = chain(surgeon, sent)
    for what in ("consent-form", "prepare", "operation", "close", "expire"):
        closed = surgeon.post(f"/practice/dossiers/{sent}/{what}", {"head": head})
        assert closed.status == 409, what
        assert "Rien n’a été enregistré" in steps.words_of(closed)
    assert chain(surgeon, sent) == head


def test_nobody_signs_for_a_patient(surgeon: Client, sent: str) -> None:
    for what in ("receive", "receipt", "accept", "consent", "confirm-day"):
        assert surgeon.get(f"/practice/dossiers/{sent}/{what}").status == 404


# ---- ends


def test_refusal_is_recorded_and_the_dossier_sealed(assistant: Client, surgeon: Client) -> None:
    dossier = drafted(assistant, surgeon, "Refus")
    steps.sign(surgeon, dossier)
    steps.send(surgeon, dossier, "post")
    steps.act(assistant, dossier, "refuse", {"person": "patient"})
    assert buttons(surgeon, dossier)[:2] == ["answers", "close"]
    steps.answers(surgeon, dossier, "archive")
    assert "Sceller ne se défait pas." in steps.words_of(steps.page(surgeon, dossier, "close"))
    steps.act(surgeon, dossier, "close")
    assert buttons(surgeon, dossier) == ["attach"]


def test_replacement_begins_a_new_estimate_with_what_was_written(assistant: Client, surgeon: Client) -> None:
    dossier = drafted(assistant, surgeon, "Nouveau")
    steps.sign(surgeon, dossier)
    steps.send(surgeon, dossier)
    steps.act(surgeon, dossier, "replace")
    page = steps.page(assistant, dossier, "estimate")
    typed = steps.fields_of(page)
    assert typed["/estimate/number"] == [f"{dossier}-2"]
    assert typed["/estimate/replaces"] == [dossier]
    assert typed["/estimate/procedure/zone"] == ["contour des lèvres"]
    after = steps.submit(assistant, page, {"do": "save", "/estimate/lines/0/price": "800"})
    assert after.url.endswith("/done/estimate"), steps.words_of(after)
    steps.sign(surgeon, dossier)
    assert buttons(surgeon, dossier)[0] == "send"


def test_early_money_stops_the_dossier_until_it_is_refunded(assistant: Client, surgeon: Client) -> None:
    dossier = drafted(assistant, surgeon, "Argent")
    steps.sign(surgeon, dossier)
    steps.send(surgeon, dossier)
    steps.act(assistant, dossier, "payment", {"purpose": "price", "amount": "200"})
    assert buttons(surgeon, dossier)[0] == "refund"
    owed = surgeon.post(f"/practice/dossiers/{dossier}/settled", {"head": chain(surgeon, dossier), "settled": "oui"})
    assert owed.status == 409
    page = steps.page(assistant, dossier, "refund")
    assert steps.fields_of(page)["amount"] == ["200,00"]
    steps.act(assistant, dossier, "refund")
    steps.act(surgeon, dossier, "settled", {"settled": "remboursé le jour même"})
    assert "tell" in buttons(surgeon, dossier)


# ---- notes


def test_records_refuse_what_is_not_lawful_beside_its_field(surgeon: Client) -> None:
    dossier = opened(surgeon, "Notes")
    head = chain(surgeon, dossier)
    page = steps.page(surgeon, dossier, "identity")
    wrong = steps.submit(surgeon, page, {"paper": "passport", "country": "GB", "last_four": "47-1"})
    assert wrong.status == 422
    assert "Quatre derniers caractères de son numéro : Cette forme ne convient pas." in steps.words_of(wrong)
    future = steps.submit(surgeon, steps.page(surgeon, dossier, "interview"), {"on": "2199-01-01"})
    assert future.status == 409, steps.words_of(future)
    empty = steps.submit(surgeon, steps.page(surgeon, dossier, "comprehension"), {})
    assert empty.status == 422
    assert chain(surgeon, dossier) == head
    steps.act(surgeon, dossier, "comprehension", {"passed": "no"})
    steps.act(surgeon, dossier, "consultation", {"purpose": "physical_examination", "practitioner": "surgeon"})
    steps.act(surgeon, dossier, "incident", {"reason": "réaction à un produit"})


def test_files_are_attached_by_kind_and_never_by_name(portal: Server, assistant: Client, surgeon: Client) -> None:
    dossier = drafted(assistant, surgeon, "Fichiers")
    there = steps.page(assistant, dossier, "attach")
    path = f"/practice/dossiers/{dossier}/attach"
    plain = {"head": steps.fields_of(there)["head"][0], "kind": "questionnaire", "total": ""}
    for name, data, words in (
        ("run.exe", b"MZ", "Ce genre de fichier ne se joint pas"),
        ("big.pdf", bytes(20 * 1024 * 1024 + 1), "dépasse 20 Mo"),
    ):
        refused = assistant.post(path, plain, {"file": (name, data)})
        assert refused.status == 422
        assert words in steps.words_of(refused)
    missing = assistant.post(path, plain)
    assert missing.status == 422
    note = assistant.post(path, {**plain, "kind": "note", "total": "1400"}, {"file": ("n.pdf", b"%PDF-1.7 note")})
    assert note.status == 409, "its total is not that of the estimate"
    kept = assistant.post(path, plain, {"file": ("Hannah health.PDF", b"%PDF-1.7 answers")})
    assert kept.url.endswith("/done/attach"), steps.words_of(kept)
    assert "Hannah health" not in steps.words_of(kept)
