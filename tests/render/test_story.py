"""The page and its data say the same, both ways, in another reader's eyes (pypdf)."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from papers import Paper

from dermadocs.domain.codec import decode_document
from dermadocs.domain.leaves import renderings, required, resolve
from dermadocs.domain.pagecode import PageCode, revision

DIGIT = re.compile(r"\d")


def squeezed(text: str) -> str:
    return "".join(text.split())


def unexplained(paper: Paper, page: int) -> str:
    """The text of a page once its leaves, found in order, and the computed tokens are taken away."""
    text = squeezed(paper.texts[page - 1])
    rest, position = [], 0
    for entry in paper.printed(page):
        leaf = squeezed(entry["text"])
        found = text.find(leaf, position)
        assert found >= 0, f"page {page}: {entry['pointer']} {entry['text']!r} not found in order"
        rest.append(text[position:found])
        position = found + len(leaf)
    left = "".join([*rest, text[position:]])
    for token in tokens(paper, page):
        assert token in left, f"page {page}: {token} is not printed"
        left = left.replace(token, "")
    return left


def tokens(paper: Paper, page: int) -> list[str]:
    """What a verifier computes: the data digest, the page code, the page number."""
    digest = hashlib.sha256(paper.rendered.document).hexdigest()
    pages = paper.rendered.pages
    found = [digest]
    if paper.reader.get_fields():
        handle = bytes.fromhex("24d6b51a67")
        found.append("".join(PageCode(handle, revision(digest), page, pages).human()))
    return [*found, f"{page}/{pages}"]


def names(data: dict[str, Any]) -> set[str]:
    """Every word of a person’s name that no French word of the template contains by chance (« van » in « avant »)."""
    case = data["dossier"]
    people = [case["patient"], *case["practitioners"], *case["representatives"]]
    return {
        word.upper()
        for person in people
        for key in ("family_name", "given_names")
        for word in person[key].split()
        if len(word) > 4
    }


def test_every_leaf_stands_on_its_page_and_nothing_else_is_a_figure_or_a_name(variant: Paper) -> None:
    for page in range(1, variant.rendered.pages + 1):
        left = unexplained(variant, page)
        assert not DIGIT.search(left), f"page {page}: a figure that no leaf explains: {left}"
        assert not [word for word in names(variant.data) if word in left.upper()], left


def test_every_printed_text_is_a_form_of_its_leaf(variant: Paper) -> None:
    for entry in variant.data["printed"]:
        value = resolve(variant.data, entry["pointer"])
        assert entry["text"] in renderings(entry["pointer"], value, variant.data), entry


def test_what_the_law_wants_on_the_page_is_printed(variant: Paper) -> None:
    shown = {entry["pointer"] for entry in variant.data["printed"]}
    assert set(required(variant.data)) <= shown


def test_the_document_is_canonical_and_embedded(variant: Paper) -> None:
    assert decode_document(variant.rendered.document).kind == "estimate"
    assert variant.reader.attachments["document.json"] == [variant.rendered.document]


def test_contact_data_of_the_patient_are_nowhere(paper: Paper) -> None:
    for secret in (b"hannah.whitcombe@", b"+44 117"):
        assert secret not in paper.rendered.document
        assert secret.decode() not in "".join(paper.texts)
