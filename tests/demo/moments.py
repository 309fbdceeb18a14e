"""Every moment that a file of ours can tell, found without asking the code that wrote it."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from fontTools.ttLib import TTFont, TTLibError

FONT_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
HEX = re.compile(rb"<([0-9a-fA-F]{200,})>")
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
SHORT, LONG = "%y%m%d%H%M%S", "%Y%m%d%H%M%S"
PATTERNS = (
    (re.compile(rb"\x17\x0d(\d{12})Z"), SHORT),  # UTCTime
    (re.compile(rb"\x18\x0f(\d{14})Z"), LONG),  # GeneralizedTime
    (re.compile(rb"\(D:(\d{14})"), LONG),  # /M, /CreationDate, /ModDate
    (re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)"), "%Y-%m-%dT%H:%M:%S"),  # XMP, records
    (re.compile(rb"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)"), "%Y-%m-%d"),
    (re.compile(rb"(?<!\d)(\d\d/\d\d/\d{4})(?!\d)"), "%d/%m/%Y"),
)
IN_WORDS = re.compile(rf"(\d\d?)(?:er)?\s({'|'.join(MONTHS)})\s(\d{{4}})")


def parts(data: bytes) -> Iterator[bytes]:
    """The bytes as they stand, each stream decompressed, each long hexadecimal string decoded."""
    yield data
    for body in STREAM.findall(data):
        try:
            yield zlib.decompressobj().decompress(body)
        except zlib.error:
            continue
    for digits in HEX.findall(data):
        yield bytes.fromhex(digits.decode("ascii"))


def moments(data: bytes) -> Iterator[datetime]:
    """All of them, with those of embedded fonts; a date alone is its first second."""
    for part in parts(data):
        for pattern, form in PATTERNS:
            for found in pattern.findall(part):
                yield from _parsed(found.decode("ascii"), form)
        for day, month, year in IN_WORDS.findall(part.decode("utf-8", "replace")):
            yield datetime(int(year), MONTHS.index(month) + 1, int(day), tzinfo=UTC)
        if part[:4] in (b"\0\1\0\0", b"OTTO", b"true"):
            yield from _font(part)


def _parsed(text: str, form: str) -> Iterator[datetime]:
    try:
        yield datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return


def _font(data: bytes) -> Iterator[datetime]:
    try:
        head = TTFont(io.BytesIO(data))["head"]
    except (TTLibError, KeyError):
        return
    for seconds in (head.created, head.modified):
        yield FONT_EPOCH + timedelta(seconds=seconds)
