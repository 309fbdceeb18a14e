"""A patient enters once: the dossier opens with what was told; no bundle embeds it, and the case takes its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from homes import at_work, make_home
from world import DAYS, example

from dermadocs.domain.newcomer import Newcomer
from dermadocs.errors import NotPermitted
from dermadocs.flows import arriving, bundling, casework, keeping
from dermadocs.flows.checking import check

WHO = Newcomer(
    title=None,
    family_name="Haddad",
    given_names="Layla",
    native_name="ليلى حداد",
    birth_date=date(1990, 5, 4),
    country="MA",
    address=None,
    language="ar",
    time_zone="Africa/Casablanca",
    email=None,
    phone="+212 5 22 00 01 47",
    zone="visage",
)


def test_newcomer_is_known_until_there_is_a_case(tmp_path: Path) -> None:
    with at_work(make_home(tmp_path / "home")) as work:
        desk = work.at(DAYS.signed).desk
        kept = keeping.begin_next(desk, lambda fresh: arriving.enter(desk, fresh, WHO))
        assert arriving.newcomer(kept) == WHO
        assert [one.patient for one in desk.archive.summaries()] == ["Layla HADDAD"]
        assert not list(check(desk.archive, work.home.authority.anchors))
        name = kept.identifier
        assert work.do(name, "patient", arriving.mend, WHO).head == kept.head, "nothing new, nothing written"
        kept = work.do(name, "draft", casework.draft, example())
        assert kept.patient == "Hannah WHITCOMBE"
        with pytest.raises(NotPermitted, match="NU-07"):
            work.do(name, "patient", arriving.mend, WHO)


def test_bundle_holds_nothing_by_which_the_patient_is_reached(tmp_path: Path) -> None:
    with at_work(make_home(tmp_path / "home")) as work:
        desk = work.at(DAYS.signed).desk
        name = keeping.begin_next(desk, lambda fresh: arriving.enter(desk, fresh, WHO)).identifier
        work.do(name, "draft", casework.draft, example())
        kept = keeping.opened(desk, name)
        held = bundling.gather(desk.practice, kept, desk.archive.rows(name), desk.now())
        assert arriving.NEWCOMER not in held.files
        assert not any(b"22 00 01 47" in data for data in held.files.values())
