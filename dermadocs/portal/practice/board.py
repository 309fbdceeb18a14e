"""The board: dossiers in three groups by whose turn it is, or one list of a state, of a group, or of a search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel import Locale
from babel.numbers import format_decimal
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from dermadocs.domain.reflection import paris_day
from dermadocs.domain.state import State
from dermadocs.portal.gates import needs
from dermadocs.portal.office import office
from dermadocs.portal.practice import lines, turns, words
from dermadocs.portal.practice.turns import Group, Turn
from dermadocs.portal.states import PLAIN, Shown, shown
from dermadocs.report.voice import Voice
from dermadocs.store.archive import searched
from dermadocs.store.models import Dossier

PAGE = 25
"""Dossiers of a group on the board, and of a list on one page."""
FOUND = 50
"""Dossiers that a search shows: more than that is no search."""
ORDER: dict[Group, tuple[str, ...]] = {
    "practice": ("-unlawful", "last", "pk"),
    "patient": ("last", "pk"),
    "nobody": ("gate", "planned", "pk"),
}


@dataclass(frozen=True)
class Row:
    """One dossier on the board."""

    identifier: str
    patient: str
    where: str
    state: Shown
    line: Markup
    turn: Turn


@dataclass(frozen=True)
class Part:
    """A group: its head, its first dossiers, how many more there are."""

    group: Group
    head: str
    rows: list[Row]
    more: int


@needs("look")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All open dossiers by whose turn it is; one state or one group of them if the address names it."""
    say: Voice = request.voice  # type: ignore[attr-defined]
    now = office().now()
    state, group = request.GET.get("state", ""), request.GET.get("group", "")
    if state in set(State):
        return _list(request, Q(state=state), ("-last", "pk"), say(PLAIN[State(state)]), state)
    for known, query in turns.queries(now).items():
        if group == known:
            return _list(request, query, ORDER[known], say(words.GROUPS[known]), "")
    counts = _counts(now)
    parts = [
        Part(known, say(words.GROUPS[known]), rows_of(list(found), say, now), counts[known] - len(found))
        for known, query in turns.queries(now).items()
        if (found := Dossier.objects.filter(query).order_by(*ORDER[known])[:PAGE])
    ]
    told = {
        "title": _title(counts["practice"], say),
        "parts": parts,
        "cut_short": office().cut_short,
        **_around(say, now),
    }
    return render(request, "practice/board.html.j2", told)


def _title(count: int, say: Voice) -> str:
    """What waits for the practice, in a sentence."""
    if count == 0:
        return say("Rien n’attend le cabinet")
    if count == 1:
        return say("Une chose attend le cabinet")
    number = say(words.NUMBERS[count]) if count < len(words.NUMBERS) else format_decimal(count, locale=say.language)
    return say("{number} choses attendent le cabinet", number=number)


def _counts(now: datetime) -> dict[str, int]:
    wanted = {name: Count("pk", filter=query) for name, query in turns.queries(now).items()}
    return Dossier.objects.aggregate(**wanted)


def _around(say: Voice, now: datetime) -> dict[str, object]:
    """What stands around any list: the scale, the date, how many dossiers there are in each state."""
    found = dict(Dossier.objects.values_list("state").annotate(Count("pk")))
    scale = lines.Scale(paris_day(now))
    moment = say.moment(now)
    return {
        "moment": moment[:1].upper() + moment[1:],
        "axis": scale.axis(say),
        "hatch": lines.HATCH,
        "states": [(state.value, say(PLAIN[state]), found[state]) for state in State if found.get(state)],
        "state": "",
        "sought": "",
    }


def _list(request: HttpRequest, query: Q, order: Iterable[str], title: str, state: str) -> HttpResponse:
    say: Voice = request.voice  # type: ignore[attr-defined]
    now = office().now()
    pages = Paginator(Dossier.objects.filter(query).order_by(*order), PAGE)
    page = pages.get_page(request.GET.get("page"))
    told = {
        **_around(say, now),
        "title": title,
        "state": state,
        "group": request.GET.get("group", "") if not state else "",
        "count": pages.count,
        "page": page,
        "rows": rows_of(page.object_list, say, now),
    }
    return render(request, "practice/list.html.j2", told)


@needs("look")
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Dossiers by name or number. A form that is sent, not an address: no name stands in a history or a log."""
    say: Voice = request.voice  # type: ignore[attr-defined]
    now = office().now()
    sought = request.POST.get("sought", "").strip()[:80]
    query = Q()
    for word in searched(sought).split():
        query &= Q(words__contains=word)
    found = list(Dossier.objects.filter(query).order_by("-last", "pk")[: FOUND + 1]) if sought else []
    told = {
        **_around(say, now),
        "title": say("Recherche"),
        "sought": sought,
        "group": "",
        "count": min(len(found), FOUND),
        "too_many": len(found) > FOUND,
        "page": None,
        "rows": rows_of(found[:FOUND], say, now),
    }
    return render(request, "practice/list.html.j2", told)


def rows_of(found: Iterable[Dossier], say: Voice, now: datetime) -> list[Row]:
    """Dossiers as a page shows them; nothing more is asked of the database."""
    scale = lines.Scale(paris_day(now))
    return [
        Row(
            identifier=one.identifier,
            patient=one.patient,
            where=" · ".join(filter(None, (place(one, say), tongue(one.language, say)))),
            state=shown(one.state, say, now, day=one.day, gate=one.gate),
            line=scale.line(one),
            turn=turns.turn(one, say, now),
        )
        for one in found
    ]


def place(row: Dossier, say: Voice) -> str:
    """Where a patient lives: the city, and the country when it is another one."""
    country = Locale(say.language).territories.get(row.country, row.country)
    if not row.city or row.country == "FR" or row.city.casefold() == country.casefold():
        return row.city
    return f"{row.city}, {country}"


def tongue(code: str, say: Voice) -> str:
    """A language by its name: « anglais »."""
    return str(Locale(say.language).languages.get(code, code))
