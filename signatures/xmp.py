"""What the XMP of a file says of it (ISO 16684-1), read by namespace.

A prefix is a document's own choice, and a comment is nothing that a reader shows. The parser keeps no tree, so a
packet of any size costs little; it fetches nothing, and ends at a document type definition, which XMP never has and
which alone could define entities.
"""

from typing import Never
from xml.parsers import expat

_DC, _PDF = "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/pdf/1.3/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TITLES = frozenset({*(f"{_DC} {name}" for name in ("title", "creator", "description", "subject")), f"{_PDF} Keywords"})
_VALUES = frozenset({f"{_RDF} value", f"{_RDF} resource"})  # attributes that say what an element may say as well
_UTF16 = (b"\xfe\xff", b"\xff\xfe")


def titles(data: bytes) -> dict[str, str]:
    """Title, authors, subject and keywords, each under its name.

    What is not well-formed, one reader repairs and another leaves aside: it stands as a whole, under a name of its own,
    so that it equals nothing but itself.
    """
    data = data.strip(b"\0 \t\r\n")
    reading = _Titles()
    try:
        reading.read(data)
    except (expat.ExpatError, ValueError):
        return {"not well-formed": data.decode("latin-1")}
    return {name: "".join(parts) for name, parts in reading.found.items()}


class _Titles:
    """Collects while the parser passes by."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}
        self._inside: list[str] | None = None  # where the words of an open title go
        self._depth = 0  # of elements open within it

    def read(self, data: bytes) -> None:
        """Raises ExpatError or ValueError for anything but plain, well-formed XML in UTF-8 or UTF-16."""
        # as UTF-8 whatever it declares: XMP is in no other eight-bit encoding
        parser = expat.ParserCreate(None if data.startswith(_UTF16) else "utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.Parse(data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._inside is not None:
            self._depth += 1
        elif name in _TITLES:
            self._inside, self._depth = self._of(name), 0
        for attribute, value in attributes.items():
            if attribute in _TITLES:
                self._of(attribute).append(value)
            elif attribute in _VALUES:
                self._words(value)

    def _end(self, name: str) -> None:
        if self._depth:
            self._depth -= 1
        else:
            self._inside = None

    def _words(self, words: str) -> None:
        if self._inside is not None:
            self._inside.append(words)

    def _of(self, name: str) -> list[str]:
        return self.found.setdefault(name, [])


def _refuse(*_: object) -> Never:
    raise ValueError("a document type definition")
