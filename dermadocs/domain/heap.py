"""A heap: what came back in one envelope or one message, as it came, before anybody knows what it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from dermadocs.domain.events import Channel
from dermadocs.domain.facts import Fact, Name, Sha256, Short

HeapName = Annotated[str, Meta(pattern="^[0-9]{8}-[0-9a-f]{6}$")]


class Came(Fact, frozen=True, kw_only=True):
    """One file as it came; its bytes are kept by digest."""

    name: Short
    sha256: Sha256
    size: Annotated[int, Meta(ge=0)]


class Heap(Fact, frozen=True, kw_only=True):
    """The whole heap; it may hold papers of several dossiers, so it is no part of any."""

    schema: Literal["dermadocs/heap/1"]
    name: HeapName
    came: Channel
    arrived_on: date
    taken_in: datetime
    by: Name
    device: Short | None
    """What scanned it, if somebody says so."""
    files: Annotated[tuple[Came, ...], Meta(min_length=1, max_length=500)]
