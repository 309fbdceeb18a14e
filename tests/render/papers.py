"""The example rendered as a demonstration issues it, and variants of it: what the tests of this folder look at."""

from __future__ import annotations

import dataclasses
import functools
import io
import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
from PIL import Image

from dermadocs import render
from dermadocs.domain import labels
from dermadocs.domain.codec import decode_case
from dermadocs.domain.document import Kind
from dermadocs.flows import informing
from dermadocs.law import wording

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "dermabrasion.json"
ROOT = "7f3a91c20be4d815" * 4
KEY = bytes(range(32))
ISSUE = render.Issue(
    handle=b"\x24\xd6\xb5\x1a\x67",
    copy_label="original électronique",
    mac_key=KEY,
    key_number=3,
    salt=b"salt" * 8,
    root_sha256=ROOT,
    at=datetime(2026, 11, 2, 16, 5, tzinfo=UTC),
    demonstration=True,
    notices=("Modèle non validé par un juriste", "Modèle non validé par un chirurgien"),
)
"""The example as a demonstration issues it."""

Change = Callable[[dict[str, Any]], None]


class Paper:
    """A rendered estimate with the views that tests need."""

    def __init__(self, rendered: render.Rendered) -> None:
        self.rendered = rendered
        self.pdf = rendered.pdf
        self.data: dict[str, Any] = json.loads(rendered.document)

    @functools.cached_property
    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(self.pdf), strict=True)

    @functools.cached_property
    def texts(self) -> list[str]:
        """What pypdf extracts from each page."""
        return [page.extract_text() for page in self.reader.pages]

    def printed(self, page: int) -> list[dict[str, Any]]:
        """What `document.json` says that page `page` (from 1) prints."""
        return [entry for entry in self.data["printed"] if entry["page"] == page]


def issue_estimate(change: Change | None = None, issue: render.Issue = ISSUE, language: str | None = None) -> Paper:
    """The example, changed as asked, as a paper."""
    raw = json.loads(EXAMPLE.read_text("utf-8"))
    if change:
        change(raw)
    case = decode_case(json.dumps(raw).encode())
    return Paper(render.paper("estimate", case, issue, wording.all(), language=language))


PAPERS: dict[str, tuple[Kind, str | None]] = {
    "whole estimate": ("estimate", None),
    "whole estimate, English": ("estimate", "en"),
    "information": ("information", None),
    "consent": ("consent", None),
    "consent, English": ("consent", "en"),
    "after-care, English": ("aftercare", "en"),
    "data notice, English": ("data-notice", "en"),
    "distance notice, English": ("distance-notice", "en"),
    "withdrawal, English": ("withdrawal", "en"),
    "whole estimate, Arabic": ("estimate", "ar"),
    "consent, Arabic": ("consent", "ar"),
    "after-care, Arabic": ("aftercare", "ar"),
    "data notice, Arabic": ("data-notice", "ar"),
    "distance notice, Arabic": ("distance-notice", "ar"),
    "withdrawal, Arabic": ("withdrawal", "ar"),
}
"""Papers with all their words, as a practice issues them; `VARIANTS` are estimates without the second part."""


BY_HAND: dict[str, tuple[Kind, str | None, str, bool]] = {
    "estimate for ink": ("estimate", None, "practitioner", False),
    "consent for ink, English": ("consent", "en", "practitioner", False),
    "consent for ink, the patient's": ("consent", None, "patient", False),
    "distance notice for ink, Arabic": ("distance-notice", "ar", "patient", False),
    "estimate for ink, big print": ("estimate", None, "practitioner", True),
}
"""Papers to be printed and signed by hand: kind, language, whose copy, big print."""


def issue_paper(kind: Kind, language: str | None, copy: str | None = None, large: bool = False) -> Paper:
    """The example as any paper, its words composed from the catalogue; `copy`: for ink."""
    case = decode_case(EXAMPLE.read_bytes())
    content = informing.content(kind, case, language)
    issue = ISSUE
    if copy is not None:
        issue = dataclasses.replace(ISSUE, copy_label=labels.COPIES[copy], ink=True, large=large)
    return Paper(render.paper(kind, case, issue, wording.all(), content=content, language=language))


def catalog(paper: Paper) -> Any:
    """The root of the file, by pypdf."""
    return paper.reader.trailer["/Root"]


def widgets(paper: Paper) -> dict[str, Any]:
    """The form fields by name, in page order."""
    found = {}
    for page in paper.reader.pages:
        for annotation in page.get("/Annots", []):
            found[annotation.get_object()["/T"]] = annotation.get_object()
    return found


