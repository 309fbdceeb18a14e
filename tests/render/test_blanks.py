"""Digest and page code are written into a finished layout: that must be the same as laying them out."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest
from papers import ISSUE, Paper, issue_estimate

from dermadocs.domain.codec import builtins, decode_document
from dermadocs.domain.pagecode import PageCode, revision
from dermadocs.render import RenderingFailed, blanks, pdf
from dermadocs.render.context import paper_context
from dermadocs.render.environment import template
from dermadocs.render.paper import STYLES
from dermadocs.render.recipe import recipe, sheet_css
from dermadocs.render.story import Story
from dermadocs.render.typography import lay_out


def test_a_real_second_layout_gives_the_same_bytes(paper: Paper) -> None:
    record = decode_document(paper.rendered.document)
    digest = hashlib.sha256(paper.rendered.document).hexdigest()
    count = paper.rendered.pages
    codes = [PageCode(ISSUE.handle, revision(digest), page, count) for page in range(1, count + 1)]
    css = sheet_css(record, ISSUE)
    for code in codes:
        content = 'content: "' + "\\A ".join(code.human()) + '"'
        css += f"@page :nth({code.page}) {{ @top-right {{ {content} }} @bottom-left {{ {content} }} }}"
    names = paper_context(record, Story(builtins(record)), digest, draft=False)
    pages = lay_out(template("documents/estimate.html.j2").render(names), STYLES, css)
    assert pdf.write(pages, recipe(record, ISSUE, paper.rendered.document, codes)).pdf == paper.pdf


def test_a_page_without_its_blanks_is_refused() -> None:
    pages = lay_out("<html lang=fr><body><p>000</p></body></html>", ("sheet.css",))
    with pytest.raises(RenderingFailed, match="blanks"):
        blanks.fill(pages, [{blanks.DIGEST: "f" * 64}], {blanks.DIGEST: 1})


def test_a_text_of_the_case_is_never_taken_for_a_blank() -> None:
    def change(raw: dict[str, object]) -> None:
        raw["practitioners"][0]["order"]["number"] = "AAAAAA"  # type: ignore[index]
        raw["estimate"]["lines"][0]["label"] = blanks.DIGEST  # type: ignore[index]

    paper = issue_estimate(change, dataclasses.replace(ISSUE, copy_label="AAAAAA, premier exemplaire"))
    text = "".join("".join(paper.texts).split())
    assert "AAAAAA" in text
    assert blanks.DIGEST in text
