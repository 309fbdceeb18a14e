"""Five dossiers on one home: completed, refused, withdrawn, replaced, posted. Each act goes as a practice's does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from dermadocs.bootstrap.home import Home, make, opened
from dermadocs.config import Clock as ClockSettings
from dermadocs.config import Profile, Settings
from dermadocs.demo.calendar import Days, redated
from dermadocs.demo.life import EVIDENCE
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.case import Case
from dermadocs.domain.events import Consulted, IdentitySeen
from dermadocs.domain.people import Address, Patient
from dermadocs.flows import bundling, casework, informing, keeping, printing
from dermadocs.flows.clock import StandingClock
from dermadocs.flows.desk import Desk
from dermadocs.flows.kept import Kept
from dermadocs.law.rule import Step

COMPLETED, REFUSED, WITHDRAWN, REPLACED, POSTED = "2026-0147", "2026-0151", "2026-0152", "2026-0153", "2026-0154"
MINUTES = timedelta(minutes=20)


@dataclass(frozen=True)
class Stage:
    """A home at work on the demonstration's clock."""

    home: Home
    clock: StandingClock

    def do(self, at: datetime, name: str, what: str, act: Callable[..., Kept], *more: object, **named: object) -> Kept:
        """Do something on a dossier at a moment."""
        self.clock.set(at)
        desk = self.home.desk
        return keeping.act(desk, name, what, lambda kept: act(desk, kept, *more, **named))

    def everybody(self, at: datetime, name: str, act: Callable[..., Kept], mention: str) -> Kept:
        """Everybody who signs for the patient's side does so, one after the other."""
        kept = keeping.opened(self.home.desk, name)
        for person in kept.case.receivers:
            kept = self.do(at, name, mention, act, person.id, MENTIONS[mention], EVIDENCE)
        return kept

    def answers(self, at: datetime, name: str, *steps: Step) -> None:
        """The surgeon answers what no program can check, before the steps that need it."""
        self.do(at, name, "answers", casework.answer, steps, [], "Dr Claire Vasseur")

    def begin(self, at: datetime, name: str) -> Kept:
        """The patient asks for contact, and the surgeon sees who it is."""
        self.clock.set(at)
        desk = self.home.desk
        keeping.begin(desk, name, lambda kept: casework.request(desk, kept))
        return self.do(at + timedelta(days=2), name, "identity", _identity)


def furnish(folder: Path, case: Case, at: datetime) -> None:
    """A demonstration's home for the practice of a case."""
    profile = Profile(practice=case.practice, practitioners=case.practitioners, facility=case.facility)
    settings = Settings(schema="dermadocs/home/1", demonstration=True, clock=ClockSettings(kind="own"))
    make(folder, profile, settings, None, at)


@contextmanager
def stage(folder: Path, at: datetime) -> Iterator[Stage]:
    """The home at work, its clock standing at a moment."""
    clock = StandingClock(at)
    with opened(folder, clock=clock) as home:
        yield Stage(home, clock)


def _identity(desk: Desk, kept: Kept) -> Kept:
    at = desk.now()
    seen = IdentitySeen(at=at, paper="passport", country="GB", last_four="4711", seen_by="Dr Claire Vasseur")
    return kept.after(seen)


# ---- the stories


def sent(on: Stage, name: str, case: Case, days: Days) -> Kept:
    """From the request to papers on their way."""
    on.begin(days.signed - timedelta(days=9), name)
    on.do(days.signed, name, "draft", casework.draft, case)
    on.answers(days.signed, name, "sign", "send")
    on.do(days.signed, name, "issue", casework.issue, language=informing.language_of(case))
    return on.do(days.signed + MINUTES, name, "send", casework.send, "online")


def received(on: Stage, name: str, days: Days) -> Kept:
    """Everybody acknowledges receipt: the fifteen days."""
    on.answers(days.received - MINUTES, name, "receive")
    return on.everybody(days.received, name, casework.receive, "receipt")


def accepted(on: Stage, name: str, days: Days) -> Kept:
    """After the gate, everybody accepts."""
    on.answers(days.accepted - MINUTES, name, "accept")
    return on.everybody(days.accepted, name, casework.accept, "acceptance")


def consented(on: Stage, name: str, days: Days) -> Kept:
    """The consent form is drawn; surgeon, interpreter and patient sign it."""
    kept = keeping.opened(on.home.desk, name)
    language = informing.language_of(kept.case)
    on.answers(days.accepted + MINUTES, name, "consent")
    kept = on.do(days.consented, name, "consent form", casework.draw_consent, None, language=language)
    if any(field.act == "interpreter" for field in kept.paper("consent").document.fields):
        on.do(days.consented, name, "interpreter", casework.interpret, EVIDENCE)
    return on.everybody(days.consented + MINUTES, name, casework.consent, "consent")


