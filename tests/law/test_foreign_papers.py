"""Papers of others: lawful ones are not red, each seeded fault is found by its cards and by no other."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dermadocs.law import engine, registry
from dermadocs.law.engine import Finding
from dermadocs.law.matter import Days, Matter, Page
from dermadocs.law.rule import Outcome

FOLDER = Path(__file__).parent / "foreign"
LAWFUL = sorted(path.stem for path in FOLDER.glob("lawful-*.txt"))
FAULTY = sorted(path.stem for path in FOLDER.glob("faulty-*.txt"))
SEEDS: list[dict[str, Any]] = tomllib.loads((FOLDER / "seeds.toml").read_text(encoding="utf-8"))["seed"]
TODAY = date(2026, 11, 24)
DAYS = Days(TODAY, TODAY, TODAY)


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def kind_of(name: str) -> str:
    return "consent" if "consent" in name else "information" if "sheet" in name else "estimate"


def judged(text: str, kind: str = "estimate") -> list[Finding]:
    return engine.judge(Matter(DAYS, page=Page(text.split("\f"), kind, ours=False)), registry.all())


def red(text: str, kind: str = "estimate") -> set[str]:
    return {f.rule for f in judged(text, kind) if f.outcome is Outcome.BREACH}


def seeded(seed: dict[str, Any]) -> str:
    text = text_of(seed["paper"])
    for old, new in zip(seed["old"], seed["new"], strict=True):
        assert old in text, old
        text = text.replace(old, new) if old else f"{text}\n{new}\n"
    return text


@pytest.mark.parametrize("name", LAWFUL)
def test_a_lawful_paper_of_others_is_not_red(name: str) -> None:
    findings = judged(text_of(name), kind_of(name))
    assert [str(f) for f in findings if f.outcome is Outcome.BREACH] == []
    assert not [str(f) for f in findings if "the card broke" in f.message]


@pytest.mark.parametrize("seed", SEEDS, ids=[f"{n}-{s['fault']}" for n, s in enumerate(SEEDS)])
def test_a_seeded_fault_is_found_by_its_cards_alone(seed: dict[str, Any]) -> None:
    findings = [f for f in judged(seeded(seed), kind_of(seed["paper"])) if f.outcome is Outcome.BREACH]
    assert {f.rule for f in findings} == set(seed["rules"])
    assert {f.rule for f in findings if f.blocks} == set(seed["rules"]) - set(seed.get("warnings", ()))
    assert all(f.where.startswith("page") and "; " in f.message for f in findings)


@pytest.mark.parametrize("name", FAULTY)
def test_a_paper_with_many_faults_is_red_for_each_and_for_no_other(name: str) -> None:
    assert red(text_of(name), kind_of(name)) == set((FOLDER / f"{name}.rules").read_text().split())


INNOCENT = (
    "Prise en charge par l’assurance maladie : non.",
    "Cet acte n’est pas couvert par l’assurance maladie ni remboursé par la sécurité sociale.",
    "La patiente, non assurée sociale en France, paie elle-même.",
    "Date d’établissement du devis : voir ci-dessus. L’établissement du devis est gratuit.",
    "Contrat d’assurance n° 12 valable du 01/01/2026 au 31/12/2026.",
    "L’acceptation n’est valable qu’après un délai de réflexion de quinze jours.",
    "Toute modification du devis donne lieu à un nouveau devis et à un nouveau délai.",
    "En cas d’annulation par la patiente, aucuns frais ne sont dus.",
    "Anesthésie locale selon le protocole du service.",
    "Délai d’accès au dossier : huit jours. Médiateur : Médiation Exemple, 75000 Paris.",
    "Réf. interne 12 - Page 1 / 2 - imprimé le 01/10/2026",
    "Les photographies servent au dossier médical seulement et ne sont pas publiées.",
    "Le paiement a lieu après l’intervention, par carte, chèque ou virement.",
    "Réalisé par le secrétariat. Relu par la direction.",
    "La somme globale comprend tous les honoraires.",
    "Consultation d’anesthésie au moins 48 heures avant l’intervention.",
    "Hospitalisation : ambulatoire, de 8 h à 14 h.",
    "Taille du pansement : 10 à 15 cm.",
    "TVA intracommunautaire FR77000147009.",
    "Le tribunal compétent est celui du domicile de la patiente.",
    "Certificat de conformité remis avec la facture.",
    "Tarif de la consultation préalable : 60,00 €, déjà réglée.",
)


@pytest.mark.parametrize("sentence", INNOCENT)
def test_an_innocent_sentence_makes_no_lawful_paper_red(sentence: str) -> None:
    for name in ("lawful-table", "lawful-form", "lawful-franchise"):
        assert red(f"{text_of(name)}\n{sentence}\n") == set(), name


@pytest.mark.parametrize(
    ("drafted", "rate", "sums", "severity"),
    [
        ("3 novembre 2026", "20 %", "250,00 €", None),
        ("3 novembre 2026", "19,6 %", "245,00 €", "blocking"),
        ("3 novembre 2013", "19,6 %", "245,00 €", None),
        ("3 novembre 2013", "20 %", "250,00 €", "blocking"),
        ("3 novembre 2026", "20 %, crème : TVA 5,5 %", "250,00 €", "warning"),
    ],
)
def test_vat_is_that_of_the_day_of_drafting(drafted: str, rate: str, sums: str, severity: str | None) -> None:
    text = text_of("lawful-table").replace("3 novembre 2026", drafted).replace("TVA 20 %", f"TVA {rate}")
    text = text.replace("  250,00 €", f"  {sums}")
    found = [f for f in judged(text) if f.rule == "VAT-01" and f.outcome is Outcome.BREACH]
    assert {f.severity for f in found} == ({severity} if severity else set())


def test_overseas_a_rate_is_asked_about() -> None:
    text = text_of("lawful-table").replace("33000 Bordeaux", "97400 Saint-Denis").replace("TVA 20 %", "TVA 8,5 %")
    (found,) = [f for f in judged(text) if f.rule == "VAT-01" and f.subject == "page"]
    assert found.outcome is Outcome.ASK
    assert "8.5 %" in found.message


OTHER_WAYS = (
    ("lawful-table", "Date de rédaction : 3 novembre 2026", "33000 Bordeaux le 3 novembre 2026"),
    ("lawful-table", "N° FINESS : 750000002", "750000002 (FINESS)"),
    ("lawful-table", "Signature du praticien :", "Cachet et signature :"),
    ("lawful-table", "Soins postopératoires assurés pendant 42 jours.", "Le suivi est assuré durant un an."),
    ("lawful-table", "Arrêt de travail à prévoir : 7 à 14 jours.", "Interruption de travail : néant."),
    ("lawful-table", "Examens préopératoires indispensables : aucun.", "Examens nécessaires : prise de sang."),
    ("lawful-table", "Total TTC       1 500,00 €", "Total, TVA comprise : 1 500,00 €"),
    ("lawful-table", "Dermabrasion mécanique du visage (contour de la bouche), à la fraise", "Rhinoplastie, à la rape"),
    ("lawful-table", "sous le n° 33/08812", "(CDOM 33 n° 8812)"),
    ("lawful-table", "Offre valable jusqu'au 28 février 2027", "Prix ferme jusqu'au 28/02/2027"),
    ("lawful-form", "TROIS MOIS", "6 mois"),
    ("lawful-franchise", "valable 90 jours", "valable soixante jours"),
)


@pytest.mark.parametrize(("name", "old", "new"), OTHER_WAYS)
def test_what_is_said_in_other_ways_is_understood(name: str, old: str, new: str) -> None:
    assert old in text_of(name)
    assert red(text_of(name).replace(old, new)) == set()
