"""Where objects are used: every way that leads to them from the trailer.

Before a change to an object is allowed, pyHanko's difference analysis asks for all its uses. Its own answer
reads the whole document again for each revision, which is most of the time of a verification. Here the
references of each object are noted once, a new revision replaces those of the objects that it writes, and only
references are walked (`ways`). The ways found are the same (a test compares them).
"""

from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath

from signatures import trees
from signatures.trees import TRAILER, Key, Place, Way, key_of
from signatures.ways import Ways

MAX_STEPS = 5_000_000  # of the ways asked for in one revision, written out: an honest one asks for a few hundred
_FORM = (("/AcroForm",), ("/AcroForm", "/Fields"))
_BELOW_FORM = (("/Fields",), ("/Kids",))
_HOLDING = (generic.IndirectObject, generic.DictionaryObject, generic.ArrayObject)
_UNREADABLE = (misc.PdfError, ValueError, TypeError, LookupError, AttributeError, AssertionError, NotImplementedError)


def as_of(reader: PdfFileReader, reference: Reference, revision: int) -> Any:
    """An object of one revision, from the reader's cache when nothing newer exists; not to be changed.

    The references in it lead to the newest revision: they are to be followed by whoever knows better.
    """
    if reader.xrefs.get_last_change(reference) <= revision:
        return reader.get_object(reference)
    return reader.get_object(reference, revision)


def followed(reader: PdfFileReader, revision: int, value: Any) -> Any:
    """What stands in one revision behind `value`, if that is a reference."""
    return as_of(reader, value.reference, revision) if isinstance(value, generic.IndirectObject) else value


class Usages:
    """The references of all objects as of one revision, which may move forward."""

    def __init__(self, reader: PdfFileReader) -> None:
        self._reader = reader
        self._restart()

    def _restart(self) -> None:
        self._revision = -1
        self._holds: dict[Key, list[Place]] = {}
        self._structure: set[Key] | None = None
        self._unreadable: set[Key] = set()
        self._written: set[Key] = set()  # since the structure tree was looked at
        self._ways: Ways | None = None
        self._steps = 0  # of the ways asked for in this revision

    def move_to(self, revision: int) -> None:
        """Make this the state as of `revision`; cheap when it is the next one."""
        if revision < self._revision:
            self._restart()
        while self._revision < revision:
            self._revision += 1
            self._write_revision()

    def _write_revision(self) -> None:
        number = self._revision
        written = self._reader.xrefs.explicit_refs_in_revision(number)
        for reference in written:
            key = key_of(reference)
            self._unreadable.discard(key)
            try:
                self._holds[key] = _references(self._object(reference))
            except _UNREADABLE:
                self._holds[key] = []
                self._unreadable.add(key)  # no harm as long as nothing leads there
        self._holds[TRAILER] = _references(self._reader.trailer.flatten(number))
        self._ways = None
        self._written |= {key_of(reference) for reference in written}

    def _object(self, reference: Reference) -> Any:
        return as_of(self._reader, reference, self._revision)

    def unused(self) -> list[Reference]:
        """Objects of this revision that nothing leads to and that could show something if something did."""
        led_to = {TRAILER}
        waiting = [TRAILER]
        while waiting:
            new = {target for target, _ in self._holds.get(waiting.pop(), ())} - led_to
            led_to |= new
            waiting += new
        written = self._reader.xrefs.explicit_refs_in_revision(self._revision)
        return [one for one in written if key_of(one) not in led_to and self._could_show(one)]

    def _could_show(self, reference: Reference) -> bool:
        """A typed dictionary or a stream, containers of tables and of other objects apart."""
        found = None if key_of(reference) in self._unreadable else self._object(reference)
        if not isinstance(found, generic.DictionaryObject):
            return False
        kind = found.get("/Type")
        return kind not in ("/ObjStm", "/XRef") and (kind is not None or isinstance(found, generic.StreamObject))

    def of(self, target: Reference) -> set[RawPdfPath]:
        """All ways from the trailer to `target` that pass no object twice."""
        if self._ways is None:
            self._ways = self._look()
            self._steps = 0
        found: set[RawPdfPath] = set()
        for way in self._ways.to(key_of(target)):
            self._steps += len(way)
            if self._steps > MAX_STEPS:
                raise misc.PdfReadError("the objects of this document are used in ways too long to be judged")
            found.add(RawPdfPath(*way))
        return found

    def _look(self) -> Ways:
        """Only when asked: the first revision of a file made for fast display has no catalog yet."""
        root = self._reader.trailer.raw_get("/Root", revision=self._revision)
        catalog: generic.DictionaryObject = self._follow(root)
        pages, entrances = trees.page_tree(root.reference, catalog, self._follow)
        known = self._structure
        if known is None or self._written & known or trees.structure_root(catalog) in self._written:
            self._structure = known = trees.structure_tree(catalog, self._follow)
        self._written = set()
        return Ways(self._holds, self._unreadable, pages, entrances, known, self._likely(key_of(root.reference)))

    def _follow(self, value: Any) -> Any:
        return followed(self._reader, self._revision, value)

    def _likely(self, catalog: Key) -> set[Key]:
        """What a comparison asks about: the objects that this revision and the next one write, and the form fields."""
        xrefs, number = self._reader.xrefs, self._revision
        compared = {number, number + 1} & set(range(1, self._reader.total_revisions))
        written = {key_of(one) for revision in compared for one in xrefs.explicit_refs_in_revision(revision)}
        return written | self._fields(catalog)

    def _fields(self, catalog: Key) -> set[Key]:
        waiting = [target for target, place in self._holds.get(catalog, ()) if place[:2] in _FORM]
        found = set(waiting)
        while waiting:
            places = self._holds.get(waiting.pop(), ())
            new = {target for target, place in places if place[:1] in _BELOW_FORM or _in_array(place)} - found
            found |= new
            waiting += new
        return found


def _in_array(place: Way) -> bool:
    return bool(place) and isinstance(place[0], int)


def _references(whole: Any) -> list[Place]:
    """The references in one object and where they stand; links back to a parent are not uses."""
    found: list[Place] = []
    waiting: list[tuple[Any, Way]] = [(whole, ())]
    while waiting:
        obj, way = waiting.pop()
        if isinstance(obj, generic.IndirectObject):
            found.append((key_of(obj.reference), way))
        elif isinstance(obj, generic.DictionaryObject):
            waiting += [(value, (*way, str(key))) for key, value in obj.items() if key != "/Parent" and _holds(value)]
        elif isinstance(obj, generic.ArrayObject):
            waiting += [(value, (*way, index)) for index, value in enumerate(obj) if _holds(value)]
    return found


def _holds(value: Any) -> bool:
    return isinstance(value, _HOLDING)


class Revision(HistoricalResolver):
    """One revision of a file; asked where an object is used, it looks upwards."""

    def __init__(self, reader: PdfFileReader, revision: int, usages: Usages) -> None:
        super().__init__(reader, revision)
        self._usages = usages

    def _load_reverse_xref_cache(self) -> None:
        self._usages.move_to(self.revision)

    def _get_usages_of_ref(self, ref: Reference) -> set[RawPdfPath]:
        self._usages.move_to(self.revision)
        return self._usages.of(ref)
