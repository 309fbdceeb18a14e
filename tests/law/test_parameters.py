"""Figures of the law: dated, sourced, and different on the eve."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dermadocs.domain.reflection import FULL_DAYS, TO_DECIDE
from dermadocs.law import parameters, registry
from dermadocs.law.parameters import Parameter


@pytest.mark.parametrize("parameter", parameters.all(), ids=lambda p: p.id)
def test_a_figure_begins_on_its_day_and_not_on_the_eve(parameter: Parameter) -> None:
    first = parameter.values[0]
    assert parameter.at(first.since) == first
    with pytest.raises(parameters.Unrecorded, match=parameter.id):
        parameter.at(first.since - timedelta(days=1))


@pytest.mark.parametrize("parameter", parameters.all(), ids=lambda p: p.id)
def test_a_figure_says_where_it_comes_from(parameter: Parameter) -> None:
    assert registry.get(parameter.rule)
    for value in parameter.values:
        assert value.source
        assert value.status in ("V", "S", "M", "O")
        assert value.value > 0


def test_the_figures_that_everybody_knows() -> None:
    assert parameters.at("estimate-threshold", date(2026, 11, 2)) == 30_000  # cents
    assert parameters.at("vat-standard", date(2026, 11, 2)) == 200  # tenths of a percent
    assert parameters.at("franchise-services", date(2026, 11, 2)) == 3_750_000
    assert parameters.at("majority", date(2026, 11, 2)) == 18


def test_the_domain_counts_the_days_that_the_law_names() -> None:
    assert parameters.at("reflection", date(2026, 11, 2)) == FULL_DAYS
    assert timedelta(days=parameters.at("offer-after-gate", date(2026, 11, 2))) == TO_DECIDE
