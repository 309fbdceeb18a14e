"""Who asked for contact, and how a patient enters the practice's books: once, from the request or by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dermadocs.domain.jsonform import convert
from dermadocs.domain.newcomer import Newcomer
from dermadocs.flows import arriving, keeping
from dermadocs.flows.desk import Desk
from dermadocs.flows.kept import CASE, Kept
from dermadocs.portal import choices, contacts
from dermadocs.portal.faults import faults
from dermadocs.portal.faults import told as fault_told
from dermadocs.portal.gates import needs
from dermadocs.portal.office import office
from dermadocs.portal.patients import missing, newcomer_of, typed_of
from dermadocs.portal.practice import standing
from dermadocs.portal.practice.standing import Moved, scene

TITLES = (("Mme", "Mme"), ("M.", "M."))


@needs("prepare")
@require_GET
def demands(request: HttpRequest) -> HttpResponse:
    """The requests that wait for an answer, the oldest first."""
    rows = [(one, one.newcomer) for one in contacts.waiting()]
    say = request.voice  # type: ignore[attr-defined]
    told = {
        "rows": rows,
        "countries": dict(choices.countries(say.language)),
        "spoken": dict(choices.languages(say.language)),
    }
    return render(request, "practice/patients/demands.html.j2", told)


@needs("prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, number: int) -> HttpResponse:
    """Open the dossier of somebody who asked, with what they told; each request opens one."""
    found = contacts.ContactRequest.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    if found.dossier:
        return redirect(standing.address(found.dossier))
    if not found.told:
        raise Http404
    if request.method != "POST":
        return _form(request, {}, typed_of(found.newcomer), found)
    who = _read(request)
    if not isinstance(who, Newcomer):
        return _form(request, who, request.POST, found)
    if contacts.claim(number, office().now()) is None:
        return render(request, "practice/patients/taken.html.j2", {}, status=409)
    try:
        kept = _begin(who)
    except BaseException:
        contacts.release(number)
        raise
    contacts.entered(number, kept.identifier)
    return redirect("practice:entered", kept.identifier)


@needs("prepare")
@require_POST
def set_aside(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a request that leads to nothing: what was told in it is erased."""
    contacts.set_aside(number)
    return redirect("practice:demands")


@needs("prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A dossier of somebody who asked by telephone or in person."""
    if request.method != "POST":
        return _form(request, {}, {"/country": "FR", "/time_zone": "Europe/Paris", "/language": "fr"}, None)
    who = _read(request)
    if not isinstance(who, Newcomer):
        return _form(request, who, request.POST, None)
    return redirect("practice:entered", _begin(who).identifier)


@needs("prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def patient(request: HttpRequest, identifier: str) -> HttpResponse:
    """The patient's data while there is no estimate; afterwards they are the estimate's."""
    there = scene(request, identifier)
    if CASE in there.kept.latest:
        return redirect("practice:estimate", identifier)
    if request.method != "POST":
        who = arriving.newcomer(there.kept)
        return _form(request, {}, typed_of(who) if who else {}, None, there.kept)
    told = _read(request)
    if not isinstance(told, Newcomer):
        return _form(request, told, request.POST, None, there.kept)
    try:
        standing.do(request, identifier, "patient", _mending(told))
    except Moved:
        return standing.moved(request, identifier)
    return redirect("practice:entered", identifier)


@needs("look")
@require_GET
def entered(request: HttpRequest, identifier: str) -> HttpResponse:
    """The dossier is open: what comes next."""
    there = scene(request, identifier)
    told = {"identifier": identifier, "patient": there.kept.patient, "dossier": standing.address(identifier)}
    return render(request, "practice/patients/entered.html.j2", told)


def _mending(who: Newcomer) -> Callable[[Desk, Kept], Kept]:
    return lambda desk, kept: arriving.mend(desk, kept, who)


def _begin(who: Newcomer) -> Kept:
    desk = office().desk
    return keeping.begin_next(desk, lambda kept: arriving.enter(desk, kept, who))


def _read(request: HttpRequest) -> Newcomer | dict[str, str]:
    raw = newcomer_of(request.POST)
    wrong = faults(raw, Newcomer) | missing(raw)
    return wrong or convert(raw, Newcomer, "patient")


def _form(
    request: HttpRequest,
    wrong: Mapping[str, str],
    typed: Mapping[str, str],
    asked: contacts.ContactRequest | None,
    kept: Kept | None = None,
) -> HttpResponse:
    say = request.voice  # type: ignore[attr-defined]
    told = {
        "wrong": {pointer: fault_told(say, why) for pointer, why in wrong.items()},
        "typed": typed,
        "asked": asked,
        "kept": kept,
        "head": request.POST.get("head") or (kept.head if kept else ""),
        "titles": TITLES,
        "countries": choices.countries(say.language),
        "spoken_by": choices.languages(say.language),
        "zones": choices.zones(),
    }
    return render(request, "practice/patients/patient.html.j2", told, status=422 if wrong else 200)
