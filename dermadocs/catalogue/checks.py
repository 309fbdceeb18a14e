"""What an entry must hold before any patient reads it: sources, honest figures, doing nothing, serious risks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dermadocs.catalogue.model import NOTHING, Effect, Entry, Place, Sourced
from dermadocs.errors import InputError

GENERAL_RISKS = ("infection", "abnormal-scar", "anaesthesia-accident", "result-not-as-hoped")
"""Of every operation; the duty to inform is wider for an aesthetic one, and no file may drop them."""
NEEDED = (
    Place.PRINCIPLE,
    Place.TREATS,
    Place.NOT_TREATED,
    Place.BEFORE,
    Place.ANAESTHESIA,
    Place.OPERATION,
    Place.RESULT,
    Place.CONTRAINDICATIONS,
    Place.ALARM,
    Place.QUESTIONS,
    Place.WASH,
    Place.AVOID,
    Place.ABROAD,
    Place.LOCAL_DOCTOR,
)
"""Places that may not be empty: what L1111-2 asks for, and the way home."""
MOST = 20
"""Statements of one place: a section of a paper holds no more of each kind."""


LONG_IMPLANT_DAYS = 30
"""A product that stays longer needs a notice (CSP D6322-30-1), which takes these words from the catalogue."""
NOTICE = ("implant-life", "implant-again")


def check(entry: Entry, name: str, required: Iterable[str] = ()) -> None:
    """InputError, with `name` in front, for the first thing that is missing or does not hold together.

    `required` are risks that the entry must name besides those that it requires of itself.
    """
    _ids(entry, name)
    for kind, fact in entry.facts():
        _sources(entry, fact, f"{kind} {fact.id}", name)
    for effect in entry.effects:
        _frequencies(entry, effect, name)
    _alternatives(entry, name)
    _risks(entry, name, required)
    _questions(entry, name)
    for place in Place:
        said = len(entry.at(place))
        if not said and place in NEEDED:
            raise InputError(name, f"no statement for the place {place.value!r}")
        if said > MOST:
            raise InputError(name, f"{said} statements for the place {place.value!r}; at most {MOST}")
    for kind in entry.anaesthesia:
        if not any(not s.anaesthesia or kind in s.anaesthesia for s in entry.at(Place.ANAESTHESIA)):
            raise InputError(name, f"nothing is said of the anaesthesia {kind.value!r}")
    _days(entry, name)


def _days(entry: Entry, name: str) -> None:
    days = entry.defaults
    if days.leave_days_minimum > days.leave_days_maximum:
        raise InputError(name, "defaults: leave_days_minimum is above leave_days_maximum")
    for prefix in NOTICE if days.implant_days > LONG_IMPLANT_DAYS else ():
        if not any(s.id.startswith(prefix) for s in entry.statements):
            raise InputError(name, f"no statement {prefix!r}, which a product kept {days.implant_days} days needs")


def _ids(entry: Entry, name: str) -> None:
    for what, ids in (
        ("source", [source.id for source in entry.sources]),
        ("fact", [fact.id for _, fact in entry.facts()]),
    ):
        twice = [found for found, times in Counter(ids).items() if times > 1]
        if twice:
            raise InputError(name, f"the {what} id {twice[0]!r} stands twice")


def _sources(entry: Entry, fact: Sourced, what: str, name: str) -> None:
    kinds = {source.id: source.kind for source in entry.sources}
    if not fact.sources:
        raise InputError(name, f"{what}: no source; a fact without a source is not printed")
    for source in fact.sources:
        if source not in kinds:
            raise InputError(name, f"{what}: unknown source {source!r}; name it under [[sources]]")
    if fact.status not in {kinds[source] for source in fact.sources}:
        raise InputError(name, f"{what}: status {fact.status!r}, but none of its sources is of that kind")
    if not entry.test and "test" in {kinds[source] for source in fact.sources}:
        raise InputError(name, f"{what}: a test source in an entry that is not a test")


def _frequencies(entry: Entry, effect: Effect, name: str) -> None:
    for figure in effect.frequencies:
        what = f"effect {effect.id}: frequency"
        if figure.low > figure.high:
            raise InputError(name, f"{what} from {figure.low} to {figure.high}: the low figure is above the high one")
        if figure.high > figure.of:
            raise InputError(name, f"{what} of {figure.high} in {figure.of} people")
        if figure.source not in effect.sources:
            raise InputError(name, f"{what} from {figure.source!r}, which is not among the sources of the effect")


def _alternatives(entry: Entry, name: str) -> None:
    ids = [alternative.id for alternative in entry.alternatives]
    if NOTHING not in ids:
        raise InputError(name, f"no alternative {NOTHING!r}: doing nothing is always one (F-I05)")
    if len(ids) < 3:
        raise InputError(name, "fewer than two alternatives besides doing nothing (F-I05)")


def _risks(entry: Entry, name: str, required: Iterable[str]) -> None:
    effects = {effect.id: effect for effect in entry.effects}
    for needed in (*GENERAL_RISKS, *entry.required_risks, *required):
        if needed not in effects:
            raise InputError(name, f"the risk {needed!r} is missing (F-I02, F-I03)")
    for serious in (True, False):
        if not any(effect.serious is serious for effect in entry.effects):
            raise InputError(name, f"no {'serious' if serious else 'frequent'} risk is named (F-I02, F-I03)")


def _questions(entry: Entry, name: str) -> None:
    for question in entry.questions:
        if question.right >= len(question.options):
            count = len(question.options)
            raise InputError(name, f"question {question.id}: right answer {question.right}, of {count} counted from 0")
        if len(set(question.options)) != len(question.options):
            raise InputError(name, f"question {question.id}: two options say the same")
