"""The one place that names implementations: which printer, which keys, which clock.

Tests and the demonstration pass their own parts through the same door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from dermadocs import render
from dermadocs.bootstrap.press import Draw, directly
from dermadocs.catalogue.load import Find, entry
from dermadocs.catalogue.model import Entry
from dermadocs.domain import review as reviews
from dermadocs.domain.case import Case
from dermadocs.domain.content import Section
from dermadocs.domain.document import Act, HandedOver, Kind
from dermadocs.domain.layout import Coded, Layout
from dermadocs.domain.people import Practice as Office
from dermadocs.domain.posting import Sheet, Told
from dermadocs.domain.redacted import Redaction
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.review import Review
from dermadocs.errors import InputError, MissingExtra
from dermadocs.files import read_limited
from dermadocs.flows import informing, reviewing
from dermadocs.flows.ports import Drawn, Hand, Practice
from dermadocs.languages import speaker
from dermadocs.law import wording
from dermadocs.paper.pack import Part
from dermadocs.sheets.prices import Agreement, priced, prices
from signatures import HttpClock, Key, KeyUnavailable
from signatures.authority import Authority
from signatures.responder import serve

POSTING = "printing a posted pack"
Compose = Callable[[Kind, Case, str | None], informing.Content]


@dataclass(frozen=True)
class Secrets:
    """What a practice keeps for itself: the key of its page codes and the salt of its identity digests."""

    page_code_key: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    key_number: int = 0


@dataclass(frozen=True)
class PapersPrinter:
    """Draws papers with WeasyPrint."""

    secrets: Secrets
    root_sha256: str | None
    demonstration: bool
    compose: Compose | None = None
    review: Review | None = None
    find: Find = entry
    draw: Draw = directly

    def paper(
        self,
        kind: Kind,
        case: Case,
        handle: bytes,
        at: datetime,
        *,
        language: str | None = None,
        handed_over: Sequence[HandedOver] = (),
        supplements: Sequence[tuple[str, bytes]] = (),
        content: Sequence[Section] | None = None,
        hand: Hand | None = None,
    ) -> Drawn:
        """A paper to be signed. Words that nobody answers for yet are told on each page, whoever draws it."""
        notices = reviewing.unreviewed(self.review, case, language, at, self.find)
        compose = self.compose or partial(informing.content, find=self.find)
        return self.draw(
            render.paper,
            kind,
            case,
            replace(
                self._issue(handle, at, hand),
                handed_over=handed_over,
                notices=notices,
                translator=reviewing.translator(self.review, language, at),
            ),
            wording.all(),
            content=compose(kind, case, language) if content is None else content,
            language=language,
            supplements=[render.Supplement(name, name, data) for name, data in supplements],
        )

    def stamp(self, act: Act, lines: Sequence[str]) -> bytes:
        """The visible part of an act."""
        return self.draw(render.stamp, act, lines)

    def letter(
        self, sheet: Sheet, told: Told, case: Case, handle: bytes, at: datetime, *, language: str | None, large: bool
    ) -> Drawn:
        """A letter of a posted pack; whom it goes to and what it is stand inside the envelope only."""
        words = [reviewing.translation(language)] if language else []
        notices = reviewing.notices(self.review, words, paris_day(at))
        issue = replace(self._issue(handle, at, Hand("", large)), notices=notices)
        return self.draw(render.letter, sheet, told, case, issue, language=language)

    def described(self, document: Coded, handle: bytes, drawn: Drawn) -> tuple[Layout, bytes]:
        """Frames, letters and picture of a printed paper."""
        try:
            from dermadocs.paper.describing import describe
        except ImportError as error:
            raise MissingExtra("paper", POSTING) from error
        return self.draw(describe, document, handle, drawn.document, drawn.pdf, drawn.boxes)

    def joined(self, parts: Sequence[Part], title: str, author: str, at: datetime) -> bytes:
        """One print file of several papers."""
        try:
            from dermadocs.paper.joining import join
        except ImportError as error:
            raise MissingExtra("paper", POSTING) from error
        return self.draw(join, parts, title, author, at)

    def _issue(self, handle: bytes, at: datetime, hand: Hand | None = None) -> Any:
        return render.Issue(
            handle=handle,
            copy_label=hand.label if hand else "original électronique",
            ink=hand is not None,
            large=hand is not None and hand.large,
            mac_key=self.secrets.page_code_key,
            key_number=self.secrets.key_number,
            salt=self.secrets.salt,
            root_sha256=self.root_sha256,
            at=at,
            demonstration=self.demonstration,
        )


@dataclass(frozen=True)
class EmbeddedKeys:
    """The keys of a practice with an authority of its own; practitioners by RPPS number."""

    authority: Authority
    practitioners: Mapping[str, Key]
    seals: dict[str, Key] = field(default_factory=dict)
    of_clock: Callable[[], tuple[bytes, ...]] = tuple
    """Revocation lists, DER, of the issuers of a clock that is another's."""

    def practitioner(self, rpps: str) -> Key:
        """The key of a practitioner, loaded once."""
        try:
            return self.practitioners[rpps]
        except KeyError:
            raise KeyUnavailable(f"no key for the practitioner with RPPS {rpps}; add it to this home first") from None

    def seal(self, name: str, identifier: str, at: datetime) -> Key:
        """The practice's seal; made at its first use."""
        known = self.seals.get(identifier)
        if known is None:
            known = self.seals[identifier] = self.authority.seal(name=name, identifier=identifier, at=at)
        return known

    def one_shot(self, name: str, identifier: str, at: datetime) -> Key:
        """A key for one act, its certificate issued now by this practice."""
        return self.authority.one_shot(name=name, identifier=identifier, at=at)

    def revocation(self, at: datetime) -> tuple[bytes, ...]:
        """This authority's revocation lists at that time, and those at hand of the clock."""
        return *self.authority.crls(at), *self.of_clock()


