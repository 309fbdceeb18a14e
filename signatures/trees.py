"""The two trees of a document that have one canonical way in: its pages and its structure."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.generic import Reference

Step = str | int
Way = tuple[Step, ...]
Key = int  # of an object: its number alone, for many readers do not ask for its generation
Place = tuple[Key, Way]  # of a reference: the object that holds it, and where it stands in that
Follow = Callable[[Any], Any]  # what stands behind a value, if that is a reference
TRAILER: Key = 0
_HOLDING = (generic.IndirectObject, generic.DictionaryObject, generic.ArrayObject)


class PageTree(NamedTuple):
    """The nodes of the page tree, and the one place from which each object on the way to them is entered."""

    nodes: set[Key]
    entrances: dict[Key, Place]


class StructureTree(NamedTuple):
    """The structure elements, and whatever lies on the way to them, they included."""

    elements: set[Key]
    passed: set[Key]


def key_of(reference: Reference) -> Key:
    """The number of an object."""
    return int(reference.idnum)


def references_in(whole: Any) -> Iterator[tuple[Reference, Way]]:
    """The references in an object, and where they stand in it."""
    waiting: list[tuple[Any, Way]] = [(whole, ())]
    while waiting:
        obj, way = waiting.pop()
        if isinstance(obj, generic.IndirectObject):
            yield obj.reference, way
        elif isinstance(obj, generic.DictionaryObject):
            waiting += [(value, (*way, str(key))) for key, value in obj.items() if isinstance(value, _HOLDING)]
        elif isinstance(obj, generic.ArrayObject):
            waiting += [(value, (*way, index)) for index, value in enumerate(obj) if isinstance(value, _HOLDING)]


def page_tree(root: Reference, catalog: generic.DictionaryObject, follow: Follow) -> PageTree:
    """The page tree of a catalogue. Whatever has kids is a node above them, for so readers see it, typed or not.

    Raises PdfReadError on a loop.
    """
    here = key_of(root)
    pages: set[Key] = set()
    entrances: dict[Key, Place] = {here: (TRAILER, ("/Root",))}

    def enter(value: Any, place: Place) -> Place:
        """What stands in `value` itself has its place in it, else in what holds it."""
        if not isinstance(value, generic.IndirectObject):
            return place
        key = key_of(value.reference)
        if key in entrances:
            raise misc.PdfReadError("the page tree contains itself")
        entrances[key] = place
        return key, ()

    waiting: list[tuple[Any, Place, bool]] = [(catalog.raw_get("/Pages"), (here, ("/Pages",)), True)]
    while waiting:
        value, place, top = waiting.pop()
        holder, inner = enter(value, place)
        if isinstance(value, generic.IndirectObject):
            pages.add(holder)
        node = follow(value)
        if top or node.get("/Type") == "/Pages" or "/Kids" in node:
            listed = node.raw_get("/Kids")
            holder, inner = enter(listed, (holder, (*inner, "/Kids")))
            kids = follow(listed)
            waiting += [(kids.raw_get(index), (holder, (*inner, index)), False) for index in range(len(kids))]
    return PageTree(pages, entrances)


def structure_tree(catalog: generic.DictionaryObject, follow: Follow) -> StructureTree:
    """The structure tree of a catalogue. Raises PdfReadError if an element stands in it twice.

    As in pyHanko, an only child that stands without an array counts as part of its parent.
    """
    found: set[Key] = set()
    passed: set[Key] = set()

    def entered(value: Any) -> Any:
        if isinstance(value, generic.IndirectObject):
            passed.add(key_of(value.reference))
        return follow(value)

    waiting = [entered(catalog.raw_get("/StructTreeRoot"))] if "/StructTreeRoot" in catalog else []
    while waiting:
        element = waiting.pop()
        if not isinstance(element, generic.DictionaryObject) or "/K" not in element:
            continue
        children = entered(element.raw_get("/K"))
        if not isinstance(children, generic.ArrayObject):
            children = [children]
        for child in list(children):
            node = follow(child)
            if not isinstance(node, generic.DictionaryObject) or node.get("/Type", "/StructElem") != "/StructElem":
                continue
            if isinstance(child, generic.IndirectObject):
                key = key_of(child.reference)
                if key in found:
                    raise misc.PdfReadError("the structure tree contains itself")
                found.add(key)
            waiting.append(node)
    return StructureTree(found, passed | found)
