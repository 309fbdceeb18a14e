"""A card in words, for a person: one card in full, all cards as a table, and the page docs/law.md is printed from."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources

from dermadocs.domain.french import amount
from dermadocs.domain.money import write_rate
from dermadocs.law import known, parameters, registry, wording
from dermadocs.law.citation import STATUS_WORDS
from dermadocs.law.parameters import Parameter
from dermadocs.law.rule import Rule


@dataclass(frozen=True)
class Question:
    """An open question of law and the answer applied until a lawyer has settled it."""

    id: str
    question: str
    default: str


@functools.cache
def questions() -> dict[str, Question]:
    """Every open question by its id."""
    file = resources.files("dermadocs.law") / "questions.toml"
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return {key: Question(key, entry["question"], entry["default"]) for key, entry in entries.items()}


@functools.cache
def faults() -> dict[str, str]:
    """Every fault of practice by its id (F-D01…), in words; the cards that catch it bear the id as an alias."""
    file = resources.files("dermadocs.law") / "faults.toml"
    return {key: str(value) for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items()}


def named(name: str, on: date) -> str:
    """The card of that id, or all the cards behind an alias, with what a fault's id stands for; "" if unknown."""
    told = "\n\n".join(card(rule, on) for rule in registry.find(name))
    fault = faults().get(name.strip().upper())
    return f"{name.strip().upper()}  {fault}\n\n{told}" if fault and told else told


def card(rule: Rule, on: date) -> str:
    """One card in full, as `law explain` shows it; `on` is the day for which figures and force are told."""
    return "\n".join(_lines(rule, on))


def force(rule: Rule) -> str:
    """Since when, and until when, in words."""
    begins = f"since {rule.since}" if rule.since else "in force at the last reading, first day not verified"
    return f"{begins}, no longer from {rule.ended}" if rule.ended else begins


def figure(parameter: Parameter, on: date) -> str:
    """A figure as people write it, with its first day and its status: « 300,00 euros since 2002-01-01 (V) »."""
    found = parameter.at(on)
    shown = {"euro": amount, "percent": write_rate}.get(parameter.unit, str)(found.value)
    plural = "" if parameter.unit == "percent" or found.value == 1 else "s"
    doubt = f"; {found.note}" if found.note else ""
    return f"{parameter.title}: {shown} {parameter.unit}{plural} since {found.since} ({found.status}{doubt})"


def _lines(rule: Rule, on: date) -> Iterator[str]:
    now = "in force" if rule.in_force(on) else "NOT in force"
    yield f"{rule.id}  {rule.title}"
    yield f"  cited     {rule.cite}"
    yield f"  status    {rule.status}: {STATUS_WORDS[rule.status]}"
    yield f"  severity  {rule.severity}"
    yield f"  force     {force(rule)}; {now} on {on}, judged on the day of the {rule.judged_on}"
    yield f"  concerns  {', '.join(rule.applies)}"
    yield f"  looks at  {', '.join(rule.subjects)}"
    for label, values in (
        ("reads", rule.reads),
        ("alias", rule.aliases),
        ("wording", [w.id for w in wording.all() if w.rule == rule.id]),
        ("source", [f"{key} {address}" for key, address in zip(rule.cite.sources, rule.cite.addresses, strict=True)]),
    ):
        for value in values:
            yield f"  {label:<9} {value}"
    for parameter in parameters.all():
        if parameter.rule == rule.id and parameter.values[0].since <= on:
            yield f"  figure    {figure(parameter, on)}"
    for key in rule.questions:
        open_one = questions()[key]
        yield f"  open      {key}: {open_one.question} Applied: {open_one.default}"


def markdown(on: date) -> str:
    """Every card as a page of documentation, group by group, then every dated figure."""
    return "\n".join(_page(on)) + "\n"


_HOW = """\
Every rule that the program knows is a card: what it asks, where the law says so, how sure that is, and how it is looked
for. The ids are those by which a refusal or a finding names its rule. It is an index, not a commentary, and no legal
advice. Printed from `dermadocs/law` by `tools/docs.py`; `dermadocs law explain ID` shows a card in full.

A card looks at the **data** of a dossier before the estimate is issued (`dermadocs check`; no estimate is drawn
against a blocking card), at the **page** in hand (`dermadocs verify`, `dermadocs law check`; of papers of others as far
as their text allows), at the **timeline** of a dossier, or asks a **person** what no program can know. A question stops
a step; it is no breach and no exit code."""


def _page(on: date) -> Iterator[str]:
    yield "# The law, as cards"
    yield from ("", _HOW, "")
    yield "How well a source is known: " + "; ".join(f"**{s}** {w}" for s, w in STATUS_WORDS.items()) + "."
    yield f"The sources were read on {known.READ_ON}; the law of days from {known.FIRST} to {known.LAST} is known here."
    for group, rules in registry.groups().items():
        yield from ("", f"## {group}", "", "| rule | what it asks | cited | status | severity | force | looks at |")
        yield "|---|---|---|---|---|---|---|"
        for rule in rules:
            cells = (rule.id, rule.title, str(rule.cite), rule.status, rule.severity, force(rule))
            yield "| " + " | ".join((*cells, ", ".join(rule.subjects))) + " |"
    yield from ("", "## Figures", "", "| figure | used by | source |", "|---|---|---|")
    for parameter in parameters.all():
        if parameter.values[0].since <= on:
            yield f"| {figure(parameter, on)} | {parameter.rule} | {parameter.at(on).source} |"
    yield from (
        "",
        "## Faults of practice, and the cards that catch them",
        "",
        "| fault | what it is | cards |",
        "|---|---|---|",
    )
    for identifier, what in faults().items():
        yield f"| {identifier} | {what} | {', '.join(rule.id for rule in registry.find(identifier))} |"
    yield from ("", "## Open questions", "", "| | question | applied until it is settled |", "|---|---|---|")
    for entry in questions().values():
        yield f"| {entry.id} | {entry.question} | {entry.default} |"
