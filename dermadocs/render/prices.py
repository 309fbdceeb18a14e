"""The price table: one row a line, sums as computed in `domain`, VAT as the regime allows."""

from __future__ import annotations

from collections.abc import Callable

from dermadocs.domain.case import Case
from dermadocs.domain.document import Document
from dermadocs.render.forms import Names, amount, money, namer, rate
from dermadocs.render.story import Place

# Columns in mm, 170 in all: with VAT, and under the franchise without.
TAXED_COLUMNS = (41, 8, 15, 22, 17, 11, 17, 17, 22)  # 99 999,99 fits on a line
UNTAXED_COLUMNS = (72, 12, 22, 22, 22, 20)


def prices(root: Place, document: Document, wording: dict[str, Names]) -> Names:
    """Names of the table, of its totals and of the sentence due where no VAT is charged."""
    estimate, computed = root["dossier/estimate"], root["computed"]
    regime = document.dossier.practice.vat_regime
    taxed = regime == "standard"
    named = namer(document)
    mention = vat_mention(document.dossier)
    lines = document.dossier.estimate.lines
    bases = {"TTC" if line.gross else "HT" for line in lines}
    return {
        "taxed": taxed,
        "basis": bases.pop() if len(bases) == 1 else None,
        "price_columns": TAXED_COLUMNS if taxed else UNTAXED_COLUMNS,
        "lines": [
            _line(line, sums, named, typed.gross)
            for typed, line, sums in zip(lines, estimate.parts("lines"), computed.parts("lines"), strict=True)
        ],
        "totals": {
            "net": estimate.leaf("totals/net", amount),
            "vat": estimate.leaf("totals/vat", amount),
            "gross_in_table": computed.leaf("totals/gross", amount),
            "gross": estimate.leaf("totals/gross", money),
        },
        "rates": [
            {
                "rate": part.leaf("rate", rate),
                "base": part.leaf("base", amount),
                "vat": part.leaf("vat", amount),
            }
            for part in computed.parts("rates")
        ],
        "payees": _payees(computed, named),
        "vat_mention": wording[mention]["paragraphs"][0] if mention else None,
    }


def vat_mention(case: Case) -> str | None:
    """The sentence due when no VAT is charged: franchise (VAT-04) or exemption (VAT-03)."""
    if case.practice.vat_regime == "small_business":
        return "CGI_293E_FRANCHISE"
    return "OWN_VAT_EXEMPT" if any(line.vat_rate == 0 for line in case.estimate.lines) else None


def _line(line: Place, sums: Place, named: Callable[[str | None], str], with_tax: bool) -> Names:
    return {
        "label": line.leaf("label"),
        "quantity": line.leaf("quantity"),
        "unit": line.leaf("unit"),
        "unit_price": line.leaf("unit_price_gross" if with_tax else "unit_price", amount),
        "basis": "TTC" if with_tax else "HT",
        "rate": line.leaf("vat_rate", rate),
        "payee": line.leaf("payee", named),
        "net": sums.leaf("net", amount),
        "vat": sums.leaf("vat", amount),
        "gross": sums.leaf("gross", amount),
    }


def _payees(computed: Place, named: Callable[[str | None], str]) -> list[Names]:
    """What each receives, when there are several (PRICE-04)."""
    parts = computed.parts("payees")
    if len(parts) < 2:
        return []
    return [{"name": part.leaf("payee", named), "gross": part.leaf("gross", amount)} for part in parts]
