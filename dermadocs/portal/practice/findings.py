"""What the law says of an estimate that is being written: what blocks first, each with its article and its field."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dermadocs.domain import labels
from dermadocs.domain.case import Case
from dermadocs.domain.reflection import paris_day
from dermadocs.errors import DermadocsError, LawBreach
from dermadocs.flows import casework, informing
from dermadocs.law import issuing
from dermadocs.law.engine import Finding
from dermadocs.law.rule import Outcome
from dermadocs.portal.office import office
from dermadocs.portal.practice.editing import place
from dermadocs.portal.practice.standing import Scene
from dermadocs.refusals import refusal
from dermadocs.telling import Told, told

Kind = Literal["blocking", "check", "kept", "none"]


@dataclass(frozen=True)
class Row:
    """One finding as the page shows it."""

    kind: Kind
    message: Told
    article: str
    field: str = ""
    """The name of the field to go to; empty where none on this page holds it."""


@dataclass(frozen=True)
class Judgment:
    """All of it. `lawful`: the dossier would take the estimate."""

    lawful: bool
    faults: Sequence[Row] = ()
    asked: Sequence[Row] = ()
    kept: Sequence[Row] = ()
    none: Sequence[Row] = ()
    read: int = 0
    """How many cards were read."""
    blocking: int = field(default=0)


def judge(there: Scene, case: Case, fields: Collection[str]) -> Judgment:
    """Read every card on the case as it stands, and try whether the dossier would take it. Nothing is kept."""
    due = [labels.NOTICES[kind] for kind in informing.handed_over_with_estimate(case)]
    found = issuing.check(case, paris_day(there.now), due)
    rows = {outcome: [_row(there, one, fields) for one in found if one.outcome is outcome] for outcome in Outcome}
    asked = [_row(there, one, fields) for one in issuing.questions(found)]
    faults = [*rows[Outcome.BREACH], *_refused(there, case, fields)]
    blocking = sum(row.kind == "blocking" for row in faults)
    return Judgment(
        lawful=not blocking,
        faults=faults,
        asked=asked,
        kept=_once(rows[Outcome.PASS]),
        none=_once(rows[Outcome.NOT_APPLICABLE]),
        read=len({one.rule for one in found}),
        blocking=blocking,
    )


def _row(there: Scene, one: Finding, fields: Collection[str]) -> Row:
    kinds: dict[Outcome, Kind] = {Outcome.PASS: "kept", Outcome.NOT_APPLICABLE: "none"}
    kind: Kind = "blocking" if one.blocks else kinds.get(one.outcome, "check")
    name = place(one.where)
    language = there.say.language
    article = f"{told(one.citation, language).text} · {one.rule}"
    return Row(kind, told(one.message, language), article, name if name in fields else "")


def _once(rows: Sequence[Row]) -> list[Row]:
    return list(dict.fromkeys(rows))


def _refused(there: Scene, case: Case, fields: Collection[str]) -> list[Row]:
    """What the dossier itself would refuse, besides the cards: a number used already, an unknown procedure."""
    try:
        informing.content("estimate", case, None, office().desk.practice.find)
        casework.draft(office().desk, there.kept, case)
    except LawBreach:
        return []  # told by its card
    except DermadocsError as problem:
        where = place(getattr(problem, "where", ""))
        found = refusal(problem, there.say.language)
        return [Row("blocking", found.why, found.rule, where if where in fields else "")]
    return []
