"""Changes of a PDF's structure: tokens, numbers, names, table rows, lengths. Used by tests and by tools/fuzz.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes], bytes]
_NUMBER = re.compile(rb"(?<![\w.])\d{1,10}(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9.]*")
_ROW = re.compile(rb"\d{10} \d{5} [nf] ?\r?\n")
_REFERENCE = re.compile(rb"\d+ \d+ R\b")
_LENGTH = re.compile(rb"/Length \d+")
_OBJECT = re.compile(rb"(?<!\d)\d+ \d+ obj\b.*?endobj", re.DOTALL)
_TOKEN = re.compile(rb"<<|>>|\[|\]|\bobj\b|endobj|stream|endstream|xref|trailer|startxref|%%EOF|\bR\b|<|>|\(|\)")
_TOKENS = (
    b"<<",
    b">>",
    b"[",
    b"]",
    b"obj",
    b"endobj",
    b"stream",
    b"xref",
    b"trailer",
    b"null",
    b"true",
    b"R",
    b"%",
    b"(",
)
_NUMBERS = (b"0", b"1", b"-1", b"2", b"65535", b"65536", b"2147483648", b"99999999999999999999", b"0.5", b"1e9")


def _place(random: Random, pattern: re.Pattern[bytes], pdf: bytes) -> re.Match[bytes] | None:
    """A match near a random place; matches are dense enough."""
    start = random.randrange(max(len(pdf), 1))
    return pattern.search(pdf, start) or pattern.search(pdf)


def _put(pdf: bytes, match: re.Match[bytes] | None, text: bytes) -> bytes:
    """Exchanged in its place, padded so that as little as possible moves: files that break early teach nothing."""
    if match is None:
        return pdf
    return pdf[: match.start()] + text.ljust(len(match[0])) + pdf[match.end() :]


def number(random: Random, pdf: bytes) -> bytes:
    """A number exchanged for an unpleasant one."""
    return _put(pdf, _place(random, _NUMBER, pdf), random.choice(_NUMBERS))


def nearby(random: Random, pdf: bytes) -> bytes:
    """A number off by a little."""
    match = _place(random, _NUMBER, pdf)
    return pdf if match is None else _put(pdf, match, b"%d" % (int(match[0]) + random.choice((-1, 1, 7, -100))))


def name(random: Random, pdf: bytes) -> bytes:
    """A name exchanged for another one of the file."""
    other = _place(random, _NAME, pdf)
    return pdf if other is None else _put(pdf, _place(random, _NAME, pdf), other[0])


def token(random: Random, pdf: bytes) -> bytes:
    """A token exchanged, taken out or doubled."""
    match = _place(random, _TOKEN, pdf)
    text = random.choice((b"", match[0] * 2 if match else b"", random.choice(_TOKENS)))
    return _put(pdf, match, text)


def reference(random: Random, pdf: bytes) -> bytes:
    """A reference that leads elsewhere, to itself, or nowhere."""
    return _put(pdf, _place(random, _REFERENCE, pdf), b"%d %d R" % (random.randrange(40), random.choice((0, 0, 1))))


def row(random: Random, pdf: bytes) -> bytes:
    """A row of a table that points elsewhere, or is free."""
    text = b"%010d %05d %s \n" % (
        random.randrange(len(pdf) + 99),
        random.choice((0, 65535)),
        random.choice((b"n", b"f")),
    )
    return _put(pdf, _place(random, _ROW, pdf), text)


def length(random: Random, pdf: bytes) -> bytes:
    """A stream that says another length."""
    return _put(pdf, _place(random, _LENGTH, pdf), b"/Length " + random.choice((*_NUMBERS, b"5 0 R", b"[]", b"/A")))


def moved(random: Random, pdf: bytes) -> bytes:
    """An object copied to another place."""
    match = _place(random, _OBJECT, pdf)
    start = random.randrange(max(len(pdf), 1))
    return pdf if match is None else pdf[:start] + b"\n" + match[0] + b"\n" + pdf[start:]


def cut(random: Random, pdf: bytes) -> bytes:
    """Some bytes taken out."""
    start = random.randrange(max(len(pdf), 1))
    return pdf[:start] + pdf[start + random.choice((1, 2, 16, 300)) :]


def octets(random: Random, pdf: bytes) -> bytes:
    """Some bytes exchanged."""
    start = random.randrange(max(len(pdf), 1))
    return pdf[:start] + random.randbytes(random.choice((1, 1, 2, 8))) + pdf[start + 1 :]


def tail(random: Random, pdf: bytes) -> bytes:
    """A revision of one object behind the end."""
    match = _place(random, _OBJECT, pdf)
    made = pdf + (match[0] if match else b"") + b"\n"
    before = re.findall(rb"startxref\s+(\d{1,12})", pdf)[-1:] or [b"0"]
    text = b"xref\n0 0\ntrailer\n<</Size 99/Root 1 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (before[0], len(made))
    return made + text


MUTATIONS: tuple[Mutation, ...] = (number, nearby, name, token, reference, row, length, moved, cut, octets, tail)


def mutated(random: Random, pdf: bytes, most: int = 4) -> bytes:
    """One to `most` of them, one after another."""
    for _ in range(random.randint(1, most)):
        pdf = random.choice(MUTATIONS)(random, pdf)
    return pdf
