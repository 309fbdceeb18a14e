"""A practice that asks for qualified time: its acts prove the fifteen days, or are not done at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem
from homes import AtWork, at_work, make_home
from list_world import listed, operator, service
from world import DAYS, JUDGED

from dermadocs import config
from dermadocs.errors import InputError
from dermadocs.flows.proving import judging
from dermadocs.report.facts import Facts
from dermadocs.report.story import story
from dermadocs.report.voice import Voice
from signatures import Authority, ClockNotQualified, ClockUnavailable, Trust, serve

NAME = "2026-0147"
YEAR = timedelta(days=365)


@dataclass
class Place:
    """A home, the authority on the list that it asks, and where that answers."""

    folder: Path
    time: Authority

    @property
    def trust(self) -> Path:
        return self.folder / "trust"

    def list(self, **more: Any) -> None:
        """Lay the trusted list into the home's trust folder, with who may sign it."""
        begins = DAYS.set_up - YEAR
        by = operator(begins=begins, ends=begins + 4 * YEAR)
        data = listed(
            service(self.time.time_ca, since=begins, **more),
            by=by,
            issued=DAYS.set_up - timedelta(days=30),
            next_update=DAYS.accepted + timedelta(days=90),
        )
        (self.trust / "lists").mkdir(exist_ok=True)
        (self.trust / "lists" / "FR.xml").write_bytes(data)
        (self.trust / "lists" / "operator.pem").write_bytes(by.pem)

    def configure(self, clock: str) -> None:
        """Another [clock] in home.toml."""
        file = self.folder / config.FILE
        file.write_text(re.sub(r"\[clock\].*", clock, file.read_text(), flags=re.DOTALL))

    @contextmanager
    def working(self, grade: str | None = "A") -> Iterator[AtWork]:
        """At work with two authorities, of which the first never answers."""
        now = [DAYS.signed]
        with ExitStack() as stack:
            url = stack.enter_context(serve(self.time.responder(DAYS.set_up), lambda: now[0]))
            asked = f'grade = "{grade}"\n' if grade else ""
            authorities = "".join(
                f'[[clock.authorities]]\nurl = "{one}"\nchain = "trust/tsa/time.pem"\ntimeout = 5.0\n'
                for one in ("http://127.0.0.1:9/tsa", url)
            )
            self.configure(f'[clock]\nkind = "authority"\n{asked}{authorities}')
            work = stack.enter_context(at_work(self.folder))
            moved = work.clock.set
            work.clock.set = lambda at: (now.__setitem__(0, at), moved(at))[1]  # type: ignore[method-assign]
            yield work


@pytest.fixture
def place(tmp_path: Path) -> Place:
    folder = make_home(tmp_path / "home")
    time = Authority.create("Temps SA", DAYS.set_up - timedelta(days=1), demonstration=True)
    time.responder(DAYS.set_up)
    (folder / "trust" / "tsa").mkdir()
    chain = b"".join(pem.armor("CERTIFICATE", one.dump()) for one in time.anchors)
    (folder / "trust" / "tsa" / "time.pem").write_bytes(chain)
    for number, data in enumerate(time.crls(DAYS.set_up)):
        (folder / "trust" / f"time-{number}.crl").write_bytes(data)
    return Place(folder, time)


def test_fifteen_days_proven(place: Place) -> None:
    place.list()
    with place.working() as work:
        assert work.desk.practice.clock_grade == "A"
        work.sent(NAME)
        work.received(NAME)
        pdf = work.accepted(NAME).bytes_of("estimate.pdf")
        given = Trust.load(place.trust)
    answer = judging.judge(pdf, {"trust": given.to_json(), "at": JUDGED.isoformat()})
    assert answer["verdict"] == "VALID", answer["messages"]
    assert answer["interval"]["verdict"] == "PROVEN"
    assert {act["clock"] for act in answer["acts"]} == {"A"}
    assert {one["territory"] for act in answer["acts"] for one in act["clock_lists"]} == {"FR"}
    told = story(Facts(answer), Voice("fr"))
    assert told.headline == "Le respect des quinze jours est prouvé."
    # by a reader without the list the same bytes are a third party's word, and without its root nobody's
    unlisted = Trust(given.roots, given.tsa_roots, given.crls)
    options = {"trust": unlisted.to_json(), "at": JUDGED.isoformat()}
    assert judging.judge(pdf, options)["interval"]["verdict"] == "SUPPORTED"
    alone = {"trust": Trust(given.roots, (), given.crls, given.lists).to_json(), "at": JUDGED.isoformat()}
    assert judging.judge(pdf, alone)["interval"]["verdict"] == "PROVEN"


def test_withdrawn_in_the_meantime_nothing_is_done(place: Place) -> None:
    place.list(status="withdrawn", history=())
    with place.working() as work, pytest.raises(ClockNotQualified, match="is withdrawn since"):
        work.begin(NAME)


@pytest.mark.parametrize(
    ("clock", "why"),
    [
        ('kind = "authority"\ngrade = "A"\nurl = "http://127.0.0.1:9/"', "needs the trusted list that it is on"),
        ('kind = "own"\ngrade = "A"', "no grade and no authorities can be asked of it"),
        ('kind = "authority"\ngrade = "C"\nurl = "http://127.0.0.1:9/"', "Invalid enum value 'C'"),
        ('kind = "authority"', r"needs a url, or \[\[clock.authorities\]\]"),
        ('kind = "authority"\nurl = "ftp://127.0.0.1/"', "begins with http"),
        (
            'kind = "authority"\n[[clock.authorities]]\nurl = "http://127.0.0.1:9/"\nchain = "absent.pem"',
            r"absent\.pem",
        ),
        (
            'kind = "authority"\n[[clock.authorities]]\nurl = "http://127.0.0.1:9/"\nuser = "us"',
            "user and password_file, or",
        ),
    ],
)
def test_a_clock_that_cannot_be_had_is_told_when_the_home_opens(place: Place, clock: str, why: str) -> None:
    place.configure(f"[clock]\n{clock}\n")
    with pytest.raises(InputError, match=why), at_work(place.folder):
        pass


def test_the_practices_own_authority_is_no_third_party(place: Place) -> None:
    """Declared C when nothing is asked, and refused when B is."""
    root = (place.trust / "root.pem").read_bytes()
    (place.trust / "tsa" / "time.pem").write_bytes(root)
    clock = '[clock]\nkind = "authority"\n{}url = "http://127.0.0.1:9/"\n'
    place.configure(clock.format(""))
    with at_work(place.folder) as work:
        assert work.desk.practice.clock_grade == "C"
        with pytest.raises(ClockUnavailable, match="nobody listens there"):
            work.begin(NAME)
    place.configure(clock.format('grade = "B"\n'))
    with pytest.raises(InputError, match="no clock is declared so"), at_work(place.folder):
        pass


def test_who_asks_is_told_by_a_file_that_nobody_else_may_read(place: Place, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("s3cret\n")
    secret.chmod(0o644)
    told = f'[[clock.authorities]]\nurl = "http://127.0.0.1:9/"\ntoken_file = "{secret}"\n'
    place.configure(f'[clock]\nkind = "authority"\n{told}')
    with pytest.raises(InputError, match="may be read by others"), at_work(place.folder):
        pass
    secret.chmod(0o600)
    with at_work(place.folder) as work, pytest.raises(ClockUnavailable) as caught:
        work.begin(NAME)
    assert "s3cret" not in str(caught.value)
