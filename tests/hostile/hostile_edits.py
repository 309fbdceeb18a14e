"""What an editor can do to a signed file: faultless incremental updates that nobody signed."""

from __future__ import annotations

from collections.abc import Callable

import hostile_pdf as pdf
from hostile_forgery import COVERED, UNREADABLE, Forgery, changed
from hostile_pdf import array, dictionary, name, number, stream, text, update
from pyhanko.pdf_utils import generic

TOTAL = (350, 380, 550, 420)  # about where page 2 prints the total, in points


def _overlay(writer: pdf.Quiet) -> None:
    one = pdf.page(writer, 1)
    body = b"q 1 g 350 380 200 40 re f 0 g BT /F9 14 Tf 355 390 Td (2 900,00) Tj ET Q"
    one["/Contents"] = array(one.raw_get("/Contents"), writer.add_object(stream(body)))
    writer.update_container(one)


def _content_in_place(writer: pdf.Quiet) -> None:
    one = pdf.page(writer, 1)
    body = one["/Contents"].data + b"\nq 1 g 350 380 200 40 re f Q"
    pdf.rewritten(writer, one, "/Contents", stream(body))


def _font_text(writer: pdf.Quiet) -> None:
    fonts = pdf.page(writer, 1)["/Resources"]["/Font"]
    font = fonts[next(iter(fonts))]
    swapped = font["/ToUnicode"].data.replace(b"<0031>", b"<0032>")
    pdf.rewritten(writer, font, "/ToUnicode", stream(swapped))


def _font_program(writer: pdf.Quiet) -> None:
    fonts = pdf.page(writer, 1)["/Resources"]["/Font"]
    first, second, *_ = [fonts[key]["/DescendantFonts"][0]["/FontDescriptor"] for key in fonts]
    first["/FontFile2"] = second.raw_get("/FontFile2")
    writer.update_container(first)


def _annotation(kind: str, **more: object) -> pdf.Change:
    def change(writer: pdf.Quiet) -> None:
        one = pdf.page(writer, 1)
        box = array(*TOTAL)
        appearance = dictionary(N=writer.add_object(pdf.drawing(b"2 900,00")))
        note = dictionary(Type=name("Annot"), Subtype=name(kind), Rect=box, F=number(4), AP=appearance, **more)
        one["/Annots"] = (
            array(*one["/Annots"], writer.add_object(note)) if "/Annots" in one else array(writer.add_object(note))
        )
        writer.update_container(one)

    return change


def _sneaky_field(writer: pdf.Quiet) -> None:
    appearance = dictionary(N=writer.add_object(pdf.drawing(b"2 900,00")))
    made = writer.add_object(
        dictionary(
            Type=name("Annot"),
            Subtype=name("Widget"),
            FT=name("Sig"),
            T=text("Archive9"),
            Rect=array(*TOTAL),
            F=number(132),
            AP=appearance,
        )
    )
    form, one = writer.root["/AcroForm"], pdf.page(writer, 1)
    form["/Fields"] = array(*form["/Fields"], made)
    one["/Annots"] = array(made)
    writer.update_container(form)
    writer.update_container(one)


def _page_added(writer: pdf.Quiet) -> None:
    tree = writer.root["/Pages"]
    extra = dictionary(Type=name("Page"), Parent=writer.root.raw_get("/Pages"), MediaBox=array(0, 0, 595, 842))
    tree["/Kids"] = array(*tree["/Kids"], writer.add_object(extra))
    tree["/Count"] = number(len(tree["/Kids"]))
    writer.update_container(tree)


def _pages(order: Callable[[list[object]], list[object]]) -> pdf.Change:
    def change(writer: pdf.Quiet) -> None:
        tree = writer.root["/Pages"]
        kids = order([tree["/Kids"].raw_get(index) for index in range(len(tree["/Kids"]))])
        tree["/Kids"], tree["/Count"] = array(*kids), number(len(kids))
        writer.update_container(tree)

    return change


