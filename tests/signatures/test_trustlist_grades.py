"""A clock is of grade A when a verified, dated list says that it was qualified at that time; else it is not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from asn1crypto import crl, pem, x509
from list_world import BEFORE, CA_QC, ISSUED, listed, operator, service
from verify_world import PLAN, START, World, blank, shared, world

from signatures import ClockGrade, Policy, Report, Trust, Verdict, archive, certify, inspect
from signatures.detached import Tokens
from signatures.trustlist import TrustedList, UnusedList
from signatures.trustlist_xml import read
from signatures.verification import judge

DAY = timedelta(days=1)
A, B, C = ClockGrade.A, ClockGrade.B, ClockGrade.C


@dataclass(frozen=True)
class Scene:
    """A file whose signature holds a token and stands under one, all of an authority that is not the signer's."""

    people: World
    time: World
    pdf: bytes

    @property
    def ca(self) -> x509.Certificate:
        return self.time.authority.time_ca

    @property
    def unit(self) -> x509.Certificate:
        return self.time.authority.responder(START).certificate

    def judged(self, *lists: TrustedList, anchored: bool = False, at: datetime = START + 30 * DAY) -> Report:
        """By the lists; `anchored`: the authority's root is in tsa/ besides."""
        roots = (self.time.authority.root,) if anchored else ()
        trust = Trust((self.people.authority.root,), roots, lists=lists)
        return inspect(self.pdf, Policy("lists", trust, at), PLAN)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with world() as people, world("Horodatage public") as time:
        lists = (*people.crls(START), *time.crls(START))
        signed = certify(
            blank(), "Practitioner1", people.surgeon, time.clock, START, content_timestamp=True, revocation=lists
        )
        yield Scene(people, time, archive(signed, time.clock, START, revocation=lists))


def the_list(*services: str, territory: str = "FR", file: str = "FR.xml", **more: object) -> TrustedList:
    data = listed(*services, territory=territory, **more)  # type: ignore[arg-type]
    return read(data, file, (operator(country=territory).asn1,))


def grades(report: Report) -> list[ClockGrade | None]:
    return [act.clock for act in report.acts]


@pytest.mark.parametrize("which", ["ca", "unit"])
def test_listed_itself_or_through_its_authority(scene: Scene, which: str) -> None:
    """The list vouches for the clock by itself: no anchor in tsa/ is needed."""
    trusted = the_list(service(getattr(scene, which), name="Time 1"))
    report = scene.judged(trusted)
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert grades(report) == [A, A]
    (listing,) = report.acts[0].clock_lists  # both of its tokens by one list
    assert (listing.territory, listing.number, listing.issued, listing.sha256) == ("FR", 62, ISSUED, trusted.sha256)
    assert (listing.provider, listing.service, listing.since) == ("Time Ltd", "Time 1", BEFORE)
    assert not any("trusted list" in note for note in report.not_checked)


def test_the_list_speaks_whatever_anchor_stands_above(scene: Scene) -> None:
    trusted = the_list(service(scene.ca))
    assert grades(scene.judged(trusted, anchored=True)) == [A, A]
    made, told = shared()
    own = Trust((made.authority.root,), lists=(the_list(service(made.authority.time_ca)),))
    assert set(grades(inspect(told.last, Policy("own", own, told.ends + DAY), PLAN))) == {A}


