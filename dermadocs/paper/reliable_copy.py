"""A reliable copy: the sheet that says what it is, and behind it every page as an image, each stream as it came.

The sheet is a paper of ours like the others (its record, its words, its field for the seal). Here the images are bound
to it, before the seal: PDF/A-3A and PDF/UA-1 hold, each image being a figure with a name. The drawing of a page is one
fixed line (`drawing`), so that a verification can say that nothing else is on it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pikepdf

from dermadocs.domain.copy_page import ScanPage, drawing, size

Name, Dictionary, Array = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array


def bound(sheet: bytes, scans: Sequence[ScanPage]) -> bytes:
    """The sheet with the images behind it: same arguments, same bytes. Nothing is signed yet."""
    with pikepdf.open(io.BytesIO(sheet)) as pdf:
        root = pdf.Root.StructTreeRoot
        document, parents = root.K[0], root.ParentTree
        number = int(root.get("/ParentTreeNextKey", 0)) or 1 + max(int(key) for key in list(parents.Nums)[0::2])
        for place, scan in enumerate(scans, 1):
            page = _page(pdf, scan, number)
            figure = _figure(pdf, page, document, f"Page {place} de la copie, numérisée")
            document.K.append(figure)
            numbers: Any = [number, pdf.make_indirect(Array([figure]))]
            parents.Nums.extend(numbers)
            number += 1
        root.ParentTreeNextKey = number
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            compress_streams=False,
        )
    return out.getvalue()


def _page(pdf: pikepdf.Pdf, scan: ScanPage, number: int) -> Any:
    width, height = size(scan.width, scan.height, scan.dpi)
    told = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, width, height]),
        Resources=Dictionary(XObject=Dictionary(Scan=_image(pdf, scan))),
        Contents=pdf.make_stream(drawing(scan.width, scan.height, scan.dpi)),
        StructParents=number,
        Tabs=Name.S,
    )
    if scan.turn:
        told.Rotate = scan.turn
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(told)))
    return pdf.pages[-1].obj


def _image(pdf: pikepdf.Pdf, scan: ScanPage) -> Any:
    image = pdf.make_stream(b"")
    told: dict[str, Any] = {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": scan.width,
        "/Height": scan.height,
        "/BitsPerComponent": scan.bits,
        "/ColorSpace": Name.DeviceRGB if scan.colours == 3 else Name.DeviceGray,
    }
    for key, value in told.items():
        image[key] = value
    parameters: Any = None
    if scan.filter == "CCITTFaxDecode":
        parameters = Dictionary(K=-1, Columns=scan.width, Rows=scan.height, BlackIs1=scan.black_is_1)
    image.write(scan.data, filter=Name(f"/{scan.filter}"), decode_parms=parameters)
    return image


def _figure(pdf: pikepdf.Pdf, page: Any, document: Any, name: str) -> Any:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Figure,
            P=document,
            Pg=page,
            K=0,
            Alt=pikepdf.String(name),
            A=Dictionary(O=Name.Layout, BBox=page.MediaBox, Placement=Name.Block),
        )
    )
