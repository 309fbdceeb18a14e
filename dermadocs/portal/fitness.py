"""Whether a home may be served: whatever could stop a signature, or let others in, is said before anybody is invited.

A demonstration holds nothing to guard, and needs no carrier; a real home needs all of it.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dermadocs import config
from dermadocs.config import Settings
from dermadocs.errors import Unfit
from dermadocs.flows import going_live
from signatures import Key

if TYPE_CHECKING:  # the home brings Django, which is to be set up first
    from dermadocs.bootstrap.home import Home

REACHED = {
    "portal": '[portal] is missing: write url = "https://…", where patients reach this server',
    "mail": "[mail] is missing: name host, sender and the file of the password, or no invitation can leave",
    "sms": "[sms] is missing: name the url of the gateway and the file of its token, or no code can leave",
}
"""What a real home says of how people are reached, and what to do when it does not."""


def refuse_settings(folder: Path, settings: Settings) -> None:
    """Unfit, one line for each fault, for a real home that cannot be reached safely or is open to others."""
    if settings.demonstration:
        return
    _refuse([*_unreached(folder / config.FILE, settings), *_open(folder)])


def refuse_unfit(home: Home) -> None:
    """Unfit, one line for each certificate that has ended. What the clock raises when it does not stamp."""
    now, practice = home.desk.now(), home.profile.practice
    seal = home.desk.practice.keys.seal(practice.name, f"SIREN:{practice.siren}", now)
    keys = {f"keys/{rpps}.p12": key for rpps, key in home.keys.items()} | {"keys/seal.p12": seal}
    _refuse([told for name, key in keys.items() if (told := _ended(str(home.folder / name), key, now))])
    home.desk.practice.clock.stamp(hashlib.sha256(b"start").digest(), now)


def _unreached(file: Path, settings: Settings) -> Iterator[str]:
    for name, missing in REACHED.items():
        if getattr(settings, name) is None:
            yield f"{file}: {missing}"
    if settings.portal and _unsafe(settings.portal.url):
        yield f"{file}: [portal] url must begin with https: patients' papers pass through it"
    if settings.sms and _unsafe(settings.sms.url):
        yield f"{file}: [sms] url must begin with https: codes pass through it"


def _unsafe(url: str) -> bool:
    told = urlsplit(url)
    return told.scheme != "https" and told.hostname not in config.LOCAL


def _open(folder: Path) -> Iterator[str]:
    item = going_live.closed(folder.stat().st_mode)
    if item.status == "missing":
        yield f"{folder}: {item.what}: {item.cure}"
    for path in sorted(folder.rglob("*")):
        if not path.is_symlink() and path.stat().st_mode & stat.S_IWOTH:
            yield f"{path}: may be written by anybody: take that right away (chmod o-w), and look at what it holds"


def _ended(name: str, key: Key, at: datetime) -> str:
    validity = key.certificate["tbs_certificate"]["validity"]
    start, end = validity["not_before"].native, validity["not_after"].native
    if start <= at < end:
        return ""
    return f"{name}: its certificate is good from {start.date()} to {end.date()}, not now: make a new one"


def _refuse(faults: list[str]) -> None:
    if faults:
        raise Unfit(faults)
