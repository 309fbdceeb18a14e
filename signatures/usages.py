"""Where objects are used: every way that leads to them from the trailer.

Before a change to an object is allowed, pyHanko's difference analysis asks for all its uses. Its own answer
reads the whole document again for each revision, which is most of the time of a verification. Here the
references of each object are noted once, a new revision replaces those of the objects that it writes, and only
references are walked (`ways`). The ways found are the same (a test compares them).
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, TypeAlias

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader, RawPdfPath
from pyhanko.pdf_utils.xref import ObjStreamRef

from signatures import parents, trees
from signatures.trees import TRAILER, Key, Place, Step, StructureTree, Way, key_of
from signatures.ways import Spent, Ways

MAX_STEPS = 5_000_000  # of the ways asked for in one revision, written out: an honest one asks for a few hundred
Where: TypeAlias = int | ObjStreamRef | None
"""A place in the file or in an object stream; None for what is freed."""
UNREADABLE = (misc.PdfError, ValueError, TypeError, LookupError, AttributeError, AssertionError, NotImplementedError)


class Usages:
    """The references of all objects as of one revision, which may move forward."""

    def __init__(self, reader: PdfFileReader) -> None:
        self._reader = reader
        self._spent = Spent()
        self._restart()

    def _restart(self) -> None:
        self._revision = -1
        self._holds: dict[Key, list[Place]] = {}
        self._holders: dict[Key, set[Key]] = {}  # the same the other way round
        self._structure: StructureTree | None = None
        self._parents: dict[Key, list[Place]] = {}  # what each object names as its parent
        self._unreadable: set[Key] = set()
        self._written: set[Key] = set()  # since the structure tree was looked at
        self._ways: Ways | None = None
        self._steps = 0  # of the ways asked for in this revision
        self._asked: dict[Key, set[RawPdfPath]] = {}  # the rules for each field ask again

    def move_to(self, revision: int) -> None:
        """Make this the state as of `revision`; cheap when it is the next one."""
        if revision < self._revision:
            self._restart()
        while self._revision < revision:
            self._revision += 1
            self._write_revision()

    def _write_revision(self) -> None:
        number = self._revision
        written = self.written_in(number)
        for reference in written:
            key = key_of(reference)
            self._unreadable.discard(key)
            try:
                held, self._parents[key] = _references(self._object(reference))
            except UNREADABLE:
                held, self._parents[key] = [], []
                self._unreadable.add(key)  # no harm as long as nothing leads there
            self._hold(key, held)
        self._hold(TRAILER, _references(self._reader.trailer.flatten(number))[0])
        self._ways = None
        self._written |= {key_of(reference) for reference in written}

    def _hold(self, holder: Key, places: list[Place]) -> None:
        for target, _ in self._holds.get(holder, ()):
            self._holders[target].discard(holder)
        for target, _ in places:
            self._holders.setdefault(target, set()).add(holder)
        self._holds[holder] = places

    def _object(self, reference: Reference) -> Any:
        return self.as_of(reference, self._revision)

    def as_of(self, reference: Reference, revision: int) -> Any:
        """An object of one revision, from the reader's cache when nothing newer exists; not to be changed.

        The references in it lead to the newest revision: they are to be followed by whoever knows better.
        """
        newest = self.last_change(reference) <= revision
        return self._reader.get_object(reference) if newest else self._reader.get_object(reference, revision)

    def last_change(self, reference: Reference) -> int:
        """The revision that writes an object last, or frees it. Raises KeyError for what never was."""
        return self._history[reference][-1][0]

    def place(self, reference: Reference, revision: int) -> Where:
        """Where an object of one revision stands; None for one that is freed or never was."""
        rows = self._history.get(reference, ())
        known = bisect_right(rows, revision, key=lambda row: row[0])
        return rows[known - 1][1] if known else None

    @property
    def _history(self) -> Mapping[Reference, list[tuple[int, Where]]]:
        """In which revisions an object is written, and where."""
        return self._tables[0]

    @cached_property
    def _tables(self) -> tuple[dict[Reference, list[tuple[int, Where]]], list[dict[Reference, Where]]]:
        """What the tables say by object, and by revision; the library goes through all of them for each question."""
        history: dict[Reference, list[tuple[int, Where]]] = {}
        written: list[dict[Reference, Where]] = []
        for number in range(self._reader.total_revisions):
            table = self._reader.xrefs.get_xref_data(number)
            places: dict[Reference, Where] = {}
            for one in self._reader.xrefs.explicit_refs_in_revision(number):
                try:
                    places[one] = table.try_resolve(one)
                    history.setdefault(one, []).append((number, places[one]))
                except KeyError:  # the number has two generations there: the other one counts
                    places[one] = history[one][-1][1] if one in history else None
            written.append(places)
        return history, written

    def followed(self, revision: int, value: Any) -> Any:
        """What stands in one revision behind `value`, if that is a reference; null if it leads to what never was."""
        if not isinstance(value, generic.IndirectObject):
            return value
        return self.as_of(value.reference, revision) if value.reference in self._history else generic.NullObject()

    def written_in(self, revision: int) -> Mapping[Reference, Where]:
        """The objects that one revision writes, each with its place."""
        return self._tables[1][revision]

    def streams_in(self, revision: int) -> set[int]:
        """The numbers of the object streams in which one revision writes; the library knows none of a hybrid table."""
        return {place.obj_stream_id for place in self.written_in(revision).values() if isinstance(place, ObjStreamRef)}

    def tables_until(self, revision: int) -> set[int]:
        """Where the tables stand of one revision and of those before it."""
        return set(map(self._reader.xrefs.get_startxref_for_revision, range(revision + 1)))

    def written_until(self, revision: int) -> set[Reference]:
        """The objects that one revision writes, and those that the ones before it do."""
        return {one for number in range(revision + 1) for one in self.written_in(number)}

    def introduced(self, reference: Reference) -> int:
        """The revision in which a number is first an object, whatever its generation; one too many if it never is."""
        return self._introduced.get(key_of(reference), self._reader.total_revisions)

    @cached_property
    def _introduced(self) -> dict[Key, int]:
        last = self._reader.total_revisions - 1
        return {key_of(one): number for number in range(last, -1, -1) for one in self.written_in(number)}

    def named(self, targets: set[Key]) -> Iterator[tuple[Key, Step]]:
        """By what key or index each of `targets` stands in the objects of this revision, reachable or not."""
        for places in (*self._holds.values(), *self._parents.values()):
            yield from ((key, place[-1]) for key, place in places if key in targets and place)

    def unused(self) -> list[Reference]:
        """Objects of this revision that nothing leads to and that could show something if something did."""
        led_to = self._led_to({TRAILER}, self._holds)
        return [one for one in self.written_in(self._revision) if key_of(one) not in led_to and self._could_show(one)]

    def _could_show(self, reference: Reference) -> bool:
        """A typed dictionary or a stream, containers of tables and of other objects apart."""
        found = None if key_of(reference) in self._unreadable else self._object(reference)
        if not isinstance(found, generic.DictionaryObject):
            return False
        kind = found.get("/Type")
        return kind not in ("/ObjStm", "/XRef") and (kind is not None or isinstance(found, generic.StreamObject))

    def of(self, target: Reference) -> set[RawPdfPath]:
        """All ways from the trailer to `target` that pass no object twice; not to be changed."""
        if self._ways is None:
            self._ways, self._steps, self._asked = self._look(), 0, {}
        key = key_of(target)
        if key not in self._asked:
            self._asked[key] = self._written_out(self._ways.to(key))
        return self._asked[key]

    def _written_out(self, ways: Iterator[Way]) -> set[RawPdfPath]:
        found: set[RawPdfPath] = set()
        for way in ways:
            self._steps += len(way)
            self._spent.write(len(way))
            if self._steps > MAX_STEPS:
                raise misc.PdfReadError("the objects of this document are used in ways too long to be judged")
            found.add(RawPdfPath(*way))
        return found

    def _look(self) -> Ways:
        """Only when asked: the first revision of a file made for fast display has no catalog yet."""
        root = self._reader.trailer.raw_get("/Root", revision=self._revision)
        catalog: generic.DictionaryObject = self._follow(root)
        pages = trees.page_tree(root.reference, catalog, self._follow)
        here = key_of(root.reference)
        known = self._structure
        if known is None or self._written & {here, *known.passed}:
            self._structure = known = trees.structure_tree(catalog, self._follow)
        self._written = set()
        owners = parents.fields(self._holds, here)
        false, uses = parents.told_apart(self._parents, pages, owners)
        aside = self._led_to(false, self._holds, self._parents)
        holds = self._holds | {one: [*self._holds.get(one, ()), *places] for one, places in uses.items()}
        back: dict[Key, set[Key]] = {}
        for one, places in uses.items():
            for parent, _ in places:
                back.setdefault(parent, set()).add(one)

        def holders(target: Key) -> set[Key]:
            return self._holders.get(target, set()) | back.get(target, set())

        return Ways(holds, holders, self._unreadable, pages, known, aside, self._likely() | set(owners), self._spent)

    def _follow(self, value: Any) -> Any:
        return self.followed(self._revision, value)

    def _likely(self) -> set[Key]:
        """What a comparison asks about beside the form fields: whatever this revision and the next one write."""
        compared = {self._revision, self._revision + 1} & set(range(1, self._reader.total_revisions))
        return {key_of(one) for revision in compared for one in self.written_in(revision)}

    @staticmethod
    def _led_to(objects: set[Key], *references: Mapping[Key, list[Place]]) -> set[Key]:
        """These, and all that they lead to."""
        led_to, waiting = set(objects), list(objects)
        while waiting:
            one = waiting.pop()
            new = {target for held in references for target, _ in held.get(one, ())} - led_to
            led_to |= new
            waiting += new
        return led_to


def _references(whole: Any) -> tuple[list[Place], list[Place]]:
    """The references in one object and where they stand: those that use something, and those back to a parent."""
    found: list[Place] = []
    parents: list[Place] = []
    for reference, way in trees.references_in(whole):
        (parents if _leads_back(way) else found).append((key_of(reference), way))
    return found, parents


def _leads_back(way: Way) -> bool:
    """Whether it is the parent of an object, or of a kid in a list; any other thing may be *named* parent."""
    return way[-1:] == ("/Parent",) and (len(way) == 1 or isinstance(way[-2], int))