def _tree_with(**entries: object) -> pdf.Change:
    def change(writer: pdf.Quiet) -> None:
        tree = writer.root["/Pages"]
        for key, value in entries.items():
            tree["/" + key] = value
        writer.update_container(tree)

    return change


def _record_replaced(writer: pdf.Quiet) -> None:
    spec = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1]
    dearer = spec["/EF"]["/F"].data.replace(b"1500.00", b"2900.00")
    pdf.rewritten(writer, spec["/EF"], "/F", stream(dearer, Type=name("EmbeddedFile")))


def _attachments(*more: str) -> pdf.Change:
    def change(writer: pdf.Quiet) -> None:
        tree = writer.root["/Names"]["/EmbeddedFiles"]
        pairs = list(tree["/Names"]) if more else []
        for title in more:
            body = writer.add_object(stream(b"{}", Type=name("EmbeddedFile")))
            pairs += [text(title), dictionary(F=text(title), UF=text(title), EF=dictionary(F=body))]
        tree["/Names"] = array(*pairs)
        writer.update_container(tree)

    return change


def _info(writer: pdf.Quiet) -> None:
    reference = writer.prev.trailer.raw_get("/Info").reference
    reference.get_object()["/Title"] = text("Devis 9999, 900 EUR")
    writer.mark_update(reference)


def _xmp(writer: pdf.Quiet) -> None:
    changed_text = writer.root["/Metadata"].data.replace(b"2026-0147", b"2026-9999")
    pdf.rewritten(writer, writer.root, "/Metadata", stream(changed_text, Type=name("Metadata"), Subtype=name("XML")))


def _structure_text(writer: pdf.Quiet) -> None:
    element = writer.root["/StructTreeRoot"]["/K"]
    element = element[0] if isinstance(element, generic.ArrayObject) else element
    element["/ActualText"] = text("Total 2 900,00")
    writer.update_container(element)


def _form_with(**entries: object) -> pdf.Change:
    def change(writer: pdf.Quiet) -> None:
        form = writer.root["/AcroForm"]
        for key, value in entries.items():
            form["/" + key] = value
        writer.update_container(form)

    return change


def _without(key: str) -> pdf.Change:
    def change(writer: pdf.Quiet) -> None:
        del writer.root[key]
        writer.update_root()

    return change


def _store_emptied(writer: pdf.Quiet) -> None:
    store = writer.root["/DSS"]
    store["/Certs"] = array(writer.add_object(stream(b"no certificate")))
    writer.update_container(store)


def _layers() -> generic.DictionaryObject:
    return dictionary(OCGs=array(), D=dictionary(BaseState=name("OFF")))


def _script() -> generic.DictionaryObject:
    return dictionary(S=name("JavaScript"), JS=text("app.alert(1)"))


