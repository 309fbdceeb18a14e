"""The code on each sheet: read back exactly, by scanner or by hand, and by our keys only."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermadocs.domain.pagecode import PageCode, decode, read_human, revision

KEY = bytes(range(32))
codes = st.builds(
    lambda handle, rev, a, b: PageCode(handle, rev, min(a, b), max(a, b)),
    st.binary(min_size=5, max_size=5),
    st.binary(min_size=4, max_size=4),
    st.integers(1, 255),
    st.integers(1, 255),
)


@given(codes, st.integers(0, 15))
def test_a_code_is_read_back(code: PageCode, number: int) -> None:
    raw = code.payload(KEY, number)
    assert len(raw) == 20
    assert decode(raw, {number: KEY}) == code
    assert decode(raw, {number: KEY[::-1]}) is None
    assert decode(raw, {(number + 1) % 16: KEY}) is None


@given(codes, st.integers(0, 19), st.integers(1, 255))
def test_a_single_changed_byte_is_no_code_of_ours(code: PageCode, place: int, change: int) -> None:
    raw = bytearray(code.payload(KEY, 1))
    raw[place] ^= change
    assert decode(bytes(raw), dict.fromkeys(range(16), KEY)) is None


@given(codes)
def test_what_is_printed_can_be_typed(code: PageCode) -> None:
    groups = code.human()
    assert [len(group) for group in groups] == [6, 6, 6]
    for typed in (" ".join(groups), "-".join(groups).lower(), "".join(groups)):
        assert read_human(typed) == code


def test_the_payload_byte_by_byte() -> None:
    raw = PageCode(b"ABCDE", b"\x01\x02\x03\x04", 2, 3).payload(KEY, 7)
    assert raw[:12] == b"\x17ABCDE\x01\x02\x03\x04\x02\x03"
    assert raw[12:] == hmac.new(KEY, raw[:12], hashlib.sha256).digest()[:8]


def test_revision_is_the_first_32_bits_of_the_digest() -> None:
    assert revision("7f3a91c2" + "0" * 56) == b"\x7f\x3a\x91\xc2"


@pytest.mark.parametrize("text", ["", "ETLLDK", "ETLLDK-DGTFXP-T2MQL", "ETLLDK-DGTFXP-T2MQ18", "É" * 18, "A" * 18])
def test_what_is_not_a_typed_code_is_none(text: str) -> None:
    assert read_human(text) is None


@pytest.mark.parametrize("raw", [b"", b"x" * 19, b"x" * 20, b"x" * 21])
def test_a_foreign_code_is_none(raw: bytes) -> None:
    assert decode(raw, dict.fromkeys(range(16), KEY)) is None


@pytest.mark.parametrize(
    ("handle", "rev", "page", "pages"),
    [
        (b"ABCD", b"1234", 1, 1),
        (b"ABCDE", b"123", 1, 1),
        (b"ABCDE", b"1234", 0, 1),
        (b"ABCDE", b"1234", 2, 1),
        (b"ABCDE", b"1234", 1, 256),
    ],
)
def test_an_impossible_sheet_is_refused(handle: bytes, rev: bytes, page: int, pages: int) -> None:
    with pytest.raises(ValueError, match="page"):
        PageCode(handle, rev, page, pages)


def test_weak_keys_and_wrong_key_numbers_are_refused() -> None:
    code = PageCode(b"ABCDE", b"1234", 1, 1)
    with pytest.raises(ValueError, match="at least 16"):
        code.payload(b"secret", 1)
    with pytest.raises(ValueError, match="0 to 15"):
        code.payload(KEY, 16)
