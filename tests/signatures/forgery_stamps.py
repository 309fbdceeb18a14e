"""What a document timestamp can carry with it: a clock stamps whatever it is given, and its revision is judged mildly."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foreign_kinds import fonts, with_text
from forgery_aside import FONT, paper
from forgery_changes import FALSE_PRICE, page
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import cms_embedder
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from test_foreign_files import token_of_digest
from verify_world import QuietWriter, World, blank, dictionary, numbers

Change = Callable[[QuietWriter, generic.DictionaryObject, DocumentTimestamp], None]
STAMP = "Archive9"
NEW = SigFieldSpec(STAMP)


@dataclass(frozen=True)
class Stamp:
    """A paper that is signed, and what is done in the revision of a timestamp behind the signature."""

    paper: Callable[[], bytes]
    change: Change
    new: SigFieldSpec | None = NEW  # None: an empty field is there already


def stamped(made: World, pdf: bytes, change: Change, new: SigFieldSpec | None) -> bytes:
    """With a document timestamp; `change` is given its field and its value."""
    writer = QuietWriter(io.BytesIO(pdf))
    steps = cms_embedder.PdfCMSEmbedder(new_field_spec=new).write_cms(field_name=STAMP, writer=writer)
    field, value = next(steps).get_object(), DocumentTimestamp(bytes_reserved=16384)
    change(writer, field, value)
    writer.update_container(field)
    steps.send(cms_embedder.SigObjSetup(sig_placeholder=value))
    digest, output = steps.send(cms_embedder.SigIOSetup(md_algorithm="sha256", in_place=False))
    steps.send(token_of_digest(made, digest.document_digest))
    return bytes(output.getvalue())


def _drawing(writer: QuietWriter) -> generic.DictionaryObject:
    form = generic.StreamObject(stream_data=b"1 1 1 rg 0 0 600 850 re f")
    form["/Type"], form["/Subtype"], form["/BBox"] = name("/XObject"), name("/Form"), numbers(0, 0, 600, 850)
    return dictionary(N=writer.add_object(form))


def draws(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    field["/AP"] = _drawing(writer)


def _another_kind(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    field["/Subtype"], field["/QuadPoints"] = name("/Highlight"), numbers(50, 720, 300, 720, 50, 690, 300, 690)


def _acts(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    field["/AA"] = dictionary(PO=dictionary(S=name("/JavaScript"), JS=generic.pdf_string("app.alert('x')")))


def _draws_below(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    kid = dictionary(Type=name("/Annot"), Subtype=name("/Widget"), T=generic.pdf_string("Kid"), FT=name("/Sig"))
    kid["/Rect"], kid["/AP"] = numbers(0, 0, 595, 842), _drawing(writer)
    fields = writer.root["/AcroForm"]["/Fields"]
    kid["/Parent"] = fields.raw_get(len(fields) - 1)
    field["/Kids"] = generic.ArrayObject([writer.add_object(kid)])


def _another_field(writer: QuietWriter, _: generic.DictionaryObject, __: DocumentTimestamp) -> None:
    """Of a signed text, which is then shown as a password."""
    words = next(one.get_object() for one in writer.root["/AcroForm"]["/Fields"] if one.get_object()["/T"] == "Words")
    words["/Ff"] = generic.NumberObject(1 << 13)
    writer.update_container(words)


def _an_empty_field_besides(writer: QuietWriter, _: generic.DictionaryObject, __: DocumentTimestamp) -> None:
    """Without an area of its own, and drawn by its kind all the same."""
    line = dictionary(Type=name("/Annot"), Subtype=name("/Line"), FT=name("/Sig"), T=generic.pdf_string("Line"))
    line["/Rect"], line["/L"] = numbers(0, 0, 0, 0), numbers(50, 705, 300, 705)
    placed = writer.add_object(line)
    writer.root["/AcroForm"]["/Fields"].append(placed)
    writer.update_container(writer.root["/AcroForm"])
    page(writer)["/Annots"].append(placed)
    writer.update_container(page(writer))


def _parameters(which: Callable[[QuietWriter], generic.IndirectObject]) -> Change:
    """It names an object of the document as what its method needs, and that is another one now."""

    def change(writer: QuietWriter, _: generic.DictionaryObject, value: DocumentTimestamp) -> None:
        number = which(writer).idnum
        value["/Reference"] = generic.ArrayObject(
            [dictionary(TransformParams=generic.IndirectObject(number, 0, writer))]
        )
        writer.objects[(0, number)] = generic.StreamObject(stream_data=FALSE_PRICE)

    return change


def _appearance_that_is_fonts(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    field["/AP"]["/F1"] = generic.IndirectObject(8, 0, writer)
    writer.update_container(field["/AP"])


def _dangling(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    """The page draws object 40, which comes with the appearance of the field."""
    writer.objects[(0, 40)] = _drawing(writer)["/N"]
    field["/AP"] = dictionary(N=generic.IndirectObject(40, 0, writer))


def on_the_page(change: Callable[[generic.DictionaryObject], None]) -> Change:
    """The new field is drawn on a page, which is approved for that."""

    def make(writer: QuietWriter, _: generic.DictionaryObject, __: DocumentTimestamp) -> None:
        change(page(writer))
        writer.update_container(page(writer))

    return make


class Spelt(generic.FloatObject):  # type: ignore[misc]
    """A whole number, written as the library would not write it."""

    def write_to_stream(self, stream: io.BytesIO, handler: Any = None, container_ref: Any = None) -> None:
        stream.write(b"%d.0" % int(self))


def _other_number(one: generic.DictionaryObject) -> None:
    one["/Rotate"] = Spelt(90)


def _other_palette(one: generic.DictionaryObject) -> None:
    colours = one["/Resources"]["/ColorSpace"]["/P"]
    colours[3] = generic.TextStringObject("AB")


def _other_order(one: generic.DictionaryObject) -> None:
    one["/Annots"].reverse()


def _moved_form(writer: QuietWriter, _: generic.DictionaryObject, __: DocumentTimestamp) -> None:
    """Into an object of its own, with a number of another kind."""
    form = generic.DictionaryObject(writer.root["/AcroForm"])
    form["/SigFlags"] = Spelt(3)
    writer.root["/AcroForm"] = writer.add_object(form)
    writer.update_root()


def _taken_in(writer: QuietWriter, _: generic.DictionaryObject, __: DocumentTimestamp) -> None:
    """An annotation that stood aside becomes a field, and is drawn as one."""
    writer.root["/AcroForm"]["/Fields"].append(generic.IndirectObject(7, 0, writer))
    writer.update_root()


def _unbounded(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    """One reader draws it on the whole page, though the field has no area."""
    field["/AP"] = _drawing(writer)
    del field["/AP"]["/N"]["/BBox"]


def _captioned(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    """Readers make an appearance of it."""
    field["/MK"] = dictionary(BG=numbers(1, 1, 1), CA=generic.pdf_string("Total 9 500,00 EUR"))


def _text_below(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    kid = dictionary(Type=name("/Annot"), Subtype=name("/Widget"), FT=name("/Tx"), Rect=numbers(50, 690, 300, 720))
    kid["/V"], kid["/DA"] = generic.pdf_string("Total 9 500,00 EUR"), generic.pdf_string("/Helv 12 Tf 0 g")
    field["/Kids"] = generic.ArrayObject([writer.add_object(kid)])


def _other_fonts(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    """In which a 1 is drawn as a 9; the field has an appearance, and counts as filled in."""
    field["/AP"] = _drawing(writer)
    field["/AP"]["/N"]["/BBox"] = numbers(0, 0, 1, 1)
    writer.root["/AcroForm"]["/DR"] = fonts(
        "Helv", Encoding=dictionary(Differences=generic.ArrayObject([generic.NumberObject(49), name("/nine")]))
    )
    writer.update_root()


class _Digits(generic.FloatObject):  # type: ignore[misc]
    """A number with all of its digits, of which the library would leave some out."""

    def __new__(cls, digits: str) -> _Digits:
        one: _Digits = super().__new__(cls, digits)
        one.digits = digits
        return one

    def write_to_stream(self, stream: io.BytesIO, handler: Any = None, container_ref: Any = None) -> None:
        stream.write(self.digits.encode())


def _hair(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    """Two sides that are one binary number; poppler, which adds up digits, draws a border between them."""
    low, high = _Digits("701.55699999999999999999"), _Digits("701.557")
    field["/Rect"] = generic.ArrayObject([generic.NumberObject(50), low, generic.NumberObject(300), high])
    field["/MK"], field["/BS"] = dictionary(BC=numbers(1, 1, 1)), dictionary(W=generic.NumberObject(9))


def _many_states(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    """Each is a list of many names: what looks at all of them looks for minutes."""
    listed = writer.add_object(generic.DictionaryObject({name(f"/{n}"): generic.NumberObject(1) for n in range(1000)}))
    field["/AP"] = writer.add_object(generic.DictionaryObject({name(f"/{n}"): listed for n in range(1000)}))


def _in_between(writer: QuietWriter, _: generic.DictionaryObject, __: DocumentTimestamp) -> None:
    listed = page(writer)["/Annots"]
    listed.insert(1, listed.pop())
    writer.update_container(page(writer))


PALETTE = b"/Resources<</Font<</F1 5 0 R>>/ColorSpace<</P[/Indexed/DeviceRGB 1(\xfe\xff\0A\0B)]>>>>"
ASIDE = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Aside)/F 132/Rect[0 0 0 0]/P 3 0 R>>"
PREPARED = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Archive9)/F 132/Rect[%s]/P 3 0 R%s>>"
TEXT = (
    b"<</Type/Annot/Subtype/Widget/FT/Tx/T(Words)/F 4/Rect[50 400 300 430]/P 3 0 R/V(Total 1 500)/DA(/Helv 12 Tf 0 g)>>"
)


WITH_AREA = ("draws with a prepared field", "draws with a new field", "a caption", "an area")
HAIR, STATES = "a height in the twentieth digit", "a thousand states of a thousand names"
DRAWING = (*WITH_AREA, "another kind of annotation", "acts", "an appearance without a box", HAIR, STATES)  # no more
STAMPS: dict[str, Stamp] = {
    "draws with a prepared field": Stamp(
        lambda: paper(PREPARED % (b"0 0 595 842", b""), fields=b"6 0 R 7 0 R", annotations=b"6 0 R 7 0 R"),
        draws,
        None,
    ),
    "draws with a new field": Stamp(blank, draws, SigFieldSpec(STAMP, box=(0, 0, 595, 842))),
    "another kind of annotation": Stamp(blank, _another_kind),
    "acts": Stamp(blank, _acts),
    "draws below a named kid": Stamp(blank, _draws_below),
    "another field": Stamp(with_text, _another_field),
    "an empty field besides": Stamp(blank, _an_empty_field_besides),
    "the content of a page as parameters": Stamp(blank, _parameters(lambda writer: page(writer).raw_get("/Contents"))),
    "an appearance that is a list of fonts": Stamp(
        lambda: paper(
            PREPARED % (b"0 0 0 0", b"/AP 9 0 R"), FONT % b"/Encoding<</Differences[49/nine]>>", b"<</F1 5 0 R>>",
            fields=b"6 0 R 7 0 R", resources=b"/Resources<</Font 9 0 R>>",
        ),
        _appearance_that_is_fonts,
        None,
    ),
    "an appearance that a page waited for": Stamp(
        lambda: paper(resources=b"/Resources<</Font<</F1 5 0 R>>/XObject<</P 40 0 R>>>>").replace(
            b"/Size 7", b"/Size 60"
        ),
        _dangling,
    ),
    "a number of another kind": Stamp(lambda: paper(page=b"/Rotate 90"), on_the_page(_other_number)),
    "a palette in other bytes": Stamp(lambda: paper(resources=PALETTE), on_the_page(_other_palette)),
    "annotations in another order": Stamp(lambda: paper(ASIDE, annotations=b"6 0 R 7 0 R"), on_the_page(_other_order)),
    "a form in an object of its own": Stamp(blank, _moved_form),
    "a field that stood aside": Stamp(lambda: paper(ASIDE, annotations=b"6 0 R 7 0 R"), _taken_in),
    "an appearance without a box": Stamp(blank, _unbounded),
    "a caption": Stamp(blank, _captioned, SigFieldSpec(STAMP, box=(50, 690, 300, 720))),
    "an area": Stamp(blank, lambda *_: None, SigFieldSpec(STAMP, box=(60, 640, 260, 709))),
    "a text below the field": Stamp(blank, _text_below),
    "fonts for all fields": Stamp(
        lambda: paper(TEXT, fields=b"6 0 R 7 0 R", annotations=b"6 0 R 7 0 R"), _other_fonts
    ),
    HAIR: Stamp(blank, _hair),
    STATES: Stamp(blank, _many_states),
    "an annotation between others": Stamp(lambda: paper(ASIDE, annotations=b"6 0 R 7 0 R"), _in_between),
}  # fmt: skip
