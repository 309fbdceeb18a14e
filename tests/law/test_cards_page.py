"""Cards that look at a page: our own paper passes them all, and each finds what is taken out or written in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from matters import DAYS, FRANCHISE, breaches, judged, matter, paper

from dermadocs.law import registry, wording
from dermadocs.law.matter import Matter, Page
from dermadocs.law.rule import Outcome

Pages = tuple[str, ...]


def without(pages: Pages, text: str) -> Pages:
    """The pages with a text taken out, wherever its lines are broken."""
    plain = tuple(wording.normalise(re.sub(r"(?<=\w)-\s+(?=[a-zà-ÿ])", "-", page)) for page in pages)
    taken = tuple(page.replace(wording.normalise(text), " ") for page in plain)
    assert taken != plain, text
    return taken


def found(pages: Pages, changes: dict[str, Any] | None = None) -> set[str]:
    return breaches(matter(changes, page=Page(pages)))


def test_our_own_paper_passes_every_card(pages: Pages) -> None:
    findings = judged(matter(page=Page(pages)))
    assert [str(f) for f in findings if f.outcome is Outcome.BREACH] == []
    assert not [str(f) for f in findings if f.subject == "page" and f.outcome is Outcome.NOT_CHECKED]


def test_no_card_breaks_on_a_page_whatever_the_data_say(pages: Pages) -> None:
    for changes in ({"/estimate/examinations": ["bilan sanguin"]}, FRANCHISE, {"/estimate/exclusions": []}):
        for texts in (pages, (), ("",), ("x" * 5000,)):
            findings = judged(matter(changes, page=Page(texts)))
            assert not [str(f) for f in findings if "the card broke" in f.message]


def test_the_paper_alone_without_its_data_passes_what_its_text_allows(pages: Pages) -> None:
    findings = judged(paper(*pages))
    assert [str(f) for f in findings if f.outcome is Outcome.BREACH] == []
    by_rule = {f.rule: f.outcome for f in findings if f.subject == "page"}
    assert by_rule["CSP-D6322-30-04"] is Outcome.PASS
    assert by_rule["ID-02"] is Outcome.NOT_CHECKED  # the number to look for is not known


@pytest.mark.parametrize(
    ("identifier", "rules"),
    [
        ("CSP_D6322_30", {"CSP-D6322-30-04"}),
        ("CSP_L6322_2_NOTHING_OBTAINED", {"CSP-L6322-2-01"}),
        ("ARR1996_PHRASE_DISPOSITIFS", {"ARR1996-2-09"}),
        ("ARR1996_PHRASE_ASSURANCE_MALADIE", {"ARR1996-2-09"}),
        ("ARR1996_MENTION_RECEPTION", {"ARR1996-2-10"}),
        ("ARR1996_MENTION_ACCEPTATION", {"ARR1996-2-10"}),
        ("OWN_ACCEPTANCE_RULE", {"ARR1996-2-10"}),
        ("OWN_RECEIPT_NOT_ACCEPTANCE", {"NU-01"}),
        ("OWN_PROPOSED_DATE", {"ARR1996-2-05"}),
        ("OWN_OPERATIVE_REPORT", {"ARR1996-2-08"}),
        ("OWN_NO_DEPOSIT", {"CDM-55-01", "REM-06"}),
        ("OWN_FREE_TO_DECLINE", {"CSP-L1111-4-01"}),
        ("OWN_FREE_ESTIMATE", {"PRICE-08"}),
        ("OWN_COMPLAINTS", {"CON-05"}),
        ("OWN_FRENCH_GOVERNS", {"CON-01", "CON-09"}),
        ("OWN_WITHDRAWAL_AT_A_DISTANCE", {"CON-04"}),
        ("OWN_LEGALLY_PRACTISING", {"CSP-L1111-3-6-01"}),
    ],
)
def test_a_missing_sentence_is_missed_by_its_card_alone(pages: Pages, identifier: str, rules: set[str]) -> None:
    for paragraph in wording.get(identifier).paragraphs:
        assert found(without(pages, paragraph)) == rules


def test_one_changed_comma_in_the_article_is_seen(pages: Pages) -> None:
    text = "même sur la demande de la personne concernée."
    assert "CSP-D6322-30-04" in found(without(pages, text))
    other = tuple(page.replace("Il ne peut être en aucun cas dérogé", "Il ne peut être dérogé") for page in pages)
    assert found(other) == {"CSP-D6322-30-04"}


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("Le patient renonce au délai de réflexion.", "CSP-D6322-30-01"),
        ("Ce délai peut toutefois être réduit à sept jours, à la demande expresse de la personne.", "ARR1996-3-01"),
        (
            "Il est convenu que doit être respecté un délai minimum de quinze jours entre la remise de ce",
            "ARR1996-3-01",
        ),
        ("Le délai de quinze jours résulte de l’arrêté du 17 octobre 1996.", "ARR1996-3-01"),
        ("Bon pour accord.", "NU-02"),
        ("Un acompte de 300 € est versé.", "CDM-55-01"),
        ("Des frais d’annulation de 200 € sont dus.", "CDM-53-01"),
        ("L’établissement du devis est facturé.", "CSP-L1111-3-01"),
        ("Chirurgie à partir de 1 200 €.", "PRICE-03"),
        ("Remise de 10 % pour toute acceptation avant le 9 novembre.", "PRICE-09"),
        ("Offre spéciale.", "CSP-L6322-1-02"),
        ("Le patient décharge le chirurgien de toute responsabilité.", "CON-07"),
        ("Any dispute goes to binding arbitration.", "CON-07"),
        ("Le prix peut être modifié sans préavis.", "CON-07"),
        ("J’autorise la diffusion de mes photos sur les réseaux sociaux.", "DATA-01"),
        ("Je consens au traitement de mes données.", "DATA-01"),
        ("TVA non applicable, article 293 B du CGI.", "VAT-04"),
    ],
)
def test_a_forbidden_sentence_is_found_wherever_it_stands(pages: Pages, written: str, rule: str) -> None:
    (finding,) = [
        f
        for f in judged(matter(page=Page((*pages[:-1], f"{pages[-1]} . {written}"))))
        if f.rule == rule and f.outcome is Outcome.BREACH
    ]
    assert finding.where.startswith("page")


def test_the_annulled_sentences_are_blocking_the_wrong_source_a_warning(pages: Pages) -> None:
    wrong = (*pages, "Le délai de quinze jours résulte de l’arrêté du 17 octobre 1996.")
    (finding,) = [f for f in judged(matter(page=Page(wrong))) if f.outcome is Outcome.BREACH]
    assert (finding.rule, finding.severity) == ("ARR1996-3-01", "warning")


@pytest.mark.parametrize(
    ("pointer", "other", "rule"),
    [
        ("/estimate/drafted_on", "2026-11-01", "ARR1996-2-01"),
        ("/practitioners/0/order/number", "69/00148", "ARR1996-2-02"),
        ("/practitioners/0/qualification", "chirurgie générale", "ARR1996-2-02"),
        ("/practitioners/0/insurance/policy", "RC-1", "ARR1996-2-02"),
        ("/practitioners/0/rpps", "10999999997", "ID-02"),
        ("/practitioners/0/category", 2, "CSP-D6322-43-01"),
        ("/patient/birth_date", "1988-03-15", "ARR1996-2-03"),
        ("/patient/address/country", "IE", "ARR1996-2-03"),
        ("/facility/finess", "750000010", "ARR1996-2-04"),
        ("/facility/authorisation/reference", "ARS 2020", "CSP-L6322-1-01"),
        ("/estimate/proposed_on", "2026-12-16", "ARR1996-2-05"),
        ("/estimate/procedure/zone", "dos", "ARR1996-2-05"),
        ("/estimate/procedure/anaesthesia", "none", "ARR1996-2-05"),
        ("/estimate/valid_until", "2027-02-01", "ARR1996-2-06"),
        ("/estimate/post_operative_care_days", 43, "ARR1996-2-06"),
        ("/estimate/lines/0/label", "Honoraires de l’opérateur", "ARR1996-2-06"),
        ("/estimate/sick_leave_days/maximum", 15, "ARR1996-2-07"),
        ("/estimate/examinations", ["bilan sanguin"], "ARR1996-2-07"),
        ("/consultation/date", "2026-10-29", "CSP-L1111-2-02"),
        ("/practice/payment_means", ["carte bancaire", "espèces"], "CDM-53-03"),
        ("/practice/data_notice/reference", "DON-09", "DATA-02"),
        ("/practice/phone", "+33 1 00 00 00 00", "CON-02"),
        ("/practice/mediator/name", "Autre Médiation", "CON-05"),
    ],
)
def test_a_mention_that_is_not_what_the_data_say_is_found(pages: Pages, pointer: str, other: Any, rule: str) -> None:
    assert rule in found(pages, {pointer: other})


def test_a_number_inside_a_longer_number_is_not_found(pages: Pages) -> None:
    digits = tuple(page.replace("42", "142") for page in pages)
    assert "ARR1996-2-06" in found(digits)


def test_the_franchise_needs_its_sentence_and_a_shortened_one_is_a_warning(franchise_pages: Pages) -> None:
    assert found(franchise_pages, FRANCHISE) == set()
    text = wording.get("CGI_293E_FRANCHISE").text
    assert "VAT-04" in found(without(franchise_pages, text), FRANCHISE)
    shortened = tuple(wording.normalise(p).replace("article 293 B", "art. 293 B") for p in franchise_pages)
    (finding,) = [
        f for f in judged(matter(FRANCHISE, page=Page(shortened))) if f.outcome is Outcome.BREACH and f.rule == "VAT-04"
    ]
    assert finding.severity == "warning"


def test_each_payees_total_is_printed(pages: Pages) -> None:
    assert "PRICE-04" in found(without(pages, "1 032,00"))


def test_ei_stands_beside_the_name(pages: Pages) -> None:
    assert found(tuple(page.replace("Vasseur, EI", "Vasseur") for page in pages)) == {"ID-05"}
    assert found(tuple(page.replace("Vasseur, EI", "Vasseur EI") for page in pages)) == set()


def test_another_paper_is_not_judged_as_an_estimate() -> None:
    findings = judged(paper("Consentement. Je peux retirer mon consentement à tout moment.", kind="consent"))
    by_rule = {f.rule: f for f in findings if f.subject == "page"}
    assert by_rule["CSP-D6322-30-04"].outcome is Outcome.NOT_APPLICABLE
    assert not [str(f) for f in findings if f.outcome is Outcome.BREACH]
    silent = {f.rule for f in judged(paper("Consentement.", kind="consent")) if f.outcome is Outcome.BREACH}
    assert silent == {"CSP-L1111-4-01"}


def test_publicity_on_a_consent_form_is_asked_about_on_an_estimate_refused() -> None:
    sentence = "J’autorise la diffusion de mes photos sur les réseaux sociaux."
    consent = judged(paper(f"Je peux retirer mon consentement. {sentence}", kind="consent"))
    (asked,) = [f for f in consent if f.rule == "DATA-01" and f.outcome is Outcome.ASK]
    assert asked.before == "consent"
    assert "réseaux sociaux" in asked.message
    assert "DATA-01" not in {f.rule for f in consent if f.outcome is Outcome.BREACH}
    assert "DATA-01" in {f.rule for f in judged(paper(sentence)) if f.outcome is Outcome.BREACH}


def test_a_separate_information_sheet_bears_both_mentions() -> None:
    silent = {f.rule for f in judged(paper("Fiche", kind="information")) if f.outcome is Outcome.BREACH}
    assert silent == {"ARR1996-2-11"}


def test_a_text_that_runs_over_a_page_is_found() -> None:
    page = Page(("devis accepté", "après réflexion"))
    assert page.has("devis accepté après réflexion")
    assert page.where("après réflexion") == "page 2"
    assert not page.has("devis accepté sans réflexion")


def test_every_card_of_pages_is_tried_above(pages: Pages) -> None:
    """An empty paper breaks every card that asks for something on an estimate."""
    nothing = {f.rule for f in judged(matter(page=Page((".",)))) if f.subject == "page" and f.outcome is Outcome.BREACH}
    passing = {f.rule for f in judged(matter(page=Page((".",)))) if f.subject == "page" and f.outcome is Outcome.PASS}
    forbidding = {"CSP-L6322-1-02", "PRICE-03", "CSP-L1111-3-01", "CDM-53-01", "PRICE-09", "CSP-D6322-30-01"}
    forbidding |= {"ARR1996-3-01", "NU-02", "NU-05", "CON-07", "DATA-01", "CDM-55-01", "VAT-04"}
    looking = {r.id for r in registry.all() if any(p.subject == "page" and p.whose != "others" for p in r.parts)}
    assert passing - nothing <= forbidding | {"REM-03", "CSP-D6322-30-03"}
    assert looking - nothing - passing == {"ARR1996-2-11", "VAT-03"}


def test_a_matter_can_gain_a_page(pages: Pages) -> None:
    assert replace(matter(), page=Page(pages)).page is not None
    assert Matter(DAYS).page is None
