"""A clock under a signer's own root is no third party's: whoever declares it so is told, at every step that stamps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from chains import root
from cryptography.hazmat.primitives.asymmetric import ec
from verify_world import START, World, blank, shared, world

from signatures import ClockGrade, ClockNotQualified, HttpClock, archive, certify, extend, finish, prepare, sign
from signatures.current import key_digest, roots

MINUTE = timedelta(minutes=1)
AT = START + 20 * MINUTE
OWN = "declare it C"


def declared(of: World, grade: ClockGrade) -> HttpClock:
    """A clock that shows AT, as somebody declared it."""
    of.now[0] = AT
    return HttpClock(f"http://{of.clock}/", anchors=of.authority.anchors, grade=grade)


@pytest.fixture(scope="module")
def other() -> Iterator[World]:
    with world("Temps d'un tiers") as third:
        yield third


def lists(*worlds: World) -> tuple[bytes, ...]:
    return tuple(one for each in worlds for one in each.crls(AT))


@pytest.mark.parametrize(("renew", "step", "field"), [(archive, 1, "Archive1"), (extend, 2, "Archive2")])
def test_own_clock_does_not_archive_as_a_third_partys(
    other: World, renew: Callable[..., bytes], step: int, field: str
) -> None:
    made, told = shared()
    with pytest.raises(ClockNotQualified, match=f"{field}: .*{OWN}"):
        renew(told.steps[step], declared(made, ClockGrade.B), AT, revocation=lists(made))
    assert renew(told.steps[step], declared(made, ClockGrade.C), AT, revocation=lists(made))
    assert renew(told.steps[step], declared(other, ClockGrade.B), AT, revocation=lists(other))


def test_own_clock_does_not_finish_as_a_third_partys() -> None:
    made, told = shared()
    key = made.patient
    low, high = (declared(made, grade) for grade in (ClockGrade.C, ClockGrade.B))
    prepared = prepare(told.steps[2], "Receipt1", key.certificate, key.chain, low, AT, revocation=lists(made))
    made_elsewhere = key.sign(prepared.to_sign.data)
    with pytest.raises(ClockNotQualified, match=f"Receipt1: .*{OWN}"):
        finish(prepared, made_elsewhere, high, AT)
    assert finish(prepared, made_elsewhere, low, AT)


def test_nor_is_it_anothers_for_who_signs_after(other: World) -> None:
    """A patient of another authority signs: the clock is still that of the practice, which signed before."""
    made, told = shared()
    own, guest = declared(made, ClockGrade.B), other.patient
    with pytest.raises(ClockNotQualified, match=OWN):
        sign(told.steps[2], "Receipt1", guest, own, AT, revocation=lists(made, other))
    assert certify(blank(), "Practitioner1", other.surgeon, own, AT, revocation=lists(made, other))


def test_nor_once_that_other_has_just_signed_here(other: World) -> None:
    """What this process wrote itself is not asked again, and who signed by it is remembered."""
    made, told = shared()
    low, theirs = declared(made, ClockGrade.C), declared(other, ClockGrade.B)
    signed = sign(told.steps[2], "Receipt1", other.patient, low, AT, revocation=lists(made, other))
    with pytest.raises(ClockNotQualified, match=f"Archive2: .*{OWN}"):
        archive(signed, theirs, AT, revocation=lists(made, other))


def test_each_certificate_is_passed_once_on_the_way_to_the_roots_however_many_chains_there_are() -> None:
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(10)]
    top = root("Top")
    crowd, level = [top], [top]
    for number, key in enumerate(keys):
        level = [level[0].issue(f"Level {number}", ca=True, key=key) for _ in range(5)]
        crowd += level
    person = level[0].issue("Person")
    assert roots((person.asn1,), [one.asn1 for one in crowd]) == {key_digest(top.asn1)}
