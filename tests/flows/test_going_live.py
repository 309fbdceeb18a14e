"""What a practice still lacks before its first patient: each fault is one line with its cure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace
from world import example

from dermadocs.domain.review import Review
from dermadocs.flows import going_live
from dermadocs.flows.going_live import Item
from signatures import Authority, Key

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CASE = example()
SURGEON = CASE.practitioners[0]
PRACTICE, FACILITY = CASE.practice, CASE.facility
AUTHORITY = Authority.create("Cabinet d’essai", AT - timedelta(days=1), demonstration=True)
KEYS: dict[str, Key] = {SURGEON.rpps: AUTHORITY.practitioner(name="Claire VASSEUR", rpps=SURGEON.rpps, at=AT)}


def people(at: datetime = AT, surgeon=SURGEON, practice=PRACTICE, facility=FACILITY, keys=KEYS) -> list[Item]:  # type: ignore[no-untyped-def]
    return list(going_live.people(practice, [surgeon], facility, keys, at))


def only(items: list[Item], status: str) -> Item:
    [item] = [item for item in items if item.status != "ready"]
    assert item.status == status, item
    return item


def test_nothing_is_missing_where_nothing_is() -> None:
    assert {item.status for item in people()} == {"ready"}


def insured(**changes: object) -> object:
    return replace(SURGEON, insurance=replace(SURGEON.insurance, **changes))


def test_an_insurance_that_is_over() -> None:
    item = only(people(surgeon=insured(valid_until=date(2026, 11, 1))), "missing")
    assert (
        item.what
        == f"Dr Vasseur, RPPS {SURGEON.rpps}, Order {SURGEON.order.number}: insurance {SURGEON.insurance.insurer}"
    )
    assert item.cure.endswith("to 2026-11-01, not on 2026-11-02: correct practice.json")


def test_an_insurance_that_has_not_begun() -> None:
    assert "not on 2026-11-02" in only(people(surgeon=insured(valid_from=date(2026, 11, 3))), "missing").cure


def test_an_insurance_that_ends_within_a_month_is_told_before() -> None:
    assert only(people(surgeon=insured(valid_until=date(2026, 12, 2))), "advice").cure == "ends on 2026-12-02"
    assert only(people(surgeon=insured(valid_until=date(2026, 11, 2))), "advice").cure == "ends on 2026-11-02"
    assert {item.status for item in people(surgeon=insured(valid_until=date(2026, 12, 3)))} == {"ready"}


def test_a_policy_that_does_not_name_the_act() -> None:
    assert (
        only(people(surgeon=insured(covers_act=False)), "missing").cure == "the policy must name the act (ARR1996-2-02)"
    )


def test_an_authorisation_that_is_over() -> None:
    held = replace(FACILITY.authorisation, valid_until=date(2026, 11, 1))
    item = only(people(facility=replace(FACILITY, authorisation=held)), "missing")
    assert item.what == f"{FACILITY.name}: authorisation {held.reference}"


def test_a_surgeon_without_a_key() -> None:
    item = only(people(keys={}), "missing")
    assert item.cure == "no key file in keys/: this surgeon can sign nothing"


def test_a_key_whose_certificate_is_over() -> None:
    late = AT + timedelta(days=6 * 365)
    [item] = [item for item in people(late) if item.what.endswith(": key")]
    assert item.status == "missing"
    assert item.cure.startswith("its certificate ended on 2031-11-")


def test_a_key_that_ends_within_a_month() -> None:
    end = KEYS[SURGEON.rpps].certificate["tbs_certificate"]["validity"]["not_after"].native
    for days, status in ((30, "advice"), (32, "ready")):
        [item] = [item for item in people(end - timedelta(days=days)) if item.what.endswith(": key")]
        assert item.status == status


def test_no_mediator() -> None:
    item = only(people(practice=replace(PRACTICE, mediator=None)), "missing")
    assert (item.what, item.cure) == ("consumer mediator", "name one in practice.json (CON-05)")


@pytest.mark.parametrize(("grade", "status"), [("C", "advice"), ("B", "ready"), ("A", "ready")])
def test_whose_clock(grade: str, status: str) -> None:
    assert going_live.clock(grade).status == status


def test_words_that_nobody_has_read() -> None:
    items = list(going_live.words(None, AT, demonstration=False))
    missing = [item for item in items if item.status == "missing"]
    assert len(missing) == 2, "the wordings, and the medical facts of the one procedure"
    assert all("have it read, then write review.toml (`dermadocs review`)" in item.cure for item in missing)
    advice = [item for item in items if item.status == "advice"]
    assert [item.cure for item in advice] == ["until then papers in French alone"] * 2, "Arabic, English"


def test_an_empty_review_is_none() -> None:
    empty = Review(schema="dermadocs/review/1")
    assert list(going_live.words(empty, AT, demonstration=False)) == list(
        going_live.words(None, AT, demonstration=False)
    )


def test_a_demonstration_says_so_itself() -> None:
    [item] = going_live.words(None, AT, demonstration=True)
    assert item.status == "advice"


@pytest.mark.parametrize(("mode", "status"), [(0o40700, "ready"), (0o40750, "missing"), (0o40701, "missing")])
def test_who_may_look_in(mode: int, status: str) -> None:
    assert going_live.closed(mode).status == status
