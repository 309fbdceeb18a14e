"""What is told of a paper of others: which words of it, which day, which sum; and the last value that is still lawful."""

from __future__ import annotations

import re
from datetime import date

import pytest
from test_foreign_papers import judged, red, text_of

from dermadocs.law import engine, registry
from dermadocs.law.matter import Days, Matter, Page
from dermadocs.law.rule import Outcome

TABLE, FORM, FREE = "lawful-table", "lawful-form", "lawful-franchise"


def changed(name: str, *changes: tuple[str, str]) -> str:
    """A lawful paper of others with something replaced."""
    text = text_of(name)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def told(text: str, rule: str, outcome: Outcome = Outcome.BREACH, kind: str = "estimate") -> list[str]:
    """What a card says of it, without what cures it."""
    found = [f for f in judged(text, kind) if f.rule == rule and f.outcome is outcome and f.subject == "page"]
    return [re.sub(r"[\u202f\xa0]", " ", f.message).partition("; ")[0] for f in found]


@pytest.mark.parametrize(
    ("name", "old", "new", "rule", "message"),
    [
        (TABLE, "N° FINESS : 750000002", "750000003 (FINESS)", "ID-04", "FINESS 750000003 has a wrong key digit"),
        (TABLE, "TVA 20 %", "19,6 % de TVA", "VAT-01", "VAT at 19.6 %, but an aesthetic act is taxed at 20 %"),
        (TABLE, "TVA 20 %", "TVA 5,5 %", "VAT-01", "VAT at 5.5 %, but an aesthetic act is taxed at 20 %"),
        (TABLE, "Qté    Prix unitaire HT", "Qté    HT", "ARR1996-2-06", "no unit prices are given"),
        (TABLE, "Qté    Prix", "       Prix", "ARR1996-2-06", "no quantities are given"),
        (TABLE, "Désignation", "Forfait global. Désignation", "ARR1996-2-06", "a lump sum: « forfait global »"),
        (TABLE, "1            800,00 €    800,00 €", "1            900,00 €    900,00 €", "PRICE-02", "the rows come to 1 350,00, the total says 1 500,00"),
        (FORM, "4 | 15 | 60 €", "4 | 15 | 70 €", "PRICE-02", "the rows come to 1 690,00, the total says 1 680,00"),
        (TABLE, "2             50,00 €    100,00 €", "2             50,00 €    150,00 €", "PRICE-02", "2 × 50,00 is not 150,00: « creme cicatrisante 2 50,00 € 150,00 € »"),
        (TABLE, "1            800,00 €    800,00 €", "1            800,00 €    900,00 €", "PRICE-02", "1 × 800,00 is not 900,00: « honoraires du chirurgien 1 800,00 € 900,00 € »"),
        (TABLE, "1 500,00 €", "1 510,00 €", "PRICE-02", "1 250,00 and VAT 250,00 come to 1 500,00, not 1 510,00"),
        (TABLE, "Dermabrasion mécanique", "Intervention", "ARR1996-2-05", "the act is not named"),
        (TABLE, "Anesthésie : locale.", "", "ARR1996-2-05", "nothing is said of the anaesthesia"),
        (TABLE, "Anesthésie : locale.", "Anesthésie locale ou générale.", "ARR1996-2-05", "two anaesthesias, or none chosen: « anesthesie locale ou generale »"),
        (TABLE, "8 décembre 2026", "18 novembre 2026", "ARR1996-2-05", "2026-11-18 is before 2026-11-19, sixteen days after 2026-11-03"),
        (TABLE, "le 3 novembre 2026", "le 3 novembre 2026, devis reçu le 10 décembre 2026", "ARR1996-2-05", "2026-12-08 is before 2026-12-26, sixteen days after 2026-12-10"),
        (TABLE, "3 novembre 2026", "26 novembre 2026", "T-09", "dated 2026-11-26, in the future"),
        (TABLE, "jusqu'au 28 février 2027", "15 jours", "PRICE-05", "valid for 15 days: it lapses before the fifteen days are over"),
        (TABLE, "jusqu'au 28 février 2027", "29 jours", "PRICE-05", "valid for 29 days only, of which sixteen to reflect"),
        (TABLE, "Offre valable jusqu'au 28 février 2027", "", "ARR1996-2-06", "nothing is said of how long the offer is valid"),
        (FREE, "Somme globale à payer, toutes taxes comprises :", "Somme à verser :", "VAT-06", "no total with tax"),
        (FREE, "TVA non applicable", "TVA 20 %. TVA non applicable", "VAT-04", "says that no VAT applies, and charges VAT"),
        (TABLE, "TVA 20 %          250,00 €", "TVA 0 %", "VAT-03", "an exemption without its provision: « tva 0 % »"),
        (FREE, "TVA non applicable, article 293 B du CGI", "Acte exonéré de TVA", "VAT-03", "an exemption without its provision: « exonere de tva »"),
    ],
)  # fmt: skip
def test_a_fault_is_told_in_words(name: str, old: str, new: str, rule: str, message: str) -> None:
    assert told(changed(name, (old, new)), rule)[0] == message


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (TABLE, "8 décembre 2026", "19 novembre 2026"),
        (TABLE, "jusqu'au 28 février 2027", "30 jours"),
        (TABLE, "1 500,00 €", "1 500,01 €"),
        (TABLE, "TVA 20 %          250,00 €\n                                                      Total TTC       1 500,00 €",
         "TVA 20 %          250,10 €\n                                                      Total TTC       1 500,10 €"),
        (TABLE, "Total TTC       1 500,00 €", "Total TTC       1 500,00 €\nConsultation déjà réglée : 60,00 € 60,00 €"),
        (FREE, "le 6 octobre 2026", "le 6 octobre 2026. TVA 0 %"),
    ],
)  # fmt: skip
def test_the_last_lawful_value_is_not_red(name: str, old: str, new: str) -> None:
    assert red(changed(name, (old, new))) == set()


