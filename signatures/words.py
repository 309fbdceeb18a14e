"""The words by which readers know the parts of a PDF, and data packed so that none of these words stands in them.

Readers that repair files look for such words anywhere (ISO 32000-2, clause 7.5).
"""

import re
import zlib
from collections.abc import Iterable, Iterator

W = rb"[\x00\t\n\x0c\r ]"
BLANK = rb"[\t\n\r ]"  # what every reader passes over, even when it repairs a file
# What some reader may pass over, or take for a part of a number: whatever is no letter, digit or bracket, and the « e »
# of powers of ten.
LOOSE = rb"[^0-9A-DF-Za-df-z%<>()\[\]{}/]"
# The line in which iText names itself, before the word that says where the table is; no reader takes it for anything.
NOTE = rb"(?=%)(?:(?!xref|trailer|obj|stream|%%EOF)[ -~]){1,200}(?:\r\n|\r|\n)(?=startxref)"
_WITHIN = rb"[\x00\t\n\x0b\x0c\r ]"
# From the last digit of the number on: all its digits are looked for only where something follows.
PLAIN_HEADER = re.compile(rb"[0-9]%b+([0-9]+)%b*obj" % (_WITHIN, _WITHIN))
LOOSE_HEADER = re.compile(rb"[0-9]%b+([0-9]+)%b*obj" % (LOOSE, LOOSE))
# In data turned round: the word is rare, and digits are not.
PLAIN_BACKWARDS = re.compile(rb"jbo%b*([0-9]+)%b+[0-9]" % (_WITHIN, _WITHIN))
LOOSE_BACKWARDS = re.compile(rb"jbo%b*([0-9]+)%b+[0-9]" % (LOOSE, LOOSE))
REFERENCE = re.compile(rb"[0-9]%b+[0-9]+%b*R(?![A-Za-z0-9])" % (LOOSE, LOOSE))
# What a comment may part from the numbers before it; from the last « % » of its line on, so that no line is read twice.
_BEHIND = rb"%%[^\r\n%%]*[\r\n]%b*(?:[0-9]+%b*)?" % (LOOSE, LOOSE)
COMMENTED_HEADER, COMMENTED_REFERENCE = re.compile(_BEHIND + rb"obj"), re.compile(_BEHIND + rb"R(?![A-Za-z0-9])")
TRAILER = re.compile(rb"trailer(?<![A-Za-z0-9]trailer)%b*(?:<<|%%)" % LOOSE)
STARTXREF = re.compile(rb"startxref")
SPACES, BLANKS = re.compile(W + rb"*"), re.compile(BLANK + rb"*")
_NUMERIC = b"0123456789+-.eE\0\t\n\f\r "
_SIGNS = (b"+", b"-", b".", b"e", b"E")
_POWER = re.compile(rb"([0-9]{1,9})\.?0*[eE]\+?([0-9])(?![0-9])")
_LONGEST, _LONGEST_REFERENCE = 20, 100  # digits of a number that anybody reads; bytes of two of them
OBJECTS = (LOOSE_HEADER, COMMENTED_HEADER, TRAILER)
"""What in an embedded file is taken for objects as text."""
_WORDS = (rb"%%EOF", rb"startxref", rb"trailer", rb"/ObjStm", rb"/XRefStm")
_EACH = (*map(re.compile, _WORDS), *OBJECTS)
_PARTS = re.compile(rb"|".join(one.pattern for one in _EACH))


def past(pattern: re.Pattern[bytes], data: bytes, place: int) -> int:
    """Where what the pattern matches at `place` ends; `place` itself if it does not match."""
    found = pattern.match(data, place)
    return place if found is None else found.end()


def number_of(digits: bytes) -> int:
    """The number of these digits; of very many the last ones."""
    return int(digits[-_LONGEST:])


def number_before(data: bytes, end: int) -> int:
    """The number whose last digit stands before byte `end`."""
    return int(_digits_before(data, end)[1])


def named(data: bytes, found: re.Match[bytes]) -> Iterable[int]:
    """What some reader takes for the number of a reference: there are those that read « 60.0 » or « 60-1 » as 60."""
    rest, digits = _digits_before(data, found.start() + 1)
    if data[found.start() + 1 : found.end()] == b" 0 R" and rest[-1:] not in _SIGNS:
        return (int(digits),)
    before = data[max(found.end() - _LONGEST_REFERENCE, 0) : found.end() - 1]
    words = before[len(before.rstrip(_NUMERIC)) :].replace(b"\0", b" ").split()[-2:]
    if len(words) == 2 and words[0].isdigit() and words[1].isdigit():
        return (int(words[0]),)
    parts = [number_of(part) for word in words for part in re.findall(rb"[0-9]+", word)]
    powers = [int(word[1]) * 10 ** int(word[2]) for one in words for word in _POWER.finditer(one)]
    return (int(digits), *parts, *powers)


def _digits_before(data: bytes, end: int) -> tuple[bytes, bytes]:
    """The digits that end before byte `end`, and some bytes before them."""
    before = data[max(end - _LONGEST, 0) : end]
    rest = before.rstrip(b"0123456789")
    return rest, before[len(rest) :]


def references(data: bytes) -> Iterator[int]:
    """The numbers that references in the data name, in any spelling."""
    return (number for found in REFERENCE.finditer(data) for number in named(data, found))


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
    for end in sorted({found.end() for one in _EACH for found in one.finditer(data)}):  # one word may lie in another
        pieces += [packing.compress(data[at : end - 1]), packing.flush(zlib.Z_SYNC_FLUSH)]
        at = end - 1
    return b"".join((*pieces, packing.compress(data[at:]), packing.flush()))
