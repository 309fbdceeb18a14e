"""From laid-out pages to a file that can be signed: PDF/A-3A and PDF/UA-1 at once, empty fields in it.

WeasyPrint writes one variant at a time and knows no signature field; `_finish` gives the last touch to pydyf's
objects just before they are written. What is done here is covered by the first signature and never changes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from dermadocs.domain.layout import InkBox
from dermadocs.render.ink import Frame
from dermadocs.render.issue import Supplement
from dermadocs.render.marks import MM, page_marks
from dermadocs.render.metadata import Metadata, xmp
from dermadocs.render.structure import refine
from dermadocs.render.typography import press
from signatures.words import deflated

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
    frames: Mapping[str, Frame] = field(default_factory=dict)
    """On paper: the frames for ink that the pages show, by id; then there is no signature field."""


class Written(NamedTuple):
    """The bytes of a PDF, and the frames for ink of each of its pages."""

    pdf: bytes
    boxes: tuple[tuple[InkBox, ...], ...]


def write(pages: Any, recipe: Recipe) -> Written:
    """The PDF: same pages and recipe, same bytes."""
    embedded, boxes = [], []
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
        finisher=lambda document, pdf: boxes.extend(_finish(document, pdf, recipe)),
    )
    return Written(written, tuple(boxes))


def _attached(recipe: Recipe, name: str, description: str, data: bytes, relationship: str) -> Any:
    return press().weasyprint.Attachment(
        file_obj=io.BytesIO(data),
        name=name,
        description=description,
        relationship=relationship,
        created=recipe.metadata.at,
        modified=recipe.metadata.at,
    )


def _finish(document: Any, pdf: Any, recipe: Recipe) -> list[tuple[InkBox, ...]]:
    streams = [item for item in pdf.objects if hasattr(item, "extra")]
    page_streams = [pdf.objects[int(page["Contents"].split()[0])] for page in _pages(pdf)]
    widgets = _widgets(pdf, [*recipe.locks, *recipe.frames])
    fields = [
        _signature_field(pdf, widget, recipe.locks[name]) for name, widget in widgets.items() if name in recipe.locks
    ]
    boxes = [_ink_boxes(pdf, page, recipe.frames) for page in _pages(pdf)]
    if "AF" in pdf.catalog:  # WeasyPrint 70 lists each embedded file twice
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    names = pdf.catalog.pop("Names", {})
    names.pop("Dests", None)  # anchors only served to learn on which page a leaf falls
    if names:
        pdf.catalog["Names"] = names
    _information(pdf, recipe.metadata)
    for stream in streams:
        if stream.extra.get("Type") == "/Metadata":
            stream.stream[:] = [xmp(recipe.metadata)]
        elif stream.extra.get("Type") == "/EmbeddedFile":  # as it is, a file within would be a part of this one to some
            stream.stream[:] = [deflated(b"".join(stream.stream))]
            stream.extra["Filter"] = "/FlateDecode"
        else:
            stream.compress = True
    _form(pdf, fields)
    refine(pdf, page_streams, [widget for name, widget in widgets.items() if name in recipe.frames])
    for page, stream in enumerate(page_streams):
        stream.stream[:] = [_joined(operator) for operator in stream.stream]
        # WeasyPrint leaves a y-down matrix behind: marks drawn after it would be mirrored
        stream.stream.insert(0, b"q")
        stream.stream.append(b"Q")
        if recipe.payloads:
            stream.stream += page_marks(recipe.payloads[page], document.pages[page].height * 0.75)
    return boxes


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


def _widgets(pdf: Any, expected: Sequence[str]) -> dict[str, Any]:
    """The check boxes of the pages by name, in order: each marks a place, tagged since the layout.

    A check box, because a text input would embed its whole font for an editor that nobody wants
    (and the font's ligatures would spoil every extraction of the text).
    """
    found = [item for item in pdf.objects if isinstance(item, dict) and item.get("Subtype") == "/Widget"]
    names = [widget["T"].string for widget in found]
    if names != list(expected):
        raise ValueError(f"fields on the pages: {names}; expected: {list(expected)}")
    return dict(zip(names, found, strict=True))


def _ink_boxes(pdf: Any, page: Any, frames: Mapping[str, Frame]) -> tuple[InkBox, ...]:
    """The frames for ink of a page, taken off it: what is left is a line drawn on paper and its place in mm."""
    height = float(page["MediaBox"][3])
    widgets = [pdf.objects[int(reference.split()[0])] for reference in page.get("Annots", ())]
    boxes = []
    for widget in widgets:
        if (frame := frames.get(widget["T"].string if "T" in widget else "")) is None:
            continue
        page["Annots"].remove(widget.reference)
        left, bottom, right, top = _ordered(widget["Rect"])
        left, right = round(left / MM, 2), round(right / MM, 2)
        top, bottom = round((height - top) / MM, 2), round((height - bottom) / MM, 2)
        boxes.append(InkBox(id=frame.id, kind=frame.kind, rect=(left, top, right, bottom), required=frame.required))
    if not page.get("Annots", True):
        del page["Annots"]
    return tuple(boxes)


def _signature_field(pdf: Any, widget: Any, lock: Lock) -> Any:
    """Turn a check box into an empty signature field."""
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
    return widget


def _ordered(rectangle: Sequence[float]) -> tuple[float, float, float, float]:
    """Lower left, then upper right corner: WeasyPrint counts from the top."""
    x1, y1, x2, y2 = (float(value) for value in rectangle)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _form(pdf: Any, fields: list[Any]) -> None:
    """An interactive form of signature fields only, as an object of its own that increments can replace."""
    if not fields:
        pdf.catalog.pop("AcroForm", None)
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
