"""The file: PDF/A-3A, PDF/UA-1, empty signature fields. Each test is a trap that was met (docs/architecture)."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.ttLib import TTFont
from papers import EXAMPLE, ISSUE, Paper, issue_estimate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from dermadocs import render

PDFA, PDFUA = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"


def catalog(paper: Paper) -> Any:
    return paper.reader.trailer["/Root"]


def widgets(paper: Paper) -> dict[str, Any]:
    found = {}
    for page in paper.reader.pages:
        for annotation in page.get("/Annots", []):
            found[annotation.get_object()["/T"]] = annotation.get_object()
    return found


def elements(paper: Paper) -> list[Any]:
    """Every structure element that hangs on the tree."""
    found = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(catalog(paper)["/StructTreeRoot"]["/K"])
    return found


# metadata


def test_one_packet_declares_both_standards_with_the_extension_schema(paper: Paper) -> None:
    packet = catalog(paper)["/Metadata"].get_data().decode()
    assert packet.count("<rdf:RDF") == 1, "a second rdf:RDF is not read by validators"
    assert f'xmlns:pdfaid="{PDFA}"' in packet
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert f"<pdfaSchema:namespaceURI>{PDFUA}</pdfaSchema:namespaceURI>" in packet


def test_info_and_packet_say_the_same_and_only_the_moment_of_issue(paper: Paper) -> None:
    info, packet = paper.reader.metadata, catalog(paper)["/Metadata"].get_data().decode()
    assert info is not None
    assert info.title == "Devis 2026-0147, révision 1"
    assert f">{info.title}</rdf:li>" in packet
    assert info.producer
    assert f"<pdf:Producer>{info.producer}</pdf:Producer>" in packet
    assert info["/CreationDate"] == info["/ModDate"] == "D:20261102160500Z"
    assert packet.count("2026-11-02T16:05:00Z") == 2
    everything = paper.pdf + packet.encode()
    assert set(re.findall(rb"D:\d{8}", everything)) == {b"D:20261102"}


def test_title_and_language_are_for_people(paper: Paper) -> None:
    root = catalog(paper)
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/MarkInfo"]["/Marked"]


# embedded data


def test_the_data_are_an_associated_file_once(paper: Paper) -> None:
    root = catalog(paper)
    assert len(root["/AF"]) == 1
    embedded = root["/AF"][0].get_object()
    assert embedded["/AFRelationship"] == "/Data"
    assert embedded["/UF"] == embedded["/F"] == "document.json"
    stream = embedded["/EF"]["/F"]
    assert stream["/Subtype"] == "/application/json"
    assert stream["/Params"]["/ModDate"] == stream["/Params"]["/CreationDate"] == "D:20261102160500Z"
    assert stream.get_data() == paper.rendered.document


def test_anchors_of_the_layout_leave_no_trace(paper: Paper) -> None:
    assert "/Dests" not in catalog(paper)["/Names"]
    assert b"leaf-" not in paper.pdf


# signature fields


def test_fields_are_empty_signatures_in_signing_order(surgeons: Paper) -> None:
    form = catalog(surgeons)["/AcroForm"]
    assert form["/SigFlags"] == 3
    assert set(form) == {"/Fields", "/SigFlags"}, "no NeedAppearances, no default resources"
    names = [field.get_object()["/T"] for field in form["/Fields"]]
    assert names == [
        "Practitioner1",
        "Practitioner2",
        "Receipt1",
        "Receipt2",
        "Acceptance1",
        "Acceptance2",
    ]
    for widget in widgets(surgeons).values():
        assert widget["/FT"] == "/Sig"
        assert widget["/F"] == 132
        assert set(widget) == {
            "/Type", "/Subtype", "/Rect", "/P", "/F", "/T", "/TU", "/FT", "/AP", "/Lock", "/StructParent",
        }  # fmt: skip


def test_each_field_locks_itself_and_all_before_the_last_one_everything(surgeons: Paper) -> None:
    names = list(widgets(surgeons))
    for index, widget in enumerate(widgets(surgeons).values()):
        lock = widget["/Lock"]
        assert lock["/Type"] == "/SigFieldLock"
        if widget["/T"] == names[-1]:
            assert (lock["/Action"], lock.get("/Fields")) == ("/All", None)
        else:
            assert (lock["/Action"], list(lock["/Fields"])) == ("/Include", names[: index + 1])


def test_a_field_has_the_size_of_its_stamp_and_an_empty_appearance(surgeons: Paper) -> None:
    for name, widget in widgets(surgeons).items():
        left, bottom, right, top = (float(value) for value in widget["/Rect"])
        size = render.FIELD_SIZES[re.sub(r"\d", "", name).lower()]
        assert (right - left, top - bottom) == pytest.approx(size, abs=0.001)
        appearance = widget["/AP"]["/N"]
        assert appearance["/Subtype"] == "/Form"
        assert [float(v) for v in appearance["/BBox"]] == pytest.approx([0, 0, *size], abs=0.001)
        assert appearance.get_data() == b""


def test_a_field_is_tagged_by_a_bare_object_reference(surgeons: Paper) -> None:
    """`/K [OBJR]` makes pyHanko's difference analysis call the next signature an illegal change."""
    forms = [element for element in elements(surgeons) if element["/S"] == "/Form"]
    assert [form["/K"]["/Obj"]["/T"] for form in forms] == list(widgets(surgeons))
    for form in forms:
        assert form["/K"]["/Type"] == "/OBJR"
        nums = catalog(surgeons)["/StructTreeRoot"]["/ParentTree"]["/Nums"]
        parents = dict(zip(nums[0::2], nums[1::2], strict=True))
        assert parents[form["/K"]["/Obj"]["/StructParent"]].get_object() == form


