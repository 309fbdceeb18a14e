"""The text of a page, as pypdf reads it, with its drawing taken apart in one sweep.

pypdf reads the operators of a page byte by byte: most of the time of a verification that is not spent on signatures.
What the press writes is of a few plain forms, which one expression tells apart; anything else, be it one token, is
pypdf's to read, and with it the whole page. Both ways give the same operators, lines and areas apart, which say no word
(a test compares them).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
)

Operations = list[tuple[Any, bytes]]
CONTENTS = NameObject("/Contents")
LONGEST = 4 << 20
"""Bytes of a drawing that are read here; a longer one comes under pypdf's own limits."""

# each token, and what must follow it, so that none is read shorter than pypdf would
_END = rb"(?=[ \t\r\n\[\]<>/]|\Z)"
_KINDS: Mapping[str, bytes] = {
    "number": rb"([+-]?[0-9]{1,16})" + _END,
    "real": rb"([+-]?[0-9]{1,9}\.[0-9]{0,9})" + _END,
    "operator": rb"([A-Za-z][A-Za-z0-9]{0,2}\*?|['\"])" + _END,
    "open": rb"(\[)",
    "close": rb"(\])",
    "text": rb"<((?:[0-9A-Fa-f]{2})*+)>",
    "name": rb"(/[A-Za-z0-9_.+-]{1,127})" + _END,
    "property": rb"<<(/[A-Za-z]{1,20} (?:/[A-Za-z]{1,20}|[0-9]{1,9}))>>",
    "over": rb"(\Z)",
}
# a few numbers and their operator at once, as most of a drawing is; more, and a long row would be read for each of them
_NUMBERS = rb"((?:[+-]?[0-9]{1,9}(?:\.[0-9]{0,9})?[ \t\r\n]++){1,6}+)" + _KINDS["operator"]
_TOKEN = re.compile(rb"[ \t\r\n]*+(?:%b)" % b"|".join((_NUMBERS, *_KINDS.values())))
_AFTER_NUMBERS = 2  # the group of an operator that was read with its numbers; those of the kinds follow
_PLACES = {kind: place for place, kind in enumerate(_KINDS, _AFTER_NUMBERS + 1)}
_OPERATOR, _OPEN, _CLOSE, _OVER = (_PLACES[kind] for kind in ("operator", "open", "close", "over"))
# lines and areas (ISO 32000-2, tables 58 to 60): a third of all operators, and no reader of text looks at one
PATHS = frozenset(b"m l c v y h re S s f F f* B B* b b* n W W*".split())
_UNUSUAL = frozenset((b"BI", b"ID", b"EI", b"R"))  # inline images and references are read in ways of their own


def text(page: Any) -> str:
    """What `page.extract_text()` gives. Raises whatever that raises for a page that cannot be read."""
    if CONTENTS not in page:
        return str(page.extract_text())
    as_it_was = page.raw_get(CONTENTS)
    try:
        page[CONTENTS] = Drawing(page[CONTENTS], page.pdf, "bytes")
        return str(page.extract_text())
    finally:
        page[CONTENTS] = as_it_was


class Drawing(ContentStream):
    """A content stream that reads plain drawings in one sweep."""

    def _parse_content_stream(self, stream: Any) -> None:
        data = stream.getvalue() if isinstance(stream, BytesIO) else b""
        plain = operations(data) if 0 < len(data) <= LONGEST else None
        if plain is None:
            super()._parse_content_stream(stream)
        else:
            self._operations = plain


def operations(data: bytes) -> Operations | None:
    """The operators of a drawing with their operands, but for lines and areas (`PATHS`).

    None where any token of it is not of the plain forms.
    """
    found: Operations = []
    operands: list[Any] = []
    array: ArrayObject | None = None
    made: dict[bytes, Any] = {}  # numbers and names come again and again, and nobody changes one
    place = 0
    for token in _TOKEN.finditer(data):
        if token.start() != place:
            return None
        place, kind = token.end(), token.lastindex or 0
        if kind in _OPERANDS:
            text = token[0]
            if text not in made:
                made[text] = _OPERANDS[kind](token[kind])
            (operands if array is None else array).append(made[text])
        elif kind in (_OPERATOR, _AFTER_NUMBERS):
            operator = token[kind]
            if array is not None or operator in _UNUSUAL:
                return None
            if operator not in PATHS:
                found.append((operands + _numbers(token[1], made), operator))
            operands = []
        elif kind == _OPEN and array is None:
            array = ArrayObject()
        elif kind == _CLOSE and array is not None:
            operands.append(array)
            array = None
        else:
            return found if kind == _OVER and array is None else None
    return None


def _numbers(texts: bytes | None, made: dict[bytes, Any]) -> list[Any]:
    """Those that stand before an operator and were read with it."""
    found = texts.split() if texts else []
    for text in found:
        if text not in made:
            made[text] = FloatObject(text) if b"." in text else NumberObject(text)
    return [made[text] for text in found]


def _property(entry: bytes) -> DictionaryObject:
    key, value = entry.decode("ascii").split()
    return DictionaryObject({NameObject(key): NameObject(value) if value[0] == "/" else NumberObject(value)})


_MAKERS: Mapping[str, Callable[[bytes], Any]] = {
    "number": NumberObject,
    "real": FloatObject,
    "text": lambda digits: ByteStringObject(bytes.fromhex(digits.decode("ascii"))),
    "name": lambda name: NameObject(name.decode("ascii")),
    "property": _property,
}
_OPERANDS = {_PLACES[kind]: maker for kind, maker in _MAKERS.items()}
