"""Signing with the device: after mention and code, the person's passkey signs the very record of the act.

    1  the form is whole and the code right: what is known is kept for this visit (`wait_for`)
    2  without a passkey the device makes one; then the record is fixed, and its challenge goes to the browser
    3  the device signs it, and the act is done with the assertion (`flows.gesturing`)

A passkey made here is nobody's by itself: only an enrolment in the dossier's chain says whose it is.
"""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from fido2 import cbor
from fido2.server import Fido2Server
from fido2.webauthn import PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntity, UserVerificationRequirement

from dermadocs.domain.enrolment import credential_digest, fingerprint, revoked
from dermadocs.domain.evidence import Evidence
from dermadocs.domain.jsonform import canonical, decode
from dermadocs.errors import Busy, InputError, NotPermitted
from dermadocs.flows import gesturing
from dermadocs.flows.desk import Desk
from dermadocs.flows.gesturing import Credential, Prepared
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import Kept
from dermadocs.portal.acting import do, opened
from dermadocs.portal.office import office
from dermadocs.portal.room import stages
from dermadocs.portal.room.rows import Gesture, Passkey
from dermadocs.portal.room.undoing import undone
from dermadocs.portal.room.visits import Guest, inside
from signatures import Assertion
from signatures.errors import SignatureError

LASTS = timedelta(minutes=10)
"""As long as a code: afterwards the form is filled in again."""
LARGEST = 16_000


def usable(kept: Kept) -> dict[str, Passkey]:
    """Passkeys that people of a dossier made, by digest of the credential; one that was revoked signs nothing more."""
    found = {credential_digest(row.credential): row for row in Passkey.objects.filter(dossier=kept.identifier)}
    over = revoked(kept.entries)
    return {digest: row for digest, row in found.items() if digest not in over}


def wait_for(guest: Guest, act: str, mention: str, evidence: Evidence) -> None:
    """Keep an act whose code came back right until the device has signed."""
    told = {"act": act, "mention": mention, "evidence": canonical(evidence), "at": guest.now}
    Gesture.objects.update_or_create({**told, "record": None, "creation": None}, visit=guest.visit)


@inside
def gesture(request: HttpRequest, guest: Guest, act: str) -> HttpResponse:
    """The page on which the device makes a passkey, or signs with it."""
    waiting = Gesture.objects.filter(visit=guest.visit, act=act, at__gt=guest.now - LASTS).first()
    if waiting is None:
        return redirect("room:sign", act=act)
    if _changed(guest, waiting):  # the code was for the bytes that were shown, and these are others
        waiting.delete()
        return undone(request, guest, act, NotPermitted(act, "the paper changed meanwhile", "T-09"))
    own = next((row for row in usable(guest.kept).values() if row.person == guest.person.id), None)
    if request.method == "POST":
        try:
            told = _told(request)
            if "attestation" in told:
                _made(guest, waiting, told)
                return redirect("room:passkey", act=act)
            if own is not None and waiting.record is not None:
                return _signed(request, guest, waiting, own, told)
        except (InputError, ValueError, KeyError, TypeError):  # what a browser sends is anything
            return render(request, "room/passkey.html.j2", {"act": act, "asked": None, "wrong": True}, status=422)
    return render(request, "room/passkey.html.j2", {"act": act, "asked": _asked(guest, waiting, own), "wrong": False})


def _changed(guest: Guest, waiting: Gesture) -> bool:
    """Whether the paper of an act was signed or replaced since the code came back."""
    filed = guest.kept.latest.get(guest.kept.name_of(gesturing.ACTS[waiting.act].paper))
    return filed is None or filed.at > waiting.at


def _asked(guest: Guest, waiting: Gesture, own: Passkey | None) -> dict[str, Any]:
    """What the script hands to the device: to make a passkey, or to sign with it."""
    if own is None:
        handle, name = guest.visit.sha256[:32].encode(), guest.dossier  # no name of a person in a device's list
        user = PublicKeyCredentialUserEntity(id=handle, name=name, display_name=name)
        options, state = _server().register_begin(user, user_verification=UserVerificationRequirement.REQUIRED)
        Gesture.objects.filter(pk=waiting.pk).update(creation=state)
        return {"kind": "create", "options": json.dumps(dict(options.public_key))}
    credential = _credential(own)
    evidence = decode(bytes(waiting.evidence), Evidence, "evidence")
    ready = gesturing.prepare(
        office().desk, opened(guest.dossier), waiting.act, guest.person.id, waiting.mention, evidence, credential
    )
    Gesture.objects.filter(pk=waiting.pk).update(record=ready.record)
    wanted = {
        "challenge": _text(ready.challenge),
        "rpId": credential.rp_id,
        "allowCredentials": [{"type": "public-key", "id": _text(credential.identifier)}],
        "userVerification": "required",
    }
    mark = fingerprint(credential_digest(own.credential))
    return {"kind": "get", "options": json.dumps(wanted), "mark": mark}


def _made(guest: Guest, waiting: Gesture, told: dict[str, Any]) -> None:
    response = {"clientDataJSON": told["client"], "attestationObject": told["attestation"]}
    answer = {"id": told["id"], "rawId": told["id"], "type": "public-key", "response": response}
    made = _server().register_complete(waiting.creation or {}, answer)
    data = made.credential_data
    if data is None:
        raise ValueError("no credential")
    key = {
        "credential": bytes(data.credential_id),
        "public_key": cbor.encode(dict(data.public_key)),
        "made_at": guest.now,
    }
    Passkey.objects.update_or_create(key, dossier=guest.dossier, person=guest.person.id)


def _signed(request: HttpRequest, guest: Guest, waiting: Gesture, own: Passkey, told: dict[str, Any]) -> HttpResponse:
    assertion = Assertion(_bytes(told["authenticator"]), _bytes(told["client"]), _bytes(told["signature"]))
    if not Gesture.objects.filter(pk=waiting.pk, record=waiting.record).update(record=None):
        return redirect("room:passkey", act=waiting.act)  # another tab was quicker
    assert waiting.record is not None
    ready = Prepared(waiting.act, guest.person.id, bytes(waiting.record), _credential(own))

    def act(desk: Desk, kept: Kept) -> Kept:
        kept = gesturing.finish(desk, kept, ready, assertion)
        return stages.with_news(kept, guest.person.id, moment(desk, kept))

    try:
        do(guest.dossier, waiting.act, act)
    except (SignatureError, Busy, NotPermitted) as problem:
        return undone(request, guest, waiting.act, problem)
    Gesture.objects.filter(pk=waiting.pk).delete()
    return redirect("room:done", act=waiting.act)


def _told(request: HttpRequest) -> dict[str, Any]:
    told = json.loads(request.POST.get("answer", "")[:LARGEST])
    if not isinstance(told, dict):
        raise ValueError("no answer")
    return told


def _credential(own: Passkey) -> Credential:
    return Credential(bytes(own.credential), bytes(own.public_key), office().url, _host())


def _host() -> str:
    return urlsplit(office().url).hostname or "localhost"


def _server() -> Fido2Server:
    party = PublicKeyCredentialRpEntity(name=office().home.profile.practice.name, id=_host())
    return Fido2Server(party, verify_origin=lambda origin: origin == office().url)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
