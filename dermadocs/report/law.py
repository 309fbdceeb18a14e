"""The law's findings as a report shows them: what is broken in full, the rest counted, with the rules by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dermadocs.report.facts import Facts
from dermadocs.report.voice import Voice
from dermadocs.report.words import LAW, SEVERITIES
from dermadocs.telling import Told, told

_COUNTED = ("PASS", "ASK", "NOT_CHECKED", "NOT_APPLICABLE", "NOT_IN_FORCE")


@dataclass(frozen=True)
class Row:
    """One finding: `message` says what was found and what cures it."""

    severity: str
    word: str
    rule: str
    citation: str
    message: Told
    where: str


@dataclass(frozen=True)
class Counted:
    """All rules with one outcome that is not shown in full."""

    title: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Law:
    """`heading` sums it up; in a report of many files questions and rules are only counted."""

    heading: str
    broken: tuple[Row, ...]
    asked: tuple[Row, ...]
    counted: tuple[Counted, ...]
    named: bool
    """True where the rules are listed by name in the details."""


def law(facts: Facts, voice: Voice, *, questions: bool) -> Law | None:
    """The law of one file; None where it was not applied, or nobody knows whether these are its words."""
    if facts.law is None or facts.unreadable:
        return None
    found = {status: [f for f in facts.law if f.get("status") == status] for status in LAW}
    asked = found["ASK"] if questions else []
    counted = [
        Counted(voice("{what} : {count}", what=voice(LAW[status]), count=len(rules)), rules)
        for status in _COUNTED
        if (rules := _rules(found[status]))
    ]
    kept, broken = len(_rules(found["PASS"])), len(_rules(facts.breaches))
    return Law(
        voice("Droit : règles respectées {kept}, enfreintes {broken}", kept=kept, broken=broken),
        tuple(_row(finding, voice) for finding in facts.breaches),
        tuple(_row(finding, voice) for finding in asked),
        tuple(counted),
        named=questions,
    )


def _rules(findings: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(sorted({finding.get("rule", "") for finding in findings}))


def _row(finding: Mapping[str, str], voice: Voice) -> Row:
    severity = finding.get("severity") or "info"
    return Row(
        severity=severity,
        word=voice(SEVERITIES.get(severity, SEVERITIES["info"])),
        rule=finding.get("rule", ""),
        citation=told(finding.get("citation", ""), voice.language).text,
        message=told(finding.get("message", ""), voice.language),
        where=finding.get("where", ""),
    )
