"""The stamp that becomes a field's appearance."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from msgspec.structs import replace
from papers import Paper, issue_estimate

from dermadocs.domain.codec import decode_document
from dermadocs.domain.document import signature_fields
from dermadocs.errors import InputError
from dermadocs.render import FIELD_SIZES, stamp
from dermadocs.render.room import SURE, longest_lines

LINES = {
    "practitioner": (
        "Claire VASSEUR",
        "mercredi 28 septembre 2026 à 18:05 (heure de Paris)",
        "à Lyon, horodatage du cabinet · horloge C",
    ),
    "receipt": (
        "« devis reçu avant l'exécution de la prestation de service »",
        "Hannah WHITCOMBE",
        "Ханна Уиткомб",
        "mercredi 30 septembre 2026 à 23:42 (heure de Paris)",
        "mercredi 30 septembre 2026 à 22:42 (heure de Londres)",
        "Reçu le mercredi 30 septembre 2026 — acceptation possible à partir du vendredi 16 octobre 2026 à 00:00 "
        "(heure de Paris)",
        "horodatage du cabinet · horloge C",
    ),
    "acceptance": (
        "« devis accepté après réflexion »",
        "Hannah WHITCOMBE",
        "هناء وايتكومب",
        "mercredi 30 septembre 2026 à 23:42 (heure de Paris)",
        "mercredi 30 septembre 2026 à 22:42 (heure de Londres)",
        "horodatage d’un tiers · horloge B",
    ),
}


@pytest.mark.parametrize("act", LINES)
def test_a_stamp_is_one_page_as_large_as_its_field_with_its_lines_in_order(act: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(stamp(act, LINES[act])), strict=True)
    (page,) = reader.pages
    assert [float(v) for v in page.mediabox] == pytest.approx([0, 0, *FIELD_SIZES[act]], abs=0.001)
    text = "".join(page.extract_text().split())
    position = -1
    for line in LINES[act]:
        found = text.find("".join(line.split()))
        assert found > position, line
        position = found


@pytest.mark.parametrize("act", LINES)
def test_a_stamp_brings_its_fonts_is_black_and_untagged(act: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(stamp(act, LINES[act])))
    page = reader.pages[0]
    for font in page["/Resources"]["/Font"].values():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile2" in descriptor
    content = page.get_contents().get_data()
    assert set(re.findall(rb"([\d.]+ [\d.]+ [\d.]+) rg", content)) == {b"0 0 0"}
    assert b"BDC" not in content
    assert "/StructTreeRoot" not in reader.trailer["/Root"]


@pytest.mark.parametrize("act", LINES)
def test_no_line_of_a_stamp_is_small_or_cut(act: str) -> None:
    sizes, places = [], []

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            sizes.append(size * abs(cm[3] * tm[3]))
            places.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]))

    page = pypdf.PdfReader(io.BytesIO(stamp(act, LINES[act]))).pages[0]
    page.extract_text(visitor_text=visit)
    assert min(sizes) >= 9
    width, height = FIELD_SIZES[act]
    assert all(0 <= x < width and 2 < y < height - 6 for x, y in places)


def test_same_lines_same_bytes() -> None:
    assert stamp("receipt", LINES["receipt"]) == stamp("receipt", LINES["receipt"])


def test_a_text_that_does_not_fit_is_refused_not_cut() -> None:
    with pytest.raises(InputError, match="does not fit"):
        stamp("practitioner", ["Claire VASSEUR", *["ligne"] * 8])


def test_a_letter_without_glyph_is_refused() -> None:
    with pytest.raises(InputError, match=r"U\+60E0"):
        stamp("acceptance", ["« devis accepté après réflexion »", "惠特科姆"])


def test_typed_text_stays_text() -> None:
    page = pypdf.PdfReader(io.BytesIO(stamp("acceptance", ["<b>devis</b> & {{ 1 }}", "<script>"]))).pages[0]
    assert "<b>devis</b> & {{ 1 }}" in page.extract_text()


def test_a_stamp_needs_a_name() -> None:
    with pytest.raises(ValueError, match="at least 2 lines"):
        stamp("receipt", ["« devis reçu »"])


@pytest.mark.parametrize(
    "zone",
    ["Europe/Paris", "America/Argentina/Buenos_Aires", "America/North_Dakota/New_Salem", "Antarctica/DumontDUrville"],
)
@pytest.mark.parametrize("name", ["Emmanuel MWANAMUMWAMBAMM", "Maximilian WEBER-LEFÈVRE"])
def test_every_short_name_has_room_in_its_longest_stamp(paper: Paper, name: str, zone: str) -> None:
    """Names up to `room.SURE` characters are not tried when an estimate is issued."""
    assert len(name) == SURE
    document = decode_document(paper.rendered.document)
    given, family = name.split(" ", 1)
    native = "Мария Щербакова-Шишкина"
    case = replace(
        document.dossier,
        patient=replace(
            document.dossier.patient, given_names=given, family_name=family, native_name=native, time_zone=zone
        ),
        practitioners=(replace(document.dossier.practitioners[0], given_names=given, family_name=family),),
    )
    document = replace(document, dossier=case, fields=signature_fields(case, document.copy.handle))
    for field in document.fields:
        assert stamp(field.act, longest_lines(document, field))


def test_a_name_without_room_in_its_stamp_is_refused_when_the_estimate_is_issued() -> None:
    with pytest.raises(InputError, match=r"/fields/Receipt1: the name .*does not fit"):
        issue_estimate(
            lambda raw: raw["patient"].update(
                given_names="Anne-Sophie " * 6 + "Zoé", family_name="Weber-Lefèvre " * 5 + "Ng", native_name="Щ" * 80
            )
        )
