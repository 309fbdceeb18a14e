"""Packed data hold no word by which a reader that repairs files would know a part of a PDF."""

from __future__ import annotations

import random
import re
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signatures.words import deflated

NOISE = random.Random(7).randbytes(400_000)
WORDS = [
    b"%%EOF",
    b"startxref",
    b"trailer<<",
    b"/ObjStm",
    b"5 0 obj",
    b"12\n3\x80 obj<<",
    b"%x\robj",
    b"obj",
    b"5 ",
    b"0 ",
]
SEEN = re.compile(
    rb"%%EOF|startxref|trailer|/ObjStm|[0-9][^0-9A-Za-z%<>()\[\]{}/]+[0-9]+[^0-9A-Za-z%<>()\[\]{}/]*obj|%x?\r\W*obj"
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.integers(0, 30_000)), max_size=40))
def test_what_is_packed_comes_out_again_and_shows_nothing(pieces: list[bytes | int]) -> None:
    data = b"".join(NOISE[one * 3 : one * 4] if isinstance(one, int) else one for one in pieces)
    packed = deflated(data)
    assert zlib.decompress(packed) == data
    assert SEEN.search(packed) is None


def test_a_word_within_another_is_parted_too() -> None:
    data = NOISE[:400] + b"%xstartxref12\n3\x80 obj<<"
    assert SEEN.search(deflated(data)) is None


@pytest.mark.parametrize("word", WORDS[:7])
def test_each_word_stands_in_what_deflate_copies(word: bytes) -> None:
    """Else the test above would show nothing."""
    data = NOISE[:50_000] + word + NOISE[50_000:100_000]
    assert SEEN.search(zlib.compress(data, 9))
    assert SEEN.search(deflated(data)) is None
