"""The questions of the law that a person of the practice answers: before which step, in which words, answered how."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from dermadocs.flows import casework, questioning
from dermadocs.flows.desk import Desk
from dermadocs.flows.kept import Kept
from dermadocs.law.engine import Finding
from dermadocs.law.rule import Step
from dermadocs.portal import reading
from dermadocs.portal.acting import Deed
from dermadocs.portal.practice.standing import Scene, next_step
from dermadocs.report.voice import Voice
from dermadocs.telling import Language, Told, told


@dataclass(frozen=True)
class Question:
    """One rule's questions before one step: they are answered together."""

    name: str
    rule: str
    words: tuple[Told, ...]
    citation: str


@dataclass(frozen=True)
class Group:
    """What is asked before one step."""

    step: Step
    title: str
    now: bool
    """The step that comes next."""
    questions: tuple[Question, ...]


def titles(say: Voice) -> dict[Step, str]:
    """How the steps are called in a sentence."""
    return {
        "sign": say("Avant de signer le devis"),
        "send": say("Avant de l’envoyer"),
        "receive": say("Avant la réception par le patient"),
        "accept": say("Avant l’acceptation par le patient"),
        "consent": say("Avant le formulaire de consentement"),
        "prepare": say("Avant de clore la préparation"),
        "perform": say("Avant l’acte"),
        "archive": say("Avant de sceller le dossier"),
    }


def groups(there: Scene) -> list[Group]:
    """What waits for an answer, the next step first."""
    assert there.case is not None
    waiting = questioning.asked(there.case, there.kept.entries, there.now)
    following, named = next_step(there.kept), titles(there.say)
    order = questioning.STEPS
    first = order.index(following) if following in order else 0
    found = []
    for step in order[first:] + order[:first]:
        asked = [one for one in waiting if one.before == step]
        if asked:
            found.append(Group(step, named[step], step == following, _by_rule(step, asked, there.say.language)))
    return found


def _by_rule(step: Step, asked: list[Finding], language: Language) -> tuple[Question, ...]:
    rules = dict.fromkeys(one.rule for one in asked)
    return tuple(
        Question(
            f"{step}/{rule}",
            rule,
            tuple(told(one.message, language) for one in asked if one.rule == rule),
            next(told(one.citation, language).text for one in asked if one.rule == rule),
        )
        for rule in rules
    )


def deed(there: Scene, form: QueryDict) -> Deed:
    """Record what was ticked: a plain yes together, words of one's own each for itself."""
    ticked: dict[Step, dict[str, str | None]] = {}
    for name in form.getlist("yes"):
        step, _, rule = name.partition("/")
        known = next((one for one in questioning.STEPS if one == step), None)
        if known is not None:
            ticked.setdefault(known, {})[rule] = reading.text(form, f"said/{name}")

    def record(desk: Desk, kept: Kept) -> Kept:
        by = there.member.name
        for step, rules in ticked.items():
            plain = [rule for rule, said in rules.items() if said is None]
            kept = casework.answer(desk, kept, [step], plain, by) if plain else kept
            for rule, said in rules.items():
                kept = casework.answer(desk, kept, [step], [rule], by, said) if said is not None else kept
        return kept

    return record
