"""The structure tree: whole, small, and deaf to what is repeated on every page."""

from __future__ import annotations

import re

from papers import Paper, catalog, elements


def test_every_element_hangs_on_the_tree_and_knows_its_parent(surgeons: Paper) -> None:
    on_tree = elements(surgeons)
    everywhere = [
        item
        for number in range(1, surgeons.reader.trailer["/Size"])
        if isinstance(item := surgeons.reader.get_object(number), dict) and item.get("/Type") == "/StructElem"
    ]
    assert len(on_tree) == len(everywhere) > 100
    for element in on_tree:
        kids = element["/K"] if isinstance(element["/K"], list) else [element["/K"]]
        for kid in kids:
            child = kid.get_object()
            if isinstance(child, dict) and child.get("/Type") == "/StructElem":
                assert child["/P"] == element


def test_every_marked_run_of_text_belongs_to_its_element(surgeons: Paper) -> None:
    nums = catalog(surgeons)["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = dict(zip(nums[0::2], nums[1::2], strict=True))
    for number, page in enumerate(surgeons.reader.pages):
        content = page.get_contents().get_data()
        drawn = {int(mcid) for mcid in re.findall(rb"/MCID (\d+)", content)}
        owners = parents[page["/StructParents"]].get_object()
        for mcid, owner in enumerate(owners):
            owner = owner.get_object()
            assert (mcid in drawn) == isinstance(owner, dict), f"page {number + 1}, run {mcid}"
            if isinstance(owner, dict):
                assert mcid in owner["/K"]
                assert owner["/Pg"] == page


def test_head_and_foot_are_pagination_artifacts(paper: Paper) -> None:
    """ISO 14289-1, 7.8: a screen reader does not read the same digest on every page."""
    for page in paper.reader.pages:
        content = page.get_contents().get_data()
        assert len(re.findall(rb"/Artifact\s*<</Type /Pagination>>\s*BDC", content)) >= 10


def test_marks_are_artifacts_drawn_upright_after_the_page(paper: Paper) -> None:
    """The page leaves a y-down matrix behind: without q…Q around it marks come out mirrored."""
    for page in paper.reader.pages:
        content = page.get_contents().get_data()
        assert content.startswith(b"q\n1 0 0 -1 0 841.88")
        body, marks = content.rsplit(b"/Artifact BMC\nq\n0 0 0 rg\n", 1)
        assert body.endswith(b"Q\n")
        assert marks.endswith(b"f\nQ\nEMC")
        assert marks.count(b"\nf\n") == 6
        assert body.count(b"q\n") == body.count(b"Q\n")


def test_table_headers_are_indexed(paper: Paper) -> None:
    names = catalog(paper)["/StructTreeRoot"]["/IDTree"]["/Names"]
    identifiers = {element["/ID"] for element in elements(paper) if "/ID" in element}
    assert set(names[0::2]) == identifiers
    wanted = {
        header for e in elements(paper) if e["/S"] == "/TD" for header in e["/A"].get_object().get("/Headers", [])
    }
    assert wanted
    assert wanted <= identifiers
