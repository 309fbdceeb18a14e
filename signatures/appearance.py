"""The visible side of a signature: a one-page PDF becomes the appearance of the field's widget.

The page is imported as a form XObject with its embedded fonts; pyHanko's own stamps are not used, for their
default font is not embedded and its widths are in other units (ISO 19005-3, 6.2.11). The widget, its place in
the structure tree and its tooltip stay as they were rendered.
"""

from __future__ import annotations

import io

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.form_tools import annot_width_height, get_single_field_annot
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader

from signatures.errors import NotConformant
from signatures.increment import Increment

TOLERANCE = 1.0  # points between page and field


def draw(increment: Increment, field: generic.DictionaryObject, name: str, page: bytes) -> None:
    """Make `page` the normal appearance of `field`. Raises NotConformant if it is not one page of that size."""
    widget = get_single_field_annot(field)
    source = _open(name, page)
    width, height = (float(side) for side in annot_width_height(widget))
    x1, y1, x2, y2 = (float(number) for number in _media_box(source))
    if abs(abs(x2 - x1) - width) > TOLERANCE or abs(abs(y2 - y1) - height) > TOLERANCE:
        raise NotConformant(
            f"the appearance for {name} measures {abs(x2 - x1):.1f} x {abs(y2 - y1):.1f} points, the field"
            f" {width:.1f} x {height:.1f}; render it in the size of the field"
        )
    form = increment.writer.import_page_as_xobject(source)
    # a fresh dictionary: /AP may be shared with the empty fields rendered beside this one
    widget[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form})
    increment.writer.update_container(widget)


def _open(name: str, page: bytes) -> PdfFileReader:
    try:
        source = PdfFileReader(io.BytesIO(page), strict=True)
        pages = int(source.root["/Pages"]["/Count"])
    except (misc.PdfError, ValueError, TypeError, KeyError) as problem:
        raise NotConformant(f"the appearance for {name} is not a PDF that can be read") from problem
    if pages != 1:
        raise NotConformant(f"the appearance for {name} has {pages} pages; it must have one")
    return source


def _media_box(source: PdfFileReader) -> generic.ArrayObject:
    node = source.find_page_for_modification(0)[0].get_object()
    while "/MediaBox" not in node:
        node = node["/Parent"]
    box: generic.ArrayObject = node["/MediaBox"]
    return box
