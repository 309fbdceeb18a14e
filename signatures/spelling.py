"""What may be written behind the first signature: objects in the spelling that every reader takes in the same way.

pyHanko reads more than that, and some of it otherwise than the readers that show a file. Filters and their parameters
are held to what products write, for a stream that holds objects or a table is read by its filter (ISO 32000-2, clauses
7.3.8, 7.4 and 7.5.7).
"""

import re
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader

from signatures.plain import value_at

W = rb"[\x00\t\n\x0c\r ]"
_END = re.compile(W + rb"*endobj")
_NOTHING = re.compile(W + rb"*")
_NUMBERS = re.compile(rb"(?:[0-9]{1,10}[ \t\r\n]+)*[0-9]{0,10}")
# Other names of the filter, and files that stand in for a stream: asked by some readers, and by others not.
_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms", "/DP")
_PREDICTED = {"/Predictor", "/Columns"}
_UP, _PNG = 2, range(10, 16)  # rows that hold differences from the one above; predictors that have such rows


class Ambiguous(ValueError):
    """It can be read in two ways."""


def object_behind(pdf: bytes, header: re.Match[bytes], reader: PdfFileReader) -> Any:
    """The object behind its header (number, generation). Raises Ambiguous."""
    number = int(header[1])
    read = value_at(pdf, header.end(), generic.Reference(number, int(header[2]), reader))
    if read is None:
        raise Ambiguous(f"object {number} is not in the plain spelling")
    if _END.match(pdf, read[1]) is None:
        raise Ambiguous(f"object {number} does not end where it should")
    if isinstance(read[0], generic.StreamObject):
        _check_stream(read[0], number)
    return read[0]


def trailer_at(pdf: bytes, place: int, reader: PdfFileReader) -> generic.DictionaryObject:
    """The dictionary of a trailer. Raises Ambiguous."""
    read = value_at(pdf, place, generic.TrailerReference(reader))
    if read is None or not isinstance(read[0], generic.DictionaryObject):
        raise Ambiguous("a trailer is not in the plain spelling")
    return read[0]


def packed(stream: Any, number: int) -> list[int]:
    """The numbers of the objects in an object stream, by their index; each object is read. Raises Ambiguous."""
    if not isinstance(stream, generic.StreamObject) or stream.get("/Type") != "/ObjStm":
        raise Ambiguous(f"object {number} is not an object stream")
    if "/DecodeParms" in stream or "/Extends" in stream:
        raise Ambiguous(f"object stream {number} is packed as no product packs it")
    data: bytes = stream.read_data(DecodePurpose.OBJECT_STREAM) + b"\n"
    first, count = int(stream["/First"]), int(stream["/N"])
    words = data[:first].split()
    if _NUMBERS.fullmatch(data, 0, first) is None or len(words) != 2 * count:
        raise Ambiguous(f"object stream {number} has another head than it says")
    numbers, places = [int(word) for word in words[::2]], [first + int(word) for word in words[1::2]]
    for one, end in zip(_ends(data, number, numbers, places, stream), [*places[1:], len(data)], strict=True):
        found = _NOTHING.match(data, one)
        if found is None or found.end() != end:
            raise Ambiguous(f"an object in object stream {number} does not end where the next one begins")
    return numbers


def _ends(data: bytes, number: int, numbers: list[int], places: list[int], stream: Any) -> Iterator[int]:
    """Where each object of an object stream ends."""
    reader = stream.get_container_ref().get_pdf_handler()
    for own, place in zip(numbers, places, strict=True):
        read = value_at(data, place, generic.Reference(own, 0, reader))
        if read is None or isinstance(read[0], generic.StreamObject | generic.IndirectObject):
            raise Ambiguous(f"object {own} in object stream {number} is not in the plain spelling")
        yield read[1]


def check_table(stream: generic.StreamObject, number: int) -> None:
    """The rows of a table in a stream are packed in the one way that all readers share. Raises Ambiguous."""
    if "/DecodeParms" not in stream:
        return
    given = stream["/DecodeParms"]
    if isinstance(given, generic.ArrayObject) and len(given) == 1:
        given = given[0]
    if not isinstance(given, generic.DictionaryObject) or not given.keys() <= _PREDICTED:
        raise Ambiguous(f"table {number} is packed as no product packs it")
    columns, predictor = given.get("/Columns", 1), given.get("/Predictor", 1)
    if predictor == 1:
        return
    bare = generic.StreamObject(
        {key: stream.raw_get(key) for key in stream if key != "/DecodeParms"}, encoded_data=stream.encoded_data
    )
    rows = bare.read_data(DecodePurpose.XREF_STREAM)
    width = int(columns) + 1
    if predictor not in _PNG or width < 2 or len(rows) % width or set(rows[::width]) > {_UP}:
        raise Ambiguous(f"table {number} is packed as no product packs it")


def _check_stream(stream: generic.StreamObject, number: int) -> None:
    if any(key in stream for key in _ELSEWHERE):
        raise Ambiguous(f"stream {number} names its filter, or what it holds, a second time")
