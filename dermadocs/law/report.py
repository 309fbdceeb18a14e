"""Many papers, one table: a row a file, a column a part of the law, each cell says what is broken by its articles.

Nobody's name stands in it unless asked for: a paper is known by its number or its digest, and a finding is told by
its card, for what a card quotes may name a patient.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dermadocs.law import registry
from dermadocs.law.rule import Rule

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
DIGEST = 12


@dataclass(frozen=True)
class Reviewed:
    """One file and what the law says of it. `problem`: why it could not be judged at all, in one sentence."""

    file: str
    sha256: str
    number: str | None
    kind: str
    law: tuple[Mapping[str, Any], ...]
    not_checked: tuple[str, ...]
    problem: str | None = None

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
        digest = self.sha256[:DIGEST] or "unread"
        return f"{self.number} ({digest})" if self.number else digest

    def told_problem(self, names: bool) -> str | None:
        """Why it could not be judged; in few words where the reason might name the file."""
        return self.problem if names or self.problem is None else "cannot be read"


@dataclass(frozen=True)
class Cell:
    """What a column says of a file: the worst of its cards, and the articles that are broken."""

    mark: Mark
    articles: tuple[str, ...]
    rules: tuple[str, ...]


def cells(paper: Reviewed) -> list[Cell]:
    """The row of a file."""
    return [_cell([f for f in paper.law if _group(f["rule"]) in groups]) for groups in COLUMNS.values()]


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
    red, unread = sum(paper.blocking > 0 for paper in papers), sum(paper.problem is not None for paper in papers)
    blind = sum(not paper.law and paper.problem is None for paper in papers)
    parts = [f"{red} of {len(papers)} files break{'s' if red == 1 else ''} at least one rule that forbids them"]
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
        "number": paper.number,
        "kind": paper.kind,
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
        "not_checked": list(paper.not_checked),
    }


def as_text(papers: Sequence[Reviewed], names: bool) -> Iterator[str]:
    """The table for a terminal: a line a file, then a line a broken rule with its article."""
    width = max((len(paper.label(names)) for paper in papers), default=0)
    for paper in papers:
        if paper.problem:
            yield f"UNREADABLE  {paper.label(names):<{width}}  {paper.told_problem(names)}"
            continue
        word = (
            "BLOCKING" if paper.blocking else "WARNING" if paper.warnings else "NO BREACH" if paper.law else "NO TEXT"
        )
        yield f"{word:<12}{paper.label(names):<{width}}  {paper.blocking} blocking, {paper.warnings} warnings"
        for finding in paper.breaches:
            yield f"    {finding['severity']:<9}{finding['rule']:<19}{finding['citation']}"
            yield f"             {told(finding, names)}"
    yield summary(papers)
