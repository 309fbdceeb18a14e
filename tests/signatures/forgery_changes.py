"""What anyone can append to a signed file: faultless incremental updates that nobody signed."""

from __future__ import annotations

from collections.abc import Callable

from forgery_titles import TITLES
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from verify_world import dictionary, numbers

FALSE_PRICE = b"BT /F1 12 Tf 50 700 Td (Total 9 500,00 EUR) Tj ET"
Change = Callable[[IncrementalPdfFileWriter], None]


def page(writer: IncrementalPdfFileWriter, index: int = 0) -> generic.DictionaryObject:
    found: generic.DictionaryObject = writer.root["/Pages"]["/Kids"][index]
    return found


def other_price(writer: IncrementalPdfFileWriter) -> None:
    contents = page(writer).raw_get("/Contents").reference
    stream = generic.StreamObject(stream_data=FALSE_PRICE)
    writer.objects[(0, contents.idnum)] = stream


def other_contents_reference(writer: IncrementalPdfFileWriter) -> None:
    stream = generic.StreamObject(stream_data=FALSE_PRICE)
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


def other_marking(writer: IncrementalPdfFileWriter) -> None:
    """A reader then follows the structure, and the words that it puts in the place of those on the page."""
    marked = bool(writer.root.get("/MarkInfo", {}).get("/Marked", False))
    writer.root["/MarkInfo"] = dictionary(Marked=generic.BooleanObject(not marked))
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
    *TITLES,
    other_info,
    script,
    layers,
    attachment,
    other_language,
    other_marking,
    orphan_only,
]


# ---- signatures taken out


def no_fields(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/AcroForm"]["/Fields"] = generic.ArrayObject()
    writer.update_root()
    writer.update_container(writer.root["/AcroForm"])


def no_form(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/AcroForm"]
    writer.update_root()


def no_values(writer: IncrementalPdfFileWriter) -> None:
    for item in writer.root["/AcroForm"]["/Fields"]:
        item.get_object().pop("/V", None)
        writer.update_container(item.get_object())


def made_text_fields(writer: IncrementalPdfFileWriter) -> None:
    for item in writer.root["/AcroForm"]["/Fields"]:
        item.get_object()["/FT"] = name("/Tx")
        writer.update_container(item.get_object())


STRIPPED: list[Change] = [no_fields, no_form, no_values, made_text_fields]


# ---- how fields are drawn, said for the whole form


def redrawn(**defaults: object) -> Change:
    """Other defaults of the form; none of its fields is touched."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form.update(dictionary(**defaults))
        writer.update_container(form)

    return change


SWAPPED = dictionary(Differences=generic.ArrayObject([generic.NumberObject(49), name("/nine")]))  # 1 reads as 9
REDRAWN: dict[str, Change] = {
    "drawn anew": redrawn(NeedAppearances=generic.BooleanObject(True)),
    "in white": redrawn(DA=generic.pdf_string("/Helv 12 Tf 1 g")),
    "aligned otherwise": redrawn(Q=generic.NumberObject(2)),
    "another font by the same name": redrawn(
        DR=dictionary(Font=dictionary(Helv=dictionary(Type=name("/Font"), Encoding=SWAPPED)))
    ),
    "no fonts of one kind": redrawn(DR=dictionary(Font=dictionary())),
}
