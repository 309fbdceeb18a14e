"""The first page inside, which says what is true now; and the files that a person may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dermadocs.domain.labels import NOTICES
from dermadocs.domain.people import Patient
from dermadocs.domain.reflection import FULL_DAYS, paris_day
from dermadocs.flows import asking
from dermadocs.portal import pictures
from dermadocs.portal.gates import public
from dermadocs.portal.room import stages
from dermadocs.portal.room.holding import newest, signed
from dermadocs.portal.room.reading import PAPERS
from dermadocs.portal.room.visits import Guest, inside
from dermadocs.render import dots


@dataclass(frozen=True)
class Copy:
    """A file that a person may hold: the paper it is, its name, its digest."""

    kind: str
    name: str
    sha256: str
    pages: bool = True


def copies(guest: Guest) -> Iterator[Copy]:
    """The files of the dossier that are this person's too, in the order of their papers.

    None before the estimate has left: it may lack the signature of a surgeon still, a second one as well as a first.
    """
    kept = guest.kept
    if kept.dossier.state in stages.UNSENT:
        return
    people = [one.id for one in kept.case.receivers]
    signs = guest.person.id in people
    kinds = ["estimate", *NOTICES, "consent", "aftercare", "withdrawal"] if signs else ["consent"]
    for kind in [*kinds, *(["dossier"] if isinstance(guest.person, Patient) else [])]:
        name = kept.name_of(kind) if kept.has(kind) else f"{kind}.pdf"
        if kind == "consent" and guest.kept.dossier.gate is not None and guest.now < guest.kept.dossier.gate:
            continue
        held = newest((one for one in kept.filed if one.name == name), people, guest.person.id)
        if held is not None:
            yield Copy(kind, name, held)


def earlier(guest: Guest) -> Iterator[Copy]:
    """What this person signed of an estimate that another one replaced: theirs for good."""
    kept, who = guest.kept, guest.person.id
    people = [one.id for one in kept.case.receivers]
    for name in sorted(signed(kept.filed, people, who)):
        revisions = [one for one in kept.filed if one.name == name]
        held = newest(revisions, people, who)
        if held is not None and name != kept.name_of(revisions[0].kind):
            yield Copy(revisions[0].kind, name, held)


@inside
@require_safe
def index(request: HttpRequest, guest: Guest) -> HttpResponse:
    """What is true now for this person, and what they may do."""
    turn = stages.turn(guest)
    kept, dossier = guest.kept, guest.kept.dossier
    replies = {one.to for one in asking.answers(kept)}
    own = [one for one in asking.questions(kept) if one.by == guest.person.id]
    told = {
        "turn": turn,
        "guest": guest,
        "copies": list(copies(guest)),
        "earlier": list(earlier(guest)),
        "days": FULL_DAYS,
        "first_day": paris_day(turn.opens) if turn.opens else None,
        "received": next((e.event.at for e in kept.entries if e.event.act.value == "receive"
                          and getattr(e.event, "person", "") == guest.person.id), None),
        "state": dossier.state.name,
        "answered": any(one.number in replies for one in own),
        "phone": kept.case.practice.phone,
        "signs": guest.person.id in dossier.receivers,
    }  # fmt: skip
    return render(request, "room/index.html.j2", told)


@inside
@require_safe
def files(request: HttpRequest, guest: Guest) -> HttpResponse:
    """All files of the dossier that are this person's: to read, and to keep."""
    told = {"copies": list(copies(guest)), "earlier": list(earlier(guest)), "readable": PAPERS}
    return render(request, "room/files.html.j2", told)


@inside
@require_safe
def paper(request: HttpRequest, guest: Guest, name: str) -> HttpResponse:
    """A person's own copy of a file: exact bytes."""
    return HttpResponse(
        _bytes(guest, name),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@inside
@require_safe
def picture(request: HttpRequest, guest: Guest, name: str, page: int) -> HttpResponse:
    """A page of it as a picture."""
    data = _bytes(guest, name)
    if not 1 <= page <= pictures.count(data):
        raise Http404
    return HttpResponse(pictures.page(data, page), content_type="image/png")


@inside
@require_safe
def exact(request: HttpRequest, guest: Guest, name: str) -> HttpResponse:
    """All pages of a file as pictures, one under the other."""
    copy = _copy(guest, name)
    told = {"copy": copy, "pages": pictures.count(guest.kept.read(copy.sha256))}
    return render(request, "room/exact.html.j2", told)


@public
@require_safe
def dot(request: HttpRequest, told: str) -> HttpResponse:
    """A frequency as a hundred dots: the drawing of the papers, which says nothing of anybody."""
    try:
        drawn = dots.picture(f"{dots.SCHEME}{told}")
    except ValueError as problem:
        raise Http404 from problem
    return HttpResponse(
        drawn, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )


def _copy(guest: Guest, name: str) -> Copy:
    for one in (*copies(guest), *earlier(guest)):
        if one.name == name:
            return one
    raise Http404


def _bytes(guest: Guest, name: str) -> bytes:
    return guest.kept.read(_copy(guest, name).sha256)
