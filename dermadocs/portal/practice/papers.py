"""The estimate on its way: signed by who operates, sent, told again, replaced, refused, withdrawn, expired."""

from __future__ import annotations

from datetime import datetime, timedelta

from dermadocs.domain.case import Case
from dermadocs.domain.events import Act, Channel
from dermadocs.domain.message import Kind, Message
from dermadocs.domain.state import State
from dermadocs.errors import InputError
from dermadocs.flows import casework, keeping
from dermadocs.flows.desk import Desk
from dermadocs.flows.informing import language_of
from dermadocs.flows.kept import Kept
from dermadocs.portal import drafts
from dermadocs.portal.acting import Deed
from dermadocs.portal.practice.drawn_up import next_number
from dermadocs.portal.practice.fields import Field, Sheet
from dermadocs.portal.practice.notes import channels, people
from dermadocs.portal.practice.standing import Scene, signed_in_part, to_be_signed
from dermadocs.portal.practice.steps import Given, Step
from dermadocs.portal.room import codes
from dermadocs.store import outbox
from dermadocs.store.models import Message as Told

MOST = 5
"""Messages of one kind to one person within a day."""
DAY = timedelta(days=1)


# ---- signing


def named(case: Case, *ids: str) -> str:
    """Surgeons by their names."""
    people = (case.practitioner(one) for one in ids)
    return ", ".join(f"{one.title} {one.given_names} {one.family_name}" for one in people)


def signing(case: Case) -> str:
    """Whose keys sign, in the order of the estimate."""
    return named(case, *case.estimate.operators)


def not_operator(scene: Scene) -> str | None:
    """Only a surgeon who operates signs; nobody signs for another's patient."""
    if scene.case is None or scene.member.practitioner in scene.case.estimate.operators:
        return None
    return scene.say("Seul un chirurgien qui opère peut signer : {who}.", who=signing(scene.case))


def not_my_turn(scene: Scene) -> str | None:
    """Each surgeon signs with an own key, in the order of the estimate: its first signature certifies it."""
    if (reason := not_operator(scene)) or scene.case is None:
        return reason
    case, signed = scene.case, signed_in_part(scene.kept)
    waiting = [one for one in case.estimate.operators if one not in signed]
    me = scene.member.practitioner
    if me in signed:
        return scene.say("Vous avez signé. Le devis attend encore : {who}.", who=named(case, *waiting))
    if waiting and waiting[0] != me:
        return scene.say("Chacun signe à son tour, avec sa clé. À présent : {who}.", who=named(case, waiting[0]))
    return None


def _issue_sheet(scene: Scene) -> Sheet:
    say, case = scene.say, scene.case
    assert case is not None
    estimate, me = case.estimate, scene.member.practitioner
    others = [one for one in estimate.operators if one not in (*signed_in_part(scene.kept), me)]
    facts = (
        (say("Devis"), f"{estimate.number}"),
        (say("Acte"), estimate.procedure.act),
        (say("Total TTC"), say.euros(f"{estimate.totals.gross // 100}.{estimate.totals.gross % 100:02d}")),
        (say("Valable jusqu’au"), say.day(estimate.valid_until)),
        (say("Clé qui signe"), named(case, me) if me in estimate.operators else ""),
        *(((say("Signeront ensuite"), named(case, *others)),) if others else ()),
    )
    newer = drafts.draft_of(scene.kept.identifier)
    complete = say("Le devis est signé. Il n’est pas encore parti : envoyez-le au patient.")
    return Sheet(
        say("Signer le devis"),
        say("Votre signature engage le cabinet sur ces prix et sur cette information. Rien n’engage encore le patient."),
        say("Signer maintenant"), facts=facts,
        warning=say("{who} a écrit à {hour} un brouillon plus récent, qui n’est pas dans ce devis : la signature ne le prend pas.", who=newer.saved_by, hour=say.hour(newer.saved_at)) if newer else "",
        done=say("Votre signature est dans le devis. Il attend celles des autres opérateurs.") if to_be_signed(scene.kept) else complete,
    )  # fmt: skip


def _issue(scene: Scene, given: Given) -> Deed:
    me = scene.member.practitioner

    def deed(desk: Desk, kept: Kept) -> Kept:
        if signed_in_part(kept):
            return casework.countersign(desk, kept, me)
        return casework.issue(desk, kept, language=language_of(kept.case), signers=[me])

    return deed


# ---- sending, telling again


def _send_sheet(scene: Scene) -> Sheet:
    say = scene.say
    receivers = ", ".join(name for _, name in people(scene))
    fields = (Field("channel", say("Comment"), "radio", channels(scene), initial="online"),)
    return Sheet(
        say("Envoyer au patient"),
        say("Le devis et ses notices partent ensemble. L’envoi ne fait courir aucun délai : seule la réception signée le fait."),
        say("Envoyer"), fields, facts=((say("À"), receivers),),
        done=say("Le devis est envoyé. Les quinze jours commenceront à la réception signée par le patient."),
    )  # fmt: skip


def _send(scene: Scene, given: Given) -> Deed:
    channel: Channel = given.values["channel"]

    def deed(desk: Desk, kept: Kept) -> Kept:
        kept = casework.send(desk, kept, channel)
        return invited(desk, kept) if channel == "online" else kept

    return deed


def invited(desk: Desk, kept: Kept) -> Kept:
    """With the act, everybody who signs on the patient's side is told that papers wait in the room."""
    for one in kept.case.receivers:
        kept = kept.telling("invitation", one.id, keeping.moment(desk, kept))
    return kept


