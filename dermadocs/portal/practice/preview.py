"""The real draft of the estimate being written, drawn by the press: as a file, and page by page as pictures."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dermadocs.bootstrap import draft
from dermadocs.domain.case import Case
from dermadocs.domain.jsonform import canonical
from dermadocs.errors import DermadocsError
from dermadocs.flows.informing import language_of
from dermadocs.portal import pictures
from dermadocs.portal.gates import needs
from dermadocs.portal.office import office
from dermadocs.portal.practice import desk_of_estimate
from dermadocs.portal.practice.standing import scene
from dermadocs.refusals import refusal

KEPT = 12
"""Drafts that are remembered: a page asks for one several times."""
_drawn: OrderedDict[str, bytes] = OrderedDict()
_drawing = Lock()


def drawn(case: Case) -> bytes:
    """The draft of a case. Raises what stops a paper: an unknown procedure, a press that broke down."""
    day = office().now().replace(hour=0, minute=0, second=0, microsecond=0)
    name = hashlib.sha256(canonical(case) + day.isoformat().encode()).hexdigest()
    with _drawing:  # one at a time: pictures of the same draft are asked for together
        if name not in _drawn:
            _drawn[name] = draft(case, "estimate", day, language_of(case), office().desk.practice.find, office().press)
        _drawn.move_to_end(name)
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
        return _drawn[name]


def _case(request: HttpRequest, identifier: str) -> Case:
    case = desk_of_estimate.now(scene(request, identifier)).case
    if case is None:
        raise Http404
    return case


@needs("prepare")
@require_GET
def draft_pdf(request: HttpRequest, identifier: str) -> HttpResponse:
    """The draft as a file; every page of it says « Brouillon »."""
    pdf = drawn(_case(request, identifier))
    headers = {"Content-Disposition": 'inline; filename="brouillon.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@needs("prepare")
@require_GET
def draft_pages(request: HttpRequest, identifier: str) -> HttpResponse:
    """All pages of the draft, as far as it is still the one asked for: who types on does not wait for old drafts."""
    there = scene(request, identifier)
    written = desk_of_estimate.now(there)
    if written.case is None or request.META.get("QUERY_STRING", "") != str(written.revision):
        return HttpResponse(status=204)
    problem, pages = None, 0
    try:
        pages = pictures.count(drawn(written.case))
    except DermadocsError as why:
        problem = refusal(why, there.say.language).why
    told = {"identifier": identifier, "problem": problem, "pages": pages, "revision": written.revision}
    return render(request, "practice/estimate/pages.html.j2", told | {"beside_language": language_of(written.case)})


@needs("prepare")
@require_GET
def draft_page(request: HttpRequest, identifier: str, number: int) -> HttpResponse:
    """One page of the draft as a picture."""
    return HttpResponse(pictures.page(drawn(_case(request, identifier)), number), content_type="image/png")
