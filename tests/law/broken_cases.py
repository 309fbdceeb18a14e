"""For each blocking card that looks at data: what breaks it, where that is found, and an accepted neighbour."""

from __future__ import annotations

from typing import Any

from matters import FRANCHISE, GUARDIAN, LINE, RAW, SECOND

Changes = dict[str, Any]
NOBODY = {"/estimate/anaesthetist": None}
ANAESTHETIST = {**SECOND, "id": "anaesthetist", "category": 3, "qualification": "anesthésie-réanimation"}
CONSENT = RAW["consent"]
INTERPRETER = {
    "id": "interpreter",
    "family_name": "Lefèvre",
    "given_names": "Paul",
    "language": "en",
    "professional": True,
}
THERAPEUTIC: Changes = {**FRANCHISE, "/practice/vat_regime": "standard", "/practice/vat_number": "FR77000147009"}
THERAPEUTIC["/estimate/procedure/purpose"] = "therapeutic"
WITH_TAX = {**{key: value for key, value in LINE.items() if key != "unit_price"}, "unit_price_gross": "900.00"}

# rule, what breaks it, where that is found, an accepted neighbour
CASES: list[tuple[str, Changes, str, Changes]] = [
    ("ARR1996-2-01", {"/estimate/drafted_on": ""}, "/estimate/drafted_on", {"/estimate/drafted_on": "2026-11-01"}),
    (
        "ARR1996-2-02",
        {"/practitioners/0/order/number": ""},
        "/practitioners/0/order/number",
        {"/practitioners/0/order/number": "1"},
    ),
    (
        "ARR1996-2-03",
        {"/patient/address/country": "XX"},
        "/patient/address/country",
        {"/patient/address/country": "JP"},
    ),
    (
        "ARR1996-2-03",
        {"/patient/family_name": "Παπαδοπούλου"},
        "/patient/family_name",
        {"/patient/family_name": "Ørsted"},
    ),
    (
        "ARR1996-2-03",
        {"/patient/birth_date": "2027-01-01"},
        "/patient/birth_date",
        {"/patient/birth_date": "1950-01-01"},
    ),
    (
        "ARR1996-2-03",
        {"/patient/birth_date": "1906-11-02"},
        "/patient/birth_date",
        {"/patient/birth_date": "1906-11-05"},
    ),
    (
        "ARR1996-2-04",
        {"/facility/finess": None},
        "/facility/finess",
        {"/facility/finess": None, "/facility/private": False},
    ),
    (
        "ARR1996-2-05",
        {"/estimate/proposed_on": "2026-11-17"},
        "/estimate/proposed_on",
        {"/estimate/proposed_on": "2026-11-18"},
    ),
    ("ARR1996-2-05", {"/estimate/procedure/zone": ""}, "/estimate/procedure/zone", {"/estimate/procedure/zone": "dos"}),
    ("ARR1996-2-06", {"/estimate/lines/0/label": ""}, "/estimate/lines/0/label", {"/estimate/lines/0/label": "Acte"}),
    (
        "ARR1996-2-06",
        {"/estimate/post_operative_care_days": None},
        "/estimate/post_operative_care_days",
        {"/estimate/post_operative_care_days": 0},
    ),
    (
        "ARR1996-2-07",
        {"/estimate/sick_leave_days/maximum": 6},
        "/estimate/sick_leave_days/maximum",
        {"/estimate/sick_leave_days/maximum": 7},
    ),
    ("ARR1996-3-01", {"/estimate/exclusions/0": "délai réduit à sept jours"}, "/estimate/exclusions/0", {}),
    (
        "CSP-L1142-2-01",
        {"/practitioners/0/insurance/covers_act": False},
        "/practitioners/0/insurance/covers_act",
        {},
    ),
    (
        "CSP-L1142-2-01",
        {"/practitioners/0/insurance/valid_until": "2026-12-14"},
        "/practitioners/0/insurance/valid_until",
        {"/practitioners/0/insurance/valid_until": "2026-12-15"},
    ),
    (
        "CSP-L1142-2-01",  # of somebody who does not operate: the two dates alone
        {"/practitioners/1": {**SECOND, "insurance": {**SECOND["insurance"], "valid_from": "2028-01-01"}}},
        "/practitioners/1/insurance/valid_until",
        {"/practitioners/1": SECOND},
    ),
    (
        "CSP-L6322-1-01",
        {"/facility/authorisation/valid_from": "2029-07-01"},
        "/facility/authorisation/valid_until",
        {"/facility/authorisation/valid_from": "2026-12-15"},
    ),
    (
        "CSP-L6322-1-01",
        {"/facility/authorisation/valid_until": "2026-12-14"},
        "/facility/authorisation/valid_until",
        {"/facility/authorisation/valid_until": "2026-12-15"},
    ),
    (
        "CSP-L6322-2-01",
        {"/estimate/procedure/information_sheet/reference": ""},
        "/estimate/procedure/information_sheet/reference",
        {"/estimate/procedure/information_sheet/reference": "DERM-04"},
    ),
    (
        "CSP-D6322-30-01",
        {"/estimate/exclusions/1": "la patiente renonce au délai de réflexion"},
        "/estimate/exclusions/1",
        {"/estimate/exclusions/1": "nul ne peut renoncer au délai de réflexion"},
    ),
    (
        "CSP-D6322-30-03",
        {"/practitioners/1": SECOND, "/estimate/operators": ["surgeon", "second"]},
        "/estimate/substitution",
        {
            "/practitioners/1": SECOND,
            "/estimate/operators": ["surgeon", "second"],
            "/estimate/substitution": "Le Dr Morel pratique une partie de l’intervention.",
        },
    ),
    ("CSP-D6322-30-03", {"/estimate/substitution": "Le Dr Morel opère."}, "/estimate/substitution", {}),
    ("CSP-D6322-30-03", {"/estimate/operators": ["surgeon", "surgeon"]}, "/estimate/operators", {}),
    (
        "CSP-D6322-30-1-01",
        {"/estimate/procedure/implant_days": 31},
        "/estimate/procedure/implant_days",
        {"/estimate/procedure/implant_days": 30},
    ),
    (
        "CSP-D6322-43-01",
        {"/practitioners/0/category": 5},
        "/practitioners/0/category",
        {"/practitioners/0/category": 4},
    ),
    (
        "CSP-GA-01",
        {"/estimate/procedure/anaesthesia": "general"},
        "/estimate/anaesthetist",
        {
            "/practitioners/1": ANAESTHETIST,
            "/estimate/anaesthetist": "anaesthetist",
            "/estimate/procedure/anaesthesia": "general",
        },
    ),
    (
        "CSP-L1111-2-02",
        {"/consultation/date": "2026-11-03"},
        "/consultation/date",
        {"/consultation/date": "2026-11-02"},
    ),
    ("CDM-53-03", {"/practice/payment_means": ["virement", "Virement"]}, "/practice/payment_means", {}),
    ("CON-02", {"/practice/phone": ""}, "/practice/phone", {"/practice/phone": "+33 1 00 00 00 00"}),
    (
        "DATA-01",
        {"/estimate/exclusions/2": "la patiente autorise la publication de ses photos sur le site"},
        "/estimate/exclusions/2",
        {"/estimate/exclusions/2": "aucune photo de la patiente n’est publiée"},
    ),
    (
        "DATA-02",
        {"/practice/data_notice/reference": ""},
        "/practice/data_notice/reference",
        {"/practice/data_notice/reference": "DON-02"},
    ),
    (
        "ID-02",
        {"/practitioners/0/rpps": "10000000008"},
        "/practitioners/0/rpps",
        {"/practitioners/0/rpps": "10999999997"},
    ),
    ("ID-04", {"/facility/finess": "750000003"}, "/facility/finess", {"/facility/finess": "750000010"}),
    ("ID-05", {"/practice/legal_form": ""}, "/practice/legal_form", {"/practice/legal_form": "SELARL, 1 000 €"}),
    ("MIN-01", {"/patient/birth_date": "2008-12-16"}, "/patient/birth_date", {"/patient/birth_date": "2008-11-02"}),
    ("MIN-06", {"/patient/birth_date": "2008-11-03"}, "/patient/birth_date", {"/patient/birth_date": "2008-11-02"}),
    ("PRO-01", {"/representatives/0": GUARDIAN}, "/representatives/0", {"/representatives": []}),
    (
        "NU-02",
        {"/estimate/exclusions/0": "bon pour accord"},
        "/estimate/exclusions/0",
        {"/estimate/exclusions/0": "examens préopératoires"},
    ),
    (
        "NU-05",
        {"/patient/time_zone": "Europe/Bristol"},
        "/patient/time_zone",
        {"/patient/time_zone": "Pacific/Auckland"},
    ),
    (
        "NU-07",
        {"/estimate/revision": 2},
        "/estimate/replaces",
        {"/estimate/revision": 2, "/estimate/replaces": "2026-0147"},
    ),
    ("NU-07", {"/estimate/replaces": "2026-0147"}, "/estimate/replaces", {"/estimate/replaces": "2026-0112"}),
    ("PRICE-01", {"/estimate/lines/0/unit_price": 750.5}, "/estimate/lines/0/unit_price", {}),
    ("PRICE-01", {"/estimate/lines/0/unit_price_gross": 900.5}, "/estimate/lines/0/unit_price_gross", {}),
    (
        "ARR1996-2-06",
        {"/estimate/lines/0/unit_price_gross": "900.00"},
        "/estimate/lines/0/unit_price_gross",
        {"/estimate/lines/0": WITH_TAX},
    ),
    ("PRICE-02", {"/estimate/totals/gross": "1499.99"}, "/estimate/totals/gross", {}),
    (
        "PRICE-03",
        {"/estimate/lines/0/label": "Honoraires, à partir de 750 €"},
        "/estimate/lines/0/label",
        {"/estimate/lines/0/label": "Honoraires, à partir du 1er jour"},
    ),
    (
        "PRICE-04",
        {"/estimate/lines/1/payee": "clinic"},
        "/estimate/lines/1/payee",
        {"/estimate/lines/1/payee": "surgeon"},
    ),
    (
        "PRICE-05",
        {"/estimate/valid_until": "2026-12-01"},
        "/estimate/valid_until",
        {"/estimate/valid_until": "2027-01-31"},
    ),
    ("PRICE-06", {"/estimate/lines/0/label": "Acompte"}, "/estimate/lines/0/label", {}),
    ("PRICE-06", {"/estimate/lines/0/label": "Provision pour frais"}, "/estimate/lines/0/label", {}),
    ("PRICE-07", {"/estimate/exclusions/1": "frais d’annulation : 200 €"}, "/estimate/exclusions/1", {}),
    ("PRICE-08", {"/estimate/lines/0/label": "Frais de dossier"}, "/estimate/lines/0/label", {}),
    (
        "PRICE-09",
        {"/estimate/lines/0/label": "Remise de 10 % pour toute acceptation avant le 9 novembre"},
        "/estimate/lines/0/label",
        {},
    ),
    ("REM-03", {"/patient/language": "xx"}, "/patient/language", {"/patient/language": "en"}),
    ("T-09", {"/consultation/date": "1988-03-13"}, "/consultation/date", {"/consultation/date": "2026-10-01"}),
    ("VAT-01", {"/estimate/lines/4/vat_rate": "10.0"}, "/estimate/lines/4/vat_rate", FRANCHISE),
    (
        "VAT-04",
        {**FRANCHISE, "/estimate/lines/3/vat_rate": "20.0"},
        "/estimate/lines/3/vat_rate",
        FRANCHISE,
    ),
    ("VAT-05", {"/practice/vat_number": "FR78000147009"}, "/practice/vat_number", {}),
    ("VAT-05", {"/practice/siren": "000147008"}, "/practice/siren", {}),
    ("VAT-05", {"/practice/vat_number": None}, "/practice/vat_number", FRANCHISE),
    ("HOUSE-REFS", {"/estimate/anaesthetist": "nobody"}, "/estimate/anaesthetist", NOBODY),
    ("HOUSE-REFS", {"/consultation/practitioner": "nobody"}, "/consultation/practitioner", NOBODY),
    ("HOUSE-IDS", {"/patient/id": "surgeon"}, "/patient/id", {"/patient/id": "hannah"}),
    (
        "HOUSE-IDS",
        {"/practitioners/1": {**SECOND, "id": "surgeon"}},
        "/practitioners/1/id",
        {"/practitioners/1": SECOND},
    ),
    (
        "HOUSE-IDS",
        {"/consent": {**CONSENT, "interpreter": {**INTERPRETER, "id": "patient"}}},
        "/consent/interpreter/id",
        {"/consent": {**CONSENT, "interpreter": INTERPRETER}},
    ),
    (
        "HOUSE-NAMES",
        {"/consent": {**CONSENT, "interpreter": {**INTERPRETER, "family_name": "Иванова"}}},
        "/consent/interpreter/family_name",
        {"/consent": {**CONSENT, "interpreter": INTERPRETER}},
    ),
    (
        "HOUSE-NAMES",
        {"/patient/given_names": "Anne " * 11 + "Marie"},
        "/patient/given_names",
        {"/patient/given_names": "Anne " * 9 + "Marie"},
    ),
    (
        "HOUSE-COUNTRIES",
        {"/facility/address/country": "UK"},
        "/facility/address/country",
        {"/facility/address/country": "GB"},
    ),
]
CASES += [
    (
        "HOUSE-COUNTRIES",
        {f"{place}/country": "UK"}
        if place != "/representatives/0/address"
        else {"/representatives/0": {**GUARDIAN, "address": {**GUARDIAN["address"], "country": "UK"}}},
        f"{place}/country",
        {},
    )
    for place in ("/practice/address", "/practitioners/0/address", "/representatives/0/address")
]
CASES += [
    (
        "CSP-D6322-30-03",  # the interview is said to be with one surgeon, the estimate names another
        {"/practitioners/1": SECOND, "/consultation/practitioner": "second"},
        "/consultation/practitioner",
        {"/practitioners/1": SECOND},
    ),
    (
        "PRICE-01",  # more than the program can count
        {"/estimate/lines/0/unit_price": "9999999.99"},
        "/estimate/lines",
        {},
    ),
]
# a mention that is simply not there; the example itself is the accepted neighbour
CASES += [
    (rule, {pointer: nothing}, pointer, {})
    for rule, pointer, nothing in (
        ("ARR1996-2-03", "/patient/given_names", ""),
        ("ARR1996-2-03", "/patient/birth_date", None),
        ("ARR1996-2-04", "/facility/name", ""),
        ("ARR1996-2-05", "/estimate/procedure/technique", ""),
        ("ARR1996-2-05", "/estimate/proposed_on", None),
        ("ARR1996-2-06", "/estimate/lines", []),
        ("ARR1996-2-06", "/estimate/totals/gross", None),
        ("ARR1996-2-06", "/estimate/valid_until", None),
        ("ARR1996-2-07", "/estimate/sick_leave_days/minimum", None),
        ("CSP-L6322-1-01", "/facility/authorisation/reference", ""),
        ("CSP-D6322-30-1-01", "/estimate/procedure/implant_days", None),
        ("CSP-L1111-2-02", "/consultation/date", None),
        ("DATA-01", "/estimate/exclusions/0", "la patiente consent au traitement de ses données"),
    )
]
ONLY_ASKS_OR_STANDS_BACK = {
    "ARR1996-7-01",  # for acts below the threshold: cosmetic surgery never is
    "PRICE-10",  # below the threshold it asks whether this is the whole act
    "MIN-02",  # minors are refused by MIN-06 already
    "MIN-03",
    "MIN-04",
    "PRO-02",  # protected adults are sent to a lawyer by PRO-01 already
    "PRO-03",
    "VAT-02",  # a mixture of rates is pointed out as a warning
    "VAT-03",  # an exemption is asked to be justified
    "ARCH-01",
    "REM-01",  # on the data it asks; the timeline part breaks
    "REM-02",
}
