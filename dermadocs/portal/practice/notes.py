"""What happened beside the papers, written down when it is known: interview, identity, consultations, money, incidents.

The event's own definition (`domain/events.py`) says what its fields may hold; the record bears the moment of writing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dermadocs.domain import events as e
from dermadocs.domain.events import Act, AnyEvent, Event
from dermadocs.domain.jsonform import convert
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.state import State
from dermadocs.flows import arriving, keeping
from dermadocs.flows.desk import Desk
from dermadocs.flows.kept import Kept
from dermadocs.portal import choices
from dermadocs.portal.acting import Deed
from dermadocs.portal.office import office
from dermadocs.portal.practice.fields import Field, Sheet
from dermadocs.portal.practice.standing import Scene
from dermadocs.portal.practice.steps import Given, Step
from dermadocs.portal.roles import Right
from dermadocs.report.voice import Voice

MONEY_OWED = frozenset({State.INCIDENT})


def doctors() -> tuple[tuple[str, str], ...]:
    """The practitioners of the home."""
    return tuple(
        (one.id, f"{one.title} {one.given_names} {one.family_name}") for one in office().home.profile.practitioners
    )


def myself(scene: Scene) -> str:
    """The practitioner who looks at the page, else the first of the home."""
    ids = [one for one, _ in doctors()]
    return scene.member.practitioner if scene.member.practitioner in ids else ids[0]


def spoken(scene: Scene) -> str:
    """The patient's language, as far as it is known."""
    if scene.case is not None:
        return scene.case.patient.language
    who = arriving.newcomer(scene.kept)
    return who.language if who else "fr"


def _interview(scene: Scene) -> Sheet:
    say = scene.say
    fields = (
        Field("on", say("Jour de l’entretien"), "date", initial=paris_day(scene.now).isoformat()),
        Field("practitioner", say("Médecin"), "choice", doctors(), initial=myself(scene)),
        Field("mode", say("Comment"), "radio", (("in_person", say("En présence")), ("video", say("Par vidéo"))),
              initial="in_person"),
        Field("language", say("Langue parlée"), "choice", choices.languages(say.language), initial=spoken(scene)),
        Field("interpreter", say("Interprète, s’il y en avait un"), required=False),
    )  # fmt: skip
    return Sheet(
        say("Entretien individuel"),
        say("L’information se donne de vive voix, avant le devis. Écrivez ici quand, par qui et dans quelle langue."),
        say("Enregistrer l’entretien"), fields, done=say("L’entretien est écrit dans le dossier."),
    )  # fmt: skip


def pieces(say: Voice) -> tuple[tuple[str, str], ...]:
    """Identity papers."""
    return (
        ("passport", say("Passeport")),
        ("identity_card", say("Carte d’identité")),
        ("residence_permit", say("Titre de séjour")),
    )


def _identity(scene: Scene) -> Sheet:
    say = scene.say
    who = arriving.newcomer(scene.kept)
    country = scene.case.patient.address.country if scene.case else who.country if who else "FR"
    fields = (
        Field("paper", say("Pièce vue"), "radio", pieces(say)),
        Field("country", say("Pays qui l’a délivrée"), "choice", choices.countries(say.language), initial=country),
        Field("last_four", say("Quatre derniers caractères de son numéro"),
              help=say("Quatre chiffres ou capitales, jamais le numéro entier.")),
        Field("seen_by", say("Vue par"), initial=scene.member.name),
    )  # fmt: skip
    return Sheet(
        say("Identité vue"),
        say("Vous avez vu la pièce d’identité. Aucune copie n’en est gardée."),
        say("Enregistrer"), fields, done=say("L’identité vue est écrite dans le dossier."),
    )  # fmt: skip


def _consultation(scene: Scene) -> Sheet:
    say = scene.say
    kinds = (
        ("second", say("Deuxième consultation")),
        ("physical_examination", say("Examen physique par le chirurgien")),
        ("anaesthesia", say("Consultation d’anesthésie")),
    )
    fields = (
        Field("purpose", say("Quelle consultation"), "radio", kinds, initial="second"),
        Field("practitioner", say("Médecin"), "choice", doctors(), initial=myself(scene)),
    )
    return Sheet(
        say("Consultation"),
        say("Elle vient d’avoir lieu : l’enregistrement porte l’heure de maintenant."),
        say("Enregistrer la consultation"), fields, done=say("La consultation est écrite dans le dossier."),
    )  # fmt: skip


def _comprehension(scene: Scene) -> Sheet:
    say = scene.say
    answers = (("yes", say("Oui, les explications sont comprises")), ("no", say("Non, il faut expliquer à nouveau")))
    return Sheet(
        say("Compréhension vérifiée"),
        say("Vous avez demandé au patient de redire avec ses mots. Ce n’est pas un examen : un non se reprend ensemble."),
        say("Enregistrer"), (Field("passed", say("Est-ce compris ?"), "yes", answers),),
        done=say("La vérification est écrite dans le dossier."),
    )  # fmt: skip


