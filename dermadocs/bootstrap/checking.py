"""Sheets that came back, looked at: files decoded in limited children, images judged where the press works."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dermadocs.bootstrap import PapersPrinter
from dermadocs.bootstrap.press import Draw, directly
from dermadocs.domain.heap import Heap
from dermadocs.domain.sheet import Sheet
from dermadocs.errors import InputError, MissingExtra
from dermadocs.flows import indexing, intake, returned
from dermadocs.flows.desk import Desk
from dermadocs.flows.indexing import Index
from dermadocs.store.archive import Archive

if TYPE_CHECKING:
    from dermadocs.domain.pagecode import PageCode
    from dermadocs.paper.beside import Reader
    from dermadocs.paper.shelf import Shelf

READING = "reading papers that came back"


@contextmanager
def beside_checker(
    desk: Desk, archive: Archive, draw: Draw = directly, index: Index | None = None
) -> Iterator[BesideChecker]:
    """Whatever looks at files that came back, for as long as it is needed; then the child processes end."""
    try:
        from dermadocs.paper.beside import reading
    except ImportError as error:
        raise MissingExtra("paper", READING) from error
    with reading() as reader:
        yield BesideChecker(desk, archive, reader, draw, index)


class BesideChecker:
    """The port of `flows/intake.py` fulfilled; the pictures for reviewers are kept while it looks."""

    def __init__(self, desk: Desk, archive: Archive, reader: Reader, draw: Draw, index: Index | None) -> None:
        printer = desk.practice.printer
        assert isinstance(printer, PapersPrinter)
        self.keys = {printer.secrets.key_number: printer.secrets.page_code_key}
        self.index = index or indexing.index(archive)
        self.shelf = shelf_of(archive, self.index)
        self._desk, self._archive, self._draw = desk, archive, draw
        self._documents = {(one.handle, one.page): one.document for one in self.index.pages}
        self._reader = reader

    def __call__(self, file: str, data: bytes) -> Sequence[Sheet]:
        """What each image of a file is. InputError or UnreadableScan when nothing in it can be read."""
        return list(self._looked(file, data))

    def named(self, heap: str, sheet: Sheet, typed: str) -> Sheet:
        """An image whose codes cannot be read, looked at as the page whose eighteen characters a person typed.

        InputError for what is no code of a page that was printed here.
        """
        from dermadocs.domain.document import handle_text
        from dermadocs.domain.pagecode import read_human

        code = read_human(typed)
        if code is None or (handle_text(code.handle), code.page) not in self._documents:
            raise InputError("code", "no page that was printed here bears this code")
        check = returned.in_time(self._desk, lambda file, data: self._looked(file, data, code), self.index.dossiers)
        found = check(sheet.file, self._archive.blob(sheet.sha256))
        known = next(one for one in found if one.page == sheet.page)
        sheets = self._archive.heaps.sheets(heap) or ()
        self._archive.heaps.found(heap, [known if one == sheet else one for one in sheets])
        return known

    def _looked(self, file: str, data: bytes, typed: PageCode | None = None) -> Sequence[Sheet]:
        from dermadocs.paper.shelf import judge, key_of

        sha256, found = hashlib.sha256(data).hexdigest(), []
        old = frozenset(key_of(handle, revision, 1)[:2] for handle, revision in self.index.superseded)
        for scan in self._reader.scans(data):
            checked, picture = self._draw(judge, scan.grey, self.shelf, self.keys, old, typed)
            self._archive.heaps.keep_picture(sha256, scan.index, picture)
            sheet = checked.sheet(file, scan.index, sha256, None)
            document = self._documents.get((sheet.handle or "", sheet.page_number or 0))
            found.append(replace(sheet, document=document))
        return found

    def look(self, heap: Heap) -> tuple[Sheet, ...]:
        """What is in a heap; looked at once, and told again afterwards."""
        check = returned.in_time(self._desk, self, self.index.dossiers)
        return intake.looked_at(self._desk, check, heap)


def shelf_of(archive: Archive, index: Index) -> Shelf:
    """The originals of a home, or of one dossier."""
    from dermadocs.paper.shelf import Shelf, key_of

    papers = {key_of(one.handle, one.revision, one.page): index.papers[one.dossier] for one in index.pages}
    return Shelf(archive.blobs.folder, papers)


def thresholds() -> str:
    """The digest of the limits with which pages are compared."""
    return hashlib.sha256(resources.files("dermadocs.paper").joinpath("thresholds.json").read_bytes()).hexdigest()
