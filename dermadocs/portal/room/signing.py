"""Signing: the page of an act, its code, the act itself, and the page after it.

A form is shown again with its faults until it is whole; then the code, good for this act over these very bytes,
then the flow. What the flow refuses, or a clock that does not answer, ends on a page that says that nothing was signed.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dermadocs.domain import french
from dermadocs.domain.events import AcceptedEarly
from dermadocs.domain.jsonform import canonical
from dermadocs.domain.people import full_name
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.state import State
from dermadocs.errors import Busy, NotPermitted
from dermadocs.flows import gesturing
from dermadocs.flows.desk import Desk
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import Kept
from dermadocs.portal import tallies
from dermadocs.portal.acting import do, opened
from dermadocs.portal.room import codes, passkeys, proof, reading, stages
from dermadocs.portal.room.codes import Wanted
from dermadocs.portal.room.entering import send_code
from dermadocs.portal.room.people import reached
from dermadocs.portal.room.rooms import copies
from dermadocs.portal.room.rows import Code as CodeRow
from dermadocs.portal.room.rows import Draft
from dermadocs.portal.room.signing_form import Form
from dermadocs.portal.room.stages import DEEDS, Deed
from dermadocs.portal.room.undoing import attempted, undone
from dermadocs.portal.room.visits import Guest, inside
from signatures.errors import SignatureError

LABELS = {
    "receipt": "Receipt",
    "acceptance": "Acceptance",
    "consent": "Patient",
    "confirmation": "DayConfirmation",
    "interpreter": "Interpreter",
}


@inside
def sign(request: HttpRequest, guest: Guest, act: str) -> HttpResponse:
    """The page of an act that may be done now; any other leads back, and a form for it is refused."""
    deed = DEEDS.get(act)
    if deed is None:
        raise Http404
    if done(guest.kept, guest, deed):
        return redirect("room:done", act=act)
    if stages.turn(guest).deed is not deed:
        return _too_early(request, guest, deed) if request.method == "POST" else redirect("room:index")
    paper = reading.opened(guest.kept, deed.paper)
    shown = hashlib.sha256(paper.pdf).hexdigest()
    wanted = Wanted(guest.dossier, guest.person.id, f"{act}:{shown}")
    form = _form(request, guest, act)
    if request.method == "POST":
        answer = _posted(request, guest, deed, form, wanted)
        if answer is not None:
            return answer
    return _page(request, guest, deed, form, wanted, paper)


def _form(request: HttpRequest, guest: Guest, act: str) -> Form:
    if request.method == "POST":
        return Form.of(request.POST)
    draft = Draft.objects.filter(dossier=guest.dossier, person=guest.person.id, act=act).first()
    return Form.of(draft.typed) if draft else Form()


def _posted(request: HttpRequest, guest: Guest, deed: Deed, form: Form, wanted: Wanted) -> HttpResponse | None:
    if form.way == "passkey" and not by_device(guest, deed):
        form.way = "name"
    if not form.check(deed, guest.person):
        return None
    if request.POST.get("do") == "code":
        if fault := send_code(request, guest, wanted):
            form.faults["code"] = fault
        return None
    answer, code = codes.check(wanted, form.code, guest.now)
    if code is None:
        if done(opened(guest.dossier), guest, deed):  # signed in another tab meanwhile
            return redirect("room:done", act=deed.act)
        form.faults["code"] = answer
        return None
    return _act(request, guest, deed, form, code)


def _act(request: HttpRequest, guest: Guest, deed: Deed, form: Form, code: CodeRow) -> HttpResponse:
    paper = reading.opened(guest.kept, deed.paper)
    told = proof.evidence(guest, code, form, paper, mention=deed.mention is not None)
    if form.way == "passkey" and by_device(guest, deed):
        passkeys.wait_for(guest, deed.act, form.mention, told)
        return redirect("room:passkey", act=deed.act)
    drawn = canonical(form.drawing) if form.way == "drawn" else None

    def act(desk: Desk, kept: Kept) -> Kept:
        if kept.bytes_of(paper.name) != paper.pdf:  # somebody else signed meanwhile: these are not the bytes shown
            raise NotPermitted(deed.act, "the paper changed meanwhile", "T-09")
        if drawn is not None:
            kept = kept.filing(proof.strokes_name(kept), proof.STROKES, drawn, moment(desk, kept))
        if deed.mention is None:
            kept = deed.flow(desk, kept, told)
        else:
            kept = deed.flow(desk, kept, guest.person.id, form.mention, told)
        return stages.with_news(kept, guest.person.id, moment(desk, kept))

    try:
        do(guest.dossier, deed.act, act)
    except (SignatureError, Busy) as problem:
        return undone(request, guest, deed.act, problem, form.kept)
    except NotPermitted as problem:
        if done(opened(guest.dossier), guest, deed):
            return redirect("room:done", act=deed.act)
        return undone(request, guest, deed.act, problem, form.kept)
    Draft.objects.filter(dossier=guest.dossier, person=guest.person.id, act=deed.act).delete()
    return redirect("room:done", act=deed.act)


def _too_early(request: HttpRequest, guest: Guest, deed: Deed) -> HttpResponse:
    """A form for an act that is not open: refused, and an acceptance before its time is noted as such (NU-04)."""
    gate, first = guest.kept.dossier.gate, stages.opens(guest.kept.dossier)
    early = deed.act == "acceptance" and guest.kept.dossier.state is State.REFLECTING
    if early and gate is not None and guest.now < gate:
        note = f"early/{guest.dossier}/{guest.person.id}"
        if tallies.take(note, 3, timedelta(days=1), guest.now):
            do(guest.dossier, "early acceptance", lambda desk, kept: _noted(desk, kept, guest.person.id))
    attempted(guest, deed.act, "early")
    told = {"why": "early" if early else "changed", "act": deed.act, "opens": first if early else None}
    return render(request, "room/undone.html.j2", told, status=409)


def _noted(desk: Desk, kept: Kept, who: str) -> Kept:
    return kept.after(AcceptedEarly(at=moment(desk, kept), person=who, channel="online"))


def _page(
    request: HttpRequest, guest: Guest, deed: Deed, form: Form, wanted: Wanted, paper: reading.Opened
) -> HttpResponse:
    told = {
        "act": deed.act,
        "paper": paper,
        "form": form,
        "mention": deed.mention,
        "name": full_name(guest.person),
        "to": reached(guest.kept, guest.person),
        "awaited": codes.awaited(wanted, guest.now),
        "locked": codes.locked(guest.dossier),
        "planned": _planned(paper),
        "by_device": by_device(guest, deed),
        "read": proof.sections_read(guest, paper),
        "guest": guest,
        "today": paris_day(guest.now),
    }
    return render(request, "room/sign.html.j2", told, status=422 if form.faults else 200)


def by_device(guest: Guest, deed: Deed) -> bool:
    """Whether a passkey may sign this act: one gesture signs one file, and an implant's notice is received with it."""
    return deed.act in gesturing.ACTS and not (deed.act == "receipt" and guest.kept.has("implant-notice"))


