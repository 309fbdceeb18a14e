"""The visible side of a signature: the page given, and nothing else of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sign_world import DAY, SIZE, Practice, drawing, signature

from signatures.errors import NotConformant
from signatures.signing import sign


def receive(practice: Practice, pdf: bytes, **more: Any) -> bytes:
    """The patient signs Receipt1 an hour after DAY."""
    at = practice.at(DAY + timedelta(hours=1))
    lists = practice.authority.crls(at)
    return sign(pdf, "Receipt1", practice.patient(at), practice.clock, at, revocation=lists, **more)


def test_page_becomes_the_appearance(practice: Practice, certified: bytes) -> None:
    signed = receive(practice, certified, appearance=drawing(mark=b"0 1 0 rg"))
    field = signature(signed, "Receipt1").sig_field
    form = field["/AP"]["/N"]
    assert form["/Subtype"] == "/Form"
    assert form.data == b"0 1 0 rg 5 5 50 20 re f"
    assert [float(one) for one in form["/BBox"]] == [0, 0, *SIZE]
    assert field["/TU"] == "Signature Receipt1"


def test_appearance_of_one_field_is_not_that_of_its_neighbours(practice: Practice, certified: bytes) -> None:
    signed = receive(practice, certified, appearance=drawing())
    fields = signature(signed, "Receipt1").reader.root["/AcroForm"]["/Fields"]
    assert [len(one.get_object()["/AP"]["/N"].data) > 0 for one in fields] == [False, True, False]


def test_without_appearance_the_empty_one_stays(practice: Practice, certified: bytes) -> None:
    before = signature(certified, "Practitioner1").reader.root["/AcroForm"]["/Fields"][1]
    after = signature(receive(practice, certified), "Receipt1").sig_field
    assert after["/AP"].raw_get("/N").reference.idnum == before["/AP"].raw_get("/N").reference.idnum


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (drawing(height=90), "measures 180.0 x 90.0 points, the field 180.0 x 60.0"),
        (drawing(pages=2), "has 2 pages"),
        (b"%PDF-1.7 nothing", "not a PDF that can be read"),
    ],
    ids=["size", "pages", "garbage"],
)
def test_appearance_that_does_not_fit(practice: Practice, certified: bytes, page: bytes, why: str) -> None:
    with pytest.raises(NotConformant, match=re.escape(why)):
        receive(practice, certified, appearance=page)


def test_appearance_brings_no_scripts(practice: Practice, certified: bytes) -> None:
    page = drawing(script=True)
    assert b"/JavaScript" in page
    assert b"/JavaScript" not in receive(practice, certified, appearance=page)
