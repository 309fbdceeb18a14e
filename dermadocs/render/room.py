"""A name too long for its stamp is refused when the estimate is issued, not on the day of the act."""

from __future__ import annotations

from datetime import UTC, datetime

from dermadocs.domain import acts
from dermadocs.domain.document import Document, SignatureField
from dermadocs.domain.evidence import BY_CERTIFICATE, Evidence, Passkey
from dermadocs.domain.places import hour_of
from dermadocs.errors import InputError
from dermadocs.render.stamp import stamp

SURE = 24  # characters of a name, place or zone with which every stamp has room (tests/render/test_stamp.py)
_LONGEST_DAY = datetime(2026, 9, 30, 21, 42, tzinfo=UTC)  # « mercredi 30 septembre », then « vendredi 16 octobre »
_ANY = "0" * 64
_KEY = Passkey(credential=_ANY, public_key=_ANY, origin="https://a.example", rp_id="a.example", enrolment=_ANY)
"""The only gesture of a patient that a stamp tells."""


def check_room(document: Document) -> None:
    """Draw the longest stamp of each signer whose name is long. InputError naming the field if one does not fit."""
    zone = hour_of(document.dossier.patient.time_zone)
    for field in document.fields:
        ours = field.act in acts.OF_THE_PRACTICE
        beside = document.dossier.estimate.place if ours else _native(document, field)
        if max(len(field.signer.name), len(beside), len(zone)) <= SURE:
            continue
        try:
            stamp(field.act, longest_lines(document, field))
        except InputError as error:
            raise InputError(f"/fields/{field.field}", f"the name {field.signer.name}: {error.why}") from error


def longest_lines(document: Document, field: SignatureField) -> tuple[str, ...]:
    """The lines of an act that take most room: a long date, the mention typed in capitals."""
    mention = acts.MENTIONS.get(field.act)
    record = acts.ActRecord(
        schema="dermadocs/act/1",
        act=field.act,
        field=field.field,
        signer=field.signer.identifier,
        mention=mention.upper() if mention else None,
        document=_ANY,
        revision=_ANY,
        chain=_ANY,
        shown_at=_LONGEST_DAY,
        clock="C",
        evidence=BY_CERTIFICATE if field.act in acts.OF_THE_PRACTICE else Evidence(channel="online", gesture=_KEY),
    )
    return acts.stamp(document, record)


def _native(document: Document, field: SignatureField) -> str:
    return getattr(acts.person_of(document, field), "native_name", None) or ""
