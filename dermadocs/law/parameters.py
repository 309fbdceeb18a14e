"""Figures of the law with their dates: value, first day, source and status, from `parameters/*.toml`.

Amounts are in cents, rates in tenths of a percent, all else counted in the unit that the file names.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, Literal, cast

from dermadocs.domain.money import parse, parse_rate
from dermadocs.law.citation import Status
from dermadocs.sentence import say

Unit = Literal["euro", "percent", "day", "hour", "month", "year", "minute"]


class Unrecorded(LookupError):
    """No value of a figure is recorded for a day; the text says which and from when on there is one."""


@dataclass(frozen=True)
class Value:
    """A figure from its first day on. `note` says what is not certain about it."""

    value: int
    since: date
    source: str
    status: Status
    note: str = ""


@dataclass(frozen=True)
class Parameter:
    """A figure of the law through time, oldest value first. `rule` is the card that uses it."""

    id: str
    title: str
    unit: Unit
    rule: str
    values: tuple[Value, ...]

    def at(self, on: date) -> Value:
        """The value in force on a day. Unrecorded when there is none for it."""
        found = [value for value in self.values if value.since <= on]
        if not found:
            raise Unrecorded(
                say(
                    "{figure}: no value is recorded for {on}, the first one is of {since}",
                    figure=self.id,
                    on=on,
                    since=self.values[0].since,
                )
            )
        return found[-1]


@functools.cache
def all() -> tuple[Parameter, ...]:
    """Every parameter of every file, in file order."""
    folder = resources.files("dermadocs.law") / "parameters"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(_parameter(e) for f in files for e in tomllib.loads(f.read_text(encoding="utf-8"))["parameter"])


def get(identifier: str) -> Parameter:
    """The parameter of that id. KeyError if there is none: an id is written by us, never by a user."""
    return {parameter.id: parameter for parameter in all()}[identifier]


def at(identifier: str, on: date) -> int:
    """The figure in force on a day: cents, tenths of a percent, or a count. Unrecorded before the first."""
    return get(identifier).at(on).value


def _parameter(entry: dict[str, Any]) -> Parameter:
    unit = entry["unit"]
    values = sorted((_value(v, unit) for v in entry["values"]), key=lambda v: v.since)
    return Parameter(entry["id"], entry["title"], cast("Unit", unit), entry["rule"], tuple(values))


def _value(entry: dict[str, Any], unit: str) -> Value:
    read = {"euro": parse, "percent": parse_rate}.get(unit, int)
    return Value(
        value=int(read(entry["value"])),
        since=entry["since"],
        source=entry["source"],
        status=entry["status"],
        note=entry.get("note", ""),
    )
