"""A dishonest practice holds every key. What it changes before sealing again is found from the bundle alone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from closing_world import SEALED, Closing, at, at_work

from dermadocs.bootstrap.home import Home
from dermadocs.domain.bundle import EVENTS, TOKEN, Commit
from dermadocs.domain.content import Section
from dermadocs.domain.events import AnyEvent, Filed, IdentitySeen
from dermadocs.domain.timeline import Entry, append, digest, events, write
from dermadocs.errors import NotPermitted
from dermadocs.flows import bundling, keeping
from dermadocs.flows.bundling import Contents
from dermadocs.flows.clock import StandingClock
from dermadocs.languages import speaker
from dermadocs.sheets.bundle import bundle
from signatures import Authority, HttpClock, serve

FIRST = at("2026-10-15T09:00")


@dataclass(frozen=True)
class Parts:
    """What a bundle is made of, to be changed before it is drawn and sealed."""

    entries: tuple[Entry, ...]
    commits: tuple[Commit, ...]
    files: Mapping[str, bytes]
    content: tuple[Section, ...] | None = None
    lines: bytes | None = None
    """In the place of the chain."""

    def with_events(self, *changed: AnyEvent) -> Parts:
        """Another history, chained as if it had been so from the beginning."""
        entries: tuple[Entry, ...] = ()
        for event in changed:
            entries = append(entries, event)
        return replace(self, entries=entries)


Forgery = Callable[[Home, Parts], Parts]


def forged(closing: Closing, forgery: Forgery) -> Sequence[str]:
    """The reasons for which a bundle is INVALID that the practice changed, and sealed again with its own keys."""
    answer = judged(closing, forgery)
    assert answer["verdict"] == "INVALID"
    reasons: Sequence[str] = answer["reasons"]
    return reasons


def judged(closing: Closing, forgery: Forgery, name: str = "left") -> dict[str, Any]:
    with at_work(closing.folder, SEALED) as home:
        kept = keeping.opened(home.desk, name)
        true = bundling.gather(home.desk.practice, kept, home.archive.rows(name), home.desk.now())
        parts = forgery(home, Parts(kept.entries, true.index.commits, true.files))
        files = {**parts.files, EVENTS: parts.lines or write(parts.entries), TOKEN: parts.commits[-1].der}
        kinds = {held.name: held.kind for held in true.index.files}
        held = tuple(
            msgspec.structs.replace(true.index.files[0], name=n, kind=kinds.get(n, "other"), sha256=_sha256(data))
            for n, data in files.items()
        )
        contents = Contents(files, msgspec.structs.replace(true.index, files=held, commits=parts.commits))
        try:
            told = bundle(contents.index, contents.index_sha256, parts.entries, speaker(None))
        except (NotPermitted, KeyError):
            told = bundle(contents.index, contents.index_sha256, kept.entries, speaker(None))
        pdf = bundling.drawn(home.desk, replace(kept, entries=parts.entries), contents, parts.content or told, None).pdf
    return closing.judge(pdf)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def identity(parts: Parts) -> int:
    return next(e.number for e in parts.entries if isinstance(e.event, IdentitySeen))


def other_number(entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, event=msgspec.structs.replace(entry.event, last_four="0815"))


def stamped_anew(authority: Authority, parts: Parts, when: Callable[[Entry], datetime]) -> tuple[Commit, ...]:
    """Timestamps over the entries as they are now, by an authority at hand, at any time that it likes."""
    clock = StandingClock(SEALED)
    commits = []
    with serve(authority.responder(FIRST), clock.now) as url:
        tsa = HttpClock(url, anchors=authority.anchors)
        for commit in parts.commits:
            entry = parts.entries[commit.entry]
            token = tsa.stamp(bytes.fromhex(digest(entry)), clock.set(when(entry)))
            commits.append(Commit(entry=entry.number, token=base64.b64encode(token.der).decode()))
    return tuple(commits)


def test_nothing_changed_is_valid(closing: Closing) -> None:
    answer = judged(closing, lambda _, parts: parts)
    assert (answer["verdict"], answer["reasons"]) == ("VALID", [])


def test_an_altered_row(closing: Closing) -> None:
    def forgery(_: Home, parts: Parts) -> Parts:
        place = identity(parts)
        return replace(
            parts,
            entries=tuple(other_number(e) if e.number == place else e for e in parts.entries),
        )

    assert "CHAIN_BROKEN" in forged(closing, forgery)


def test_an_altered_row_chained_anew(closing: Closing) -> None:
    """The links fit again; the timestamps do not."""

    def forgery(_: Home, parts: Parts) -> Parts:
        place = identity(parts)
        changed = [other_number(e).event if e.number == place else e.event for e in parts.entries]
        return parts.with_events(*changed)

    reasons = forged(closing, forgery)
    assert "CHAIN_UNTIMED" in reasons
    assert "CHAIN_DIFFERS" in reasons  # what was signed names entries that are no longer there


@pytest.mark.parametrize("chained_anew", [False, True])
def test_a_removed_row(closing: Closing, chained_anew: bool) -> None:
    def forgery(_: Home, parts: Parts) -> Parts:
        place = identity(parts)
        left = tuple(e for e in parts.entries if e.number != place)
        fewer = parts.with_events(*events(left)) if chained_anew else replace(parts, entries=left)
        last = len(left) - 1
        commits = tuple(msgspec.structs.replace(c, entry=min(c.entry, last)) for c in parts.commits)
        return replace(fewer, commits=tuple({c.entry: c for c in commits}.values()))

    assert ("CHAIN_UNTIMED" if chained_anew else "CHAIN_BROKEN") in forged(closing, forgery)


@pytest.mark.parametrize("chained_anew", [False, True])
def test_rows_in_another_order(closing: Closing, chained_anew: bool) -> None:
    def forgery(_: Home, parts: Parts) -> Parts:
        first, second, *rest = parts.entries
        moved = (second, first, *rest)
        return parts.with_events(*events(moved)) if chained_anew else replace(parts, entries=moved)

    assert "CHAIN_BROKEN" in forged(closing, forgery)


def test_a_history_that_no_dossier_can_have(closing: Closing) -> None:
    """The withdrawal is taken away: the dossier has not ended."""

    def forgery(home: Home, parts: Parts) -> Parts:
        shorter = parts.with_events(*events(parts.entries[:-1]))
        return replace(shorter, commits=parts.commits[:-1])

    assert "CHAIN_BROKEN" in forged(closing, forgery)


def earlier(parts: Parts) -> Parts:
    """The identity was seen two days before it was."""
    place = identity(parts)
    before = timedelta(days=2)
    changed = [
        msgspec.structs.replace(e.event, at=e.event.at - before) if e.number == place else e.event
        for e in parts.entries
    ]
    return parts.with_events(*changed)


def test_a_row_dated_back_and_stamped_today(closing: Closing) -> None:
    def forgery(home: Home, parts: Parts) -> Parts:
        changed = earlier(parts)
        return replace(changed, commits=stamped_anew(home.authority, changed, lambda entry: SEALED))

    assert "BACKDATED" in forged(closing, forgery)


def test_a_row_dated_back_and_stamped_by_a_clock_set_back(closing: Closing) -> None:
    """Its own clock says what the practice wants; what was signed meanwhile still names the old entries."""

    def forgery(home: Home, parts: Parts) -> Parts:
        changed = earlier(parts)
        return replace(changed, commits=stamped_anew(home.authority, changed, lambda entry: entry.event.at))

    assert set(forged(closing, forgery)) == {"CHAIN_DIFFERS"}


def test_a_timestamp_of_another_authority(closing: Closing) -> None:
    """Of a chain that is whole: a token that the reader's anchors do not know shows no time."""

    def forgery(_: Home, parts: Parts) -> Parts:
        stranger = Authority.create("Un autre cabinet", FIRST, demonstration=True)
        return replace(parts, commits=stamped_anew(stranger, parts, lambda entry: entry.event.at))

    answer = judged(closing, forgery)
    assert (answer["verdict"], answer["reasons"]) == ("INDETERMINATE", ["CHAIN_UNTIMED"])
    assert answer["chain"]["clock"] is None


