"""Caps that hold before any parser is let near a file: what a look at its bytes can tell.

Each stands for an input on which the libraries take minutes or gigabytes.
"""

import re

from signatures.errors import TooLarge, Unreadable
from signatures.policy import Policy

_CONTENTS = re.compile(rb"/Contents\s*(?:<(?!<)|\()")
_HEADER = re.compile(rb"%PDF-[12]\.[0-9]")
END_WITHIN = 65_536  # bytes from the end in which the last startxref stands; searching further back is slow
MAX_FIELDS = 10_000  # of a form
MAX_FIELDS_LOOKED_AT = 20_000  # in all revisions together: for each of them the library compares every one
MAX_FREED = 50_000  # rows of objects that are freed, or never were: they cost nothing in a file
MAX_NAME = 4_096  # characters of a field's full name, its parents' names included
MAX_NAMES = 4_000_000  # characters of all full names of a form together


def check_caps(pdf: bytes, policy: Policy) -> None:
    """What a look at the bytes can tell before any parser is let near them. Raises TooLarge or Unreadable."""
    if len(pdf) > policy.max_bytes:
        raise TooLarge(f"the file has {len(pdf)} bytes, at most {policy.max_bytes} are judged")
    if not _HEADER.match(pdf):
        raise Unreadable("the file does not begin as a PDF (%PDF-1.x)")
    if pdf.find(b"startxref", max(len(pdf) - END_WITHIN, 0)) < 0:
        raise Unreadable("the file does not end as a PDF (startxref)")
    if pdf.count(b"/FT") > MAX_FIELDS:
        raise TooLarge(f"the form has more than {MAX_FIELDS} fields")
    if pdf.count(b"startxref") > policy.max_revisions:
        raise TooLarge(f"the file was written more than {policy.max_revisions} times")
    closed = {b")": 0, b">": 0}  # up to where a string of each kind was followed
    for slot in _CONTENTS.finditer(pdf):
        close = b")" if slot[0].endswith(b"(") else b">"
        if slot.end() < closed[close]:
            continue
        end = closed[close] = pdf.find(close, slot.end(), slot.end() + 2 * policy.max_contents + 1)
        if end < 0 and len(pdf) - slot.end() > 2 * policy.max_contents:
            raise TooLarge(f"a signature envelope is larger than {policy.max_contents} bytes")
