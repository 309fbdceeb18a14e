"""From laid-out pages to a file that can be signed: PDF/A-3A and PDF/UA-1 at once, empty fields in it.

WeasyPrint writes one variant at a time and knows no signature field; `_finish` gives the last touch to pydyf's
objects just before they are written. What is done here is covered by the first signature and never changes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dermadocs.render.issue import Supplement
from dermadocs.render.marks import page_marks
from dermadocs.render.metadata import Metadata, xmp
from dermadocs.render.structure import refine
from dermadocs.render.typography import press

PRINT_AND_LOCKED = 4 | 128  # annotation flags: printed (PDF/A), not to be moved or deleted
SIGNATURES_EXIST_APPEND_ONLY = 3


Lock = tuple[str, ...] | None
"""What a signature in a field forbids to change (ISO 32000-1, table 233): the fields named, or all (None)."""


@dataclass(frozen=True)
class Recipe:
    """All that makes the file besides its pages. `payloads` is one page code per page, none on a draft."""

    metadata: Metadata
    locks: Mapping[str, Lock]
    payloads: Sequence[bytes]
    attachment: bytes | None = None
    """The data behind the pages; None for a sheet that nobody signs."""
    attachment_name: str = ""
    attachment_description: str = ""
    supplements: Sequence[Supplement] = ()


def write(pages: Any, recipe: Recipe) -> bytes:
    """The bytes of the PDF: same pages and recipe, same bytes."""
    embedded = []
    if recipe.attachment is not None:
        told = recipe.attachment_description
        embedded.append(_attached(recipe, recipe.attachment_name, told, recipe.attachment, "Data"))
    embedded += [_attached(recipe, s.name, s.description, s.data, "Supplement") for s in recipe.supplements]
    # "Uncompressed" here means no object stream: readers parse the whole header of one for every object in it.
    # `_finish` compresses the content, font and file streams one by one.
    written: bytes = pages.write_pdf(
        pdf_variant="pdf/a-3a",
        attachments=embedded,
        uncompressed_pdf=True,
        finisher=lambda document, pdf: _finish(document, pdf, recipe),
    )
    return written


def _attached(recipe: Recipe, name: str, description: str, data: bytes, relationship: str) -> Any:
    return press().weasyprint.Attachment(
        file_obj=io.BytesIO(data),
        name=name,
        description=description,
        relationship=relationship,
        created=recipe.metadata.at,
        modified=recipe.metadata.at,
    )


def _finish(document: Any, pdf: Any, recipe: Recipe) -> None:
    streams = [item for item in pdf.objects if hasattr(item, "extra")]
    page_streams = [pdf.objects[int(page["Contents"].split()[0])] for page in _pages(pdf)]
    fields = _signature_fields(pdf, recipe.locks)
    if "AF" in pdf.catalog:  # WeasyPrint 70 lists each embedded file twice
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    pdf.catalog["Names"].pop("Dests", None)  # anchors only served to learn on which page a leaf falls
    if not pdf.catalog["Names"]:
        del pdf.catalog["Names"]
    _information(pdf, recipe.metadata)
    for stream in streams:
        if stream.extra.get("Type") == "/Metadata":
            stream.stream[:] = [xmp(recipe.metadata)]
        else:
            stream.compress = True
    _form(pdf, fields)
    refine(pdf, page_streams)
    for page, stream in enumerate(page_streams):
        stream.stream[:] = [_joined(operator) for operator in stream.stream]
        # WeasyPrint leaves a y-down matrix behind: marks drawn after it would be mirrored
        stream.stream.insert(0, b"q")
        stream.stream.append(b"Q")
        if recipe.payloads:
            stream.stream += page_marks(recipe.payloads[page], document.pages[page].height * 0.75)


def _joined(operator: Any) -> Any:
    """Glyphs that no kerning parts are one string: a third of the size, and half the time of every reader."""
    shows_text = isinstance(operator, bytes) and operator.endswith(b"TJ")
    return operator.replace(b">0<", b"") if shows_text else operator


def _pages(pdf: Any) -> list[Any]:
    return [pdf.objects[number] for number in pdf.pages["Kids"][0::3]]


def _information(pdf: Any, data: Metadata) -> None:
    """Info says what XMP says. WeasyPrint's own entries (title from the HTML, its name) are replaced."""
    import pydyf

    moment = _pdf_date(data.at)
    entries = {"Title": data.title, "Author": data.author, "Producer": data.producer}
    pdf.info.clear()
    pdf.info.update({key: pydyf.String(text) for key, text in entries.items()})
    pdf.info.update({"CreationDate": pydyf.String(moment), "ModDate": pydyf.String(moment)})


def _pdf_date(at: datetime) -> str:
    return at.strftime("D:%Y%m%d%H%M%SZ")


def _signature_fields(pdf: Any, locks: Mapping[str, Lock]) -> list[Any]:
    """Turn the check boxes of the page into empty signature fields, tagged since the layout.

    A check box, because a text input would embed its whole font for an editor that nobody wants
    (and the font's ligatures would spoil every extraction of the text).
    """
    found = [item for item in pdf.objects if isinstance(item, dict) and item.get("Subtype") == "/Widget"]
    names = [widget["T"].string for widget in found]
    if names != list(locks):
        raise ValueError(f"signature fields on the pages: {names}; expected: {list(locks)}")
    for widget in found:
        _signature_field(pdf, widget, locks[widget["T"].string])
    return found


def _signature_field(pdf: Any, widget: Any, lock: Lock) -> None:
    import pydyf

    left, bottom, right, top = _ordered(widget["Rect"])
    appearance = pdf.objects[int(widget["AP"]["N"]["on"].split()[0])]
    appearance.stream.clear()
    appearance.extra = pydyf.Dictionary(
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, right - left, top - bottom]),
            "Resources": pydyf.Dictionary(),
        }
    )
    for key in ("AS", "MK", "Border", "V", "DA"):
        widget.pop(key, None)
    widget["FT"] = "/Sig"
    widget["F"] = PRINT_AND_LOCKED
    widget["Rect"] = pydyf.Array([left, bottom, right, top])
    widget["AP"] = pydyf.Dictionary({"N": appearance.reference})
    locked = pydyf.Dictionary({"Type": "/SigFieldLock", "Action": "/All"})
    if lock is not None:
        locked["Action"] = "/Include"
        locked["Fields"] = pydyf.Array([pydyf.String(name) for name in lock])
    pdf.add_object(locked)
    widget["Lock"] = locked.reference


def _ordered(rectangle: Sequence[float]) -> tuple[float, float, float, float]:
    """Lower left, then upper right corner: WeasyPrint counts from the top."""
    x1, y1, x2, y2 = (float(value) for value in rectangle)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _form(pdf: Any, fields: list[Any]) -> None:
    """An interactive form of signature fields only, as an object of its own that increments can replace."""
    if not fields:
        return
    import pydyf

    form = pydyf.Dictionary(
        {
            "Fields": pydyf.Array([field.reference for field in fields]),
            "SigFlags": SIGNATURES_EXIST_APPEND_ONLY,
        }
    )
    pdf.add_object(form)
    pdf.catalog["AcroForm"] = form.reference


def producer() -> str:
    """The name under which the engine signs its files."""
    return f"WeasyPrint {press().weasyprint.__version__}"
