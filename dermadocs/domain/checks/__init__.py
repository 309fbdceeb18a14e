"""The domain's own rules over a case, all of them, each fault with its place (law.md, sections 1, 2, 4, 10).

Shape and form are the codec's matter and refused there; here stands what only the whole case can show.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dermadocs.domain.case import Case
from dermadocs.domain.checks import dates, offer, people
from dermadocs.domain.checks.finding import Finding, Findings

__all__ = ["CHECKS", "Finding", "blocking", "check"]

CHECKS: tuple[Callable[[Case, date], Findings], ...] = (
    people.keys,
    people.names_and_places,
    people.ids,
    people.categories,
    people.age,
    people.means_and_language,
    dates.order,
    dates.proposed,
    dates.validity,
    dates.cover,
    offer.references,
    offer.operators,
    offer.procedure,
    offer.totals,
    offer.taxes,
    offer.labels,
)


def check(case: Case, on: date) -> list[Finding]:
    """Every fault of a case on that day, blocking ones first; none for a case that may be issued."""
    found = [finding for rule in CHECKS for finding in rule(case, on)]
    return sorted(found, key=lambda finding: finding.severity != "blocking")


def blocking(findings: list[Finding]) -> list[Finding]:
    """Those that forbid issuing a document."""
    return [finding for finding in findings if finding.severity == "blocking"]
