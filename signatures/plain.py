"""Objects in the plain spelling, read in one pass.

pyHanko reads a PDF byte by byte, which is most of the time of opening one. What software usually writes needs less:
plain names, short numbers, strings with few levels of brackets in them. Every reader takes that in the same
way. Whatever is spelt otherwise is left to pyHanko, so nothing is read that it would not read, nor read otherwise (a
test compares them; ISO 32000-2, clauses 7.2 and 7.3); behind the first signature it is refused (`spelling`).
"""

import io
import re
from collections.abc import Callable
from functools import lru_cache, reduce
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.generic import Dereferenceable, Reference

from signatures.words import BLANK, NOTE

_SPACE = b"\t\n\r "  # some readers take zero bytes and form feeds for a part of the word before them
_W = BLANK + rb"*"
_LETTERS = rb"""[!"$&'*-.0-;=?-Z\\^-z|~]*"""
_NAME = rb"(/%b(?:#[2-9A-Fa-f][0-9A-Fa-f]%b)*)" % (_LETTERS, _LETTERS)
_INDIRECT = rb"([0-9]{1,8} [0-9]{1,5} R)"
_NUMBER = rb"(-?[0-9]{1,10})(?!\s+[0-9]+\s+R)"  # a reference in another spelling is no number
_FRACTION = rb"(-?(?:[0-9]{1,9}\.[0-9]{0,20}|\.[0-9]{1,20}))"
_FOLD = rb"(?:\r\n|\r|\n)(?![\r\n])"  # a line folded within a string; of two ends of lines only one is meant
_ESCAPED = rb"[^()\\]*(?:\\(?:[^\r\n]|%b)[^()\\]*)*" % _FOLD
_TEXT = rb"(\(%b\))" % reduce(lambda within, _: rb"%b(?:\(%b\)%b)*" % (_ESCAPED, within, _ESCAPED), range(4), _ESCAPED)
_WORDS = (_NAME, _INDIRECT, _NUMBER, _FRACTION, rb"(true|false|null)")
_MARKS = (rb"(<<)", rb"(>>)", rb"(\[)", rb"(\])", _TEXT, rb"(<[0-9A-Fa-f\t\n\r ]*>)")
_TOKEN = re.compile(
    _W + rb"(?:(?:%b)(?=[\t\n\r \[\]<>/(])|%b)" % (rb"|".join(_WORDS), rb"|".join(_MARKS)),
)
_KINDS = range(1, 1 + len(_WORDS) + len(_MARKS))
NAME, REFERENCE, WHOLE, REAL, WORD, OPEN, CLOSE, BEGIN, END, LITERAL, HEX = _KINDS
_HEADER = re.compile(rb"([0-9]{1,8}) ([0-9]{1,5}) obj" + _W)
_FOOTER = re.compile(_W + rb"endobj" + _W + rb"[0-9xs]")  # another object, a table, or where the table is
_STREAM = re.compile(_W + rb"stream\r?\n")
_UNSURE = re.compile(_W + rb"(?:stream|(?!%b)%%)" % NOTE)
_AFTER_STREAM = re.compile(_W + rb"endstream")
_NUMBERED = re.compile(rb"#(..)")
_ASCII = re.compile(rb"[ -~]*")  # the same in the encoding of PDF (ISO 32000-2, annex D.3)
_DEPTH = 40
_HIGHEST = 2**31 - 1  # whole numbers beyond are read in more than one way


class _Otherwise(Exception):
    """Not in the plain spelling."""


def object_at(data: bytes, place: int, reference: Reference) -> tuple[generic.PdfObject, int] | None:
    """The indirect object whose header begins at `place`, and where it ends; None if it is not spelt plainly."""
    header = _HEADER.match(data, place)
    if header is None or (int(header[1]), int(header[2])) != (reference.idnum, reference.generation):
        return None
    read = value_at(data, header.end(), reference)
    return None if read is None or _FOOTER.match(data, read[1]) is None else read


def value_at(data: bytes, place: int, reference: Dereferenceable) -> tuple[generic.PdfObject, int] | None:
    """The object at `place` within the object of `reference`, and where it ends; None if it is not spelt plainly."""
    if data[place : place + 1].strip(_SPACE) == b"":
        return None
    reading = _Reading(data, place, reference)
    try:
        return reading.value(reading.token(), _DEPTH), reading.place
    except _Otherwise:
        return None


def packed_at(data: bytes, first: int, count: int) -> list[tuple[int, int]]:
    """The numbers of the objects in an object stream and where each begins in its data (ISO 32000-2, 7.5.7).

    Raises PdfReadError where fewer numbers stand before byte `first` than `count` objects need, and ValueError where
    one is no number.
    """
    words = [int(word) for word in data[:first].split()]
    if len(words) < 2 * count:
        raise misc.PdfReadError("the head of an object stream is shorter than it says")
    return [(words[at], first + words[at + 1]) for at in range(0, 2 * count, 2)]


