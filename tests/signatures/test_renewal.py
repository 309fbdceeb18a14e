"""Archive timestamps: what they look like, and that a chain of them carries a file over the years."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sign_world
from sign_world import DAY, Practice, signature

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