def draft(
    case: Case, kind: Kind, at: datetime, language: str | None = None, find: Find = entry, draw: Draw = directly
) -> bytes:
    """A draft to look at, drawn without any home: no code, no marks, no field to sign."""
    issue = render.Issue(
        handle=bytes(5),
        copy_label="brouillon",
        mac_key=bytes(16),
        key_number=0,
        salt=bytes(16),
        root_sha256=None,
        at=at,
        draft=True,
        notices=reviewing.unreviewed(None, case, language, at, find),
    )
    content = informing.content(kind, case, language, find)
    return draw(render.paper, kind, case, issue, wording.all(), content=content, language=language).pdf


def review_of(home: Path) -> Review | None:
    """The review that a home holds, or None. InputError for a home or a review that cannot be read."""
    try:
        names = {path.name for path in home.iterdir()}
    except OSError as problem:
        raise InputError(str(home), problem.strerror or "cannot be read") from problem
    return read_review(home / reviews.FILE) if reviews.FILE in names else None


def read_review(file: Path) -> Review:
    """A review from its file. InputError, one line, for one that cannot be read."""
    return reviews.parse(read_limited(file, reviews.MAX_BYTES), str(file))


def price_list(
    office: Office,
    entries: Sequence[Entry],
    day: date,
    *,
    agreement: Agreement | None = None,
    language: str | None = None,
    review: Review | None = None,
) -> bytes:
    """The price list that hangs in the waiting room of a practice, at the catalogue's prices, of one day.

    It rests on the legal wordings and on a translation, not on medical facts.
    """
    own = {french: text for one in entries for french, text in one.words(language or "").items()}
    say = speaker(language, own)
    words = (reviewing.wordings(), *([reviewing.translation(language)] if language else []))
    return render.poster(
        office,
        prices([priced(entry, say) for entry in entries], say, agreement),
        wording.all(),
        day,
        language=language,
        notices=reviewing.notices(review, words, day),
    )


def extract(redaction: Redaction) -> bytes:
    """The pages of an extract for inspection; no home is needed, nothing in it is signed."""
    return render.extract(redaction)


@contextmanager
def embedded(
    authority: Authority,
    case: Case,
    secrets: Secrets,
    at: datetime,
    now: Callable[[], datetime],
    compose: Compose | None = None,
    review: Review | None = None,
    find: Find = entry,
) -> Iterator[Practice]:
    """A practice on embedded parts: its own authority, and its own timestamps over real HTTP.

    `now` is what the timestamp responder reads: the demonstration's clock, or the real one. `find` knows the
    procedures, `compose` says what the papers say (else `informing.content`), `review` who answers for their words.
    """
    keys = {
        person.rpps: authority.practitioner(
            name=f"{person.given_names} {person.family_name.upper()}", rpps=person.rpps, at=at
        )
        for person in case.practitioners
    }
    printer = PapersPrinter(secrets, authority.root.sha256.hex(), authority.demonstration, compose, review, find)
    with serve(authority.responder(at), now) as url:
        clock = HttpClock(url, anchors=(authority.time_ca, authority.root))
        yield Practice(
            printer,
            EmbeddedKeys(authority, keys),
            clock,
            clock_grade="C",
            accuracy=1.0,
            demonstration=authority.demonstration,
            review=review,
            find=find,
        )
