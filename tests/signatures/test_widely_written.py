"""What widely used software writes is taken as it is meant, and nothing else behind it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from chains import root
from cryptography import x509
from foreign import embed, signed, token, usual
from foreign_kinds import PADES, by_pyhanko, defaults, proven, signed_for_fast_display, table_twice, written
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from verify_world import START, blank, dictionary, judge, numbers, shared, update

from signatures import Verdict
from signatures.spelling import Ambiguous, check_parameters

AT = START + timedelta(days=1)
QUALIFIED = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")


def text_on_a_page(writer: IncrementalPdfFileWriter) -> None:
    """A field for text that no form lists; some readers draw it all the same."""
    one = dictionary(FT=name("/Tx"), T=generic.pdf_string("Words"), Type=name("/Annot"), Subtype=name("/Widget"),
                     Rect=numbers(50, 400, 150, 420), V=generic.pdf_string("old"))  # fmt: skip
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Annots"].append(writer.add_object(one))
    writer.update_container(page)


def test_defaults_for_texts_draw_a_text_that_only_stands_on_a_page() -> None:
    made, _ = shared()
    first = by_pyhanko(made, update(blank(), text_on_a_page), "Practitioner1")
    again = by_pyhanko(made, first, "Two", key=made.patient, new=SigFieldSpec("Two"), besides=defaults)
    report = judge(made, again, AT, None)
    assert report.verdict is Verdict.INVALID
    assert any("how the fields of the form are drawn (DA)" in reason.message for reason in report.reasons)


def test_of_two_tables_what_was_signed_names_the_one_that_counts() -> None:
    """Else a catalogue that nobody saw could wait in front, to be named by whoever writes behind the signature."""
    made, _ = shared()
    assert judge(made, proven(made, signed_for_fast_display(made)), AT, None).verdict is Verdict.VALID
    report = judge(made, proven(made, signed_for_fast_display(made, names_the_first=True)), AT, None)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "CHANGED_AFTER_SIGNING" in report.codes


def test_a_certificate_with_statements_that_cannot_be_read() -> None:
    """Of those beside the signer's: the signature does not rest on it."""
    made, _ = shared()
    odd = root().issue("odd", extensions=((x509.UnrecognizedExtension(QUALIFIED, b"\x30\x02\x05\x01"), False),))
    key = made.surgeon
    pdf = embed(
        blank(), "Practitioner1",
        lambda d: signed(key, usual(d, key.certificate), d, others=(odd.asn1,), stamp=lambda v: token(made, v)), PADES,
    )  # fmt: skip
    report = judge(made, proven(made, pdf), AT, None)
    assert report.verdict is Verdict.VALID, report.diagnostics()


@pytest.mark.parametrize(
    ("more", "by", "first"),
    [(b"/Encrypt 1 0 R", 0, b""), (b"/XRefStm 15", 0, b""), (b"", 1, b""), (b"", 0, b"1"), (b"", 0, b"4")],
)
def test_a_second_table_says_nothing_else(more: bytes, by: int, first: bytes) -> None:
    """Nor an object twice: some readers take its first row."""
    made, _ = shared()
    report = judge(made, table_twice(written(made, blank()), more, by, first), AT, None)
    assert report.verdict is Verdict.INVALID
    assert any("is a table of no revision" in reason.message for reason in report.reasons), report.diagnostics()


@pytest.mark.parametrize(
    ("subtype", "parameters", "sound"),
    [
        ("/Image", dictionary(Predictor=generic.NumberObject(15)), True),
        ("/Image", generic.ArrayObject(), False),
        ("/Image", generic.NumberObject(1), False),
        ("/Form", dictionary(Predictor=generic.NumberObject(15)), False),
    ],
)
def test_parameters_of_a_picture_may_be_an_object_of_their_own(
    subtype: str, parameters: generic.PdfObject, sound: bool
) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(blank()))
    stream = generic.StreamObject(
        dictionary(Subtype=name(subtype), Filter=name("/FlateDecode"), DecodeParms=writer.add_object(parameters)),
        encoded_data=b"",
    )
    if sound:
        check_parameters(stream, 7)
        return
    with pytest.raises(Ambiguous, match="stream 7 has parameters that are not those of its filter"):
        check_parameters(stream, 7)
