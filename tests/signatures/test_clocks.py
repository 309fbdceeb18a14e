"""Several authorities in order: the next one only for one that is unavailable, and never one below what was asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from answering import Answer, asleep, reply, server, through
from list_world import after, listed, operator, service
from verify_world import PLAN, START, World, blank, world

from signatures import (
    ClockGrade,
    ClockNotQualified,
    Clocks,
    ClockUnavailable,
    HttpClock,
    Policy,
    RevocationMissing,
    Trust,
    Verdict,
    archive,
    certify,
    inspect,
)
from signatures.authority_log import Entry
from signatures.trustlist import TrustedList
from signatures.trustlist_xml import read

DIGEST = sha256(b"an act").digest()
DAY = timedelta(days=1)
A, B, C = ClockGrade.A, ClockGrade.B, ClockGrade.C


@dataclass
class Town:
    """The signer's authority, and two others that stamp."""

    people: World
    first: World
    second: World
    stack: ExitStack

    def asking(self, answer: Answer, of: World | None = None, **more: Any) -> HttpClock:
        """A clock of the first authority whose server answers as told."""
        url = self.stack.enter_context(server(answer))
        return HttpClock(url, anchors=(of or self.first).authority.anchors, **more)

    def clock(self, of: World, **more: Any) -> HttpClock:
        """A clock that works."""
        responder = of.authority.responder(START)
        return self.asking(through(lambda body: responder.respond(body, START)), of, **more)

    def crls(self, *worlds: World) -> tuple[bytes, ...]:
        return tuple(one for each in worlds or (self.people, self.first, self.second) for one in each.crls(START))

    def lists(self, of: World, **more: Any) -> tuple[TrustedList, ...]:
        return (read(listed(service(of.authority.time_ca, **more)), "FR.xml", (operator().asn1,)),)


@pytest.fixture(scope="module")
def worlds() -> Iterator[tuple[World, World, World]]:
    with world() as people, world("Temps un") as first, world("Temps deux") as second:
        yield people, first, second


@pytest.fixture
def town(worlds: tuple[World, World, World]) -> Iterator[Town]:
    with ExitStack() as stack:
        yield Town(*worlds, stack)


