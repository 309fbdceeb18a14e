"""What a home says of itself: one TOML file and the environment, read once into frozen settings.

HOME/home.toml       demonstration or not, which clocks
HOME/practice.json   practice, practitioners, facility: what every case of this home begins with
HOME/password        of the keys; or DERMADOCS_PASSWORD_FILE, or DERMADOCS_PASSWORD
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from dermadocs.domain.facts import Email, Fact
from dermadocs.domain.jsonform import decode
from dermadocs.domain.people import Facility, Practice, Practitioner
from dermadocs.errors import InputError
from dermadocs.files import read_limited

FILE, PROFILE, PASSWORD = "home.toml", "practice.json", "password"
LARGEST = 1_000_000  # bytes
LOCAL = ("localhost", "127.0.0.1", "::1")
"""This machine."""
SCHEMA: Final = "dermadocs/home/1"


class TimeAuthority(Fact, frozen=True, kw_only=True):
    """One timestamp authority (RFC 3161), and how the practice shows who asks."""

    url: Annotated[str, Meta(max_length=400)]
    chain: Annotated[str, Meta(max_length=400)] | None = None
    """PEM file in the home with its issuers, the root included; else all of trust/tsa."""
    policy: Annotated[str, Meta(max_length=100)] | None = None
    """OID of the policy asked for."""
    timeout: Annotated[float, Meta(gt=0, le=60)] = 10.0
    """Seconds."""
    user: Annotated[str, Meta(max_length=254)] | None = None
    password_file: Annotated[str, Meta(max_length=400)] | None = None
    token_file: Annotated[str, Meta(max_length=400)] | None = None

    def __post_init__(self) -> None:
        if bool(self.user) != bool(self.password_file) or (self.user and self.token_file):
            raise ValueError("an authority asks for user and password_file, or for token_file, or for nothing")


class Clock(Fact, frozen=True, kw_only=True):
    """Whose time the acts carry: the practice's own (grade C), or that of authorities reached over HTTP, in order."""

    kind: Literal["own", "authority"]
    url: Annotated[str, Meta(max_length=400)] | None = None
    authorities: tuple[TimeAuthority, ...] = ()
    """Instead of `url`: the next one is asked when the one before does not answer."""
    grade: Literal["A", "B"] | None = None
    """Asked for: below it nothing is signed. A needs the trusted list in trust/lists."""
    accuracy: Annotated[float, Meta(gt=0, le=60)] = 1.0
    """Seconds by which it may be off."""

    def __post_init__(self) -> None:
        if self.kind == "own" and (self.grade or self.authorities):
            raise ValueError("the practice's own clock is of grade C: no grade and no authorities can be asked of it")
        if self.url and self.authorities:
            raise ValueError("a url, or authorities with a url each, not both")


class Mail(Fact, frozen=True, kw_only=True):
    """The server that takes the practice's e-mail (SMTP); its password stands in a file that nobody else may read."""

    host: Annotated[str, Meta(max_length=253)]
    port: Annotated[int, Meta(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    """none: only for a server on this machine."""
    user: Annotated[str, Meta(max_length=254)] | None = None
    password_file: Annotated[str, Meta(max_length=400)] | None = None
    sender: Email

    def __post_init__(self) -> None:
        if self.security == "none" and self.host not in LOCAL:
            raise ValueError("security: none is only for a server on this machine")


class Sms(Fact, frozen=True, kw_only=True):
    """A gateway that takes a short message as JSON over HTTP: {"to", "text", "key"}, and a bearer token."""

    url: Annotated[str, Meta(max_length=400)]
    token_file: Annotated[str, Meta(max_length=400)] | None = None


class Portal(Fact, frozen=True, kw_only=True):
    """Where the portal is reached from outside; links in messages begin with it."""

    url: Annotated[str, Meta(max_length=400, pattern="^https?://[^/]+$")]


class Settings(Fact, frozen=True, kw_only=True):
    """A home's own settings."""

    schema: Literal["dermadocs/home/1"]
    demonstration: bool
    clock: Clock
    portal: Portal | None = None
    mail: Mail | None = None
    sms: Sms | None = None


class Profile(Fact, frozen=True, kw_only=True):
    """What every case of a home begins with."""

    practice: Practice
    practitioners: Annotated[tuple[Practitioner, ...], Meta(min_length=1, max_length=12)]
    facility: Facility

    def __post_init__(self) -> None:
        for name in ("id", "rpps"):
            if len({getattr(one, name) for one in self.practitioners}) < len(self.practitioners):
                raise ValueError(f"two practitioners have the same {name}")


def read_settings(home: Path) -> Settings:
    """The settings of a home. InputError, one line, when there are none or they cannot be read."""
    path = home / FILE
    if not path.exists():
        raise InputError(str(home), f"no {FILE} here: not a home; make one with `dermadocs init`")
    try:
        told = msgspec.toml.decode(read_limited(path, LARGEST)).get("schema")
        if told != SCHEMA and str(told).startswith("dermadocs/home/"):
            raise InputError(str(path), f"written for another dermadocs ({told}, not {SCHEMA}): update it first")
        return msgspec.toml.decode(read_limited(path, LARGEST), type=Settings)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise InputError(str(path), " ".join(str(problem).split())) from problem


def write_settings(settings: Settings) -> bytes:
    """The file of these settings."""
    clock = settings.clock
    url = f"url = {json.dumps(clock.url)}\n" if clock.url else ""
    return (
        f'schema = "{settings.schema}"\n'
        f"demonstration = {'true' if settings.demonstration else 'false'}  # for ever\n\n"
        f'[clock]\nkind = "{clock.kind}"\n{url}accuracy = {clock.accuracy}\n'
    ).encode()


def read_profile(home: Path) -> Profile:
    """Practice, practitioners and facility of a home."""
    path = home / PROFILE
    data = read_limited(path, LARGEST)
    try:
        return decode(data, Profile, PROFILE)
    except InputError as error:
        raise InputError(str(path), error.why if error.where == PROFILE else f"{error.where}: {error.why}") from None


def password_of(home: Path, environment: Mapping[str, str] = os.environ) -> bytes:
    """The password of the keys of a home. InputError says where it may stand; it is never printed."""
    return password_given(environment) or _password_in(home / PASSWORD)


def password_given(environment: Mapping[str, str] = os.environ) -> bytes | None:
    """The password that the environment gives or names the file of, or None."""
    if told := environment.get("DERMADOCS_PASSWORD"):
        return told.encode()
    named = environment.get("DERMADOCS_PASSWORD_FILE")
    return _password_in(Path(named)) if named else None


def _password_in(path: Path) -> bytes:
    try:
        refuse_open(path)
    except FileNotFoundError as problem:
        where = f"{PASSWORD} in the home, the file named by DERMADOCS_PASSWORD_FILE, or DERMADOCS_PASSWORD"
        raise InputError(str(path), f"{problem.strerror}; the password of the keys stands in {where}") from problem
    password = read_limited(path, LARGEST).strip()
    if not password:
        raise InputError(str(path), "is empty; it holds the password of the keys")
    return password


def secret_in(file: str) -> str:
    """A secret of one line, in a file that its owner alone may read."""
    refuse_open(Path(file))
    return read_limited(Path(file), LARGEST).decode().strip()


def refuse_open(path: Path) -> None:
    """InputError for a secret that others than its owner may read. FileNotFoundError when there is none."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except PermissionError as problem:
        raise InputError(str(path), f"{problem.strerror}; ask whom it belongs to") from problem
    if mode & 0o077:
        raise InputError(str(path), "may be read by others: give it mode 0600 and consider what it holds known")
