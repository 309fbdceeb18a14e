"""A clock whose certificate has ended, or whose key was stolen, proves no more than the timestamps that came in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import permutations

import pytest
from asn1crypto import crl, x509
from chains import Entity
from cryptography.x509 import ReasonFlags
from list_world import listed, operator, service
from verify_world import PLAN, START, World, blank, world

from signatures import ClockGrade, Policy, Report, Trust, Verdict, archive, certify, inspect
from signatures.trustlist_xml import read

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A, B, C = ClockGrade.A, ClockGrade.B, ClockGrade.C


@dataclass(frozen=True)
class Scene:
    """A signature under a token of one qualified authority, carried on by the practice's clock or by another's."""

    people: World
    qualified: World
    other: World

    @cached_property
    def signed(self) -> bytes:
        self.qualified.now[0] = START
        lists = (*self.people.crls(START), *self.qualified.crls(START), *self.other.crls(START))
        return certify(blank(), "Practitioner1", self.people.surgeon, self.qualified.clock, START, revocation=lists)

    def carried(self, *by: World) -> bytes:
        pdf = self.signed
        for number, one in enumerate(by, 1):
            at = START + number * HOUR
            one.now[0] = at
            lists = (*self.people.crls(at), *self.qualified.crls(at), *self.other.crls(at))
            pdf = archive(pdf, one.clock, at, revocation=lists)
        return pdf

    @property
    def unit(self) -> x509.Certificate:
        return self.qualified.authority.responder(START).certificate

    def says(self, days: int, since: int, reason: ReasonFlags | None) -> crl.CertificateList:
        """What the qualified authority's list of that day says of its unit."""
        issuer = self.qualified.authority._time
        unit = Entity(_pyca(self.unit), None)
        return Entity(issuer.certificate, issuer.private).crl(
            START + days * DAY, revoked=((unit, START + since * DAY, reason),)
        )

    def judged(self, pdf: bytes, *crls: crl.CertificateList) -> Report:
        authorities = [service(one.authority.time_ca) for one in (self.qualified, self.other)]
        listing = read(listed(*authorities), "FR.xml", (operator().asn1,))
        roots = (self.qualified.authority.root, self.other.authority.root)
        trust = Trust((self.people.authority.root,), roots, crls=crls, lists=(listing,))
        return inspect(pdf, Policy("lists", trust, START + 60 * DAY), PLAN)


def _pyca(cert: x509.Certificate) -> object:
    from cryptography.x509 import load_der_x509_certificate

    return load_der_x509_certificate(cert.dump())


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with world() as people, world("Horodatage qualifié") as qualified, world("Autre horodatage") as other:
        yield Scene(people, qualified, other)


def clocks(report: Report) -> list[ClockGrade | None]:
    return [act.clock for act in report.acts]


def test_a_clock_that_still_stands_keeps_its_grade_whoever_came_after(scene: Scene) -> None:
    report = scene.judged(scene.carried(scene.people))
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert clocks(report) == [A, C]


def test_a_stolen_clock_carried_by_the_practice_alone_is_of_the_practices_grade(scene: Scene) -> None:
    """Whoever holds that key, and a clock of his own, can write such a file on any later day."""
    report = scene.judged(scene.carried(scene.people), scene.says(40, 3, ReasonFlags.key_compromise))
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert clocks(report) == [C, C]
    assert [act.clock_lists for act in report.acts] == [(), ()]


def test_a_stolen_clock_carried_by_another_of_its_grade_keeps_it(scene: Scene) -> None:
    stolen = scene.says(40, 3, ReasonFlags.key_compromise)
    for by in ((scene.other,), (scene.people, scene.other), (scene.other, scene.people)):
        report = scene.judged(scene.carried(*by), stolen)
        assert report.verdict is Verdict.VALID, report.diagnostics()
        assert clocks(report)[0] is A


@pytest.mark.parametrize("since", [50, 58])
def test_the_grave_reason_counts_whatever_an_older_list_says(scene: Scene, since: int) -> None:
    """Given up first, told to be stolen in a newer list: nothing that this key dated since is believed."""
    both = (scene.says(52, 50, ReasonFlags.superseded), scene.says(59, since, ReasonFlags.key_compromise))
    for crls in permutations(both):
        report = scene.judged(scene.signed, *crls)
        assert (report.verdict, report.codes[0]) == (Verdict.INDETERMINATE, "REVOKED"), report.diagnostics()
    harmless = scene.judged(scene.signed, both[0])
    assert harmless.verdict is Verdict.VALID, harmless.diagnostics()
