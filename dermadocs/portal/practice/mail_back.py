"""Acts of the way by post, back: originals and acts in ink sealed, a letter that asks, pages set aside."""

from __future__ import annotations

from datetime import date

from dermadocs.bootstrap.checking import thresholds
from dermadocs.bootstrap.scans import beside_scans
from dermadocs.domain.events import Filed, Reviewed
from dermadocs.domain.state import State
from dermadocs.domain.timeline import events
from dermadocs.errors import InputError
from dermadocs.flows import posting, returned, returning
from dermadocs.flows.awaited import Packs
from dermadocs.flows.copying import Pile, Read, label_of
from dermadocs.flows.desk import Desk
from dermadocs.flows.kept import Kept
from dermadocs.portal.acting import Deed
from dermadocs.portal.office import office
from dermadocs.portal.practice.fields import Field, Sheet
from dermadocs.portal.practice.notes import people
from dermadocs.portal.practice.papers import named
from dermadocs.portal.practice.standing import Scene
from dermadocs.portal.practice.steps import Given, Step


def fields_in_ink(scene: Scene, *, originals: bool) -> list[str]:
    """The fields whose ink people have accepted."""
    sheets = [sheet for pile in scene.piles for sheet in pile.sheets]
    before = Packs(scene.kept).copy_of_originals() is None
    found = returned.inked(sheets, posting.settled(scene.kept, sheets), originals=originals)
    return found if originals == before else []


def unanswered(kept: Kept) -> bool:
    """Whether a page was asked for again or refused, and no letter has said so yet."""
    for event in reversed(events(kept.entries)):
        if isinstance(event, Filed) and event.kind == posting.LETTER:
            return False
        if isinstance(event, Reviewed) and event.decision != "accept":
            return True
    return False


def _originals_sheet(scene: Scene) -> Sheet:
    say, case = scene.say, scene.case
    assert case is not None
    fields = tuple(
        Field(name, say("Date écrite par {who}", who=_whose(scene, name)), "date")
        for name in fields_in_ink(scene, originals=True)
    )
    return Sheet(
        say("Sceller les originaux signés à l’encre"),
        say("La copie fiable des deux originaux est scellée avant leur envoi : elle dit ce qui est parti."),
        say("Sceller"), fields, done=say("Les originaux sont scellés. L’envoi 1 peut partir."),
    )  # fmt: skip


def _ink_sheet(scene: Scene) -> Sheet:
    say = scene.say
    acts = {
        "Receipt": say("Reçu le"),
        "Acceptance": say("Accepté le"),
        "Patient": say("Consenti le"),
        returning.ON_THE_DAY: say("Confirmé le jour de l’acte"),
    }
    dates = [
        Field(
            name,
            say("{act} : date écrite par {who}", act=acts.get(label_of(name), name), who=_whose(scene, name)),
            "date",
            required=False,
        )
        for name in fields_in_ink(scene, originals=False)
    ]
    fields = (
        *dates,
        Field("registered_on", say("Lettre recommandée : jour où le patient a signé l’avis"), "date", required=False),
    )
    return Sheet(
        say("Sceller ce qui est revenu"),
        say("Lisez sur le papier la date que le patient a écrite à la main. La copie fiable est scellée, puis l’acte est inscrit à cette date, si elle est possible."),
        say("Sceller et inscrire"), tuple(fields),
        warning=say("Un accord daté d’avant l’ouverture est gardé à part, sans effet, et une lettre le dit au patient."),
        done=say("La copie fiable est scellée. Le dossier dit ce qui en découle."),
    )  # fmt: skip


def _sealing(scene: Scene, given: Given, *, originals: bool) -> Deed:
    names = fields_in_ink(scene, originals=originals)
    reads = [Read(name, day_of(name, given)) for name in names if given.values.get(name)]
    if not reads:
        raise InputError(names[0] if names else "registered_on", "missing")
    registered = day_of("registered_on", given) if given.values.get("registered_on") else None
    handed = [one.channel for one in scene.kept.dossier.posted]
    way = returned.Way(registered_on=registered, in_person=bool(handed) and handed[-1] == "in_person")

    def deed(desk: Desk, kept: Kept) -> Kept:
        with beside_scans(office().press) as scans:
            return returned.sealed(desk, kept, scans, reads, way, originals=originals, thresholds=thresholds())

    return deed


def _again_sheet(scene: Scene) -> Sheet:
    say = scene.say
    return Sheet(
        say("Écrire la lettre qui redemande des pages"),
        say("La lettre nomme les pages et les cases, dans la langue du patient et en français. Joignez-y les pages à compléter que le patient n’a plus."),
        say("Écrire la lettre"), done=say("La lettre est dans le dossier, sous « Courrier » : à imprimer pour une enveloppe à fenêtre, ou à envoyer."),
    )  # fmt: skip


def _again(_: Scene, given: Given) -> Deed:
    return lambda desk, kept: returned.asked_again(desk, kept, returned.piles(desk, kept))


def _aside_sheet(scene: Scene) -> Sheet:
    say = scene.say
    return Sheet(
        say("Mettre de côté ce qui est revenu"),
        say("Pour des pages qui ne sont plus un acte : en double, après une signature à l’écran, après la fin du dossier. Elles restent gardées et nommées."),
        say("Mettre de côté"), (Field("why", say("Pourquoi")),),
        done=say("Les pages sont mises de côté. Rien d’autre n’a changé."),
    )  # fmt: skip


def _aside(_: Scene, given: Given) -> Deed:
    def deed(desk: Desk, kept: Kept) -> Kept:
        pile: Pile | None = returned.joined(returned.piles(desk, kept))
        if pile is None:
            raise InputError("why", "there is nothing to set aside")
        return returning.set_aside(desk, kept, pile, given.values["why"])

    return deed


def day_of(name: str, given: Given) -> date:
    """A day that a form gave. InputError, naming its field, for none."""
    try:
        return date.fromisoformat(given.values[name] or "")
    except ValueError as problem:
        raise InputError(name, "missing") from problem


def _whose(scene: Scene, name: str) -> str:
    """Who dates a field: the surgeons and the patient's side are numbered in their order."""
    assert scene.case is not None
    number = int(name.removeprefix(label_of(name)) or 1) - 1
    if label_of(name) == "Practitioner":
        return named(scene.case, scene.case.operators[number].id)
    sides = people(scene)
    return sides[number][1] if number < len(sides) else name


def back(scene: Scene) -> bool:
    """Whether something is back that is in no copy, while it can still be said."""
    sealed = scene.kept.dossier.state is State.ARCHIVED
    return not sealed and bool(scene.piles)


STEPS = (
    Step("originals", "prepare", _originals_sheet, lambda scene, given: _sealing(scene, given, originals=True),
         needs_case=True, ready=lambda scene: bool(fields_in_ink(scene, originals=True))),
    Step("ink", "prepare", _ink_sheet, lambda scene, given: _sealing(scene, given, originals=False),
         needs_case=True, ready=lambda scene: bool(fields_in_ink(scene, originals=False))),
    Step("ask-again", "prepare", _again_sheet, _again, needs_case=True, ready=lambda scene: unanswered(scene.kept)),
    Step("aside", "prepare", _aside_sheet, _aside, needs_case=True, ready=back),
)  # fmt: skip
