"""What hangs on something that the library's comparison of revisions passes by is compared all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import foreign
import pytest
from bad_inputs import stream
from foreign_kinds import by_pyhanko, fill, plain, proven, with_text, written
from forgery_aside import ASIDE, FIELD, PAGE, inserted, paper, to_length
from forgery_changes import page
from forgery_hidden import HIDDEN
from forgery_stamps import NEW, TEXT, stamped
from forgery_tail import Revision
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.generic import pdf_string as text
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, SigFieldSpec, append_signature_field
from verify_world import START, QuietWriter, World, blank, dictionary, forged_archive, judge, numbers, shared, update

from signatures import Integrity, Verdict

AT = START + timedelta(days=20)
PREPARED = ASIDE | HIDDEN


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


@pytest.mark.parametrize("aside", PREPARED)
def test_what_was_prepared_is_sound_until_it_is_set_off(made: World, aside: str) -> None:
    signed = plain(made, PREPARED[aside].prepared)
    assert judge(made, signed, AT, None).integrity is Integrity.GOOD
    report = judge(made, PREPARED[aside].set_off(signed), AT, None)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "CHANGED_AFTER_SIGNING" in report.codes


def field(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    found: generic.DictionaryObject = writer.root["/AcroForm"]["/Fields"][0]
    return found


def test_an_object_with_a_sign_in_its_header(made: World) -> None:
    """Which one reader takes for the newer one, as soon as something makes it repair the file."""
    signed = plain(made, inserted(paper(), b"4 +0 obj\n" + stream(b"q Q") + b"\nendobj\n"))
    assert judge(made, signed, AT, None).integrity is Integrity.GOOD
    assert judge(made, proven(made, signed), AT, None).verdict is Verdict.INVALID


def test_a_length_that_is_right_once_something_follows(made: World) -> None:
    """As long as a file is as long as it says in its first object, some readers take it for one never written again."""
    signed = plain(made, paper(catalog=b"/Linearized 1/L 40000"))
    for changed in (to_length(signed), proven(made, signed)):  # until then, or from then on
        report = judge(made, changed, AT, None)
        assert report.verdict is Verdict.INVALID, report.diagnostics()
        assert any("written again" in reason.message for reason in report.reasons)


@pytest.mark.parametrize(
    "catalog", [b"/URI 60 0 R", b"/ViewerPreferences 60 0 R", b"/X[60 0 R]", b"/StructTreeRoot 60 0 R"]
)
def test_a_catalogue_that_names_what_is_not_there(made: World, catalog: bytes) -> None:
    """Some products write so; it is null, and what follows brings nothing of that number."""
    report = judge(made, proven(made, plain(made, paper(catalog=catalog))), AT, None)
    assert report.verdict is Verdict.VALID, report.diagnostics()


@pytest.mark.parametrize(("first_page", "sound"), [(3, True), (7, False)])
def test_a_length_of_what_was_signed(made: World, first_page: int, sound: bool) -> None:
    """Some software signs as it writes; another page may not wait there."""
    front = b"/Linearized 1/L %05d/O %d/N 1" if sound else b"/Linearized 1/L %05d/O %d/N 1/X 7 0 R"
    more = [] if sound else [PAGE % b"4 0 R"]
    length = len(plain(made, paper(*more, catalog=front % (0, first_page))))
    signed = plain(made, paper(*more, catalog=front % (length, first_page)))
    assert len(signed) == length
    report = judge(made, proven(made, signed), AT, None)
    assert (report.verdict is Verdict.VALID) is sound, report.diagnostics()


def with_a_far_object(number: int, size: int) -> bytes:
    """The paper with an object more, in a part of the table of its own."""
    pdf = paper(catalog=b"/X %d 0 R" % number)
    place, words = pdf.rindex(b"xref\n0 "), b"%d 0 obj\n(far)\nendobj\n" % number
    table = pdf[place:].replace(b"trailer", b"%d 1\n%010d 00000 n \ntrailer" % (number, place))
    table = table.replace(b"/Size 7", b"/Size %d" % size)
    return pdf[:place] + words + table.replace(b"startxref\n%d" % place, b"startxref\n%d" % (place + len(words)))


@pytest.mark.parametrize(
    ("number", "size", "words"),
    [(50, 51, ""), (50, 7, "fewer objects than there are"), (9000, 9001, "a higher number")],
)
def test_numbers_that_not_every_reader_counts(
    made: World, monkeypatch: pytest.MonkeyPatch, number: int, size: int, words: str
) -> None:
    """Some repair the file, or leave the object out, until there is more of the file."""
    monkeypatch.setattr(foreign, "QuietWriter", partial(QuietWriter, strict=False))  # who signs does not mind
    again = Revision(plain(made, with_a_far_object(number, size)))
    again.row(again.root, again.add(again.root, again.text(again.root)))
    report = judge(made, again.done(size=number + 20), AT, None)
    assert any("read in two ways" in reason.message for reason in report.reasons) is bool(words), report.diagnostics()
    assert words in report.diagnostics()


def test_a_length_from_before_the_signature(made: World) -> None:
    before = paper(catalog=b"/Linearized 1/L 00000")
    signed = plain(made, before.replace(b"/L 00000", b"/L %05d" % len(before)))
    assert judge(made, proven(made, signed), AT, None).verdict is Verdict.VALID


@pytest.mark.parametrize(("where", "key"), [(page, "/Type"), (field, "/FT"), (field, "/Subtype")])
def test_names_that_become_strings_in_a_file_of_ours(
    made: World, where: Callable[[IncrementalPdfFileWriter], generic.DictionaryObject], key: str
) -> None:
    """The newest timestamp covers it; nothing was prepared."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        one = where(writer)
        one[key] = generic.pdf_string(str(one[key]))
        writer.update_container(one)

    forged = forged_archive(made, update(shared()[1].last, change), "Archive9", START + timedelta(days=1))
    report = judge(made, forged, AT)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "CHANGED_AFTER_SIGNING" in report.codes