def test_pyhanko_sees_the_same_fields_in_its_strict_reading(surgeons: Paper) -> None:
    reader = PdfFileReader(io.BytesIO(surgeons.pdf), strict=True)
    found = [name for name, value, _ in enumerate_sig_fields(reader) if value is None]
    assert found == list(widgets(surgeons))


def test_a_tooltip_tells_act_and_person(paper: Paper) -> None:
    assert [w["/TU"] for w in widgets(paper).values()] == [
        "Signature du praticien : Claire VASSEUR",
        "Réception du devis, signature : Hannah WHITCOMBE",
        "Acceptation du devis, signature : Hannah WHITCOMBE",
    ]


# structure


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


# fonts and text


def test_fonts_are_ours_embedded_and_cut_down(paper: Paper) -> None:
    """A text input would embed its font whole; here nothing asks for more than the glyphs used."""
    for page in paper.reader.pages:
        for font in page["/Resources"]["/Font"].values():
            assert re.match(r"/[A-Z]{6}\+Noto-(Serif|Sans)", font["/BaseFont"])
            data = font["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile2"].get_data()
            assert len(data) < 60_000
            glyphs = TTFont(io.BytesIO(data))["glyf"]
            assert sum(1 for name in list(glyphs.glyphOrder) if glyphs[name].numberOfContours) < 120


def test_no_ligature_hides_in_a_mandated_sentence(paper: Paper) -> None:
    assert not re.search("[\ufb00-\ufb06]", "".join(paper.texts))
    assert "devis accepté après réflexion" in " ".join(paper.texts[-1].split())


def test_no_hyphen_is_added(paper: Paper) -> None:
    assert "\u00ad" not in "".join(paper.texts)
    leaves = " ".join(entry["text"] for entry in paper.data["printed"])
    for line in "\n".join(paper.texts).splitlines():
        word = line.split()[-1] if line.split() else ""
        if word.endswith("-"):
            assert word in leaves or word in ("lui-",), word


def test_nothing_active_and_no_object_stream(paper: Paper) -> None:
    for name in (
        b"/JavaScript",
        b"/OpenAction",
        b"/AA",
        b"/URI",
        b"/Launch",
        b"/OCG",
        b"/ObjStm",
        b"/XRef",
        b"/Interpolate",
    ):
        assert name not in paper.pdf
    assert paper.pdf.count(b"%%EOF") == 1


def test_the_file_stays_small(paper: Paper) -> None:
    assert len(paper.pdf) < 150_000
    assert paper.reader.trailer["/Size"] < 450


@pytest.mark.needs("qpdf")
def test_qpdf_finds_no_fault(surgeons: Paper, tmp_path: Path) -> None:
    path = tmp_path / "estimate.pdf"
    path.write_bytes(surgeons.pdf)
    subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)


# same arguments, same bytes


def test_same_arguments_same_bytes(paper: Paper) -> None:
    assert issue_estimate().pdf == paper.pdf


def test_another_copy_is_another_file(paper: Paper) -> None:
    other = issue_estimate(issue=dataclasses.replace(ISSUE, handle=b"other"))
    assert other.rendered.document != paper.rendered.document
    assert other.pdf != paper.pdf


@pytest.mark.slow
def test_another_process_user_and_place_give_the_same_bytes(paper: Paper, tmp_path: Path) -> None:
    script = """
import sys
sys.path[:0] = sys.argv[1:3]
from papers import issue_estimate
import hashlib
print(hashlib.sha256(issue_estimate().pdf).hexdigest())
"""
    root = EXAMPLE.parents[1]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
    }
    out = subprocess.run(
        [sys.executable, "-c", script, str(root / "tests" / "render"), str(root)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert out.stdout.strip() == hashlib.sha256(paper.pdf).hexdigest()


def test_pypdf_opens_it_strictly(paper: Paper) -> None:
    assert len(pypdf.PdfReader(io.BytesIO(paper.pdf), strict=True).pages) == paper.rendered.pages == 4
