"""Acts in ink, for whoever judges another file: what a reliable copy, itself judged, tells of an estimate.

A copy is judged first; what it tells travels as plain values to where the estimate or the consent is judged (the same
call, or the same bundle). A day read on paper is stated by the practice, never more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dermadocs.domain.copy import Manifest
from dermadocs.domain.ink import OnPaper
from dermadocs.domain.jsonform import builtins, convert
from dermadocs.domain.reflection import paper_day, written_within
from dermadocs.flows.proving.evidence import record_of
from dermadocs.flows.proving.finding import Finding
from signatures import Act, ClockGrade, Verdict

Told = dict[str, Any]
"""What the answer for a copy says of it: `copy` of `verify --json`."""


@dataclass(frozen=True)
class InkAct:
    """One act, by the copy in which its ink was found."""

    act: str
    field: str
    person: str
    paper: OnPaper
    sealed: datetime | None
    """By when the copy existed, at the latest."""

    @property
    def day(self) -> date:
        """D, of a receipt."""
        return paper_day(self.paper)

    def within(self, zone: str) -> tuple[datetime, datetime]:
        """Between which instants it was made: the day written, as wide as it can mean, and the seal."""
        first, after = written_within(self.paper.written_on, zone)
        return first, min(after, self.sealed) if self.sealed else after

    @property
    def grade(self) -> ClockGrade | None:
        """C: a person of the practice read the day. None where no trusted clock says when the copy was sealed."""
        return ClockGrade.C if self.sealed else None


def told_of(manifest: Manifest, sha256: str, sealed: datetime | None) -> Told:
    """What the answer for a copy says; `sealed`: by when, by a clock that the reader trusts."""
    plain = builtins(manifest)
    keys = ("purpose", "estimate", "came", "posted_on", "registered_on", "arrived_on", "taken_in", "day")
    kept = {key: plain[key] for key in keys}
    return {
        "sha256": sha256,
        **kept,
        "sealed": sealed.isoformat().replace("+00:00", "Z") if sealed else None,
        "acts": builtins(manifest.acts),
        "pages": len(manifest.scans),
    }


def given(options: Mapping[str, Any], estimate: str) -> list[InkAct]:
    """The acts in ink on an estimate (digest of its document.json), of the copies at hand that are VALID."""
    copies: Mapping[str, Told] = options.get("copies") or {}
    return [
        act
        for told in copies.values()
        if told["estimate"] == estimate and told["purpose"] == "acts" and told["verdict"] == Verdict.VALID
        for act in _acts(told)
    ]


def _acts(told: Told) -> Iterable[InkAct]:
    days = {key: told[key] for key in ("posted_on", "registered_on", "arrived_on")}
    sealed = datetime.fromisoformat(told["sealed"]) if told["sealed"] else None
    for one in told["acts"]:
        paper = convert({**days, "written_on": one["written_on"], "copy": told["sha256"]}, OnPaper, "copy")
        yield InkAct(one["act"], one["field"], one["person"], paper, sealed)


def named(acts: Sequence[Act]) -> tuple[str, ...]:
    """The copies that the records of acts name, each once."""
    records = [record for act in acts if (record := record_of(act)) is not None]
    return tuple(dict.fromkeys(sha256 for record in records for sha256 in record.copies))


def counted(ink: Sequence[InkAct], binding: Sequence[Act]) -> list[InkAct]:
    """The acts in ink that count for what binds on a screen: it names their copies, which so existed before it."""
    known = named(binding)
    return [act for act in ink if not binding or act.paper.copy in known]


def wrong_copies(options: Mapping[str, Any], wanted: Iterable[str], estimate: str) -> list[Finding]:
    """Copies that are named and at hand, and are not what they are named for."""
    copies: Mapping[str, Told] = options.get("copies") or {}
    findings = []
    for told in (copies[sha256] for sha256 in wanted if sha256 in copies):
        name = told["sha256"][:16]
        if told["verdict"] != Verdict.VALID:
            why = f"the reliable copy {name}… that an act names is {told['verdict']}"
            findings.append(Finding("COPY_DIFFERS", why, proven=told["verdict"] == Verdict.INVALID))
        elif told["estimate"] != estimate or told["purpose"] != "acts":
            findings.append(Finding("COPY_DIFFERS", f"the reliable copy {name}… is not of this estimate"))
    return findings


def unseen(options: Mapping[str, Any], wanted: Iterable[str]) -> list[str]:
    """What was not checked: the copies that are named and not at hand."""
    copies = options.get("copies") or {}
    return [
        f"acts in ink: the reliable copy {sha256} that an act names is not at hand; judge both in one call"
        for sha256 in wanted
        if sha256 not in copies
    ]
