"""What a person fills in to sign: the mention, how they sign, and what of it is at fault, in words beside its field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from dermadocs.domain import acts
from dermadocs.domain.evidence import Way
from dermadocs.domain.people import full_name
from dermadocs.errors import InputError
from dermadocs.portal.room.people import Somebody
from dermadocs.portal.room.stages import Deed

KEPT = ("mention", "way", "name", "input", "strokes", "helped")
"""What of a form is shown again to whoever typed it; the code never."""
WAYS = ("name", "drawn", "passkey")
ENTERED: Mapping[str, Way] = {"typed": "typed", "pasted": "pasted", "dictated": "dictated"}
"""How a mention came in, as a script tells it; without one nobody knows, and that is recorded."""
LONGEST, MOST = 200_000, 200
"""Characters and strokes of a drawing; more is no signature."""
Strokes = list[list[tuple[int, int, int]]]


@dataclass
class Form:
    """What was typed, as typed, and its faults by field."""

    mention: str = ""
    way: str = "name"
    name: str = ""
    input: str = ""
    strokes: str = ""
    helped: str = ""
    """Somebody helped to write; recorded, not forbidden."""
    code: str = field(default="", kw_only=True)
    faults: dict[str, str] = field(default_factory=dict, kw_only=True)

    @classmethod
    def of(cls, posted: QueryDict | dict[str, Any]) -> Form:
        """What came with a request, or what a draft kept."""
        told = {name: str(posted.get(name, "")) for name in (*KEPT, "code")}
        told["way"] = told["way"] if told["way"] in WAYS else "name"
        told |= {"mention": told["mention"][:400], "name": told["name"][:160]}
        return cls(*(told[name] for name in KEPT), code=told["code"])

    def check(self, deed: Deed, person: Somebody) -> bool:
        """Whether mention and gesture are there; the code is asked of `codes`."""
        if deed.mention is not None:
            try:
                acts.check_mention(deed.act, self.mention)
            except InputError:
                self.faults["mention"] = "mention"
        if self.way == "name" and not same_name(self.name, person):
            self.faults["name"] = "name"
        if self.way == "drawn" and not self.drawing:
            self.faults["strokes"] = "strokes"
        return not self.faults

    @property
    def kept(self) -> dict[str, str]:
        """What is shown again later; never the code."""
        return {name: getattr(self, name) for name in KEPT}

    @property
    def entered(self) -> Way:
        """How the mention came in."""
        return "assisted" if self.helped else ENTERED.get(self.input, "unknown")

    @property
    def drawing(self) -> Strokes:
        """What was drawn; nothing when it is no drawing."""
        return strokes_of(self.strokes)


def same_name(typed: str, person: Somebody) -> bool:
    """Whether a typed name is the person's: in any order of its words, or in its own script."""
    words = sorted(acts.plain(word) for word in typed.replace("-", " ").split())
    own = sorted(acts.plain(word) for word in full_name(person).replace("-", " ").split())
    native = getattr(person, "native_name", None)
    return bool(words) and (words == own or (native is not None and acts.plain(typed) == acts.plain(native)))


def strokes_of(told: str) -> Strokes:
    """Strokes from their JSON: rows of points, each x, y and milliseconds. None of them for what is no drawing."""
    if not told or len(told) > LONGEST:
        return []
    try:
        rows = [[(_whole(x), _whole(y), _whole(t)) for x, y, t in stroke] for stroke in json.loads(told)]
    except (ValueError, TypeError, RecursionError):
        return []
    inked = sum(len(row) for row in rows)
    return rows if 1 <= len(rows) <= MOST and all(rows) and inked > 2 else []


def _whole(value: object) -> int:
    if type(value) is not int or not -10_000_000 <= value <= 10_000_000:
        raise ValueError("no whole number")
    return value
