"""Stamps and acts made with the practice's own keys that must be refused all the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any
from unittest import mock

import hostile_pdf as pdf
from hostile_deeds import (
    DAY,
    HOUR,
    ZEROS,
    Cheat,
    Deed,
    act,
    cheat,
    drafted,
    one_shot,
    says,
    scene_time,
    stamped,
)
from msgspec.structs import replace as with_values
from world import DAYS, Life

from dermadocs.domain import acts
from dermadocs.domain.acts import MENTIONS, ActRecord
from dermadocs.flows.paper_file import PaperFile
from signatures import Key, renewal, steps


def _late(base: datetime) -> datetime:
    return base + HOUR


def _stamp(title: str, change: pdf.Change, *codes: str) -> Cheat:
    return cheat(f"stamped: {title}", lambda life: stamped(life, life.sent.pdf, change, _late(DAYS.signed)), *codes)


def _archive_called(title: str) -> Callable[[Life], bytes]:
    return lambda life: stamped(life, life.sent.pdf, lambda _: None, _late(DAYS.signed), title)


def _early_clock(life: Life) -> bytes:
    return stamped(life, life.sent.pdf, lambda _: None, DAYS.signed - HOUR)


def _copied_stamp(life: Life) -> bytes:
    """The archive timestamp of one file in the slot of another."""
    mine = stamped(life, life.sent.pdf, lambda _: None, _late(DAYS.signed))
    other = stamped(life, life.received.pdf, lambda _: None, _late(DAYS.received))
    return pdf.with_slot(mine, pdf.cms(other).hex().encode())


def _token_for_archive(life: Life) -> bytes:
    """An archive timestamp over other bytes, by the right clock."""
    mine = stamped(life, life.sent.pdf, lambda _: None, _late(DAYS.signed))
    token = life.scene.practice.clock.stamp(hashlib.sha256(b"other bytes").digest(), scene_time(life, DAYS.signed))
    return pdf.with_slot(mine, token.der.hex().encode())


def _widget_change(**entries: Any) -> pdf.Change:
    return pdf.field_with("Acceptance1", **entries)


STAMPING = (
    _stamp("field moved", _widget_change(Rect=pdf.array(100, 100, 500, 500)), "CHANGED_AFTER_SIGNING"),
    _stamp("field hidden", _widget_change(F=pdf.number(2)), "CHANGED_AFTER_SIGNING"),
    _stamp("page turned", pdf.page_with(1, Rotate=pdf.number(90)), "CHANGED_AFTER_SIGNING", "PAGES_CHANGED"),
    _stamp("other bookmarks", pdf.root_with(Outlines=pdf.dictionary()), "CHANGED_AFTER_SIGNING"),
    _stamp("opens with a script", pdf.root_with(OpenAction=pdf.dictionary()), "CHANGED_AFTER_SIGNING"),
    cheat("stamped: a field of another name", _archive_called("Seal9"), "UNKNOWN_FIELD", "WRONG_ORDER"),
    cheat("stamped: a number left out", _archive_called("Archive7"), "WRONG_ORDER"),
    cheat("stamped an hour before the signature", _early_clock, "TIME_NOT_PROVEN", exits=(1, 3)),
    cheat("archive timestamp of another file", _copied_stamp, "SIGNATURE_BROKEN"),
    cheat("archive timestamp of other bytes", _token_for_archive, "SIGNATURE_BROKEN"),
)


# ---- acts


def _receipt(**other: Any) -> Callable[[Life], bytes]:
    return lambda life: act(life, life.sent, Deed("Receipt1", DAYS.received, **other)).pdf


def _receipt_by(key: Callable[[Life], Key]) -> Callable[[Life], bytes]:
    def make(life: Life) -> bytes:
        return act(life, life.sent, Deed("Receipt1", DAYS.received, key=key(life), careless=True)).pdf

    return make


def _acceptance(at: datetime = DAYS.accepted, **other: Any) -> Callable[[Life], bytes]:
    return lambda life: act(life, life.received, Deed("Acceptance1", at, **other)).pdf


def _on(moment: datetime, **other: str) -> Callable[[Life], Key]:
    return lambda life: one_shot(life, life.sent, "Receipt1", moment, **other)


def _surgeon_too_late(life: Life) -> bytes:
    """A certificate of the right surgeon that ended before he signed."""
    draft = drafted(life)
    key = one_shot(life, draft, "Practitioner1", DAYS.signed - DAY)
    return act(life, draft, Deed("Practitioner1", DAYS.signed, key=key, careless=True)).pdf


def _other_patient(life: Life) -> Key:
    """Somebody else's receipt certificate, for another copy of the same practice."""
    return life.scene.authority.one_shot(name="Jane DOE", identifier="AAAAAAAA-patient", at=DAYS.received)


def _timestamp_key(life: Life) -> Key:
    return life.scene.authority.responder(DAYS.received)._key


def _receipt_after_acceptance(life: Life) -> bytes:
    """`signatures.sign` refuses it for the lock, and `archive` for what was done to it: both look away."""
    accepted = act(life, life.sent, Deed("Acceptance1", DAYS.received))
    blind = mock.patch.object(renewal, "standing", return_value=frozenset())
    with blind, mock.patch.object(steps, "_check_turn", return_value=None):
        return act(life, accepted, Deed("Receipt1", DAYS.accepted)).pdf


