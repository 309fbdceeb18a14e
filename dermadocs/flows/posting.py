"""The way by post, out and back: a pack leaves; people decide on each sheet that returns; letters answer.

Nothing is accepted without a person; a page that is not clean wants two. What is accepted becomes an act in
`returning`. Everything here goes through `keeping.act`, so it is whole or not done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from dermadocs.domain.content import Section
from dermadocs.domain.copy import Decided, accepted, unacceptable
from dermadocs.domain.document import HANDLE_BYTES
from dermadocs.domain.events import PaperChannel, Posted, Reviewed, Sent
from dermadocs.domain.ink import PackNumber
from dermadocs.domain.posting import Told
from dermadocs.domain.sheet import Decision, Sheet, Weighing
from dermadocs.domain.state import State
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows.awaited import Packs
from dermadocs.flows.desk import Desk
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import Kept
from dermadocs.flows.questioning import refuse_unanswered
from dermadocs.languages import offered, speaker
from dermadocs.paper.reconcile import Image
from dermadocs.sentence import say
from dermadocs.sheets.answers import asked_again

LETTER = "letter"
"""The kind of a letter to the patient."""
OFFERED = frozenset({State.SIGNED, State.SENT, State.HANDED_OVER})


# ---- out


def post(desk: Desk, kept: Kept, pack: PackNumber, channel: PaperChannel, on: date) -> Kept:
    """A pack left, on that day. NotPermitted for the first one while the originals signed in ink are not sealed as
    copy 0, for the second one before the gate.
    """
    packs = Packs(kept)
    if packs.awaited(pack) is None:
        raise NotPermitted("post", say("pack {number} is not printed yet", number=pack), "REM-05")
    if pack == 1:
        refuse_unanswered(kept.case, kept.entries, moment(desk, kept), "send")
    copy = packs.copy_of_originals() if pack == 1 else None
    kept = kept.after(Posted(at=moment(desk, kept), pack=pack, channel=channel, on=on, copy=copy))
    left = pack == 1 and kept.dossier.state in OFFERED
    return kept.after(Sent(at=moment(desk, kept), channel=channel)) if left else kept


# ---- what people decide


def review(
    desk: Desk,
    kept: Kept,
    sheet: Sheet,
    decision: Decision,
    by: str,
    reason: str | None = None,
    weighed: Sequence[Weighing] = (),
) -> Kept:
    """A person decides on a sheet.

    InputError without a reason where one is asked for, or from the same person twice; NotPermitted for a page that
    nobody may accept.
    """
    if reason is None and (decision != "accept" or sheet.status != "clean"):
        raise InputError("review", "say why: only a clean page is accepted without a reason")
    before = reviews(kept).get(Image(sheet.sha256, sheet.page), [])
    if any(one.by.casefold() == by.casefold() for one in before):
        raise InputError("review", say("{by} has decided on this page already; another person looks next", by=by))
    if decision == "accept":
        told = [decided(one) for one in before] + [_said(decision, weighed, by, desk.now(), reason)]
        why = unacceptable(sheet.status, len(sheet.differences), told)
        if why is not None:
            raise NotPermitted("review", why, "SIG-16")
    event = Reviewed(
        at=moment(desk, kept),
        file=sheet.sha256,
        page=sheet.page,
        status=sheet.status,
        decision=decision,
        weighed=tuple(weighed),
        by=by,
        reason=reason,
    )
    return kept.after(event)


def reviews(kept: Kept) -> Mapping[Image, list[Reviewed]]:
    """What people decided, by image, in order."""
    found: dict[Image, list[Reviewed]] = {}
    for entry in kept.entries:
        if isinstance(entry.event, Reviewed):
            found.setdefault(Image(entry.event.file, entry.event.page), []).append(entry.event)
    return found


def settled(kept: Kept, sheets: Iterable[Sheet]) -> dict[Image, Decision]:
    """The final decision on each sheet that has one: who refuses or asks again decides alone."""
    said, found = reviews(kept), dict[Image, Decision]()
    for sheet in sheets:
        image = Image(sheet.sha256, sheet.page)
        told = said.get(image, [])
        against = [one.decision for one in told if one.decision != "accept"]
        if against:
            found[image] = "refuse" if "refuse" in against else "ask_again"
        elif told and accepted(sheet.status, len(sheet.differences), [decided(one) for one in told]) is None:
            found[image] = "accept"
    return found


def ask_again(desk: Desk, kept: Kept, sheets: Sequence[Sheet], missing: Sequence[tuple[str, int]] = ()) -> Kept:
    """Keep the letter that asks for pages again, in the patient's language: it names pages and frames."""
    said = settled(kept, sheets)
    wanted = [one for one in sheets if said.get(Image(one.sha256, one.page)) in ("ask_again", "refuse")]
    return letter(desk, kept, asked_again(wanted, missing, speaker(language_of(kept))))


def decided(one: Reviewed) -> Decided:
    """A decision as a copy holds it."""
    return _said(one.decision, one.weighed, one.by, one.at, one.reason)


def _said(decision: Decision, weighed: Sequence[Weighing], by: str, at: datetime, reason: str | None) -> Decided:
    return Decided(decision=decision, weighed=tuple(weighed), by=by, at=at, reason=reason)


def language_of(kept: Kept) -> str | None:
    """The patient's language, where it is offered."""
    language = kept.case.patient.language
    return language if language in offered() else None


def letter(desk: Desk, kept: Kept, content: Sequence[Section]) -> Kept:
    """Draw a letter and keep it, to be printed for an envelope with a window, or to be sent as a file."""
    number = 1 + sum(one.kind == LETTER for one in kept.filed)
    pack: PackNumber = kept.dossier.posted[-1].pack if kept.dossier.posted else 1
    told, at = Told(kept.identifier, pack, content), moment(desk, kept)
    printer, nobody = desk.practice.printer, bytes(HANDLE_BYTES)
    drawn = printer.letter("answer", told, kept.case, nobody, at, language=language_of(kept), large=False)
    return kept.filing(f"letter-{number}.pdf", LETTER, drawn.pdf, moment(desk, kept))
