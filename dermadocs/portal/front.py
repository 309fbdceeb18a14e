"""The front page, where somebody asks to be contacted; the language; the stylesheet that all doors share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dermadocs.domain.jsonform import convert
from dermadocs.domain.newcomer import Newcomer
from dermadocs.portal import choices, contacts, look, patients
from dermadocs.portal.faults import faults
from dermadocs.portal.faults import told as fault_told
from dermadocs.portal.gates import public
from dermadocs.portal.names import NAMES
from dermadocs.portal.office import office
from dermadocs.portal.speech import COOKIE


@public
@require_http_methods(["GET", "HEAD", "POST"])
def request_form(request: HttpRequest) -> HttpResponse:
    """Who asks for contact: name, language, country, how to be reached. No health question is asked here."""
    if request.method != "POST":
        return _form(request, {}, {})
    raw = patients.newcomer_of(request.POST)
    wrong = faults(raw, Newcomer) | patients.missing(raw)
    if wrong:
        return _form(request, wrong, request.POST, status=422)
    if contacts.too_many(request, datetime.now(UTC)):
        return _form(request, {"": "too many"}, request.POST, status=429)
    contacts.ask(convert(raw, Newcomer, "request"), office().now())
    return redirect("thanks")


@public
@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    """The request is kept; nothing is promised."""
    return render(request, "room/front-thanks.html.j2", {})


def _form(request: HttpRequest, wrong: Mapping[str, str], typed: Mapping[str, str], status: int = 200) -> HttpResponse:
    say = request.voice  # type: ignore[attr-defined]
    told = {
        "wrong": {pointer: fault_told(say, why) for pointer, why in wrong.items()},
        "typed": typed,
        "too_many": status == 429,
        "phone": office().home.profile.practice.phone,
        "countries": choices.countries(say.language),
        "spoken_by": choices.languages(say.language),
        "zones": choices.zones(),
    }
    return render(request, "room/front.html.j2", told, status=status)


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language that somebody chose, and go back to where they were."""
    chosen, back = request.POST.get("language", ""), request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    if chosen in NAMES:
        response.set_cookie(
            COOKIE, chosen, max_age=365 * 86400, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    return response


@public
@require_GET
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The one stylesheet; its address changes with its content, so a browser may keep it."""
    if digest != look.digest():
        raise Http404
    return HttpResponse(
        look.stylesheet(),
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
