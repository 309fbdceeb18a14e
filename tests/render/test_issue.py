"""What the case and the issue may ask of a page, and what they may never do to it."""

from __future__ import annotations

import dataclasses
import io
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from papers import EXAMPLE, ISSUE, issue_estimate

from dermadocs import render
from dermadocs.domain.codec import decode_case
from dermadocs.errors import InputError
from dermadocs.law import wording
from dermadocs.render import RenderingFailed

HOSTILE = '</td><script>alert("x")</script>{{ 7*7 }}<img src="file:///etc/passwd" onerror=\'a\'>&lt;b&gt;'


def test_no_text_of_the_case_becomes_markup() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["patient"]["given_names"] = HOSTILE[:79]
        raw["estimate"]["lines"][0]["label"] = HOSTILE
        raw["practice"]["mediator"]["name"] = '"><input class="field" type="checkbox" name="Practitioner9">'

    paper = issue_estimate(change)
    text = "".join("".join(paper.texts).split())
    for typed in (HOSTILE[:79], HOSTILE, '"><input class="field" type="checkbox" name="Practitioner9">'):
        assert "".join(typed.split()) in text
    assert list(paper.reader.get_fields() or {}) == ["Practitioner1", "Receipt1", "Acceptance1"]
    assert "49" not in [entry["text"] for entry in paper.data["printed"]]
    assert not [a for page in paper.reader.pages for a in page.get("/Annots", []) if a["/Subtype"] != "/Widget"]


def test_a_draft_says_so_and_can_be_neither_signed_nor_scanned_home() -> None:
    paper = issue_estimate(issue=dataclasses.replace(ISSUE, draft=True, root_sha256=None))
    assert not paper.reader.get_fields()
    assert "/AcroForm" not in paper.reader.trailer["/Root"]
    for page, text in zip(paper.reader.pages, paper.texts, strict=True):
        assert "Brouillon" in text
        assert b"/Artifact BMC\nq\n0 0 0 rg\n" not in page.get_contents().get_data()
        assert "AAAAAA" not in text
        assert "Racine du cabinet" not in text
    assert "à ne pas signer" in paper.texts[-1]


def test_notices_stand_on_every_page_however_many() -> None:
    notices = tuple(f"Avis de démonstration, le {n}, d’une longueur qui remplit presque une ligne" for n in "abcdef")
    paper = issue_estimate(issue=dataclasses.replace(ISSUE, notices=notices))
    for text in paper.texts:
        flat = " ".join(text.split())
        assert "Démonstration" in flat
        assert all(notice in flat for notice in notices)
    top = [line for line in paper.texts[0].splitlines() if line.startswith("Devis")]
    assert top, "the title is still there, below the notices"


def test_a_real_paper_has_no_notice() -> None:
    paper = issue_estimate(issue=dataclasses.replace(ISSUE, demonstration=False, notices=()))
    assert "Démonstration" not in "".join(paper.texts)


@pytest.mark.parametrize(("purpose", "said"), [("aesthetic", "esthétique"), ("therapeutic", "thérapeutique")])
def test_the_title_says_the_purpose_of_the_act(purpose: str, said: str) -> None:
    paper = issue_estimate(lambda raw: raw["estimate"]["procedure"].update(purpose=purpose))
    assert f"acte à visée {said}" in paper.texts[0]
    assert [one["text"] for one in paper.printed(1) if one["pointer"].endswith("/purpose")] == [f"acte à visée {said}"]


@pytest.mark.parametrize("times", [12, 60])
def test_no_amount_is_broken_over_two_lines(times: int) -> None:
    def dearer(raw: dict[str, Any]) -> None:
        sums = raw["estimate"]["totals"]
        for part in (*raw["estimate"]["lines"], sums, *sums.get("vat_by_rate", [])):
            for key in part.keys() & {"unit_price", "net", "vat", "gross", "base"}:
                part[key] = f"{Decimal(part[key]) * times:.2f}"

    paper = issue_estimate(dearer)
    lines = [line.replace("\u202f", " ").replace("\xa0", " ") for text in paper.texts for line in text.splitlines()]
    amounts = {
        one["text"] for page in (1, 2, 3) for one in paper.printed(page) if re.search(r",[0-9]{2}\b", one["text"])
    }
    assert len(amounts) > 12
    broken = {told.replace("\u202f", " ").replace("\xa0", " ") for told in amounts}
    assert [told for told in broken if not any(told in line for line in lines)] == []


@pytest.mark.parametrize("name", ["Χάννα Γουίτκομ", "חנה ויטקומב", "Հաննա Ուիթքոմբ"], ids=ascii)
def test_a_name_is_printed_in_its_own_script(name: str) -> None:
    paper = issue_estimate(lambda raw: raw["patient"].update(native_name=name))
    assert "".join(name.split()) in "".join(paper.texts[0].split())


@pytest.mark.parametrize("name", ["惠特科姆", "Hannah 🙂"])
def test_a_letter_that_no_font_draws_is_refused_by_its_place(name: str) -> None:
    with pytest.raises(InputError, match=r"^/dossier/patient/native_name: no font of ours draws U\+"):
        issue_estimate(lambda raw: raw["patient"].update(native_name=name))


def test_a_wording_that_is_not_handed_over_stops_the_estimate() -> None:
    case = decode_case(EXAMPLE.read_bytes())
    few = [text for text in wording.all() if text.id != "CSP_D6322_30"]
    with pytest.raises(RenderingFailed, match="CSP_D6322_30"):
        render.paper("estimate", case, ISSUE, few)


def test_the_moment_of_issue_has_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dataclasses.replace(ISSUE, at=datetime(2026, 11, 2, 16, 5))  # noqa: DTZ001


def test_text_extraction_needs_no_password() -> None:
    paper = issue_estimate()
    assert not pypdf.PdfReader(io.BytesIO(paper.pdf)).is_encrypted
