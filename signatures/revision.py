"""One revision of a file, as pyHanko's rules ask for it: uses are looked up (`usages`), and its pages kept."""

from functools import cached_property
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath

from signatures.usages import Usages


class Revision(HistoricalResolver):
    """One revision of a file; asked where an object is used, it looks upwards."""

    def __init__(self, reader: PdfFileReader, revision: int, usages: Usages) -> None:
        super().__init__(reader, revision)
        self._usages = usages

    @cached_property
    def pages(self) -> list[generic.DictionaryObject]:
        """Page dictionaries in order, not to be changed. Raises PdfReadError on a tree with loops."""
        found: list[generic.DictionaryObject] = []
        seen: set[Reference] = set()
        waiting = [self.root.raw_get("/Pages")]
        while waiting:
            item = waiting.pop()
            reference = getattr(item, "reference", None)
            if reference in seen:
                raise misc.PdfReadError("the page tree contains itself")
            if reference is not None:
                seen.add(reference)
            node = item.get_object()
            if "/Kids" in node:
                kids = node["/Kids"]
                waiting += [kids.raw_get(index) for index in range(len(kids) - 1, -1, -1)]
            else:
                found.append(node)
        return found

    def explicit_refs_in_revision(self) -> set[Reference]:
        """The objects that it writes; the library changes what it is given."""
        return set(self._usages.written_in(self.revision))

    def is_ref_unassignable(self, ref: Reference) -> bool:
        """Whether it is new after this revision: by the tables, not by what a trailer says of their size."""
        return bool(super().is_ref_unassignable(ref)) and self._usages.introduced(ref) > self.revision

    def _collect_indirect_references(self, obj: Any, seen: set[Reference], since_revision: int | None = None) -> None:
        """A reference to what never was leads to null (ISO 32000-2, 7.3.10); the library stops at it."""
        never = self.reader.total_revisions
        if isinstance(obj, generic.IndirectObject) and self._usages.introduced(obj.reference) == never:
            return
        super()._collect_indirect_references(obj, seen, since_revision)  # type: ignore[no-untyped-call]  # pyHanko's

    def _load_reverse_xref_cache(self) -> None:
        self._usages.move_to(self.revision)

    def _get_usages_of_ref(self, ref: Reference) -> set[RawPdfPath]:
        self._usages.move_to(self.revision)
        return self._usages.of(ref)
