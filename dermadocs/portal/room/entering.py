"""Coming in: the link shows a button, the button begins a visit, the code makes it known."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from dermadocs.domain.people import Patient
from dermadocs.portal.gates import public, visitors
from dermadocs.portal.names import NAMES
from dermadocs.portal.office import office
from dermadocs.portal.room import codes, links, visits
from dermadocs.portal.room.codes import Wanted
from dermadocs.portal.room.people import reached
from dermadocs.portal.room.rows import Draft, Visit
from dermadocs.portal.room.signing_form import KEPT
from dermadocs.portal.room.stages import DEEDS
from dermadocs.portal.speech import COOKIE as LANGUAGE

LOG = logging.getLogger("dermadocs.portal.room")
VISIT = "visit"


@public
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """What a personal link opens: a button. Pressing it uses the link up, sends a code and asks for it."""
    now = office().now()
    if request.method != "POST":
        here = links.alive(secret, now) is not None
        return render(request, "room/link.html.j2", {"alive": here, "secret": secret}, status=200 if here else 410)
    found = links.consume(secret, now)
    if found is None:
        return render(request, "room/link.html.j2", {"alive": False, "secret": secret}, status=410)
    response = redirect("room:code")
    visit = visits.begin(found, response, safe=request.is_secure())
    guest = visits.guest(visit, now)
    if guest is not None:
        if LANGUAGE not in request.COOKIES and isinstance(guest.person, Patient) and guest.person.language in NAMES:
            response.set_cookie(
                LANGUAGE, guest.person.language, samesite="Lax", httponly=True, secure=request.is_secure()
            )
        _send(request, guest)
    return response


@public
@require_POST
def again(request: HttpRequest, secret: str = "") -> HttpResponse:
    """A new link to the address that the practice knows; whoever asks, and whatever comes of it, reads the same."""
    now = office().now()
    if secret:
        links.send_again(secret, now)
    else:
        visit = visits.of(request, now)
        if visit is not None:
            links.again(visit.dossier, visit.person, now)
    return render(request, "room/again.html.j2", {})


@visitors
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent, and check what is typed."""
    now = office().now()
    visit = visits.of(request, now)
    if visit is None or not visits.alive(visit, now):
        return ended(request, visit, "")
    if visit.known_at is not None:
        return redirect("room:index")
    guest = visits.guest(visit, now)
    if guest is None:
        return ended(request, None, "")
    wanted = Wanted(guest.dossier, guest.person.id, VISIT)
    fault = ""
    if request.method == "POST" and request.POST.get("do") == "send":
        fault = _send(request, guest)
    elif request.method == "POST":
        answer, right = codes.check(wanted, request.POST.get("code", ""), now)
        if right is not None:
            Visit.objects.filter(pk=visit.pk).update(known_at=now, seen_at=now, channel=right.channel)
            return redirect("room:index")
        fault = answer
    to = reached(guest.kept, guest.person)
    told = {"to": to, "awaited": codes.awaited(wanted, now), "fault": fault, "locked": codes.locked(guest.dossier)}
    return render(request, "room/code.html.j2", told, status=422 if fault else 200)


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Leave the room; the link that began the visit is used up."""
    visit = visits.of(request, office().now())
    if visit is not None:
        visits.end(visit, office().now())
    response = render(request, "room/left.html.j2", {})
    response.delete_cookie(visits.COOKIE, path=visits.PATH, samesite="Strict")
    return response


def ended(request: HttpRequest, visit: Visit | None, act: str) -> HttpResponse:
    """Nobody is known here, or not any more: how to come in. What was typed into a form is kept and shown."""
    posted = request.POST if request.method == "POST" and act in DEEDS else {}
    kept = {name: text[:2000] for name in KEPT if (text := posted.get(name, ""))}
    if visit is not None and visit.known_at is not None and kept:
        told = {"typed": kept, "at": office().now()}
        Draft.objects.update_or_create(told, dossier=visit.dossier, person=visit.person, act=act)
    told = {"was_here": visit is not None, "typed": kept.get("mention", "")}
    return render(request, "room/ended.html.j2", told, status=403)


def _send(request: HttpRequest, guest: visits.Guest) -> str:
    """Send a code for the visit; what is wrong, or nothing."""
    wanted = Wanted(guest.dossier, guest.person.id, VISIT)
    return send_code(request, guest, wanted)


def send_code(request: HttpRequest, guest: visits.Guest, wanted: Wanted) -> str:
    """Send a code; what is wrong in one word (`often`, `locked`, `nowhere`, `unsent`), or nothing."""
    voice = request.voice  # type: ignore[attr-defined]
    try:
        answer = codes.send(wanted, reached(guest.kept, guest.person), voice, guest.now)
    except Exception as problem:  # whatever a carrier meets: the person is told, the code is void
        LOG.error("a code did not leave: %s", type(problem).__name__)
        return "unsent"
    return "" if answer == "sent" else answer
