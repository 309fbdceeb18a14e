"""The clause lint: what it must find in French and English, and what it must leave alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermadocs.law import wording, words
from dermadocs.law.clauses import PATTERNS

FOUND = {
    "waiver": (
        "Je renonce au délai de réflexion de quinze jours.",
        "Le patient déclare ne pas souhaiter attendre et renonce au délai de réflexion.",
        "The patient does not wish to wait and waives the cooling-off period.",
        "À la demande du patient, il peut être dérogé au délai.",
        "Le délai de quinze jours peut être réduit d’un commun accord.",
        "À la demande du patient, l’intervention pourra avoir lieu avant la fin du délai.",
        "Le patient accepte un délai inférieur à quinze jours.",
        "The patient waives the cooling-off period.",
        "The reflection period may be shortened, and is waived for patients from abroad.",
    ),
    "no-delay": (
        "Le délai de réflexion ne s’applique pas à cet acte.",
        "Cet acte n’est pas soumis au délai de réflexion.",
        "The cooling-off period does not apply.",
    ),
    "wrong-start": (
        "Le délai de quinze jours court à compter de la date du devis.",
        "Le délai de réflexion de 15 jours débute à la signature du devis.",
        "The fifteen-day period runs from the date of this estimate.",
    ),
    "seven-days": (
        "Ce délai peut toutefois être réduit à sept jours, à la demande expresse de la personne examinée.",
        "The period can be reduced to 7 days.",
        "Ce délai ne dure que 7 jours.",
        "Le délai de réflexion n’est que de sept jours.",
    ),
    "commitment": (
        "Bon pour accord, le patient.",
        "Je m’engage à subir l’intervention.",
        "I undertake to pay the price.",
    ),
    "deposit": (
        "Un acompte de 30 % est demandé à la réservation.",
        "Un acompte de cinq cents euros.",
        "Le prix est libre, mais rien n’est repris, mais un acompte de 300 € est demandé.",
        "La date n’est réservée qu’après versement d’un acompte de 30 %.",
        "L’intervention ne peut être programmée qu’après le versement d’un acompte de 450 €.",
        "La date n’est pas réservée tant que l’acompte n’est pas versé.",
        "Aucune date n’est bloquée avant versement d’un acompte.",
        "Nous ne réservons une date que contre un acompte.",
        "Le patient ne s’oppose pas au versement d’un acompte.",
        "No date is booked until a deposit of £300 has been paid.",
        "Surgery cannot be scheduled before a deposit is received.",
        "We will not book unless a deposit is paid.",
        "30 % à la signature.",
        "La moitié du prix est versée à la commande.",
        "Les sommes versées restent acquises à la clinique.",
        "Somme non remboursable en cas de renoncement.",
        "Des arrhes de 300 € sont versées.",
        "Une empreinte de carte est prise.",
        "Chèque de caution à remettre.",
        "Pas de rendez-vous opératoire sans acompte.",
        "La somme versée est non remboursable.",
        "Le solde est à régler avant l’intervention.",
        "A deposit of 500 EUR secures your date.",
        "You cannot book without a deposit.",
        "The booking fee is non-refundable.",
        "The full price is payable in advance.",
    ),
    "cancellation": (
        "Des frais d’annulation de 200 € s’appliquent.",
        "Toute annulation tardive entraîne une retenue.",
        "L’annulation donne lieu à facturation.",
        "Le patient n’ignore pas que toute annulation entraîne des frais de 200 €.",
        "En cas d’annulation moins de 48 h avant, 50 % du prix reste dû.",
        "En cas d'absence, la consultation est facturée.",
        "En cas d’annulation sans préavis, 200 € sont retenus.",
        "A cancellation fee applies.",
        "If you cancel within a week you will be charged 300 EUR.",
    ),
    "charged-estimate": (
        "Frais de dossier : 50 €.",
        "L’établissement du devis est facturé 40 €.",
        "A fee for this quote.",
    ),
    "open-price": (
        "Honoraires à partir de 1 400 €.",
        "Prix : à partir de mille quatre cents euros.",
        "1400-1600 €.",
        "De 1 400 à 1 600 €.",
        "Entre 1 400 € et 1 600 €.",
        "Prix indicatif.",
        "Frais à prévoir en sus.",
        "Starting from 1400 EUR.",
        "Additional costs may apply.",
    ),
    "price-change": ("Le prix peut être modifié à tout moment.", "Prices may change without notice."),
    "expiring-discount": (
        "Remise de 10 % si vous acceptez avant le 9 novembre.",
        "A discount of 10 % if you book within 48 hours.",
    ),
    "promotion": (
        "Offre spéciale d’été !",
        "Promo sur le visage.",
        "Parrainez une amie.",
        "Refer a friend and save.",
        "20 % off this week.",
    ),
    "release": (
        "Le patient décharge le chirurgien de toute responsabilité.",
        "Je renonce à tout recours contre la clinique.",
        "La clinique n’assume aucune responsabilité.",
        "I release the surgeon from any liability.",
        "The clinic shall not be held liable.",
        "The patient agrees to hold the clinic harmless.",
        "I waive all claims.",
    ),
    "arbitration": ("Tout litige est soumis à l’arbitrage.", "Disputes go to binding arbitration."),
    "publicity": (
        "J’autorise le cabinet à utiliser mes photos sur les réseaux sociaux.",
        "I consent to the use of my photographs for marketing.",
    ),
    "data-consent": (
        "Je consens au traitement de mes données.",
        "I agree to the processing of my health data.",
    ),
}
INNOCENT = (
    "Acte non remboursable par l’assurance maladie.",
    "Honoraires non remboursables par la sécurité sociale ni par votre mutuelle.",
    "Ce devis est valable 90 jours à compter de la date du devis.",
    "Le délai de quinze jours court à compter de la remise du devis.",
    "Le délai de réflexion de quinze jours commence le lendemain de la réception.",
    "Le délai de réflexion s’applique à tous.",
    "Les consultations préalables sont à régler avant l’intervention.",
    "Aucune annulation n’entraîne de frais.",
    "L’annulation est gratuite.",
    "Honoraires 750,00 et 350,00 €, soit 1 100,00 €.",
    "Réf. 12 - 350,00 €.",
    "Acte réalisable à partir de 18 ans.",
    "L’intervention n’est pas pratiquée avant la fin du délai.",
    "Le prix est payé après l’intervention, à la remise de la note.",
    "Aucun acompte n’est demandé.",
    "Nul ne peut exiger que le patient verse un acompte.",
    "Il n’est jamais demandé, avant l’intervention, d’acompte.",
    "Nous ne demandons pas d’acompte et nous n’en acceptons pas.",
    "Aucun acompte n’est exigé avant la fin du délai.",
    "Rien n’est payé avant l’intervention, pas d’acompte.",
    "Ni engagement ni acompte ne peut être obtenu avant la fin du délai.",
    "Le prix n’est payé qu’après l’intervention.",
    "L’intervention ne peut avoir lieu qu’après l’expiration du délai, sans acompte.",
    "Le patient ne peut réduire le délai de réflexion et renoncer à l’attente.",
    "No deposit is asked before surgery.",
    "No payment, and no deposit, is taken before the end of the fifteen days.",
    "Ce délai ne dure que le temps de la cicatrisation.",
    "Le délai de réflexion dure quinze jours, ce délai ne dure pas 7 jours.",
    "Aucun acompte ne sera exigé ni accepté.",
    "No deposit is ever asked.",
    "There is no cancellation fee.",
    "En cas d’annulation, rien n’est dû.",
    "If you cancel, you will not be charged.",
    "Vous pouvez annuler sans frais d’annulation.",
    "Il ne peut être renoncé au délai de réflexion.",
    "The cooling-off period cannot be waived by anyone.",
    "Nobody may waive the reflection period: it cannot be waived.",
    "Vous pouvez renoncer à l’intervention sans frais et sans motif.",
    "Acceptation possible à partir du 20 novembre 2026.",
    "Arrêt de travail à prévoir : 7 à 14 jours.",
    "La remise du devis ouvre le délai.",
    "Assurance responsabilité civile professionnelle : oui, pour cet acte.",
    "Le praticien est soumis à l’obligation d’assurance.",
    "Contour des lèvres (lèvre supérieure et lèvre inférieure).",
    "Examens préopératoires éventuels.",
    "Offre valable jusqu’au 31 janvier 2027.",
    "You may refuse at any time, free of charge.",
    "The estimate is free.",
    # medicine has its own days, delays and sums
    "Les rougeurs diminuent en quinze jours ; la crème permet de les réduire.",
    "Réduire les rougeurs demande quinze jours.",
    "Renoncez au soleil pendant quinze jours.",
    "Le délai de cicatrisation est réduit par la crème.",
    "Dispense de sport pendant quinze jours.",
    "Remise de 2 exemplaires du devis.",
    "L’intervention dure environ 30 minutes ; la peau guérit en 7 à 10 jours, entre 4 et 6 semaines au plus.",
    "Redness is reduced within fifteen days.",
    "Avoid the sun from 7 to 14 days after the operation.",
    "Un médecin décide de la décharge de l’hôpital.",
    "La réaction peut dépendre du type de peau ; signalez tout traitement.",
    "Commission de conciliation et d’indemnisation.",
    "Respectez les règles d’hygiène avant l’intervention ; ne mangez plus vers 18 h, avant l’intervention.",
    "L’éviction sociale est réduite à 7 jours.",
    "Healing time was cut to 7 days in some patients.",
    "Pigment deposits may be seen; fat deposits are not treated, nor a deposit of calcium.",
    "You are released from the clinic the same day.",
    "La patiente décharge le pied opéré.",
    "I understand the risks and I consent to dermabrasion by Dr Vasseur.",
    "Je consens à la dermabrasion décrite ci-dessus.",
    "Je peux retirer mon consentement à tout moment, sans frais.",
)


@pytest.mark.parametrize(("kind", "sentence"), [(k, s) for k, sentences in FOUND.items() for s in sentences])
def test_a_clause_is_found_and_quoted(kind: str, sentence: str) -> None:
    clauses = [c for c in words.lint(f"Avant. {sentence} Après.") if c.kind == kind]
    assert len(clauses) == 1
    assert wording.normalise(sentence) in clauses[0].sentence


@pytest.mark.parametrize("sentence", INNOCENT)
def test_an_innocent_sentence_is_left_alone(sentence: str) -> None:
    assert words.lint(sentence) == []


def test_every_kind_has_its_examples() -> None:
    assert set(FOUND) == set(PATTERNS)


def test_the_houses_own_words_raise_no_alarm() -> None:
    for text in wording.all():
        assert words.lint(text.text) == [], text.id


def test_a_word_broken_at_a_line_end_is_found() -> None:
    assert [c.kind for c in words.lint("Un acompte non-\nremboursable est versé.")] == ["deposit"]
    assert [c.kind for c in words.lint("Le patient\u00a0renonce  au\u202fdélai")] == ["waiver"]


def test_a_long_table_is_quoted_in_part() -> None:
    (clause,) = words.lint("montant " * 200 + "acompte de 300 euros " + "montant " * 200)
    assert "acompte" in clause.sentence
    assert len(clause.sentence) <= words.LONGEST
    (clause,) = words.lint("acompte de 300 euros " + "montant " * 400)
    assert clause.sentence.startswith("acompte de 300 euros montant")
    assert len(words.quote("a" * 1000)) == words.LONGEST + 4
    assert words.quote("a" * 240) == f"« {'a' * 240} »"
    assert words.quote("a" * 241) == f"« {'a' * 239}… »"
    assert words.quote("abcdef", 5) == "« abcd… »"


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    for clause in words.lint(text):
        assert clause.kind in PATTERNS
        assert clause.words in words.fold(clause.sentence)


@pytest.mark.parametrize("piece", ["1 ", "1", "renonc", "aucun acompte ", "- ", "en cas d'annulation ", "a" * 40 + " "])
def test_a_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    """Without bounds in the patterns some of these would take hours."""
    started = time.process_time()
    words.lint(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 20