def test_another_file_in_the_place_of_one(closing: Closing) -> None:
    def forgery(_: Home, parts: Parts) -> Parts:
        return replace(parts, files={**parts.files, "note-1.txt": b"Note 12, 900.00 EUR\n"})

    assert "FILE_DIFFERS" in forged(closing, forgery)


def test_a_file_left_out(closing: Closing) -> None:
    def forgery(_: Home, parts: Parts) -> Parts:
        return replace(parts, files={n: d for n, d in parts.files.items() if n != "data-notice.pdf"})

    assert "FILE_DIFFERS" in forged(closing, forgery)


def test_an_earlier_revision_in_the_place_of_the_last(closing: Closing) -> None:
    """The estimate without the receipt, and the chain says that it was received."""
    kept = closing.kept("left")
    first = next(e for e in kept.filed if e.name == "estimate.pdf")

    def forgery(_: Home, parts: Parts) -> Parts:
        return replace(parts, files={**parts.files, "estimate.pdf": kept.read(first.sha256)})

    assert {"FILE_DIFFERS", "CHAIN_DIFFERS"} <= set(forged(closing, forgery))


def test_a_revision_that_the_last_does_not_begin_with(closing: Closing) -> None:
    def forgery(_: Home, parts: Parts) -> Parts:
        changed = [
            msgspec.structs.replace(e.event, sha256="0" * 64)
            if isinstance(e.event, Filed) and e.event.field == "Practitioner1"
            else e.event
            for e in parts.entries
        ]
        return parts.with_events(*changed)

    assert "FILE_DIFFERS" in forged(closing, forgery)


def test_pages_that_tell_another_story(closing: Closing) -> None:
    """Page and data agree with each other, and not with what is inside."""

    def forgery(_: Home, parts: Parts) -> Parts:
        kept = closing.kept("done")
        with at_work(closing.folder, SEALED) as home:
            rows = home.archive.rows("done")[:-2]
            other = bundling.gather(home.desk.practice, replace(kept, entries=kept.entries[:-2]), rows, SEALED)
        return replace(parts, content=bundle(other.index, other.index_sha256, kept.entries[:-2], speaker(None)))

    assert set(forged(closing, forgery)) == {"BUNDLE_DIFFERS"}


@pytest.mark.parametrize("lines", [b"{}\n", b"no chain", b"[]\n" * 50])
def test_a_chain_that_cannot_be_read(closing: Closing, lines: bytes) -> None:
    assert "CHAIN_BROKEN" in forged(closing, lambda _, parts: replace(parts, lines=lines))


@pytest.mark.parametrize("name", ["certificates.pem", "lists.crl"])
def test_material_that_cannot_be_read(closing: Closing, name: str) -> None:
    garbage = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    assert "FILE_DIFFERS" in forged(closing, lambda _, parts: replace(parts, files={**parts.files, name: garbage}))
