"""What may be written behind the first signature: objects in the spelling that every reader takes in the same way.

pyHanko reads more than that, and some of it otherwise than the readers that show a file. Filters and their parameters
are held to what products write, for a stream that holds objects or a table is read by its filter (ISO 32000-2, clauses
7.3.8, 7.4, 7.5.7 and 7.5.8).
"""

import re
import zlib
from typing import Any, NoReturn

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader

from signatures.plain import packed_at, value_at
from signatures.words import BLANK, BLANKS, W, past

HEADER = re.compile(rb"([0-9]+)%b+([0-9]+)%b+(obj)(?=[\x00\t\n\x0c\r <\[(/])%b*" % (BLANK, BLANK, W))
IN_ONE_LINE = re.compile(rb"([0-9]+) ([0-9]+) (obj)(?=[\t\n\r <\[(/])%b*" % BLANK)
_UNSEEN = re.compile(rb"[\x00\x0c]")
_END = re.compile(BLANK + rb"*endobj(?=" + BLANK + rb")")
_END_OF_STREAM = re.compile(BLANK + rb"+endobj(?=" + BLANK + rb")")
_NUMBERS = re.compile(rb"(?:[0-9]{1,10}[ \t\r\n]+)*[0-9]{0,10}")
# Other names of the filter, and files that stand in for a stream: asked by some readers, and by others not.
_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms", "/DP")
_OF_OBJECTS = {"/Type", "/N", "/First", "/Length", "/Filter", "/DL"}  # entries of a stream of objects
_LEADING = ("/ObjStm", "/XRef")  # by which readers find all others
_ROOTS = ("/Root", "/Info", "/Encrypt")  # to which a table leads
_DELIMITERS = (b"<", b"[", b"(", b"/")
_PREDICTED = {"/Predictor", "/Columns"}
_ONE = (generic.DictionaryObject, generic.NullObject)
_PORTION = 1 << 20
_UP, _PNG = 2, range(10, 16)  # rows that hold differences from the one above; predictors that have such rows
_WIDTHS = (range(2), range(1, 9), range(5))  # of the three columns of a table


class Ambiguous(ValueError):
    """It can be read in two ways."""


def spelt(name: str) -> re.Pattern[bytes]:
    """A name, whichever of its letters are written as numbers (ISO 32000-2, 7.3.5)."""
    letters = (f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name)
    return re.compile(f"/{''.join(letters)}(?![A-Za-z0-9])".encode())


def header_at(pdf: bytes, place: int, spelling: re.Pattern[bytes] = HEADER) -> re.Match[bytes]:
    """The header of the object that begins exactly at `place`: number, generation, keyword. Raises Ambiguous."""
    found = spelling.match(pdf, place)
    if (
        found is None
        or _UNSEEN.search(found[0])
        or found[1] != b"%d" % int(found[1])
        or found[2] != b"%d" % int(found[2])
    ):
        raise Ambiguous(f"no object begins at byte {place}")
    return found


def object_behind(
    pdf: bytes, header: re.Match[bytes], reader: PdfFileReader, *, begin: int | None = None
) -> tuple[Any, int]:
    """The object behind its header (or at `begin`), and where its last word ends. Raises Ambiguous."""
    number = int(header[1])
    read = value_at(pdf, header.end() if begin is None else begin, generic.Reference(number, int(header[2]), reader))
    if read is None:
        raise Ambiguous(f"object {number} is not in the plain spelling")
    value, end = read
    found = (_END_OF_STREAM if isinstance(value, generic.StreamObject) else _END).match(pdf, end)
    if found is None:
        raise Ambiguous(f"object {number} does not end where it should")
    if isinstance(value, generic.StreamObject):
        _check_stream(value, number)
    return value, found.end()


def trailer_at(pdf: bytes, place: int, reader: PdfFileReader) -> tuple[generic.DictionaryObject, int]:
    """The dictionary of a trailer, and where it ends. Raises Ambiguous."""
    value, end = value_at(pdf, place, generic.TrailerReference(reader)) or (None, place)
    if not isinstance(value, generic.DictionaryObject) or isinstance(value, generic.StreamObject):
        raise Ambiguous("a trailer is not in the plain spelling")
    return value, end


