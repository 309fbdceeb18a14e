"""The table of all leaves: how each prints, and when the page must show it (law.md, table A)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from dermadocs.domain import forms
from dermadocs.domain.forms import Data, Forms


class Row(NamedTuple):
    """Leaves of one pattern: how they print, whether they must, whether nothing is printed as « aucun »."""

    pattern: tuple[str, ...]
    forms: Forms
    must: Callable[[Data], bool]
    none: bool = False


def _always(_: Data) -> bool:
    return True


def _may(_: Data) -> bool:
    return False


def _taxed(case: Data) -> bool:
    """Under the franchise no VAT rate and no VAT amount may appear (VAT-04)."""
    return bool(case["practice"]["vat_regime"] == "standard")


def _several_payees(case: Data) -> bool:
    return len({line["payee"] for line in case["estimate"]["lines"]}) > 1


def _rows(prefix: str, *entries: tuple[Any, ...]) -> Iterator[Row]:
    for path, how, must, *none in entries:
        steps = tuple(s for s in f"{prefix}/{path}".split("/") if s)
        yield Row(steps, how, must, bool(none))


def _address(must: Callable[[Data], bool], country: Callable[[Data], bool]) -> tuple[tuple[Any, ...], ...]:
    return (
        ("address/lines/*", forms.text, must),
        ("address/postal_code", forms.exact, must),
        ("address/city", forms.name, must),
        ("address/country", forms.country, country),
    )


_PRACTICE = (
    ("name", forms.text, _may),
    ("legal_form", forms.text, _always),
    *_address(_may, _may),
    ("phone", forms.exact, _always),
    ("email", forms.exact, _always),
    ("siren", forms.siren, _always),
    ("vat_number", forms.vat_number, _taxed),
    ("vat_regime", forms.label("vat_regime"), _may),
    ("mediator/name", forms.text, _always),
    ("mediator/address_line", forms.text, _always),
    ("payment_means/*", forms.text, _always),
    ("data_notice/reference", forms.exact, _always),
    ("data_notice/version", forms.exact, _may),
)
_PRACTITIONER = (
    ("rpps", forms.exact, _always),
    ("family_name", forms.name, _always),
    ("given_names", forms.text, _always),
    ("title", forms.text, _always),
    *_address(_always, _may),
    ("order/department", forms.text, _always),
    ("order/number", forms.exact, _always),
    ("qualification", forms.text, _always),
    ("category", forms.category, _always),
    ("insurance/covers_act", forms.yes_no, _always),
    ("insurance/insurer", forms.text, _always),
    ("insurance/policy", forms.exact, _always),
    ("insurance/valid_from", forms.day, _may),
    ("insurance/valid_until", forms.day, _always),
)
_FACILITY = (
    ("name", forms.text, _always),
    *_address(_always, _may),
    ("private", forms.private, _may),
    ("finess", forms.finess, _always),
    ("authorisation/reference", forms.exact, _always),
    ("authorisation/valid_from", forms.day, _may),
    ("authorisation/valid_until", forms.day, _always),
)
_PATIENT = (
    ("title", forms.text, _may),
    ("family_name", forms.name, _always),
    ("given_names", forms.text, _always),
    ("native_name", forms.exact, _always),
    ("birth_date", forms.day, _always),
    *_address(_always, _always),
    ("language", forms.language, _may),
    ("time_zone", forms.zone, _may),
)
_REPRESENTATIVE = (
    ("title", forms.text, _may),
    ("family_name", forms.name, _always),
    ("given_names", forms.text, _always),
    *_address(_always, _always),
    ("capacity", forms.label("capacity"), _always),
    ("judgment", forms.text, _always),
)
_CONSULTATION = (
    ("date", forms.day, _always),
    ("mode", forms.label("mode"), _may),
    ("practitioner", forms.person, _may),
    ("language", forms.language, _may),
    ("interpreter", forms.text, _always),
)
_ESTIMATE = (
    ("number", forms.exact, _always),
    ("revision", forms.number, _always),
    ("replaces", forms.exact, _always, "none"),
    ("drafted_on", forms.day, _always),
    ("place", forms.text, _always),
    ("valid_until", forms.day, _always),
    ("procedure/act", forms.text, _always),
    ("procedure/zone", forms.text, _always),
    ("procedure/technique", forms.text, _always),
    ("procedure/indication", forms.text, _always),
    ("procedure/stay", forms.label("stay"), _always),
    ("procedure/duration_minutes", forms.number, _always),
    ("procedure/anaesthesia", forms.label("anaesthesia"), _always),
    ("procedure/purpose", forms.label("purpose"), _may),
    ("procedure/implant_days", forms.number, _may),
    ("procedure/information_sheet/reference", forms.exact, _always),
    ("procedure/information_sheet/version", forms.exact, _always),
    ("met_by", forms.person, _always),
    ("operators/*", forms.person, _always),
    ("substitution", forms.text, _always),
    ("anaesthetist", forms.person, _always, "none"),
    ("proposed_on", forms.day, _always),
    ("lines/*/label", forms.text, _always),
    ("lines/*/quantity", forms.number, _always),
    ("lines/*/unit", forms.text, _may),
    ("lines/*/unit_price", forms.money, _always),
    ("lines/*/unit_price_gross", forms.money, _always),
    ("lines/*/vat_rate", forms.rate, _may),
    ("lines/*/payee", forms.person, _always),
    ("totals/net", forms.money, _taxed),
    ("totals/vat", forms.money, _taxed),
    ("totals/gross", forms.money, _always),
    ("exclusions/*", forms.text, _always),
    ("exclusions", forms.text, _may, "none"),
    ("post_operative_care_days", forms.number, _always),
    ("sick_leave_days/minimum", forms.number, _always),
    ("sick_leave_days/maximum", forms.number, _always),
    ("examinations/*", forms.text, _always),
    ("examinations", forms.text, _always, "none"),
)
_DOCUMENT = (
    ("template/version", forms.exact, _may),
    ("copy/handle", forms.exact, _may),
    ("copy/label", forms.text, _always),
    ("notices/*", forms.text, _always),
    ("computed/lines/*/net", forms.money, _always),
    ("computed/lines/*/vat", forms.money, _taxed),
    ("computed/lines/*/gross", forms.money, _taxed),
    ("computed/payees/*/payee", forms.person, _several_payees),
    ("computed/payees/*/net", forms.money, _may),
    ("computed/payees/*/vat", forms.money, _may),
    ("computed/payees/*/gross", forms.money, _several_payees),
    ("computed/rates/*/rate", forms.rate, _taxed),
    ("computed/rates/*/base", forms.money, _may),
    ("computed/rates/*/vat", forms.money, _taxed),
    ("computed/totals/net", forms.money, _may),
    ("computed/totals/vat", forms.money, _may),
    ("computed/totals/gross", forms.money, _may),
    ("fields/*/signer/name", forms.exact, _may),
    ("handed_over/*/name", forms.text, _always),
    ("handed_over/*/version", forms.exact, _may),
    ("handed_over/*/sha256", forms.fingerprint, _may),
    ("root", forms.fingerprint, _always),
    ("wording/*/source", forms.exact, _may),
    ("wording/*/paragraphs/*", forms.text, _always),
    ("wording/*/translation/*", forms.text, _may),
)
# Words stand at these places of the blocks of a section (domain/content.py); « * » last is the language
_CONTENT = tuple(
    (f"content/*/{place}/*", forms.text, _always)
    for place in (
        "title",
        "blocks/*/text",
        "blocks/*/lead",
        "blocks/*/items/*",
        "blocks/*/head/*",
        "blocks/*/rows/*/cells/*",
        "blocks/*/rows/*/name",
        "blocks/*/rows/*/said",
        "blocks/*/rows/*/population",
        "blocks/*/rows/*/more",
        "blocks/*/question",
        "blocks/*/options/*",
        "blocks/*/label",
        "blocks/*/marks/*/label",
        "blocks/*/marks/*/when",
        "blocks/*/marks/*/clock",
    )
)
_TICKS = (("content/*/blocks/*/chosen/*", forms.tick, _always),)
_TRANSLATION = (
    ("translation/language", forms.language, _may),
    ("translation/translator", forms.exact, _may),
    ("translation/date", forms.day, _may),
    ("translation/sha256", forms.fingerprint, _may),
)
_INTERPRETER = (
    ("family_name", forms.name, _may),
    ("given_names", forms.text, _may),
    ("language", forms.language, _may),
)
_OWN_WORDS = (("translations/*/text", forms.text, _may),)
TABLE: tuple[Row, ...] = (
    *_rows("practice", *_PRACTICE),
    *_rows("practitioners/*", *_PRACTITIONER),
    *_rows("facility", *_FACILITY),
    *_rows("patient", *_PATIENT),
    *_rows("representatives/*", *_REPRESENTATIVE),
    *_rows("consultation", *_CONSULTATION),
    *_rows("estimate", *_ESTIMATE),
    *_rows("consent/interpreter", *_INTERPRETER),
    *_rows("", *_OWN_WORDS),
    *_rows("", *_DOCUMENT, *_CONTENT, *_TICKS, *_TRANSLATION),
)
EVERY_PAPER = re.compile(
    "/(content|notices|wording|copy|root|handed_over)(/.*)?|/dossier/patient/(family_name|given_names|birth_date)"
)
"""What any paper must show: its own words, and whose it is; an estimate shows every row of law.md, table A."""
