"""Forgeries and mistakes, made on purpose: each must be refused, in words that say why.

What needs a cheating practice (early acceptance, wrong key) is made with the signing functions
themselves, past the flows that would refuse it; what needs only an editor is made on the bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject


def junk_after_the_end(pdf: bytes) -> bytes:
    """The file with words appended after its last revision."""
    return pdf + b"% a remark that nobody signed\n"


def cut_in_a_revision(pdf: bytes, revisions: list[int]) -> bytes:
    """The file broken off in the middle of its last revision."""
    return pdf[: (revisions[-2] + revisions[-1]) // 2]


def cut_at_a_revision(pdf: bytes, revisions: list[int], keep: int) -> bytes:
    """The file as it honestly was after `keep` signatures: valid by itself, with acts missing."""
    return pdf[: revisions[keep - 1]]


def revisions(pdf: bytes) -> list[int]:
    """Where each signature's revision ends, in order of signing."""
    fields: Mapping[str, Any] = PdfReader(io.BytesIO(pdf)).get_fields() or {}
    ranges = [f["/V"].get_object()["/ByteRange"] for f in fields.values() if f.get("/FT") == "/Sig" and f.get("/V")]
    return sorted(int(r[2]) + int(r[3]) for r in ranges)


def redrawn_price(pdf: bytes, old: str, new: str) -> bytes:
    """A white box and a new price over the old one, saved as a faultless incremental update."""
    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    for page in writer.pages:
        if place := _place_of(page, old):
            x, y = place
            drawing = DecodedStreamObject()
            drawing.set_data(
                f"q 1 g {x - 2:.1f} {y - 4:.1f} 90 18 re f 0 g "
                f"BT /Cheat 13 Tf {x:.1f} {y:.1f} Td ({new}) Tj ET Q".encode()
            )
            _add_font(page)
            contents = page["/Contents"]
            parts = list(contents) if isinstance(contents, ArrayObject) else [page.raw_get("/Contents")]
            page[NameObject("/Contents")] = ArrayObject([*parts, writer._add_object(drawing)])
            break
    else:
        raise ValueError(f"{old!r} is on no page")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _place_of(page: Any, text: str) -> tuple[float, float] | None:
    """Where `text` (compared without spaces) starts on the page, in points."""
    wanted = "".join(text.split())
    places: list[tuple[float, float]] = []

    def visit(chunk: str, cm: list[float], tm: list[float], *_rest: object) -> None:
        if wanted in "".join(chunk.split()):
            places.append((tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

    page.extract_text(visitor_text=visit)
    return places[-1] if places else None


def _add_font(page: Any) -> None:
    resources = page["/Resources"]
    fonts = resources.setdefault(NameObject("/Font"), DictionaryObject()).get_object()
    fonts[NameObject("/Cheat")] = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica-Bold"),
        }
    )
