"""A person looks: original and scan side by side, what differs ringed, one decision; then the next page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dermadocs.bootstrap.checking import shelf_of
from dermadocs.domain.copy import WHOLE
from dermadocs.domain.sheet import Decision, Sheet, Weighing
from dermadocs.errors import InputError, LawBreach, NotPermitted
from dermadocs.flows import posting, returned
from dermadocs.flows.copying import Pile
from dermadocs.flows.indexing import index_of
from dermadocs.flows.kept import Kept
from dermadocs.paper.reconcile import Image
from dermadocs.portal.gates import needs
from dermadocs.portal.looks import looked
from dermadocs.portal.office import office
from dermadocs.portal.practice import mail_words as words
from dermadocs.portal.practice import standing
from dermadocs.portal.practice.heaps import key_of, picture
from dermadocs.portal.practice.mail_shown import named
from dermadocs.portal.practice.standing import Moved
from dermadocs.report.voice import Voice
from dermadocs.telling import Told, told

ALIGNED = WHOLE | {"too_poor", "incomplete", "superseded_revision"}
"""What lies over its original: rings can be drawn on it."""


@dataclass(frozen=True)
class Ring:
    """A place on the page, in mm."""

    number: int
    word: str
    left: float
    top: float
    width: float
    height: float
    kind: str


@needs("prepare")
@require_GET
def review(request: HttpRequest, identifier: str) -> HttpResponse:
    """The first page that waits; the dossier when none does."""
    kept = looked(request, identifier, "review")
    waits = [one for one in returned.waiting(kept, _piles(kept)) if not _mine(request, kept, one)]
    return (
        redirect("practice:sheet", identifier, key_of(waits[0])) if waits else redirect("practice:dossier", identifier)
    )


@needs("prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    """One page that came back, and the decision on it."""
    kept = looked(request, identifier, f"sheet {key[:16]}")
    sheets = [one for pile in _piles(kept) for one in pile.sheets]
    one = _found(sheets, key)
    if request.method == "POST":
        return _decide(request, kept, sheets, one)
    return _page(request, kept, sheets, one)


def _decide(request: HttpRequest, kept: Kept, sheets: list[Sheet], one: Sheet) -> HttpResponse:
    decision = request.POST.get("decision", "")
    weighed = [request.POST.get(f"weighed-{number}", "") for number, _ in enumerate(one.differences, 1)]
    if decision not in get_args(Decision) or (
        decision == "accept" and any(w not in get_args(Weighing) for w in weighed)
    ):
        say: Voice = request.voice  # type: ignore[attr-defined]
        return _page(request, kept, sheets, one, Told(say("Dites de chaque différence ce qu’elle est."), say.language))
    said: list[Any] = [w if w in get_args(Weighing) else "refused" for w in weighed]
    reason = request.POST.get("reason", "").strip()[:200] or None
    by: str = request.user.name  # type: ignore[union-attr]
    try:
        standing.do(
            request,
            kept.identifier,
            "review",
            lambda desk, now: posting.review(desk, now, one, decision, by, reason, said),  # type: ignore[arg-type]
        )
    except Moved:
        return standing.moved(request, kept.identifier)
    except LawBreach:
        raise
    except InputError as problem:
        return _page(request, kept, sheets, one, told(problem.why, request.voice.language))  # type: ignore[attr-defined]
    except NotPermitted as problem:
        return _page(request, kept, sheets, one, told(str(problem), request.voice.language))  # type: ignore[attr-defined]
    return redirect("practice:review", kept.identifier)


def _page(request: HttpRequest, kept: Kept, sheets: list[Sheet], one: Sheet, wrong: Told | None = None) -> HttpResponse:
    say: Voice = request.voice  # type: ignore[attr-defined]
    place, rings = sheets.index(one), list(_rings(kept, one, say)) if one.status in ALIGNED else []
    before = posting.reviews(kept).get(Image(one.sha256, one.page), [])
    shown = {
        "kept": kept,
        "sheet": one,
        "key": key_of(one),
        "heading": named(one, say),
        "status": say(words.STATUSES[one.status]),
        "colour": words.COLOURS.get(one.status, "ochre"),
        "rings": rings,
        "differences": [ring for ring in rings if ring.kind == "difference"],
        "boxes": [(say(words.BOXES[box.kind]), box.filled, box.required, box.ink_mm) for box in one.boxes],
        "acceptable": one.status in WHOLE,
        "weighings": [(code, say(word)) for code, word in words.WEIGHINGS.items()],
        "said": [(x.by, say(words.DECISIONS[x.decision]), x.reason or "") for x in before],
        "mine": _mine(request, kept, one),
        "number": place + 1,
        "count": len(sheets),
        "before": _address(kept, sheets, place - 1),
        "after": _address(kept, sheets, place + 1),
        "head": kept.head,
        "typed": request.POST if wrong else {},
        "wrong": wrong,
    }
    return render(request, "practice/post/sheet.html.j2", shown, status=422 if wrong else 200)


def _rings(kept: Kept, one: Sheet, say: Voice) -> Any:
    for number, found in enumerate(one.differences, 1):
        yield _ring(number, say(words.DIFFERENCES[found.kind]), found.rect_mm, "difference", 1.5)
    layout = {box.id: box for box in _original(kept, one).layout.boxes} if one.boxes else {}
    for box in one.boxes:
        if box.id in layout:
            kind = "filled" if box.filled else "empty" if box.required else "free"
            yield _ring(0, say(words.BOXES[box.kind]), layout[box.id].rect, kind, 0)


def _ring(number: int, word: str, rect: tuple[float, float, float, float], kind: str, air: float) -> Ring:
    left, top, right, bottom = rect
    return Ring(number, word, left - air, top - air, right - left + 2 * air, bottom - top + 2 * air, kind)


def _original(kept: Kept, one: Sheet) -> Any:
    from dermadocs.paper.shelf import key_of as code

    assert one.handle is not None
    assert one.revision is not None
    assert one.page_number is not None
    shelf = shelf_of(office().home.archive, index_of(kept))
    try:
        return shelf[code(one.handle, one.revision, one.page_number)]
    except KeyError as problem:
        raise Http404 from problem


@needs("prepare")
@require_GET
def scan(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    """The page as it came back, straightened."""
    kept = looked(request, identifier, f"sheet {key[:16]}")
    return picture(_found([one for pile in _piles(kept) for one in pile.sheets], key))


@needs("prepare")
@require_GET
def original(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    """The page as it was sent."""
    from dermadocs.paper.shelf import key_of as code
    from dermadocs.paper.shelf import original_picture

    kept = looked(request, identifier, f"sheet {key[:16]}")
    one = _found([one for pile in _piles(kept) for one in pile.sheets], key)
    if one.handle is None or one.revision is None or one.page_number is None:
        raise Http404
    try:
        shelf = shelf_of(office().home.archive, index_of(kept))
        drawn = original_picture(shelf, code(one.handle, one.revision, one.page_number))
    except KeyError as problem:
        raise Http404 from problem
    return HttpResponse(drawn, content_type="image/png")


def _piles(kept: Kept) -> list[Pile]:
    return returned.piles(office().desk, kept)


def _found(sheets: list[Sheet], key: str) -> Sheet:
    for one in sheets:
        if key_of(one) == key:
            return one
    raise Http404


def _mine(request: HttpRequest, kept: Kept, one: Sheet) -> bool:
    name = request.user.name.casefold()  # type: ignore[union-attr]
    return any(x.by.casefold() == name for x in posting.reviews(kept).get(Image(one.sha256, one.page), []))


def _address(kept: Kept, sheets: list[Sheet], place: int) -> str:
    return reverse("practice:sheet", args=[kept.identifier, key_of(sheets[place])]) if 0 <= place < len(sheets) else ""
