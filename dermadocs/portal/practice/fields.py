"""Forms of acts as data: which fields, what they say, and what was typed as plain values of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.http import QueryDict

from dermadocs.portal import reading

Kind = Literal["line", "area", "lines", "date", "choice", "radio", "ticks", "yes", "money", "file"]


@dataclass(frozen=True)
class Field:
    """One field; its name is the key of the record that it fills."""

    name: str
    label: str
    kind: Kind = "line"
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    initial: Any = ""
    required: bool = True


@dataclass(frozen=True)
class Sheet:
    """The page of an act: what it is, what it does, its fields, the words of its button."""

    title: str
    lead: str
    button: str
    fields: tuple[Field, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """What will be done, on what, by whose key: shown before the button."""
    warning: str = ""
    done: str = ""
    """What is true afterwards, in one sentence."""

    @property
    def labels(self) -> dict[str, str]:
        """How the fields are called, by name."""
        return {field.name: field.label for field in self.fields}


def read(fields: tuple[Field, ...], form: QueryDict) -> dict[str, Any]:
    """What was typed, as plain values."""
    return {field.name: _value(field, form) for field in fields if field.kind != "file"}


def _value(field: Field, form: QueryDict) -> Any:
    if field.kind == "ticks":
        return form.getlist(field.name)
    if field.kind == "lines":
        return reading.lines(form, field.name)
    if field.kind == "yes":
        return {"yes": True, "no": False}.get(form.get(field.name, ""))
    if field.kind == "money":
        return reading.money(form, field.name)
    return reading.text(form, field.name)


def missing(fields: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, str]:
    """Fields that must be filled and are not, and choices that are none of those offered."""
    wrong = {}
    for field in fields:
        value = values.get(field.name)
        if field.kind != "file" and field.required and (value is None or value == [] or value == ""):
            wrong[field.name] = "missing"
        elif field.kind in ("choice", "radio") and value and value not in [code for code, _ in field.options]:
            wrong[field.name] = "is not one of the allowed values"
    return wrong


def typed(fields: tuple[Field, ...], form: QueryDict | None) -> dict[str, Any]:
    """What the fields show: what was typed, else what is proposed."""
    if form is None:
        return {field.name: field.initial for field in fields}
    return {f.name: form.getlist(f.name) if f.kind == "ticks" else form.get(f.name, "") for f in fields}
