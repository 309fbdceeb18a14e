"""Finished documents altered in every way we could think of: none is called valid, and the reason is named.

Families after the published attacks on PDF signatures: universal forgery, incremental saving, wrapping (2019),
shadow content (2020), attacks on certified documents (2021).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from verify_world import (
    PLAN,
    START,
    Story,
    World,
    blank,
    byte_range,
    dictionary,
    flip,
    forged_archive,
    judge,
    numbers,
    shared,
    story,
    update,
    world,
)

from signatures import Integrity, Report, Verdict

LATER = timedelta(days=20)


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


@pytest.fixture(scope="module")
def told() -> Story:
    return shared()[1]


def strict(pdf: bytes) -> Report:
    made, _ = shared()
    return judge(made, pdf, START + LATER)


def lenient(pdf: bytes) -> Report:
    made, _ = shared()
    return judge(made, pdf, START + LATER, None)


# ---- appended revisions (incremental saving)

Change = Callable[[IncrementalPdfFileWriter], None]


def page(writer: IncrementalPdfFileWriter, index: int = 0) -> generic.DictionaryObject:
    found: generic.DictionaryObject = writer.root["/Pages"]["/Kids"][index]
    return found


def other_price(writer: IncrementalPdfFileWriter) -> None:
    contents = page(writer).raw_get("/Contents").reference
    stream = generic.StreamObject(stream_data=b"BT /F1 12 Tf 50 700 Td (Total 9 500,00 EUR) Tj ET")
    writer.objects[(0, contents.idnum)] = stream


def other_contents_reference(writer: IncrementalPdfFileWriter) -> None:
    stream = generic.StreamObject(stream_data=b"BT /F1 12 Tf 50 700 Td (Total 9 500,00 EUR) Tj ET")
    page(writer)["/Contents"] = writer.add_object(stream)
    writer.update_container(page(writer))


def other_font(writer: IncrementalPdfFileWriter) -> None:
    font = page(writer)["/Resources"]["/Font"]["/F1"]
    font["/BaseFont"] = name("/Symbol")
    writer.update_container(font)


def one_page_less(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"] = generic.ArrayObject([pages["/Kids"].raw_get(1)])
    pages["/Count"] = generic.NumberObject(1)
    writer.update_container(pages)


def turned_page(writer: IncrementalPdfFileWriter) -> None:
    page(writer)["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page(writer))


def free_text(writer: IncrementalPdfFileWriter) -> None:
    note = dictionary(
        Type=name("/Annot"),
        Subtype=name("/FreeText"),
        Rect=numbers(50, 690, 300, 720),
        Contents=generic.pdf_string("Total 9 500,00 EUR"),
        DA=generic.pdf_string("/Helv 12 Tf"),
    )
    page(writer)["/Annots"].append(writer.add_object(note))
    writer.update_container(page(writer)["/Annots"])
    writer.update_container(page(writer))


def sneaky_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("Price", box=(50, 690, 300, 720)))


def hidden_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("Extra"))


def deleted_field(writer: IncrementalPdfFileWriter) -> None:
    fields = writer.root["/AcroForm"]["/Fields"]
    del fields[0]
    writer.update_container(fields)
    writer.update_root()


def moved_stamp(writer: IncrementalPdfFileWriter) -> None:
    widget = writer.root["/AcroForm"]["/Fields"][0]
    widget["/Rect"] = numbers(50, 690, 300, 720)
    writer.update_container(widget)


def replaced_appearance(writer: IncrementalPdfFileWriter) -> None:
    widget = writer.root["/AcroForm"]["/Fields"][0]
    form = generic.StreamObject(stream_data=b"0 0 200 50 re f")
    form["/Type"], form["/Subtype"], form["/BBox"] = name("/XObject"), name("/Form"), numbers(0, 0, 200, 50)
    widget["/AP"] = dictionary(N=writer.add_object(form))
    writer.update_container(widget)


def no_certification(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/Perms"]
    writer.update_root()


def other_title(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.root.raw_get("/Metadata").reference
    xmp = shared()[1].steps[0]
    start, end = xmp.index(b"<?xpacket begin"), xmp.index(b'<?xpacket end="w"?>') + 19
    changed = generic.StreamObject(stream_data=xmp[start:end].replace(b"0147", b"0148"))
    changed["/Type"], changed["/Subtype"] = name("/Metadata"), name("/XML")
    writer.objects[(0, stream.idnum)] = changed


def other_info(writer: IncrementalPdfFileWriter) -> None:
    info = writer.trailer["/Info"]
    info["/Title"] = generic.pdf_string("Devis 2026-0148")
    writer.update_container(info)


def script(writer: IncrementalPdfFileWriter) -> None:
    action = dictionary(S=name("/JavaScript"), JS=generic.pdf_string("app.alert('x')"))
    writer.root["/OpenAction"] = writer.add_object(action)
    writer.update_root()


def layers(writer: IncrementalPdfFileWriter) -> None:
    group = writer.add_object(dictionary(Type=name("/OCG"), Name=generic.pdf_string("price")))
    groups = generic.ArrayObject([group])
    writer.root["/OCProperties"] = dictionary(OCGs=groups, D=dictionary(OFF=groups))
    writer.update_root()


def attachment(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.add_object(generic.StreamObject(stream_data=b"{}"))
    spec = writer.add_object(dictionary(Type=name("/Filespec"), F=generic.pdf_string("x"), EF=dictionary(F=stream)))
    names = generic.ArrayObject([generic.pdf_string("x"), spec])
    writer.root["/Names"] = dictionary(EmbeddedFiles=dictionary(Names=names))
    writer.update_root()


def other_language(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Lang"] = generic.pdf_string("xx")
    writer.update_root()


def orphan_only(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(generic.StreamObject(stream_data=b"kept for later"))


CHANGES: list[Change] = [
    other_price,
    other_contents_reference,
    other_font,
    one_page_less,
    turned_page,
    free_text,
    sneaky_field,
    hidden_field,
    deleted_field,
    moved_stamp,
    replaced_appearance,
    no_certification,
    other_title,
    other_info,
    script,
    layers,
    attachment,
    other_language,
    orphan_only,
]
# what pyHanko's difference analysis lets anyone do, so that only our own class of files refuses it
TOLERATED = {"other_title", "other_info", "hidden_field", "orphan_only"}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
def test_revision_appended_to_a_finished_file(told: Story, change: Change) -> None:
    forged = update(told.last, change)
    assert forged.startswith(told.last)
    report = strict(forged)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "COVERAGE" in report.codes
    if change.__name__ not in TOLERATED:
        assert lenient(forged).verdict is Verdict.INVALID, lenient(forged).diagnostics()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
def test_revision_slipped_in_before_a_later_signature(made: World, told: Story, change: Change) -> None:
    """The forger adds a timestamp of the same authority: coverage alone no longer betrays the change."""
    forged = forged_archive(made, update(told.steps[2], change), "Archive2", START + timedelta(minutes=5))
    report = strict(forged)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "COVERAGE" not in report.codes
    if change.__name__ not in TOLERATED:
        assert "CHANGED_AFTER_SIGNING" in lenient(forged).codes, lenient(forged).diagnostics()


EXPECTED = {
    "other_price": "PAGES_CHANGED",
    "other_font": "PAGES_CHANGED",
    "one_page_less": "PAGES_CHANGED",
    "turned_page": "PAGES_CHANGED",
    "free_text": "UNKNOWN_ANNOTATION",
    "sneaky_field": "UNKNOWN_FIELD",
    "hidden_field": "UNKNOWN_FIELD",
    "other_title": "METADATA_CHANGED",
    "other_info": "METADATA_CHANGED",
    "script": "ACTIVE_CONTENT",
    "layers": "ACTIVE_CONTENT",
    "no_certification": "NOT_CERTIFIED",
}


@pytest.mark.parametrize("change", [c for c in CHANGES if c.__name__ in EXPECTED], ids=lambda c: str(c.__name__))
def test_reason_is_named(told: Story, change: Change) -> None:
    assert EXPECTED[change.__name__] in strict(update(told.last, change)).codes


def test_content_supplied_after_signing_for_a_reference_that_pointed_nowhere(made: World) -> None:
    """A shadow document: page one names an object that does not exist until after the signature."""
    first = blank()
    number = max(int(found) for found in re.findall(rb"\n(\d+) 0 obj", first)) + 7
    reference = re.search(rb"/Contents (\d+) 0 R", first)
    assert reference is not None
    missing = b"/Contents [%d 0 R %d 0 R]" % (int(reference[1]), number)
    prepared = rebuilt(first.replace(reference[0], missing, 1))
    signed = made.archive(made.certify(prepared, START), START)

    def supply(writer: IncrementalPdfFileWriter) -> None:
        writer.objects[(0, number)] = generic.StreamObject(stream_data=b"BT /F1 40 Tf 50 600 Td (9 500) Tj ET")

    forged = update(signed, supply)
    assert lenient(forged).verdict is Verdict.INVALID, lenient(forged).diagnostics()
    assert "CHANGED_AFTER_SIGNING" in lenient(forged).codes
    assert strict(forged).verdict is not Verdict.VALID


def rebuilt(pdf: bytes) -> bytes:
    """The file with its cross-reference table computed again."""
    body, _, _ = pdf.rpartition(b"xref\n0 ")
    trailer = re.search(rb"trailer\s*(<<.*>>)\s*startxref", pdf, re.DOTALL)
    assert trailer is not None
    places = {int(m[1]): m.start(1) for m in re.finditer(rb"(?m)^(\d+) 0 obj", body)}
    size = max(places) + 1
    rows = [b"0000000000 65535 f \n"]
    rows += [b"%010d %05d %s \n" % (places.get(n, 0), 0, b"n" if n in places else b"f") for n in range(1, size)]
    table = b"xref\n0 %d\n" % size + b"".join(rows)
    return body + table + b"trailer\n" + trailer[1] + b"\nstartxref\n%d\n%%%%EOF\n" % len(body)


# ---- cutting, joining, junk


def test_cut_in_the_middle(told: Story) -> None:
    """Mostly unreadable; just behind a revision's end it reads, with a tail that nothing covers."""
    for part in range(1, 60):
        report = strict(told.last[: len(told.last) * part // 60])
        assert report.verdict is not Verdict.VALID
        assert report.integrity is not Integrity.GOOD or report.codes == ("NO_SIGNATURE",)


def test_cut_at_an_earlier_revision_is_good_and_tells_of_fewer_acts(told: Story) -> None:
    assert told.last.startswith(told.steps[3])
    report = strict(told.last[: len(told.steps[3])])
    assert report.verdict is Verdict.VALID
    assert report.act("acceptance") is None


@pytest.mark.parametrize(
    "junk", [b"\n", b" ", b"x", b"%%EOF\n", b"\n" * 2000, b"\0", b"%PDF-1.7\n", b"startxref\n0\n%%EOF\n"]
)
def test_junk_at_the_end(told: Story, junk: bytes) -> None:
    assert strict(told.last + junk).verdict is not Verdict.VALID
    assert lenient(told.last + junk).verdict is not Verdict.VALID or not junk.strip()


def test_junk_before_the_beginning(told: Story) -> None:
    assert strict(b"junk\n" + told.last).verdict is not Verdict.VALID


def test_two_documents_joined(told: Story) -> None:
    assert strict(told.last + told.steps[2]).verdict is not Verdict.VALID
    assert strict(told.steps[2] + told.last).verdict is not Verdict.VALID


# ---- ByteRange and Contents (universal forgery, wrapping)


def with_byte_range(pdf: bytes, text: bytes) -> bytes:
    """The last ByteRange replaced, offsets kept."""
    places = list(re.finditer(rb"/ByteRange ?\[[\d ]+\] *", pdf))
    last = places[-1]
    body = b"/ByteRange " + text
    assert len(body) <= len(last[0])
    return pdf[: last.start()] + body.ljust(len(last[0])) + pdf[last.end() :]


RANGES = [
    b"[0 0 0 0]",
    b"[0 10 20 30]",
    b"[1 %a %b %c]",
    b"[0 %a %b]",
    b"[0 %a]",
    b"[]",
    b"null",
    b"(x)",
    b"[0 -1 %b %c]",
    b"[0 %a %b 9999999]",
    b"[0 %a %a %c]",
    b"[0 %a 0 %c]",
    b"[0.0 %a %b %c]",
    b"[/a /b /c /d]",
    b"[5 0 R]",
]


@pytest.mark.parametrize("text", RANGES)
def test_byte_range_that_is_not_one(told: Story, text: bytes) -> None:
    _, a, b, c = byte_range(told.last)
    text = text.replace(b"%a", b"%d" % a).replace(b"%b", b"%d" % b).replace(b"%c", b"%d" % c)
    for report in (strict(with_byte_range(told.last, text)), lenient(with_byte_range(told.last, text))):
        assert report.verdict is Verdict.INVALID, report.diagnostics()
        assert {"COVERAGE", "SIGNATURE_BROKEN"} & set(report.codes)


@pytest.mark.parametrize(
    "contents", [b"<>", b"<00>", b"null", b"<30>", b"<3080>", b"(0)", b"[]", b"<zz>", b"<< /A 1 >>"]
)
def test_contents_that_are_none(told: Story, contents: bytes) -> None:
    _, start, second, _ = byte_range(told.last)
    forged = told.last[:start] + contents.ljust(second - start) + told.last[second:]
    for report in (strict(forged), lenient(forged)):
        assert report.verdict is not Verdict.VALID, report.diagnostics()
        assert report.reasons


def test_zeros_in_place_of_the_last_signature(told: Story) -> None:
    _, start, second, _ = byte_range(told.last)
    forged = told.last[: start + 1] + b"0" * (second - start - 2) + told.last[second - 1 :]
    for report in (strict(forged), lenient(forged)):
        assert report.verdict is Verdict.INVALID
        assert "SIGNATURE_BROKEN" in report.codes


def test_forged_archive_is_what_it_should_be_when_nothing_was_altered(made: World, told: Story) -> None:
    """Otherwise the forgeries above would fail for the wrong reason."""
    honest = forged_archive(made, told.steps[3], "Archive2", START + timedelta(minutes=15))
    assert strict(honest).verdict is Verdict.VALID, strict(honest).diagnostics()
    assert lenient(honest).verdict is Verdict.VALID


def test_contents_of_two_signatures_swapped(told: Story) -> None:
    _, a1, b1, _ = byte_range(told.last, -1)
    _, a2, b2, _ = byte_range(told.last, -3)
    size = min(b1 - a1, b2 - a2)
    one, other = told.last[a1 : a1 + size - 1] + b">", told.last[a2 : a2 + size - 1] + b">"
    forged = bytearray(told.last)
    forged[a1 : a1 + size], forged[a2 : a2 + size] = other, one
    report = strict(bytes(forged))
    assert report.verdict is Verdict.INVALID
    assert "SIGNATURE_BROKEN" in report.codes or "COVERAGE" in report.codes


def test_timestamp_copied_from_another_document(made: World, told: Story) -> None:
    other = made.archive(made.certify(blank(price="2 000,00"), START), START)
    mine = told.steps[2]
    _, a1, b1, _ = byte_range(mine)
    _, a2, b2, _ = byte_range(other)
    assert b1 - a1 == b2 - a2
    report = strict(mine[:a1] + other[a2:b2] + mine[b1:])
    assert report.verdict is Verdict.INVALID
    assert "SIGNATURE_BROKEN" in report.codes


def test_wrapping_moves_the_signed_end_behind_a_new_middle(told: Story) -> None:
    """Signature wrapping: the second range is moved, a new object stands where it was."""
    _, a, b, c = byte_range(told.steps[1])
    pdf = told.steps[1]
    filler = b"\n" * 64
    moved = pdf[:b] + filler + pdf[b:]
    forged = with_byte_range(moved, b"[0 %d %d %d]" % (a, b + len(filler), c))
    for report in (strict(forged), lenient(forged)):
        assert report.verdict is not Verdict.VALID


def test_one_signature_value_in_two_fields(told: Story) -> None:
    def reuse(writer: IncrementalPdfFileWriter) -> None:
        fields = writer.root["/AcroForm"]["/Fields"]
        fields[1]["/V"] = fields[0].raw_get("/V")
        writer.update_container(fields[1])

    forged = update(told.steps[2], reuse)
    for report in (strict(forged), lenient(forged)):
        assert report.verdict is Verdict.INVALID
        assert "COVERAGE" in report.codes


# ---- made anew by somebody else


def test_same_document_signed_again_by_another_authority(told: Story) -> None:
    with world("Cabinet d'essai") as forger:
        forged = story(forger, told.steps[0]).last
    report = strict(forged)
    assert report.verdict is Verdict.INDETERMINATE
    assert set(report.codes) == {"UNTRUSTED"}


def test_other_price_signed_by_the_right_people_is_another_document(made: World, told: Story) -> None:
    """Nothing in the file can tell: only its digest, in the register and in the bundle."""
    report = strict(story(made, blank(price="9 500,00")).last)
    assert report.verdict is Verdict.VALID
    assert report.sha256 != strict(told.last).sha256


# ---- any byte


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_bit_of_the_finished_file(data: st.DataObject) -> None:
    _, told = shared()
    offset = data.draw(st.integers(0, len(told.last) - 1))
    bit = data.draw(st.integers(0, 7))
    report = strict(flip(told.last, offset, bit))
    assert report.verdict is not Verdict.VALID


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=1, max_size=2000))
def test_any_tail_is_reported(tail: bytes) -> None:
    _, told = shared()
    assert strict(told.last + tail).verdict is not Verdict.VALID


def test_plan_is_the_one_of_the_story() -> None:
    """The forgeries are judged by the plan under which the original is valid."""
    _, told = shared()
    assert strict(told.last).verdict is Verdict.VALID
    assert lenient(told.last).verdict is Verdict.VALID
    assert [field.field for field in PLAN.fields] == ["Practitioner1", "Receipt1", "Acceptance1"]
