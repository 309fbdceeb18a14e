"""A practice's home: made once, then opened by every command and by the portal.

home.toml practice.json review.toml       settings, who works here, who answers for the words
authority/ keys/ password secrets.json    keys, encrypted; what nobody else may read
trust/                                    what a reader trusts: to be given away
catalogue/                                the practice's own procedures, if it has any
dossiers.sqlite3 register.jsonl blobs/    dossiers (store/)
intake/                                   what came back by post, as it came
looks.jsonl                               timestamps on the chain of who looked at what
attempts/                                 who works on what now
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dermadocs import config
from dermadocs.bootstrap import EmbeddedKeys, PapersPrinter, Secrets, review_of
from dermadocs.bootstrap.press import Draw, directly
from dermadocs.bootstrap.timestamps import clock_of, lists_of
from dermadocs.catalogue.load import Find, finder, read_folder
from dermadocs.config import Profile, Settings
from dermadocs.domain.jsonform import canonical
from dermadocs.domain.people import full_name
from dermadocs.errors import Damaged, InputError
from dermadocs.files import read_limited, whole_folder, write_whole
from dermadocs.flows import going_live
from dermadocs.flows.clock import Clock as Moved
from dermadocs.flows.clock import StandingClock
from dermadocs.flows.desk import Desk
from dermadocs.flows.going_live import Item
from dermadocs.flows.keeping import shown_anew
from dermadocs.flows.ports import Practice
from dermadocs.store.archive import Archive, open_archive
from signatures import Authority, Key, KeyUnavailable
from signatures.authority_profile import DEMONSTRATION
from signatures.certificates import subject_part
from signatures.keys import pkcs12

SECRETS, AUTHORITY, KEYS, TRUST, CATALOGUE = "secrets.json", "authority", "keys", "trust", "catalogue"
SEAL = "seal"
Now = Callable[[], datetime]


@dataclass(frozen=True)
class Home:
    """A home that was opened: its folder, what it says of itself, and the desk at which its practice works."""

    folder: Path
    settings: Settings
    profile: Profile
    authority: Authority
    keys: Mapping[str, Key]
    """Of the practitioners, by RPPS number; who has none can sign nothing."""
    archive: Archive
    desk: Desk


def make(folder: Path, profile: Profile, settings: Settings, password: bytes | None, now: datetime) -> None:
    """A new home: authority, keys, secrets, trust folder, an empty archive. Whole or not there.

    `password` None: one is drawn and stands in the home, readable by its owner alone. InputError when the folder is
    not empty.
    """
    with whole_folder(folder, taken="is not empty; name a new folder", undone=": no home was made") as draft:
        _furnish(draft, profile, settings, password, now)


def _furnish(folder: Path, profile: Profile, settings: Settings, password: bytes | None, now: datetime) -> None:
    (folder / config.FILE).write_bytes(config.write_settings(settings))
    (folder / config.PROFILE).write_bytes(canonical(profile))
    if password is None:
        password = secrets.token_urlsafe(24).encode()
        _private(folder / config.PASSWORD, password + b"\n")
    authority = Authority.create(profile.practice.name, now, demonstration=settings.demonstration)
    authority.save(folder / AUTHORITY, password)
    authority.responder(now)  # the first timestamp unit, so that a reader finds its revocation list
    (folder / KEYS).mkdir(mode=0o700)
    for person in profile.practitioners:
        key = authority.practitioner(name=full_name(person), rpps=person.rpps, at=now)
        pkcs12.save(folder / KEYS / f"{person.rpps}.p12", key, password)
    seal = authority.seal(name=profile.practice.name, identifier=f"SIREN:{profile.practice.siren}", at=now)
    pkcs12.save(folder / KEYS / f"{SEAL}.p12", seal, password)
    drawn = {"page_code_key": secrets.token_hex(32), "salt": secrets.token_hex(32), "key_number": 0}
    _private(folder / SECRETS, json.dumps(drawn).encode())
    write_trust(folder, authority, now)
    archive = Archive.create(folder, demonstration=settings.demonstration)
    archive.close()


def _private(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def write_trust(folder: Path, authority: Authority, at: datetime) -> None:
    """The trust folder of a home with the revocation lists of that time: what is given to a reader."""
    (folder / TRUST).mkdir(mode=0o755, exist_ok=True)
    for name, data in authority.trust_files(at).items():
        write_whole(folder / TRUST / name, data)


@contextmanager
def opened(
    folder: Path, at: datetime | None = None, clock: Moved | None = None, draw: Draw = directly
) -> Iterator[Home]:
    """A home at work. `at`: the moment at which a demonstration stands, or `clock`, which its story moves; a real home
    has the time of this machine. `draw` runs the press: here, or in processes of its own (`bootstrap.press`).

    InputError, KeyUnavailable or Damaged, one line, for a home that cannot be used: missing or foreign key, newer
    version, demonstration keys in a real home.
    """
    settings = config.read_settings(folder)
    moved = clock or (StandingClock(at) if at is not None else None)
    if moved is not None and not settings.demonstration:
        raise InputError("--at", "a real home has the time of this machine; only a demonstration moves its clock")
    now = moved.now if moved is not None else _wall
    profile, password = config.read_profile(folder), config.password_of(folder)
    authority = Authority.load(folder / AUTHORITY, password, demonstration=settings.demonstration)
    archive = open_archive(folder)
    with ExitStack() as stack:
        stack.callback(archive.close)
        shown_anew(archive)
        if archive.demonstration != settings.demonstration:
            raise Damaged(str(folder / config.FILE), "a home is a demonstration for ever, or never: undo the change")
        trust = folder / TRUST
        stamping = stack.enter_context(clock_of(folder, trust, settings, authority, now))
        keys = {
            person.rpps: _key(folder, person.rpps, f"RPPS:{person.rpps}", settings, password)
            for person in profile.practitioners
            if (folder / KEYS / f"{person.rpps}.p12").exists()
        }
        review, find = review_of(folder), _procedures(folder)
        root = authority.root.sha256.hex()
        siren = f"SIREN:{profile.practice.siren}"
        practice = Practice(
            PapersPrinter(_secrets(folder), root, settings.demonstration, review=review, find=find, draw=draw),
            EmbeddedKeys(
                authority,
                keys,
                {siren: _key(folder, SEAL, siren, settings, password)},
                lambda: lists_of(trust, stamping, authority),
            ),
            stamping,
            clock_grade=str(stamping.grade),
            accuracy=settings.clock.accuracy,
            demonstration=settings.demonstration,
            review=review,
            find=find,
        )
        desk = Desk(practice, archive, now, secrets.token_bytes)
        yield Home(folder, settings, profile, authority, keys, archive, desk)


def _key(folder: Path, name: str, identifier: str, settings: Settings, password: bytes) -> Key:
    """A key of this home. KeyUnavailable for somebody else's, or for a demonstration's in a real home."""
    path = folder / KEYS / f"{name}.p12"
    key = pkcs12.load(path, password)
    whose = subject_part(key.certificate, "serial_number")
    if whose != identifier:
        raise KeyUnavailable(f"{path}: the key of {whose or 'nobody'}, not of {identifier}: put the right one there")
    shown = DEMONSTRATION in key.certificate.subject.human_friendly
    if shown != settings.demonstration:
        kind, other = ("a demonstration", "real use") if shown else ("real use", "a demonstration")
        raise KeyUnavailable(f"{path}: made for {kind} and never used for {other}: put the right one there")
    return key


def _procedures(folder: Path) -> Find:
    """The procedures that are shipped, and before them the practice's own in catalogue/."""
    own = folder / CATALOGUE
    return finder(read_folder(own) if own.is_dir() else ())


def _secrets(folder: Path) -> Secrets:
    try:
        config.refuse_open(folder / SECRETS)
        told = json.loads(read_limited(folder / SECRETS, 10_000))
        return Secrets(bytes.fromhex(told["page_code_key"]), bytes.fromhex(told["salt"]), int(told["key_number"]))
    except (ValueError, KeyError, TypeError, FileNotFoundError) as problem:
        raise Damaged(str(folder / SECRETS), "cannot be read; restore it from a backup") from problem


def _wall() -> datetime:
    return datetime.now(UTC)


def check_list(folder: Path, at: datetime | None = None) -> list[Item]:
    """What this home still lacks before its first patient."""
    with opened(folder, at) as home:
        return check_list_of(home)


def check_list_of(home: Home) -> list[Item]:
    """The same of a home that is open."""
    practice, profile, now = home.desk.practice, home.profile, home.desk.now()
    demonstration = home.settings.demonstration
    return [
        going_live.kind(str(home.folder), demonstration=demonstration),
        going_live.closed(home.folder.stat().st_mode),
        *going_live.people(profile.practice, profile.practitioners, profile.facility, home.keys, now),
        going_live.clock(practice.clock_grade),
        *going_live.words(practice.review, now, demonstration=demonstration),
    ]
