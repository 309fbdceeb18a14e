"""The cards against docs/law.md: every rule, row and fault has one, and each card is complete."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from matters import RAW

from dermadocs.domain.leaves import leaves
from dermadocs.law import citation, registry, rules, wording
from dermadocs.law.rule import Rule, names

CARDS = Path(__file__).parent / "cards.txt"
IDS = (Path(__file__).parent / "ids.txt").read_text().split()
RULES = registry.all()


def test_every_rule_row_and_fault_has_a_card() -> None:
    assert len(set(IDS)) == len(IDS) == 242
    assert [name for name in IDS if not registry.find(name)] == []


def test_no_card_answers_to_a_name_that_nobody_gave() -> None:
    known = {rule.id for rule in RULES} | {alias for rule in RULES for alias in rule.aliases}
    assert {name for name in known - set(IDS) if not name.startswith("HOUSE-")} == set()


def test_a_rule_of_the_law_has_a_card_of_its_own_not_an_alias() -> None:
    rows = ("A-", "B-", "D-", "F-")
    assert {name for name in IDS if not name.startswith(rows)} == {
        rule.id for rule in RULES if not rule.id.startswith("HOUSE-")
    }


def test_an_alias_is_found_whatever_its_case() -> None:
    assert {rule.id for rule in registry.find(" f-d08 ")} == {"CSP-D6322-30-04"}
    assert registry.find("csp-d6322-30-04") == (registry.get("CSP-D6322-30-04"),)
    assert registry.find("nothing") == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_card_says_what_where_and_how_sure(rule: Rule) -> None:
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")
    assert str(rule.cite)
    assert rule.parts, "a card that looks at nothing says nothing"
    assert rule.applies
    assert rule.status in citation.STATUS_WORDS
    assert all(address for address in rule.cite.addresses)
    assert registry.group_of(rule)


@pytest.mark.parametrize("rule", [r for r in RULES if r.status == "V"], ids=lambda rule: rule.id)
def test_what_is_called_read_names_where_it_was_read(rule: Rule) -> None:
    assert rule.cite.sources or "circ" in str(rule.cite)


def test_the_house_cites_no_law_and_the_law_is_not_the_houses() -> None:
    for rule in RULES:
        assert (rule.cite.text == citation.HOUSE.name) == (rule.status == "O"), rule.id


def test_what_a_card_reads_exists_in_the_data() -> None:
    known = [pointer for pointer, _ in leaves(RAW)]
    known.append("/estimate/lines/0/unit_price_gross")  # the other way to write a price
    for rule in RULES:
        for pattern in rule.reads:
            if not pattern.startswith("/representatives/"):
                assert any(names(pattern, pointer) for pointer in known), (rule.id, pattern)


def test_a_verbatim_wording_belongs_to_a_card() -> None:
    assert {text.rule for text in wording.all()} <= {rule.id for rule in RULES}


def test_no_card_leans_on_another() -> None:
    for file in Path(rules.__file__).parent.glob("*.py"):
        if file.name != "__init__.py":
            imported = {
                node.module or ""
                for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
                if isinstance(node, ast.ImportFrom)
            }
            assert not {name for name in imported if name.startswith("dermadocs.law.rules")}, file.name
            assert not imported & {"dermadocs.law.registry", "dermadocs.law.engine"}, file.name


def line_of(rule: Rule) -> str:
    """What a card is, apart from how it looks: a change of it is a change of the law as applied here."""
    force = f"{rule.since or '?'}..{rule.ended or ''}"
    steps = sorted({part.before for part in rule.parts if part.before})
    words = (rule.id, rule.severity, rule.status, force, rule.judged_on, ",".join(rule.applies), ",".join(rule.aliases))
    return " | ".join((*words, ",".join(rule.subjects), ",".join(steps), str(rule.cite)))


def test_no_card_changes_unnoticed() -> None:
    """Force, severity, status, aliases, citation of every card as last reviewed: tests/law/cards.txt."""
    assert [line_of(rule) for rule in RULES] == CARDS.read_text(encoding="utf-8").splitlines()


def test_a_card_stands_in_its_own_group() -> None:
    for group, cards in registry.groups().items():
        assert {registry.group_of(rule) for rule in cards} == {group}