def span(value: generic.PdfObject | None) -> tuple[int, int] | None:
    """Where the data of a stream stand in the bytes that it was read from; None for all else, and if not read here."""
    found: tuple[int, int] | None = getattr(value, "_span", None)
    return found


class _Reading:
    def __init__(self, data: bytes, place: int, reference: Dereferenceable) -> None:
        self.data, self.place, self.reference = data, place, reference

    def token(self) -> re.Match[bytes]:
        found = _TOKEN.match(self.data, self.place)
        if found is None:
            raise _Otherwise
        self.place = found.end()
        return found

    def value(self, token: re.Match[bytes], depth: int) -> generic.PdfObject:
        kind = token.lastindex or 0
        if kind == OPEN:
            value = self._dictionary(depth - 1)
        elif kind == BEGIN:
            value = self._array(depth - 1)
        elif kind == REFERENCE:
            value = self._indirect(token[kind])
        elif kind in _PLAIN:
            value = _PLAIN[kind](token[kind])
        else:
            raise _Otherwise
        value.container_ref = self.reference
        return value

    def _dictionary(self, depth: int) -> generic.PdfObject:
        if depth == 0:
            raise _Otherwise
        entries: dict[generic.NameObject, generic.PdfObject] = {}
        while (token := self.token()).lastindex != CLOSE:
            if token.lastindex != NAME:
                raise _Otherwise
            key = _key(token[NAME])
            if key in entries:
                raise _Otherwise
            entries[key] = self.value(self.token(), depth)
        where = self._payload(entries)
        if where is None:
            return generic.DictionaryObject(entries)
        stream = generic.StreamObject(entries, encoded_data=self.data[slice(*where)])
        # no class of its own: what is compared is of the same kind, however it was read
        stream._span = where  # type: ignore[attr-defined]  # pyHanko's
        return stream

    def _payload(self, entries: dict[Any, Any]) -> tuple[int, int] | None:
        begin = _STREAM.match(self.data, self.place)
        if begin is None:
            if _UNSURE.match(self.data, self.place) is not None:
                raise _Otherwise
            return None
        length = entries.get("/Length")
        if isinstance(length, generic.IndirectObject):
            length = length.get_object()
        if not isinstance(length, int) or length < 0:
            raise _Otherwise
        end = begin.end() + length
        after = _AFTER_STREAM.match(self.data, end)
        if after is None:
            raise _Otherwise
        self.place = after.end()
        return begin.end(), end

    def _array(self, depth: int) -> generic.PdfObject:
        if depth == 0:
            raise _Otherwise
        items = generic.ArrayObject()
        while (token := self.token()).lastindex != END:
            items.append(self.value(token, depth))
        return items

    def _indirect(self, text: bytes) -> generic.PdfObject:
        number, generation, _ = text.split()
        if int(number) == 0:
            raise _Otherwise
        return generic.IndirectObject(int(number), int(generation), self.reference.get_pdf_handler())


def _name(text: bytes) -> generic.NameObject:
    if b"#" not in text:
        return generic.NameObject(text.decode("ascii"))
    octets = _NUMBERED.sub(lambda found: bytes.fromhex(found[1].decode("ascii")), text)
    try:
        return generic.NameObject(octets.decode("utf-8"))
    except UnicodeDecodeError:
        raise _Otherwise from None


_key = lru_cache(4096)(_name)  # the same few hundred words in all dictionaries


def _whole(text: bytes) -> generic.PdfObject:
    if abs(int(text)) > _HIGHEST:
        raise _Otherwise
    return generic.NumberObject(text)


def _word(text: bytes) -> generic.PdfObject:
    return generic.NullObject() if text == b"null" else generic.BooleanObject(text == b"true")


def _literal(text: bytes) -> generic.PdfObject:
    value: generic.PdfObject
    value = generic.read_string_from_stream(io.BytesIO(text)) if b"\\" in text else _string(text[1:-1])
    return value


def _hex(text: bytes) -> generic.PdfObject:
    digits = text[1:-1].translate(None, _SPACE)
    return _string(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")))


def _string(octets: bytes) -> generic.PdfObject:
    """A string as the library takes it, which looks at each character for itself."""
    if _ASCII.fullmatch(octets) is None:
        value: generic.PdfObject = generic.pdf_string(octets)
        return value
    text = generic.TextStringObject(octets.decode("ascii"))
    text.autodetected_encoding = generic.TextStringEncoding.PDF_DOC
    return text


_PLAIN: dict[int, Callable[[bytes], Any]] = {
    NAME: _name,
    WHOLE: _whole,
    REAL: lambda text: generic.FloatObject(text.decode("ascii")),
    WORD: _word,
    LITERAL: _literal,
    HEX: _hex,
}
