"""What a practice still lacks before its first patient: read from what the home holds, one line each."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from dermadocs.domain.people import Facility, Practice, Practitioner
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.review import Review
from dermadocs.flows import reviewing
from dermadocs.sentence import say
from signatures import Key

MONTH = 31  # days: what ends sooner is told before it ends


@dataclass(frozen=True)
class Item:
    """One line of the list. `missing` stops a real practice; `advice` does not."""

    status: Literal["ready", "missing", "advice"]
    what: str
    cure: str = ""


def people(
    practice: Practice, practitioners: Sequence[Practitioner], facility: Facility, keys: Mapping[str, Key], at: datetime
) -> Iterator[Item]:
    """Surgeons, their insurance and keys, the facility, the mediator."""
    day = paris_day(at)
    for one in practitioners:
        name = say(
            "{title} {family_name}, RPPS {rpps}, Order {order}",
            title=one.title,
            family_name=one.family_name,
            rpps=one.rpps,
            order=one.order.number,
        )
        cover = one.insurance
        yield _dated(
            say("{name}: insurance {insurer}", name=name, insurer=cover.insurer),
            cover.valid_from,
            cover.valid_until,
            day,
        )
        if not cover.covers_act:
            yield Item("missing", say("{name}: insurance", name=name), "the policy must name the act (ARR1996-2-02)")
        yield _key(name, keys.get(one.rpps), at)
    held = facility.authorisation
    yield _dated(
        say("{facility}: authorisation {reference}", facility=facility.name, reference=held.reference),
        held.valid_from,
        held.valid_until,
        day,
    )
    if practice.mediator is None:
        yield Item("missing", "consumer mediator", "name one in practice.json (CON-05)")
    else:
        yield Item("ready", say("consumer mediator: {mediator}", mediator=practice.mediator.name))


def kind(folder: str, *, demonstration: bool) -> Item:
    """Whether anything here counts."""
    if demonstration:
        return Item("ready", say("{folder}: a demonstration, for ever", folder=folder))
    return Item("ready", say("{folder}: a real home", folder=folder))


def closed(mode: int) -> Item:
    """Nobody but the owner may look into the home."""
    if stat.S_IMODE(mode) & 0o077:
        return Item("missing", "the home may be read by others", "give the folder mode 0700: it holds medical records")
    return Item("ready", "the home is closed to others")


def words(review: Review | None, at: datetime, *, demonstration: bool) -> Iterator[Item]:
    """Who answers for the words of the papers, in each language."""
    if demonstration:
        yield Item("advice", "words", "a demonstration: every page says that nobody has reviewed them")
        return
    for subject in reviewing.everything():
        fault = subject.fault(review, paris_day(at))
        if fault is None:
            yield Item("ready", say("reviewed: {reviewed}", reviewed=subject.words))
        elif subject.what == "translation":
            yield Item(
                "advice",
                say("{reviewed}: {fault}", reviewed=subject.words, fault=fault),
                "until then papers in French alone",
            )
        else:
            yield Item(
                "missing",
                say("{reviewed}: {fault}", reviewed=subject.words, fault=fault),
                "have it read, then write review.toml (`dermadocs review`)",
            )


def clock(grade: str) -> Item:
    """Whose clock the acts carry."""
    if grade == "C":
        why = "shows the order of things; against the practice it proves no time. Name an authority in home.toml"
        return Item("advice", "clock: the practice's own (grade C)", why)
    return Item("ready", say("clock: a timestamp authority (grade {grade})", grade=grade))


def _dated(what: str, start: date, end: date, day: date) -> Item:
    if not start <= day <= end:
        return Item(
            "missing",
            what,
            say("in force from {start} to {end}, not on {day}: correct practice.json", start=start, end=end, day=day),
        )
    if (end - day).days < MONTH:
        return Item("advice", what, say("ends on {end}", end=end))
    return Item("ready", what)


def _key(name: str, key: Key | None, at: datetime) -> Item:
    if key is None:
        return Item("missing", say("{name}: key", name=name), "no key file in keys/: this surgeon can sign nothing")
    end = key.certificate["tbs_certificate"]["validity"]["not_after"].native
    if end <= at:
        return Item(
            "missing",
            say("{name}: key", name=name),
            say("its certificate ended on {end}: make a new one", end=end.date()),
        )
    return Item(
        "advice" if (end - at).days < MONTH else "ready",
        say("{name}: key", name=name),
        say("good until {end}", end=end.date()),
    )
