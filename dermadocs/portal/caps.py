"""How much one request may bring; refused by its announced length, before anything of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dermadocs.portal.audit.intake import BODY
from dermadocs.portal.speech import speak

USUAL = 30 * 1024 * 1024
"""Bytes: a scan, an attachment."""


class Caps:
    """A request that announces too much gets a page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A body without an announced length is not read at all."""
        most = _most(request.path)
        try:
            announced = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            announced = most + 1
        if announced <= most:
            return self._next(request)
        if not hasattr(request, "voice"):
            speak(request, "fr")
        answer = render(request, "errors/too-large.html.j2", {"most": most // (1024 * 1024)}, status=413)
        answer.headers["Connection"] = "close"
        return answer


def _most(path: str) -> int:
    return BODY if path.startswith(("/audit/", "/practice/post/")) else USUAL
