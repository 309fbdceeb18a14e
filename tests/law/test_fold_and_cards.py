"""Two readings of the same law, written apart: the fold refuses an act when it comes, the cards judge afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import hypothesis
import msgspec
from histories import LIFE, OTHER, TALK, accepted, drafted, interviewed, received, signed
from hypothesis import given, settings
from hypothesis import strategies as st
from matters import breaches, history

from dermadocs.domain import events as e
from dermadocs.domain.dossier import apply, fold
from dermadocs.domain.events import AnyEvent
from dermadocs.domain.procedure import Anaesthesia
from dermadocs.errors import NotPermitted
from dermadocs.law.matter import Days

POOL: tuple[AnyEvent, ...] = (
    *(event for event in LIFE if not isinstance(event, e.Archived)),
    accepted(distance=True),
    e.Consulted(at=TALK, purpose="physical_examination", practitioner="surgeon"),
    e.Consulted(at=TALK, purpose="anaesthesia", practitioner="surgeon"),
    e.ExpresslyRequested(at=TALK, person="patient"),
    e.Withdrawn(at=TALK, person="patient", channel="post"),
    e.Refused(at=TALK, person="patient"),
    e.Expired(at=TALK),
    e.Replaced(at=TALK, by="2026-0150"),
    drafted(number="2026-0150", replaces="2026-0147", anaesthesia=Anaesthesia.GENERAL),
    signed(document=OTHER),
    received(document=OTHER),
    accepted(document=OTHER),
    interviewed(mode="video"),
)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(LIFE) - 1),
    st.lists(st.tuples(st.sampled_from(POOL), st.integers(0, 24 * 9)), min_size=4, max_size=30),
)
def test_what_the_fold_permits_no_card_calls_a_breach(lived: int, steps: list[tuple[AnyEvent, int]]) -> None:
    events = LIFE[:lived]
    dossier, now = fold(events), events[-1].at if events else TALK
    for event, hours in steps:
        now += timedelta(hours=hours)
        changes = {"on": TALK.date()} if isinstance(event, e.Interviewed) else {}
        dated = msgspec.structs.replace(event, at=now, **changes)
        try:
            dossier = apply(dossier, dated)
        except NotPermitted:
            continue
        events.append(dated)
    # the fold leaves these to people: who saw an identity paper; money is an incident, not a refusal
    left_open = {"SIG-01", "T-04", "CDM-55-01"}
    whole_year = Days(today=date(2028, 1, 1), document=date(2026, 11, 4), operation=date(2026, 12, 15))
    hypothesis.event(dossier.state)
    assert breaches(history(events, whole_year)) <= left_open
