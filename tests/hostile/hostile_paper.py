"""Papers that were forged before the surgeon signed them, and that must be refused all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest import mock

import hostile_pdf as pdf
from hostile_deeds import (
    ZEROS,
    Cheat,
    certified,
    cheat,
    drafted,
    draw,
    key_of,
    pressed,
    redrawn,
    scene_time,
    signed_by_surgeon,
    with_record,
)
from msgspec.structs import replace as with_values
from pypdf import PdfWriter
from world import DAYS, Life

from signatures import sign, steps


def _json(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(record: bytes) -> bytes:
        assert old in record
        return record.replace(old, new, 1)

    return change


def _record(title: str, change: Callable[[bytes], bytes], *codes: str) -> Cheat:
    def make(life: Life) -> bytes:
        draft = drafted(life)
        forged = with_record(draft, change)
        return certified(life, forged)

    return cheat(f"record {title}", make, *codes)


def _unsigned_between(life: Life) -> bytes:
    """A revision that nobody signs, between drawing and signing."""
    draft = drafted(life)
    changed = pdf.update(draft.pdf, pdf.page_with(1, Rotate=pdf.number(90)))
    return signed_by_surgeon(life, replace(draft, pdf=changed)).pdf


def _not_certifying(life: Life) -> bytes:
    with mock.patch.object(steps, "_check_turn", return_value=None):
        file, at = drafted(life), scene_time(life, DAYS.signed)
        return sign(
            file.pdf,
            "Practitioner1",
            key_of(life, file, "Practitioner1", at),
            life.scene.practice.clock,
            at,
            revocation=life.scene.authority.crls(at),
        )


def _more_on_the_page(body: bytes) -> Callable[[Life], bytes]:
    def add(writer: PdfWriter) -> None:
        draw(writer, 1, body)

    return lambda life: signed_by_surgeon(life, redrawn(drafted(life), add)).pdf


def _other_signer(told: Any) -> Any:
    first, *rest = told.fields
    other = [with_values(one, signer=with_values(one.signer, name="Jane DOE")) for one in rest]
    return with_values(told, fields=(first, *other))


def _other_digests(told: Any) -> Any:
    return with_values(told, identity_digests=tuple(with_values(one, sha256=ZEROS) for one in told.identity_digests))


SAYS = b"q BT /Cheat 13 Tf %d %d Td (Total 2 900,00) Tj ET Q"
PAPER = (
    _record("of another price", _json(b'"gross":"1500.00"', b'"gross":"2900.00"'), "DATA_INVALID", "STORY_DIFFERS"),
    _record("with one more key", lambda data: data[:-1] + b',"zz":1}', "DATA_INVALID"),
    _record("with a line end", lambda data: data + b"\n", "DATA_INVALID"),
    _record("of another version", _json(b"dermadocs/document/1", b"dermadocs/document/9"), "DATA_INVALID"),
    _record("of another kind", _json(b"dermadocs/document/1", b"somebody/document/1"), "DATA_INVALID"),
    _record("with a key twice", lambda data: b'{"kind":"estimate",' + data[1:], "DATA_INVALID"),
    _record("that is a list", lambda _: b"[]", "DATA_INVALID"),
    _record("that is empty", lambda _: b"", "DATA_INVALID"),
    _record("nested a thousand deep", lambda _: b"[" * 1000 + b"]" * 1000, "DATA_INVALID"),
    _record("of another surgeon", _json(b"RPPS:10000000009", b"RPPS:10000000017"), "DATA_INVALID"),
    _record("under another root", _json(b'"root":"', b'"root":"00'), "DATA_INVALID"),
    cheat("record and page with other signers than the people", pressed(_other_signer), "DATA_INVALID"),
    cheat("record with other identity digests", pressed(_other_digests), "DATA_INVALID"),
    cheat(
        "record without identity digests", pressed(lambda told: with_values(told, identity_digests=())), "DATA_INVALID"
    ),
    cheat("another root on the page", pressed(lambda told: with_values(told, root="ab" * 32)), "ROOT_DIFFERS"),
    cheat("no root on the page", pressed(lambda told: with_values(told, root=None)), "STORY_DIFFERS"),
    cheat("a page turned between drawing and signing", _unsigned_between, "PAGES_CHANGED"),
    cheat("a first signature that certifies nothing", _not_certifying, "NOT_CERTIFIED"),
    cheat("another price on the page", _more_on_the_page(SAYS % (355, 390)), "STORY_DIFFERS"),
    cheat("another price beside the page", _more_on_the_page(SAYS % (-900, 390)), "STORY_DIFFERS"),
    cheat("another price in white", _more_on_the_page(b"1 g " + SAYS % (355, 390)), "STORY_DIFFERS"),
    cheat("another price without ink", _more_on_the_page(b"BT 3 Tr ET " + SAYS % (355, 390)), "STORY_DIFFERS"),
)
