"""Documents prepared before they are signed: shadow contents and what sets them off, actions, certified files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from forgery_changes import FALSE_PRICE, Change, other_font, page, sneaky_field
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.generic import pdf_string as text
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from verify_world import blank, dictionary, numbers, reader, rebuilt, update


@dataclass(frozen=True)
class Shadow:
    """A file that a victim signs, and what is done to it afterwards (Shadow Attacks, 2020)."""

    title: str
    prepared: Callable[[], bytes]
    set_off: Callable[[bytes], bytes]


def _edited(pattern: bytes, put: Callable[[re.Match[bytes]], bytes], more: bytes = b"") -> bytes:
    """A blank document, one place of its first revision written otherwise, objects added."""
    first = blank()
    edited = re.sub(pattern, put, first, count=1)
    assert edited != first
    return rebuilt(edited.replace(b"xref\n0 ", more + b"xref\n0 ", 1))


def _contents(pdf: bytes) -> int:
    return int(reader(pdf).root["/Pages"]["/Kids"][0].raw_get("/Contents").idnum)


SPARE = 1 + max(int(number) for number in re.findall(rb"\n(\d+) 0 obj", blank()))  # the forger's own objects


def _stream(number: int, data: bytes) -> bytes:
    return b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(data), data)


def with_overlay() -> bytes:
    """Page one draws its content, and over it another stream."""
    drawn = rb"/Contents (\d+) 0 R"
    return _edited(drawn, lambda m: b"/Contents [%s 0 R %d 0 R]" % (m[1], SPARE), _stream(SPARE, b"1 g 0 0 9 9 re f"))


def with_two_trees() -> bytes:
    """A second page tree that nothing leads to."""
    spare = (
        b"%d 0 obj\n<</Type/Pages/Kids[%d 0 R]/Count 1>>\nendobj\n" % (SPARE, SPARE + 1)
        + b"%d 0 obj\n<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Contents %d 0 R>>\nendobj\n"
        % (SPARE + 1, SPARE, SPARE + 2)
        + _stream(SPARE + 2, FALSE_PRICE)
    )
    return _edited(rb"%PDF-1\.\d", lambda m: m[0] + b" ", spare)


def with_a_double() -> bytes:
    """The content of page one stands twice under the same number; the table knows one of them."""
    first = blank()
    number, (head, tail) = _contents(first), first.split(b"%\xc2\xa5", 1)
    double = _stream(number, FALSE_PRICE)
    made = rebuilt(head + b"%\xc2\xa5" + tail.replace(b"\n1 0 obj", b"\n" + double + b"1 0 obj", 1))
    assert made.count(b"\n%d 0 obj" % number) == 2
    return made


def table_row(pdf: bytes, row: bytes) -> bytes:
    """A revision that is nothing but one row in a table."""
    before = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    trailer = re.findall(rb"trailer\s*<<(.*?)>>\s*startxref", pdf, re.DOTALL)[-1]
    trailer = re.sub(rb"/Prev \d+", b"", trailer)
    return pdf + b"xref\n%strailer\n<<%s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (row, trailer, before, len(pdf))


def _freed(pdf: bytes) -> bytes:
    return table_row(pdf, b"%d 1\n0000000000 00001 f \n" % SPARE)


def _doubled(pdf: bytes) -> bytes:
    number = _contents(pdf)
    place = pdf.index(b"\n%d 0 obj" % number) + 1  # the first of the two
    return table_row(pdf, b"%d 1\n%010d 00000 n \n" % (number, place))


def other_tree(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Pages"] = generic.IndirectObject(SPARE, 0, writer.prev)
    writer.update_root()


def emptied_overlay(writer: IncrementalPdfFileWriter) -> None:
    writer.objects[(0, SPARE)] = generic.StreamObject(stream_data=b"")


# ---- drawn over what was certified


def drawn(kind: str) -> Change:
    """An annotation of some kind over the price."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        form = generic.StreamObject(stream_data=FALSE_PRICE)
        form["/Type"], form["/Subtype"], form["/BBox"] = name("/XObject"), name("/Form"), numbers(0, 0, 250, 30)
        note = dictionary(
            Type=name("/Annot"),
            Subtype=name("/" + kind),
            Rect=numbers(50, 690, 300, 720),
            Contents=text("Total 9 500,00 EUR"),
            AP=dictionary(N=writer.add_object(form)),
        )
        page(writer)["/Annots"].append(writer.add_object(note))
        writer.update_container(page(writer)["/Annots"])
        writer.update_container(page(writer))

    return change


