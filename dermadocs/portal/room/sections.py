"""Reading: the contents of a paper, and one section a screen; going on records that a section was read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dermadocs.errors import InputError
from dermadocs.portal.room import proof, reading, stages
from dermadocs.portal.room.reading import Opened
from dermadocs.portal.room.rooms import copies
from dermadocs.portal.room.rows import Read
from dermadocs.portal.room.visits import Guest, inside


@inside
@require_safe
def contents(request: HttpRequest, guest: Guest, kind: str) -> HttpResponse:
    """The sections of a paper, those that were read ticked."""
    opened = _opened(guest, kind)
    say = request.voice  # type: ignore[attr-defined]
    told = {
        "paper": opened,
        "titles": reading.titles(opened, say),
        "read": proof.sections_read(guest, opened),
    }
    return render(request, "room/contents.html.j2", told)


@inside
def section(request: HttpRequest, guest: Guest, kind: str, key: str) -> HttpResponse:
    """One section; a button says that it was read and leads to the next, or back to where one came from."""
    opened = _opened(guest, kind)
    if key not in opened.screens:
        raise Http404
    say = request.voice  # type: ignore[attr-defined]
    screen = reading.draw(opened, key, say)
    place = opened.screens.index(key)
    if request.method == "POST":
        _read(guest, opened, screen)
        if place + 1 < len(opened.screens):
            return redirect("room:section", kind=kind, key=opened.screens[place + 1])
        turn = stages.turn(guest)
        if turn.deed is not None and turn.deed.paper == kind:
            return redirect("room:sign", act=turn.deed.act)
        return redirect("room:index")
    told = {
        "paper": opened,
        "screen": screen,
        "number": place + 1,
        "all": len(opened.screens),
        "before": opened.screens[place - 1] if place else None,
        "last": place + 1 == len(opened.screens),
    }
    return render(request, "room/section.html.j2", told)


def _read(guest: Guest, opened: Opened, screen: reading.Screen) -> None:
    told = {"sha256": screen.sha256, "language": opened.language, "at": guest.now}
    Read.objects.get_or_create(
        told, dossier=guest.dossier, person=guest.person.id, document=opened.sha256, section=screen.key
    )


def _opened(guest: Guest, kind: str) -> Opened:
    """A paper that this person may read; 404 for any other."""
    if not any(copy.kind == kind for copy in copies(guest)) or kind not in reading.PAPERS:
        raise Http404
    try:
        return reading.opened(guest.kept, kind)
    except InputError as problem:
        raise Http404 from problem