def elements(paper: Paper) -> list[Any]:
    """Every structure element that hangs on the tree."""
    found = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(catalog(paper)["/StructTreeRoot"]["/K"])
    return found


def pictures(pdf: bytes, dpi: int = 100) -> list[Image.Image]:
    """Each page in grey, as poppler draws it."""
    arguments = ["pdftoppm", "-r", str(dpi), "-gray", "-"]
    raw, found = subprocess.run(arguments, input=pdf, capture_output=True, check=True).stdout, []
    while raw:
        *header, rest = raw.split(b"\n", 3)
        width, height = (int(value) for value in header[1].split())
        found.append(Image.frombytes("L", (width, height), rest[: width * height]))
        raw = rest[width * height :]
    return found


def two_surgeons(raw: dict[str, Any]) -> None:
    """A second operator, an anaesthetist, a guardian, names in four scripts, several rates and payees."""
    second = {
        **raw["practitioners"][0],
        "id": "second",
        "family_name": "Ørsted-Nuñez",
        "given_names": "Zoé Anaïs",
    }
    sleeper = {
        **raw["practitioners"][0],
        "id": "sleep",
        "family_name": "Marchand",
        "given_names": "Luc",
        "category": 3,
    }
    raw["practitioners"] += [second, sleeper]
    raw["estimate"] |= {
        "operators": ["surgeon", "second"],
        "anaesthetist": "sleep",
        "substitution": "Le Dr Vasseur a dit le 28 octobre 2026 qu’une partie de l’acte serait faite par autrui.",
    }
    raw["estimate"]["lines"][2]["payee"] = "sleep"
    raw["patient"]["native_name"] = "Ханна Уиткомб"
    raw["representatives"] = [
        {
            "id": "guardian",
            "title": "M.",
            "family_name": "Achterberg",
            "given_names": "Joris",
            "address": raw["patient"]["address"],
            "capacity": "guardian",
            "covers_person": True,
            "judgment": "jugement du 3 mars 2024, tribunal judiciaire de Lyon, n° 24/00117",
        }
    ]


def franchise(raw: dict[str, Any]) -> None:
    """No VAT, no mediator, nothing excluded, a name from right to left."""
    raw["practice"] |= {"vat_regime": "small_business", "vat_number": None, "mediator": None}
    raw["patient"]["native_name"] = "هناء وايتكومب"
    for line in raw["estimate"]["lines"]:
        line["vat_rate"] = "0.0"
    raw["estimate"]["totals"] = {"net": "1250.00", "vat": "0.00", "gross": "1250.00"}
    raw["estimate"]["examinations"] = [
        "numération formule sanguine (NFS)",
        "bilan de coagulation, moins de 30 jours",
    ]
    raw["estimate"]["exclusions"] = []
    raw["estimate"]["sick_leave_days"] = {"minimum": 0, "maximum": 0}
    raw["estimate"]["replaces"] = "2026-0112"


def many_lines(raw: dict[str, Any]) -> None:
    """A table longer than a page."""
    line = raw["estimate"]["lines"][0]
    raw["estimate"]["lines"] = [
        {**line, "label": f"Prestation de rang {n}, forfait", "unit_price": "10.00"} for n in range(1, 41)
    ]
    raw["estimate"]["totals"] = {"net": "400.00", "vat": "80.00", "gross": "480.00"}


def extremes(raw: dict[str, Any]) -> None:
    """The longest texts that the data allow, and a word without a break."""
    raw["patient"] |= {"given_names": "Anne-Sophie Marie Zoé Éléonore", "family_name": "Weber-Lefèvre van der Ng"}
    raw["facility"]["name"] = ("Clinique du très long nom " * 6).strip()
    raw["estimate"]["procedure"]["technique"] = ("abrasion " * 99).strip()
    raw["estimate"]["lines"][3]["label"] = "M" * 120
    raw["facility"]["authorisation"]["reference"] = "ARS" + "2024690031" * 9
    raw["practitioners"][0]["qualification"] = ("chirurgie plastique et esthétique " * 4).strip()


VARIANTS: dict[str, Change | None] = {
    "example": None,
    "two surgeons": two_surgeons,
    "franchise": franchise,
    "many lines": many_lines,
    "extremes": extremes,
}


def by_name(name: str) -> Paper:
    """A paper of the tables by its name."""
    if name in BY_HAND:
        return issue_paper(*BY_HAND[name])
    return issue_paper(*PAPERS[name]) if name in PAPERS else issue_estimate(VARIANTS[name])
