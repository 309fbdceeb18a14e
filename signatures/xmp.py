"""What the XMP of a file says of it (ISO 16684-1), read by namespace.

A prefix is a document's own choice, and a comment is nothing that a reader shows. The parser keeps no tree, so a
packet of any size costs little; it fetches nothing, and ends at a document type definition, which XMP never has and
which alone could define entities.
"""

from typing import NamedTuple, Never
from xml.parsers import expat

DC, PDF = "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/pdf/1.3/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TITLES = frozenset({*(f"{DC} {name}" for name in ("title", "creator", "description", "subject")), f"{PDF} Keywords"})
_VALUES = frozenset({f"{_RDF} value", f"{_RDF} resource"})  # attributes that say what an element may say as well
_ITEM, _LANGUAGE = f"{_RDF} li", "http://www.w3.org/XML/1998/namespace lang"
_NODE, _ABOUT = f"{_RDF} Description", (f"{_RDF} about", "about")  # the second one in packets of the first years
MAX_ELEMENTS, MAX_DEPTH = 50_000, 100
MAX_NAMED = 1_000  # characters of what each element inherits: a namespace, a language, what is spoken of
_READ_ALIKE = frozenset({"utf-8", "utf-16"})
_THE_FILE = "/"  # what a description without a name speaks of
_UTF16 = (b"\xfe\xff", b"\xff\xfe")


class Item(NamedTuple):
    """One of the titles, authors or words of a file: a reader shows the one in its language, or the first one."""

    words: str
    language: str = ""
    subject: str = ""  # of what it is said: what encloses it is about that


def titles(data: bytes) -> dict[str, tuple[Item, ...]]:
    """Title, authors, subject and keywords, each under its name; white space is one blank.

    What is not well-formed, one reader repairs and another leaves aside, and what is beyond measure is not read: it
    stands as a whole, under a name of its own, so that it equals nothing but itself.
    """
    data = data.strip(b"\0 \t\r\n")
    reading = _Titles()
    try:
        reading.read(data)
    except (expat.ExpatError, ValueError):
        return {"not well-formed": (item(data.decode("latin-1")),)}
    found = {name: tuple(item("".join(one.words), *one[1:]) for one in parts) for name, parts in reading.found.items()}
    return {name: items for name, items in found.items() if any(one.words for one in items)}


def item(words: str, language: str = "", subject: str = "") -> Item:
    """These words, any white space between them a blank: products set it as they like."""
    return Item(" ".join(words.split()), language, subject)


def of_the_file(described: dict[str, tuple[Item, ...]]) -> dict[str, tuple[Item, ...]]:
    """The same as products write it again that name the file no more, if all was said of one thing with a name."""
    if len({one.subject for items in described.values() for one in items if one.subject}) != 1:
        return described
    renamed = {one: one._replace(subject=one.subject and _THE_FILE) for items in described.values() for one in items}
    return {key: tuple(renamed[one] for one in items) for key, items in described.items()}


class _Open(NamedTuple):
    """An item that is being read."""

    words: list[str]
    language: str
    subject: str


class _Titles:
    """Collects while the parser passes by."""

    def __init__(self) -> None:
        self.found: dict[str, list[_Open]] = {}
        self._name = ""  # of the title that is open
        self._inside: list[_Open] = []  # for each element open in it, itself included, where its words go
        self._elements = 0
        self._around: list[tuple[str, str]] = [("", "")]  # for each open element: its language, and what it speaks of

    def read(self, data: bytes) -> None:
        """Raises ExpatError or ValueError for anything but plain, well-formed XML in UTF-8 or UTF-16."""
        # as UTF-8 whatever it declares: XMP is in no other eight-bit encoding
        parser = expat.ParserCreate(None if data.startswith(_UTF16) else "utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.XmlDeclHandler = _check_encoding
        parser.StartNamespaceDeclHandler = _check_namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.Parse(data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise ValueError(f"more than {MAX_ELEMENTS} elements")
        if len(self._around) > MAX_DEPTH:
            raise ValueError(f"more than {MAX_DEPTH} elements within one another")
        language, subject = self._around[-1]
        about = "".join(attributes.get(key, "") for key in _ABOUT)
        _check_length(about, attributes.get(_LANGUAGE, ""))
        if name == _NODE or about:  # one within another one is about something else, with a name or without
            subject = f"{subject}/{about}"
        self._around.append((attributes.get(_LANGUAGE, language).lower(), subject))
        if self._inside:
            self._inside.append(self._new(self._name) if name == _ITEM else self._inside[-1])
        elif name in _TITLES:
            self._name = name
            self._inside = [self._new(name)]
        for attribute, value in attributes.items():
            if attribute in _TITLES:
                self._new(attribute).words.append(value)
            elif attribute in _VALUES:
                self._words(value)

    def _end(self, _: str) -> None:
        self._around.pop()
        if self._inside:
            self._inside.pop()

    def _words(self, words: str) -> None:
        if self._inside:
            self._inside[-1].words.append(words)

    def _new(self, name: str) -> _Open:
        one = _Open([], *self._around[-1])
        self.found.setdefault(name, []).append(one)
        return one


def _check_encoding(_: str, encoding: str | None, __: int) -> None:
    """Else one reader goes by what it declares, and another by what XMP is in."""
    if encoding is not None and encoding.lower() not in _READ_ALIKE:
        raise ValueError("declared in an encoding that XMP is not in")


def _check_namespace(_: str | None, name: str | None) -> None:
    """The parser writes it out for each element."""
    _check_length(name or "")


def _check_length(*names: str) -> None:
    if any(len(one) > MAX_NAMED for one in names):
        raise ValueError(f"a name of more than {MAX_NAMED} characters")


def _refuse(*_: object) -> Never:
    raise ValueError("a document type definition")
