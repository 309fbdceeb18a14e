"""The embedded record: canonical, complete, tied to its people, and every leaf of it printable."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from case_editing import GONE, put

from dermadocs.domain.case import Case, without_contact
from dermadocs.domain.codec import builtins, canonical, decode_document
from dermadocs.domain.document import (
    Copy,
    Document,
    HandedOver,
    Printed,
    PrintedWording,
    Template,
    handle_text,
    identity_digest,
    identity_digests,
    signature_fields,
)
from dermadocs.domain.estimate import compute
from dermadocs.domain.leaves import leaves, renderings, required, resolve
from dermadocs.errors import InputError

Edit = Callable[[dict[str, Any]], Case]
HANDLE = handle_text(b"\x01\x02\x03\x04\x05")
SALT = bytes(range(32))
N = "\u00a0"


def document(case: Case) -> Document:
    embedded = without_contact(case)
    return Document(
        schema="dermadocs/document/1",
        kind="estimate",
        language="fr",
        translation=None,
        template=Template(name="estimate", version="1"),
        copy=Copy(handle=HANDLE, label="original électronique"),
        demonstration=True,
        notices=("Modèle non validé par un juriste",),
        dossier=embedded,
        computed=compute(case.estimate.lines),
        fields=signature_fields(case, HANDLE),
        identity_digests=identity_digests(embedded, SALT),
        handed_over=(HandedOver(name="Notice DON-01", version="1", sha256="a" * 64),),
        root="b" * 64,
        wording=(
            PrintedWording(id="CSP_D6322_30", status="V", source="…", paragraphs=("Un.", "Deux."), translation=None),
        ),
        content=(),
        printed=(Printed(pointer="/dossier/estimate/number", page=1, text="2026-0147"),),
    )


def test_a_document_survives_its_canonical_form(case: Case) -> None:
    data = canonical(document(case))
    assert decode_document(data) == document(case)
    assert canonical(decode_document(data)) == data


def test_any_other_form_of_the_same_record_is_refused(case: Case) -> None:
    data = canonical(document(case))
    plain = json.loads(data)
    for other in (
        json.dumps(plain, ensure_ascii=False, sort_keys=True).encode(),
        json.dumps(plain, sort_keys=True, separators=(",", ":")).encode(),
        data + b"\n",
        b" " + data,
    ):
        with pytest.raises(InputError, match="canonical"):
            decode_document(other)


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/copy/handle", "abcdefgh"),
        ("/fields/0/field", "Witness1"),
        ("/fields/0/signer/extra", "x"),
        ("/printed/0/page", 0),
        ("/root", "B" * 64),
        ("/identity_digests/0/salt", "00"),
        ("/dossier/estimate/totals/net", "1250"),
        ("/computed", GONE),
        ("/kind", "letter"),
    ],
)
def test_a_malformed_document_is_refused_by_its_pointer(case: Case, pointer: str, value: Any) -> None:
    changed = put(builtins(document(case)), pointer, value)
    with pytest.raises(InputError) as caught:
        decode_document(canonical(changed))
    assert caught.value.where == pointer


def test_the_fields_name_their_only_rightful_signers(case: Case) -> None:
    fields = signature_fields(case, HANDLE)
    assert [(f.field, f.act, f.signer.name, f.signer.identifier) for f in fields] == [
        ("Practitioner1", "practitioner", "Claire VASSEUR", "RPPS:10000000009"),
        ("Receipt1", "receipt", "Hannah WHITCOMBE", f"{HANDLE}-patient"),
        ("Acceptance1", "acceptance", "Hannah WHITCOMBE", f"{HANDLE}-patient"),
    ]


def test_a_redacted_value_can_be_tied_to_the_original(case: Case) -> None:
    plain = builtins(document(case))
    digests = {d["pointer"]: d for d in plain["identity_digests"]}
    assert set(digests) == {
        f"/dossier/patient/{key}" for key in ("family_name", "given_names", "birth_date", "address")
    }
    for pointer, entry in digests.items():
        # recomputed here without the package
        salt = hmac.new(SALT, pointer.encode(), hashlib.sha256).digest()[:16]
        value = json.dumps(resolve(plain, pointer), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert entry["salt"] == salt.hex()
        assert entry["sha256"] == hashlib.sha256(salt + value).hexdigest()
    assert identity_digest(SALT[:16], "Whitcombe") != identity_digest(SALT[:16], "Whitcomb")
    assert len({entry["salt"] for entry in digests.values()}) == len(digests)


def test_a_native_name_is_an_identity_too(edited: Edit) -> None:
    found = identity_digests(edited({"/patient/native_name": "حنان الخطيب"}), SALT)
    assert "/dossier/patient/native_name" in {d.pointer for d in found}


def test_short_secrets_and_wrong_handles_are_refused(case: Case) -> None:
    with pytest.raises(ValueError, match="at least 16"):
        identity_digests(case, b"short")
    with pytest.raises(ValueError, match="5 bytes"):
        handle_text(b"1234")


# -- leaves -----------------------------------------------------------------------------------------------


def test_every_leaf_that_must_be_printed_has_a_form(case: Case) -> None:
    plain = builtins(document(case))
    pointers = list(required(plain))
    for pointer in pointers:
        forms = renderings(pointer, resolve(plain, pointer), plain)
        assert forms, pointer
        assert all(form == form.strip() and form for form in forms)
    # table A, one leaf of each row
    for expected in (
        "estimate/number",
        "estimate/replaces",
        "estimate/drafted_on",
        "estimate/valid_until",
        "practice/legal_form",
        "practice/vat_number",
        "practitioners/0/order/number",
        "practitioners/0/category",
        "practitioners/0/insurance/covers_act",
        "patient/birth_date",
        "patient/address/country",
        "facility/finess",
        "facility/authorisation/reference",
        "estimate/procedure/anaesthesia",
        "estimate/met_by",
        "estimate/operators/0",
        "estimate/anaesthetist",
        "estimate/proposed_on",
        "estimate/lines/5/unit_price",
        "estimate/post_operative_care_days",
        "estimate/totals/gross",
        "estimate/sick_leave_days/maximum",
        "estimate/examinations",
        "practice/payment_means/1",
        "practice/mediator/name",
        "practice/data_notice/reference",
    ):
        assert f"/dossier/{expected}" in pointers
    for expected in ("/copy/label", "/root", "/computed/lines/0/vat", "/wording/0/paragraphs/1", "/notices/0"):
        assert expected in pointers


def test_what_nobody_prints_has_no_form(case: Case) -> None:
    plain = builtins(document(case))
    for pointer in ("/schema", "/identity_digests/0/salt", "/dossier/patient/id", "/fields/0/act", "/nowhere"):
        assert renderings(pointer, "x", plain) == frozenset()
        assert pointer not in set(required(plain))


@pytest.mark.parametrize(
    ("pointer", "forms"),
    [
        ("/dossier/estimate/lines/5/unit_price", {"15,00", f"15,00{N}€"}),
        ("/estimate/totals/gross", {"1\u202f500,00", f"1\u202f500,00{N}€"}),
        ("/estimate/lines/0/vat_rate", {"20", f"20{N}%"}),
        ("/estimate/proposed_on", {"15/12/2026", f"15{N}décembre{N}2026", f"mardi{N}15{N}décembre{N}2026"}),
        ("/estimate/lines/1/payee", {"Clinique des Tilleuls"}),
        ("/estimate/lines/0/payee", {"Dr Vasseur", "Dr Claire Vasseur", "Claire VASSEUR"}),
        ("/estimate/procedure/anaesthesia", {"anesthésie locale", "Anesthésie locale"}),
        ("/estimate/replaces", {"aucun", "aucune"}),
        ("/estimate/examinations", {"aucun", "aucune"}),
        ("/patient/family_name", {"Whitcombe", "WHITCOMBE"}),
        ("/patient/address/country", {"Royaume-Uni"}),
        ("/practitioners/0/category", {"1°"}),
        ("/practitioners/0/insurance/covers_act", {"oui", "oui, pour cet acte"}),
    ],
)
def test_the_forms_of_a_leaf(case: Case, pointer: str, forms: set[str]) -> None:
    plain = builtins(case)
    value = resolve(plain, pointer.removeprefix("/dossier"))
    assert renderings(pointer, value, plain) == forms


def test_two_surgeons_of_one_name_are_told_apart(edited: Edit, case: Case) -> None:
    twin = {**builtins(case.practitioners[0]), "id": "second", "given_names": "Anne", "rpps": "10999999997"}
    plain = builtins(edited({"/practitioners/1": twin}))
    assert renderings("/estimate/met_by", "surgeon", plain) == {"Dr Claire Vasseur", "Claire VASSEUR"}


def test_under_the_franchise_no_vat_needs_to_be_printed(edited: Edit) -> None:
    case = edited({"/practice/vat_regime": "small_business", "/practice/vat_number": None})
    pointers = set(required(builtins(document(case))))
    assert "/dossier/estimate/totals/gross" in pointers
    assert not {p for p in pointers if p.endswith(("/vat", "/vat_rate", "/rate", "/vat_number"))}


def test_one_payee_needs_no_table_of_payees(case: Case) -> None:
    lines = tuple(msgspec.structs.replace(line, payee="surgeon") for line in case.estimate.lines)
    alone = msgspec.structs.replace(case, estimate=msgspec.structs.replace(case.estimate, lines=lines))
    assert "/computed/payees/1/gross" in set(required(builtins(document(case))))
    assert not [p for p in required(builtins(document(alone))) if p.startswith("/computed/payees")]


def test_pointers_resolve_and_a_wrong_one_is_refused(case: Case) -> None:
    plain = builtins(document(case))
    for pointer, value in leaves(plain):
        assert resolve(plain, pointer) == value
    assert resolve({"a/b": {"c~d": [1]}}, "/a~1b/c~0d/0") == 1
    for pointer in ("/nobody", "/fields/99", "/fields/x", "/kind/deeper", "/fields/-1"):
        with pytest.raises(InputError, match="nothing stands"):
            resolve(plain, pointer)