def test_a_row_is_recomputed_to_the_cent() -> None:
    cents = [("800,00 €", "800,50 €"), ("1 250,00", "1 250,50"), ("250,00 €", "250,10 €"), ("1 500,00", "1 500,60")]
    assert red(changed(TABLE, *cents)) == set()


def test_what_is_dated_tomorrow_may_be_of_today_elsewhere() -> None:
    assert red(changed(TABLE, ("3 novembre 2026", "25 novembre 2026"), ("8 décembre", "18 décembre"))) == set()


def test_vat_that_is_not_the_rate_of_the_net_sum_is_told_from_eleven_cents_on() -> None:
    text = changed(TABLE, ("TVA 20 %          250,00", "TVA 20 %          250,11"), ("1 500,00", "1 500,11"))
    assert told(text, "VAT-01") == ["20 % of 1 250,00 is 250,00, not 250,11"]
    (finding,) = [f for f in judged(changed(TABLE, ("TVA 20 %", "TVA 5,5 %"))) if f.rule == "VAT-01" and f.blocks]
    assert finding.message.endswith("; charge 20 %, or name the exemption and its provision")


def test_an_acceptance_is_early_until_the_fifteen_days_are_over() -> None:
    for accepted, message in (("19/11/2026", ["accepted on 2026-11-19, before 2026-11-20"]), ("20/11/2026", [])):
        text = f"{text_of(TABLE)}\nDevis reçu le 04/11/2026. Devis accepté le {accepted}\n"
        assert told(text, "T-03") == message
    text = f"{text_of(TABLE)}\nDevis reçu le 02/11/2026. Devis accepté le 01/11/2026\n"
    assert told(text, "T-09") == [
        "received on 2026-11-02, before it was drafted on 2026-11-03",
        "accepted on 2026-11-01, before it was received on 2026-11-02",
    ]


@pytest.mark.parametrize(("born", "minor"), [("04/11/2008", True), ("03/11/2008", False)])
def test_a_patient_is_of_age_on_the_birthday(born: str, minor: bool) -> None:
    assert bool(told(changed(TABLE, ("14/06/1985", born)), "MIN-06")) is minor


def test_a_child_of_a_leap_day_comes_of_age_on_the_first_of_march() -> None:
    for drafted, minor in (("28 février 2026", True), ("1er mars 2026", False)):
        text = changed(TABLE, ("3 novembre 2026", drafted), ("14/06/1985", "29/02/2008"))
        assert bool(told(text, "MIN-06")) is minor


