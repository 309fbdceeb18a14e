"""A tail that only one reader misreads does not turn a file of ours into a foreign one, judged leniently."""

from __future__ import annotations

import io

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader
from world import Life

from dermadocs.flows.proving.batch import exit_code


def misread_tail(base: bytes, extra: str = "") -> bytes:
    """Archive data alone, faultless but for a startxref two blanks early.

    One reader skips the blanks. The other searches the file for objects instead, and takes a stray catalogue that
    knows no attachment for the real one.
    """
    reader = PdfFileReader(io.BytesIO(base))
    root, store = (reader.trailer.raw_get("/Root").idnum, reader.root.raw_get("/DSS").idnum)
    entries = []
    for key in ("/Certs", "/CRLs"):
        array = reader.root["/DSS"][key]
        entries.append(f"{key} [{' '.join(f'{array.raw_get(i).idnum} 0 R' for i in range(len(array)))}]")
    stray = b"%d 0 obj\n<</Type /Catalog /Pages 1 0 R>>\nendobj\n\n\n" % root
    place = len(base) + len(stray)
    again = f"{store} 0 obj\n<</Type /DSS {' '.join(entries)}>>\nendobj\n\n\n".encode()
    table = place + len(again)
    size, previous = int(reader.trailer["/Size"]), reader.last_startxref
    xref = f"xref\n{store} 1\n{place:010d} 00000 n \ntrailer\n<</Size {size} /Root {root} 0 R /Prev {previous}{extra}"
    ids = reader.trailer["/ID"]
    known = " ".join(f"<{bytes(one.original_bytes).hex()}>" for one in ids)
    return base + stray + again + f"{xref} /ID [{known}]>>\nstartxref\n{table - 2}\n%%EOF\n".encode()


@pytest.mark.parametrize("extra", ["", " /Foo 1 /Foo 2"], ids=["plain", "refused by a strict reader"])
def test_a_file_of_ours_stays_ours_when_its_record_is_hidden(life: Life, extra: str) -> None:
    forged = misread_tail(life.accepted.pdf, extra)
    assert "document.json" not in PdfReader(io.BytesIO(forged)).attachments
    answer = life.scene.judge(forged)
    assert exit_code(answer) == 1
    assert "DATA_INVALID" in answer["reasons"]
