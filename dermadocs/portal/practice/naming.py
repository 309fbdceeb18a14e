"""An image that nothing on it names: a person sees it, and types the code that stands beside its square codes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dermadocs.bootstrap.checking import beside_checker
from dermadocs.domain.sheet import Sheet
from dermadocs.errors import InputError
from dermadocs.portal import readers
from dermadocs.portal.gates import needs
from dermadocs.portal.office import office
from dermadocs.portal.practice import mail_words as words
from dermadocs.portal.practice.heaps import key_of, picture
from dermadocs.report.voice import Voice


@needs("prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest, heap: str, key: str) -> HttpResponse:
    """The image, and the form that says which page it is; then it is compared with that page as any other."""
    say: Voice = request.voice  # type: ignore[attr-defined]
    sheet, wrong = _found(heap, key), {}
    if request.method == "POST":
        at = office()
        try:
            with beside_checker(at.desk, at.home.archive, at.press, readers.known()) as checker:
                checker.named(heap, sheet, request.POST.get("code", ""))
            return redirect("practice:heap", heap)
        except InputError:
            wrong = {"code": say("Aucune page envoyée par le cabinet ne porte ce code.")}
    told = {
        "heap": heap,
        "sheet": sheet,
        "key": key,
        "status": say(words.STATUSES[sheet.status]),
        "wrong": wrong,
        "typed": request.POST,
    }
    return render(request, "practice/post/name.html.j2", told, status=422 if wrong else 200)


@needs("prepare")
@require_GET
def loose(request: HttpRequest, heap: str, key: str) -> HttpResponse:
    """The picture of an image that belongs to no dossier."""
    return picture(_found(heap, key))


def _found(heap: str, key: str) -> Sheet:
    known = readers.known().dossiers
    for sheet in office().desk.archive.heaps.sheets(heap) or ():
        if key_of(sheet) == key and sheet.handle not in known:
            return sheet
    raise Http404
