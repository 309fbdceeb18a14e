"""The words by which readers know the parts of a PDF, and data packed so that none of these words stands in them.

Readers that repair files look for such words anywhere (ISO 32000-2, clause 7.5).
"""

import re
import zlib

W = rb"[\x00\t\n\x0c\r ]"
# What some reader may pass over, or take for a part of a number: whatever is no letter, digit or bracket, and the « e »
# of powers of ten.
LOOSE = rb"[^0-9A-DF-Za-df-z%<>()\[\]{}/]"
# From the last digit of the number on: all its digits are looked for only where something follows.
PLAIN_HEADER = re.compile(rb"[0-9]%b+([0-9]+)%b*obj(?![A-Za-z0-9])" % (W, W))
LOOSE_HEADER = re.compile(rb"[0-9]%b+([0-9]+)%b*obj" % (LOOSE, LOOSE))
REFERENCE = re.compile(rb"[0-9]%b+[0-9]+%b*R(?![A-Za-z0-9])" % (LOOSE, LOOSE))
# What a comment may part from the numbers before it; from the last « % » of its line on, so that no line is read twice.
COMMENTED = re.compile(rb"%%[^\r\n%%]*[\r\n]%b*(?:[0-9]+%b*)?(?:obj|R)(?![A-Za-z0-9])" % (LOOSE, LOOSE))
TRAILER = re.compile(rb"trailer(?<![A-Za-z0-9]trailer)%b*(?:<<|%%)" % LOOSE)
STARTXREF = re.compile(rb"startxref")
SPACES = re.compile(W + rb"*")
_PARTS = re.compile(rb"%%%%EOF|startxref|trailer|/ObjStm|/XRefStm|%b" % LOOSE_HEADER.pattern)


def past(pattern: re.Pattern[bytes], data: bytes, place: int) -> int:
    """Where what the pattern matches at `place` ends; `place` itself if it does not match."""
    found = pattern.match(data, place)
    return place if found is None else found.end()


def deflated(data: bytes, level: int = 9) -> bytes:
    """The data by deflate (RFC 1951, in the wrapper of RFC 1950) such that no part of a PDF stands in the result.

    What cannot be made smaller is copied by deflate as it is. There a block ends within each such word.
    Raises ValueError if no level up to `level` (1 to 9) does; that is a matter of chance.
    """
    for one in range(level, 0, -1):
        for pack in (zlib.compress, _in_blocks):
            done = pack(data, one)
            if _PARTS.search(done) is None:
                return done
    raise ValueError("it cannot be packed without words of a PDF in it")


def _in_blocks(data: bytes, level: int) -> bytes:
    packing, pieces, at = zlib.compressobj(level), [], 0
    for found in _PARTS.finditer(data):
        pieces += [packing.compress(data[at : found.end() - 1]), packing.flush(zlib.Z_SYNC_FLUSH)]
        at = found.end() - 1
    return b"".join((*pieces, packing.compress(data[at:]), packing.flush()))
