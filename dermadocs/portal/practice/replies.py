"""The patient's questions that wait for an answer, and the answer in writing; who asked is told that it waits."""

from __future__ import annotations

from dermadocs.flows import asking
from dermadocs.flows.asking import Said
from dermadocs.flows.kept import Kept
from dermadocs.portal.acting import Deed
from dermadocs.portal.practice.fields import Field, Sheet
from dermadocs.portal.practice.standing import Scene
from dermadocs.portal.practice.steps import Given, Step


def open_ones(kept: Kept) -> list[Said]:
    """The questions that nobody has answered, the oldest first."""
    answered = {one.to for one in asking.answers(kept)}
    return [one for one in asking.questions(kept) if one.number not in answered]


def _sheet(scene: Scene) -> Sheet:
    say, waiting = scene.say, open_ones(scene.kept)
    fields = (
        Field("number", say("À quelle question"), "radio", tuple((str(one.number), one.text) for one in waiting),
              initial=str(waiting[0].number) if waiting else ""),
        Field("text", say("Votre réponse"), "area"),
    )  # fmt: skip
    return Sheet(say("Répondre au patient"), say("La réponse reste dans le dossier. Le patient est prévenu qu’elle l’attend."),
                 say("Envoyer la réponse"), fields, done=say("La réponse attend le patient dans son espace."))  # fmt: skip


def _reply(scene: Scene, given: Given) -> Deed:
    number, text, by = int(given.values["number"]), given.values["text"], scene.member.name
    return lambda desk, kept: asking.reply(desk, kept, number, text, by)


STEPS = (Step("reply", "medical", _sheet, _reply, ready=lambda scene: bool(open_ones(scene.kept))),)
