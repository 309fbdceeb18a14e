"""Several tagged papers as one print file that stays PDF/A-3A and PDF/UA-1: pages, structure, records, output intent.

Nothing is drawn again: pages keep their streams and fonts. What names something by a number or by an identifier of its
own file (ISO 32000-1, 14.7: parent tree, identifiers, header cells) gets one of the whole.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from dermadocs.paper.pack import Part
from dermadocs.render.metadata import Metadata, xmp

_CELLS = frozenset({"/TH", "/TD"})
"""Elements that stay without children, or the columns of their row would shift."""


def join(parts: Sequence[Part], title: str, author: str, at: datetime) -> bytes:
    """The print file, of that title, author and moment: same arguments, same bytes."""
    whole = _Whole(Metadata(title, author, f"pikepdf {pikepdf.__version__}", at.astimezone(UTC)))
    for part in parts:
        with pikepdf.open(io.BytesIO(part.pdf)) as source:
            whole.add(part, source)
    return whole.written()


class _Whole:
    def __init__(self, metadata: Metadata) -> None:
        self.pdf = Pdf.new()
        self.metadata = metadata
        self.document = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
        self.parents: list[tuple[int, Object]] = []
        self.identifiers: dict[str, Object] = {}
        self.records: dict[str, Object] = {}
        self.outline: list[tuple[str, int]] = []

    def add(self, part: Part, source: Pdf) -> None:
        """The pages first: what refers to them afterwards then finds the copies."""
        first = len(self.pdf.pages)
        for number in part.pages:
            self.pdf.pages.append(source.pages[number - 1])
        pages = [page.obj for page in list(self.pdf.pages)[first:]]
        self.outline.append((part.name, first))
        self._add_structure(part.name, self.pdf.copy_foreign(source.Root.StructTreeRoot), pages)
        if first == 0:
            for key in ("/OutputIntents", "/Lang", "/MarkInfo", "/ViewerPreferences"):
                self.pdf.Root[key] = self.pdf.copy_foreign(self._indirect(source, source.Root[key]))
        if part.record is not None:
            self._add_record(part.record, source)

    @staticmethod
    def _indirect(source: Pdf, value: Object) -> Object:
        return value if value.is_indirect else source.make_indirect(value)

    def _add_structure(self, name: str, root: Object, pages: Sequence[Object]) -> None:
        element = root.K[0]
        element.S, element.P, element.T = Name.Part, self.document, String(name)
        _prune(element, {page.objgen for page in pages}, None)
        self.document.K.append(element)
        mark = len(self.outline)
        for one in _elements(element):
            self._rename(one, f"{mark}-")
        nums = list(root.ParentTree.Nums)
        by_key = {int(key): value for key, value in zip(nums[0::2], nums[1::2], strict=True)}
        for page in pages:
            for owner in (page, *page.get("/Annots", ())):
                key = "/StructParents" if owner is page else "/StructParent"
                if key in owner:
                    old, owner[key] = int(owner[key]), len(self.parents)
                    self.parents.append((len(self.parents), by_key[old]))

    def _rename(self, element: Object, mark: str) -> None:
        if "/ID" in element:
            identifier = mark + str(element.ID)
            element.ID = String(identifier)
            self.identifiers[identifier] = element
        attributes = element.get("/A")
        if isinstance(attributes, Dictionary) and "/Headers" in attributes:
            attributes.Headers = Array([String(mark + str(header)) for header in attributes.Headers])

    def _add_record(self, name: str, source: Pdf) -> None:
        record = self.pdf.copy_foreign(self._indirect(source, source.Root.AF[0]))
        record.F = record.UF = String(name)
        self.records[name] = record

    def written(self) -> bytes:
        """The bytes, once all parts are there."""
        pdf = self.pdf
        nums = Array([item for key, value in self.parents for item in (key, value)])
        named = sorted(self.identifiers.items())
        root = Dictionary(
            Type=Name.StructTreeRoot,
            K=Array([self.document]),
            ParentTree=pdf.make_indirect(Dictionary(Nums=nums)),
            ParentTreeNextKey=len(self.parents),
        )
        if named:
            root.IDTree = Dictionary(Names=Array([item for name, one in named for item in (String(name), one)]))
        pdf.Root.StructTreeRoot = pdf.make_indirect(root)
        self.document.P = pdf.Root.StructTreeRoot
        self._embed()
        self._outline()
        self._describe()
        out = io.BytesIO()
        pdf.remove_unreferenced_resources()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()

    def _embed(self) -> None:
        if not self.records:
            return
        names = Array([item for name, one in sorted(self.records.items()) for item in (String(name), one)])
        self.pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))
        self.pdf.Root.AF = Array(self.records.values())

    def _outline(self) -> None:
        with self.pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(name, page) for name, page in self.outline)

    def _describe(self) -> None:
        told, moment = self.metadata, self.metadata.at.strftime("D:%Y%m%d%H%M%SZ")
        packet = self.pdf.make_stream(xmp(told), Type=Name.Metadata, Subtype=Name.XML)
        self.pdf.Root.Metadata = packet
        entries = {"/Title": told.title, "/Author": told.author, "/Producer": told.producer}
        for key, value in {**entries, "/CreationDate": moment, "/ModDate": moment}.items():
            self.pdf.docinfo[key] = String(value)


def _elements(element: Any) -> Iterator[Any]:
    yield element
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from _elements(kid)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    return [] if kids is None else list(kids) if isinstance(kids, Array) else [kids]


def _prune(element: Any, pages: set[tuple[int, int]], page: tuple[int, int] | None) -> bool:
    """Take out what stands on pages that are left out; whether anything of the element is left.

    The page of an element that names none is that of the one above. A reference to a page that was not copied is
    null.
    """
    own = element.get("/Pg", None)
    if own is not None:
        page = own.objgen
    elif "/Pg" in element:
        del element["/Pg"]
    before = _kids(element)
    kept = [kid for kid in before if _stays(kid, pages, page)]
    if len(kept) != len(before):
        element.K = Array(kept)
    return any(not _is_empty_cell(kid) for kid in kept) or _is_empty_cell(element)


def _is_empty_cell(kid: Any) -> bool:
    """A cell without content: it stays for the sake of its row, and no row stays for its sake."""
    return isinstance(kid, Dictionary) and str(kid.get("/S", "")) in _CELLS and not _kids(kid)


def _stays(kid: Any, pages: set[tuple[int, int]], page: tuple[int, int] | None) -> bool:
    if not isinstance(kid, Dictionary):
        return page in pages
    if "/S" in kid:
        return _prune(kid, pages, page)
    return kid.get("/Pg", None) is not None and kid.Pg.objgen in pages
