"""What came back, as it came: taken in from the desk, several dossiers at once; each heap's page says what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermadocs.domain.heap import Heap
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.sheet import Sheet
from dermadocs.errors import InputError
from dermadocs.flows import intake, returned
from dermadocs.look import visible
from dermadocs.portal import readers
from dermadocs.portal.faults import told as fault_told
from dermadocs.portal.gates import needs
from dermadocs.portal.office import office
from dermadocs.portal.practice import mail_words as words
from dermadocs.portal.practice.mail_shown import named, rows
from dermadocs.report.voice import Voice

MB = 1024 * 1024
LARGEST, MOST, TOTAL = 20 * MB, 60, 100 * MB
"""Of one file, how many, and of all together."""
SHOWN = 30
"""Heaps on the list."""
WAYS = ("post", "in_person", "email")


@dataclass(frozen=True)
class HeapShown:
    """A heap in the list."""

    heap: Heap
    sheets: int | None
    """None while nobody has looked."""


@dataclass(frozen=True)
class SheetShown:
    """One image of a heap."""

    sheet: Sheet
    what: str
    status: str
    colour: str
    dossier: str | None
    key: str


@needs("prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest) -> HttpResponse:
    """What came lately, and the form that takes in more."""
    wrong = _take_in(request) if request.method == "POST" else {}
    if isinstance(wrong, HttpResponse):
        return wrong
    say: Voice = request.voice  # type: ignore[attr-defined]
    archive = office().desk.archive
    names = archive.heaps.names()[::-1][:SHOWN]
    found = [(archive.heaps.heap(name), archive.heaps.sheets(name)) for name in names]
    told = {
        "heaps": [HeapShown(heap, None if sheets is None else len(sheets)) for heap, sheets in found],
        "ways": [("post", say("Par la poste")), ("in_person", say("En main propre")), ("email", say("Par courriel"))],
        "typed": request.POST if wrong else {"arrived": paris_day(office().now()).isoformat(), "how": "post"},
        "wrong": {name: fault_told(say, why) if name != "files" else why for name, why in wrong.items()},
        "most": MOST,
        "largest": LARGEST // MB,
        "total": TOTAL // MB,
    }
    return render(request, "practice/post/index.html.j2", told, status=422 if wrong else 200)


def _take_in(request: HttpRequest) -> HttpResponse | dict[str, str]:
    """Keep the files as they came and begin to look; one too large is named, and the rest goes on."""
    say: Voice = request.voice  # type: ignore[attr-defined]
    given = request.FILES.getlist("files")
    fit = [one for one in given if 0 <= (one.size or 0) <= LARGEST][:MOST]
    too_much = [visible(one.name or "?")[:80] for one in given if one not in fit]
    how = request.POST.get("how", "")
    try:
        arrived = date.fromisoformat(request.POST.get("arrived", ""))
    except ValueError:
        return {"arrived": "missing"}
    if how not in WAYS:
        return {"how": "missing"}
    if not fit:
        return {"files": say("Choisissez des fichiers, de {largest} Mo au plus chacun.", largest=LARGEST // MB)}
    by, device = request.user.name, request.POST.get("device", "").strip()[:120] or None  # type: ignore[union-attr]
    files = [(one.name or "?", one.read()) for one in fit]
    try:
        heap = intake.taken_in(office().desk, files, how, arrived, by, device)  # type: ignore[arg-type]
    except InputError as problem:
        return {"arrived": problem.why}
    request.session["left-out"] = too_much
    readers.begin(heap.name)
    return redirect("practice:heap", heap.name)


@needs("prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def heap(request: HttpRequest, name: str) -> HttpResponse:
    """One heap: what each image is, whose, and what of the packs came back; a page that reloads while it is read."""
    say: Voice = request.voice  # type: ignore[attr-defined]
    archive = office().desk.archive
    try:
        one = archive.heaps.heap(name)
    except InputError as problem:
        raise Http404 from problem
    if request.method == "POST":
        readers.begin(name)
        return redirect("practice:heap", name)
    sheets = archive.heaps.sheets(name)
    told: dict[str, Any] = {"heap": one, "reading": sheets is None, "failed": readers.failed(name)}
    told["left_out"] = request.session.pop("left-out", [])
    if sheets is None:
        if not told["failed"]:
            readers.begin(name)
        return render(request, "practice/post/heap.html.j2", told)
    known = readers.known().dossiers
    told["sheets"] = [_shown(sheet, known.get(sheet.handle or ""), say) for sheet in sheets]
    packs = returned.packs_of(office().desk, sheets, known)
    told["packs"] = [
        (pack.pack.rpartition("/")[::2], say(words.PACKS[pack.status]), list(rows(pack, say))) for pack in packs
    ]
    told["dossiers"] = sorted({shown.dossier for shown in told["sheets"] if shown.dossier})
    return render(request, "practice/post/heap.html.j2", told)


def _shown(sheet: Sheet, dossier: str | None, say: Voice) -> SheetShown:
    colour = words.COLOURS.get(sheet.status, "ochre")
    return SheetShown(sheet, named(sheet, say), say(words.STATUSES[sheet.status]), colour, dossier, key_of(sheet))


def key_of(sheet: Sheet) -> str:
    """How an image is named in an address."""
    return f"{sheet.sha256[:16]}-{sheet.page}"


def picture(sheet: Sheet) -> HttpResponse:
    """How a reviewer sees an image."""
    try:
        drawn = office().home.archive.heaps.picture(sheet.sha256, sheet.page)
    except InputError as problem:
        raise Http404 from problem
    return HttpResponse(drawn, content_type="image/png")