def test_a_clock_vouches_for_nothing_that_was_filled_in(made: World) -> None:
    signed = proven(made, plain(made, with_text()))
    assert judge(made, signed, AT, None).integrity is Integrity.GOOD
    stamped = forged_archive(made, update(signed, fill), "Archive1", START + timedelta(minutes=5))
    report = judge(made, stamped, AT, None)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "CHANGED_AFTER_SIGNING" in report.codes


def with_drawn_text(*more: bytes, appearance: bytes = b"/AP<</N 8 0 R>>") -> bytes:
    """A text field with an appearance, beside an empty field for another signature."""
    box = stream(b"0 0 20 20 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 250 30]")
    second = FIELD.replace(b"Practitioner1", b"Receipt1")
    text = TEXT.replace(b"/DA", appearance + b"/DA")
    listed = b"6 0 R 7 0 R 9 0 R"
    return paper(text, box, second, *more, fields=listed, annotations=listed)


def test_locked_fields_that_nobody_writes(made: World) -> None:
    """Their appearances are older than the signature: that is no change."""
    lock = SigFieldSpec("Locker", field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL))
    signed = proven(made, by_pyhanko(made, with_drawn_text(), "Locker", new=lock))
    report = judge(made, forged_archive(made, signed, "Archive1", START + timedelta(minutes=5)), AT, None)
    assert report.integrity is Integrity.GOOD, report.diagnostics()
    assert not any("filled" in words for act in report.acts for words in act.later_changes)


def test_an_appearance_dictionary_written_again_in_its_place(made: World) -> None:
    signed = written(made, with_drawn_text(b"<</N 8 0 R>>", appearance=b"/AP 10 0 R"))
    again = Revision(signed)
    again.row(again.new, again.add(again.new, again.text(8)))
    again.row(10, again.add(10, b"<</N %d 0 R>>" % again.new))
    again.row(7, again.add(7, again.text(7).replace(b"1 500", b"2 000")))
    report = judge(made, proven(made, plain(made, again.done(), "Receipt1")), AT, None)
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert any("Words" in words for act in report.acts for words in act.later_changes)


