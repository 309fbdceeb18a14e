"""The estimate's whole life on embedded parts: drawn, signed, received, reflected upon, accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dermadocs.bootstrap import Secrets
from dermadocs.demo.calendar import Clock, Days
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.case import Case
from dermadocs.domain.document import HandedOver, Kind
from dermadocs.flows import consenting, informing, sealing
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from signatures.authority import Authority

METHOD = "démonstration : code à usage unique simulé, aucun envoi"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Life:
    """The file after each act, and what is needed to cheat with it."""

    practice: Practice
    authority: Authority
    clock: Clock
    days: Days
    issued: PaperFile
    received: PaperFile
    accepted: PaperFile
    papers: Mapping[str, bytes]
    """The other papers of the dossier, sealed or signed, by file name."""


def secrets_of(seed: str) -> Secrets:
    """Secrets of a demonstration: made from its name, so that the same story gives the same papers."""
    return Secrets(
        hashlib.sha256(f"page codes of {seed}".encode()).digest(),
        hashlib.sha256(f"salt of {seed}".encode()).digest(),
    )


def handle_of(seed: str) -> bytes:
    """The handle of a demonstration's paper: five bytes from its name."""
    return hashlib.sha256(f"handle of {seed}".encode()).digest()[:5]


def notices(practice: Practice, clock: Clock, case: Case, seed: str) -> dict[Kind, PaperFile]:
    """The notices that are due with the estimate, sealed before it so that it can name their digests."""
    language = informing.language_of(case)
    return {
        kind: informing.notice(practice, kind, case, handle_of(seed + kind), clock.now(), language=language)
        for kind in informing.handed_over_with_estimate(case)
    }


def aftercare(practice: Practice, clock: Clock, case: Case, seed: str) -> PaperFile:
    """The sheet for the days after, sealed."""
    language = informing.language_of(case)
    return informing.notice(practice, "aftercare", case, handle_of(seed + "aftercare"), clock.now(), language=language)


def withdrawal_form(practice: Practice, clock: Clock, case: Case, seed: str) -> bytes:
    """The form to withdraw a consent, as it is given to the patient: nobody has signed it."""
    language = informing.language_of(case)
    handle = handle_of(seed + "withdrawal")
    return practice.printer.paper("withdrawal", case, handle, clock.now(), language=language).pdf


def listed(sealed: Mapping[Kind, PaperFile]) -> list[HandedOver]:
    """How an estimate names them."""
    return [
        HandedOver(name=informing.NAMES[kind], version=file.document.template.version, sha256=file.sha256)
        for kind, file in sealed.items()
    ]


def consent(practice: Practice, clock: Clock, accepted: PaperFile, at: datetime, seed: str) -> PaperFile:
    """The consent form: drawn, signed by each operating surgeon, then by each receiver."""
    language = informing.language_of(accepted.case)
    file = consenting.draw(practice, accepted, handle_of(seed + "consent"), clock.set(at), language=language)
    for operator in file.case.operators:
        file = consenting.inform(practice, file, operator, clock.now())
    if any(field.act == "interpreter" for field in file.document.fields):
        file = consenting.interpret(practice, file, METHOD, clock.now())
    for person in file.case.receivers:
        file = consenting.consent(practice, file, person, MENTIONS["consent"], METHOD, clock.now())
    return file


def receive(life_practice: Practice, clock: Clock, file: PaperFile, at: datetime) -> PaperFile:
    """Every receiver acknowledges receipt, one after the other."""
    for person in file.case.receivers:
        file = sealing.acknowledge(life_practice, file, person, MENTIONS["receipt"], METHOD, clock.set(at))
    return file


def accept(life_practice: Practice, clock: Clock, file: PaperFile, at: datetime) -> PaperFile:
    """Every receiver accepts, one after the other."""
    for person in file.case.receivers:
        file = sealing.accept(life_practice, file, person, MENTIONS["acceptance"], METHOD, clock.set(at))
    return file
