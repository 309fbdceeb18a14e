"""The event chain: whatever is done to an entry, the first bad one is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermadocs.domain.events import Asked, Paid, Requested
from dermadocs.domain.money import Cents
from dermadocs.domain.timeline import (
    GENESIS,
    Entry,
    append,
    digest,
    events,
    first_bad,
    head,
    read,
    verify,
    write,
)
from dermadocs.errors import InputError

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


def chain(length: int = 5) -> tuple[Entry, ...]:
    entries: tuple[Entry, ...] = ()
    for n in range(length):
        entries = append(entries, Asked(at=START + timedelta(hours=n), text=f"{n:064x}"))
    return entries


@given(st.integers(0, 12))
def test_a_chain_survives_writing_and_reading(length: int) -> None:
    entries = chain(length)
    assert read(write(entries)) == entries
    verify(entries, head(entries))
    assert len(events(entries)) == length


def test_each_entry_names_the_one_before() -> None:
    entries = chain(3)
    assert entries[0].previous == GENESIS
    assert [entry.previous for entry in entries[1:]] == [digest(entry) for entry in entries[:-1]]
    assert head(()) == GENESIS


@pytest.mark.parametrize("place", range(5))
def test_a_changed_entry_is_named(place: int) -> None:
    entries = list(chain())
    end = head(entries)
    later = Requested(at=START + timedelta(hours=place))
    entries[place] = msgspec.structs.replace(entries[place], event=later)
    assert first_bad(entries, end) == place
    with pytest.raises(InputError, match=f"entry {place}: .*chain breaks here"):
        verify(entries, end)


@pytest.mark.parametrize("place", range(5))
def test_a_removed_inserted_or_moved_entry_is_named(place: int) -> None:
    entries = chain()
    end = head(entries)
    removed = entries[:place] + entries[place + 1 :]
    # cut at the end, what is left ends with an entry that the known head does not name
    assert first_bad(removed, end) == min(place, 3)
    inserted = (*entries[:place], entries[2], *entries[place:])
    assert first_bad(inserted, end) == (3 if place == 2 else place)
    if place < 4:
        moved = (*entries[:place], entries[place + 1], entries[place], *entries[place + 2 :])
        assert first_bad(moved, end) == place


def test_a_chain_rewritten_from_some_entry_on_does_not_reach_the_known_head() -> None:
    entries = chain()
    forged = append(entries[:3], Paid(at=START, purpose="price", amount=Cents(1)))
    forged = append(forged, Requested(at=START))
    assert first_bad(forged) is None
    assert first_bad(forged, head(entries)) == 4


def test_a_cut_chain_is_seen_by_whoever_knows_the_head() -> None:
    entries = chain()
    assert first_bad(entries[:-1]) is None
    assert first_bad(entries[:-1], head(entries)) == 3
    assert first_bad((), head(entries)) == 0
    assert first_bad((), GENESIS) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((b'"act":"question"', b'"act":"bribe"'), "entry 0: /event/act"),
        ((b"09:00:00Z", b"09:00:00"), "entry 0: /event: an instant is in UTC"),
        ((b"09:00:00Z", b"11:00:00+02:00"), "entry 0: /event: an instant is in UTC"),
        ((b'"number":0', b'"number":-1'), "entry 0: /number: must be at least 0"),
        ((b'"number":0', b'"number":0,"x":1'), "entry 0: /x: unknown field"),
        ((b'"number":1', b'"number":1,"number":2'), "entry 1: /number: the key stands twice"),
        ((b'"previous":"0000', b'"previous":"zz00'), "entry 0: /previous"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named(change: tuple[bytes, bytes], words: str) -> None:
    data = write(chain(2))
    with pytest.raises(InputError) as caught:
        read(data.replace(*change))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_torn_file_is_refused() -> None:
    data = write(chain(2))
    assert read(b"") == ()
    for cut in (data[:-1], data[: len(data) // 2 + 5]):
        with pytest.raises(InputError, match="cut off"):
            read(cut)


def test_an_event_is_in_utc_from_birth() -> None:
    for at in (datetime(2026, 11, 2), START.astimezone(timezone(timedelta(hours=1)))):  # noqa: DTZ001
        with pytest.raises(ValueError, match="UTC"):
            Requested(at=at)
