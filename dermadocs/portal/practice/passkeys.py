"""A passkey that somebody made in the room: taken down as theirs at the identity check, and revoked.

Nobody of the practice makes one or signs with it. Enrolled is only what a person showed on their own device, with
their identity paper: so what it signs afterwards may be claimed to be advanced (`domain/evidence.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from dermadocs.domain.enrolment import Enrolment, enrolments, fingerprint
from dermadocs.domain.events import Act, IdentitySeen
from dermadocs.domain.facts import Name
from dermadocs.domain.timeline import events
from dermadocs.errors import InputError
from dermadocs.flows import enrolling
from dermadocs.flows.kept import Kept
from dermadocs.portal import choices
from dermadocs.portal.acting import Deed
from dermadocs.portal.faults import faults
from dermadocs.portal.practice.fields import Field, Sheet
from dermadocs.portal.practice.notes import people, pieces
from dermadocs.portal.practice.standing import Scene
from dermadocs.portal.practice.steps import Given, Step
from dermadocs.portal.room.passkeys import usable
from dermadocs.portal.room.rows import Passkey
from dermadocs.report.voice import Voice


def waiting(kept: Kept) -> Mapping[str, Passkey]:
    """Passkeys made in the room that nobody has enrolled, by digest."""
    known = enrolments(kept.entries)
    return {digest: row for digest, row in usable(kept).items() if digest not in known}


def told(kept: Kept, say: Voice) -> Iterator[tuple[str, str]]:
    """By person, how their passkeys stand: one line each."""
    for digest, row in waiting(kept).items():
        yield row.person, say("clé d’accès {mark}, pas enregistrée", mark=fingerprint(digest))
    for digest, one in enrolments(kept.entries).items():
        by = one.event.identity_seen_by or one.event.by
        yield one.event.person, say("clé d’accès {mark}, enregistrée par {who}", mark=fingerprint(digest), who=by)


# ---- enrolling


def not_yet(scene: Scene) -> str | None:
    """Why no passkey can be enrolled now."""
    if not waiting(scene.kept):
        return scene.say(
            "Aucune clé d’accès n’attend. Une clé se crée sur l’appareil du patient, quand il choisit de signer avec lui."
        )
    if _identity(scene.kept) is None:
        return scene.say("Notez d’abord la pièce d’identité vue : une clé ne vaut que pour une personne reconnue.")
    return None


def _identity(kept: Kept) -> IdentitySeen | None:
    return next((event for event in reversed(events(kept.entries)) if isinstance(event, IdentitySeen)), None)


def _enrol_sheet(scene: Scene) -> Sheet:
    say, found = scene.say, waiting(scene.kept)
    keys = tuple(
        (digest, _label(scene, row.person, digest, say("créée le {day} à {hour}", **_when(say, row.made_at))))
        for digest, row in found.items()
    )
    fields = (
        Field("credential", say("Clé d’accès"), "choice", keys,
              help=say("Comparez cette empreinte avec celle que l’appareil montre avant de signer.")),
        Field("identity_seen_by", say("Qui a devant soi la personne, sa pièce d’identité et l’appareil"),
              initial=scene.member.name),
    )  # fmt: skip
    return Sheet(
        say("Enregistrer une clé d’accès"),
        say("La personne est devant vous, avec sa pièce d’identité et son appareil. Ce que sa clé signera ensuite pourra être dit « avancé » ; ce qu’elle a déjà signé reste « simple »."),
        say("Enregistrer la clé"), fields, facts=tuple(_piece(scene)),
        done=say("La clé d’accès est enregistrée dans le dossier, avec le nom de qui a vu la personne."),
    )  # fmt: skip


def _piece(scene: Scene) -> Iterator[tuple[str, str]]:
    """The identity paper that is on record: what was seen, by whom, when."""
    say, seen = scene.say, _identity(scene.kept)
    if seen is not None:
        paper, country = dict(pieces(say))[seen.paper], dict(choices.countries(say.language))[seen.country]
        end = say("fin du numéro {last_four}", last_four=seen.last_four)
        by = say("vue par {who} le {day}", who=seen.seen_by, day=say.short_day(seen.at))
        yield say("Pièce d’identité notée"), f"{paper}, {country}, {end}, {by}"


def _label(scene: Scene, person: str, digest: str, when: str) -> str:
    """A passkey in a list: whose, its mark, since when."""
    return f"{dict(people(scene)).get(person, person)} · {fingerprint(digest)} · {when}"


def _when(say: Voice, at: datetime) -> dict[str, str]:
    return {"day": say.short_day(at), "hour": say.hour(at)}


def _enrol(scene: Scene, given: Given) -> Deed:
    row, seen_by = waiting(scene.kept)[given.values["credential"]], given.values["identity_seen_by"]
    if fault := faults(seen_by, Name).get(""):
        raise InputError("identity_seen_by", fault)
    credential, key = bytes(row.credential), bytes(row.public_key)
    return lambda desk, kept: enrolling.enrol(desk, kept, row.person, credential, key, scene.member.name, seen_by)


# ---- revoking


def _in_force(kept: Kept) -> Mapping[str, Enrolment]:
    return enrolments(kept.entries)


def none_in_force(scene: Scene) -> str | None:
    """Why no passkey can be revoked."""
    return None if _in_force(scene.kept) else scene.say("Aucune clé d’accès n’est enregistrée dans ce dossier.")


def _revoke_sheet(scene: Scene) -> Sheet:
    say, known = scene.say, _in_force(scene.kept)
    found = ((digest, one.event) for digest, one in known.items())
    keys = tuple(
        (digest, _label(scene, e.person, digest, say("enregistrée le {day} à {hour}", **_when(say, e.at))))
        for digest, e in found
    )
    return Sheet(
        say("Révoquer une clé d’accès"),
        say("L’appareil est perdu, vendu, ou la personne le demande. Ce que la clé a signé jusqu’ici ne change pas ; elle ne signera plus rien, et la personne pourra en créer une autre."),
        say("Révoquer la clé"), (Field("credential", say("Clé d’accès"), "choice", keys),),
        done=say("La clé d’accès est révoquée."),
    )  # fmt: skip


def _revoke(_: Scene, given: Given) -> Deed:
    return lambda desk, kept: enrolling.revoke(desk, kept, given.values["credential"])


STEPS = (
    Step("enrol", "prepare", _enrol_sheet, _enrol, act=Act.ENROL, needs_case=True, closed=not_yet),
    Step("revoke", "prepare", _revoke_sheet, _revoke, act=Act.REVOKE, needs_case=True, closed=none_in_force),
)
