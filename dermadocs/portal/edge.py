"""The one place where an error becomes a page: what failed, that nothing was recorded, what to do next."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dermadocs.errors import Busy, Damaged, DermadocsError, InputError, NotPermitted
from dermadocs.portal.speech import speak
from dermadocs.refusals import refusal
from dermadocs.telling import Language
from signatures.errors import SignatureError

LOG = logging.getLogger("dermadocs.portal")
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotPermitted, 409),
    (Busy, 409),
    (Damaged, 500),
    (InputError, 422),
    (SignatureError, 503),
    (DermadocsError, 500),
)


class Edge:
    """Headers that every answer bears, and pages for errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing of a dossier stays in a cache; no device of the patient is asked for."""
        request.get_host()  # the name of another host is refused, whatever the page
        response = self._next(request)
        response.setdefault("Cache-Control", "no-store")
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """An error of ours, or one that nobody expected, as a page. Django makes its own of the rest."""
        if isinstance(problem, Http404 | PermissionDenied | SuspiciousOperation):
            return None
        for kind, status in STATUS:
            if isinstance(problem, kind):
                return refused(request, problem, status)
        LOG.error(
            "unexpected %s at %s", type(problem).__name__, request.resolver_match and request.resolver_match.view_name
        )
        LOG.debug("details", exc_info=problem)
        return failed(request)


def refused(request: HttpRequest, problem: Exception, status: int) -> HttpResponse:
    """What was refused and why; nothing was recorded."""
    language: Language = "fr" if request.voice.language == "fr" else "en"  # type: ignore[attr-defined]
    return render(request, "errors/refused.html.j2", {"told": refusal(problem, language)}, status=status)


def failed(request: HttpRequest) -> HttpResponse:
    """Something of ours broke; nothing was recorded, the reader is told whom to ask."""
    return render(request, "errors/failed.html.j2", {}, status=500)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page: a foreign, guessed or old address."""
    return render(_spoken(request), "errors/not-found.html.j2", {}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read: too many fields or files, or another host's name."""
    try:
        request.get_host()
    except SuspiciousOperation:  # a page would give addresses of that host
        return HttpResponse("dermadocs: 400", status=400, content_type="text/plain")
    return render(_spoken(request), "errors/bad.html.j2", {}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page is for another role."""
    return render(_spoken(request), "errors/forbidden.html.j2", {}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from another site, or from a page that was left open too long."""
    return render(_spoken(request), "errors/stale.html.j2", {}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """What broke before a page could be made, or while it was."""
    problem = sys.exc_info()[1]
    LOG.error("unexpected %s outside a view", type(problem).__name__)
    LOG.debug("details", exc_info=problem)
    return HttpResponse("dermadocs: 500", status=500, content_type="text/plain")


def _spoken(request: HttpRequest) -> HttpRequest:
    """A request that was stopped before its language was chosen speaks French."""
    if not hasattr(request, "voice"):
        speak(request, "fr")
    return request
