"""The estimate's editor: what is typed is never lost, the law speaks beside it, the draft is the real one."""

from __future__ import annotations

import re

import practice_steps as steps
import pytest
from page_faults import faults
from playwright.sync_api import Page, expect
from portal_client import Client
from portal_server import Server
from test_practice_acts import opened


@pytest.fixture
def dossier(assistant: Client) -> str:
    return opened(assistant, "Editeur")


def estimate(client: Client, dossier: str) -> steps.Answer:
    return steps.page(client, dossier, "estimate")


def press(client: Client, dossier: str, button: str, **changes: str) -> steps.Answer:
    """Press a button of the editor, with some fields filled otherwise."""
    names = {name.replace("__", "/"): value for name, value in changes.items()}
    there = estimate(client, dossier)
    return steps.submit(client, there, {**names, "do": button}, f"/practice/dossiers/{dossier}/estimate")


def test_editor_begins_with_patient_catalogue_and_lawful_dates(assistant: Client, dossier: str) -> None:
    page = estimate(assistant, dossier)
    typed = steps.fields_of(page)
    assert typed["/patient/family_name"] == ["Editeur"]
    assert typed["/estimate/number"] == [dossier]
    assert typed["/estimate/lines/0/label"] == ["Honoraires du chirurgien"]
    assert typed["/estimate/post_operative_care_days"] == ["42"]
    assert typed["/estimate/operators"] == ["surgeon"]
    words = steps.words_of(page)
    assert "3 champs sont à remplir ou à corriger" in words, "zone, technique and indication"
    assert "Total TTC 1 500,00 €" in words
    after = steps.estimate(assistant, dossier, steps.Act())
    assert after.url.endswith("/done/estimate"), "the dates proposed are lawful"


def test_lines_are_added_and_removed_and_sums_are_the_servers(assistant: Client, dossier: str) -> None:
    added = press(assistant, dossier, "add")
    assert steps.fields_of(added)["/estimate/lines/6/quantity"] == ["1"]
    filled = press(assistant, dossier, "check", **{
        "__estimate__lines__6__label": "Photographies", "__estimate__lines__6__price": "60", "__estimate__lines__6__basis": "gross",
    })  # fmt: skip
    assert "Total TTC 1 560,00 €" in steps.words_of(filled)
    fewer = press(assistant, dossier, "remove-0")
    assert "Total TTC 660,00 €" in steps.words_of(fewer)
    assert steps.fields_of(fewer)["/estimate/lines/5/label"] == ["Photographies"]
    again = press(assistant, dossier, "procedure")
    assert "Total TTC 1 500,00 €" in steps.words_of(again)


def test_what_cannot_be_read_stands_beside_its_field_and_stays(assistant: Client, dossier: str) -> None:
    page = press(assistant, dossier, "save", **{
        "__estimate__lines__0__price": "sept cents", "__estimate__valid_until": "", "__patient__phone": "12", "__patient__address__city": "",
    })  # fmt: skip
    words = steps.words_of(page)
    assert "Ligne 1, Prix unitaire, € Écrivez un montant en euros, comme 750,00." in words
    assert "Ville À remplir." in words
    assert steps.fields_of(page)["/estimate/lines/0/price"] == ["sept cents"]
    assert "Gardé comme brouillon de travail" in words
    later = estimate(assistant, dossier)
    assert steps.fields_of(later)["/estimate/lines/0/price"] == ["sept cents"], "it is there on another day too"


def test_unlawful_estimate_is_kept_as_a_draft_and_not_taken(assistant: Client, dossier: str) -> None:
    soon = {"/estimate/proposed_on": steps.fields_of(estimate(assistant, dossier))["/estimate/drafted_on"][0]}
    page = steps.estimate(
        assistant, dossier, steps.Act(more={**soon, "/estimate/lines/0/label": "Acompte à la réservation"})
    )
    words = steps.words_of(page)
    assert re.search(r"\d points bloquent ce devis", words)
    assert "ARR1996-2-05" in words
    assert "PRICE-06" in words
    assert 'href="#f-estimate-proposed_on"' in page.text
    assert page.text.index("finding blocking") < page.text.index("finding kept")
    assert "sign" not in steps.page(assistant, dossier, "steps").text.split("steps")[-1]
    assert steps.fields_of(page)["/estimate/lines/0/label"] == ["Acompte à la réservation"]


