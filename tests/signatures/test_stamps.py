"""A clock stamps whatever it is given: what its revision carries with it is refused, what it draws left to the eye."""

from __future__ import annotations

import zlib
from datetime import timedelta

import pytest
from foreign_kinds import written
from forgery_changes import page
from forgery_clocks import CLOCKS, LINES
from forgery_stamps import DRAWING, NEW, STAMPS, WITH_AREA, stamped
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.sign.fields import SigFieldSpec
from verify_world import START, QuietWriter, World, blank, dictionary, judge, numbers, shared

from signatures import Verdict

AT = START + timedelta(days=20)
CARRIED = STAMPS | CLOCKS


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


@pytest.mark.parametrize("stamp", CARRIED)
def test_a_clock_carries_nothing_in(made: World, stamp: str) -> None:
    """What it does beside drawing is refused; whether it may draw is left to the eye."""
    one = CARRIED[stamp]
    signed = written(made, one.paper())
    assert judge(made, signed, AT, None).verdict is Verdict.VALID
    report = judge(made, stamped(made, signed, one.change, one.new), AT, None)
    if stamp in {*DRAWING, *LINES}:
        assert report.verdict is Verdict.INDETERMINATE, report.diagnostics()
        assert any("draws over" in reason.message for reason in report.reasons)
    else:
        assert report.verdict is Verdict.INVALID, report.diagnostics()


def test_a_clock_that_brings_nothing_but_its_time(made: World) -> None:
    """Palettes of texts are left out: the library itself writes them in other bytes. So are fields with an area."""
    for title in CARRIED.keys() - {"a palette in other bytes", "a palette that is called names", *WITH_AREA}:
        one = CARRIED[title]
        report = judge(made, stamped(made, written(made, one.paper()), lambda *_: None, one.new), AT, None)
        assert report.verdict is Verdict.VALID, report.diagnostics()


@pytest.mark.parametrize(
    ("more", "data", "verdict"),
    [
        ({}, b"", Verdict.VALID),
        ({}, b" \n", Verdict.VALID),
        ({"Filter": name("/FlateDecode")}, zlib.compress(b""), Verdict.VALID),
        ({"Filter": name("/FlateDecode")}, zlib.compress(b"f"), Verdict.INDETERMINATE),
        ({"Filter": name("/FlateDecode")}, zlib.compress(b"") + b"f", Verdict.INDETERMINATE),
        ({"Filter": name("/FlateDecode")}, b"f", Verdict.INDETERMINATE),
        ({"Filter": name("/ASCIIHexDecode")}, b">", Verdict.INDETERMINATE),
    ],
)
def test_an_appearance_of_nothing(
    made: World, more: dict[str, generic.NameObject], data: bytes, verdict: Verdict
) -> None:
    """Products give one to fields without an area. What only we might find empty is something."""

    def drawn(writer: QuietWriter, field: generic.DictionaryObject, _: object) -> None:
        form = generic.StreamObject(encoded_data=data)
        form.update(dictionary(Type=name("/XObject"), Subtype=name("/Form"), BBox=numbers(0, 0, 0, 0), **more))
        field["/AP"] = dictionary(N=writer.add_object(form))

    report = judge(made, stamped(made, written(made, blank()), drawn, NEW), AT, None)
    assert report.verdict is verdict, report.diagnostics()


@pytest.mark.parametrize("stamp", WITH_AREA)
def test_an_area_without_an_appearance(made: World, stamp: str) -> None:
    """One reader lays a label over it: a timestamp is no signature to it."""
    one = STAMPS[stamp]
    report = judge(made, stamped(made, written(made, one.paper()), lambda *_: None, one.new), AT, None)
    assert report.verdict is Verdict.INDETERMINATE, report.diagnostics()
    assert any("draws over" in reason.message for reason in report.reasons)


def test_an_area_that_is_on_no_page(made: World) -> None:
    """Some products give one to their timestamps; no reader draws what is not among the annotations of a page."""

    def off(writer: QuietWriter, *_: object) -> None:
        page(writer)["/Annots"].pop()

    new = SigFieldSpec("Archive9", box=(60, 640, 260, 709))
    report = judge(made, stamped(made, written(made, blank()), off, new), AT, None)
    assert report.verdict is Verdict.VALID, report.diagnostics()
