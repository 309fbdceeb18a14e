"""What other readers show of a file: the text of its pages, or that they cannot read it."""

from __future__ import annotations

import io
import logging
import subprocess
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import pikepdf
import pypdf
import pypdfium2


def _pypdf(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def _pdfium(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [str(page.get_textpage().get_text_range()) for page in document]


def _qpdf(pdf: bytes) -> list[str]:
    """What the pages draw, and whether the file was repaired."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        drawn = [repr(pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page))) for page in document.pages]
        return drawn + ["repaired" for words in document.get_warnings() if "reconstruct" in str(words)]


def _poppler(pdf: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split("\f")


def _mupdf(pdf: bytes) -> list[str]:
    mupdf = import_module("pymupdf")
    mupdf.TOOLS.mupdf_display_errors(False)
    with mupdf.open(stream=pdf, filetype="pdf") as document:
        return [page.get_text() for page in document]


def _pdfminer(pdf: bytes) -> list[str]:
    return str(import_module("pdfminer.high_level").extract_text(io.BytesIO(pdf))).split("\f")


READERS: dict[str, Callable[[bytes], list[str]]] = {
    "pypdf": _pypdf, "pdfium": _pdfium, "qpdf": _qpdf, "poppler": _poppler,
    **({"MuPDF": _mupdf} if find_spec("pymupdf") else {}),
    **({"pdfminer": _pdfminer} if find_spec("pdfminer") else {}),
}  # fmt: skip


def shown(pdf: bytes) -> dict[str, list[str]]:
    """The pages by reader."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    found = {}
    for name, read in READERS.items():
        try:
            found[name] = read(pdf)
        except Exception as problem:  # each reader has its own
            found[name] = [f"cannot be read: {problem!r}"]
    return found