def test_draft_is_the_real_paper(assistant: Client, dossier: str) -> None:
    assert steps.page(assistant, dossier, "estimate/draft.pdf").status == 404, "not readable yet"
    steps.estimate(assistant, dossier, steps.Act(prices=[steps.Price("Honoraires", "990")]))
    pdf = steps.page(assistant, dossier, "estimate/draft.pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.body.startswith(b"%PDF-")
    picture = steps.page(assistant, dossier, "estimate/page-1.png")
    assert picture.body.startswith(b"\x89PNG")
    assert steps.page(assistant, dossier, "estimate/page-99.png").status == 422


def test_second_window_overwrites_nothing(portal: Server, assistant: Client, dossier: str) -> None:
    first, second = estimate(assistant, dossier), estimate(assistant, dossier)
    path = f"/practice/dossiers/{dossier}/estimate"
    steps.submit(assistant, first, {"/estimate/procedure/zone": "menton", "do": "check"}, path)
    late = steps.submit(assistant, second, {"/estimate/procedure/zone": "joues", "do": "check"}, path)
    assert late.status == 409
    assert "Quelqu’un d’autre a enregistré ce devis" in steps.words_of(late)
    assert steps.fields_of(late)["/estimate/procedure/zone"] == ["joues"], "what was typed is still there"
    assert steps.fields_of(estimate(assistant, dossier))["/estimate/procedure/zone"] == ["menton"]
    wanted = steps.submit(assistant, late, {"do": "check"}, path)
    assert steps.fields_of(wanted)["/estimate/procedure/zone"] == ["joues"], "saved again, knowing it"


def test_patient_of_another_language_is_given_translations(assistant: Client, dossier: str) -> None:
    there = estimate(assistant, dossier)
    found = re.search(r'for="f([^"]+)">chirurgie plastique', there.text)
    assert found, "the practice's own words ask for a translation"
    name = next(one for one in steps.fields_of(there) if one.replace("/", "-") == found[1])
    steps.estimate(assistant, dossier, steps.Act(more={name: "plastic surgery"}))
    kept = steps.fields_of(estimate(assistant, dossier))
    assert kept[name] == ["plastic surgery"]
    french = press(assistant, dossier, "check", __patient__language="fr")
    assert "Le devis est en français seul" in steps.words_of(french)


# ---- with scripts


def come_in(page: Page, portal: Server, name: str) -> None:
    page.context.set_extra_http_headers({"Accept-Language": "fr"})
    page.goto(f"{portal.url}/demonstration/")
    page.get_by_role("button", name=name).click()
    page.wait_for_url("**/practice/**")


@pytest.mark.slow
def test_findings_live_beside_the_form(portal: Server, assistant: Client, dossier: str, desktop: Page) -> None:
    steps.estimate(assistant, dossier, steps.Act())
    come_in(desktop, portal, "Inès Morand")
    desktop.goto(f"{portal.url}/practice/dossiers/{dossier}/estimate")
    title = desktop.locator("#findings-title")
    expect(title).to_contain_text("Rien ne bloque ce devis")
    desktop.locator("[name='/estimate/valid_until']").fill(
        desktop.locator("[name='/estimate/drafted_on']").input_value()
    )
    desktop.keyboard.press("Tab")
    expect(title).to_contain_text(re.compile("bloque(nt)? ce devis"), timeout=180_000)
    desktop.locator("#findings").get_by_role("link").first.click()
    expect(desktop.locator("[name='/estimate/valid_until']")).to_be_in_viewport()
    desktop.locator("[name='/estimate/lines/0/price']").fill("1000")
    desktop.keyboard.press("Tab")
    expect(desktop.locator("#sums")).to_contain_text(re.compile(r"1.800,00"), timeout=180_000)
    desktop.reload()
    expect(desktop.locator("[name='/estimate/lines/0/price']")).to_have_value("1000")
    expect(desktop.locator("#pages img").first).to_have_js_property("complete", True, timeout=180_000)
    assert desktop.evaluate("document.querySelector('#pages img').naturalWidth") == 1240


PAGES = ("patient", "interview", "identity", "consultation", "comprehension", "payment", "incident", "attach", "answers",
         "steps", "estimate", "sign", "done/identity", "entered", "close")  # fmt: skip


@pytest.mark.slow
def test_pages_are_accessible_and_fit(portal: Server, assistant: Client, phone: Page, desktop: Page) -> None:
    steps.ask(portal.client(), steps.Person(family_name="Accès"))
    fresh, written = opened(assistant, "Vierge"), opened(assistant, "Accessible")
    steps.estimate(assistant, written, steps.Act())
    for page in (phone, desktop):
        come_in(page, portal, "Dr Claire Vasseur")
        own = [f"/practice/dossiers/{one}/{what}" for one in (fresh, written) for what in PAGES]
        for path in ("/", "/thanks", "/practice/demands/", "/practice/dossiers/new", *own):
            answer = page.goto(portal.url + path)
            assert answer is not None
            assert answer.status in (200, 409), path
            assert faults(page, path) == []
