"""The estimate's whole life on embedded parts: drawn, signed, received, reflected upon, accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dermadocs.bootstrap import Secrets
from dermadocs.demo.calendar import Clock, Days
from dermadocs.domain.acts import MENTIONS
from dermadocs.flows import sealing
from dermadocs.flows.estimate_file import EstimateFile
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
    issued: EstimateFile
    received: EstimateFile
    accepted: EstimateFile


def secrets_of(seed: str) -> Secrets:
    """Secrets of a demonstration: made from its name, so that the same story gives the same papers."""
    return Secrets(
        hashlib.sha256(f"page codes of {seed}".encode()).digest(),
        hashlib.sha256(f"salt of {seed}".encode()).digest(),
    )


def handle_of(seed: str) -> bytes:
    """The handle of a demonstration's paper: five bytes from its name."""
    return hashlib.sha256(f"handle of {seed}".encode()).digest()[:5]


def receive(life_practice: Practice, clock: Clock, file: EstimateFile, at: datetime) -> EstimateFile:
    """Every receiver acknowledges receipt, one after the other."""
    for person in file.case.receivers:
        file = sealing.acknowledge(life_practice, file, person, MENTIONS["receipt"], METHOD, clock.set(at))
    return file


def accept(life_practice: Practice, clock: Clock, file: EstimateFile, at: datetime) -> EstimateFile:
    """Every receiver accepts, one after the other."""
    for person in file.case.receivers:
        file = sealing.accept(life_practice, file, person, MENTIONS["acceptance"], METHOD, clock.set(at))
    return file