def _payment(scene: Scene) -> Sheet:
    say = scene.say
    purposes = (
        ("prior_consultation", say("Honoraires d’une consultation préalable")),
        ("price", say("Prix de l’acte")),
        ("deposit", say("Acompte ou arrhes")),
    )
    fields = (
        Field("purpose", say("Pour quoi"), "radio", purposes),
        Field("amount", say("Montant en euros"), "money"),
    )
    return Sheet(
        say("Paiement reçu"),
        say("Écrivez ce qui est arrivé, même trop tôt : un paiement avant l’acte arrête le dossier jusqu’à son remboursement."),
        say("Enregistrer le paiement"), fields, done=say("Le paiement est écrit dans le dossier."),
        warning=say("Avant la fin du délai de réflexion, rien ne peut être demandé ni reçu, sauf les consultations déjà faites (Code de la santé publique, art. L. 6322-2)."),
    )  # fmt: skip


def _refund(scene: Scene) -> Sheet:
    say = scene.say
    held = scene.kept.dossier.unlawful or scene.kept.dossier.held
    initial = f"{held // 100},{held % 100:02d}" if held else ""
    return Sheet(
        say("Remboursement fait"),
        say("L’argent est reparti chez le patient."),
        say("Enregistrer le remboursement"), (Field("amount", say("Montant en euros"), "money", initial=initial),),
        done=say("Le remboursement est écrit dans le dossier."),
    )  # fmt: skip


def _incident(scene: Scene) -> Sheet:
    say = scene.say
    return Sheet(
        say("Incident"),
        say("Quelque chose doit être réglé avant d’aller plus loin. Le dossier s’arrête jusque-là."),
        say("Arrêter le dossier"), (Field("reason", say("Ce qui s’est passé, en une phrase")),),
        done=say("Le dossier est arrêté jusqu’au règlement de l’incident."),
    )  # fmt: skip


def _settled(scene: Scene) -> Sheet:
    say = scene.say
    return Sheet(
        say("Incident réglé"),
        say("Ce qui est venu trop tôt est remboursé, ou la difficulté est levée. Le dossier reprend où il était."),
        say("Reprendre le dossier"), (Field("settled", say("Comment il a été réglé")),),
        done=say("L’incident est réglé ; le dossier reprend."),
    )  # fmt: skip


CHANNELS = ("in_person", "post", "registered_letter", "electronic_registered_letter", "email", "online")


def channels(scene: Scene, *wanted: str) -> tuple[tuple[str, str], ...]:
    """How something was told or sent, in words."""
    say = scene.say
    words = {
        "in_person": say("En personne"),
        "post": say("Par courrier"),
        "registered_letter": say("Par lettre recommandée"),
        "electronic_registered_letter": say("Par recommandé électronique"),
        "email": say("Par e-mail"),
        "online": say("En ligne, par le lien personnel"),
    }
    return tuple((code, words[code]) for code in wanted or CHANNELS)


def people(scene: Scene) -> tuple[tuple[str, str], ...]:
    """Who signs on the patient's side."""
    receivers = scene.case.receivers if scene.case else ()
    return tuple((one.id, f"{one.given_names} {one.family_name}") for one in receivers)


def _early(scene: Scene) -> Sheet:
    say = scene.say
    fields = (
        Field("person", say("Qui l’a donnée"), "choice", people(scene), initial="patient"),
        Field("channel", say("Comment elle est arrivée"), "choice", channels(scene, "post", "email", "in_person")),
    )
    return Sheet(
        say("Acceptation arrivée trop tôt"),
        say("Elle est sans effet : notez-la, puis redemandez son choix au patient à partir de l’ouverture."),
        say("Noter"), fields, done=say("Cette acceptation est notée, sans effet."),
    )  # fmt: skip


def recording(kind: type[Event]) -> Callable[[Scene, Given], Deed]:
    """The deed that records an event of a kind with the values of its form."""

    def deed(_: Scene, given: Given) -> Deed:
        def record(desk: Desk, kept: Kept) -> Kept:
            at = keeping.moment(desk, kept).isoformat().replace("+00:00", "Z")
            raw: dict[str, Any] = {"act": kind.__struct_config__.tag, **given.values, "at": at}
            event: AnyEvent = convert(raw, AnyEvent, str(raw["act"]))  # type: ignore[arg-type]  # a union is a type
            return kept.after(event)

        return record

    return deed


def _step(slug: str, right: Right, sheet: Callable[[Scene], Sheet], kind: type[Event], act: Act, **more: Any) -> Step:
    return Step(slug, right, sheet, recording(kind), act=act, event=kind, **more)


STEPS = (
    _step("interview", "medical", _interview, e.Interviewed, Act.INTERVIEW),
    _step("identity", "prepare", _identity, e.IdentitySeen, Act.IDENTITY),
    _step("consultation", "medical", _consultation, e.Consulted, Act.CONSULTATION),
    _step("comprehension", "medical", _comprehension, e.Comprehended, Act.COMPREHENSION),
    _step("payment", "prepare", _payment, e.Paid, Act.PAY),
    _step("refund", "prepare", _refund, e.Refunded, Act.REFUND),
    _step("incident", "prepare", _incident, e.IncidentReported, Act.INCIDENT),
    _step("settled", "medical", _settled, e.IncidentClosed, Act.CLOSE_INCIDENT, states=MONEY_OWED),
    _step("early-acceptance", "prepare", _early, e.AcceptedEarly, Act.EARLY_ACCEPTANCE, needs_case=True),
)
