"""JSON in and out: what is malformed is refused in one line that names its place; what is good survives."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from case_editing import EXAMPLE, GONE, RAW, places, put
from hypothesis import given
from hypothesis import strategies as st

from dermadocs.domain.case import Case, without_contact
from dermadocs.domain.codec import canonical, decode_case, schema
from dermadocs.domain.facts import text_fault
from dermadocs.errors import InputError


def refusal(data: Any) -> str:
    """The one line that refuses plain data or bytes."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(InputError) as caught:
        decode_case(raw)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 300
    return message


def test_the_example_survives_the_canonical_form(case: Case) -> None:
    data = canonical(case)
    assert decode_case(data) == case
    assert canonical(decode_case(data)) == data
    assert json.loads(data) == json.loads(EXAMPLE.read_bytes())


def test_canonical_bytes_are_sorted_dense_utf8(case: Case) -> None:
    data = canonical(case)
    keys = list(json.loads(data))
    assert keys == sorted(keys)
    assert b"\n" not in data
    assert b'": ' not in data
    assert "lèvre".encode() in data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "dossier: not JSON"),
        (b'{"schema": ', "dossier: not JSON: Expecting value, line 1"),
        (b"{'schema': 1}", "dossier: not JSON"),
        (b"\xff\xfe{}", "dossier: not UTF-8 at byte 0"),
        (b"\xef\xbb\xbf{}", "dossier: not JSON: Unexpected UTF-8 BOM"),
        (b"[]", "dossier: must be object, is array"),
        (b"null", "dossier: must be object, is null"),
        (b"NaN", "dossier: not JSON"),
        (b'{"a": 1e400}', "/a: a number with a decimal point"),
        (b'{"a": Infinity}', "dossier: not JSON"),
        (b"[" * 200_000, "dossier: nested deeper"),
        (b"[" * 40 + b"]" * 40, "nested deeper"),
        (b"9" * 5000, "dossier: not JSON: not a number, or a number too long"),
        (b'{"schema": 1, "schema": 2}', "/schema: the key stands twice"),
        (b'{"patient": {"id": 1, "id": 1}}', "/patient/id: the key stands twice"),
        (b'{"schema": "\\ud800"}', "/schema: character U+D800 is not allowed"),
        (b'{"' + b"k" * 500 + b'": 1, "' + b"k" * 500 + b'": 1}', "the key stands twice"),
        (b'"' + b"x" * 4_000_001 + b'"', "dossier: larger than 4 MB"),
    ],
)
def test_what_is_not_our_json_is_refused(data: bytes, words: str) -> None:
    assert words in refusal(data)


