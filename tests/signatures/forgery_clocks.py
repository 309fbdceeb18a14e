"""What else a timestamp can carry with it: too thin to be seen as an area."""

from __future__ import annotations

from forgery_changes import page
from forgery_stamps import Stamp
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


LINES = ("a line without height", "lines without height below the field")
CLOCKS: dict[str, Stamp] = {
    "a line without height": Stamp(blank, _a_line),
    "lines without height below the field": Stamp(blank, _lines),
}
