"""What else a timestamp can carry with it: too thin to be seen as an area, or called like something harmless."""

from __future__ import annotations

from bad_inputs import stream
from forgery_aside import paper
from forgery_changes import page
from forgery_stamps import Spelt, Stamp, on_the_page
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from verify_world import QuietWriter, blank, dictionary, numbers


def _thin(writer: QuietWriter, colour: bytes = b"1 0 0") -> generic.DictionaryObject:
    """Of a box without area; one reader draws it one pixel high all the same."""
    form = generic.StreamObject(stream_data=colour + b" rg 0 -50 300 100 re f")
    form["/Type"], form["/Subtype"], form["/BBox"] = name("/XObject"), name("/Form"), numbers(0, 0, 300, 0.0005)
    return dictionary(N=writer.add_object(form))


def _a_line(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    """Through the price."""
    field["/Rect"], field["/AP"] = numbers(50, 704, 300, 704), _thin(writer)


def _lines(writer: QuietWriter, field: generic.DictionaryObject, _: DocumentTimestamp) -> None:
    """One below the other, until they cover the price; letters could be drawn in the same way."""
    one, listed = page(writer), page(writer)["/Annots"]
    if listed[-1].get_object() is field:
        listed.pop()
    above = writer.root["/AcroForm"]["/Fields"].raw_get(-1)
    white, place = _thin(writer, b"1 1 1"), field.pop("/P")
    kids = generic.ArrayObject()
    for step in range(40):
        kid = dictionary(Type=name("/Annot"), Subtype=name("/Widget"), F=generic.NumberObject(4), P=place, Parent=above)
        kid["/Rect"], kid["/AP"] = numbers(48, 696 + step / 4, 300, 696 + step / 4), white
        kids.append(writer.add_object(kid))
    field["/Kids"] = kids
    for key in ("/Type", "/Subtype", "/Rect", "/F"):
        field.pop(key, None)
    listed.extend(kids)
    writer.update_container(one)


def _other_palette(one: generic.DictionaryObject) -> None:
    one["/Resources"]["/ColorSpace"]["/Names"][3] = generic.TextStringObject("X!\xff")


def _other_limit(one: generic.DictionaryObject) -> None:
    """Some readers then know no such colours."""
    one["/Resources"]["/ColorSpace"]["/C"][2] = Spelt(2)


def _coloured(colours: bytes, seen: bytes, unseen: bytes) -> bytes:
    """Two prices in colours of their own; of what kind and on what base they are stands in objects 7 and 8."""
    price = b" %s sc BT /F1 12 Tf 50 %d Td (Total %s 500,00 EUR) Tj ET"
    words = colours.partition(b"[")[0] + b" cs" + price % (seen, 700, b"1") + price % (unseen, 684, b"9")
    return paper(
        b"/Indexed", b"/DeviceGray", stream(words), contents=b"9 0 R",
        resources=b"/Resources<</Font<</F1 5 0 R>>/ColorSpace<<%s>>>>" % colours,
    )  # fmt: skip


LINES = ("a line without height", "lines without height below the field")
CLOCKS: dict[str, Stamp] = {
    "a line without height": Stamp(blank, _a_line),
    "lines without height below the field": Stamp(blank, _lines),
    "a palette that is called names": Stamp(
        lambda: _coloured(b"/Names[7 0 R 8 0 R 2 <FEFF0058002100FF>]", b"2", b"1"), on_the_page(_other_palette)
    ),
    "a palette that is called like a length": Stamp(
        lambda: _coloured(b"/C[7 0 R 8 0 R 2 <FF0000>]", b"1", b"0"), on_the_page(_other_limit)
    ),
}