AWAITED = frozenset({State.SENT, State.HANDED_OVER, State.ACCEPTED, State.CONSENTED, State.READY})
IN_THE_ROOM = AWAITED | {State.REFLECTING}


def _again_sheet(scene: Scene) -> Sheet:
    say = scene.say
    kinds = [("invitation", say("Un nouveau lien personnel ; l’ancien ne sert plus"))]
    if scene.kept.dossier.state in AWAITED:
        kinds.append(("reminder", say("Un rappel : quelque chose attend dans son espace")))
    fields = (
        Field("person", say("À qui"), "choice", people(scene), initial="patient"),
        Field("kind", say("Quoi"), "radio", tuple(kinds), initial="invitation"),
    )
    return Sheet(
        say("Renvoyer un lien ou rappeler"),
        say("Le message part à l’adresse connue du dossier. Il ne nomme ni l’acte ni la santé."),
        say("Envoyer le message"), fields,
        done=say("Le message est prêt à partir. L’envoi se voit dans les messages du cabinet."),
    )  # fmt: skip


def _again(_: Scene, given: Given) -> Deed:
    kind: Kind = given.values["kind"]
    person = given.values["person"]

    def deed(desk: Desk, kept: Kept) -> Kept:
        tell_again(kept, kind, casework.person(kept, person).id, keeping.moment(desk, kept))
        return kept

    return deed


def tell_again(kept: Kept, kind: Kind, person: str, now: datetime) -> None:
    """A message that goes with no act. InputError for more than five a day to one person."""
    lately = Told.objects.filter(dossier_id=kept.identifier, person=person, kind=kind, run_after__gt=now - DAY).count()
    if lately >= MOST:
        raise InputError("kind", "too often")
    key = f"{kept.identifier}/{kept.head[:16]}/{kind}/{person}/{now:%Y%m%dT%H%M%S}"
    outbox.add("default", [Message(key, kind, kept.identifier, person, now)])
    codes.unlock(kept.identifier)  # somebody of the practice has looked, and invites anew


# ---- what ends it


def _replace_sheet(scene: Scene) -> Sheet:
    say, kept = scene.say, scene.kept
    fields = (Field("number", say("Numéro du nouveau devis"), initial=next_number(kept)),)
    return Sheet(
        say("Remplacer le devis"),
        say("Le devis en cours n’a plus d’effet dès maintenant. Les quinze jours recommenceront à la réception du nouveau."),
        say("Remplacer"), fields, done=say("Le devis est remplacé : préparez le nouveau, puis signez-le."),
    )  # fmt: skip


def _replace(_: Scene, given: Given) -> Deed:
    return lambda desk, kept: casework.supersede(desk, kept, given.values["number"])


def _said_by(scene: Scene) -> tuple[Field, ...]:
    say = scene.say
    ways = channels(scene, "in_person", "post", "registered_letter", "email")
    return (
        Field("person", say("Qui l’a dit"), "choice", people(scene), initial="patient"),
        Field("channel", say("Comment"), "radio", ways),
    )


def _refuse_sheet(scene: Scene) -> Sheet:
    say = scene.say
    return Sheet(
        say("Le patient décline le devis"),
        say("Vous écrivez ce que le patient vous a dit. Il n’a aucune raison à donner, et rien n’est dû."),
        say("Enregistrer le refus"), _said_by(scene)[:1], done=say("Le refus est enregistré ; rien n’est dû."),
    )  # fmt: skip


def _refuse(_: Scene, given: Given) -> Deed:
    return lambda desk, kept: casework.refuse(desk, kept, given.values["person"])


def _withdraw_sheet(scene: Scene) -> Sheet:
    say = scene.say
    return Sheet(
        say("Le patient retire son consentement"),
        say("Vous écrivez ce que le patient vous a dit, sous quelque forme que ce soit. Il n’a aucune raison à donner (Code de la santé publique, art. L. 1111-4)."),
        say("Enregistrer le retrait"), _said_by(scene), done=say("Le retrait est enregistré : l’acte n’aura pas lieu."),
    )  # fmt: skip


def _withdraw(_: Scene, given: Given) -> Deed:
    channel: Channel = given.values["channel"]
    return lambda desk, kept: casework.withdraw(desk, kept, given.values["person"], channel)


def _expire_sheet(scene: Scene) -> Sheet:
    say, terms = scene.say, scene.kept.dossier.terms
    facts = ((say("Valable jusqu’au"), say.day(terms.valid_until)),) if terms else ()
    return Sheet(
        say("Le devis a expiré"), say("Sa validité est passée sans acceptation."), say("Enregistrer l’expiration"),
        facts=facts, done=say("Le devis a expiré ; rien n’est dû."),
    )  # fmt: skip


def _expire(_: Scene, given: Given) -> Deed:
    return casework.expire


STEPS = (
    Step("sign", "sign", _issue_sheet, _issue, asks="sign", needs_case=True, closed=not_my_turn,
         ready=lambda scene: to_be_signed(scene.kept)),
    Step("send", "send", _send_sheet, _send, act=Act.SEND, asks="send", needs_case=True),
    Step("tell", "send", _again_sheet, _again, states=IN_THE_ROOM, needs_case=True),
    Step("replace", "sign", _replace_sheet, _replace, act=Act.REPLACE, needs_case=True),
    Step("refuse", "send", _refuse_sheet, _refuse, act=Act.REFUSE, needs_case=True),
    Step("withdraw", "send", _withdraw_sheet, _withdraw, act=Act.WITHDRAW, needs_case=True),
    Step("expire", "send", _expire_sheet, _expire, act=Act.EXPIRE, needs_case=True),
)  # fmt: skip
