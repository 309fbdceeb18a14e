"""The clock of a home: its own, or the timestamp authorities that home.toml names, in their order.

What it is declared to be: C for the practice's own, and for any that stands under the practice's own root; A when that
is asked for, and then checked against trust/lists at each token; B otherwise. A verifier grades it again by itself.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import x509

from dermadocs import config
from dermadocs.config import Settings, TimeAuthority
from dermadocs.errors import InputError
from dermadocs.files import read_limited
from signatures import Authority, ClockGrade, ClockNotQualified, Clocks, HttpClock, Trust, serve
from signatures.clock import Clock
from signatures.files import pem_blocks


@contextmanager
def clock_of(
    folder: Path, trust: Path, settings: Settings, authority: Authority, now: Callable[[], datetime]
) -> Iterator[Clock]:
    """The clock of a home at work. InputError when what home.toml says of it cannot be had."""
    if settings.clock.kind == "own":
        with serve(authority.responder(now()), now) as url:
            yield HttpClock(url, anchors=authority.anchors)
        return
    yield _authorities(folder, trust, settings, authority)


def _authorities(folder: Path, trust: Path, settings: Settings, own: Authority) -> Clock:
    told, where = settings.clock, str(folder / config.FILE)
    named = told.authorities or ((TimeAuthority(url=told.url),) if told.url else ())
    if not named:
        raise InputError(where, '[clock] of the kind "authority" needs a url, or [[clock.authorities]]')
    trusted = Trust.load(trust)
    try:
        clocks = [_clock(folder, trust, one, settings, trusted, own) for one in named]
        every = Clocks(clocks, least=max(one.grade for one in clocks))
        return every.at_least(ClockGrade(told.grade or ClockGrade.C))
    except (ValueError, ClockNotQualified) as problem:
        raise InputError(where, f"[clock]: {problem}") from problem


def _clock(
    folder: Path, trust: Path, told: TimeAuthority, settings: Settings, trusted: Trust, own: Authority
) -> HttpClock:
    anchors = _chain(folder / told.chain) if told.chain else trusted.tsa_roots
    if not anchors:
        raise InputError(str(trust / "tsa"), "holds no certificate of the timestamp authority: put its *.pem there")
    under_own = own.root.sha256 in {one.sha256 for one in anchors}
    grade = ClockGrade.C if under_own else ClockGrade(settings.clock.grade or ClockGrade.B)
    return HttpClock(
        told.url,
        anchors=anchors,
        timeout=told.timeout,
        headers=_credentials(told),
        policy=told.policy,
        accuracy=timedelta(seconds=settings.clock.accuracy),
        grade=grade,
        lists=trusted.lists,
    )


def _chain(path: Path) -> Sequence[x509.Certificate]:
    try:
        found = pem_blocks(read_limited(path, config.LARGEST))
        return [x509.Certificate.load(der, strict=True) for _, der in found]
    except (OSError, ValueError) as problem:
        raise InputError(str(path), f"holds no certificates in PEM form ({problem})") from problem


def _credentials(told: TimeAuthority) -> dict[str, str]:
    """The header that says who asks; its secret stands in a file that nobody else may read."""
    if told.token_file:
        return {"Authorization": f"Bearer {config.secret_in(told.token_file)}"}
    if told.user and told.password_file:
        secret = f"{told.user}:{config.secret_in(told.password_file)}".encode()
        return {"Authorization": f"Basic {base64.b64encode(secret).decode()}"}
    return {}


def lists_of(trust: Path, clock: Clock, own: Authority) -> tuple[bytes, ...]:
    """The revocation lists of the clock's issuers, from trust/*.crl, DER; the practice's own it makes itself."""
    ours = {one.subject.hashable for one in own.anchors}
    foreign = {one.subject.hashable for one in clock.chain} - ours
    if not foreign:
        return ()
    return tuple(one.dump() for one in Trust.load(trust).crls if one.issuer.hashable in foreign)
