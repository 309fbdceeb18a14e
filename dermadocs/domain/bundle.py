"""`index.json` of an evidence bundle: what is embedded beside it, and the timestamps of the event chain.

The pages print the same names and digests; a verification compares the files themselves with both.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Annotated, Literal, get_args

from msgspec import Meta

from dermadocs.domain.codec import canonical, decode
from dermadocs.domain.document import Kind
from dermadocs.domain.events import FileName
from dermadocs.domain.facts import Fact, Sha256
from dermadocs.domain.state import State
from dermadocs.errors import InputError
from dermadocs.sentence import say

SCHEMA = "dermadocs/bundle/1"
INDEX, EVENTS, TOKEN, CERTIFICATES, LISTS = "index.json", "events.jsonl", "events.tst", "certificates.pem", "lists.crl"
OURS = {EVENTS: "events", TOKEN: "token", CERTIFICATES: "certificates", LISTS: "lists"}
"""What a bundle adds to the files that the dossier kept: by name, their kind."""
PAPERS = frozenset(get_args(Kind)) - {"dossier"}
"""Kinds of files that are judged; any other is held by its digest alone."""
UNHELD = frozenset({"case", "newcomer", "dossier"})
"""Kinds that the chain names and a bundle leaves out: what holds how to reach the patient, and bundles."""
TOLERANCE = timedelta(minutes=15)
"""The most between the instant of an event and the timestamp of the commit that recorded it."""
CLOSED = frozenset({State.PERFORMED, State.EXPIRED, State.REPLACED, State.REFUSED, State.WITHDRAWN})
"""States in which a dossier may be sealed."""


class Held(Fact, frozen=True, kw_only=True):
    """One embedded file."""

    name: FileName
    kind: Annotated[str, Meta(pattern="^[a-z][a-z-]{1,30}$")]
    sha256: Sha256


class Commit(Fact, frozen=True, kw_only=True):
    """A timestamp (RFC 3161, DER in base64) over the digest of one entry; it covers all entries before it too."""

    entry: Annotated[int, Meta(ge=0)]
    token: Annotated[
        str, Meta(pattern="^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$", max_length=40_000)
    ]

    @property
    def der(self) -> bytes:
        """The timestamp itself."""
        return base64.b64decode(self.token)


class Index(Fact, frozen=True, kw_only=True):
    """The whole index. `clock` is the grade that the practice claims for its own clock; a reader grades it anew."""

    schema: Literal["dermadocs/bundle/1"]
    clock: Annotated[str, Meta(pattern="^[ABC]$")]
    files: Annotated[tuple[Held, ...], Meta(min_length=1, max_length=400)]
    commits: Annotated[tuple[Commit, ...], Meta(min_length=1, max_length=2000)]

    def of(self, *kinds: str) -> tuple[Held, ...]:
        """The files of some kinds, in order."""
        return tuple(held for held in self.files if held.kind in kinds)


def decode_index(data: bytes) -> Index:
    """An index from its bytes. InputError when it is not one canonical index of a known schema, each name once."""
    index = decode(data, Index, INDEX)
    if canonical(index) != data:
        raise InputError(INDEX, "not in canonical form")
    names = [held.name for held in index.files]
    if len(set(names)) != len(names):
        raise InputError(INDEX, "a file is named twice")
    if {held.name: held.kind for held in index.files if held.kind in OURS.values()} != OURS:
        raise InputError(INDEX, say("it must name {names}, each once", names=", ".join(OURS)))
    return index
