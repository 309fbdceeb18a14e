"""Archive timestamps: what they look like, and that a chain of them carries a file over the years."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sign_world
from chains import Entity
from cryptography.x509 import ReasonFlags
from sign_world import DAY, Practice, signature
from test_refused_beforehand import AT, PEOPLE, SIGNER, TIME, Bare, Near, unit_of
from verify_world import blank

from signatures.clock import HttpClock
from signatures.errors import NotConformant, RevocationMissing, WrongOrder
from signatures.policy import Policy
from signatures.renewal import archive, extend
from signatures.responder import serve
from signatures.signing import certify
from signatures.trust import Trust
from signatures.verification import inspect
from signatures.vocabulary import Verdict

YEAR = timedelta(days=365)


@pytest.fixture
def archived(practice: Practice, certified: bytes) -> bytes:
    return archive(certified, practice.clock, DAY, revocation=practice.authority.crls(DAY))


def verdict(practice: Practice, pdf: bytes, at: datetime) -> Verdict:
    return inspect(pdf, Policy("test", Trust((practice.authority.root,)), at)).verdict


def renewed(practice: Practice, pdf: bytes, at: datetime) -> bytes:
    """Extended by the timestamp unit of that year."""
    authority = practice.authority
    with serve(authority.responder(at), lambda: at) as url:
        return extend(pdf, HttpClock(url, anchors=authority.anchors), at, revocation=authority.crls(at))


def test_it_covers_the_file_to_its_end(archived: bytes) -> None:
    start, size, second, rest = (int(one) for one in signature(archived, "Archive1").sig_object["/ByteRange"])
    assert (start, second + rest) == (0, len(archived))
    assert archived[size : size + 1] == b"<"


def test_it_is_invisible_and_outside_the_page(archived: bytes) -> None:
    found = signature(archived, "Archive1")
    assert {float(one) for one in found.sig_field["/Rect"]} == {-9999.0}
    assert "/AP" not in found.sig_field
    assert found.sig_field["/TU"] == "Horodatage d'archivage 1"
    assert found.sig_object["/SubFilter"] == "/ETSI.RFC3161"
    assert "/M" not in found.sig_object


def test_lists_come_in_the_same_revision_before_it(practice: Practice, certified: bytes) -> None:
    at = practice.at(DAY + timedelta(days=3))
    fresh = practice.authority.crls(at)
    pdf = archive(certified, practice.clock, at, revocation=fresh)
    assert sign_world.revisions(pdf) == sign_world.revisions(certified) + 1
    start, _ = sign_world.slot(pdf, "Archive1")
    for one in fresh:
        assert len(certified) < pdf.index(one) < start


def test_names_count_on(practice: Practice, archived: bytes) -> None:
    pdf = archive(archive(archived, practice.clock, DAY), practice.clock, DAY)
    assert [one.field_name for one in signature(pdf, "Archive3").reader.embedded_signatures] == [
        "Practitioner1",
        "Archive1",
        "Archive2",
        "Archive3",
    ]


def test_nothing_to_archive(practice: Practice, paper: bytes) -> None:
    with pytest.raises(WrongOrder, match="nothing is signed"):
        archive(paper, practice.clock, DAY, revocation=practice.authority.crls(DAY))


def test_lists_of_the_clock_are_asked_for(practice: Practice, paper: bytes) -> None:
    bare = certify(paper, "Practitioner1", practice.surgeon, practice.clock, DAY, revocation=None)
    with pytest.raises(RevocationMissing):
        archive(bare, practice.clock, DAY)
    assert archive(bare, practice.clock, DAY, revocation=None)


def test_only_an_archive_timestamp_is_renewed(practice: Practice, certified: bytes) -> None:
    with pytest.raises(WrongOrder, match="Practitioner1, is not an archive timestamp"):
        extend(certified, practice.clock, DAY)


def test_too_late_to_renew(practice: Practice, archived: bytes) -> None:
    with pytest.raises(NotConformant, match="too late"):
        renewed(practice, archived, DAY + 9 * YEAR)


def test_file_lives_as_long_as_its_chain_is_renewed(practice: Practice, archived: bytes) -> None:
    """Units live eight years: without renewal the eleventh year is open, with one at year seven it is not."""
    assert verdict(practice, archived, DAY + 3 * YEAR) is Verdict.VALID
    assert verdict(practice, archived, DAY + 11 * YEAR) is Verdict.INDETERMINATE
    extended = renewed(practice, archived, DAY + 7 * YEAR)
    assert extended.startswith(archived)
    assert verdict(practice, extended, DAY + 11 * YEAR) is Verdict.VALID
    assert verdict(practice, extended, DAY + 16 * YEAR) is Verdict.INDETERMINATE


def test_ten_years_of_yearly_renewal(practice: Practice, archived: bytes) -> None:
    pdf = archived
    for year in range(1, 11):
        pdf = renewed(practice, pdf, DAY + year * YEAR)
    assert verdict(practice, pdf, DAY + 10 * YEAR + timedelta(days=30)) is Verdict.VALID
    assert verdict(practice, pdf, DAY + 17 * YEAR) is Verdict.VALID


class Later(Near):
    """A clock that shows what it is told."""

    now = AT

    def _exchange(self, body: bytes, within: float | None = None) -> bytes:
        return self._responder.respond(body, self.now)


def day(number: int) -> datetime:
    return AT + timedelta(days=number)


def crl(issuer: Entity, at: datetime, *revoked: tuple[Entity, datetime, ReasonFlags]) -> bytes:
    der: bytes = issuer.crl(at - timedelta(hours=1), at + YEAR, revoked=revoked).dump()
    return der


AUTHORITY = TIME.issue("Short time", ca=True, ends=day(3))
UNIT, NEXT = unit_of(AUTHORITY), Later(unit_of(TIME, "New unit"), TIME)


@pytest.fixture(scope="module")
def short_lived() -> bytes:
    """A file whose last timestamp is of an authority that ends in three days."""
    clock, lists = Near(UNIT, AUTHORITY, TIME), [crl(one, AT) for one in (PEOPLE, TIME, AUTHORITY)]
    key = Bare(SIGNER, PEOPLE)
    pdf = certify(blank(), "Practitioner1", key, clock, AT, revocation=lists)  # type: ignore[arg-type]
    return archive(pdf, clock, AT)


def extended(pdf: bytes, at: datetime, *lists: bytes) -> bytes:
    NEXT.now = at
    return extend(pdf, NEXT, at, revocation=(crl(TIME, at), *lists))


def test_too_late_once_the_authority_of_the_last_one_has_ended(short_lived: bytes) -> None:
    with pytest.raises(NotConformant, match=r"Archive1: .*« Short time » is valid .*to 2026-10-04.*too late to renew"):
        extended(short_lived, day(5))
    carried = inspect(extended(short_lived, day(2)), Policy("test", Trust((PEOPLE.asn1,), (TIME.asn1,)), day(5)))
    assert carried.verdict is Verdict.VALID


def test_too_late_once_the_last_one_was_stolen(short_lived: bytes) -> None:
    stolen, replaced = (
        crl(AUTHORITY, day(1), (UNIT, day(1), why)) for why in (ReasonFlags.key_compromise, ReasonFlags.superseded)
    )
    with pytest.raises(NotConformant, match=r"Archive1: .*CN=Unit is revoked since 2026-10-02.*too late to renew"):
        extended(short_lived, day(2), stolen)
    assert extended(short_lived, day(2), replaced)  # what it stamped before stays good
