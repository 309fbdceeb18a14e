"""The code printed on each sheet, so that a scan finds its way home (no name, no medical word in it).

    1 B  version (4 bits) | key number (4 bits)      4 B  revision: first 32 bits of document.json's SHA-256
    5 B  handle: dossier, document and copy          1 B  page      1 B  pages
    8 B  MAC: HMAC-SHA256 of the twelve bytes above, cut to 64 bits

The MAC shows who issued the code, not that the page around it is the one issued: only comparison shows that.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from collections.abc import Mapping
from dataclasses import dataclass

VERSION = 1
SIZE = 20
MIN_KEY = 16
_HEAD = struct.Struct(">B5s4sBB")
_MAC = 8
_GROUP = 6


@dataclass(frozen=True)
class PageCode:
    """One sheet: `handle` 5 bytes, `revision` 4 bytes, `page` of `pages` from 1 to 255."""

    handle: bytes
    revision: bytes
    page: int
    pages: int

    def __post_init__(self) -> None:
        if len(self.handle) != 5 or len(self.revision) != 4:
            raise ValueError("a page code has a handle of 5 bytes and a revision of 4")
        if not 1 <= self.page <= self.pages <= 255:
            raise ValueError(f"page {self.page} of {self.pages}: not within 1 to 255")

    def payload(self, key: bytes, key_number: int) -> bytes:
        """The twenty bytes of the QR code under the practice's key of that number (0 to 15)."""
        if len(key) < MIN_KEY:
            raise ValueError(f"the key has {len(key)} bytes; at least {MIN_KEY}")
        if not 0 <= key_number <= 15:
            raise ValueError(f"key number {key_number}: not within 0 to 15")
        head = self._head(key_number)
        return head + _mac(key, head)

    def human(self) -> tuple[str, str, str]:
        """The same identity for typing by hand, three groups of six base32 characters, without the MAC."""
        text = base64.b32encode(self._head(0)[1:]).decode("ascii").rstrip("=")
        return text[:_GROUP], text[_GROUP : 2 * _GROUP], text[2 * _GROUP :]

    def _head(self, key_number: int) -> bytes:
        return _HEAD.pack(VERSION << 4 | key_number, self.handle, self.revision, self.page, self.pages)


def revision(document_sha256: str) -> bytes:
    """The revision of a document: the first 32 bits of the SHA-256 (hex) of its document.json."""
    return bytes.fromhex(document_sha256)[:4]


def decode(raw: bytes, keys: Mapping[int, bytes]) -> PageCode | None:
    """The sheet of twenty scanned bytes; None for anything that no key of ours issued."""
    if len(raw) != SIZE or raw[0] >> 4 != VERSION:
        return None
    key = keys.get(raw[0] & 15)
    if key is None or not hmac.compare_digest(_mac(key, raw[:-_MAC]), raw[-_MAC:]):
        return None
    _, handle, rev, page, pages = _HEAD.unpack(raw[:-_MAC])
    return PageCode(handle, rev, page, pages) if 1 <= page <= pages else None


def read_human(text: str) -> PageCode | None:
    """The sheet of the eighteen typed characters, in any case, with or without spaces and hyphens."""
    compact = "".join(c for c in text.upper() if c not in " -\u00a0")
    if len(compact) != 3 * _GROUP:
        return None
    try:
        raw = base64.b32decode(compact + "=" * (-len(compact) % 8))
    except ValueError:
        return None
    handle, rev, page, pages = raw[:5], raw[5:9], raw[9], raw[10]
    return PageCode(handle, rev, page, pages) if 1 <= page <= pages else None


def _mac(key: bytes, head: bytes) -> bytes:
    return hmac.new(key, head, hashlib.sha256).digest()[:_MAC]
