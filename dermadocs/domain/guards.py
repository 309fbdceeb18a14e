"""Conditions on an act, one function each: None when it holds, else the refusal in words with its rule.

A guard that looks at who acts or at what is shown holds when no event is given: `may` then answers for the
act in general, and the event itself is judged when it comes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from dermadocs.domain.events import (
    Accepted,
    AcceptedEarly,
    AnyEvent,
    Consented,
    DayConfirmed,
    Drafted,
    ExpresslyRequested,
    Interviewed,
    Posted,
    Received,
    Refused,
    Signed,
    Withdrawn,
)
from dermadocs.domain.ink import OnPaper, ink_of
from dermadocs.domain.reflection import (
    bound_at,
    impossible,
    offer_must_last_until,
    paris_day,
    receipt_day,
)
from dermadocs.domain.state import Dossier
from dermadocs.sentence import say


@dataclass(frozen=True)
class Refusal:
    """Why not, by which rule, and from when it will be allowed if that is known."""

    why: str
    rule: str
    opens_at: datetime | None = None


Guard = Callable[[Dossier, datetime, AnyEvent | None], Refusal | None]


def in_order(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """No act before the one recorded last (T-09)."""
    if dossier.last is not None and at < dossier.last:
        return Refusal(say("dated {at}, before the latest act of {last}", at=_utc(at), last=_utc(dossier.last)), "T-09")
    return None


def gate_open(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """The fifteen full days are over (CSP D6322-30); no exception exists."""
    if dossier.gate is None:
        return Refusal("the fifteen days have not begun: receipt is not acknowledged", "CSP-D6322-30-01")
    if at < dossier.gate:
        why = say("before {opens}, the sixteenth day after receipt", opens=_utc(dossier.gate))
        return Refusal(why, "CSP-D6322-30-01", dossier.gate)
    return None


def already_held(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """An interview is recorded after it took place (T-09)."""
    if isinstance(event, Interviewed) and event.on > paris_day(at):
        return Refusal(say("the interview of {on} has not taken place yet", on=event.on), "T-09")
    return None


def before_gate(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """Only what came before the gate, or was dated before it, is early (NU-04)."""
    if dossier.gate is not None and at >= dossier.gate and written_early(dossier, at, event) is None:
        return Refusal("the fifteen days are over: this acceptance is not early", "NU-04")
    return None


def offer_open(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """The offer is still valid, counted in civil days of Paris (PRICE-05)."""
    paper = ink_of(event)
    reached = paper.arrived_on if paper else paris_day(at)  # what came in time is in time, whenever it is recorded
    if dossier.terms and reached > dossier.terms.valid_until:
        return Refusal(say("the offer ended on {valid_until}", valid_until=dossier.terms.valid_until), "PRICE-05")
    return None


def offer_over(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """The offer has ended (PRICE-05: it cannot be taken back before)."""
    if dossier.terms and paris_day(at) <= dossier.terms.valid_until:
        return Refusal(say("the offer is open until {valid_until}", valid_until=dossier.terms.valid_until), "PRICE-05")
    return None


def drafted(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """There is an estimate, and it is not signed before it was drafted (T-09)."""
    if dossier.terms is None:
        return Refusal("there is no estimate yet", "ARR1996-1-01")
    if paris_day(at) < dossier.terms.drafted_on:
        return Refusal(say("before the drafting date {drafted_on}", drafted_on=dossier.terms.drafted_on), "T-09")
    return None


def interviewed(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """The individual interview took place, not after the drafting (T-00)."""
    if dossier.interview is None:
        return Refusal("no individual interview is recorded", "CSP-L1111-2-02")
    if dossier.terms and dossier.interview > dossier.terms.drafted_on:
        return Refusal("the interview recorded is after the drafting", "CSP-L1111-2-02")
    return None


def replaces_the_last(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """A new estimate has a new number and says which one it replaces (NU-07)."""
    if not isinstance(event, Drafted) or dossier.terms is None or dossier.document is None:
        return None
    if event.terms.number == dossier.terms.number:
        return Refusal(say("the number {estimate} was already used", estimate=event.terms.number), "NU-07")
    if dossier.successor not in (None, event.terms.number):
        return Refusal(say("the estimate announced is {announced}", announced=dossier.successor), "NU-07")
    if event.terms.replaces != dossier.terms.number:
        return Refusal(say("it does not say that it replaces {estimate}", estimate=dossier.terms.number), "NU-07")
    return None


def rightful_signer(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """Each operator signs once, and all sign the same document (CSP-D6322-30-02)."""
    if not isinstance(event, Signed):
        return None
    if event.practitioner not in dossier.operators:
        return Refusal(say("{practitioner} does not operate", practitioner=event.practitioner), "CSP-D6322-30-02")
    if event.practitioner in dossier.signed:
        return Refusal(say("{practitioner} has already signed", practitioner=event.practitioner), "CSP-D6322-30-02")
    if dossier.document not in (None, event.document):
        return Refusal("another document than the first operator signed", "CSP-D6322-30-02")
    return None


def rightful_person(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """Only the patient and representatives act for themselves, each act once (ARR1996-2-10)."""
    if not isinstance(
        event,
        Received | Accepted | Consented | DayConfirmed | AcceptedEarly | Refused | Withdrawn | ExpresslyRequested,
    ):
        return None
    if event.person not in dossier.receivers:
        return Refusal(say("{person} is not a party to this dossier", person=event.person), "ARR1996-2-10")
    done = {Received: dossier.received, Accepted: dossier.accepted, Consented: dossier.consented}
    if event.person in done.get(type(event), ()):
        return Refusal(say("{person} has already done this", person=event.person), "ARR1996-2-10")
    return None


def same_document(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """What is acknowledged or accepted is the document that was signed (T-01)."""
    if isinstance(event, Received | Accepted) and event.document != dossier.document:
        return Refusal("not the document that the operating surgeons signed", "T-01")
    return None


def time_enough(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """The offer outlives the gate by fourteen days, else a new estimate is needed (PRICE-05)."""
    if dossier.terms is None:
        return None
    day = receipt_day(at, ink_of(event), dossier.terms.patient_zone)
    if offer_must_last_until(day) > dossier.terms.valid_until:
        why = say(
            "received on {day}, the offer must last until {least} but ends on {valid_until}: draw up a new estimate",
            day=day,
            least=offer_must_last_until(day),
            valid_until=dossier.terms.valid_until,
        )
        return Refusal(why, "PRICE-05")
    return None


# ---- what is in ink


def written_early(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """What binds is not dated before the gate, as early as the date can mean (NU-04)."""
    paper = ink_of(event)
    if paper is None or dossier.gate is None or dossier.terms is None:
        return None
    if bound_at(at, paper, dossier.terms.patient_zone) < dossier.gate:
        why = say(
            "dated {written}, before {opens}, the sixteenth day after receipt: it has no effect",
            written=paper.written_on,
            opens=_utc(dossier.gate),
        )
        return Refusal(why, "NU-04", dossier.gate)
    return None


def copy_kept(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """The reliable copy of a paper was kept before anything is told of it (SIG-16)."""
    paper = ink_of(event)
    if paper is not None and paper.copy not in dossier.copies:
        return Refusal("no reliable copy of this paper is kept", "SIG-16")
    return None


def possible_days(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """The days of a paper can be true (NU-06)."""
    paper = ink_of(event)
    if paper is None:
        return None
    signed = paris_day(dossier.signed_at) if dossier.signed_at else paper.written_on
    why = impossible(paper, signed, paris_day(at))
    return Refusal(why, "NU-06") if why else None


def pack_left(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """A paper comes back from a pack that left, on the day and in the way that is told of it (NU-06)."""
    paper = ink_of(event)
    if paper is None:
        return None
    number = 1 if isinstance(event, Received) else 2
    left = [one for one in dossier.posted if one.pack == number and one.on <= paper.written_on]
    if any(_same_way(one, paper) for one in left):
        return None
    return Refusal(say("no pack {number} left in that way on such a day", number=number), "NU-06")


def _same_way(posted: Posted, paper: OnPaper) -> bool:
    """A registered letter is one only with the day on which the addressee signed; that day matters to the receipt."""
    if posted.channel == "in_person" or paper.posted_on is None:
        return posted.channel == "in_person" and paper.posted_on is None
    registered = posted.channel == "registered_letter"
    return posted.on == paper.posted_on and (posted.pack == 2 or registered == (paper.registered_on is not None))


def pack_ready(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """The first pack holds originals signed in ink, of which a copy is kept; the second leaves after the gate."""
    if not isinstance(event, Posted):
        return None
    if event.on > paris_day(at):
        return Refusal(say("it cannot have left on {on}: that day has not come", on=event.on), "T-09")
    if event.pack == 2:
        early = dossier.gate is not None and event.on < paris_day(dossier.gate)
        return Refusal("it left before the gate", "CSP-D6322-30-01") if early else gate_open(dossier, at, event)
    if event.copy not in dossier.copies:
        why = "the originals that the surgeon signed in ink are not taken in and sealed yet (copy 0)"
        return Refusal(why, "CSP-D6322-30-02")
    if dossier.signed_at is not None and event.on < paris_day(dossier.signed_at):
        return Refusal(say("it cannot have left on {on}: the surgeon had not signed", on=event.on), "T-09")
    return None


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