NOT_THEN = {
    "expired when it stamped": ({"next_update": START - DAY}, {}, "it speaks of no time after 2026-09-30T09:00:00Z; give a newer one"),
    "expired within the accuracy": ({"next_update": START}, {}, "it speaks of no time after 2026-10-01T09:00:00Z"),
    "closed before": ({"next_update": None}, {}, "closed, it speaks of no time after 2026-09-01"),
    "issued after the moment of judging": (
        {"issued": START + 40 * DAY}, {}, "issued on 2026-11-10, after the moment of judging"
    ),
    "withdrawn": ({}, {"status": "withdrawn", "since": START - DAY}, "is withdrawn since 2026-09-30"),
    "withdrawn that second": (
        {"issued": START + DAY},
        {"status": "withdrawn", "since": START + timedelta(seconds=1), "history": [("granted", BEFORE)]},
        "is withdrawn since",
    ),
    "granted that second": ({"issued": START + DAY}, {"since": START}, "was not on it yet"),
    "granted later": ({"issued": START + 2 * DAY}, {"since": START + DAY}, "was not on it yet"),
    "granted again later": (
        {"issued": START + 2 * DAY},
        {"since": START + DAY, "history": [("withdrawn", START - DAY), ("granted", BEFORE)]},
        "is withdrawn since 2026-09-30",
    ),
    "granted again later, told the oldest first": (
        {"issued": START + 2 * DAY},
        {"since": START + DAY, "history": [("granted", BEFORE), ("withdrawn", START - DAY)]},
        "is withdrawn since 2026-09-30",
    ),
    "deprecated": ({}, {"status": "deprecatedatnationallevel"}, "is deprecatedatnationallevel"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_THEN)
def test_not_qualified_then(scene: Scene, name: str) -> None:
    """With an anchor of its own the clock stays B, and the report says why; the list alone then vouches for nothing."""
    of_list, of_service, why = NOT_THEN[name]
    trusted = the_list(service(scene.ca, **of_service), **of_list)  # type: ignore[arg-type]
    report = scene.judged(trusted, anchored=True)
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert grades(report) == [B, B]
    assert [act.clock_lists for act in report.acts] == [(), ()]
    assert sum(why in note for note in report.not_checked) == 1, report.not_checked
    alone = scene.judged(trusted)
    assert alone.verdict is Verdict.INDETERMINATE
    assert "UNTRUSTED" in alone.codes
    assert set(grades(alone)) == {None}


THEN = {
    "withdrawn since": (
        {"issued": START + 20 * DAY},
        {"status": "withdrawn", "since": START + DAY, "history": [("granted", BEFORE)]},
    ),
    "granted, withdrawn, granted": (
        {"issued": START + 20 * DAY},
        {"since": START + DAY, "history": [("withdrawn", START + DAY / 2), ("granted", BEFORE)]},
    ),
    "a closed list tells the past": ({"issued": START + DAY, "next_update": None}, {}),
    "over since, but current then": ({"next_update": START + DAY}, {}),
}


@pytest.mark.parametrize("name", THEN)
def test_qualified_then(scene: Scene, name: str) -> None:
    of_list, of_service = THEN[name]
    report = scene.judged(the_list(service(scene.ca, **of_service), **of_list))  # type: ignore[arg-type]
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert grades(report) == [A, A]


def test_of_two_lists_of_a_territory_the_newest_at_hand_counts(scene: Scene) -> None:
    """What the later one found out counts, even of a time at which the earlier one was current."""
    old = the_list(service(scene.ca), file="old.xml")
    caught = service(scene.ca, "withdrawn", START - DAY, history=[("granted", BEFORE)])
    new = the_list(caught, file="new.xml", number=63, issued=START + 2 * DAY)
    report = scene.judged(old, new, anchored=True)
    assert grades(report) == [B, B]
    assert any("old.xml" in note and "new.xml is newer" in note for note in report.not_checked)
    assert grades(scene.judged(new, old, at=START + DAY)) == [A, A]  # the new one was not there yet


def test_lists_of_several_territories_stand_side_by_side(scene: Scene) -> None:
    elsewhere = the_list(service(operator("Other unit").asn1), territory="BE", file="BE.xml")
    ended = the_list(territory="DE", file="DE.xml", next_update=START - DAY)
    report = scene.judged(elsewhere, ended, the_list(service(scene.ca)))
    assert grades(report) == [A, A]
    assert [note for note in report.not_checked if "trusted list" in note] == [
        "trusted list DE.xml (DE 62): it speaks of no time after 2026-09-30T09:00:00Z; give a newer one"
    ]


def test_the_units_own_entry_speaks_before_its_issuers(scene: Scene) -> None:
    both = the_list(service(scene.ca), service(scene.unit, "withdrawn", START - DAY))
    assert grades(scene.judged(both, anchored=True)) == [B, B]


def test_a_service_for_certificates_is_none_for_time(scene: Scene) -> None:
    report = scene.judged(the_list(service(scene.ca, kind=CA_QC)))
    assert set(grades(report)) == {None}
    assert "UNTRUSTED" in report.codes


def test_a_name_and_a_key_identifier_alone_grade_nothing(scene: Scene) -> None:
    """Anyone can put both into a certificate."""
    told = service(scene.ca)
    bare = told[: told.index("<DigitalId><X509Cert")] + told[told.index("</X509Certificate></DigitalId>") + 30 :]
    trusted = the_list(bare)
    assert trusted.services[0].key_identifiers == (scene.ca.key_identifier,)
    assert grades(scene.judged(trusted, anchored=True)) == [B, B]


@pytest.mark.parametrize("which", ["ca", "unit"])
def test_listed_and_known_to_be_revoked(which: str) -> None:
    """The list is slower than the authority: what the reader knows of the unit counts."""
    with world("Horodatage public") as time:
        pdf = time.archive(time.certify(blank(), START), START)
        unit = time.authority.responder(START).certificate
        named = time.authority.time_ca if which == "ca" else unit
        lists = (the_list(service(named)),)
        judging = Policy("lists", Trust(lists=lists), START + 3 * DAY)
        assert inspect(pdf, judging).acts[1].clock is A
        time.authority.revoke(unit, START + DAY)
        fresh = tuple(crl.CertificateList.load(one) for one in time.crls(START + 2 * DAY))
        report = inspect(pdf, Policy("warned", Trust(lists=lists, crls=fresh), START + 3 * DAY))
    assert report.acts[1].clock is None
    assert "REVOKED" in report.codes


def test_a_namesake_on_the_list_is_another(scene: Scene) -> None:
    with world("Horodatage public") as twin:
        assert twin.authority.time_ca.subject.hashable == scene.ca.subject.hashable
        assert grades(scene.judged(the_list(service(twin.authority.time_ca)), anchored=True)) == [B, B]


def test_a_list_makes_nobody_a_signer(scene: Scene) -> None:
    listing = the_list(service(scene.people.authority.people_ca), service(scene.ca))
    report = inspect(scene.pdf, Policy("lists alone", Trust(lists=(listing,)), START + DAY), PLAN)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.acts[1].clock is A
    assert [reason.code for reason in report.acts[0].reasons] == ["NO_TRUST_ANCHOR"]


def test_the_worse_of_two_clocks_names_the_grade(scene: Scene) -> None:
    """The content token by the practice's clock, the rest by the listed one: C, and no list is named."""

    class Changing:
        chain = (*scene.people.clock.chain, *scene.time.clock.chain)
        accuracy, room, grade = scene.time.clock.accuracy, scene.time.clock.room, C
        asked = 0

        def stamp(self, digest: bytes, at: datetime) -> object:
            self.asked += 1
            return (scene.people if self.asked == 1 else scene.time).clock.stamp(digest, at)

    lists = (*scene.people.crls(START), *scene.time.crls(START))
    surgeon = scene.people.surgeon
    pdf = certify(blank(), "Practitioner1", surgeon, Changing(), START, content_timestamp=True, revocation=lists)  # type: ignore[arg-type]
    trust = Trust((scene.people.authority.root,), lists=(the_list(service(scene.ca)),))
    (act,) = inspect(pdf, Policy("mixed", trust, START + DAY), PLAN).acts
    assert act.clock is C
    assert act.clock_lists == ()


def test_json_names_the_list_through_the_sandbox(scene: Scene) -> None:
    trusted = the_list(service(scene.ca))
    trust = Trust((scene.people.authority.root,), lists=(trusted,), unused_lists=(UnusedList("BE.xml", "torn"),))
    answer = judge(scene.pdf, {"trust": trust.to_json(), "at": (START + DAY).isoformat()})
    assert answer["acts"][0]["clock_lists"] == [
        {
            "territory": "FR",
            "number": 62,
            "issued": "2026-09-01T00:00:00Z",
            "next_update": "2027-02-01T00:00:00Z",
            "sha256": trusted.sha256,
            "provider": "Time Ltd",
            "service": "Unit 1",
            "since": "2024-01-01T00:00:00Z",
        }
    ]
    assert "trusted list BE.xml: not used, torn" in answer["not_checked"]


def test_a_token_by_itself(scene: Scene) -> None:
    token = scene.time.clock.stamp(b"\7" * 32, START)
    chain = b"".join(pem.armor("CERTIFICATE", one.dump()) for one in scene.time.authority.anchors)
    lists = b"".join(pem.armor("X509 CRL", one) for one in scene.time.crls(START))
    policy = Policy("lists", Trust(lists=(the_list(service(scene.ca)),)), START + DAY)
    assert Tokens(policy, chain, lists).judge(token.der, b"\7" * 32, "head").grade is A
    ended = Policy("ended", Trust(lists=(the_list(service(scene.ca), next_update=START - DAY),)), START + DAY)
    assert Tokens(ended, chain, lists).judge(token.der, b"\7" * 32, "head").grade is None
