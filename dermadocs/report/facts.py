"""What a report reads of an answer of `verify --json`: the same values, with types, and nothing else.

The answer may come from another version, or from a bundle: what is missing is empty, never a crash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from dermadocs.domain.places import PARIS
from dermadocs.domain.reflection import FULL_DAYS, gate, hand_over_day, paris_day, zone
from dermadocs.errors import InputError
from dermadocs.look import visible
from dermadocs.report.voice import instant
from signatures.report import was_judged

Answer = Mapping[str, Any]
BINDING = ("acceptance", "consent", "confirmation")
"""The acts that the law forbids before the sixteenth day."""
KEPT = {"PROVEN": "A", "SUPPORTED": "B", "STATED": "C"}
"""The verdicts on the fifteen days that say they were kept, with the clock that says so."""


@dataclass(frozen=True)
class Deed:
    """One signature or timestamp of the file. `act` is the base of its name: `receipt` of « receipt 2 »."""

    act: str
    field: str
    signer: str
    identifier: str
    is_timestamp: bool
    at: datetime | None
    not_before: datetime | None
    not_after: datetime | None
    clock: str | None
    lists: tuple[str, ...]
    """The trusted lists by which its clock is of grade A: territory and number."""
    pades: str
    level: str
    evidence: Mapping[str, Any]
    indication: str
    reasons: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """True when its signature holds, its signer is trusted and its time is shown."""
        return self.indication == "TOTAL_PASSED"


class Facts:
    """The answer for one file."""

    def __init__(self, answer: Answer) -> None:
        self.answer = _clean(answer)

    def text(self, key: str) -> str:
        """A value at the top of the answer; empty when there is none."""
        return str(self.answer.get(key) or "")

    def listed(self, key: str) -> list[Any]:
        """A list at the top of the answer."""
        value = self.answer.get(key)
        return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []

    def data(self, *path: str) -> str:
        """A text of the embedded data; empty when the file holds none."""
        value: Any = self.answer.get("data")
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        return value if isinstance(value, str) else ""

    @property
    def demonstration(self) -> bool:
        """True for a paper of the demonstration, by its own data or by the name of its root."""
        data, trust = self.answer.get("data"), self.answer.get("trust")
        told = isinstance(data, Mapping) and data.get("demonstration") is True
        return told or (isinstance(trust, Mapping) and str(trust.get("anchor")).startswith("DEMONSTRATION"))

    @property
    def unreadable(self) -> bool:
        """True where nothing could be judged."""
        return not was_judged(self.answer)

    @property
    def valid(self) -> bool:
        """True where the verdict lets the reader rely on what the file says."""
        return self.text("verdict") == "VALID"

    @property
    def kind(self) -> str:
        """Which paper of ours it is; empty for a file of others."""
        return self.data("kind")

    @cached_property
    def deeds(self) -> tuple[Deed, ...]:
        """Signatures and timestamps in the order in which they were made."""
        return tuple(_deed(act) for act in self.listed("acts") if isinstance(act, Mapping))

    @property
    def signatures(self) -> tuple[Deed, ...]:
        """The acts of people: archive timestamps left out."""
        return tuple(deed for deed in self.deeds if not deed.is_timestamp)

    @property
    def missing(self) -> tuple[str, ...]:
        """Acts that the data foresee and the file does not hold."""
        return tuple(str(name) for name in self.listed("missing_acts"))

    @property
    def interval(self) -> str:
        """The verdict on the fifteen days; empty for a file of others."""
        return str(self._interval("verdict") or "")

    def _interval(self, key: str) -> Any:
        value = self.answer.get("interval")
        return value.get(key) if isinstance(value, Mapping) else None

    @cached_property
    def receipt(self) -> datetime | None:
        """When the estimate was received at the latest, by the interval or by the receipts in the file."""
        if measured := instant(self._interval("receipt")):
            return measured
        found = [deed.not_after for deed in self.signatures if deed.act == "receipt" and deed.passed]
        waiting = any(name.startswith("receipt") for name in self.missing)
        moments = [moment for moment in found if moment]
        return max(moments) if moments and len(moments) == len(found) and not waiting else None

    @cached_property
    def gate(self) -> datetime | None:
        """The first permitted instant: measured, or counted from the receipts when nothing is accepted yet."""
        if measured := instant(self._interval("gate")):
            return measured
        if self.receipt is None or self.kind != "estimate":
            return None
        try:
            return gate(hand_over_day(self.receipt, zone(self.data("dossier", "patient", "time_zone")).key))
        except InputError:
            return None

    @property
    def first_day(self) -> datetime | None:
        """00:00 in Paris of the first of the fifteen days."""
        if self.gate is None:
            return None
        local = datetime.combine(paris_day(self.gate) - timedelta(days=FULL_DAYS), datetime.min.time())
        return local.replace(tzinfo=ZoneInfo(PARIS))

    @property
    def bound(self) -> datetime | None:
        """The earliest moment of the act that binds, as the interval measured it."""
        return instant(self._interval("act"))

    def early(self, deed: Deed) -> bool:
        """True for an act that binds and is shown to have come before the gate."""
        binds = self.interval == "VIOLATED" and deed.act in BINDING
        return binds and bool(self.gate and deed.at and deed.at < self.gate)

    @cached_property
    def law(self) -> list[Mapping[str, str]] | None:
        """What the cards said; None where the law could not be applied."""
        if self.answer.get("law") is None:
            return None
        found = [finding for finding in self.listed("law") if isinstance(finding, Mapping)]
        return [{key: "" if value is None else str(value) for key, value in finding.items()} for finding in found]

    @property
    def breaches(self) -> list[Mapping[str, str]]:
        """The rules broken, those that forbid the paper first."""
        found = [finding for finding in self.law or () if finding.get("status") == "BREACH"]
        return sorted(found, key=lambda one: one.get("severity") != "blocking")


def _clean(value: Any, depth: int = 0) -> Any:
    """The answer with every text of it made visible, so that no page needs to remember it."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping) and depth < 40:
        return {visible(key): _clean(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple) and depth < 40:
        return [_clean(inner, depth + 1) for inner in value]
    return value if isinstance(value, bool | int | float | None) else visible(value)


def _deed(act: Answer) -> Deed:
    name = str(act.get("name") or "")
    base, _, number = name.partition(" ")
    told = act.get("signer")
    signer: Answer = told if isinstance(told, Mapping) else {}
    reasons, evidence = act.get("reasons"), act.get("evidence")
    return Deed(
        act=base if not number or number.isdigit() else name,
        field=str(act.get("field") or ""),
        signer=str(signer.get("name") or ""),
        identifier=str(signer.get("identifier") or ""),
        is_timestamp=act.get("kind") == "timestamp",
        at=instant(act.get("token_time")),
        not_before=instant(act.get("not_before")),
        not_after=instant(act.get("not_after")),
        clock=str(act["clock"]) if act.get("clock") else None,
        lists=tuple(_lists(act.get("clock_lists"))),
        pades=str(act.get("pades") or ""),
        level=str(act.get("level") or ""),
        evidence=evidence if isinstance(evidence, Mapping) else {},
        indication=str(act.get("indication") or ""),
        reasons=tuple(map(str, reasons)) if isinstance(reasons, list) else (),
    )


def _lists(told: Any) -> Iterator[str]:
    for one in told if isinstance(told, list) else ():
        if isinstance(one, Mapping):
            yield f"{one.get('territory')} {one.get('number')}"
