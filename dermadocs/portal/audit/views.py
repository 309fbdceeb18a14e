"""The pages of the auditor's desk. The answers live in the page alone: signed, so that only what was judged here is
printed here."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dermadocs import report
from dermadocs.portal.audit import judging, trust
from dermadocs.portal.audit.intake import LARGEST, MB, MOST, TOTAL, taken
from dermadocs.portal.gates import public
from dermadocs.portal.office import office
from dermadocs.render.environment import templates_dir

SALT = "auditor's desk"
AGE = 3600
"""Seconds for which a page may still be downloaded as a file."""
HELD = 6_000_000
"""Characters of answers that a page carries."""
BUSY = 60
"""Seconds after which to come back when the desk is full."""


@public
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Drop files, name the trust, read the report."""
    if request.method == "GET":
        return _form(request)
    say = request.voice  # type: ignore[attr-defined]
    try:
        judging.count(request)
        return _judged(request)
    except judging.TooOften:
        return _later(request, 429, int(judging.WITHIN.total_seconds()))
    except judging.Full:
        return _later(request, 503, BUSY)
    except trust.Untrusted as problem:
        again = say("À choisir de nouveau : votre navigateur ne garde pas les fichiers d’une page à l’autre.")
        return _form(request, {"trust": say(problem.reason, name=problem.name), "files": again}, 422)


@public
@require_POST
def as_pdf(request: HttpRequest) -> HttpResponse:
    """The report of a page as PDF/A."""
    answers, at, language = _held(request)
    return _file(office().press(report.pdf, answers, at, language), "application/pdf", "pdf")


@public
@require_POST
def as_json(request: HttpRequest) -> HttpResponse:
    """The answers of a page: JSON Lines, as `dermadocs verify --json` prints them."""
    answers, _, _ = _held(request)
    lines = "".join(f"{json.dumps(answer, ensure_ascii=False)}\n" for answer in answers)
    return _file(lines.encode("utf-8", "backslashreplace"), "application/jsonl", "jsonl")


@public
@require_GET
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The look of the report, within the part of the page that is a report."""
    if digest != _look()[0]:
        raise Http404
    return HttpResponse(
        _look()[1],
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


def _form(request: HttpRequest, faults: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    told = {
        "faults": faults or {},
        "fingerprint": trust.fingerprint(),
        "most": MOST,
        "largest": LARGEST // MB,
        "total": TOTAL // MB,
        "chosen": request.POST.get("trust", "brought"),
    }
    return render(request, "audit/index.html.j2", told, status=status)


def _judged(request: HttpRequest) -> HttpResponse:
    say = request.voice  # type: ignore[attr-defined]
    files = taken(request.FILES.getlist("files"))
    if not files:
        return _form(request, {"files": say("Choisissez au moins un PDF, ou un zip qui en contient.")}, 422)
    kind, at = request.POST.get("trust", ""), office().now()
    with tempfile.TemporaryDirectory(prefix="audit-trust-") as folder:
        anchors = trust.chosen(kind, request.FILES.getlist("anchors"), Path(folder) / "trust")
    good = [one for one in files if not one.fault]
    answers = judging.judge(good, anchors, at)
    held = signing.dumps({"answers": answers, "at": at.isoformat(), "language": say.language}, salt=SALT, compress=True)
    told = {
        "report": report.names(answers, at, say.language) if answers else None,
        "left": [(one.name, _faults(say).get(one.fault, one.fault)) for one in files if one.fault],
        "held": held if answers and len(held) <= HELD else "",
        "kind": kind,
        "fingerprint": trust.fingerprint(),
        "roots": [trust.grouped(root.sha256.hex()) for root in anchors.roots],
        "style": _look()[0],
    }
    return render(request, "audit/report.html.j2", told)


def _faults(say: Any) -> dict[str, str]:
    return {
        "too-large": say("plus de {count} Mo : servez-vous de la commande dermadocs verify", count=LARGEST // MB),
        "too-many": say("plus de {count} fichiers en une fois : envoyez les suivants à part", count=MOST),
        "too-much": say("plus de {count} Mo en tout : envoyez les suivants à part", count=TOTAL // MB),
        "empty": say("vide"),
        "bad-zip": say("zip abîmé, ou fait autrement que les autres : décompressez-le, puis envoyez les PDF"),
        "nested": say("un zip dans un zip : décompressez-le d’abord"),
        "locked": say("protégé par un mot de passe : ouvrez-le d’abord"),
    }


def _later(request: HttpRequest, status: int, seconds: int) -> HttpResponse:
    answer = render(
        request, "audit/later.html.j2", {"full": status == 503, "minutes": max(1, seconds // 60)}, status=status
    )
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _held(request: HttpRequest) -> tuple[list[dict[str, Any]], datetime, Literal["fr", "en"]]:
    """What a page of ours carries. Http404 for anything else, or for a page that was left open too long."""
    try:
        told = signing.loads(request.POST.get("held", ""), salt=SALT, max_age=AGE)
    except signing.BadSignature as problem:
        raise Http404 from problem
    return told["answers"], datetime.fromisoformat(told["at"]), cast(Literal["fr", "en"], told["language"])


def _file(data: bytes, kind: str, ending: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="verification.{ending}"'}
    )


@functools.cache
def _look() -> tuple[str, str]:
    """The report's own rules, nested so that they touch nothing else of the page; without those for its print."""
    rules = (templates_dir() / "report" / "report.css").read_text("utf-8")
    rules = re.sub(r"@page \{[^}]*\{[^}]*\} *\}", "", rules)
    nested = f".report {{\n{rules}\n}}\n"
    return hashlib.sha256(nested.encode()).hexdigest()[:16], nested
