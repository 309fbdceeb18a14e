"""Judging a matter: every card in turn, each part of it on its subject, a finding for whatever is said.

1. Is the rule law on the day that counts?  2. Is the subject at hand?  3. What does the check say?
A card that breaks is a finding NOT_CHECKED with the reason, never a crash: the other cards still speak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dermadocs.law.citation import STATUS_WORDS, Status
from dermadocs.law.matter import Absent, Matter
from dermadocs.law.parameters import Unrecorded
from dermadocs.law.rule import Note, Outcome, Part, Rule, Severity, Step, Subject
from dermadocs.sentence import say

_ORDER = (Outcome.BREACH, Outcome.ASK, Outcome.NOT_CHECKED, Outcome.NOT_IN_FORCE, Outcome.NOT_APPLICABLE, Outcome.PASS)
BROKE = "the card broke"
"""How a finding begins that tells of a defect of ours in a card."""
LONGEST = 300
"""Characters of such a finding."""
_ELSEWHERE = "not asked in any words of a paper of others"
_SEVERITIES = ("blocking", "warning", "info")


@dataclass(frozen=True)
class Finding:
    """What one card says of one place. `sure` is the status of its citation; `before` the step a question stops."""

    rule: str
    outcome: Outcome
    severity: Severity
    citation: str
    sure: Status
    subject: Subject
    message: str
    where: str
    before: Step | None = None

    @property
    def blocks(self) -> bool:
        """True for a blocking breach: no document is issued, no transition made."""
        return self.outcome is Outcome.BREACH and self.severity == "blocking"

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message} ({self.rule})"

    def as_json(self) -> dict[str, Any]:
        """The entry of `law` in a report (design.md section 5); the citation says when it was not read."""
        return {
            "rule": self.rule,
            "status": self.outcome.value,
            "severity": self.severity,
            "citation": self.citation,
            "message": self.message,
            "where": self.where,
        }


def judge(matter: Matter, rules: Iterable[Rule]) -> list[Finding]:
    """Every finding, breaches first, the gravest first; at least one for each part of each card."""
    found = [finding for rule in rules for finding in _judge(rule, matter)]
    return sorted(found, key=_place)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """The breaches that forbid issuing a document."""
    return [finding for finding in findings if finding.blocks]


def breaches(findings: Iterable[Finding]) -> list[Finding]:
    """The breaches alone, blocking ones and warnings."""
    return [finding for finding in findings if finding.outcome is Outcome.BREACH]


def asked(findings: Iterable[Finding], step: Step) -> list[Finding]:
    """The questions that stop a step until somebody has answered them."""
    return [f for f in findings if f.outcome is Outcome.ASK and f.before == step]


def failed(findings: Iterable[Finding], subject: Subject) -> list[Finding]:
    """The cards that had this subject at hand and could not judge it: they broke, or a figure is not recorded."""
    return [
        finding
        for finding in findings
        if finding.outcome is Outcome.NOT_CHECKED
        and finding.subject == subject
        and finding.message != _ELSEWHERE
        and not finding.message.endswith("not at hand")
    ]


def by_rule(findings: Iterable[Finding]) -> list[Finding]:
    """Fewer lines for a report: every breach and question, and one line for all else that a card has to say.

    A card passes when a part of it passed; its line then names the subjects that nobody looked at.
    """
    shown, rest = [], dict[str, list[Finding]]()
    for finding in findings:
        if finding.outcome in (Outcome.BREACH, Outcome.ASK):
            shown.append(finding)
        else:
            rest.setdefault(finding.rule, []).append(finding)
    broken = {finding.rule for finding in shown if finding.outcome is Outcome.BREACH}
    for rule, parts in rest.items():
        unseen = [finding for finding in parts if finding.outcome is Outcome.NOT_CHECKED]
        if told := unseen if rule in broken else parts:  # beside a breach no word of what passed
            shown.append(_merged(told))
    return sorted(shown, key=_place)


def _merged(parts: list[Finding]) -> Finding:
    best = max(parts, key=_place)
    unseen = sorted({f.subject for f in parts if f.outcome is Outcome.NOT_CHECKED} - {best.subject})
    if not unseen:
        return best
    told = say("{what}; not checked: {subjects}", what=best.message, subjects=", ".join(unseen))
    return replace(best, message=told)


def _place(finding: Finding) -> tuple[int, int]:
    """Breaches first, the gravest first."""
    return _ORDER.index(finding.outcome), _SEVERITIES.index(finding.severity)


def _judge(rule: Rule, matter: Matter) -> Iterator[Finding]:
    day = matter.days.document if rule.judged_on == "document" else matter.days.operation
    if not rule.in_force(day):
        yield _finding(rule, rule.parts[0], Note(Outcome.NOT_IN_FORCE, "", say("not in force on {day}", day=day)))
        return
    concerned = [part for part in rule.parts if _concerned(part, matter)]
    if not concerned:
        yield _finding(rule, rule.parts[0], Note(Outcome.NOT_CHECKED, "", _ELSEWHERE))
    for part in concerned:
        notes = _notes(part, matter)
        for note in notes or [Note(Outcome.PASS, "", rule.title)]:
            yield _finding(rule, part, note)


def _concerned(part: Part, matter: Matter) -> bool:
    """False for a look that is meant for another paper than the one at hand: nothing is said of it."""
    if part.whose == "any":
        return True
    return (matter.page is None or matter.page.ours) == (part.whose == "ours")


def _notes(part: Part, matter: Matter) -> list[Note]:
    """What a part says; what it said before it broke is kept, with the reason why it broke."""
    notes: list[Note] = []
    if not _at_hand(part.subject, matter):
        return [
            Note(Outcome.NOT_CHECKED, "", say("looks at the {subject}, which is not at hand", subject=part.subject))
        ]
    try:
        notes.extend(part.check(matter))
    except (Absent, Unrecorded) as missing:
        notes.append(Note(Outcome.NOT_CHECKED, "", missing.args[0]))
    except Exception as error:
        told = f"{type(error).__name__}: {error}"[: LONGEST - len(BROKE) - 2]
        notes.append(Note(Outcome.NOT_CHECKED, "", say("the card broke: {told}", told=told)))
    return notes


def _at_hand(subject: Subject, matter: Matter) -> bool:
    return subject == "person" or getattr(matter, subject) is not None


def _finding(rule: Rule, part: Part, note: Note) -> Finding:
    cite: str = str(rule.cite)
    if rule.status != "V":
        cite = say("{cite} ({sure})", cite=cite, sure=STATUS_WORDS[rule.status])
    return Finding(
        rule=rule.id,
        outcome=note.outcome,
        severity=note.severity or rule.severity,
        citation=cite,
        sure=rule.status,
        subject=part.subject,
        message=note.message,
        where=note.where,
        before=part.before if note.outcome is Outcome.ASK else None,
    )
