"""Dossiers that have ended, lived in a home once a run; each test works on a copy of it.

Estimates without their second part, as elsewhere in the tests: drawn and judged three times quicker.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import homes
import pytest
from authenticator import ORIGIN, RP_ID, es256
from world import example, once

from dermadocs.bootstrap.home import Home
from dermadocs.demo.life import EVIDENCE
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.events import Consulted, IdentitySeen
from dermadocs.flows import bundling, casework, enrolling, gesturing, keeping
from dermadocs.flows.desk import Desk
from dermadocs.flows.gesturing import Credential
from dermadocs.flows.kept import Kept
from dermadocs.flows.proving import judging
from dermadocs.flows.questioning import STEPS
from signatures import Trust

Deed = Callable[[Desk, Kept], Kept]
DEVICE = es256()
NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(200))
NOTE = b"Note d'honoraires 12, 1500.00 EUR\n" + NOISE + b"\n5 0 obj\ntrailer\nstartxref\n0\n%%EOF\n" + NOISE[::-1]
"""A file that cannot be packed stands in the bundle as it is, with whatever in it looks like a part of a PDF."""
SEALED = datetime(2026, 12, 20, 10, 0, tzinfo=UTC)
JUDGED = datetime(2026, 12, 21, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@contextmanager
def at_work(folder: Path, when: datetime) -> Iterator[Home]:
    """The home at a moment, drawing estimates without the medical information."""
    with homes.at_work(folder, when) as work:
        yield work.home


def does(folder: Path, name: str, when: datetime, *deeds: Deed) -> Kept:
    """One act after the other on a dossier, each kept."""
    with at_work(folder, when) as home:
        for deed in deeds:
            kept = keeping.act(home.desk, name, "test", lambda now, deed=deed: deed(home.desk, now))
        return kept


def begins(folder: Path, name: str) -> None:
    """Contact, identity, estimate issued and sent."""
    with at_work(folder, at("2026-10-20T09:00")) as home:
        keeping.begin(home.desk, name, lambda kept: casework.request(home.desk, kept))
    seen = {"paper": "passport", "country": "GB", "last_four": "4711", "seen_by": "Dr Vasseur"}
    does(folder, name, at("2026-10-28T09:00"), lambda d, k: k.after(IdentitySeen(at=d.now(), **seen)))  # type: ignore[arg-type]
    does(
        folder,
        name,
        at("2026-11-02T17:00"),
        lambda d, k: casework.draft(d, k, example()),
        lambda d, k: casework.answer(d, k, STEPS, [], "Dr Vasseur"),
        lambda d, k: casework.issue(d, k),
        lambda d, k: casework.send(d, k, "online"),
    )


def received(desk: Desk, kept: Kept) -> Kept:
    return casework.receive(desk, kept, "patient", MENTIONS["receipt"], EVIDENCE)


def enrolled(desk: Desk, kept: Kept) -> Kept:
    return enrolling.enrol(desk, kept, "patient", DEVICE.identifier, DEVICE.public_key, "L. Roux", "Dr Vasseur")


def accepted_by_device(desk: Desk, kept: Kept) -> Kept:
    """The acceptance, by the passkey that the patient enrolled."""
    key = Credential(DEVICE.identifier, DEVICE.public_key, ORIGIN, RP_ID)
    prepared = gesturing.prepare(desk, kept, "acceptance", "patient", MENTIONS["acceptance"], EVIDENCE, key)
    return gesturing.finish(desk, kept, prepared, DEVICE.get(prepared.challenge))


def sealed(desk: Desk, kept: Kept) -> Kept:
    return bundling.seal(desk, kept)


def performed(folder: Path, name: str) -> None:
    """A whole dossier up to the act, accepted by passkey, with a bill beside it."""
    begins(folder, name)
    does(folder, name, at("2026-11-06T20:00"), received, enrolled)
    does(
        folder,
        name,
        at("2026-11-23T20:00"),
        accepted_by_device,
        lambda d, k: casework.draw_consent(d, k, None),
        lambda d, k: casework.consent(d, k, "patient", MENTIONS["consent"], EVIDENCE),
    )
    seen = {"purpose": "physical_examination", "practitioner": "surgeon"}
    does(
        folder,
        name,
        at("2026-12-08T10:00"),
        lambda d, k: k.after(Consulted(at=d.now(), **seen)),  # type: ignore[arg-type]
        casework.prepare,
    )
    does(
        folder,
        name,
        at("2026-12-15T07:00"),
        lambda d, k: casework.confirm_day(d, k, "patient", MENTIONS["confirmation"], EVIDENCE),
        lambda d, k: casework.perform(d, k, ("surgeon",)),
        lambda d, k: casework.attach(d, k, "note", NOTE, ".txt"),
    )


def _home(folder: Path) -> str:
    home = folder / "home"
    homes.make_home(home, at=at("2026-10-01T09:00"))
    performed(home, "done")
    does(home, "done", SEALED, sealed)
    begins(home, "left")
    does(home, "left", at("2026-11-06T20:00"), received)
    does(home, "left", at("2026-11-24T09:00"), lambda d, k: casework.withdraw(d, k, "patient", "email"))
    begins(home, "open")
    return json.dumps("made")


@dataclass(frozen=True)
class Closing:
    """A home with three dossiers: `done` is sealed, `left` is withdrawn and not sealed, `open` waits for a receipt."""

    folder: Path

    @property
    def trust(self) -> Trust:
        return Trust.load(self.folder / "trust")

    def kept(self, name: str) -> Kept:
        """A dossier as it stands; its bytes are read before the home is closed."""
        with at_work(self.folder, SEALED) as home:
            kept = keeping.opened(home.desk, name)
            return replace(kept, fresh={one.sha256: kept.read(one.sha256) for one in kept.filed})

    def judge(self, pdf: bytes, when: datetime = JUDGED, trust: Trust | None = None) -> dict[str, Any]:
        return judging.judge(pdf, {"trust": (trust or self.trust).to_json(), "at": when.isoformat()})


@pytest.fixture(scope="session")
def closing_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "closing", _home)[0] / "home"


@pytest.fixture
def closing(closing_once: Path, tmp_path: Path) -> Closing:
    """A copy to work on."""
    shutil.copytree(closing_once, tmp_path / "home")
    return Closing(tmp_path / "home")


def codes(answer: dict[str, Any]) -> Sequence[str]:
    return answer["reasons"]
