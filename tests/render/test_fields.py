"""Signature fields: empty, tagged, locked in order. Each test is a trap that was met."""

from __future__ import annotations

import io
import re

import pytest
from papers import Paper, catalog, elements, widgets
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from dermadocs import render


def test_fields_are_empty_signatures_in_signing_order(surgeons: Paper) -> None:
    form = catalog(surgeons)["/AcroForm"]
    assert form["/SigFlags"] == 3
    assert set(form) == {"/Fields", "/SigFlags"}, "no NeedAppearances, no default resources"
    names = [field.get_object()["/T"] for field in form["/Fields"]]
    assert names == [
        "Practitioner1",
        "Practitioner2",
        "Receipt1",
        "Receipt2",
        "Acceptance1",
        "Acceptance2",
    ]
    for widget in widgets(surgeons).values():
        assert widget["/FT"] == "/Sig"
        assert widget["/F"] == 132
        assert set(widget) == {
            "/Type", "/Subtype", "/Rect", "/P", "/F", "/T", "/TU", "/FT", "/AP", "/Lock", "/StructParent",
        }  # fmt: skip


def test_each_field_locks_itself_and_all_before_the_last_one_everything(surgeons: Paper) -> None:
    names = list(widgets(surgeons))
    for index, widget in enumerate(widgets(surgeons).values()):
        lock = widget["/Lock"]
        assert lock["/Type"] == "/SigFieldLock"
        if widget["/T"] == names[-1]:
            assert (lock["/Action"], lock.get("/Fields")) == ("/All", None)
        else:
            assert (lock["/Action"], list(lock["/Fields"])) == ("/Include", names[: index + 1])


def test_a_field_has_the_size_of_its_stamp_and_an_empty_appearance(surgeons: Paper) -> None:
    for name, widget in widgets(surgeons).items():
        left, bottom, right, top = (float(value) for value in widget["/Rect"])
        size = render.FIELD_SIZES[re.sub(r"\d", "", name).lower()]
        assert (right - left, top - bottom) == pytest.approx(size, abs=0.001)
        appearance = widget["/AP"]["/N"]
        assert appearance["/Subtype"] == "/Form"
        assert [float(v) for v in appearance["/BBox"]] == pytest.approx([0, 0, *size], abs=0.001)
        assert appearance.get_data() == b""


def test_a_field_is_tagged_by_a_bare_object_reference(surgeons: Paper) -> None:
    """`/K [OBJR]` makes pyHanko's difference analysis call the next signature an illegal change."""
    forms = [element for element in elements(surgeons) if element["/S"] == "/Form"]
    assert [form["/K"]["/Obj"]["/T"] for form in forms] == list(widgets(surgeons))
    for form in forms:
        assert form["/K"]["/Type"] == "/OBJR"
        nums = catalog(surgeons)["/StructTreeRoot"]["/ParentTree"]["/Nums"]
        parents = dict(zip(nums[0::2], nums[1::2], strict=True))
        assert parents[form["/K"]["/Obj"]["/StructParent"]].get_object() == form


def test_pyhanko_sees_the_same_fields_in_its_strict_reading(surgeons: Paper) -> None:
    reader = PdfFileReader(io.BytesIO(surgeons.pdf), strict=True)
    found = [name for name, value, _ in enumerate_sig_fields(reader) if value is None]
    assert found == list(widgets(surgeons))


def test_a_tooltip_tells_act_and_person(paper: Paper) -> None:
    assert [w["/TU"] for w in widgets(paper).values()] == [
        "Signature du praticien : Claire VASSEUR",
        "Réception du document, signature : Hannah WHITCOMBE",
        "Acceptation du devis, signature : Hannah WHITCOMBE",
    ]
