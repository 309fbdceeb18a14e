"""A judgment in words for the terminal: one line per file, then the details an auditor asks for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from signatures.cli.options import clean

PARIS = ZoneInfo("Europe/Paris")
INTERVAL_WORDS = {
    "PROVEN": "fifteen days proven by qualified time",
    "SUPPORTED": "fifteen days supported by an independent clock",
    "STATED": "fifteen days kept, as stated by the practice's own clock",
    "VIOLATED": "fifteen days NOT kept",
    "NOT_PROVEN": "fifteen days not shown",
    "NOT_APPLICABLE": "no acceptance to measure",
}
LAW_WORDS = {
    "PASS": "kept",
    "ASK": "to be answered by a person",
    "NOT_APPLICABLE": "not applicable",
    "NOT_IN_FORCE": "not in force",
    "NOT_CHECKED": "not checked",
}
CLOCK_WORDS = {"A": "qualified", "B": "independent", "C": "the practice's own", None: "none"}


def local(moment: str | None) -> str:
    """An ISO instant as Paris time to the second, the way the gate is counted."""
    if moment is None:
        return "—"
    return datetime.fromisoformat(moment).astimezone(PARIS).strftime("%Y-%m-%d %H:%M:%S Paris")


def line(result: dict[str, Any]) -> str:
    """The verdict on one file, and why, on one line."""
    head = f"{result['verdict']:<14}{clean(result['file'])}"
    blocked = sum(found["severity"] == "blocking" for found in breaches(result))
    unlawful = f"; law: {blocked} blocking breach{'es' if blocked > 1 else ''}" if blocked else ""
    if result["verdict"] == "VALID":
        parts = [INTERVAL_WORDS[result["interval"]["verdict"]]] if result["data"] else ["signatures hold"]
        if result["missing_acts"]:
            parts.append("not signed yet: " + ", ".join(result["missing_acts"]))
        return f"{head}: {'; '.join(parts)}{unlawful}"
    why = result["messages"][0]["message"] if result["messages"] else "no reason recorded"
    more = len(result["messages"]) - 1
    codes = ", ".join(result["reasons"])
    return f"{head}: [{codes}] {clean(why)}" + (f" (and {more} more)" if more > 0 else "") + unlawful


def act_lines(result: dict[str, Any]) -> list[str]:
    """One line per act: who, when at the earliest and latest, by which clock, at which level."""
    lines = []
    for act in result["acts"]:
        signer = clean((act["signer"] or {}).get("name", "unknown"))
        span = (
            local(act["not_after"])
            if not act["not_before"]
            else f"{local(act['not_before'])} – {local(act['not_after'])}"
        )
        if act["kind"] == "ink":
            lines.append(
                f"  {clean(act['name']):<14}{'ink found, by whom is not known':<34}{span}, as read on the paper"
            )
        else:
            lines.append(
                f"  {clean(act['name']):<14}{signer:<34}{span}; {act['pades']}, clock {act['clock'] or '-'} "
                f"({CLOCK_WORDS[act['clock']]}); {act['indication']}"
            )
            lines += [
                f"  {'':<14}by trusted list {clean(one['territory'])} {one['number']} of {one['issued']}:"
                f" {clean(one['provider'])}, {clean(one['service'])}, granted since {one['since']}"
                for one in act["clock_lists"]
            ]
        if act["evidence"]:
            lines.append(f"  {'':<14}{clean(_evidence(act))}")
    return lines


def _evidence(act: dict[str, Any]) -> str:
    """How a person signed, in the words of the report."""
    from dermadocs.report.evidence import level, supports  # most commands tell no act, and need no translations
    from dermadocs.report.voice import Voice

    english = Voice("en")
    return f"{level(act['level'], english)}: {'; '.join(supports(act['evidence'], english))}"


def breaches(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The breaches of law that were found, blocking ones first."""
    return [finding for finding in result["law"] or () if finding["status"] == "BREACH"]


def law_lines(result: dict[str, Any]) -> list[str]:
    """The law in words: each breach with its article and its cure, then how many cards say what."""
    if result["law"] is None:
        return []
    lines = []
    for found in breaches(result):
        place = f"{clean(found['where'])}: " if found["where"] else ""
        lines.append(f"  law {found['severity']:<10}{place}{clean(found['message'])} ({found['rule']})")
        lines.append(f"                {clean(found['citation'])}")
    rules = {status: len({f["rule"] for f in result["law"] if f["status"] == status}) for status in LAW_WORDS}
    counted = ", ".join(f"{count} {LAW_WORDS[status]}" for status, count in rules.items() if count)
    return [*lines, f"  law           {len({f['rule'] for f in breaches(result)})} rules broken; {counted}"]


def inside_lines(result: dict[str, Any]) -> list[str]:
    """Of a bundle: its chain of events, and the verdict on each paper inside."""
    chain = result["chain"]
    if chain is None:
        return []
    state, clock = chain["state"] or "no state that can be", CLOCK_WORDS[chain["clock"]]
    told = f"{chain['entries']} entries to {state}, {chain['commits']} timestamps, clock {clock}, head {chain['head']}"
    inside = [line({**one, "file": f"  {one['file']}"}) for one in result["inside"]]
    return [f"  chain         {told}", *(f"  inside        {one}" for one in inside)]


def details(result: dict[str, Any]) -> str:
    """Everything a reader needs to follow the verdict, indented below its line."""
    interval, trust = result["interval"], result["trust"]
    lines = [f"  sha256        {result['sha256'] or '—'}"]
    if data := result["data"]:
        lines.append(f"  document      {data['kind']} {data['number']}, {data['gross']} €, data {data['sha256']}")
    lines += act_lines(result)
    if interval and interval["receipt"]:
        lines.append(
            f"  interval      {interval['verdict']}: received {local(interval['receipt'])}, "
            f"gate {local(interval['gate'])}, accepted {local(interval['act'])}"
            + (f" ({interval['elapsed']})" if interval["elapsed"] else "")
        )
    if result["missing_acts"]:
        lines.append(f"  not signed    {', '.join(result['missing_acts'])}")
    lines += inside_lines(result)
    lines += law_lines(result)
    lines += [f"  why           {m['code']}: {clean(m['message'])}" for m in result["messages"]]
    anchor = clean(trust["anchor"] or "no anchor that is trusted")
    lines.append(f"  trust         {anchor}, root {trust['sha256'] or 'not found'}")
    lines.append(
        f"  as of         {local(result['as_of'])}" if result["as_of"] else "  as of         no revocation data"
    )
    lines += [f"  not checked   {clean(entry)}" for entry in result["not_checked"]]
    return "\n".join(lines)


def elapsed(start: datetime, end: datetime) -> str:
    """The time between two instants as « 16 d 3 h 12 min », counted in UTC."""
    minutes = int((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    return f"{days} d {rest // 60} h {rest % 60} min"
