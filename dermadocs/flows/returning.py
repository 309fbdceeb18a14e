"""What came back and was accepted becomes an act: a reliable copy is sealed first, then the event is recorded.

What binds and is dated, or comes, before the gate is kept apart with its notice and has no effect (NU-04). What is no
act any more (done on a screen, withdrawn, replaced) is kept and named. Whole or not done, as every act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from dermadocs.domain.codec import canonical
from dermadocs.domain.copy import Deed, Manifest
from dermadocs.domain.events import Accepted, AcceptedEarly, AnyEvent, Consented, DayConfirmed, PaperChannel, Received
from dermadocs.domain.ink import OnPaper, PackNumber
from dermadocs.domain.reflection import written_within
from dermadocs.errors import NotPermitted
from dermadocs.flows.awaited import SURGEON, Packs
from dermadocs.flows.copying import Pile, Read, composed, label_of
from dermadocs.flows.desk import Desk
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import Kept
from dermadocs.flows.ports import Scans
from dermadocs.flows.posting import language_of, letter
from dermadocs.flows.questioning import refuse_unanswered
from dermadocs.languages import speaker
from dermadocs.law.rule import Step
from dermadocs.sentence import say
from dermadocs.sheets.answers import without_effect

ORDER = ("receipt", "acceptance", "consent", "confirmation")
"""Whatever lies above in the envelope: nobody consents before all have accepted."""
STEPS: Mapping[str, Step] = {"receipt": "receive", "acceptance": "accept", "consent": "consent"}
"""What is asked before each act, on paper as on a screen."""
ON_THE_DAY = "DayConfirmation"
"""The frames of a consent on paper that are signed at the practice, on the day of the act."""


def seal_originals(desk: Desk, kept: Kept, scans: Scans, pile: Pile, reads: Sequence[Read]) -> Kept:
    """Copy 0: both originals of the estimate, with the ink of every surgeon, before they are posted."""
    places = Packs(kept).originals()
    if not places:
        raise NotPermitted("copy", "pack 1 is not printed yet", "REM-05")
    due = {(place.handle, place.page) for place in places}
    kept, manifest, _ = composed(desk, kept, scans, pile, reads, "originals", due)
    signed = {(deed.handle, deed.person) for deed in manifest.deeds}
    wanted = {(place.handle, one.id) for place in places for one in kept.case.operators}
    if signed != wanted:
        raise NotPermitted("copy", "each original bears the date and the ink of every surgeon", "CSP-D6322-30-02")
    return kept


def conclude(
    desk: Desk,
    kept: Kept,
    scans: Scans,
    pile: Pile,
    reads: Sequence[Read],
    *,
    posted_on: date | None,
    registered_on: date | None = None,
) -> Kept:
    """Seal the copy of what came back and was accepted, and record the acts in it; or set them apart as too early.

    NotPermitted when people have not accepted a page, a page or a frame is lacking, a day cannot be true, or the act is
    no act any more: nothing is recorded then.
    """
    pack: PackNumber = 1 if all(label_of(one.field) == "Receipt" for one in reads) else 2
    packs, on_the_day = Packs(kept), all(label_of(one.field) == ON_THE_DAY for one in reads)
    awaited = packs.awaited(pack)
    if awaited is None:
        raise NotPermitted("copy", say("pack {number} is not printed yet", number=pack), "REM-05")
    early = pack == 2 and not on_the_day and _early(desk, kept, reads)
    due = {place.key for place in awaited.due}
    if on_the_day:
        due, posted_on = due & packs.with_frames(ON_THE_DAY), None
    handed = [one.channel for one in kept.dossier.posted if one.pack == pack and one.on == posted_on]
    kept, manifest, copy = composed(
        desk, kept, scans, pile, reads, "early" if early else "acts", due, posted_on, registered_on
    )
    refuse_uninformed(manifest)
    for deed in sorted(manifest.acts, key=lambda one: ORDER.index(one.act)):
        if not early and deed.act in STEPS:
            refuse_unanswered(kept.case, kept.entries, moment(desk, kept), STEPS[deed.act])
        paper, at = manifest.on_paper(deed, copy), moment(desk, kept)
        channel = "in_person" if posted_on is None else handed[-1] if handed else "post"
        if early:
            kept = kept.after(AcceptedEarly(at=at, person=deed.person, channel="post", paper=paper))
        else:
            kept = kept.after(_event(deed, manifest.estimate, at, channel, distance=posted_on is not None, paper=paper))
    return letter(desk, kept, without_effect(kept.dossier, speaker(language_of(kept)))) if early else kept


def refuse_uninformed(manifest: Manifest) -> None:
    """NotPermitted for a consent that the surgeon has not signed: who informs signs before the patient does."""
    consents = {deed.handle for deed in manifest.acts if deed.act == "consent"}
    pages = [scan for scan in manifest.scans if scan.identity is not None and scan.identity.handle in consents]
    frames = [box for scan in pages for box in scan.boxes if box.id.startswith(SURGEON) and box.required]
    if manifest.purpose == "acts" and not all(box.filled for box in frames):
        why = "no ink of the surgeon is on the consent: who informs signs it before it is posted"
        raise NotPermitted("consent", why, "CSP-L1111-2-02")


def set_aside(desk: Desk, kept: Kept, pile: Pile, why: str) -> Kept:
    """Sheets that are no act: there twice, after the same act on a screen, after an end. Kept with the heap, and named
    here by digest, with the reason.
    """
    told = {
        "heap": pile.heap.name,
        "why": why,
        "sheets": [{"sha256": one.sha256, "page": one.page, "status": one.status} for one in pile.sheets],
    }
    number = 1 + sum(one.kind == "set-aside" for one in kept.filed)
    return kept.filing(f"set-aside-{number}.json", "set-aside", canonical(told), moment(desk, kept))


def _early(desk: Desk, kept: Kept, reads: Sequence[Read]) -> bool:
    """Dated before the gate, as early as the day can mean; or here before it."""
    dossier = kept.dossier
    if dossier.gate is None or dossier.terms is None or desk.now() < dossier.gate:
        return True
    zone = dossier.terms.patient_zone
    return any(written_within(one.written_on, zone)[0] < dossier.gate for one in reads)


def _event(
    deed: Deed, estimate: str, at: datetime, channel: PaperChannel, *, distance: bool, paper: OnPaper
) -> AnyEvent:
    who = deed.person
    if deed.act == "receipt":
        return Received(at=at, person=who, document=estimate, channel=channel, paper=paper)
    if deed.act == "acceptance":
        return Accepted(at=at, person=who, document=estimate, distance=distance, paper=paper)
    if deed.act == "confirmation":
        return DayConfirmed(at=at, person=who, paper=paper)
    return Consented(at=at, person=who, paper=paper)
