"""In which language a page speaks: chosen by the person, else asked of the browser; French where nothing fits.

Each door has sentences of its own (`locale/<language>/<door>.po`); their keys are the French ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, cast

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from dermadocs.domain.bidi import SCRIPTS
from dermadocs.languages import surface_catalogue
from dermadocs.portal.arabic import Arabic, Isolated
from dermadocs.portal.names import NAMES
from dermadocs.report.voice import Voice

COOKIE = "language"
SPOKEN: dict[str, tuple[str, ...]] = {"room": ("fr", "en", "ar"), "console": ("fr", "en"), "desk": ("fr", "en")}


def surface_of(path: str) -> str:
    """Which door a path belongs to; the front page and what patients see are the room's."""
    first = path.strip("/").partition("/")[0]
    return {"practice": "console", "accounts": "console", "audit": "desk"}.get(first, "room")


def voice(surface: str, language: str) -> Voice:
    """The voice of a door in a language that it speaks, else in French."""
    if language == "fr" or language not in SPOKEN[surface]:
        return Voice("fr")
    kind = Arabic if language == "ar" else Voice
    return kind(cast(Literal["fr", "en"], language), surface_catalogue(surface, language))


class Speech:
    """Gives each request its voice: `request.voice`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Choose, activate for what Django itself says, answer."""
        speak(request, _chosen(request))
        return self._next(request)


def speak(request: HttpRequest, language: str) -> None:
    """From here on the request speaks that language, where its door does."""
    request.voice = voice(surface_of(request.path), language)  # type: ignore[attr-defined]
    translation.activate(request.voice.language)  # type: ignore[attr-defined]


def _chosen(request: HttpRequest) -> str:
    spoken = SPOKEN[surface_of(request.path)]
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in spoken:
        return chosen
    wanted = [
        part.partition(";")[0].strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(",")
    ]
    return next((language for language in wanted if language in spoken), "fr")


def spoken(request: HttpRequest) -> dict[str, Any]:
    """What every page is given: how it says things, in which direction it reads, which other languages there are."""
    from dermadocs.portal import look  # the settings name this module before Django is ready
    from dermadocs.portal.office import office

    say: Voice = request.voice  # type: ignore[attr-defined]
    return {
        "say": Isolated(say) if say.language in SCRIPTS else say,
        "language": say.language,
        "direction": "rtl" if say.language in SCRIPTS else "ltr",
        "languages": [(code, NAMES[code]) for code in SPOKEN[surface_of(request.path)]],
        "user": getattr(request, "user", None),
        "demonstration": office().home.settings.demonstration,
        "nonce": request.csp_nonce,  # type: ignore[attr-defined]
        "house": office().home.profile.practice.name,
        "look": look.digest(),
    }
