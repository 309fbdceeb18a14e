"""The file: metadata, embedded data, fonts, and the same bytes for the same arguments."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from fontTools.ttLib import TTFont
from papers import EXAMPLE, ISSUE, Paper, catalog, issue_estimate

PDFA, PDFUA = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"


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
    for font in paper.reader.pages[-1]["/Resources"]["/Font"].values():
        drawn = re.findall(rb"<[0-9a-f]{4}> <([0-9a-f]+)>", font["/ToUnicode"].get_data())
        assert drawn
        assert all(len(letter) == 4 for letter in drawn), "one glyph for two letters"
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
