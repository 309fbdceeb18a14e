"""Many papers, one table: a row a file, a column a part of the law, each cell says what is broken by its articles.

Nobody's name or number stands in it unless asked for: a paper is known by its digest, and a finding is told by
its card, for what a card quotes may name a patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dermadocs.law import registry
from dermadocs.law.rule import Rule

State = Literal["UNREADABLE", "INVALID", "BLOCKING", "UNSIGNED", "WARNING", "NO BREACH", "NO TEXT", "NO CARD"]
Mark = Literal["blocking", "warning", "kept", "unseen"]
COLUMNS: dict[str, tuple[str, ...]] = {
    "Estimate": ("due", "mentions"),
    "Practitioner": ("practitioner", "house"),
    "Patient": ("patient",),
    "Place": ("facility",),
    "Act": ("act",),
    "Price and VAT": ("prices", "vat"),
    "Payment": ("payment",),
    "Fifteen days": ("delay", "reflection", "timeline", "operation"),
    "Information": ("information",),
    "Terms": ("consumer", "distance", "protection", "signature"),
}
"""The columns, each with the groups of cards that it holds."""
DAYS = "Fifteen days"
DIGEST = 12
_KEPT = ("PROVEN", "SUPPORTED", "STATED")
_BLIND = ("holds no text", "no card was applied", "the law is known here")
"""Words of the notes that say why a file that can be read got no law."""
_OWN_WORDS = re.compile(r"^(law: [A-Z0-9-]+): .*", re.DOTALL)


@dataclass(frozen=True)
class Reviewed:
    """One file and what the law says of it. `problem`: why it could not be judged at all, in one sentence.

    `verdict`, `reasons` and `interval` are those of the judgement of its signatures; empty where there was none.
    """

    file: str
    sha256: str
    number: str | None
    kind: str
    law: tuple[Mapping[str, Any], ...]
    not_checked: tuple[str, ...]
    problem: str | None = None
    verdict: str = ""
    reasons: tuple[str, ...] = ()
    interval: str = ""

    @property
    def invalid(self) -> bool:
        """True for a file whose bytes, signers or times are not what they say."""
        return self.verdict == "INVALID"

    @property
    def standing(self) -> str:
        """Why the file is no signed paper, whatever the law says of its words; empty when nothing speaks against it."""
        if self.invalid:
            return f"INVALID: {', '.join(self.reasons)}"
        return "UNSIGNED" if "UNSIGNED" in self.reasons else ""

    @property
    def state(self) -> State:
        """The row in one word, the worst first."""
        if self.problem or (not self.law and not any(word in note for note in self.not_checked for word in _BLIND)):
            return "UNREADABLE"
        if self.invalid:
            return "INVALID"
        if not self.law:
            return "NO TEXT" if any(_BLIND[0] in note for note in self.not_checked) else "NO CARD"
        if self.blocking:
            return "BLOCKING"
        return "UNSIGNED" if self.standing else "WARNING" if self.warnings else "NO BREACH"

    @property
    def breaches(self) -> list[Mapping[str, Any]]:
        """The breaches, blocking ones first."""
        return [finding for finding in self.law if finding["status"] == "BREACH"]

    @property
    def blocking(self) -> int:
        """How many rules are broken that forbid the paper."""
        return len({finding["rule"] for finding in self.breaches if finding["severity"] == "blocking"})

    @property
    def warnings(self) -> int:
        """How many rules make a warning only."""
        return len({f["rule"] for f in self.breaches}) - self.blocking

    def label(self, names: bool) -> str:
        """What the row is called: the file, or what names nobody."""
        if names:
            return self.file
        return self.sha256[:DIGEST] or "unread"

    def told_problem(self, names: bool) -> str | None:
        """Why it could not be judged; in few words where the reason might name the file."""
        return self.problem if names or self.problem is None else "cannot be read"

    def told_notes(self, names: bool) -> list[str]:
        """What was not checked; of a card that broke only its id where its own words might name somebody."""
        return [note if names else _OWN_WORDS.sub(r"\1 could not be judged", note) for note in self.not_checked]


@dataclass(frozen=True)
class Cell:
    """What a column says of a file: the worst of its cards, and the articles that are broken."""

    mark: Mark
    articles: tuple[str, ...]
    rules: tuple[str, ...]


def cells(paper: Reviewed) -> list[Cell]:
    """The row of a file."""
    found = {name: _cell([f for f in paper.law if _group(f["rule"]) in groups]) for name, groups in COLUMNS.items()}
    found[DAYS] = _days(paper, found[DAYS])
    return list(found.values())


def _days(paper: Reviewed, cell: Cell) -> Cell:
    """The fifteen days are kept when the times of the signatures say so, not when the words of a paper do."""
    if paper.interval == "VIOLATED":
        return Cell(
            "blocking", _once(iter(("Code de la santé publique, article D. 6322-30", *cell.articles))), cell.rules
        )
    if cell.mark == "kept" and paper.interval and paper.interval not in _KEPT:
        return Cell("unseen", (), ())
    return cell


def _cell(findings: Sequence[Mapping[str, Any]]) -> Cell:
    broken = [f for f in findings if f["status"] == "BREACH"]
    if not broken:
        return Cell("kept" if any(f["status"] == "PASS" for f in findings) else "unseen", (), ())
    mark: Mark = "blocking" if any(f["severity"] == "blocking" for f in broken) else "warning"
    worst = [f for f in broken if f["severity"] == "blocking"] or broken
    return Cell(mark, _once(f["citation"] for f in worst), _once(f["rule"] for f in broken))


def _group(identifier: str) -> str:
    return registry.group_of(registry.get(identifier))


def _once(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def told(finding: Mapping[str, Any], names: bool) -> str:
    """A finding in words: what was found, or what its card asks where a quotation might name somebody."""
    rule: Rule = registry.get(finding["rule"])
    place = f"{finding['where']}: " if finding["where"] else ""
    return f"{place}{finding['message'] if names else f'not kept: {rule.title}'}"


def summary(papers: Sequence[Reviewed]) -> str:
    """The sentence before the table."""
    red, unread = sum(paper.blocking > 0 for paper in papers), sum(paper.state == "UNREADABLE" for paper in papers)
    blind = sum(paper.state in ("NO TEXT", "NO CARD") for paper in papers)
    invalid, unsigned = sum(paper.invalid for paper in papers), sum(paper.standing == "UNSIGNED" for paper in papers)
    parts = [f"{red} of {len(papers)} files break{'s' if red == 1 else ''} at least one rule that forbids them"]
    if invalid:
        parts.append(f"{invalid} {'is' if invalid == 1 else 'are'} invalid")
    if unsigned:
        parts.append(f"{unsigned} {'is' if unsigned == 1 else 'are'} not signed")
    if unread:
        parts.append(f"{unread} could not be read")
    if blind:
        parts.append(f"{blind} show no text that the rules could be applied to")
    return "; ".join(parts)


def as_json(paper: Reviewed, names: bool) -> dict[str, Any]:
    """A row as JSON."""
    return {
        "file": paper.label(names),
        "sha256": paper.sha256,
        "number": paper.number if names else None,
        "kind": paper.kind,
        "state": paper.state,
        "verdict": paper.verdict or None,
        "reasons": list(paper.reasons),
        "interval": paper.interval or None,
        "blocking": paper.blocking,
        "warnings": paper.warnings,
        "problem": paper.told_problem(names),
        "breaches": [
            {
                "rule": finding["rule"],
                "severity": finding["severity"],
                "citation": finding["citation"],
                "message": told(finding, names),
                "where": finding["where"],
            }
            for finding in paper.breaches
        ],
        "not_checked": paper.told_notes(names),
    }


def left_out(others: int) -> str:
    """The line on files that are neither PDF nor dossier; empty when there are none."""
    one = others == 1
    return f"{others} other file{'' if one else 's'} {'was' if one else 'were'} not looked at" if others else ""


def as_text(papers: Sequence[Reviewed], names: bool, others: int = 0) -> Iterator[str]:
    """The table for a terminal: a line a file, then a line a broken rule with its article."""
    width = max((len(paper.label(names)) for paper in papers), default=0)
    for paper in papers:
        if paper.problem:
            yield f"UNREADABLE  {paper.label(names):<{width}}  {paper.told_problem(names)}"
            continue
        counts = f"{paper.blocking} blocking, {paper.warnings} warnings"
        known = [f"n° {paper.number}"] if names and paper.number else []
        line = "; ".join([counts, *known, *([paper.standing] if paper.standing else [])])
        yield f"{paper.state:<12}{paper.label(names):<{width}}  {line}"
        for finding in paper.breaches:
            yield f"    {finding['severity']:<9}{finding['rule']:<19}{finding['citation']}"
            yield f"             {told(finding, names)}"
    yield summary(papers)
    if others:
        yield left_out(others)