def _same_key_twice(life: Life) -> bytes:
    key = one_shot(life, life.sent, "Receipt1", DAYS.received)
    received = act(life, life.sent, Deed("Receipt1", DAYS.received, key=key))
    return act(life, received, Deed("Acceptance1", DAYS.accepted, key=key, careless=True)).pdf


def _swapped_between_copies(life: Life) -> bytes:
    """The receipt that the patient gave for one copy, put into another copy of the same estimate."""
    other = life.scene.issue()
    mine = act(life, life.sent, Deed("Receipt1", DAYS.received, archived=False))
    theirs = act(life, other, Deed("Receipt1", DAYS.received, archived=False))
    return pdf.with_slot(mine.pdf, pdf.cms(theirs.pdf).hex().encode())


def _tokens_exchanged(life: Life) -> bytes:
    """The content token of an acceptance where its signature token belongs: one place stamped twice."""
    made: list[Any] = []
    stamp = life.scene.practice.clock.stamp

    def remembered(digest: bytes, at: datetime) -> Any:
        made.append(stamp(digest, at))
        return made[0] if len(made) == 2 else made[-1]

    with (
        mock.patch.object(type(life.scene.practice.clock), "stamp", lambda _, digest, at: remembered(digest, at)),
        mock.patch.object(steps.envelope, "signature_holds", return_value=None),
    ):
        return act(life, life.received, Deed("Acceptance1", DAYS.accepted, archived=False)).pdf


def _stamp_of(**values: Any) -> Callable[[Life], Callable[[PaperFile, ActRecord], bytes]]:
    """A stamp drawn from a record other than the one that is signed."""

    def drawn(life: Life) -> Callable[[PaperFile, ActRecord], bytes]:
        printer = life.scene.practice.printer
        return lambda file, record: printer.stamp(record.act, acts.stamp(file.document, with_values(record, **values)))

    return drawn


def _drawn_otherwise(life: Life) -> bytes:
    drawn = _stamp_of(shown_at=DAYS.received - 3 * DAY)(life)
    return act(life, life.sent, Deed("Receipt1", DAYS.received, drawn=drawn)).pdf


def _not_drawn(life: Life) -> bytes:
    with mock.patch.object(steps.drawing, "draw", return_value=None):
        return act(life, life.sent, Deed("Receipt1", DAYS.received)).pdf


ACTS = (
    cheat("surgeon with a certificate that has ended", _surgeon_too_late, "EXPIRED", exits=(1, 3)),
    cheat("receipt by another patient", _receipt_by(_other_patient), "WRONG_SIGNER"),
    cheat("receipt by another name", _receipt_by(_on(DAYS.received, name="Jane DOE")), "WRONG_SIGNER"),
    cheat("receipt for another copy", _receipt_by(_on(DAYS.received, identifier="AAAAAAAA-patient")), "WRONG_SIGNER"),
    cheat("receipt by the clock's key", _receipt_by(_timestamp_key), "WRONG_SIGNER"),
    cheat("receipt by an expired certificate", _receipt_by(_on(DAYS.received - DAY)), "EXPIRED", exits=(1, 3)),
    cheat("receipt by a certificate of tomorrow", _receipt_by(_on(DAYS.received + DAY)), "EXPIRED"),
    cheat("one certificate for receipt and acceptance", _same_key_twice, "EXPIRED", exits=(1, 3)),
    cheat("receipt of another copy in the slot", _swapped_between_copies, "SIGNATURE_BROKEN"),
    cheat("receipt that names other bytes", _receipt(record=says(revision=ZEROS)), "RECORD_DIFFERS"),
    cheat("receipt that names other data", _receipt(record=says(document=ZEROS)), "RECORD_DIFFERS"),
    cheat("receipt that names another signer", _receipt(record=says(signer="AAAAAAAA-other")), "RECORD_DIFFERS"),
    cheat("receipt with the words of an acceptance", _receipt(record=says(mention=MENTIONS["acceptance"])),
          "RECORD_DIFFERS"),
    cheat("receipt dated ten days back", _receipt(record=says(shown_at=DAYS.received - 10 * DAY)), "RECORD_DIFFERS"),
    cheat("receipt drawn with another date", _drawn_otherwise, "RECORD_DIFFERS"),
    cheat("receipt not drawn", _not_drawn, "RECORD_DIFFERS"),
    cheat("acceptance on the third day", _acceptance(DAYS.received + 3 * DAY), "INTERVAL_VIOLATED"),
    cheat("acceptance on the third day, printed as later",
          _acceptance(DAYS.received + 3 * DAY, record=says(shown_at=DAYS.accepted)), "INTERVAL_VIOLATED"),
    cheat("acceptance that proves no start", _acceptance(content_token=False), "TIME_NOT_PROVEN", exits=(3,)),
    cheat("acceptance without receipt", lambda life: act(life, life.sent, Deed("Acceptance1", DAYS.accepted)).pdf,
          "WRONG_ORDER"),
    cheat("receipt after the acceptance", _receipt_after_acceptance, "WRONG_ORDER"),
    cheat("tokens exchanged", _tokens_exchanged, "SIGNATURE_BROKEN"),
)  # fmt: skip
