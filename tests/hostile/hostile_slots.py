"""Signatures forged by absence, by exchange and with a hex editor."""

from __future__ import annotations

import re

import hostile_pdf as pdf
from hostile_forgery import ANY_BREAK, BROKEN, COVERED, ENVELOPE, UNREADABLE, Forgery, Make
from hostile_pdf import array, name, text, update
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import enumerate_sig_fields

# ---- universal forgery and wrapping: the newest signature's dictionary exchanged for another


def _value(**entries: object) -> pdf.Change:
    """The newest signature's dictionary written again, entries changed (None: left out)."""

    def change(writer: pdf.Quiet) -> None:
        title = newest_field(writer)
        one = pdf.field(writer, title)
        old = one["/V"]
        fresh = generic.DictionaryObject({key: old.raw_get(key) for key in old})
        for key, value in entries.items():
            if value is None:
                fresh.pop("/" + key, None)
            else:
                fresh["/" + key] = value
        pdf.rewritten(writer, one, "/V", fresh)

    return change


def newest_field(writer: pdf.Quiet) -> str:
    """The archive timestamp that closes the file."""
    titles = [known for known, _, _ in enumerate_sig_fields(writer)]
    return max(title for title in titles if title.startswith("Archive"))


def _not_a_value(value: object) -> pdf.Change:
    def change(writer: pdf.Quiet) -> None:
        one = pdf.field(writer, newest_field(writer))
        one["/V"] = value
        writer.update_container(one)

    return change


def _shared(writer: pdf.Quiet) -> None:
    first, last = pdf.field(writer, "Practitioner1"), pdf.field(writer, newest_field(writer))
    first["/V"] = last.raw_get("/V")
    writer.update_container(first)


UNIVERSAL = tuple(
    Forgery(title, lambda base, change=change: update(base, change), ANY_BREAK, (1, 2))
    for title, change in (
        ("no ByteRange", _value(ByteRange=None)),
        ("ByteRange of zeros", _value(ByteRange=array(0, 0, 0, 0))),
        ("negative ByteRange", _value(ByteRange=array(0, -10, 20, 10))),
        ("ByteRange beyond the end", _value(ByteRange=array(0, 10, 20, 10**12))),
        ("ByteRange of two numbers", _value(ByteRange=array(0, 100))),
        ("ByteRange of six numbers", _value(ByteRange=array(0, 10, 20, 10, 40, 10))),
        ("ByteRange that is null", _value(ByteRange=generic.NullObject())),
        ("ByteRange of words", _value(ByteRange=array(text("a"), text("b"), text("c"), text("d")))),
        ("no Contents", _value(Contents=None)),
        ("Contents that are null", _value(Contents=generic.NullObject())),
        ("empty Contents", _value(Contents=generic.ByteStringObject(b""))),
        ("Contents of zeros", _value(Contents=generic.ByteStringObject(bytes(100)))),
        ("another SubFilter", _value(SubFilter=name("adbe.pkcs7.sha1"))),
        ("no SubFilter", _value(SubFilter=None)),
        ("null in place of a signature", _not_a_value(generic.NullObject())),
        ("text in place of a signature", _not_a_value(text("signed"))),
        ("one signature in two fields", _shared),
    )
)


# ---- a hex editor


def _replaced(old: bytes, new: bytes) -> Make:
    """The first place of some bytes changed, nothing moved."""

    def make(base: bytes) -> bytes:
        assert len(old) == len(new)
        assert old in base
        return base.replace(old, new, 1)

    return make


def _inserted(pattern: bytes, more: bytes) -> Make:
    """Bytes put behind the last match of a pattern; everything after moves."""

    def make(base: bytes) -> bytes:
        place = [match.end() for match in re.finditer(pattern, base)][-1]
        return base[:place] + more + base[place:]

    return make


def _dated(base: bytes) -> bytes:
    return re.sub(rb"/M \(D(:|\\072)2026", rb"/M (D\g<1>2025", base, count=1)


def _capitals(base: bytes) -> bytes:
    return pdf.with_slot(base, pdf.slot(base).upper())


def _padded(base: bytes) -> bytes:
    return pdf.with_slot(base, pdf.slot(base)[:-2] + b"01")


def _spaced(base: bytes) -> bytes:
    return pdf.with_slot(base, pdf.slot(base)[:-2] + b"  ")


def _shorter(base: bytes) -> bytes:
    _, _size, second, _ = pdf.byte_range(base)
    return base[: second - 3] + base[second - 1 :]


def _emptied(base: bytes) -> bytes:
    return pdf.with_slot(base, b"")


def _exchanged(base: bytes) -> bytes:
    """The slots of the first two signatures exchanged."""
    first, second = pdf.cms(base, 0), pdf.cms(base, 1)
    room = len(pdf.slot(base, 1)) // 2
    swapped = pdf.with_slot(base, second.hex().encode(), 0)
    return pdf.with_slot(swapped, first[:room].hex().encode(), 1)


HEX_EDITOR = (
    Forgery("one letter in the first revision", _replaced(b"(Practitioner1)", b"(Practitioner2)"), BROKEN | UNREADABLE),
    Forgery("the date that a signature states", _dated, BROKEN),
    Forgery(
        "a second ByteRange key", _inserted(rb"/ByteRange ?\[[\d ]+\]", b" /ByteRange [0 1 2 3]"), UNREADABLE, (2,)
    ),
    Forgery("a second Contents key", _inserted(rb"/ByteRange ?\[[\d ]+\]", b" /Contents <00>"), UNREADABLE, (2,)),
    Forgery("a comment in the ByteRange", _inserted(rb"/ByteRange ?\[", b"%\n"), BROKEN | UNREADABLE, (1, 2)),
    Forgery("a space in front of the file", lambda base: b" " + base, UNREADABLE, (2,)),
    Forgery("a mail header in front of the file", lambda base: b"From: x\r\n\r\n" + base, UNREADABLE, (2,)),
    Forgery("digits in capitals", _capitals, ENVELOPE),
    Forgery("padding other than zeros", _padded, ENVELOPE),
    Forgery("spaces in the padding", _spaced, BROKEN | UNREADABLE, (1, 2)),
    Forgery("a slot two digits shorter", _shorter, BROKEN | UNREADABLE, (1, 2)),
    Forgery("an emptied slot", _emptied, ANY_BREAK),
    Forgery("two signatures exchanged", _exchanged, BROKEN),
    Forgery("the last byte cut off", lambda base: base[:-1], COVERED | BROKEN),
    Forgery("cut in the middle", lambda base: base[: len(base) // 2], UNREADABLE, (1, 2)),
)
