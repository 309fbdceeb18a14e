"""Every card by its id and by its aliases: the rows of tables A to D of docs/law.md, the faults of the domain."""

from __future__ import annotations

import functools

from dermadocs.law.rule import Rule
from dermadocs.law.rules import GROUPS


@functools.cache
def all() -> tuple[Rule, ...]:
    """Every card, group by group. ValueError when two cards have the same id."""
    rules = tuple(rule for group in GROUPS.values() for rule in group)
    seen = {rule.id for rule in rules}
    if len(seen) != len(rules):
        raise ValueError("two cards have the same id")
    return rules


def get(identifier: str) -> Rule:
    """The card of that id. KeyError if there is none."""
    return _by_id()[identifier]


def find(name: str) -> tuple[Rule, ...]:
    """The card of that id, or the cards that answer to that alias; empty when nobody knows the name."""
    wanted = name.strip().upper()
    return tuple(rule for rule in all() if wanted == rule.id or wanted in {a.upper() for a in rule.aliases})


def groups() -> dict[str, tuple[Rule, ...]]:
    """The cards by the name of the file they stand in, in the order of docs/law.md."""
    return dict(GROUPS)


def group_of(rule: Rule) -> str:
    """The name of the file that a card stands in."""
    return next(name for name, rules in GROUPS.items() if rule in rules)


@functools.cache
def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in all()}
