"""Acts of the way by post, out: a pack made ready, a pack that left; and the buttons of all of it (`mail_back`)."""

from __future__ import annotations

from datetime import datetime

from dermadocs.domain.ink import PackNumber
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.state import State
from dermadocs.flows import posting, printing
from dermadocs.flows.awaited import Packs
from dermadocs.flows.kept import Kept
from dermadocs.portal.acting import Deed
from dermadocs.portal.practice import mail_back
from dermadocs.portal.practice.fields import Field, Sheet
from dermadocs.portal.practice.mail_back import day_of
from dermadocs.portal.practice.standing import Scene
from dermadocs.portal.practice.steps import Given, Step
from dermadocs.report.voice import Voice


def printable(kept: Kept, now: datetime) -> list[PackNumber]:
    """The packs that may be made ready now."""
    state, gate = kept.dossier.state, kept.dossier.gate
    found: list[PackNumber] = [1] if state in printing.ISSUED and gate is None else []
    open_now = gate is not None and now >= gate and state in (State.REFLECTING, State.ACCEPTED)
    return [*found, 2] if open_now else found


def leaving(kept: Kept) -> list[PackNumber]:
    """The packs that lie ready and did not leave."""
    packs, gone = Packs(kept), {one.pack for one in kept.dossier.posted}
    sealed = packs.copy_of_originals() is not None
    ready: list[PackNumber] = [1] if sealed else []
    return [number for number in (*ready, 2) if number not in gone and packs.awaited(2 if number == 2 else 1)]


def _print_sheet(scene: Scene) -> Sheet:
    say = scene.say
    words = {
        1: say("Envoi 1 : devis en deux originaux, notices, bordereau de retour"),
        2: say("Envoi 2 : page d’acceptation et consentement"),
    }
    sizes = (("no", say("Caractères ordinaires")), ("yes", say("Gros caractères")))
    fields = (
        _which([(str(number), words[number]) for number in printable(scene.kept, scene.now)], say),
        Field("large", say("Taille"), "radio", sizes, initial="no"),
    )
    return Sheet(
        say("Préparer un envoi par courrier"),
        say("Un seul fichier à imprimer : lettre, papiers avec leurs cases à l’encre, bordereau, adresses. Le dessin prend une minute environ."),
        say("Préparer"), fields, done=say("Le fichier à imprimer est dans le dossier, sous « Courrier »."),
    )  # fmt: skip


def _which(options: list[tuple[str, str]], say: Voice) -> Field:
    return Field("pack", say("Quel envoi"), "radio", tuple(options), initial=options[0][0] if options else "")


def _number(given: Given) -> PackNumber:
    return 1 if given.values["pack"] == "1" else 2


def _print(_: Scene, given: Given) -> Deed:
    number, large = _number(given), given.values["large"] == "yes"
    return lambda desk, kept: printing.print_pack(desk, kept, number, large=large)


def _posted_sheet(scene: Scene) -> Sheet:
    say = scene.say
    ways = (("post", say("Lettre simple")), ("registered_letter", say("Lettre recommandée")), ("in_person", say("Remis en main propre")))  # fmt: skip
    fields = (
        _which([(str(number), say("Envoi {number}", number=number)) for number in leaving(scene.kept)], say),
        Field("channel", say("Comment"), "radio", ways, initial="post"),
        Field("on", say("Jour du départ"), "date", initial=paris_day(scene.now).isoformat()),
    )
    return Sheet(
        say("L’envoi est parti"),
        say("L’envoi ne fait courir aucun délai : seule la réception datée et signée par le patient le fait."),
        say("Enregistrer le départ"), fields, done=say("Le départ est enregistré."),
    )  # fmt: skip


def _posted(_: Scene, given: Given) -> Deed:
    number, channel = _number(given), given.values["channel"]
    on = day_of("on", given)
    return lambda desk, kept: posting.post(desk, kept, number, channel, on)


STEPS = (
    Step("pack", "send", _print_sheet, _print, needs_case=True, ready=lambda scene: bool(printable(scene.kept, scene.now))),
    Step("posted", "send", _posted_sheet, _posted, needs_case=True, ready=lambda scene: bool(leaving(scene.kept))),
    *mail_back.STEPS,
)  # fmt: skip


def buttons(scene: Scene) -> list[tuple[str, str]]:
    """Name and words of each act that fits now, for the section of the dossier."""
    say = scene.say
    told = {
        "pack": say("Préparer un envoi"),
        "originals": say("Sceller les originaux"),
        "posted": say("Dire l’envoi parti"),
        "ink": say("Sceller ce qui est revenu"),
        "ask-again": say("Écrire la lettre qui redemande"),
        "aside": say("Mettre de côté"),
    }
    found = {step.slug: step for step in STEPS}
    return [
        (name, words)
        for name, words in told.items()
        if found[name].right in scene.member.rights and found[name].fits(scene)
    ]
