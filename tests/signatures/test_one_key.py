"""Several certificates for one key: whoever writes a file chooses among them, and no choice hides a theft or an end."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from asn1crypto import cms, crl, tsp, x509
from chains import USAGES, Entity, root
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ReasonFlags
from cryptography.x509.oid import ExtendedKeyUsageOID
from foreign import embed, signed, usual
from list_world import listed, operator, service
from pyhanko.sign.validation.dss import DocumentSecurityStore
from verify_world import START, blank

from signatures import ClockGrade, Policy, Report, Trust, Verdict, inspect
from signatures import cms as written
from signatures.keys import Algorithm
from signatures.registry import Registry
from signatures.trustlist import TrustedList
from signatures.trustlist_xml import read

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A, C = ClockGrade.A, ClockGrade.C
PRACTICE, TIME = root("Practice root"), root("Time root")
KEY = ec.generate_private_key(ec.SECP256R1())
QUALIFIED = TIME.issue("Qualified time", ca=True, key=KEY)
SURGEON = PRACTICE.issue("Surgeon")
STOLEN = ReasonFlags.key_compromise


def unit_of(issuer: Entity, name: str = "Unit") -> Entity:
    return issuer.issue(name, purposes=(ExtendedKeyUsageOID.TIME_STAMPING,), usage=("digital_signature",))


UNIT = unit_of(QUALIFIED)


def namesake(of: Entity, *, crl_sign: bool = True) -> Entity:
    """The practice certifies the name and the key of somebody else: the key is public, nobody is asked."""
    usage = pyca.KeyUsage(**(dict.fromkeys(USAGES, False) | {"key_cert_sign": True, "crl_sign": crl_sign}))
    builder = (
        pyca.CertificateBuilder()
        .subject_name(of.certificate.subject)
        .issuer_name(PRACTICE.certificate.subject)
        .public_key(of.certificate.public_key())
        .serial_number(77)
        .not_valid_before(START - 900 * DAY)
        .not_valid_after(START + 900 * DAY)
        .add_extension(pyca.BasicConstraints(True, None), True)
        .add_extension(usage, True)
    )
    return Entity(builder.sign(PRACTICE.key, hashes.SHA256()), None)


@dataclass(frozen=True)
class Bare:
    """A key without its issuers: the file says who they are."""

    of: Entity
    chain: tuple[x509.Certificate, ...] = ()
    algorithm: Algorithm = "ec"

    @property
    def certificate(self) -> x509.Certificate:
        return self.of.asn1

    def sign(self, data: bytes, digest: str = "sha256") -> bytes:
        result: bytes = self.of.key.sign(data, ec.ECDSA(hashes.SHA256()))
        return result


def token(unit: Entity, stamped: bytes, at: datetime, accuracy: int = 1) -> cms.ContentInfo:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(stamped).digest()}
    info = tsp.TSTInfo(
        {
            "version": 1,
            "policy": "1.2.3.4",
            "message_imprint": imprint,
            "serial_number": 7,
            "gen_time": at,
            "accuracy": {"seconds": accuracy},
        }
    ).dump()
    made = written.sign(Bare(unit), written.TST_INFO, hashlib.sha256(info).digest())
    return cms.ContentInfo.load(made.token(info, embed=True))


def paper(
    *certs: Entity,
    crls: Sequence[crl.CertificateList] = (),
    answers: Sequence[object] = (),
    unit: Entity = UNIT,
    signer: Entity = SURGEON,
    clock: tuple[datetime, int] = (START, 1),
) -> bytes:
    """Signed under a token of `unit`; the store came before, so that it proves what was known then."""
    key, out = Bare(signer), io.BytesIO(blank())
    DocumentSecurityStore.add_dss(
        out,
        sig_contents=None,
        certs=[one.asn1 for one in certs],
        crls=list(crls),
        ocsps=list(answers),
        force_write=True,
    )
    return embed(
        out.getvalue(),
        "Practitioner1",
        lambda d: signed(key, usual(d, key.certificate), d, stamp=lambda value: token(unit, value, *clock)),
        "ETSI.CAdES.detached",
    )


def lists(*issuers: Entity) -> list[crl.CertificateList]:
    return [one.crl(START) for one in (PRACTICE, TIME, *issuers)]


def on_list(*entities: Entity) -> TrustedList:
    return read(listed(*(service(one.asn1) for one in entities)), "FR.xml", (operator().asn1,))


def judged(pdf: bytes, *crls: crl.CertificateList, by: tuple[TrustedList, ...] | None = None) -> Report:
    """By a reader who trusts the practice for people, and time by its root and by the list."""
    trust = Trust((PRACTICE.asn1,), (TIME.asn1,), crls=crls, lists=(on_list(QUALIFIED),) if by is None else by)
    return inspect(pdf, Policy("test", trust, START + DAY))


def test_a_qualified_clock() -> None:
    report = judged(paper(QUALIFIED, crls=lists(QUALIFIED)))
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert report.acts[0].clock is A


@pytest.mark.parametrize("of_file", [(), (QUALIFIED,)], ids=["left out", "in the file"])
@pytest.mark.parametrize("at_hand", [True, False], ids=["its root at hand", "its root unknown"])
def test_a_practice_does_not_hide_that_an_authority_was_stolen(of_file: tuple[Entity, ...], at_hand: bool) -> None:
    stolen = TIME.crl(START + HOUR, revoked=((QUALIFIED, START - 20 * DAY, ReasonFlags.ca_compromise),))
    pdf = paper(namesake(QUALIFIED), *of_file, crls=lists(QUALIFIED))
    roots = (TIME.asn1,) if at_hand else ()
    trust = Trust((PRACTICE.asn1,), roots, crls=(stolen,), lists=(on_list(QUALIFIED),))
    report = inspect(pdf, Policy("test", trust, START + DAY))
    assert report.verdict is Verdict.INDETERMINATE, report.diagnostics()
    assert "REVOKED" in report.codes
    assert report.acts[0].clock is None


def made_up(of: Entity, key: ec.EllipticCurvePrivateKey | None = None) -> Entity:
    """The same name and key (or another), signed by nobody who counts: anybody may add it."""
    public, by = (key or of.certificate).public_key(), root("Nobody")
    named = by.certificate.subject if key is None else of.certificate.subject
    builder = pyca.CertificateBuilder().subject_name(of.certificate.subject).issuer_name(named).public_key(public)
    builder = builder.serial_number(pyca.random_serial_number())
    builder = builder.not_valid_before(START - 900 * DAY).not_valid_after(START + 900 * DAY)
    return Entity(builder.sign(by.key, hashes.SHA256()), None)


def test_nor_does_a_crowd_of_made_up_namesakes() -> None:
    stolen = TIME.crl(START + HOUR, revoked=((QUALIFIED, START - 20 * DAY, ReasonFlags.ca_compromise),))
    crowd = [made_up(QUALIFIED) for _ in range(40)]
    report = judged(paper(*crowd, namesake(QUALIFIED), QUALIFIED, crls=lists(QUALIFIED)), stolen)
    assert "REVOKED" in report.codes, report.diagnostics()


@pytest.mark.parametrize(("keys", "code"), [(1, "REVOKED"), (501, "TOO_LARGE")])
def test_a_crowd_with_the_name_of_an_issuer_hides_no_theft(keys: int, code: str) -> None:
    """That the reader's own list tells of another certificate for the authority's key."""
    other = root("Other root")
    first, second = (one.issue("Authority", ca=True, key=KEY) for one in (PRACTICE, other))
    told = PRACTICE.crl(START, revoked=((first, START - 10 * DAY, ReasonFlags.ca_compromise),))
    known = [ec.generate_private_key(ec.SECP256R1()) for _ in range(keys)]
    crowd = [made_up(PRACTICE, known[index % keys]) for index in range(501)]
    crls = [PRACTICE.crl(START), other.crl(START), *lists(first, QUALIFIED)[1:]]
    pdf = paper(second, first, *crowd, QUALIFIED, crls=crls, signer=second.issue("Signer"))
    trust = Trust((PRACTICE.asn1, other.asn1), (TIME.asn1,), crls=(told,))
    report = inspect(pdf, Policy("test", trust, START + DAY))
    assert report.codes == (code,), report.diagnostics()


def test_nor_that_a_unit_was() -> None:
    """By a certificate that allows no lists, beside an older answer that it was good."""
    stolen = QUALIFIED.crl(START + HOUR, revoked=((UNIT, START - 20 * DAY, STOLEN),))
    good = QUALIFIED.answer(UNIT, START - HOUR, until=START + 5 * DAY)
    report = judged(paper(namesake(QUALIFIED, crl_sign=False), crls=lists(), answers=[good]), stolen)
    assert report.verdict is Verdict.INDETERMINATE, report.diagnostics()
    assert "REVOKED" in report.codes


def test_nor_that_one_ended() -> None:
    """The practice vouches for that clock then, and nobody else: as for its own."""
    ended = TIME.issue("Ended time", ca=True, ends=START - 30 * DAY)
    unit = unit_of(ended)
    honest, carried = (
        judged(paper(*certs, crls=lists(ended), unit=unit), by=(on_list(ended),))
        for certs in ((ended,), (ended, namesake(ended)))
    )
    assert "EXPIRED" in honest.codes
    assert carried.verdict is Verdict.VALID, carried.diagnostics()
    assert carried.acts[0].clock is C


def test_what_one_root_says_was_stolen_no_other_root_carries_on() -> None:
    """No reason given may be that one. A certificate that was only replaced speaks against no other for the same key."""
    other = root("Other root")
    first, second = (one.issue("Authority", ca=True, key=KEY) for one in (PRACTICE, other))
    codes = {}
    for reason in (ReasonFlags.ca_compromise, None, ReasonFlags.superseded):
        replaced = PRACTICE.crl(START, revoked=((first, START - 10 * DAY, reason),))
        told = [replaced, other.crl(START), *lists(first, QUALIFIED)[1:]]
        pdf = paper(first, second, QUALIFIED, crls=told, signer=first.issue("Signer"))
        trust = Trust((PRACTICE.asn1, other.asn1), (TIME.asn1,))
        codes[reason] = inspect(pdf, Policy("test", trust, START + DAY)).codes
    assert codes == {ReasonFlags.ca_compromise: ("REVOKED",), None: ("REVOKED",), ReasonFlags.superseded: ()}


@pytest.mark.parametrize("of_file", [(), (QUALIFIED,)], ids=["left out", "in the file"])
def test_a_listed_unit_whose_authority_was_left_out(of_file: tuple[Entity, ...]) -> None:
    """Nobody can check the signature of the reader's own list then; it counts, against the clock."""
    stolen = QUALIFIED.crl(START + HOUR, revoked=((UNIT, START - 5 * DAY, STOLEN),))
    report = judged(paper(*of_file, crls=lists()), stolen, by=(on_list(UNIT),))
    assert report.verdict is Verdict.INDETERMINATE, report.diagnostics()
    assert "REVOKED" in report.codes