@pytest.mark.parametrize(
    "spelling",
    [{"page": b"/CropBox[0 0 595.0 842.00]/UserUnit 1."}, {"before": b"% The page\r\n"}, {"page": b"/X(\\101)/Y<41>"}],
)
def test_pages_as_others_spell_them(made: World, spelling: dict[str, bytes]) -> None:
    """The library writes them in its own words, when it adds a field to the page."""
    stamp = stamped(made, written(made, paper(**spelling)), lambda *_: None, NEW)
    report = judge(made, stamp, AT, None)
    assert report.verdict is Verdict.VALID, report.diagnostics()


@pytest.mark.parametrize(
    ("catalog", "sound"),
    [
        (b"/Names<</Dests<</Names[<FEFF00E9>[3 0 R/Fit]<FEFF00EA>[3 0 R/Fit]]>>>>", True),
        (b"/Names<</Dests<</Names[(\351)[3 0 R/Fit]<FEFF00E9>[3 0 R/Fit]]>>>>", False),
        (b"/Names<</Dests<</Names[<FEFF00E9>[3 0 R/Fit]]/Kids[7 0 R]>>>>", False),
        (b"/Names<</Dests<</Names[<FEFF0061>[3 0 R/Fit]]>>>>/Dests<</a[3 0 R/Fit]>>", False),
    ],
)
def test_names_in_other_bytes(made: World, catalog: bytes, sound: bool) -> None:
    """So the library writes them, with the validation data; a link may then lead to another one of the same letters."""
    more = b"<</Names[(\351)[3 0 R/Fit]]/Limits[(\351)(\351)]>>"
    report = judge(made, written(made, paper(more, catalog=catalog)), AT, None)
    assert report.verdict is (Verdict.VALID if sound else Verdict.INVALID), report.diagnostics()


def _empty(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("Empty"))


def _above_and_below(writer: IncrementalPdfFileWriter) -> None:
    """A widget beside a kid that has a name."""
    kids = [dictionary(Subtype=name("/Widget"), FT=name("/Sig"), Rect=numbers(50, 690, 300, 720), MK=dictionary()),
            dictionary(Subtype=name("/Widget"), FT=name("/Sig"), Rect=numbers(0, 0, 0, 0), T=text("Kid"))]  # fmt: skip
    placed = [writer.add_object(kid) for kid in kids]
    above = writer.add_object(dictionary(FT=name("/Sig"), T=text("Empty"), Kids=generic.ArrayObject(placed)))
    writer.root["/AcroForm"]["/Fields"].append(above)
    writer.update_container(writer.root["/AcroForm"])


@pytest.mark.parametrize("add", [_empty, _above_and_below])
def test_what_came_before_a_second_signature_is_named(
    made: World, add: Callable[[IncrementalPdfFileWriter], None]
) -> None:
    """Some readers label a field that nobody has signed, though it has no area."""
    second = plain(made, update(written(made, with_drawn_text()), add), "Receipt1")
    report = judge(made, second, AT, None)
    assert report.integrity is Integrity.GOOD, report.diagnostics()
    assert "what the field Empty, added after the first signature, covers" in report.not_checked


@pytest.mark.parametrize("key", ["/Creator", "/CreationDate", "/Montant"])
def test_a_description_that_readers_show(made: World, key: str) -> None:
    def describe(words: str) -> Callable[[IncrementalPdfFileWriter], None]:
        def change(writer: IncrementalPdfFileWriter) -> None:
            writer.trailer["/Info"][key] = text(words)
            writer.update_container(writer.trailer["/Info"])

        return change

    signed = plain(made, update(blank(), describe("D:20261001090000Z")))
    report = judge(made, update(signed, describe("D:20200101000000Z")), AT, None)
    assert "METADATA_CHANGED" in report.codes, report.diagnostics()
