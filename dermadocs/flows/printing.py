"""Packs for the post: papers that are signed by hand, drawn once, kept with where ink belongs, joined to be printed.

What is kept of a paper, under one name: `estimate-patient.pdf`, its `.layout.json` (domain/layout.py) and its `.png`,
the picture that a returned scan is compared with. What was printed as a whole is `pack-1.pdf`; a second call gives the
same bytes again. A pack in big print has other originals, with « -large » in their names and handles of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from dermadocs.domain import labels
from dermadocs.domain.case import Case
from dermadocs.domain.codec import decode_document
from dermadocs.domain.content import Section
from dermadocs.domain.document import HANDLE_BYTES, HandedOver, Kind
from dermadocs.domain.events import Act
from dermadocs.domain.layout import Coded, Layout, decode, encode
from dermadocs.domain.posting import Number, Sheet, Told
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.state import State
from dermadocs.errors import NotPermitted
from dermadocs.flows import casework, consenting, informing, sealing
from dermadocs.flows.desk import Desk
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import Kept
from dermadocs.flows.ports import Drawn, Hand
from dermadocs.flows.reviewing import refuse_unreviewed
from dermadocs.languages import speaker
from dermadocs.paper.pack import Part, print_pages
from dermadocs.sentence import say
from dermadocs.sheets.posting import NAMES, Enclosed, first_letter, return_slip, second_letter

ORIGINAL, LAYOUT, PICTURE, PACK = "original", "layout", "rendering", "pack"
"""Kinds of what is kept: a paper for ink, where ink belongs on it, its picture, a whole print file."""
RETURNED, GIVEN = "practitioner", "patient"
"""The two copies: the one that comes back, and the one that the patient keeps."""
ISSUED = frozenset({State.SIGNED, State.SENT, State.HANDED_OVER, State.REFLECTING})
LATER = "Acceptance"
"""Frames on the pages that the first pack holds back."""


class Printed(NamedTuple):
    """A paper as it is kept, and which of its pages a pack has."""

    what: str
    copy: str
    pdf: bytes
    layout: Layout
    pages: tuple[int, ...]
    version: str = ""
    """Of its template, as an estimate lists the notices given with it."""

    @property
    def enclosed(self) -> Enclosed:
        """As a letter names it."""
        return Enclosed(self.what, self.copy, self.pages[0], self.pages[-1])

    @property
    def part(self) -> Part:
        """As a part of the print file."""
        record = f"{self.what}-{self.copy}.json"
        return Part(NAMES[self.what, self.copy], self.pdf, self.pages, record, self.layout.document, self.layout)


def print_pack(desk: Desk, kept: Kept, number: Number, *, large: bool = False) -> Kept:
    """Make a pack ready to be printed; nothing happens when it was made before.

    NotPermitted for the first one before the estimate is issued, for the second one before the sixteenth day after
    receipt, whoever asks.
    """
    (_refuse_unissued if number == 1 else _refuse_early)(desk, kept)
    if pack_name(kept, number, large=large) in kept.latest:
        return kept
    return _Press(desk, kept, number, large).printed()


def pack_name(kept: Kept, number: Number, *, large: bool = False) -> str:
    """The name under which a pack's print file is kept; it says nothing of patient or act."""
    return kept.name_of(f"pack-{number}" + ("-large" if large else ""))


def layout_name(name: str) -> str:
    """The name of what says where ink belongs on a print file or on a paper."""
    return name.removesuffix(".pdf") + ".layout.json"


def _refuse_unissued(desk: Desk, kept: Kept) -> None:
    if kept.dossier.state is State.DRAFT:
        raise NotPermitted("pack", "the estimate is not issued: every operating surgeon signs it first", "T-01")
    if kept.dossier.state not in ISSUED:
        why = say("the dossier is {state}: there is no estimate to be received", state=kept.dossier.state)
        raise NotPermitted("pack", why, "T-01")


def _refuse_early(desk: Desk, kept: Kept) -> None:
    sealing.refuse_before_gate(desk.practice, kept.paper("estimate"), _waiting(kept), moment(desk, kept))


def _waiting(kept: Kept) -> Act:
    """The act that the second pack is sent for first."""
    return Act.CONSENT if kept.dossier.state is State.ACCEPTED else Act.ACCEPT