def performed(on: Stage, name: str, days: Days) -> Kept:
    """Examined, prepared, confirmed on the day, operated."""
    on.do(days.examined, name, "examination", _examined)
    on.answers(days.prepared, name, "prepare", "perform")
    on.do(days.prepared, name, "preparation", casework.prepare)
    on.everybody(days.operated - MINUTES, name, casework.confirm_day, "confirmation")
    operators = keeping.opened(on.home.desk, name).case.estimate.operators
    return on.do(days.operated, name, "operation", casework.perform, operators)


def closed(on: Stage, name: str, at: datetime) -> Kept:
    """The evidence bundle is sealed."""
    on.answers(at, name, "archive")
    language = informing.language_of(keeping.opened(on.home.desk, name).case)
    return on.do(at + MINUTES, name, "bundle", bundling.seal, language=language)


def _examined(desk: Desk, kept: Kept) -> Kept:
    who = kept.case.estimate.operators[0]
    at = desk.now()
    return kept.after(Consulted(at=at, purpose="physical_examination", practitioner=who))


def refused(on: Stage, case: Case, today: datetime) -> Kept:
    """The commonest end: the patient declines during the fifteen days."""
    days = Days(today.date())
    case = french(redated(case, days.drafted), REFUSED, "Léa", "Fontanel")
    sent(on, REFUSED, case, days)
    received(on, REFUSED, days)
    on.do(days.received + timedelta(days=6), REFUSED, "refusal", casework.refuse, "patient")
    return closed(on, REFUSED, days.received + timedelta(days=7))


def withdrawn(on: Stage, case: Case, today: datetime) -> Kept:
    """The patient accepts, and withdraws on the form a day later."""
    days = Days(today.date() - timedelta(days=3))
    case = french(redated(case, days.drafted), WITHDRAWN, "Inès", "Maréchal")
    sent(on, WITHDRAWN, case, days)
    received(on, WITHDRAWN, days)
    accepted(on, WITHDRAWN, days)
    at = days.accepted + timedelta(days=1)
    mention = MENTIONS["withdrawal"]
    on.do(at, WITHDRAWN, "withdrawal", casework.sign_withdrawal, "patient", mention, EVIDENCE, language=None)
    return closed(on, WITHDRAWN, at + timedelta(days=1))


def replaced(on: Stage, case: Case, today: datetime) -> Kept:
    """A change during the fifteen days needs a new estimate, and the days start anew with its receipt."""
    days = Days(today.date() - timedelta(days=3))
    first = french(redated(case, days.drafted), REPLACED, "Chloé", "Bastide")
    sent(on, REPLACED, first, days)
    received(on, REPLACED, days)
    at, number = days.received + timedelta(days=3), f"{REPLACED}-B"
    on.do(at, REPLACED, "replacement", casework.supersede, number)
    estimate = replace(first.estimate, number=number, replaces=REPLACED, drafted_on=at.date())
    on.do(at + MINUTES, REPLACED, "draft", casework.draft, replace(first, estimate=estimate))
    on.answers(at + MINUTES, REPLACED, "sign", "send")
    on.do(at + MINUTES, REPLACED, "issue", casework.issue)
    on.answers(at + MINUTES, REPLACED, "receive")
    on.do(at + 2 * MINUTES, REPLACED, "send", casework.send, "online")
    return on.everybody(at + timedelta(days=1), REPLACED, casework.receive, "receipt")


def posted(on: Stage, case: Case, today: datetime) -> Kept:
    """Papers by post: the first pack once the estimate is issued, the second one from the sixteenth day on."""
    days = Days(today.date())
    case = redated(case, days.drafted)
    patient = replace(case.patient, family_name="Ashdown", given_names="Rosalind", email=None, phone=None)
    case = replace(case, patient=patient, estimate=replace(case.estimate, number=POSTED))
    sent(on, POSTED, case, days)
    on.do(days.signed + MINUTES, POSTED, "pack", printing.print_pack, 1)
    received(on, POSTED, days)
    on.answers(days.accepted - MINUTES, POSTED, "accept")
    return on.do(days.accepted, POSTED, "pack", printing.print_pack, 2)


def packs_of(kept: Kept) -> dict[str, bytes]:
    """The print files of a dossier, and where ink belongs on them."""
    names = [name for name, one in kept.latest.items() if one.kind == printing.PACK]
    return {one: kept.bytes_of(one) for name in names for one in (name, printing.layout_name(name))}


def french(case: Case, number: str, given: str, family: str) -> Case:
    """The same act for a patient in France: papers in French alone."""
    home = Address(lines=("8, rue des Glycines",), postal_code="69006", city="Lyon", country="FR")
    patient = Patient(
        id="patient",
        title="Mme",
        family_name=family,
        given_names=given,
        native_name=None,
        birth_date=case.patient.birth_date,
        address=home,
        language="fr",
        time_zone="Europe/Paris",
        email=None,
        phone=None,
    )
    return replace(
        case,
        patient=patient,
        consultation=replace(case.consultation, language="fr"),
        estimate=replace(case.estimate, number=number),
    )


def files_of(kept: Kept) -> dict[str, bytes]:
    """The papers of a dossier as they stand, by file name."""
    return {name: kept.read(one.sha256) for name, one in kept.latest.items() if name.endswith(".pdf")}
