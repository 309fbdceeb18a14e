"""The one place that names implementations: which printer, which keys, which clock.

Tests and the demonstration pass their own parts through the same door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dermadocs import render
from dermadocs.domain.case import Case
from dermadocs.errors import MissingExtra
from dermadocs.flows.ports import Practice, Rendered
from dermadocs.law import wording
from signatures import HttpClock, Key, KeyUnavailable
from signatures.authority import Authority
from signatures.responder import serve

UNREVIEWED = ("Modèle non validé par un juriste", "Modèle non validé par un chirurgien")
"""Printed on each page until the words were reviewed by people who are named."""


@dataclass(frozen=True)
class Secrets:
    """What a practice keeps for itself: the key of its page codes and the salt of its identity digests."""

    page_code_key: bytes
    salt: bytes
    key_number: int = 0


@dataclass(frozen=True)
class PapersPrinter:
    """Draws papers with WeasyPrint."""

    secrets: Secrets
    root_sha256: str | None
    demonstration: bool

    def estimate(self, case: Case, handle: bytes, at: datetime) -> Rendered:
        """The estimate to be signed."""
        return render.estimate(case, self._issue(handle, at), wording.all())

    def stamp(self, act: str, lines: Sequence[str]) -> bytes:
        """The visible part of an act."""
        return render.stamp(act, lines)

    def _issue(self, handle: bytes, at: datetime) -> Any:
        return render.Issue(
            handle=handle,
            copy_label="original électronique",
            mac_key=self.secrets.page_code_key,
            key_number=self.secrets.key_number,
            salt=self.secrets.salt,
            root_sha256=self.root_sha256,
            at=at,
            demonstration=self.demonstration,
            notices=UNREVIEWED if self.demonstration else (),
        )


@dataclass(frozen=True)
class EmbeddedKeys:
    """The keys of a practice with an authority of its own; practitioners by RPPS number."""

    authority: Authority
    practitioners: Mapping[str, Key]

    def practitioner(self, rpps: str) -> Key:
        """The key of a practitioner, loaded once."""
        try:
            return self.practitioners[rpps]
        except KeyError:
            raise KeyUnavailable(f"no key for the practitioner with RPPS {rpps}; add it to this home first") from None

    def one_shot(self, name: str, identifier: str, at: datetime) -> Key:
        """A key for one act, its certificate issued now by this practice."""
        return self.authority.one_shot(name=name, identifier=identifier, at=at)

    def revocation(self, at: datetime) -> tuple[bytes, ...]:
        """This authority's revocation lists at that time."""
        return self.authority.crls(at)


def draft(case: Case, kind: str, at: datetime) -> bytes:
    """A draft to look at, drawn without any home: no code, no marks, no field to sign. `kind`: "estimate"."""
    issue = render.Issue(
        handle=bytes(5),
        copy_label="brouillon",
        mac_key=bytes(16),
        key_number=0,
        salt=bytes(16),
        root_sha256=None,
        at=at,
        draft=True,
        notices=UNREVIEWED,
    )
    if kind != "estimate":
        raise MissingExtra("render", f"the document {kind!r}")
    return render.estimate(case, issue, wording.all()).pdf


@contextmanager
def embedded(
    authority: Authority, case: Case, secrets: Secrets, at: datetime, now: Callable[[], datetime]
) -> Iterator[Practice]:
    """A practice on embedded parts: its own authority, and its own timestamps over real HTTP.

    `now` is what the timestamp responder reads: the demonstration's clock, or the real one.
    """
    keys = {
        person.rpps: authority.practitioner(
            name=f"{person.given_names} {person.family_name.upper()}", rpps=person.rpps, at=at
        )
        for person in case.practitioners
    }
    printer = PapersPrinter(secrets, authority.root.sha256.hex(), authority.demonstration)
    with serve(authority.responder(at), now) as url:
        clock = HttpClock(url, anchors=(authority.time_ca, authority.root))
        yield Practice(printer, EmbeddedKeys(authority, keys), clock, clock_grade="C", accuracy=1.0)
