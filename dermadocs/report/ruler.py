"""From the facts of one file to its timeline: which marks, in which words; and the same as a list to be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dermadocs.domain.reflection import full_days, paris_day
from dermadocs.report.facts import BINDING, KEPT, Deed, Facts
from dermadocs.report.timeline import CELLS, Mark, Reflection, draw
from dermadocs.report.voice import NBSP, Voice
from dermadocs.report.words import ACTS, CLOCKS, act_name

SHORT = {
    "practitioner": "Praticien",
    "interpreter": "Interprète",
    "confirmation": "Confirmation",
    "withdrawal": "Retrait",
    "seal": "Cachet",
}
"""Names of acts for the drawing, where the usual ones are long; keys of the translations."""
_SHAPES = {"receipt": "received", **dict.fromkeys((*BINDING, "withdrawal"), "agreed")}
MOST = 14
"""Marks that a drawing can hold; a file with more signatures has its table alone."""


@dataclass(frozen=True)
class Ruler:
    """The drawing, wide and narrow, and the same in words, a line a mark."""

    wide: str
    narrow: str
    lines: tuple[str, ...]
    gate: str


def ruler(facts: Facts, voice: Voice, at: datetime, ident: str) -> Ruler | None:
    """The timeline of one file, judged at `at`; None where there is nothing to be drawn."""
    marks = list(_marks(facts, voice, at))
    reflection = _reflection(facts, voice, at)
    if not marks or len(marks) > MOST or (reflection is None and len(marks) < 2):
        return None
    lines = tuple(_line(mark, facts, voice) for mark in marks)
    gate = "" if facts.gate is None else voice("Premier instant permis : {gate}", gate=voice.moment(facts.gate))
    text = " · ".join(line for line in (*lines, gate) if line)
    options: dict[str, Any] = {"title": voice("Ligne du temps"), "text": text}
    return Ruler(
        draw(marks, reflection, ident=f"{ident}w", **options),
        draw(marks, reflection, ident=f"{ident}n", narrow=True, **options),
        lines,
        gate,
    )


def _marks(facts: Facts, voice: Voice, at: datetime) -> Iterator[Mark]:
    deeds = [deed for deed in facts.signatures if deed.at]
    marks = [_done(deed, facts, voice) for deed in deeds]
    if facts.receipt and not any(deed.act == "receipt" for deed in deeds):  # it stands in the estimate inside
        grade: Any = KEPT.get(facts.interval)
        marks.append(Mark(voice(ACTS["receipt"]), _when(facts.receipt, voice), facts.receipt, "received", grade))
    if not any(mark.wrong for mark in marks) and facts.first_day and facts.gate and facts.first_day <= at < facts.gate:
        marks.append(Mark(voice("contrôle"), _when(at, voice), at, "now"))
    yield from sorted(marks, key=lambda mark: mark.at or at)
    if facts.kind in ("estimate", "consent") or facts.deeds:
        for name in facts.missing:
            shape: Any = "awaited" if name.startswith("receipt") and facts.receipt is None else "planned"
            yield Mark(_short(voice, name), (voice("pas ici"),), None, shape)


def _done(deed: Deed, facts: Facts, voice: Voice) -> Mark:
    grade: Any = deed.clock if deed.clock in CLOCKS else None
    shape: Any = _SHAPES.get(deed.act, "signed")
    wrong = facts.early(deed) or deed.indication == "TOTAL_FAILED"
    return Mark(_short(voice, deed.act or deed.field), _when(deed.at, voice), deed.at, shape, grade, wrong)


def _short(voice: Voice, name: str) -> str:
    base, _, number = name.partition(" ")
    if base in SHORT and (not number or number.isdigit()):
        return f"{voice(SHORT[base])} {number}".strip()
    return act_name(voice, name)[:18]


def _when(at: datetime | None, voice: Voice) -> tuple[str, ...]:
    return () if at is None else (voice.short_day(at), voice.hour(at))


def _line(mark: Mark, facts: Facts, voice: Voice) -> str:
    if mark.at is None:
        return voice("{act} : pas dans ce fichier", act=mark.label)
    told = voice("{act} : {when}", act=mark.label, when=voice.moment(mark.at))
    if mark.wrong:
        early = (
            facts.interval == "VIOLATED" and facts.gate is not None and mark.at < facts.gate and mark.shape == "agreed"
        )
        told = voice("{told}, avant l’heure", told=told) if early else voice("{told}, ne tient pas", told=told)
    return f"{told} · {voice(CLOCKS[mark.grade])}" if mark.grade else told


def _reflection(facts: Facts, voice: Voice, at: datetime) -> Reflection | None:
    words = voice("quinze jours entiers")
    if facts.gate is None or facts.first_day is None:
        if facts.kind != "estimate":
            return None
        days = tuple(str(number) for number in range(1, CELLS + 1))
        return Reflection(
            words, days, voice("Ouverture"), (voice("16e jour après"), voice("la réception")), None, None, 0
        )
    first = paris_day(facts.first_day)
    until = min((deed.at for deed in facts.signatures if deed.act in BINDING and deed.at), default=at)
    return Reflection(
        words,
        tuple(str((first + timedelta(days=index)).day) for index in range(CELLS)),
        voice("Ouverture"),
        (voice.short_day(facts.gate), f"{voice.hour(facts.gate)},{NBSP}Paris"),
        facts.first_day,
        facts.gate,
        full_days(first - timedelta(days=1), until),
    )
