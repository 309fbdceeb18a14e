"""No single bit of a finished file can be turned unnoticed (design: canonical envelope; the last timestamp covers all).

All bits of the last envelope are tried against the envelope's own check, which decides alone there; samples of
them, and of the rest of the file, against the whole judgment. Set DERMADOCS_ALL_FLIPS=1 for the whole sample.
"""

from __future__ import annotations

import os
import random
import re
from functools import cache

import pytest
from world import Life, lived

from signatures.envelope import token_holds

CHUNKS = 4
INSIDE, ELSEWHERE = 200, 2000
"""Bits whose flip goes through the whole judgment: of the last envelope, and of all other bytes."""
PORTION = 1 if os.environ.get("DERMADOCS_ALL_FLIPS") else 10
"""One in how many of them is judged by default: a whole judgment takes about a second, all of them half an hour."""


@cache
def envelope(pdf: bytes) -> tuple[int, int]:
    """The gap that the last ByteRange leaves: the envelope with its angle brackets."""
    first, size, second, rest = map(int, re.findall(rb"/ByteRange ?\[(\d+) (\d+) (\d+) (\d+)", pdf)[-1])
    assert (first, second + rest) == (0, len(pdf))
    return size, second


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def chosen(pdf: bytes) -> list[int]:
    """The bits of the whole sample, in the order in which they are tried, from a fixed seed."""
    start, end = envelope(pdf)
    chance = random.Random("flips")
    inside = chance.sample(range(start * 8, end * 8), INSIDE)
    others = [*range(start * 8), *range(end * 8, len(pdf) * 8)]
    every = [*inside, *chance.sample(others, ELSEWHERE)]
    chance.shuffle(every)
    return every[::PORTION]


def test_the_envelope_as_it_is_holds(life: Life) -> None:
    pdf = life.accepted.pdf
    start, end = envelope(pdf)
    assert pdf[start : start + 1] + pdf[end - 1 : end] == b"<>"
    assert token_holds(pdf[start:end], pdf[:start] + pdf[end:]) is None


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_bit_of_the_last_envelope_can_be_another(chunk: int) -> None:
    pdf = lived().accepted.pdf
    start, end = envelope(pdf)
    contents, covered = pdf[start:end], pdf[:start] + pdf[end:]
    bits = range(chunk, len(contents) * 8, CHUNKS)
    assert [bit for bit in bits if token_holds(flipped(contents, bit), covered) is None] == []


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(8))
def test_no_bit_of_the_file_can_be_another(chunk: int) -> None:
    life = lived()
    pdf = life.accepted.pdf
    answers = {bit: life.scene.judge(flipped(pdf, bit)) for bit in chosen(pdf)[chunk::8]}
    assert [bit for bit, answer in answers.items() if answer["verdict"] == "VALID"] == []
    # a file that cannot be read may be signed all over: nobody says that it is not
    assert [bit for bit, answer in answers.items() if {"UNREADABLE", "UNSIGNED"} <= set(answer["reasons"])] == []
