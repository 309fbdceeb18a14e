"""The estimate's whole life on embedded parts: drawn, signed, received, reflected upon, accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dermadocs.bootstrap import Secrets
from dermadocs.demo.calendar import Clock, Days
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.case import Case
from dermadocs.domain.document import Kind
from dermadocs.domain.evidence import Evidence
from dermadocs.flows import informing, sealing
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from signatures.authority import Authority

EVIDENCE = Evidence(channel="online", mention="typed")
"""How everybody signs in a demonstration: nothing is sent to anybody, so no code comes back."""
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


def withdrawal_form(practice: Practice, clock: Clock, case: Case, seed: str) -> bytes:
    """The form to withdraw a consent, as it is given to the patient: nobody has signed it."""
    language = informing.language_of(case)
    handle = handle_of(seed + "withdrawal")
    return practice.printer.paper("withdrawal", case, handle, clock.now(), language=language).pdf


def receive(life_practice: Practice, clock: Clock, file: PaperFile, at: datetime) -> PaperFile:
    """Every receiver acknowledges receipt, one after the other."""
    for person in file.case.receivers:
        file = sealing.acknowledge(life_practice, file, person, MENTIONS["receipt"], EVIDENCE, clock.set(at))
    return file


def accept(life_practice: Practice, clock: Clock, file: PaperFile, at: datetime) -> PaperFile:
    """Every receiver accepts, one after the other."""
    for person in file.case.receivers:
        file = sealing.accept(life_practice, file, person, MENTIONS["acceptance"], EVIDENCE, clock.set(at))
    return file