def test_a_list_by_a_key_that_only_has_the_name_revokes_nothing() -> None:
    """Anybody can add a certificate of that name, and a list by it."""
    false = root("Time root")
    lie = false.crl(START, revoked=((QUALIFIED, START - 5 * DAY, STOLEN),))
    pdf = paper(false, QUALIFIED, crls=[*lists(QUALIFIED), lie])
    trust = Trust((PRACTICE.asn1,), lists=(on_list(QUALIFIED),))
    report = inspect(pdf, Policy("test", trust, START + DAY))
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert report.acts[0].clock is A


def test_the_grade_does_not_hang_on_the_order_of_certificates() -> None:
    """An authority renewed with its key; the old certificate has ended by now, and a later timestamp carries on."""
    old = TIME.issue("Qualified time", ca=True, key=KEY, ends=START + 12 * HOUR)
    for certs in permutations((old, QUALIFIED, namesake(QUALIFIED))):
        report = judged(paper(*certs, crls=lists(QUALIFIED)))
        assert report.verdict is Verdict.VALID, report.diagnostics()
        assert report.acts[0].clock is A


@pytest.mark.parametrize(("slow", "grave"), [(1, False), (50, False), (70, True)])
def test_before_the_certificate_began_as_far_as_the_clock_can_tell(slow: int, grave: bool) -> None:
    """A clock of sixty seconds' accuracy that is slow by fifty says nothing else than that it may have been later."""
    person = PRACTICE.issue("Newcomer", begins=START)
    clock = START - timedelta(seconds=slow), 60
    pdf = paper(QUALIFIED, crls=lists(QUALIFIED), signer=person, clock=clock)
    known, unknown = (Trust((PRACTICE.asn1,), roots) for roots in ((TIME.asn1,), ()))
    report = inspect(pdf, Policy("test", known, START + DAY))
    assert report.verdict is (Verdict.INVALID if grave else report.verdict)
    assert grave or report.verdict is not Verdict.INVALID, report.diagnostics()
    assert ("EXPIRED" in report.codes) is (slow > 2)
    assert inspect(pdf, Policy("test", unknown, START + DAY)).verdict is Verdict.INDETERMINATE


def test_further_chains_are_bounded_for_the_whole_file() -> None:
    crowd = [TIME.issue("Qualified time", ca=True, key=KEY).asn1 for _ in range(25)]
    registry = Registry(Trust((), (TIME.asn1,)), crowd, _left=30)
    asked = []
    for number in range(4):
        unit = unit_of(QUALIFIED, f"Unit {number}").asn1
        first = registry.path(unit, clock=True)
        assert not isinstance(first, str)
        asked += [len([*registry.others(first, clock=True)]) for _ in range(2)]
    assert asked == [19, 19, 9, 9, 0, 0, 0, 0]
