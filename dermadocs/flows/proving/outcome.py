"""From findings to the answer of `verify --json`: the worst decides, law never changes the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from dermadocs.flows.proving.acts import signed
from dermadocs.flows.proving.finding import Finding
from dermadocs.flows.proving.ink import InkAct
from dermadocs.flows.proving.paper import Paper
from signatures import Integrity, Report, Verdict
from signatures.interval import Interval

ORDER = (Verdict.VALID, Verdict.INDETERMINATE, Verdict.INVALID)
# our reasons that mean other bytes or other words than those signed
BREAKS = frozenset(
    {
        "READERS_DIFFER",
        "STORY_DIFFERS",
        "DATA_INVALID",
        "RECORD_DIFFERS",
        "ROOT_DIFFERS",
        "ESTIMATE_DIFFERS",
        "FILE_DIFFERS",
        "BUNDLE_DIFFERS",
        "CHAIN_BROKEN",
        "CHAIN_DIFFERS",
        "COPY_DIFFERS",
    }
)


def verdict_of(report: Report, findings: list[Finding]) -> Verdict:
    """The worst of the signatures' verdict and our own findings."""
    if not report.judged:
        return Verdict.INDETERMINATE
    ours = [Verdict.INVALID if f.proven else Verdict.INDETERMINATE for f in findings]
    return max((report.verdict, *ours), key=ORDER.index)


def integrity_of(report: Report, findings: list[Finding]) -> Integrity:
    """BROKEN also when the page, the data and the records tell different stories."""
    if report.judged and any(f.code in BREAKS and f.proven for f in findings):
        return Integrity.BROKEN
    return report.integrity


def missing_acts(report: Report, paper: Paper, ink: Sequence[InkAct] = ()) -> list[str]:
    """Acts that the record foresees and neither the file nor a copy at hand holds.

    None where the signatures could not be read.
    """
    if not report.judged:
        return []
    present = {act.field for act in signed(report.acts, paper.document)} | {act.field for act in ink}
    return [paper.act_name(f.field) for f in paper.document.fields if f.field not in present]


def duration(span: timedelta | None) -> str | None:
    """An ISO 8601 duration in days, hours, minutes and seconds."""
    if span is None:
        return None
    seconds = int(span.total_seconds())
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    days, rest = divmod(seconds, 86400)
    return f"{sign}P{days}DT{rest // 3600}H{rest % 3600 // 60}M{rest % 60}S"


def interval_json(kept: Interval | None) -> dict[str, Any] | None:
    """The interval as JSON; null for a file that is not ours."""
    if kept is None:
        return None
    moments = {k: v.isoformat().replace("+00:00", "Z") if v else None for k, v in _moments(kept).items()}
    return {"verdict": str(kept.verdict), **moments, "elapsed": duration(kept.elapsed)}


def _moments(kept: Interval) -> dict[str, Any]:
    return {"receipt": kept.receipt, "gate": kept.gate, "act": kept.act}


def outcome(
    report: Report,
    findings: list[Finding],
    paper: Paper | None,
    kept: Interval | None,
    lawful: dict[str, Any],
    ink: Sequence[InkAct] = (),
) -> dict[str, Any]:
    """The answer for one file, with the keys of `verify --json`; `lawful` has `law` and what law did not check.

    `ink`: acts on paper of an estimate, by copies at hand.
    """
    answer = report.as_dict()
    messages = answer["messages"] + [f.as_dict() for f in findings]
    if findings and findings[0].code in ("UNSIGNED", "REDACTED_COPY"):  # one reason, in our words
        messages = [m for m in messages if m["code"] != "NO_SIGNATURE"]
    messages.sort(key=lambda m: m["indication"] != "TOTAL_FAILED")
    answer.update(
        verdict=str(verdict_of(report, findings)),
        integrity=str(integrity_of(report, findings)),
        reasons=list(dict.fromkeys(m["code"] for m in messages)),
        messages=messages,
        interval=interval_json(kept),
        data=paper.summary() if paper else None,
        missing_acts=missing_acts(report, paper, ink) if paper else [],
        law=lawful["law"],
        not_checked=[*answer["not_checked"], *lawful["not_checked"]],
        inside=[],
        chain=None,
        copy=None,
        copies=[],
    )
    return answer
