"""A print file of several papers: each page as it was, one structure over all of them, nothing named twice."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pypdf
import pytest

from dermadocs.paper.joining import join
from dermadocs.paper.pack import Part
from dermadocs.render import Rendered

TITLE, AUTHOR, AT = "Dossier A-1, envoi 1", "Cabinet", datetime(2026, 11, 2, 16, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def parts(estimate: Rendered, notice: Rendered) -> list[Part]:
    """All but the last page of the estimate, a notice, the first page of the estimate again."""
    return [
        Part("Devis", estimate.pdf, tuple(range(1, estimate.pages)), "estimate.json"),
        Part("Notice", notice.pdf, tuple(range(1, notice.pages + 1)), "notice.json"),
        Part("Devis, encore", estimate.pdf, (1,)),
    ]


@pytest.fixture(scope="module")
def joined(parts: list[Part]) -> bytes:
    return join(parts, TITLE, AUTHOR, AT)


@pytest.fixture(scope="module")
def whole(joined: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(joined))


def elements(node: Any) -> Iterator[Any]:
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from elements(kid)


def test_every_page_says_what_it_said(joined: bytes, parts: list[Part]) -> None:
    expected = []
    for part in parts:
        pages = pypdf.PdfReader(io.BytesIO(part.pdf)).pages
        expected += [pages[number - 1].extract_text() for number in part.pages]
    assert [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(joined)).pages] == expected


def test_each_marked_content_of_a_page_belongs_to_an_element_of_the_tree(whole: pikepdf.Pdf) -> None:
    tree = {element.objgen for element in elements(whole.Root.StructTreeRoot.K[0])}
    nums = list(whole.Root.StructTreeRoot.ParentTree.Nums)
    parents = dict(zip(map(int, nums[0::2]), nums[1::2], strict=True))
    for page in whole.pages:
        content = b"".join(stream.read_bytes() for stream in _streams(page))
        marked = {int(number) for number in re.findall(rb"/MCID (\d+)", content)}
        owners = parents[int(page.obj.StructParents)]
        assert marked
        for number in marked:
            owner = owners[number]
            assert owner.objgen in tree
            assert _pages_of(owner) == {page.obj.objgen}


def _streams(page: pikepdf.Page) -> list[Any]:
    contents = page.obj.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def _pages_of(element: Any) -> set[tuple[int, int]]:
    while "/Pg" not in element:
        element = element.P
    return {element.Pg.objgen}


def test_no_element_points_to_a_page_that_is_left_out(whole: pikepdf.Pdf) -> None:
    pages = {page.obj.objgen for page in whole.pages}
    for element in elements(whole.Root.StructTreeRoot.K[0]):
        assert "/Pg" not in element or element.Pg.objgen in pages
        assert element.get("/K") is not None or str(element.S) in ("/TH", "/TD")


def test_identifiers_are_those_of_one_file_and_cells_find_their_heads(whole: pikepdf.Pdf) -> None:
    found = list(elements(whole.Root.StructTreeRoot.K[0]))
    names = [str(element.ID) for element in found if "/ID" in element]
    assert names
    assert len(set(names)) == len(names)
    listed = list(whole.Root.StructTreeRoot.IDTree.Names)
    assert [str(name) for name in listed[0::2]] == sorted(names)
    heads = [str(head) for e in found if "/A" in e and "/Headers" in e.A for head in e.A.Headers]
    assert heads
    assert set(heads) <= set(names)


def test_the_records_travel_with_it_under_names_of_their_own(joined: bytes, estimate: Rendered) -> None:
    embedded = pypdf.PdfReader(io.BytesIO(joined)).attachments
    assert sorted(embedded) == ["estimate.json", "notice.json"]
    assert embedded["estimate.json"] == [estimate.document]
    assert json.loads(embedded["notice.json"][0])["kind"] == "data-notice"


def test_it_is_titled_and_can_be_leafed_through(joined: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(joined))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (TITLE, AUTHOR)
    assert [entry["/Title"] for entry in reader.outline] == ["Devis", "Notice", "Devis, encore"]  # type: ignore[index,call-overload]
    assert b"pdfuaid:part>1" in reader.trailer["/Root"]["/Metadata"].get_data()  # type: ignore[index]


def test_same_parts_same_bytes(joined: bytes, parts: list[Part]) -> None:
    assert join(parts, TITLE, AUTHOR, AT) == joined