class _Press:
    """One pack on its way: the dossier grows by what is drawn."""

    def __init__(self, desk: Desk, kept: Kept, number: Number, large: bool) -> None:
        estimate = kept.paper("estimate")
        translation = estimate.document.translation
        self.desk, self.kept, self.number, self.large = desk, kept, number, large
        self.case, self.issued = kept.case, estimate
        self.language = translation.language if translation else None
        self.say = speaker(self.language)

    @property
    def at(self) -> datetime:
        return moment(self.desk, self.kept)

    def printed(self) -> Kept:
        casework.refuse_changed(self.kept, self.issued.document.dossier)
        papers = self._first() if self.number == 1 else self._second()
        enclosed = [paper.enclosed for paper in papers]
        slip = return_slip(self.kept.identifier, self.number, enclosed, self.say)
        parts = [
            self._letter("cover", "Lettre", "cover-letter", self._cover(enclosed)),
            *(paper.part for paper in papers),
            self._slip(slip),
            self._letter("address", "Adresses", "address", ()),
        ]
        title = f"Dossier {self.kept.identifier}, envoi {self.number}"
        joined = self.desk.practice.printer.joined(parts, title, self.case.practice.name, self.at)
        name = pack_name(self.kept, self.number, large=self.large)
        pages = json.dumps(print_pages(parts), ensure_ascii=False, indent=1).encode()
        kept = self.kept.filing(name, PACK, joined, self.at)
        return kept.filing(layout_name(name), LAYOUT, pages, self.at)

    def _cover(self, enclosed: Sequence[Enclosed]) -> tuple[Section, ...]:
        practice, dossier = self.case.practice, self.kept.dossier
        if self.number == 1:
            return first_letter(practice, enclosed, self.say)
        assert dossier.day is not None  # no gate without a receipt
        assert dossier.gate is not None
        return second_letter(practice, enclosed, dossier.day, paris_day(dossier.gate), self.say)

    # ---- the papers

    def _first(self) -> list[Printed]:
        """The estimate in two originals without the page that accepts it, and the notices that go with it."""
        refuse_unreviewed(self.desk.practice, "estimate", self.case, self.language, self.at)
        notices = [
            self._copy(kind, self.case, copy)
            for kind in informing.handed_over_with_estimate(self.case)
            for copy in ((RETURNED, GIVEN) if kind == "implant-notice" else (GIVEN,))
        ]
        estimates = [self._copy("estimate", self.case, copy, _listed(notices, copy)) for copy in (RETURNED, GIVEN)]
        return [*(self._of_pages(one, one.what, later=False) for one in estimates), *notices]

    def _second(self) -> list[Printed]:
        """What accepts the estimate, unless it is accepted, and the consent, in two copies; the after-care."""
        found: list[Printed] = []
        if _waiting(self.kept) is Act.ACCEPT:
            found += [
                self._of_pages(self._known("estimate", copy), "acceptance", later=True) for copy in (RETURNED, GIVEN)
            ]
        consenting.refuse_clauses(self.case)
        refuse_unreviewed(self.desk.practice, "consent", self.case, self.language, self.at)
        case = consenting.with_papers_given(self.issued)
        found += [self._copy("consent", case, copy) for copy in (RETURNED, GIVEN)]
        return [*found, self._copy("aftercare", self.case, GIVEN)]

    def _copy(self, kind: Kind, case: Case, copy: str, handed_over: Sequence[HandedOver] = ()) -> Printed:
        handle, hand = self.desk.random(HANDLE_BYTES), Hand(labels.COPIES[copy], self.large)
        drawn = self.desk.practice.printer.paper(
            kind, case, handle, self.at, language=self.language, handed_over=handed_over, hand=hand
        )
        layout = self._file(self._name(kind, copy), kind, handle, drawn)
        version = decode_document(drawn.document).template.version
        return Printed(kind, copy, drawn.pdf, layout, tuple(range(1, len(layout.sheets) + 1)), version)

    def _known(self, kind: Kind, copy: str) -> Printed:
        """An original of the first pack."""
        name = self._name(kind, copy)
        if name not in self.kept.latest:
            why = "the acceptance is a page of the two originals on paper: print and post pack 1 first"
            raise NotPermitted("pack", why, "ARR1996-2-10")
        layout = decode(self.kept.bytes_of(layout_name(name)))
        return Printed(kind, copy, self.kept.bytes_of(name), layout, tuple(range(1, len(layout.sheets) + 1)))

    @staticmethod
    def _of_pages(paper: Printed, what: str, *, later: bool) -> Printed:
        """The paper with the pages that accept it, or with all others."""
        accepting = {
            sheet.page for sheet in paper.layout.sheets if any(box.id.startswith(LATER) for box in sheet.boxes)
        }
        pages = tuple(page for page in paper.pages if (page in accepting) is later)
        return paper._replace(what=what, pages=pages)

    def _name(self, stem: str, copy: str) -> str:
        return self.kept.name_of(f"{stem}-{copy}" + ("-large" if self.large else ""))

    def _file(self, name: str, document: Coded, handle: bytes, drawn: Drawn) -> Layout:
        layout, picture = self.desk.practice.printer.described(document, handle, drawn)
        stem = name.removesuffix(".pdf")
        kept = self.kept.filing(name, ORIGINAL, drawn.pdf, self.at)
        kept = kept.filing(layout_name(name), LAYOUT, encode(layout), self.at)
        self.kept = kept.filing(f"{stem}.png", PICTURE, picture, self.at)
        return layout

    # ---- the letters

    def _draw(self, sheet: Sheet, content: Sequence[Section], handle: bytes) -> Drawn:
        told = Told(self.kept.identifier, self.number, content)
        printer = self.desk.practice.printer
        return printer.letter(sheet, told, self.case, handle, self.at, language=self.language, large=self.large)

    def _letter(self, sheet: Sheet, name: str, document: str, content: Sequence[Section]) -> Part:
        drawn = self._draw(sheet, content, bytes(HANDLE_BYTES))
        return Part(name, drawn.pdf, tuple(range(1, len(drawn.boxes) + 1)), document=document)

    def _slip(self, content: Sequence[Section]) -> Part:
        handle = self.desk.random(HANDLE_BYTES)
        drawn = self._draw("slip", content, handle)
        name = self.kept.name_of(f"return-slip-{self.number}" + ("-large" if self.large else ""))
        layout = self._file(name, "return-slip", handle, drawn)
        pages = tuple(range(1, len(layout.sheets) + 1))
        return Part("Bordereau de retour", drawn.pdf, pages, document="return-slip", layout=layout)


def _listed(notices: Iterable[Printed], copy: str) -> tuple[HandedOver, ...]:
    """How a copy of the estimate names the notices that are in the same envelope."""
    found: dict[str, HandedOver] = {}
    for one in notices:
        if one.what not in found or one.copy == copy:
            name, sha256 = labels.NOTICES[one.what], one.layout.pdf_sha256
            found[one.what] = HandedOver(name=name, version=one.version, sha256=sha256)
    return tuple(found.values())
