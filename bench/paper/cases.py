"""Invented patients and prices: each pack is another dossier, so that no detector learns one page by heart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from dermadocs.domain.case import Case
from dermadocs.domain.codec import decode_case

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "dermabrasion.json"
FAMILY = ("Whitcombe", "Achterberg", "Moreau", "Benali", "Kowalczyk", "O’Rourke", "Lindqvist", "Haddad", "Ferreira",
          "Nakamura", "Dubreuil", "Schönfeld", "Rossi", "Vandermeersch", "Okafor", "Petrov")  # fmt: skip
GIVEN = ("Hannah", "Joris", "Élodie", "Samira", "Agnieszka", "Maeve", "Ingrid", "Leïla", "Inês", "Yuki", "Camille",
         "Jürgen", "Giulia", "Anouk", "Chidinma", "Olga")  # fmt: skip
STREETS = ("27 Saddlers Row", "14, rue des Tanneurs", "Kerkstraat 118", "9, impasse du Moulin", "3 Harbour View",
           "56, avenue de la Gare", "Via dei Mille 21", "8, chemin des Vignes")  # fmt: skip
CITIES = (("BS1 0ZZ", "Bristol", "GB"), ("69005", "Lyon", "FR"), ("1012 AB", "Amsterdam", "NL"),
          ("38000", "Grenoble", "FR"), ("4000", "Liège", "BE"), ("1204", "Genève", "CH"))  # fmt: skip
MORE_LINES = (
    ("Consultation de contrôle à trois mois", "séance"),
    ("Location de l’appareil motorisé", "forfait"),
    ("Pommade antivirale, tube de 10 g", "tube"),
    ("Séance de soin complémentaire", "séance"),
    ("Champ stérile et usage unique", "unité"),
    ("Aide opératoire", "forfait"),
)


@dataclass(frozen=True)
class Told:
    """One pack to make: its `number` draws the patient and the prices; `language` stands beside the French."""

    name: str
    number: int
    language: str | None


def case(told: Told) -> Case:
    """The dossier of that number."""
    return decode_case(json.dumps(_raw(told)).encode())


def older(told: Told) -> Case:
    """The same dossier one revision ago: other prices, another date, a name not yet corrected."""
    raw = _raw(told)
    draw = np.random.default_rng([told.number, 77])
    for line in raw["estimate"]["lines"][: 1 + int(draw.integers(2))]:
        line["unit_price"] = _euros(Decimal(line["unit_price"]) + int(draw.integers(1, 12)) * 10)
    raw["estimate"]["proposed_on"] = f"2026-12-{int(draw.integers(16, 30)):02d}"
    raw["estimate"]["drafted_on"] = "2026-10-30"
    raw["estimate"]["sick_leave_days"] = {"minimum": 5, "maximum": 12}
    raw["consent"]["hopes"] = "Une peau plus lisse. Je sais que les traits profonds peuvent rester tels quels."
    _sum_up(raw)
    return decode_case(json.dumps(raw).encode())


def _raw(told: Told) -> dict[str, Any]:
    draw = np.random.default_rng(told.number)
    raw: dict[str, Any] = json.loads(EXAMPLE.read_bytes())
    postal, city, country = CITIES[int(draw.integers(len(CITIES)))]
    birth = f"{int(draw.integers(1958, 2004))}-{int(draw.integers(1, 13)):02d}-{int(draw.integers(1, 29)):02d}"
    raw["patient"] |= {
        "family_name": FAMILY[told.number % len(FAMILY)],
        "given_names": GIVEN[(told.number * 7) % len(GIVEN)],
        "birth_date": birth,
        "address": {
            "lines": [STREETS[int(draw.integers(len(STREETS)))]],
            "postal_code": postal,
            "city": city,
            "country": country,
        },
        "language": told.language or "fr",
    }
    estimate = raw["estimate"]
    estimate["number"] = f"2026-{int(draw.integers(100, 999)):04d}"
    estimate["drafted_on"] = f"2026-11-{int(draw.integers(2, 20)):02d}"
    estimate["valid_until"] = f"2027-0{int(draw.integers(1, 5))}-{int(draw.integers(10, 29))}"
    estimate["proposed_on"] = f"2027-01-{int(draw.integers(5, 30)):02d}"
    estimate["sick_leave_days"] = {"minimum": int(draw.integers(3, 8)), "maximum": int(draw.integers(9, 21))}
    estimate["procedure"]["duration_minutes"] = int(draw.integers(3, 13)) * 10
    for label, unit in draw.permutation(MORE_LINES)[: int(draw.integers(0, 4))]:
        estimate["lines"].append({**estimate["lines"][0], "label": str(label), "unit": str(unit)})
    for line in estimate["lines"]:
        line["unit_price"] = _euros(Decimal(int(draw.integers(3, 260)) * 5))
    _sum_up(raw)
    return raw


def _sum_up(raw: dict[str, Any]) -> None:
    net = sum(Decimal(line["unit_price"]) * line["quantity"] for line in raw["estimate"]["lines"])
    vat = sum(
        (Decimal(line["unit_price"]) * line["quantity"] * Decimal("0.2")).quantize(Decimal("0.01"))
        for line in raw["estimate"]["lines"]
    )
    raw["estimate"]["totals"] = {"net": _euros(net), "vat": _euros(Decimal(vat)), "gross": _euros(net + vat)}


def _euros(amount: Decimal | int) -> str:
    return f"{amount:.2f}"
