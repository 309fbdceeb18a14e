"""Random paths through the acts: whatever is tried, and in whatever order, nothing binds before the gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from stories import DOCUMENT, accepted, paid, performed, received, terms

from dermadocs.domain import events as e
from dermadocs.domain.dossier import Dossier, State, apply, fold, may
from dermadocs.domain.events import AnyEvent
from dermadocs.domain.money import Cents
from dermadocs.domain.reflection import gate, hand_over_day
from dermadocs.errors import NotPermitted

PEOPLE = ("patient", "guardian")
BINDING = (e.Accepted, e.Consented, e.Performed, e.Prepared, e.DayConfirmed)
Make = Callable[[datetime], AnyEvent]
MAKERS: dict[str, Make] = {
    "interview": lambda at: e.Interviewed(
        at=at, on=date(2026, 10, 1), mode="in_person", practitioner="surgeon", language="en", interpreter=None
    ),
    "draft": lambda at: e.Drafted(at=at, terms=terms(drafted_on=date(2026, 10, 2), receivers=PEOPLE)),
    "new draft": lambda at: e.Drafted(
        at=at, terms=terms(number="2026-0148", replaces="2026-0147", drafted_on=date(2026, 10, 2))
    ),
    "sign": lambda at: e.Signed(at=at, practitioner="surgeon", document=DOCUMENT),
    "send": lambda at: e.Sent(at=at, channel="post"),
    **{f"receive {p}": lambda at, p=p: received(at, p) for p in PEOPLE},
    **{f"accept {p}": lambda at, p=p: accepted(at, p) for p in PEOPLE},
    **{f"consent {p}": lambda at, p=p: e.Consented(at=at, person=p) for p in PEOPLE},
    "early": lambda at: e.AcceptedEarly(at=at, person="patient", channel="post"),
    "prepare": lambda at: e.Prepared(at=at),
    "confirm": lambda at: e.DayConfirmed(at=at, person="patient"),
    "perform": lambda at: performed(at),
    "deposit": lambda at: paid(at, "deposit"),
    "price": lambda at: paid(at, "price"),
    "refund": lambda at: e.Refunded(at=at, amount=Cents(100)),
    "incident": lambda at: e.IncidentReported(at=at, reason="x"),
    "close": lambda at: e.IncidentClosed(at=at, settled="x"),
    "refuse": lambda at: e.Refused(at=at, person="patient"),
    "withdraw": lambda at: e.Withdrawn(at=at, person="patient", channel="post"),
    "expire": lambda at: e.Expired(at=at),
    "replace": lambda at: e.Replaced(at=at, by="2026-0148"),
}
FORWARD = [n for n in MAKERS if n.split()[0] in ("receive", "accept", "consent", "prepare", "confirm", "perform")]
OPENING = ["interview", "draft", "sign", "send"]
# Each step: how much later, and either any act at all or (twice in three) one that leads forward if possible,
# so that the paths reach the far states and still try everything on the way.
steps = st.tuples(
    st.sampled_from([0, 60, 86_399, 86_400, 5 * 86_400, 15 * 86_400, 16 * 86_400, -3_600]),
    st.sampled_from(sorted(MAKERS)),
    st.integers(0, 2),
)


def next_act(dossier: Dossier, at: datetime, anything: str, forward: int) -> AnyEvent:
    possible = [MAKERS[n](at) for n in FORWARD if may(dossier, MAKERS[n](at).act, at, MAKERS[n](at)).allowed]
    return possible[-1] if forward and possible else MAKERS[anything](at)


@settings(max_examples=400)
@given(st.booleans(), st.lists(steps, max_size=40))
def test_no_path_binds_anybody_before_the_gate(opened: bool, path: list[tuple[int, str, int]]) -> None:
    at = datetime(2026, 11, 2, 12, tzinfo=UTC)
    dossier = fold(MAKERS[name](at) for name in OPENING) if opened else Dossier()
    receipts: list[datetime] = []
    for seconds, anything, forward in path:
        at += timedelta(seconds=seconds)
        event = next_act(dossier, at, anything, forward)
        try:
            after = apply(dossier, event)
        except NotPermitted:
            continue
        if isinstance(event, e.Drafted):
            receipts = []
        if isinstance(event, e.Received):
            receipts.append(at)
        if isinstance(event, BINDING):
            latest = max(receipts)  # reckoned here apart from the fold
            assert at >= gate(hand_over_day(latest, "Europe/London"))
        if after.state in (State.ACCEPTED, State.CONSENTED, State.READY, State.PERFORMED):
            assert after.gate is not None
            assert at >= after.gate
        if after.unlawful > 0:
            assert after.state in (State.INCIDENT, State.ARCHIVED)
        dossier = after
