"""Where objects are used: every way that leads to them from the trailer.

Before a change to an object is allowed, pyHanko's difference analysis asks for all its uses. Its own answer
reads the whole document again for each revision, which is most of the time of a verification. Here the
references of each object are noted once, a new revision replaces those of the objects that it writes, and only
references are walked. A way is kept as its last link, for a long outline has ways as long as itself; it is written
out when somebody asks. The ways found are the same (a test compares them), with the library's two conventions:
page tree nodes are entered by their place in the tree alone, structure elements through the structure tree alone.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath

Step = str | int
Way = tuple[Step, ...]
STRUCTURE: Way = ("/Root", "/StructTreeRoot", "/K")
MAX_WAYS = 300_000  # in one revision; more means a document built to exhaust its reader
MAX_STEPS = 5_000_000  # of the ways asked for in one revision, written out: an honest one asks for a few hundred
Key = int  # of an object; a Reference is slow to look up, and it is looked up most of the time
Place = tuple[Key, Way]  # of a reference: the object that holds it, and where it stands in that
Link = tuple["Link | None", Way]  # the end of a way: what leads to the object that holds the reference, and its place
_UNREADABLE = (misc.PdfError, ValueError, TypeError, LookupError, AttributeError, AssertionError, NotImplementedError)


def _key(reference: Reference) -> Key:
    return reference.idnum << 16 | reference.generation


_TRAILER: Key = 65535


class Usages:
    """The references of all objects as of one revision, which may move forward."""

    def __init__(self, reader: PdfFileReader) -> None:
        self._reader = reader
        self._restart()

    def _restart(self) -> None:
        self._revision = -1
        self._holds: dict[Key, list[tuple[Key, Way]]] = {}
        self._pages: set[Key] = set()
        self._entrances: dict[Key, Place] = {}
        self._structure: set[Key] | None = None
        self._unreadable: set[Key] = set()
        self._written: set[Key] = set()  # since the trees were looked at
        self._ways: dict[Key, list[Link]] | None = None
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
            key = _key(reference)
            self._unreadable.discard(key)
            try:
                self._holds[key] = list(_references(self._object(reference), ()))
            except _UNREADABLE:
                self._holds[key] = []
                self._unreadable.add(key)  # no harm as long as nothing leads there
        self._holds[_TRAILER] = list(_references(self._reader.trailer.flatten(number), ()))
        self._ways = None
        self._written |= {_key(reference) for reference in written}

    def _object(self, reference: Reference) -> Any:
        """An object as of this revision, from the reader's cache when nothing newer exists."""
        reader = self._reader
        if reader.xrefs.get_last_change(reference) <= self._revision:
            return reader.get_object(reference)
        return reader.get_object(reference, self._revision)

    def unused(self) -> list[Reference]:
        """Objects of this revision that nothing leads to and that could show something if something did."""
        led_to = {_TRAILER}
        waiting = [_TRAILER]
        while waiting:
            new = {target for target, _ in self._holds.get(waiting.pop(), ())} - led_to
            led_to |= new
            waiting += new
        written = self._reader.xrefs.explicit_refs_in_revision(self._revision)
        return [one for one in written if _key(one) not in led_to and self._could_show(one)]

    def _could_show(self, reference: Reference) -> bool:
        """A typed dictionary or a stream, containers of tables and of other objects apart."""
        found = None if _key(reference) in self._unreadable else self._object(reference)
        if not isinstance(found, generic.DictionaryObject):
            return False
        kind = found.get("/Type")
        return kind not in ("/ObjStm", "/XRef") and (kind is not None or isinstance(found, generic.StreamObject))

    # ---- trees that have one canonical way in

    def _look_at_trees(self) -> None:
        """Only when asked: the first revision of a file made for fast display has no catalog yet."""
        self._pages, self._entrances = self._page_tree()
        known = self._structure
        if known is None or self._written & known or self._structure_root() in self._written:
            self._structure = self._structure_tree()
        self._written = set()

    def _follow(self, value: Any) -> Any:
        return self._object(value.reference) if isinstance(value, generic.IndirectObject) else value

    def _root(self) -> generic.DictionaryObject:
        root: generic.DictionaryObject = self._follow(self._reader.trailer.raw_get("/Root", revision=self._revision))
        return root

    def _page_tree(self) -> tuple[set[Key], dict[Key, Place]]:
        """The nodes of the page tree, and the one place from which each object on the way to them is entered."""
        root = self._reader.trailer.raw_get("/Root", revision=self._revision).reference
        pages: set[Key] = set()
        entrances: dict[Key, Place] = {_key(root): (_TRAILER, ("/Root",))}

        def enter(value: Any, place: Place) -> Place:
            """What stands in `value` itself has its place in it, else in what holds it."""
            if not isinstance(value, generic.IndirectObject):
                return place
            here = _key(value.reference)
            if here in entrances:
                raise misc.PdfReadError("the page tree contains itself")
            entrances[here] = place
            return here, ()

        waiting: list[tuple[Any, Place, bool]]
        waiting = [(self._root().raw_get("/Pages"), (_key(root), ("/Pages",)), True)]
        while waiting:
            value, place, top = waiting.pop()
            holder, inner = enter(value, place)
            if isinstance(value, generic.IndirectObject):
                pages.add(holder)
            node = self._follow(value)
            if top or node.get("/Type") == "/Pages":
                listed = node.raw_get("/Kids")
                holder, inner = enter(listed, (holder, (*inner, "/Kids")))
                kids = self._follow(listed)
                waiting += [(kids.raw_get(index), (holder, (*inner, index)), False) for index in range(len(kids))]
        return pages, entrances

    def _structure_root(self) -> Key | None:
        value = self._root().raw_get("/StructTreeRoot") if "/StructTreeRoot" in self._root() else None
        return _key(value.reference) if isinstance(value, generic.IndirectObject) else None

    def _structure_tree(self) -> set[Key]:
        """The structure elements; one that stands twice makes the tree unfit for judging.

        As in pyHanko, an only child that stands without an array counts as part of its parent.
        """
        found: set[Key] = set()
        root = self._root()
        waiting = [self._follow(root.raw_get("/StructTreeRoot"))] if "/StructTreeRoot" in root else []
        while waiting:
            element = waiting.pop()
            if "/K" not in element:
                continue
            children = self._follow(element.raw_get("/K"))
            if not isinstance(children, generic.ArrayObject):
                children = [children]
            for child in list(children):
                node = self._follow(child)
                if not isinstance(node, generic.DictionaryObject) or node.get("/Type", "/StructElem") != "/StructElem":
                    continue
                if isinstance(child, generic.IndirectObject):
                    if _key(child.reference) in found:
                        raise misc.PdfReadError("the structure tree contains itself")
                    found.add(_key(child.reference))
                waiting.append(node)
        return found

    # ---- ways

    def of(self, target: Reference) -> set[RawPdfPath]:
        """All ways from the trailer to `target` that pass no object twice."""
        if self._ways is None:
            self._ways = self._walk()
            self._steps = 0
        found: set[RawPdfPath] = set()
        for link in self._ways.get(_key(target), ()):
            way = _written_out(link)
            self._steps += len(way)
            if self._steps > MAX_STEPS:
                raise misc.PdfReadError("the objects of this document are used in ways too long to be judged")
            found.add(RawPdfPath(*way))
        return found

    def _walk(self) -> dict[Key, list[Link]]:
        self._look_at_trees()
        structure = self._structure or set()
        found: dict[Key, list[Link]] = {}
        passed: set[Key] = set()
        count = 0
        levels = [_Level(_TRAILER, None, (), False, True, iter(self._holds.get(_TRAILER, ())))]
        while levels:
            level = levels[-1]
            for target, inner in level.left:
                if target in passed:
                    continue
                beginning = level.beginning + inner if len(level.beginning) < len(STRUCTURE) else level.beginning
                inside = level.structural or beginning[: len(STRUCTURE)] == STRUCTURE
                if inside and "/P" in (inner if level.structural else beginning[len(STRUCTURE) :]):
                    continue
                link = (level.link, inner)
                found.setdefault(target, []).append(link)
                count += 1
                if count > MAX_WAYS:
                    raise misc.PdfReadError("the objects of this document are used in too many ways to be judged")
                canonical = level.canonical and self._entrances.get(target) == (level.here, inner)
                if (target in self._pages and not canonical) or (target in structure and not inside):
                    continue
                if target in self._unreadable:
                    raise misc.PdfReadError(f"object {target >> 16} cannot be read")
                passed.add(target)
                levels.append(_Level(target, link, beginning, inside, canonical, iter(self._holds.get(target, ()))))
                break
            else:
                passed.discard(level.here)
                levels.pop()
        return found


class _Level(NamedTuple):
    """How deep the walk is: an object, and what is still to be followed from it."""

    here: Key
    link: Link | None  # the way to it
    beginning: Way  # of that way: three steps or more, as far as there are any
    structural: bool  # whether it lies in the structure tree
    canonical: bool  # whether the way is that of the page tree so far
    left: Iterator[tuple[Key, Way]]


def _written_out(link: Link | None) -> Way:
    parts = []
    while link is not None:
        link, inner = link
        parts.append(inner)
    return tuple(step for inner in reversed(parts) for step in inner)


def _references(obj: Any, way: Way) -> Iterator[tuple[Key, Way]]:
    """The references in one object and where they stand; links back to a parent are not uses."""
    if isinstance(obj, generic.IndirectObject):
        yield _key(obj.reference), way
    elif isinstance(obj, generic.DictionaryObject):
        for key in obj:
            if key != "/Parent":
                yield from _references(obj.raw_get(key), (*way, str(key)))
    elif isinstance(obj, generic.ArrayObject):
        for index in range(len(obj)):
            yield from _references(obj.raw_get(index), (*way, index))


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