def is_named(value: Any, key: str, name: str) -> bool:
    """Whether `key` is the name `name`, and no string of the same letters."""
    return isinstance(value, generic.DictionaryObject) and _is_name(value.get(key), name)


def packed(stream: Any, number: int) -> list[int]:
    """The numbers of the objects in an object stream, by their index; each object is read. Raises Ambiguous."""
    if not isinstance(stream, generic.StreamObject) or not is_named(stream, "/Type", "/ObjStm"):
        raise Ambiguous(f"object {number} is not an object stream")
    first, count = whole(stream, "/First"), whole(stream, "/N")
    data: bytes = stream.read_data(DecodePurpose.OBJECT_STREAM) + b"\n"
    if _NUMBERS.fullmatch(data, 0, first) is None or len(data[:first].split()) != 2 * count:
        raise Ambiguous(f"object stream {number} has another head than it says")
    objects = packed_at(data, first, count)
    # Some readers take the head as it comes, beyond its end, and others the first object from there on.
    runs_on = data[first - 1 : first].isdigit() and data[first : first + 1] not in _DELIMITERS
    if not objects or objects[0][1] != first or runs_on:
        raise Ambiguous(f"object stream {number} does not part its head from its first object")
    reader = stream.get_container_ref().get_pdf_handler()
    ends = [*(place for _, place in objects[1:]), len(data)]
    for (own, place), end in zip(objects, ends, strict=True):
        read = value_at(data, place, generic.Reference(own, 0, reader))
        if read is None or isinstance(read[0], generic.StreamObject | generic.IndirectObject):
            raise Ambiguous(f"object {own} in object stream {number} is not in the plain spelling")
        if past(BLANKS, data, read[1]) != end:
            raise Ambiguous(f"an object in object stream {number} does not end where the next one begins")
    return [own for own, _ in objects]


def check_table(stream: generic.StreamObject, number: int) -> None:
    """A table in a stream has three columns, rows of that width alone, packed in the one way that all readers share.

    Raises Ambiguous.
    """
    widths, index = _whole_numbers(stream, "/W"), _whole_numbers(stream, "/Index")
    size = whole(stream, "/Size")
    if not is_named(stream, "/Type", "/XRef") or widths is None or index is None or len(widths) != len(_WIDTHS):
        _otherwise(number)
    if any(one not in may for one, may in zip(widths, _WIDTHS, strict=True)):
        _otherwise(number)
    if len(index) % 2 or 0 in index[1::2]:  # a part without rows makes one reader repair the file
        _otherwise(number)
    _check_predictor(stream, number, sum(widths))
    rows = sum(index[1::2]) if index else size
    if len(stream.read_data(DecodePurpose.XREF_STREAM)) != rows * sum(widths):
        raise Ambiguous(f"table {number} has more or fewer rows than it says")


def check_parameters(stream: generic.StreamObject, number: int) -> None:
    """Parameters stand as the filters do, one or a list of as many; else some readers undo a predictor, others not.

    Raises Ambiguous.
    """
    if "/DecodeParms" not in stream:
        return
    named, given = (stream.raw_get(key) if key in stream else None for key in ("/Filter", "/DecodeParms"))
    if is_named(stream, "/Subtype", "/Image") and isinstance(given, generic.IndirectObject):
        given = given.get_object()  # as widely used software writes it, and nothing but a picture hangs on it
    if isinstance(named, generic.ArrayObject) and isinstance(given, generic.ArrayObject):
        alike = len(named) == len(given)
    else:
        alike = isinstance(named, generic.NameObject) and isinstance(given, _ONE)
    if not alike:
        raise Ambiguous(f"stream {number} has parameters that are not those of its filter")


def hangs_on(stream: generic.DictionaryObject) -> set[int]:
    """The numbers of the objects that a reader needs before it can take a table or a stream of objects apart."""
    entries = (value for key, value in stream.items() if key not in _ROOTS)
    return {value.idnum for value in entries if isinstance(value, generic.IndirectObject)}


