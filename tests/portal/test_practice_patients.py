"""From the front page to a dossier: who asks, in which language, how often, and that a patient is entered once."""

from __future__ import annotations

import re
from pathlib import Path

import practice_steps as steps
import pytest
from portal_client import Client
from portal_server import Server, serving

FRENCH = "Votre demande est arrivée"


@pytest.mark.parametrize(
    ("language", "title", "thanks"),
    [
        ("fr", "Demander un premier contact", FRENCH),
        ("en", "Ask for a first contact", "Your request has arrived"),
        ("ar", "طلب تواصل أول", "وصل طلبك"),
    ],
)
def test_request_form_speaks_three_languages(portal: Server, language: str, title: str, thanks: str) -> None:
    client = Client(portal.url, language)
    page = client.get("/")
    assert title in steps.words_of(page)
    assert f'lang="{language}"' in page.text
    after = client.post("/", steps.Person(family_name="Contact").fields())
    assert (after.status, after.url) == (200, f"{portal.url}/thanks")
    assert thanks in steps.words_of(after)


def test_request_form_asks_nothing_of_health(portal: Server) -> None:
    names = set(steps.fields_of(portal.client().get("/")))
    assert names == {
        "/given_names", "/family_name", "/native_name", "/birth_date", "/country", "/address/lines", "/address/city",
        "/address/postal_code", "/time_zone", "/language", "/email", "/phone", "/zone",
    }  # fmt: skip


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(portal: Server) -> None:
    client = portal.client()
    client.get("/")
    typed = steps.Person(email="", phone="", given_names="حنان", birth_date="2026-02-31").fields()
    page = client.post("/", typed)
    assert page.status == 422
    assert page.text.count('aria-invalid="true"') == 3
    said = steps.words_of(page)
    assert "La demande n’est pas encore partie" in said
    assert "Prénoms : Écrivez ce nom en lettres latines" in said
    assert "Date de naissance : Écrivez une date" in said
    assert "E-mail : Donnez une adresse e-mail ou un numéro de téléphone" in said
    assert steps.fields_of(page)["/address/lines"] == ["27 Saddlers Row"]


def test_request_becomes_one_dossier_with_what_was_told(portal: Server) -> None:
    who = steps.Person(given_names="Layla", family_name="Haddad", native_name="ليلى حداد", country="MA", language="ar",
                       time_zone="Africa/Casablanca", phone="00212 5 22 00 01 47", city="Casablanca")  # fmt: skip
    steps.ask(portal.client(), who)
    assistant = portal.client().enter("assistant")
    page = assistant.get("/practice/demands/")
    assert "Layla Haddad ليلى حداد" in steps.words_of(page)
    assert "+212 5 22 00 01 47" in page.text
    where = steps.demand(assistant, who)
    dossier = steps.enter(assistant, who)
    assert "Layla Haddad" not in assistant.get("/practice/demands/").text
    again = assistant.get(where)
    assert dossier in again.url, "the request leads to the dossier that it became"
    typed = steps.fields_of(steps.page(assistant, dossier, "estimate"))
    assert typed["/patient/native_name"] == ["ليلى حداد"]
    assert typed["/patient/phone"] == ["+212 5 22 00 01 47"]
    assert typed["/patient/address/city"] == ["Casablanca"]
    assert typed["/patient/title"] == ["Mme"]


def test_patient_without_a_request_is_entered_and_corrected(portal: Server) -> None:
    assistant = portal.client().enter("assistant")
    form = assistant.get("/practice/dossiers/new")
    opened = steps.submit(
        assistant, form, {**steps.Person(street="", city="", postal_code="").fields(), "/title": "M."}
    )
    found = re.search(r"/dossiers/([^/]+)/entered", opened.url)
    assert found, steps.words_of(opened)
    page = steps.page(assistant, found[1], "patient")
    mended = steps.submit(assistant, page, {"/given_names": "Hanna"})
    assert "Hanna WHITCOMBE" in steps.words_of(mended)
    assert steps.fields_of(steps.page(assistant, found[1], "estimate"))["/patient/given_names"] == ["Hanna"]


def test_request_set_aside_is_erased(portal: Server) -> None:
    who = steps.Person(family_name="Oubli")
    steps.ask(portal.client(), who)
    assistant = portal.client().enter("assistant")
    where = steps.demand(assistant, who)
    after = assistant.post(where.replace("enter", "set-aside"))
    assert "Hannah Oubli" not in after.text
    assert assistant.get(where).status == 404


@pytest.mark.parametrize("role", ["manager", "auditor"])
def test_requests_are_for_those_who_prepare(portal: Server, role: str) -> None:
    client = portal.client().enter(role)
    assert client.get("/practice/demands/").status == 403
    assert client.get("/practice/dossiers/new").status == 403


@pytest.mark.slow
def test_too_many_requests_are_told_so_even_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path / "home") as server:
        client = server.client()
        client.get("/")
        for _ in range(20):
            assert client.post("/", steps.Person().fields()).status == 200
        server.stop()
        server.start()
        client = server.client()
        client.get("/")
        refused = client.post("/", steps.Person().fields())
        assert refused.status == 429
        assert "Trop de demandes" in refused.text
        assert steps.fields_of(refused)["/email"] == ["hannah.whitcombe@example.org"]
        assert server.client().enter("surgeon").get("/practice/demands/").text.count("set-aside") == 20
