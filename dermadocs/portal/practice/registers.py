"""Two registers that name nobody: issued estimates against the law, and the latest digest of every paper."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods
from markupsafe import Markup

from dermadocs.domain.jsonform import decode
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.state import State
from dermadocs.domain.timeline import Entry as Link
from dermadocs.errors import InputError
from dermadocs.flows.registering import reviewed
from dermadocs.law import known
from dermadocs.law.report import COLUMNS, Cell, cells
from dermadocs.portal.gates import needs
from dermadocs.portal.office import office
from dermadocs.portal.practice import words
from dermadocs.portal.states import Shown, shown
from dermadocs.report import shapes
from dermadocs.report.voice import Voice
from dermadocs.store.models import Dossier, Entry, Filing

PAGE = 25
KEPT_FOR = 30 * 86400
"""Seconds for which a judgement is kept: it depends on the file and on the law as read, nothing else."""
LARGEST = 60 * 1024 * 1024
"""Bytes of a file whose digest is looked up."""
ORDER = ("madder", "ochre", "moss", "ink-2")
"""Colours of mentions, the worst first."""
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Mention:
    """What the law says of one part of an estimate."""

    word: str
    icon: Markup
    colour: str
    articles: tuple[str, ...]


@dataclass(frozen=True)
class Issued:
    """One estimate of the register."""

    number: str
    at: datetime
    state: Shown
    worst: Mention
    mentions: list[Mention]
    problem: bool


@needs("registers")
@require_GET
def estimates(request: HttpRequest) -> HttpResponse:
    """The register of estimates: number, date, state, and what the law says of each part. No name stands in it."""
    say: Voice = request.voice  # type: ignore[attr-defined]
    found = Filing.objects.filter(name__startswith="estimate", name__endswith=".pdf").values("dossier_id", "name")
    pages = Paginator(found.annotate(first=Min("entry_id"), last=Max("entry_id")).order_by("-first"), PAGE)
    page = pages.get_page(request.GET.get("page"))
    rows = list(_issued(list(page.object_list), say))
    told = {
        "heads": [say(words.PARTS_OF_LAW[name]) for name in COLUMNS],
        "rows": rows,
        "page": page,
        "count": pages.count,
        "broken": sum(row.worst.colour == "madder" for row in rows),
        "doubtful": sum(row.worst.colour == "ochre" for row in rows),
        "read_on": known.READ_ON,
    }
    return render(request, "practice/registers.html.j2", told)


def _issued(found: Sequence[Mapping[str, Any]], say: Voice) -> Iterable[Issued]:
    entries = Entry.objects.in_bulk([one["first"] for one in found])
    dossiers = Dossier.objects.in_bulk({one["dossier_id"] for one in found})
    latest = _latest_estimates(set(dossiers))
    filed = {serial: decode(bytes(entry.body), Link, "entry").event for serial, entry in entries.items()}
    judged = _judged({serial: (event.sha256, event.at) for serial, event in filed.items()})  # type: ignore[union-attr]
    now = office().now()
    for one in found:
        dossier = dossiers[one["dossier_id"]]
        current = latest[dossier.pk] == one["first"]
        state = dossier.state if current else State.REPLACED
        number, marks, problem = judged[one["first"]]
        shown_as = shown(state, say, now, day=dossier.day, gate=dossier.gate)
        mentions = [_mention(cell, say) for cell in marks]
        worst = min(mentions, key=lambda mention: ORDER.index(mention.colour))
        yield Issued(number or dossier.pk, filed[one["first"]].at, shown_as, worst, mentions, problem)


def _latest_estimates(dossiers: set[str]) -> dict[str, int]:
    """By dossier, where the estimate of now begins."""
    found = Filing.objects.filter(dossier__in=dossiers, name__startswith="estimate", name__endswith=".pdf")
    firsts = found.values("dossier_id", "name").annotate(first=Min("entry_id"))
    latest: dict[str, int] = {}
    for one in firsts:
        latest[one["dossier_id"]] = max(one["first"], latest.get(one["dossier_id"], 0))
    return latest


def _judged(wanted: Mapping[int, tuple[str, datetime]]) -> dict[int, tuple[str | None, list[Cell], bool]]:
    """What the law says of each: asked once a file, then remembered by its digest."""
    keys = {serial: f"law-{known.READ_ON}-{sha256}" for serial, (sha256, _) in wanted.items()}
    remembered = cache.get_many(keys.values())
    fresh = {}
    for serial, (sha256, at) in wanted.items():
        if keys[serial] not in remembered:
            paper = reviewed(office().desk.archive.blob(sha256), paris_day(at))
            fresh[keys[serial]] = (paper.number, cells(paper), paper.problem is not None)
    if fresh:
        cache.set_many(fresh, KEPT_FOR)
    every = {**remembered, **fresh}
    return {serial: every[key] for serial, key in keys.items()}


def _mention(cell: Cell, say: Voice) -> Mention:
    word, icon, colour = words.LAW_MARKS[cell.mark]
    drawn = Markup(shapes.icon(icon, say(word)) if icon else "")  # noqa: S704  our own drawing
    return Mention(say(word), drawn, colour, cell.articles)


# ---- the latest digests


@dataclass(frozen=True)
class Found:
    """Where a digest stands: `latest`, or an earlier one of the same paper, which was cut short."""

    dossier: str
    name: str
    latest: bool
    at: datetime
    now: str
    """The digest that the whole paper has today."""


@needs("registers")
@require_http_methods(["GET", "HEAD", "POST"])
def digests(request: HttpRequest) -> HttpResponse:
    """The latest digest of every paper; and whether a file at hand is the latest, an earlier one, or unknown."""
    sought, fault = ("", "") if request.method != "POST" else _sought(request)
    rows = Filing.objects.filter(name__endswith=".pdf").values("dossier_id", "name").annotate(last=Max("entry_id"))
    pages = Paginator(rows.order_by("-last"), PAGE)
    page = pages.get_page(request.GET.get("page"))
    current = Filing.objects.in_bulk([one["last"] for one in page.object_list])
    told = {
        "sought": sought,
        "fault": fault,
        "found": _found(sought) if sought else [],
        "page": page,
        "rows": [(one["dossier_id"], one["name"], current[one["last"]].sha256) for one in page.object_list],
    }
    return render(request, "practice/digests.html.j2", told)


def _sought(request: HttpRequest) -> tuple[str, str]:
    """The digest of the file that was sent, or the one that was typed; else what is wrong with it."""
    say: Voice = request.voice  # type: ignore[attr-defined]
    sent = request.FILES.get("file")
    if sent is not None:
        if (sent.size or 0) > LARGEST:
            return "", say("Ce fichier est trop grand pour être un des nôtres.")
        whole = hashlib.sha256()
        for part in sent.chunks():
            whole.update(part)
        return whole.hexdigest(), ""
    typed = "".join(request.POST.get("digest", "").lower().split())
    if not DIGEST.fullmatch(typed):
        return "", say("Une empreinte SHA-256 a 64 signes, de 0 à 9 et de a à f. Ou choisissez le fichier lui-même.")
    return typed, ""


def _found(sha256: str) -> list[Found]:
    found = []
    for one in Filing.objects.filter(sha256=sha256).select_related("entry"):
        last = Filing.objects.filter(dossier=one.dossier_id, name=one.name).order_by("-entry_id")[0]
        found.append(Found(one.dossier_id, one.name, last.sha256 == sha256, _at(one.entry), last.sha256))
    return found


def _at(entry: Entry) -> datetime:
    try:
        return decode(bytes(entry.body), Link, "entry").event.at
    except InputError:
        return office().now()  # `keep --check` tells it