def test_nothing_said_of_the_practitioner_or_the_patient_is_told() -> None:
    text = changed(
        TABLE,
        ("Chirurgien plasticien — qualification ordinale : chirurgie plastique, reconstructrice et esthétique", ""),
        ("CABINET DE CHIRURGIE PLASTIQUE", "CABINET"),
        ("l'intervention de chirurgie esthétique", "l'intervention"),
    )
    assert told(text, "ARR1996-2-02") == ["nothing is said of the practitioner's qualification"]
    nobody = re.sub(r"(?i)\bpatiente?\b", "personne", text_of(TABLE))
    assert told(nobody.replace("Prénom", "").replace("personne examinée", "personne"), "ARR1996-2-03") == [
        "nothing is said of the patient's name"
    ]
    assert told(changed(TABLE, ("Née le : 14/06/1985\n", "")), "ARR1996-2-03") == [
        "the patient's birth date is not there"
    ]


def test_a_place_that_may_be_no_establishment_is_asked_about() -> None:
    text = changed(TABLE, ("Clinique Sainte-Aurore, 4 rue", "Cabinet, 4 rue"), (" — N° FINESS : 750000002", ""))
    assert told(text, "ARR1996-2-04") == []
    assert told(text, "ARR1996-2-04", Outcome.ASK) == [
        "manager: is the place a private establishment? Then its FINESS number is missing"
    ]
    none = changed(TABLE, (" — N° FINESS : 750000002", ""))
    assert told(none, "ARR1996-2-04") == ["no FINESS number, for « clinique »"]


def test_the_operator_who_was_not_met_is_quoted() -> None:
    text = changed(TABLE, ("pratiquée par le Dr Delcourt", "pratiquée par le Dr Morel"))
    assert told(text, "CSP-D6322-30-03") == [
        "« pratiquee par le dr morel » operates, who is not the surgeon met, and nothing says that it was announced"
    ]
    unmet = text.replace(", que la patiente a rencontrée en consultation le 29 octobre 2026 avec le Dr Delcourt", "")
    (finding,) = told(unmet, "CSP-D6322-30-03")
    assert finding.startswith("« pratiquee par le dr morel"), "the letterhead names who may have been met"
    assert told(unmet.replace("Docteur Marianne", "Mme Marianne"), "CSP-D6322-30-03") == []


@pytest.mark.parametrize(("count", "french"), [(40, True), (41, False)])
def test_more_than_forty_words_without_french_are_no_french_paper(count: int, french: bool) -> None:
    text = "surgery " * count
    assert (told(text, "CON-01", kind="consent") == []) is french
    assert told(text + "le la les", "CON-01", kind="consent") == []


def test_a_card_for_estimates_says_of_another_paper_that_it_does_not_apply() -> None:
    matter = Matter(Days(*[date(2026, 11, 24)] * 3), page=Page(["Consentement"], "consent", ours=False))
    said = {f.message for f in engine.judge(matter, [registry.get("PRICE-02")]) if f.subject == "page"}
    assert said == {"for another paper than the consent"}


def test_a_card_with_looks_at_our_own_papers_only_says_so_of_others() -> None:
    matter = Matter(Days(*[date(2026, 11, 24)] * 3), page=Page(["Devis"], ours=False))
    (finding,) = engine.judge(matter, [registry.get("CON-09")])
    assert (finding.outcome, finding.subject) == (Outcome.NOT_CHECKED, "page")
    assert finding.message == "not asked in any words of a paper of others"


def test_a_price_that_is_a_single_sum_is_not_broken_down() -> None:
    rows = re.compile(r"Désignation.*?Total TTC       1 500,00 €\n", re.DOTALL)
    text = rows.sub("Prix à payer TTC : 1 500,00 €, TVA 20 % comprise\n", text_of("lawful-table"))
    told = {f.message.partition("; ")[0] for f in judged(text) if f.rule == "ARR1996-2-06" and f.blocks}
    assert told == {"the price is not broken down"}


def test_a_particle_is_no_name() -> None:
    text = changed(TABLE, ("DELCOURT", "LE GOFF, Docteur Jean LE ROUX"), ("par le Dr Delcourt", "par le Dr Le Roux"))
    assert red(text.replace("Dr Delcourt", "Dr Le Goff")) == {"CSP-D6322-30-03"}


def test_a_short_name_is_a_name() -> None:
    text = text_of("lawful-table").replace("Marianne DELCOURT", "Anne ROY, Docteur Jean LEROY")
    assert red(text.replace("Dr Delcourt", "Dr Roy")) == set()
    other = text.replace("par le Dr Delcourt", "par le Dr Leroy").replace("Dr Delcourt", "Dr Roy")
    assert red(other) == {"CSP-D6322-30-03"}