@pytest.mark.parametrize(
    ("pointer", "value", "words"),
    [
        ("/estimate/lines/1/quantity", 0, "must be at least 1"),
        ("/estimate/lines/1/quantity", -2, "must be at least 1"),
        ("/estimate/lines/1/quantity", 1.5, "a number with a decimal point"),
        ("/estimate/lines/1/quantity", 2.0, "a number with a decimal point"),
        ("/estimate/lines/1/quantity", True, "must be int, is bool"),
        ("/estimate/lines/1/quantity", "1", "must be int, is str"),
        ("/estimate/lines/1/quantity", 10**30, "must be at most 999"),
        ("/estimate/lines/1/unit_price", "-350.00", "PRICE-01"),
        ("/estimate/lines/1/unit_price", "350.005", "PRICE-01"),
        ("/estimate/lines/1/unit_price", "350", "PRICE-01"),
        ("/estimate/lines/1/unit_price", 350, "PRICE-01"),
        ("/estimate/lines/1/unit_price", 350.0, "a number with a decimal point"),
        ("/estimate/lines/1/vat_rate", "20", "exactly one decimal"),
        ("/estimate/totals/gross", None, "PRICE-01"),
        ("/estimate/drafted_on", "02/11/2026", "not a date"),
        ("/estimate/drafted_on", "2026-02-30", "not a date"),
        ("/estimate/drafted_on", "2026-11-02T10:00:00", "not a date"),
        ("/estimate/drafted_on", "9999-12-31", "the year 9999 is not from 1900 to 2199"),
        ("/patient/birth_date", "0001-01-01", "the year 1 is not from"),
        ("/estimate/number", "devis n° 1", "a number of capitals"),
        ("/estimate/operators", [], "must have at least 1 item"),
        ("/estimate/operators/0", "Le Chirurgien", "an id of small letters"),
        ("/estimate/procedure/anaesthesia", "local or general", "not one of the allowed values"),
        ("/estimate/procedure/anaesthesia", "x" * 3_999, "…"),
        ("/estimate/post_operative_care_days", -1, "must be at least 0"),
        ("/practitioners", [], "must have at least 1 item"),
        ("/practitioners/0/rpps", "1000000009", "must be 11 digits"),
        ("/practitioners/0/rpps", "1000000000٩", "must be 11 digits"),
        ("/practice/siren", "0001470090", "must be 9 digits"),
        ("/practice/vat_number", "GB123456789", "must be FR and 11 digits"),
        ("/facility/finess", "7500", "must be 9 characters"),
        ("/patient/email", "nobody", "an e-mail address"),
        ("/patient/phone", "04 65 71 01 47", "a phone number in international form"),
        ("/patient/address/country", "France", "a country code of two capitals"),
        ("/patient/language", "english", "a language code of two small letters"),
        ("/patient/family_name", "", "must not be empty"),
        ("/patient/family_name", "W" * 81, "must have at most 80 characters"),
        ("/patient/family_name", "W" * 100_000, "at most 4000"),
        ("/patient/family_name", None, "must be str, is null"),
        ("/patient/family_name", "Whit\x00combe", "character U+0000"),
        ("/patient/family_name", "Whit\ncombe", "character U+000A"),
        ("/patient/family_name", "Whit\u202ecombe", "character U+202E"),
        ("/patient/family_name", "Whit\u2066combe", "character U+2066"),
        ("/patient/family_name", "Whit\u200bcombe", "character U+200B"),
        ("/patient/family_name", "Whit\u00adcombe", "character U+00AD"),
        ("/patient/family_name", "Whit\ue000combe", "character U+E000"),
        ("/patient/family_name", "Whit\u2028combe", "character U+2028"),
        ("/patient/family_name", "Whit\u2003combe", "space U+2003"),
        ("/patient/family_name", " Whitcombe", "starts or ends with a space"),
        ("/patient/family_name", "Zoe\u0301", "NFC"),
        ("/patient/family_name", "Z" + "\u0332" * 5, "combining marks"),
        ("/schema", "dermadocs/dossier/2", "not one of the allowed values"),
        ("/representatives", {}, "must be array, is object"),
        ("/practice/payment_means/0", {"a": 1}, "must be str, is object"),
    ],
)
def test_a_malformed_value_is_refused_by_its_pointer(pointer: str, value: Any, words: str) -> None:
    message = refusal(put(RAW, pointer, value))
    assert message.startswith(f"{pointer}: ")
    assert words in message


MAY_BE_LEFT_OUT = {"risk_factors", "consent", "translations", "said_back", "anaesthesia_agreed", "language", "tr"}
PRICE = {"unit_price", "unit_price_gross"}
"""One of the two stands in each line, whoever wrote it."""


def test_every_missing_key_is_named() -> None:
    objects = places(RAW, dict)
    assert len(objects) > 20
    for where in objects:
        parent: Any = RAW
        for step in where.split("/")[1:]:
            parent = parent[int(step)] if isinstance(parent, list) else parent[step]
        for key in parent:
            if key in MAY_BE_LEFT_OUT and where in ("", "/consent"):
                continue
            told = f"{where}: write the price once, as " if key in PRICE else f"{where}/{key}: missing"
            assert refusal(put(RAW, f"{where}/{key}", GONE)).startswith(told)


def test_an_unknown_field_is_named_anywhere() -> None:
    for where in places(RAW, dict):
        assert refusal(put(RAW, f"{where}/remise", "10 %")) == f"{where}/remise: unknown field"


def test_an_unknown_key_cannot_break_the_message() -> None:
    assert refusal({**RAW, "a/b~\u202e": 1}).startswith("/")
    assert "\u202e" not in refusal({**RAW, "a\u202e": 1})


