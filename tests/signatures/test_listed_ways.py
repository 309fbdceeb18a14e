"""Which chain leads to a trusted list: what is known against a listed clock counts by each, and each is tried."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asn1crypto import crl
from chains import Entity
from cryptography.x509 import ReasonFlags
from test_one_key import DAY, HOUR, KEY, PRACTICE, QUALIFIED, TIME, UNIT, lists, namesake, on_list, paper, unit_of
from verify_world import START, World, world

from signatures import ClockGrade, Policy, Report, Trust, Verdict, archive, inspect
from signatures.trustlist import TrustedList

RENEWED = TIME.issue("Qualified time", ca=True, key=KEY)
STOLEN = TIME.crl(START + HOUR, revoked=((QUALIFIED, START - 20 * DAY, ReasonFlags.ca_compromise),))


def read(
    pdf: bytes,
    *roots: Entity,
    by: TrustedList,
    known: tuple[crl.CertificateList, ...] = (),
    people: World | None = None,
    days: int = 1,
) -> Report:
    """By a reader who trusts the practice for people, with a clock of its own; `roots`: for time, besides the list."""
    trusted = (PRACTICE.asn1,) if people is None else (PRACTICE.asn1, people.authority.root)
    trust = Trust(trusted, tuple(one.asn1 for one in roots), crls=known, lists=(by,))
    return inspect(pdf, Policy("test", trust, START + days * DAY))


@pytest.mark.parametrize("roots", [(), (TIME,), (QUALIFIED,), (QUALIFIED, TIME)])
def test_a_listed_authority_known_to_be_stolen_whichever_anchors_the_reader_has(roots: tuple[Entity, ...]) -> None:
    pdf = paper(QUALIFIED, crls=lists(QUALIFIED))
    assert read(pdf, *roots, by=on_list(QUALIFIED)).verdict is Verdict.VALID
    report = read(pdf, *roots, by=on_list(QUALIFIED), known=(STOLEN,))
    assert report.verdict is Verdict.INDETERMINATE, report.diagnostics()
    assert "REVOKED" in report.codes


@pytest.mark.parametrize("named", [(QUALIFIED, RENEWED), (RENEWED, QUALIFIED)])
@pytest.mark.parametrize("roots", [(), (TIME,), (RENEWED,)])
def test_a_stolen_key_is_on_the_list_by_two_certificates(roots: tuple[Entity, ...], named: tuple[Entity, ...]) -> None:
    """The other one was not revoked, and is for the same key."""
    report = read(paper(*named, crls=lists(QUALIFIED)), *roots, by=on_list(*named), known=(STOLEN,))
    assert report.verdict is Verdict.INDETERMINATE, report.diagnostics()
    assert "REVOKED" in report.codes


@pytest.fixture(scope="module")
def own() -> Iterator[World]:
    with world() as one:
        yield one


@pytest.mark.parametrize("roots", [(), (TIME,)], ids=["list only", "its root, too"])
@pytest.mark.parametrize("turned", [False, True])
def test_the_practice_does_not_carry_on_a_qualified_clock_by_certifying_it(
    own: World, roots: tuple[Entity, ...], turned: bool
) -> None:
    """The listed authority has ended, its unit has not; only a clock of the practice's stamped in time."""
    ended = TIME.issue("Qualified time", ca=True, key=KEY, ends=START + 3 * DAY)
    crls = [one.crl(START, START + 400 * DAY) for one in (PRACTICE, TIME, ended)]
    own.now[0] = START + DAY
    for certs in ((ended,), (ended, namesake(ended))):
        pdf = paper(*(reversed(certs) if turned else certs), crls=crls, unit=unit_of(ended))
        pdf = archive(pdf, own.clock, own.now[0], revocation=own.crls(own.now[0]))
        for days, grade in ((2, ClockGrade.A), (10, ClockGrade.C)):
            report = read(pdf, *roots, people=own, by=on_list(ended), days=days)
            assert report.verdict is Verdict.VALID, report.diagnostics()
            assert report.acts[0].clock is grade


def superseded(cert: Entity) -> list[crl.CertificateList]:
    gone = PRACTICE.crl(START - HOUR, START + 9 * DAY, revoked=((cert, START - 10 * DAY, ReasonFlags.superseded),))
    return [gone, *lists(QUALIFIED)[1:]]


@pytest.mark.parametrize("roots", [(), (TIME,)], ids=["list only", "its root, too"])
def test_a_listed_clock_is_believed_whatever_became_of_another_chain(roots: tuple[Entity, ...]) -> None:
    over = PRACTICE.issue("Qualified time", ca=True, key=KEY, ends=START - 30 * DAY)
    replaced = PRACTICE.issue("Qualified time", ca=True, key=KEY)
    for certs, crls in (
        ((QUALIFIED, over), lists(QUALIFIED)),
        ((QUALIFIED, replaced), superseded(replaced)),
        ((QUALIFIED,), [PRACTICE.crl(START), QUALIFIED.crl(START)]),  # none by the root
    ):
        pdf = paper(*certs, crls=crls)
        report = read(pdf, *roots, by=on_list(QUALIFIED))
        assert report.verdict is Verdict.VALID, report.diagnostics()
        assert report.acts[0].clock is ClockGrade.A
        stolen = read(pdf, *roots, by=on_list(QUALIFIED), known=(STOLEN,))
        assert stolen.verdict is Verdict.INDETERMINATE, stolen.diagnostics()
        assert stolen.acts[0].clock is None


@pytest.mark.parametrize("roots", [(), (TIME,)], ids=["list only", "its root, too"])
def test_a_listed_authority_that_had_ended_whatever_else_the_reader_trusts(roots: tuple[Entity, ...]) -> None:
    ended = TIME.issue("Qualified time", ca=True, key=KEY, ends=START - 3 * DAY)
    report = read(paper(ended, crls=lists(ended), unit=unit_of(ended)), *roots, by=on_list(ended))
    assert "EXPIRED" in report.codes, report.diagnostics()


def test_a_stolen_unit_is_refused_by_its_own_entry_too() -> None:
    """Authority and unit are both on the list: the shorter chain has no issuer in it, and hears it all the same."""
    stolen = QUALIFIED.crl(START + HOUR, revoked=((UNIT, START - DAY, ReasonFlags.key_compromise),))
    for roots in ((), (TIME,), (QUALIFIED,)):
        for named in ((UNIT,), (UNIT, QUALIFIED)):
            report = read(paper(QUALIFIED, crls=lists(QUALIFIED)), *roots, by=on_list(*named), known=(stolen,))
            assert report.verdict is Verdict.INDETERMINATE, report.diagnostics()
            assert "REVOKED" in report.codes
