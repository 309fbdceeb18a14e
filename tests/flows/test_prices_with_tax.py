"""Prices written with tax (TTC): printed as written, net and VAT worked out from them, and judged like all others."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader
from world import RAW, example, scene

from dermadocs.domain.case import Case

GROSS = ("900.00", "420.00", "60.00", "48.00", "36.00", "18.00")
"""The prices of the example with tax: the last one is for two tubes."""


def with_tax(count: int = 6, **line: Any) -> list[dict[str, Any]]:
    """The example's lines, the first `count` of them priced with tax."""
    rows = [{**row, **line} for row in RAW["estimate"]["lines"]]
    for row, gross in list(zip(rows, GROSS, strict=True))[:count]:
        del row["unit_price"]
        row["unit_price_gross"] = gross
    return rows


def issued(case: Case, name: str) -> tuple[dict[str, Any], dict[str, str], str]:
    """The judgment of an issued estimate, what its lines print, and its text."""
    with scene(case, name) as at_work:
        file = at_work.issue()
        answer = at_work.judge(file.pdf)
    printed = {p.pointer: p.text for p in file.document.printed if "/lines/" in p.pointer}
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.pdf)).pages)
    return answer, printed, " ".join(text.split())


@pytest.mark.parametrize(
    ("count", "head"), [(6, "Prix unitaire TTC"), (2, "Prix unitaire Total HT")], ids=["all with tax", "some with tax"]
)
def test_an_estimate_priced_with_tax_is_lawful_and_tells_one_story(count: int, head: str) -> None:
    answer, printed, text = issued(example(("/estimate/lines", with_tax(count))), f"with tax {count}")
    assert (answer["verdict"], answer["data"]["gross"]) == ("VALID", "1500.00")
    assert [f for f in answer["law"] if f["status"] == "BREACH"] == []
    assert printed["/dossier/estimate/lines/0/unit_price_gross"] == "900,00"
    assert printed["/computed/lines/0/net"] == "750,00"
    assert head in text
    assert ("40,00 HT" in text, "900,00 TTC" in text) == (count < 6, count < 6)


def test_under_the_franchise_a_price_is_the_same_before_tax_and_with_it() -> None:
    case = example(
        ("/practice/vat_regime", "small_business"),
        ("/practice/vat_number", None),
        ("/estimate/lines", with_tax(vat_rate="0.0")),
        ("/estimate/totals", {"net": "1500.00", "vat": "0.00", "gross": "1500.00"}),
    )
    answer, _, _ = issued(case, "franchise")
    assert answer["verdict"] == "VALID"
    assert [f for f in answer["law"] if f["status"] == "BREACH"] == []
