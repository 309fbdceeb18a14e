"""Every revision is cut where the next act began; broken files are broken in one way only."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from judges import spoiled
from judges.specimens import Specimen, lay_out, revisions, signatures
from judges.verdicts import Failure, Result
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

LayOut = Callable[[bytes], list[Specimen]]


def written(writer: PdfWriter) -> bytes:
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


class TestRevisions:
    """The cuts are the very bytes that stood there before the next act."""

    def test_every_state_of_the_file_is_found_again(self, history: list[bytes]) -> None:
        cuts = revisions(history[-1])
        assert [(number, field) for number, field, _ in cuts] == [
            (0, None),
            (1, "Practitioner1"),
            (2, "Archive1"),
            (3, "Receipt1"),
        ]
        assert [data for _, _, data in cuts] == history

    def test_an_unsigned_file_is_its_own_revision(self, blank: bytes) -> None:
        assert revisions(blank) == [(0, None, blank)]

    def test_bytes_after_the_last_signature_are_judged_too(self, history: list[bytes]) -> None:
        longer = history[1] + b"% more\n"
        assert [(number, field) for number, field, _ in revisions(longer)][-1] == (2, None)
        assert revisions(longer)[-1][2] == longer

    def test_a_signed_file_attached_as_it_is_does_not_cut_its_carrier(self, history: list[bytes], signer: Any) -> None:
        """Its byte ranges and its end of file count from its own start, not from the carrier's."""
        writer = PdfWriter()
        writer.add_blank_page(200, 200)
        writer.add_attachment("estimate.pdf", history[-1])
        carrier = written(writer)
        assert history[-1] in carrier
        assert revisions(carrier) == [(0, None, carrier)]
        assert revisions(signer.sign(carrier, "Seal"))[0] == (0, None, carrier)

    def test_an_unreadable_file_is_judged_as_it_is(self) -> None:
        assert revisions(b"not a PDF") == [(0, None, b"not a PDF")]

    def test_the_timestamp_is_told_from_the_signatures(self, history: list[bytes]) -> None:
        assert [(one.field, one.is_timestamp) for one in signatures(history[-1])] == [
            ("Practitioner1", False),
            ("Archive1", True),
            ("Receipt1", False),
        ]


PACKET = b'<rdf:Description xmlns:pdfuaid="x"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'


class TestBrokenOnPurpose:
    """A judge that passes everything is no judge."""

    @pytest.fixture
    def good(self, tmp_path: Path) -> Path:
        """A file with something to break in four ways (not judged here: only what is done to it)."""
        writer = PdfWriter()
        writer.add_blank_page(200, 200)
        writer.add_attachment("document.json", b"{}")
        metadata = DecodedStreamObject()
        metadata.set_data(PACKET)
        writer.root_object[NameObject("/Metadata")] = writer._add_object(metadata)
        for kind, entry in (
            ("/FontDescriptor", "/FontFile2"),
            ("/StructTreeRoot", "/K"),
            ("/Filespec", "/AFRelationship"),
        ):
            item = DecodedStreamObject()
            item[NameObject("/Type")] = item[NameObject(entry)] = NameObject(kind)
            reference = writer._add_object(item)
            if kind == "/StructTreeRoot":
                writer.root_object[NameObject(kind)] = reference
        file = tmp_path / "good.pdf"
        file.write_bytes(written(writer))
        return file

    def test_each_break_is_one_increment_on_the_good_file(self, good: Path, tmp_path: Path) -> None:
        made = spoiled.spoil(lay_out([good], tmp_path), tmp_path)
        assert [one.broken.name for one in made] == [
            "font not embedded",
            "structure tree removed",
            "metadata without pdfuaid",
            "attachment without relationship",
        ]
        for one in made:
            data = one.specimen.path.read_bytes()
            assert data.startswith(good.read_bytes())
            assert len(data) > len(good.read_bytes())
        assert "/StructTreeRoot" not in PdfReader(made[1].specimen.path).root_object
        packet: Any = PdfReader(made[2].specimen.path).root_object["/Metadata"]
        assert b"pdfuaid:part" not in packet.get_data()

    def test_a_file_with_nothing_to_break_is_not_taken(self, tmp_path: Path, laid_out: LayOut, blank: bytes) -> None:
        assert spoiled.spoil(laid_out(blank), tmp_path) == []

    def test_only_the_right_reason_counts_as_noticed(self, good: Path, tmp_path: Path) -> None:
        font = spoiled.spoil(lay_out([good], tmp_path), tmp_path)[0]

        def said(profile: str, *rules: str) -> Result:
            failures = tuple(Failure(rule.rpartition("-")[0], 1, "", 1) for rule in rules)
            return Result(font.broken.name, "", 0, None, "veraPDF", profile, not rules, 1, failures)

        right = [said("PDF/A-3A", "6.2.11.4.1-1"), said("PDF/UA-1", "7.21.4.1-1")]
        assert spoiled.unnoticed(font, right) == []
        assert spoiled.unnoticed(font, [right[0], said("PDF/UA-1")]) == [
            "font not embedded: PDF/UA-1 does not name 7.21.4.1-1"
        ]
        assert len(spoiled.unnoticed(font, [said("PDF/A-3A", "6.1.2-1"), right[1]])) == 1