def _planned(paper: reading.Opened) -> dict[str, str]:
    """What an acceptance binds to, in a line: act (in the reader's language where it has one), surgeon, price."""
    case = paper.document.dossier
    act = case.estimate.procedure.act
    told = case.words(paper.language).get(act)
    return {
        "act": told or act,
        "language": paper.language if told else "fr",
        "surgeon": case.payee_name(case.estimate.met_by),
        "price": french.money(case.estimate.totals.gross),
    }


@inside
def after(request: HttpRequest, guest: Guest, act: str) -> HttpResponse:
    """What was signed, by its digest; the file to save; what comes next."""
    deed = DEEDS.get(act)
    if deed is None or not done(guest.kept, guest, deed):
        raise Http404
    name = guest.kept.name_of(deed.paper)
    own = next((copy.sha256 for copy in copies(guest) if copy.name == name), None)
    at = next(one.at for one in reversed(guest.kept.filed) if one.name == name and one.field == field(guest, deed))
    told = {
        "act": act,
        "at": at,
        "name": name,
        "sha256": own,
        "size": len(guest.kept.read(own)) if own else 0,
        "turn": stages.turn(guest),
        "guest": guest,
    }
    return render(request, "room/done.html.j2", told)


def field(guest: Guest, deed: Deed) -> str:
    """The signature field of a person for an act."""
    return stages.field_of(guest, LABELS[deed.act])


def done(kept: Kept, guest: Guest, deed: Deed) -> bool:
    """Whether a person has done an act, in the paper of now."""
    name = kept.name_of(deed.paper)
    return any(one.name == name and one.field == field(guest, deed) for one in kept.filed)
