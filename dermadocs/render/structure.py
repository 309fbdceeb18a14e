"""The structure tree, made small and exact before the first signature; nobody may touch it afterwards.

WeasyPrint tags each run of text apart, tags the running head and foot outside the tree, and wraps a form field
in an array. Here runs join their paragraph, heads and feet become pagination artifacts (ISO 14289-1, 7.8), the
wrapping goes (pyHanko's difference analysis knows `/K OBJR`, not `/K [OBJR]`), and objects are renumbered. Fewer
objects are also less for every later verification to read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_REFERENCE = re.compile(rb"^(\d+) 0 R$")
# Elements that say nothing: their children belong to the parent, their text only if the parent may hold text.
_TRANSPARENT = frozenset({"/NonStruct", "/Span"})
_HOLDS_TEXT = frozenset({"/P", "/H1", "/H2", "/H3", "/TH", "/TD", "/LBody", "/Lbl", "/Caption", "/Span", "/NonStruct"})
_MAY_BE_EMPTY = frozenset({"/TH", "/TD"})  # a row keeps its cells, or the columns shift


def refine(pdf: Any, page_streams: list[Any], without: Sequence[Any] = ()) -> None:
    """Simplify the tree of `pdf` (a pydyf.PDF about to be written) and drop what it no longer uses.

    `without` are annotations taken off the pages: they leave the tree, and the file.
    """
    tree = _Tree(pdf)
    tree.forget(without)
    tree.simplify()
    tree.demote_running_text(page_streams)
    tree.index_identifiers()
    compact(pdf, tree.unused)


class _Tree:
    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.root = self.at(pdf.catalog["StructTreeRoot"])
        nums = self.at(self.root["ParentTree"])["Nums"]
        self.parents: dict[int, Any] = dict(zip(nums[0::2], nums[1::2], strict=True))
        self.pages = {reference: number for number, reference in enumerate(pdf.page_references)}
        self.elements: list[Any] = []
        self.unused: set[int] = set()

    def at(self, reference: Any) -> Any:
        """The object that a reference names."""
        match = _REFERENCE.match(reference)
        assert match, reference
        return self.pdf.objects[int(match[1])]

    def forget(self, annotations: Sequence[Any]) -> None:
        """Take annotations out: their element is left without children, so that it goes too."""
        nums = self.at(self.root["ParentTree"])["Nums"]
        for annotation in annotations:
            place = nums[0::2].index(annotation["StructParent"]) * 2
            element = self.at(nums[place + 1])
            self.unused |= {self.at(kid).number for kid in element["K"]}
            element["K"].clear()
            del nums[place : place + 2]
            appearance = annotation["AP"]["N"]
            self.unused |= {annotation.number, *(self.at(stream).number for stream in appearance.values())}

    def simplify(self) -> None:
        """Join text runs to their paragraphs, from the leaves up."""
        document = self.at(self.root["K"][0])
        self._visit(document)

    def _visit(self, element: Any) -> None:
        kids: list[Any] = []
        for kid in element["K"]:
            kids += self._replacement(kid, element)
        element["K"][:] = kids
        self.elements.append(element)

    def _replacement(self, kid: Any, parent: Any) -> list[Any]:
        """What stands for `kid` in its parent: itself, its own children, or nothing."""
        if isinstance(kid, int):
            return [kid]
        child = self.at(kid)
        if child.get("Type") != "/StructElem":
            return [kid]
        self._visit(child)
        if child["S"] == "/Form" and len(child["K"]) == 1:
            child["K"] = child["K"][0]
            return [kid]
        if not child["K"] and child["S"] not in _MAY_BE_EMPTY:
            return self._drop(child, [])
        if not self._transparent(child, parent):
            return [kid]
        for grandchild in child["K"]:
            if isinstance(grandchild, int):
                self.parents[self.pages[child["Pg"]]][grandchild] = parent.reference
            elif self.at(grandchild).get("Type") == "/StructElem":
                self.at(grandchild)["P"] = parent.reference
        return self._drop(child, list(child["K"]))

    def _transparent(self, child: Any, parent: Any) -> bool:
        if child["S"] not in _TRANSPARENT or child["Pg"] != parent.get("Pg", child["Pg"]):
            return False
        holds_text = any(isinstance(kid, int) for kid in child["K"])
        return not holds_text or parent["S"] in _HOLDS_TEXT

    def _drop(self, child: Any, kids: list[Any]) -> list[Any]:
        self.elements.remove(child)
        self.unused.add(child.number)
        return kids

    def demote_running_text(self, page_streams: list[Any]) -> None:
        """Heads and feet of pages stand outside the tree: mark them as artifacts, forget their elements."""
        inside = {element.number for element in self.elements}
        for page, stream in enumerate(page_streams):
            references = self.parents[page]
            outside = {
                mcid
                for mcid, reference in enumerate(references)
                if int(_REFERENCE.match(reference)[1]) not in inside  # type: ignore[index]
            }
            for mcid in outside:
                self._forget(references[mcid])
                references[mcid] = "null"
            _as_artifacts(stream.stream, outside)

    def _forget(self, reference: bytes) -> None:
        element = self.at(reference)
        document = self.at(self.root["K"][0])
        while element is not document:
            self.unused.add(element.number)
            element = self.at(element["P"])

    def index_identifiers(self) -> None:
        """The IDTree that ISO 32000-1, table 322 requires as soon as table headers bear identifiers."""
        pydyf_array, dictionary = type(self.root["K"]), type(self.root)
        named = {e["ID"].string: e for e in self.elements if "ID" in e}
        if not named:
            return
        names = pydyf_array()
        for identifier in sorted(named):
            names += [named[identifier]["ID"], named[identifier].reference]
        self.root["IDTree"] = dictionary({"Names": names})


def _as_artifacts(operators: list[Any], mcids: set[int]) -> None:
    """Turn `/Tag <</MCID n>> BDC` into `/Artifact <</Type /Pagination>> BDC` for the given numbers."""
    for index, item in enumerate(operators):
        if isinstance(item, dict) and item.get("MCID") in mcids:
            operators[index - 1] = "/Artifact"
            del item["MCID"]
            item["Type"] = "/Pagination"


def compact(pdf: Any, unused: set[int]) -> None:
    """Remove objects and renumber the others, so that the file has no free entry and no orphan."""
    kept = [item for item in pdf.objects if item.number not in unused]
    numbers = {item.number: new for new, item in enumerate(kept)}
    for item in kept:
        _renumber(item.extra if hasattr(item, "extra") else item, numbers)
    kids = pdf.pages["Kids"]
    kids[0::3] = [numbers[old] for old in kids[0::3]]
    pdf.objects[:] = kept
    for new, item in enumerate(kept):
        item.number = new


def _renumber(value: Any, numbers: dict[int, int]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            value[key] = _renumbered(inner, numbers)
    elif isinstance(value, list):
        value[:] = [_renumbered(inner, numbers) for inner in value]


def _renumbered(value: Any, numbers: dict[int, int]) -> Any:
    if isinstance(value, bytes) and (match := _REFERENCE.match(value)):
        return b"%d 0 R" % numbers[int(match[1])]
    _renumber(value, numbers)
    return value