DRAWN: dict[str, Change] = {kind: drawn(kind) for kind in ("FreeText", "Stamp", "Redact", "Ink")} | {
    "signature field": sneaky_field
}


# ---- actions


def _root(**entries: object) -> Change:
    def change(writer: IncrementalPdfFileWriter) -> None:
        for key, value in entries.items():
            writer.root["/" + key] = value(writer) if callable(value) else value
        writer.update_root()

    return change


def _action(kind: str, **more: object) -> generic.DictionaryObject:
    return dictionary(S=name("/" + kind), **more)


def _held(obj: generic.DictionaryObject) -> Callable[[IncrementalPdfFileWriter], object]:
    return lambda writer: writer.add_object(obj)


def _on(where: str, key: str, action: generic.DictionaryObject) -> Change:
    """An action on page one, on its link or on a field's widget."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        first = page(writer)
        places = {"page": first, "link": first["/Annots"][0], "field": writer.root["/AcroForm"]["/Fields"][0]}
        places[where]["/" + key] = action
        writer.update_container(places[where])

    return change


def _in_a_stamp(writer: IncrementalPdfFileWriter) -> None:
    """A script among the resources of a field's appearance."""
    form = generic.StreamObject(stream_data=b"")
    form["/Type"], form["/Subtype"], form["/BBox"] = name("/XObject"), name("/Form"), numbers(0, 0, 9, 9)
    form["/Resources"] = dictionary(Properties=dictionary(X=SCRIPT))
    _on("field", "AP", dictionary(N=writer.add_object(form)))(writer)


def _named_indirectly(writer: IncrementalPdfFileWriter) -> None:
    """The kind of the action stands in an object of its own."""
    kind = writer.add_object(name("/Launch"))
    page(writer)["/Annots"][0]["/A"] = dictionary(S=kind, F=text("calc.exe"))
    writer.update_container(page(writer)["/Annots"][0])


SCRIPT = _action("JavaScript", JS=text("app.alert(1)"))
LAUNCH = _action("Launch", F=text("calc.exe"))
ACTIVE: dict[str, Change] = {
    "script on opening": _root(OpenAction=_held(SCRIPT)),
    "script by name": _root(Names=dictionary(JavaScript=dictionary(Names=generic.ArrayObject([text("x"), SCRIPT])))),
    "script when a page shows": _on("page", "AA", dictionary(O=SCRIPT)),
    "script in a field": _on("field", "AA", dictionary(F=SCRIPT)),
    "script in an earlier action": _on("link", "PA", SCRIPT),
    "launch from a link": _on("link", "A", LAUNCH),
    "launch after a web address": _on("link", "A", _action("URI", URI=text("https://x"), Next=LAUNCH)),
    "launch named indirectly": _named_indirectly,
    "form sent away": _on("field", "A", _action("SubmitForm", F=text("https://x"))),
    "another file opened": _on("link", "A", _action("GoToR", F=text("other.pdf"))),
    "an embedded file opened": _on("link", "A", _action("GoToE", T=dictionary(R=name("/C")))),
    "script in the resources of a stamp": _in_a_stamp,
    "XFA form": lambda writer: _form(writer, XFA=text("<xdp/>")),
    "layers": _root(OCProperties=dictionary(OCGs=generic.ArrayObject(), D=dictionary())),
    "portfolio": _root(Collection=dictionary()),
}


def _form(writer: IncrementalPdfFileWriter, **entries: object) -> None:
    form = writer.root["/AcroForm"]
    form.update({name("/" + key): value for key, value in entries.items()})
    writer.update_container(form)


SHADOWS = (
    Shadow("hide: the overlay freed", with_overlay, _freed),
    Shadow("hide: the overlay emptied", with_overlay, lambda pdf: update(pdf, emptied_overlay)),
    Shadow("replace: a font", blank, lambda pdf: update(pdf, other_font)),
    Shadow("hide and replace: the other tree", with_two_trees, lambda pdf: update(pdf, other_tree)),
    Shadow("hide and replace: the double shown", with_a_double, _doubled),
)
