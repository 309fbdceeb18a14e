"""What is kept beside a printed paper: where its frames and letters stand, and a picture of it, both hashed.

Made once, with the paper: another version of the press or of the reader would draw another page.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence

import msgspec
import numpy as np
from PIL import Image

from dermadocs.domain.document import handle_text
from dermadocs.domain.layout import A4, Coded, InkBox, Layout, SheetLayout
from dermadocs.domain.pagecode import revision
from dermadocs.paper.original import DPI, glyphs, original


def describe(
    document: Coded, handle: bytes, record: bytes, pdf: bytes, boxes: Sequence[tuple[InkBox, ...]]
) -> tuple[Layout, bytes]:
    """The layout of a paper, and all its pages one below the other as a grey PNG of 200 dpi.

    `record` is what its page codes are made of: `document.json`, or what a slip says.
    """
    sheets = tuple(
        SheetLayout(page=number, width=A4[0], height=A4[1], boxes=framed, glyphs=drawn)
        for number, (framed, drawn) in enumerate(zip(boxes, glyphs(pdf), strict=True), 1)
    )
    layout = Layout(
        schema="dermadocs/layout/1",
        document=document,
        handle=handle_text(handle),
        revision=revision(hashlib.sha256(record).hexdigest()).hex(),
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        sheets=sheets,
    )
    picture = _png(np.vstack([page.grey for page in original(pdf, layout)]))
    return msgspec.structs.replace(layout, grey_sha256=hashlib.sha256(picture).hexdigest()), picture


def _png(grey: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(grey).save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()