@pytest.mark.parametrize(
    "name",
    ["حنان الخطيب", "Ξένια Παπαδοπούλου", "רחל כהן", "Ольга Ильина", "李小龍", "می\u200cخواهم"],
)
def test_a_name_in_any_script_is_kept(name: str) -> None:
    found = decode_case(json.dumps(put(RAW, "/patient/native_name", name)).encode())
    assert found.patient.native_name == name
    assert decode_case(canonical(found)) == found


def test_the_embedded_case_carries_no_contact_data(case: Case) -> None:
    data = canonical(without_contact(case))
    assert b"whitcombe@" not in data
    assert b"496" not in data
    assert decode_case(data).patient.birth_date == case.patient.birth_date


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(places(RAW, object)[1:]), json_values)
def test_no_value_anywhere_causes_anything_but_a_refusal(pointer: str, value: Any) -> None:
    data = json.dumps(put(RAW, pointer, value)).encode()
    try:
        found = decode_case(data)
    except InputError:
        refusal(data)
    else:
        assert decode_case(canonical(found)) == found


@given(st.binary(max_size=60))
def test_no_bytes_cause_anything_but_a_refusal(data: bytes) -> None:
    with pytest.raises(InputError):
        decode_case(data)


@given(st.text(max_size=30))
def test_a_text_without_fault_is_printable_as_it_is(text: str) -> None:
    if text and text_fault(text) is None:
        assert text.replace("\u200c", "").replace("\u200d", "").replace("\u00a0", " ").strip() != ""
        assert "\x00" not in text
        assert text == text.strip()


def valid(value: Any, rule: dict[str, Any], whole: dict[str, Any]) -> bool:
    """The part of JSON Schema that our schemas use, read independently of the codec."""
    if "$ref" in rule:
        return valid(value, whole["$defs"][rule["$ref"].rsplit("/", 1)[1]], whole)
    if "anyOf" in rule:
        return any(valid(value, option, whole) for option in rule["anyOf"])
    if "enum" in rule and value not in rule["enum"]:
        return False
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "null": type(None),
        "boolean": bool,
    }
    if "type" in rule and (
        not isinstance(value, kinds[rule["type"]]) or (rule["type"] == "integer" and isinstance(value, bool))
    ):
        return False
    if isinstance(value, str):
        return (
            rule.get("minLength", 0) <= len(value) <= rule.get("maxLength", 10**9)
            and re.search(rule.get("pattern", ""), value) is not None
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return bool(rule.get("minimum", value) <= value <= rule.get("maximum", value))
    if isinstance(value, list):
        size = rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", 10**9)
        return size and all(valid(item, rule["items"], whole) for item in value)
    if isinstance(value, dict):
        known = rule["properties"]
        return set(rule["required"]) <= set(value) <= set(known) and all(
            valid(item, known[key], whole) for key, item in value.items()
        )
    return True


def test_the_json_schema_accepts_the_example_and_refuses_what_the_codec_refuses() -> None:
    whole = schema("dossier")
    assert whole["$id"] == "urn:dermadocs/dossier/1"
    assert valid(RAW, whole, whole)
    for pointer, value in (
        ("/estimate/lines/1/quantity", 0),
        ("/estimate/lines/1/unit_price", "350.005"),
        ("/estimate/lines/1/unit_price", 350.0),
        ("/estimate/remise", "10 %"),
        ("/estimate/number", GONE),
        ("/practitioners/0/rpps", "12"),
        ("/estimate/procedure/anaesthesia", "x"),
        ("/schema", "dermadocs/dossier/2"),
    ):
        assert not valid(put(RAW, pointer, value), whole, whole), pointer


def test_the_document_schema_asks_for_every_key() -> None:
    whole = schema("document")
    for name, rule in whole["$defs"].items():
        if rule.get("type") == "object":
            left_out = set(rule["properties"]) - set(rule["required"])
            known = MAY_BE_LEFT_OUT | {"Line": PRICE, "Copy": {"ink"}}.get(name, set())
            assert left_out <= known, name  # by a practice, or before papers were made for ink
            assert rule["additionalProperties"] is False, name