BROKEN: dict[str, tuple[Answer, str]] = {
    "down": (reply(b"", 500), "HTTP 500"),
    "slow": (asleep, "no complete answer within 0.3 seconds"),
    "garbage": (reply(b"\x00garbage"), "malformed"),
    "refusing": (reply(bytes.fromhex("30053003020102")), "it refuses"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_next_one_stands_in(town: Town, name: str) -> None:
    clocks = Clocks([town.asking(BROKEN[name][0], timeout=0.3), town.clock(town.second)])
    token = clocks.stamp(DIGEST, START)
    assert "Temps deux" in token.certificate.subject.rfc4514_string()


def test_the_next_one_stands_in_for_a_liar(town: Town) -> None:
    """Another authority answers at the first one's address."""
    impostor = town.people.authority.responder(START)
    clocks = Clocks([town.asking(through(lambda body: impostor.respond(body, START))), town.clock(town.second)])
    assert "Temps deux" in clocks.stamp(DIGEST, START).certificate.subject.rfc4514_string()


def test_the_first_one_that_answers_is_the_only_one_asked(town: Town) -> None:
    asked: list[bytes] = []
    spy = town.asking(through(lambda body: asked.append(body) or b""), town.second)  # type: ignore[func-returns-value]
    token = Clocks([town.clock(town.first), spy]).stamp(DIGEST, START)
    assert "Temps un" in token.certificate.subject.rfc4514_string()
    assert asked == []


def test_the_error_names_each_and_why(town: Town) -> None:
    clocks = [town.asking(answer, timeout=0.3) for answer, _ in BROKEN.values()]
    with pytest.raises(ClockUnavailable) as caught:
        Clocks(clocks).stamp(DIGEST, START)
    for clock, (_, why) in zip(clocks, BROKEN.values(), strict=True):
        assert f"{clock}: " in str(caught.value)
        assert why in str(caught.value)
    assert str(caught.value).count("Nothing was signed") == 1


def test_the_sum_is_bounded(town: Town) -> None:
    """Three that sleep for three seconds each, with all the patience of their own."""
    began = time.monotonic()
    with pytest.raises(ClockUnavailable, match=r"not asked, the 0\.5 seconds for all were over"):
        Clocks([town.asking(asleep) for _ in range(3)], timeout=0.5).stamp(DIGEST, START)
    assert time.monotonic() - began < 2


def test_no_clock_is_an_error() -> None:
    with pytest.raises(ValueError, match="no clock"):
        Clocks([])


# ---- grades


def test_a_lower_grade_never_stands_in_unsaid(town: Town) -> None:
    good, low = town.asking(reply(b"", 500), grade=B), town.clock(town.second)
    assert low.grade is C  # what nobody declared
    with pytest.raises(ValueError, match=r"least=ClockGrade\.C"):
        Clocks([good, low])
    both = Clocks([good, low], least=C)
    assert both.grade is C
    assert "Temps deux" in both.stamp(DIGEST, START).certificate.subject.rfc4514_string()
    with pytest.raises(ClockUnavailable, match="of 1 gave"):
        both.at_least(B).stamp(DIGEST, START)


def test_a_grade_that_none_is_declared_of(town: Town) -> None:
    clocks = Clocks([town.clock(town.first, grade=B), town.clock(town.second)], least=C)
    with pytest.raises(ClockNotQualified, match="grade A is asked for"):
        clocks.at_least(A)
    with pytest.raises(ClockNotQualified, match="is declared C"):
        town.clock(town.first).at_least(B)
    alone = town.clock(town.first, grade=B)
    assert alone.at_least(B) is alone


def test_grade_a_is_checked_by_the_list_before_it_is_used(town: Town) -> None:
    lists = town.lists(town.first)
    token = town.clock(town.first, grade=A, lists=lists).stamp(DIGEST, START)
    assert token.time == START
    with pytest.raises(ClockNotQualified, match="no list at hand names"):
        town.clock(town.second, grade=A, lists=lists).stamp(DIGEST, START)
    with pytest.raises(ValueError, match="needs the trusted list"):
        town.clock(town.first, grade=A)


@pytest.mark.parametrize(
    ("status", "since", "why"),
    [("withdrawn", START - DAY, "is withdrawn"), ("granted", START + DAY, "was not on it yet")],
)
def test_not_granted_means_nothing_is_signed_and_nobody_else_is_asked(
    town: Town, status: str, since: datetime, why: str
) -> None:
    asked: list[bytes] = []
    lists = town.lists(town.first, status=status, since=since)
    spy = town.asking(through(lambda body: asked.append(body) or b""), town.second, grade=A, lists=lists)  # type: ignore[func-returns-value]
    clocks = Clocks([town.clock(town.first, grade=A, lists=lists), spy])
    with pytest.raises(ClockNotQualified, match=why) as caught:
        certify(blank(), "Practitioner1", town.people.surgeon, clocks, START, revocation=town.crls())
    assert "Nothing was signed" in str(caught.value)
    assert asked == []


def test_a_list_that_is_over_qualifies_nobody(town: Town) -> None:
    over = read(listed(service(town.first.authority.time_ca), next_update=START - DAY), "FR.xml", (operator().asn1,))
    with pytest.raises(ClockNotQualified, match="speaks of no time after"):
        town.clock(town.first, grade=A, lists=(over,)).stamp(DIGEST, START)


def test_the_signers_own_clock_is_no_third_partys(town: Town) -> None:
    own = town.clock(town.people, grade=B)
    with pytest.raises(ClockNotQualified, match="declare it C"):
        certify(blank(), "Practitioner1", town.people.surgeon, own, START, revocation=town.crls())


# ---- in a file


def test_whoever_answers_its_evidence_is_in_the_file(town: Town) -> None:
    """The signature is stamped by the first, the archive timestamp by the second, for the first went away."""
    answers = [town.first.authority.responder(START)]
    going = town.asking(through(lambda body: answers.pop().respond(body, START)), grade=B)
    clocks = Clocks([going, town.clock(town.second, grade=B)])
    signed = certify(blank(), "Practitioner1", town.people.surgeon, clocks, START, revocation=town.crls())
    sealed = archive(signed, clocks, START, revocation=town.crls())
    others = (town.first.authority.root, town.second.authority.root)
    trust = Trust((town.people.authority.root,), others)
    report = inspect(sealed, Policy("two clocks", trust, after(START, 30)), PLAN)
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert [act.clock for act in report.acts] == [B, B]
    assert report.acts[1].signer is not None
    assert report.acts[1].signer.issuer.endswith("Autorité d'horodatage")
    one = Trust((town.people.authority.root,), others[:1])
    assert inspect(sealed, Policy("one clock", one, after(START, 30)), PLAN).verdict is Verdict.INDETERMINATE


def test_evidence_of_each_is_asked_for(town: Town) -> None:
    clocks = Clocks([town.clock(town.first), town.clock(town.second)])
    with pytest.raises(RevocationMissing, match="Temps deux"):
        certify(
            blank(),
            "Practitioner1",
            town.people.surgeon,
            clocks,
            START,
            revocation=town.crls(town.people, town.first),
        )


def test_a_number_revoked_by_one_authority_is_not_one_of_the_other(town: Town) -> None:
    """Only its own issuer's list speaks of a clock, though both share the file."""
    unit = town.second.authority.responder(START).certificate
    with world("Temps un") as first:
        first.authority._log.append(_revoked(first, unit.serial_number))
        clocks = Clocks([town.asking(reply(b"", 500), first), town.clock(town.second)])
        lists = town.crls(town.people, first, town.second)
        assert certify(blank(), "Practitioner1", town.people.surgeon, clocks, START, revocation=lists)


def _revoked(by: World, serial: int) -> Entry:
    line = next(one for one in by.authority.log if one.issuer.endswith("Autorité d'horodatage"))
    return replace(line, event="revoked", serial=serial, at=START - timedelta(hours=2))


def test_room_and_accuracy_are_those_of_the_worst(town: Town) -> None:
    rough = town.clock(town.second, accuracy=timedelta(seconds=3), room=9000)
    clocks = Clocks([town.clock(town.first), rough])
    assert clocks.accuracy == timedelta(seconds=3)
    assert clocks.room == 9000
    assert len(clocks.chain) == 4