def whole(stream: generic.DictionaryObject, key: str) -> int:
    """A whole number that stands in the dictionary itself. Raises Ambiguous."""
    value = stream.raw_get(key) if key in stream else None
    if not isinstance(value, generic.NumberObject) or value < 0:
        raise Ambiguous(f"{key} is no whole number")
    return int(value)


def _check_predictor(stream: generic.StreamObject, number: int, columns: int) -> None:
    """Each row of the table holds differences from the one above, or nothing is predicted."""
    if "/DecodeParms" not in stream:
        return
    given = stream["/DecodeParms"]
    if isinstance(given, generic.ArrayObject) and len(given) == 1:
        given = given[0]
    if not isinstance(given, generic.DictionaryObject) or not given.keys() <= _PREDICTED:
        _otherwise(number)
    if any(type(value) is not generic.NumberObject for value in given.values()):
        _otherwise(number)
    if given.get("/Predictor", 1) == 1:
        return
    if given["/Predictor"] not in _PNG or given.get("/Columns", 1) != columns:
        _otherwise(number)
    bare = generic.StreamObject(
        {key: stream.raw_get(key) for key in stream if key != "/DecodeParms"}, encoded_data=stream.encoded_data
    )
    rows = bare.read_data(DecodePurpose.XREF_STREAM)
    if len(rows) % (columns + 1) or not set(rows[:: columns + 1]) <= {_UP}:
        _otherwise(number)


def _check_stream(stream: generic.StreamObject, number: int) -> None:
    if any(key in stream for key in _ELSEWHERE):
        raise Ambiguous(f"stream {number} names its filter, or what it holds, a second time")
    check_parameters(stream, number)
    leading = any(is_named(stream, "/Type", kind) for kind in _LEADING)
    if leading and hangs_on(stream):
        raise Ambiguous(f"stream {number} hangs on another object")
    if is_named(stream, "/Type", "/ObjStm") and not stream.keys() <= _OF_OBJECTS:
        raise Ambiguous(f"object stream {number} has entries that no product writes")
    describes = is_named(stream, "/Type", "/Metadata") or is_named(stream, "/Subtype", "/XML")
    if "/DecodeParms" in stream and describes:
        raise Ambiguous(f"stream {number} is packed as no product packs it")
    filters = stream.get("/Filter", generic.ArrayObject())
    named = list(filters) if isinstance(filters, generic.ArrayObject) else [filters]
    if not all(isinstance(one, generic.NameObject) for one in named):
        raise Ambiguous(f"stream {number} has a filter that is no name")
    if (leading or describes) and named and (named != ["/FlateDecode"] or not _ends_with_its_data(stream.encoded_data)):
        raise Ambiguous(f"stream {number} is packed as no product packs it")
    if b"endstream" in stream.encoded_data or b"endobj" in stream.encoded_data:
        raise Ambiguous(f"stream {number} may end earlier than it says")


def _ends_with_its_data(packed_data: bytes) -> bool:
    """Whether nothing but the end of a line follows what deflate needs."""
    inflating, rest = zlib.decompressobj(), packed_data
    while rest and not inflating.eof:
        inflating.decompress(rest, _PORTION)
        rest = inflating.unconsumed_tail
    return inflating.eof and not inflating.unused_data.strip(b"\r\n")


def _is_name(value: Any, name: str) -> bool:
    return isinstance(value, generic.NameObject) and value == name


def _whole_numbers(stream: generic.StreamObject, key: str) -> list[int] | None:
    """Those of an array, none if there is no such array; None if it holds something else."""
    values = stream.raw_get(key) if key in stream else generic.ArrayObject()
    if not isinstance(values, generic.ArrayObject) or any(type(one) is not generic.NumberObject for one in values):
        return None
    return [int(one) for one in values]


def _otherwise(number: int) -> NoReturn:
    raise Ambiguous(f"table {number} is written as no product writes it")
