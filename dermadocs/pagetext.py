"""The text of a page, as pypdf reads it, with its drawing taken apart in one sweep.

pypdf reads the operators of a page byte by byte: most of the time of a verification that is not spent on signatures.
What the press writes is of a few plain forms, which one expression tells apart; anything else, be it one token, is
pypdf's to read, and with it the whole page. Both ways give the same operators (a test compares them).
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
_TOKEN = re.compile(rb"[ \t\r\n]*+(?:%b)" % b"|".join(_KINDS.values()))
_OPERATOR, _OPEN, _CLOSE, _OVER = (list(_KINDS).index(kind) + 1 for kind in ("operator", "open", "close", "over"))
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
    """The operators of a drawing with their operands; None where any token of it is not of the plain forms."""
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
        elif kind == _OPERATOR:
            if array is not None or token[kind] in _UNUSUAL:
                return None
            found.append((operands, token[kind]))
            operands = []
        elif kind == _OPEN and array is None:
            array = ArrayObject()
        elif kind == _CLOSE and array is not None:
            operands.append(array)
            array = None
        else:
            return found if kind == _OVER and array is None else None
    return None


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
_OPERANDS = {number: _MAKERS[kind] for number, kind in enumerate(_KINDS, 1) if kind in _MAKERS}
