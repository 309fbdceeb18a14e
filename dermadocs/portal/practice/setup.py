"""The practice's own page: what is ready, what is missing, who works here, until when keys and clocks are good."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from markupsafe import Markup

from dermadocs.bootstrap.backup import last_backup
from dermadocs.bootstrap.home import check_list_of
from dermadocs.flows.going_live import Item
from dermadocs.portal.gates import needs
from dermadocs.portal.models import Member
from dermadocs.portal.names import ROLES
from dermadocs.portal.office import office
from dermadocs.portal.practice import words
from dermadocs.report import shapes
from dermadocs.report.voice import Voice
from dermadocs.telling import Told, told


@dataclass(frozen=True)
class Line:
    """One line of the list, as the page shows it."""

    status: str
    word: str
    icon: Markup
    colour: str
    what: Told
    cure: Told


@needs("setup")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The go-live list, the people, the ends of keys and papers, the last backup."""
    say: Voice = request.voice  # type: ignore[attr-defined]
    home = office().home
    lines = [_line(item, say) for item in check_list_of(home)]
    order = ("missing", "advice", "ready")
    shown = {
        "lines": sorted(lines, key=lambda line: order.index(line.status)),
        "missing": sum(line.status == "missing" for line in lines),
        "profile": home.profile,
        "members": [(one, say(ROLES[one.role])) for one in Member.objects.filter(is_active=True).order_by("name")],
        "root": home.authority.root.sha256.hex(),
        "backup": last_backup(home.folder),
    }
    return render(request, "practice/setup.html.j2", shown)


def _line(item: Item, say: Voice) -> Line:
    word, icon, colour = words.CHECK_MARKS[item.status]
    drawn = Markup(shapes.icon(icon, say(word)))  # noqa: S704  our own drawing
    return Line(item.status, say(word), drawn, colour, told(item.what, say.language), told(item.cure, say.language))
