"""The words of an evidence bundle: every event is told, in both languages, and the line of time says what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from babel.messages.pofile import read_po
from compositions import example

from dermadocs.domain import events as e
from dermadocs.domain.bundle import OURS, PAPERS, Commit, Held, Index
from dermadocs.domain.content import Say, Section, Table, Timeline, Words
from dermadocs.domain.events import Act, AnyEvent, Channel
from dermadocs.domain.ink import OnPaper
from dermadocs.domain.money import Cents
from dermadocs.domain.sheet import Decision
from dermadocs.domain.terms import terms_of
from dermadocs.domain.timeline import Entry, append
from dermadocs.languages import key, speaker
from dermadocs.render.kinds import KINDS
from dermadocs.sheets import chronicle
from dermadocs.sheets.bundle import LEFT_OUT, NAMES, OTHER, STATES, bundle

PO = Path(__file__).resolve().parents[2] / "dermadocs" / "locale" / "en" / "bundle.po"
START = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
DOCUMENT = "d" * 64
FRENCH, BOTH = speaker(None), speaker("en")


def at(days: float = 0) -> datetime:
    return START + timedelta(days=days)


def every_event() -> Iterator[AnyEvent]:
    """Each kind of event, in each form that has words of its own."""
    who, paper = {"person": "patient"}, {"document": DOCUMENT}
    for mode in ("in_person", "video"):
        told: Any = {"mode": mode, "practitioner": "surgeon", "language": "en", "interpreter": None}
        yield e.Interviewed(at=at(), on=date(2026, 10, 28), **told)
    for piece in chronicle.PIECES:
        yield e.IdentitySeen(at=at(), paper=piece, country="GB", last_four="4711", seen_by="Dr A")  # type: ignore[arg-type]
    yield e.Requested(at=at())
    yield e.Drafted(at=at(), terms=terms_of(example()))
    yield e.Signed(at=at(), practitioner="surgeon", **paper)
    yield from (e.Sent(at=at(), channel=channel) for channel in get_args(Channel))
    yield e.Received(at=at(), channel="online", **who, **paper)
    yield e.Asked(at=at(), text=DOCUMENT)
    yield from (e.Comprehended(at=at(), passed=passed) for passed in (True, False))
    for purpose in chronicle.MEETINGS:
        yield e.Consulted(at=at(), purpose=purpose, practitioner="surgeon")  # type: ignore[arg-type]
    yield e.AcceptedEarly(at=at(), channel="email", **who)
    yield e.Accepted(at=at(), distance=True, **who, **paper)
    yield from (kind(at=at(), **who) for kind in (e.Consented, e.ExpresslyRequested, e.DayConfirmed, e.Refused))
    yield from (kind(at=at()) for kind in (e.Prepared, e.Expired))
    yield e.Performed(at=at(), operators=("surgeon",))
    for purpose in chronicle.PAYMENTS:
        yield e.Paid(at=at(), purpose=purpose, amount=Cents(150_000))  # type: ignore[arg-type]
    yield e.Refunded(at=at(), amount=Cents(150_000))
    yield e.IncidentReported(at=at(), reason="Mme Dupont a payé")
    yield e.IncidentClosed(at=at(), settled="rendu à Mme Dupont")
    yield e.Withdrawn(at=at(), channel="post", **who)
    ink = OnPaper(
        written_on=date(2026, 11, 8),
        posted_on=date(2026, 11, 3),
        registered_on=None,
        arrived_on=date(2026, 11, 12),
        copy=DOCUMENT,
    )
    for number in (1, 2):
        for way in get_args(e.PaperChannel):
            yield e.Posted(at=at(), pack=number, channel=way, on=date(2026, 11, 3), copy=None)  # type: ignore[arg-type]
    yield e.Received(at=at(), channel="post", paper=ink, **who, **paper)
    yield e.AcceptedEarly(at=at(), channel="post", paper=ink, **who)
    yield e.Accepted(at=at(), distance=True, paper=ink, **who, **paper)
    yield e.Withdrawn(at=at(), channel="post", paper=ink, **who)
    yield from (kind(at=at(), paper=ink, **who) for kind in (e.Consented, e.Refused))
    for decision in get_args(Decision):
        yield e.Reviewed(
            at=at(), file=DOCUMENT, page=1, status="clean", decision=decision, weighed=(), by="L. Roux", reason=None
        )
    yield e.Replaced(at=at(), by="2026-0200")
    yield e.Archived(at=at(), bundle=DOCUMENT)
    asked = e.Question(rule="CDM-40-01", sha256=DOCUMENT)
    yield e.Answered(at=at(), to=(asked,), by="Dr Dupont", said="à Mme Dupont")
    key = {"credential": DOCUMENT, "public_key": "k" * 40, "by": "L. Roux"}
    yield from (e.Enrolled(at=at(), identity_seen_by=seen, **who, **key) for seen in ("Dr Dupont", None))
    yield e.EnrolmentRevoked(at=at(), credential=DOCUMENT)
    for field in ("Receipt1", None):
        yield e.Filed(at=at(), name="estimate.pdf", kind="estimate", sha256=DOCUMENT, field=field)


def chained(*happened: AnyEvent) -> tuple[Entry, ...]:
    entries: tuple[Entry, ...] = ()
    for event in happened:
        entries = append(entries, event)
    return entries


def declined() -> tuple[Entry, ...]:
    """A dossier whose estimate was received, then refused within the fifteen days."""
    who, paper = {"person": "patient"}, {"document": DOCUMENT}
    told: Any = {"mode": "in_person", "practitioner": "surgeon", "language": "en", "interpreter": None}
    return chained(
        e.Interviewed(at=at(-5), on=date(2026, 10, 28), **told),
        e.Drafted(at=at(), terms=terms_of(example())),
        e.Signed(at=at(), practitioner="surgeon", **paper),
        e.Sent(at=at(), channel="online"),
        e.Received(at=at(4), channel="online", **who, **paper),
        e.Refused(at=at(7), **who),
    )


def received_in_ink() -> tuple[Entry, ...]:
    """A dossier whose estimate was posted, and whose receipt came back on paper."""
    who, paper, zero = {"person": "patient"}, {"document": DOCUMENT}, "0" * 64
    told: Any = {"mode": "in_person", "practitioner": "surgeon", "language": "en", "interpreter": None}
    days: Any = {"posted_on": date(2026, 11, 3), "registered_on": None, "arrived_on": date(2026, 11, 12)}
    ink = OnPaper(written_on=date(2026, 11, 8), copy="1" * 64, **days)
    return chained(
        e.Interviewed(at=at(-5), on=date(2026, 10, 28), **told),
        e.Drafted(at=at(), terms=terms_of(example())),
        e.Signed(at=at(), practitioner="surgeon", **paper),
        e.Filed(at=at(1), name="copy-0.pdf", kind="copy", sha256=zero, field="Seal"),
        e.Posted(at=at(1), pack=1, channel="post", on=date(2026, 11, 3), copy=zero),
        e.Filed(at=at(10), name="copy-1.pdf", kind="copy", sha256="1" * 64, field="Seal"),
        e.Received(at=at(10), channel="post", paper=ink, **who, **paper),
    )


def index(*kinds: str) -> Index:
    named = [*((f"{kind}.pdf", kind) for kind in kinds), *OURS.items()]
    files = tuple(Held(name=name, kind=kind, sha256=f"{n:064x}") for n, (name, kind) in enumerate(named))
    return Index(schema="dermadocs/bundle/1", clock="C", files=files, commits=(Commit(entry=5, token="AAAA"),))


def said(sections: tuple[Section, ...], section: str, block: type) -> list[Any]:
    return [b for s in sections if s.id == section for b in s.blocks if isinstance(b, block)]


def test_every_kind_of_event_is_told_in_both_languages() -> None:
    told = [chronicle.told(event, BOTH) for event in every_event()]
    assert {event.act for event in every_event()} == set(Act)
    assert all(words.tr for words in told)
    assert len({words.fr for words in told}) == len(told)


def test_no_free_text_and_no_name_is_told() -> None:
    told = " ".join(chronicle.told(event, FRENCH).fr for event in every_event())
    assert "Dupont" not in told
    assert "4711" not in told
    assert "Dr A" not in told


def test_every_sentence_has_its_english_and_none_is_left_over() -> None:
    with PO.open("rb") as file:
        english = {key(str(m.id)): str(m.string) for m in read_po(file, abort_invalid=True) if m.id}
    asked: set[str] = set()

    def listening(french: str, /, **values: object) -> Words:
        asked.add(key(french))
        return BOTH(french, **values)

    everything(listening)
    elsewhere = asked - english.keys()
    assert english.keys() <= asked
    assert {french for french in elsewhere if "{day}" not in french} == {"Retrait du consentement"}  # papers.po has it
    for french, told in english.items():
        assert sorted(re.findall(r"\{(\w+)\}", french)) == sorted(re.findall(r"\{(\w+)\}", told)), french


def everything(say: Say) -> None:
    """Say all that a bundle can say."""
    for event in every_event():
        chronicle.told(event, say)
    bundle(index("estimate", "note"), DOCUMENT, declined(), say)
    chronicle.timeline(received_in_ink(), "C", say)
    kind = KINDS["dossier"]
    for french in (kind.title, kind.subtitle, kind.lead, LEFT_OUT, OTHER, *STATES.values(), *NAMES.values()):
        say(french)


def test_an_act_in_ink_stands_on_the_line_of_its_day_and_says_who_vouches() -> None:
    marks = chronicle.timeline(received_in_ink(), "C", FRENCH)
    (receipt,) = (mark for mark in marks if mark.sign == "receipt")
    assert (receipt.when.fr, receipt.clock) == (
        "8\u00a0novembre\u00a02026",
        Words(fr="Lu sur le papier par le cabinet"),
    )


def test_the_line_of_time_shows_receipt_days_gate_and_end() -> None:
    (line,) = said(bundle(index("estimate"), DOCUMENT, declined(), BOTH), "story", Timeline)
    assert [mark.sign for mark in line.marks] == ["paper", "receipt", "days", "gate", "end"]
    days, gate = line.marks[2:4]
    assert key(days.when.fr) == "du 7 novembre 2026 au 21 novembre 2026"
    assert key(days.when.tr or "") == "from 7 November 2026 to 21 November 2026"
    assert key(gate.when.fr) == "22 novembre 2026 à 00:00"
    assert [mark.clock.fr for mark in line.marks if mark.clock] == [
        "Signé, horloge C",
        "Signé, horloge C",
        "Calculé",
        "Calculé",
        "Noté par le cabinet",
    ]


def test_the_list_of_events_is_the_chain() -> None:
    entries = declined()
    (table,) = said(bundle(index("estimate"), DOCUMENT, entries, FRENCH), "events", Table)
    assert [row.cells[0].fr for row in table.rows] == [str(entry.number) for entry in entries]
    assert [row.cells[1].fr for row in table.rows] == [chronicle.universal(entry.event.at) for entry in entries]


def test_every_file_is_listed_with_its_digest_the_index_too() -> None:
    known = index("estimate", "note")
    tables = said(bundle(known, DOCUMENT, declined(), FRENCH), "files", Table)
    listed = {row.cells[0].fr: row.cells[2].fr for table in tables for row in table.rows}
    assert listed == {**{held.name: held.sha256 for held in known.files}, "index.json": DOCUMENT}


def test_a_long_chain_goes_over_several_tables() -> None:
    more = [e.Asked(at=at(1 + n / 100), text=DOCUMENT) for n in range(60)]
    entries = declined()
    long = chained(*(entry.event for entry in entries[:4]), *more, *(entry.event for entry in entries[4:]))
    tables = said(bundle(index("estimate"), DOCUMENT, long, FRENCH), "events", Table)
    assert [len(table.rows) for table in tables] == [40, 26]


@pytest.mark.parametrize("kind", sorted(PAPERS - {"information"}))
def test_every_paper_has_a_name(kind: str) -> None:
    assert kind in NAMES