EDITOR = (
    changed("price painted over", _overlay),
    changed("price painted over, in the same stream", _content_in_place),
    changed("glyphs read as other digits (ToUnicode)", _font_text),
    changed("another font program", _font_program),
    changed("note over the price", _annotation("FreeText")),
    changed("stamp over the price", _annotation("Stamp")),
    changed("link that draws over the price", _annotation("Link")),
    changed("redaction mark over the price", _annotation("Redact")),
    changed("sneaky signature field over the price", _sneaky_field),
    changed("page added", _page_added),
    changed("page removed", _pages(lambda kids: kids[:-1])),
    Forgery("page shown twice", lambda base: update(base, _pages(lambda kids: [*kids, kids[0]])), UNREADABLE, (1, 2)),
    changed("pages in another order", _pages(lambda kids: [kids[1], kids[0], *kids[2:]])),
    changed("page turned", pdf.page_with(1, Rotate=number(180))),
    changed("page cropped", pdf.page_with(1, CropBox=array(0, 500, 595, 842))),
    changed("page made tiny", pdf.page_with(1, UserUnit=number(0.01))),
    changed("page moved on its sheet", pdf.page_with(1, MediaBox=array(0, 500, 595, 842))),
    changed("all pages turned by their tree", _tree_with(Rotate=number(180))),
    changed("page with other resources", pdf.page_with(1, Resources=dictionary())),
    changed("page that runs a script", pdf.page_with(1, AA=dictionary(O=_script()))),
    changed("record replaced", _record_replaced),
    changed("second record of the same name", _attachments("document.json")),
    changed("another attachment", _attachments("contrat.pdf")),
    changed("record removed", _attachments()),
    changed("list of files replaced", pdf.root_with(AF=array())),
    changed("title in Info", _info, frozenset({"METADATA_CHANGED"})),
    changed("number in the XMP", _xmp, frozenset({"METADATA_CHANGED"})),
    changed("language", pdf.root_with(Lang=text("en"))),
    changed("marked as not tagged", pdf.root_with(MarkInfo=dictionary(Marked=generic.BooleanObject(False)))),
    changed("other words for a screen reader", _structure_text),
    changed("no structure", _without("/StructTreeRoot")),
    changed("other bookmarks", pdf.root_with(Outlines=dictionary(Type=name("Outlines")))),
    changed("page labels", pdf.root_with(PageLabels=dictionary(Nums=array(0, dictionary(P=text("9")))))),
    changed("opens with a script", pdf.root_with(OpenAction=_script())),
    changed("names a script", pdf.root_with(Names=dictionary(JavaScript=dictionary(Names=array())))),
    changed("layers", pdf.root_with(OCProperties=_layers())),
    changed("portfolio", pdf.root_with(Collection=dictionary())),
    changed("viewer preferences", pdf.root_with(ViewerPreferences=dictionary())),
    changed("certification removed", _without("/Perms")),
    changed("form removed", _without("/AcroForm"), frozenset({"UNKNOWN_ANNOTATION"})),
    changed("XFA form", _form_with(XFA=text("<xdp/>"))),
    changed("appearances to be drawn anew", _form_with(NeedAppearances=generic.BooleanObject(True)), COVERED),
    changed("security store removed", _without("/DSS")),
    changed("security store emptied", _store_emptied, COVERED),
    changed("version raised", pdf.root_with(Version=name("2.0")), COVERED),
    changed("extension declared", pdf.root_with(Extensions=dictionary()), COVERED),
    changed("nothing but a revision", lambda writer: writer.update_root(), COVERED),
    changed("an object that nothing uses", lambda writer: writer.add_object(dictionary(X=text("y"))), COVERED),
)


def widgets(title: str) -> tuple[Forgery, ...]:
    """What can be done to the widget of a field, signed or not."""

    def drawn(writer: pdf.Quiet) -> None:
        one = pdf.field(writer, title)
        one["/AP"] = dictionary(N=writer.add_object(pdf.drawing(b"accepte")))
        writer.update_container(one)

    def drawn_in_place(writer: pdf.Quiet) -> None:
        pdf.rewritten(writer, pdf.field(writer, title)["/AP"], "/N", pdf.drawing(b"accepte"))

    return (
        changed(f"{title}: drawn anew", drawn),
        changed(f"{title}: drawn anew in place", drawn_in_place),
        changed(f"{title}: moved", pdf.field_with(title, Rect=array(100, 100, 500, 500))),
        changed(f"{title}: hidden", pdf.field_with(title, F=number(2))),
        changed(f"{title}: caption", pdf.field_with(title, MK=dictionary(CA=text("2 900,00")))),
        changed(f"{title}: other name for a screen reader", pdf.field_with(title, TU=text("Autre"))),
        changed(f"{title}: renamed", pdf.field_with(title, T=text("Renamed1"))),
        changed(f"{title}: made a button", pdf.field_with(title, FT=name("Btn"))),
        changed(f"{title}: without its lock", pdf.field_with(title, Lock=generic.NullObject())),
        changed(f"{title}: with an action", pdf.field_with(title, A=_script())),
    )
