"""The example case as a matter to judge, whole or with some things changed, and what is found in it."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

from dermadocs.law import engine, registry
from dermadocs.law.engine import Finding
from dermadocs.law.matter import Data, Days, Matter, Page, Timeline
from dermadocs.law.rule import Outcome

EXAMPLE = Path(__file__).parents[2] / "examples" / "dermabrasion.json"
RAW: dict[str, Any] = json.loads(EXAMPLE.read_bytes())
TODAY = date(2026, 11, 24)
DAYS = Days(today=TODAY, document=date(2026, 11, 4), operation=date(2026, 12, 15))

SURGEON = RAW["practitioners"][0]
SECOND = {**SURGEON, "id": "second", "rpps": "10999999997", "family_name": "Morel", "given_names": "Anne"}
GUARDIAN = {
    "id": "guardian",
    "title": "M.",
    "family_name": "Whitcombe",
    "given_names": "John",
    "address": RAW["patient"]["address"],
    "capacity": "guardian",
    "covers_person": True,
    "judgment": "Bristol 2026-01",
}
LINE = RAW["estimate"]["lines"][0]
FRANCHISE = {
    "/practice/vat_regime": "small_business",
    "/practice/vat_number": None,
    "/estimate/totals": {"net": "1250.00", "vat": "0.00", "gross": "1250.00"},
    **{f"/estimate/lines/{i}/vat_rate": "0.0" for i in range(6)},
}


def edited(changes: dict[str, Any]) -> Any:
    """The example in plain values with those places changed; an index one past the end adds an item."""
    data = copy.deepcopy(RAW)
    for pointer, value in changes.items():
        *path, last = pointer.split("/")[1:]
        place: Any = data
        for step in path:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if isinstance(place, list) and int(last) == len(place):
            place.append(value)
        else:
            place[int(last) if isinstance(place, list) else last] = value
    return data


def matter(changes: dict[str, Any] | None = None, days: Days = DAYS, **more: Any) -> Matter:
    """The example, changed, as a matter; `page` and `timeline` may be given."""
    return Matter(days=days, data=Data(edited(changes or {})), **more)


def judged(subject: Matter) -> list[Finding]:
    """Every finding of every card."""
    return engine.judge(subject, registry.all())


def breaches(subject: Matter) -> set[str]:
    """The cards that find a blocking breach or a warning."""
    return {f.rule for f in judged(subject) if f.outcome is Outcome.BREACH}


def paper(*texts: str, kind: str = "estimate") -> Matter:
    """A paper of those pages with nothing else at hand."""
    return Matter(days=DAYS, page=Page(texts, kind))


def history(events: Any, days: Days = DAYS) -> Matter:
    """A timeline with nothing else at hand."""
    return Matter(days=days, timeline=Timeline(tuple(events)))
