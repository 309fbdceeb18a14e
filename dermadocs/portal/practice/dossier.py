"""One dossier: what is true now, the line of time, what to do, what is kept, what happened. Looks are written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from markupsafe import Markup

from dermadocs.domain import money
from dermadocs.domain.case import Case
from dermadocs.domain.events import Act, IncidentClosed, IncidentReported
from dermadocs.domain.evidence import masked_email, masked_phone
from dermadocs.domain.labels import LABELS
from dermadocs.domain.people import full_name
from dermadocs.domain.timeline import events
from dermadocs.errors import InputError
from dermadocs.flows import looking, questioning
from dermadocs.flows.kept import CASE, Kept
from dermadocs.flows.outlook import STEPS
from dermadocs.portal import pictures
from dermadocs.portal.gates import needs
from dermadocs.portal.looks import looked
from dermadocs.portal.models import Member
from dermadocs.portal.names import ROLES
from dermadocs.portal.office import office
from dermadocs.portal.practice import board, evidence_shown, passkeys, words
from dermadocs.portal.practice.actions import available
from dermadocs.portal.practice.mail import buttons
from dermadocs.portal.practice.mail_shown import mail
from dermadocs.portal.practice.papers_shown import of_dossier, papers
from dermadocs.portal.practice.ruler import BY_HAND, ruler
from dermadocs.portal.practice.spoken import papers_voice, plain
from dermadocs.portal.practice.standing import Scene, now_of
from dermadocs.portal.practice.truth import truth
from dermadocs.portal.states import shown
from dermadocs.report.shapes import badge
from dermadocs.report.voice import Voice
from dermadocs.sheets import chronicle
from dermadocs.store.models import Dossier, Message

KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "tif": "image/tiff",
         "tiff": "image/tiff", "txt": "text/plain; charset=utf-8"}  # fmt: skip
SILENT = frozenset({Act.FILE})
"""What is told under the papers."""
SHOWN = 20
"""Messages on the page of a dossier."""


@dataclass(frozen=True)
class Happened:
    """One event, as the page tells it."""

    at: datetime
    words: str
    grade: Markup


@needs("look")
@require_GET
def page(request: HttpRequest, identifier: str) -> HttpResponse:
    """The page of a dossier."""
    kept = looked(request, identifier, "page")
    say: Voice = request.voice  # type: ignore[attr-defined]
    now, grade = office().now(), office().desk.practice.clock_grade
    case = kept.case if CASE in kept.latest else None
    scene = Scene(kept, request.user, say, now_of(kept, now))
    told = {
        "kept": kept,
        "case": case,
        "heading": heading(kept),
        "facts": list(_facts(case, kept, say)),
        "state": shown(kept.dossier.state, say, now, day=kept.dossier.day, gate=kept.dossier.gate),
        "truth": truth(kept, say, now),
        "ruler": ruler(kept, grade, say, now),
        "actions": available(kept, request.user.rights, now, say),  # type: ignore[union-attr]
        "asked": _asked(kept, now),
        "waiting": kept.summary.waiting,
        "papers": papers(kept, say),
        "mail": mail(kept, scene.piles, say) if case else None,
        "mail_acts": buttons(scene) if case else [],
        "happened": list(_happened(kept, grade, say)),
        "messages_told": list(_messages(identifier, say)),
        "people": list(_people(case, kept, say)),
        "incidents": [e for e in events(kept.entries) if isinstance(e, IncidentReported | IncidentClosed)],
    }
    return render(request, "practice/dossier.html.j2", told)


def heading(kept: Kept) -> str:
    """The patient as they write their name; the number while nobody has told it."""
    if CASE in kept.latest:
        patient = kept.case.patient
        return f"{patient.given_names} {patient.family_name}"
    return Dossier.objects.get(pk=kept.identifier).patient or kept.identifier


def _facts(case: Case | None, kept: Kept, say: Voice) -> Iterator[str]:
    if case is None:
        return
    patient = case.patient
    yield say("naissance : {day}", day=say.day(patient.birth_date).partition("\u00a0")[2])
    yield board.place(Dossier.objects.get(pk=kept.identifier), say)
    yield board.tongue(patient.language, say)
    yield case.estimate.procedure.act
    yield say.euros(money.write(case.estimate.totals.gross))


def _asked(kept: Kept, now: datetime) -> int:
    """How many questions of the law must be answered before the next step."""
    step = STEPS.get(kept.dossier.state)
    if step is None or CASE not in kept.latest:
        return 0
    return len(questioning.asked(kept.case, kept.entries, max(now, kept.dossier.last or now), [step]))


def _happened(kept: Kept, grade: str, say: Voice) -> Iterator[Happened]:
    spoken = papers_voice(say)
    told = [
        (one, plain(chronicle.told(one, spoken))) for one in reversed(events(kept.entries)) if one.act not in SILENT
    ]
    for (act, words_of_it), same in groupby(told, lambda pair: (pair[0].act, pair[1])):
        alike = [event for event, _ in same]
        if act is Act.REVIEW:  # page after page: one line
            alike, words_of_it = alike[:1], words_of_it + (f" × {len(alike)}" if len(alike) > 1 else "")
        mark = Markup(badge(grade if act in BY_HAND else "C"))  # noqa: S704  our own drawing
        yield from (Happened(event.at, words_of_it, mark) for event in alike)


def _messages(identifier: str, say: Voice) -> Iterator[tuple[str, str, datetime]]:
    for one in Message.objects.filter(dossier_id=identifier).order_by("-pk")[:SHOWN]:
        kind, state = words.MESSAGES.get(one.kind), words.SENDING.get(one.state)
        yield say(kind) if kind else one.kind, say(state) if state else one.state, one.done_at or one.run_after


def _people(case: Case | None, kept: Kept, say: Voice) -> Iterator[tuple[str, list[str]]]:
    """Who signs for the patient's side, how they are reached, masked, and their passkeys."""
    if case is None:
        return
    patient = case.patient
    mail = masked_email(patient.email) if patient.email else ""
    phone = masked_phone(patient.phone) if patient.phone else ""
    keys = list(passkeys.told(kept, say))
    own = [line for who, line in keys if who == patient.id]
    yield full_name(patient), [one for one in (mail, phone, patient.time_zone, *own) if one]
    for person in case.representatives:
        own = [line for who, line in keys if who == person.id]
        yield full_name(person), [plain(papers_voice(say)(LABELS["capacity"][person.capacity][0])), *own]


# ---- files and pictures: of this dossier alone


def _what(told: str, say: Voice) -> str:
    """At what somebody looked; a file is named by the beginning of its digest."""
    kind, *more = told.split()
    said = words.LOOKED_AT.get(kind)
    return told if said is None else say(said, which=more[-1] if more else "")


def _filed(request: HttpRequest, identifier: str, sha256: str, what: str) -> tuple[str, bytes]:
    kept = looked(request, identifier, f"{what} {sha256[:16]}")
    filed = of_dossier(kept, sha256)
    if filed is None:
        raise Http404
    return filed.name, kept.read(sha256)


@needs("look")
@require_GET
def file(request: HttpRequest, identifier: str, sha256: str) -> HttpResponse:
    """The bytes of a revision, as they are kept; named by dossier and paper, never by a person."""
    name, data = _filed(request, identifier, sha256, "file")
    kind = KINDS.get(name.rpartition(".")[2], "application/octet-stream")
    disposition = f'attachment; filename="{identifier}-{name}"'
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": disposition})


@needs("look")
@require_GET
def pages(request: HttpRequest, identifier: str, sha256: str) -> HttpResponse:
    """All pages of a revision as pictures, for whoever has no viewer at hand."""
    name, data = _filed(request, identifier, sha256, "pages")
    if not name.endswith(".pdf"):
        raise Http404
    told = {"identifier": identifier, "name": name, "sha256": sha256, "count": pictures.count(data)}
    return render(request, "practice/pages.html.j2", told)


@needs("look")
@require_GET
def picture(request: HttpRequest, identifier: str, sha256: str, number: int) -> HttpResponse:
    """One page as a picture."""
    name, data = _filed(request, identifier, sha256, f"picture {number}")
    if not name.endswith(".pdf"):
        raise Http404
    try:
        return HttpResponse(pictures.page(data, number), content_type="image/png")
    except InputError as problem:
        raise Http404 from problem


# ---- evidence


@needs("look")
@require_GET
def evidence(request: HttpRequest, identifier: str) -> HttpResponse:
    """The chain of a dossier: each entry, its digest, the timestamp that covers it."""
    kept = looked(request, identifier, "evidence")
    say: Voice = request.voice  # type: ignore[attr-defined]
    told = {
        "kept": kept,
        "heading": heading(kept),
        "links": list(evidence_shown.links(office().desk.archive.rows(identifier), kept, say)),
        "root": office().home.authority.root.sha256.hex(),
    }
    return render(request, "practice/evidence.html.j2", told)


@needs("medical")
@require_GET
def watched(request: HttpRequest, identifier: str) -> HttpResponse:
    """Who looked at a dossier, and at what of it."""
    kept = looked(request, identifier, "looks")
    say: Voice = request.voice  # type: ignore[attr-defined]
    names = dict(Member.objects.values_list("pk", "name"))
    roles = {role: say(name) for role, name in ROLES.items()}
    found = [
        (
            one,
            names.get(one.member, say("compte {number}", number=one.member)),
            roles.get(one.role, one.role),
            _what(one.what, say),
        )
        for one in looking.at_dossier(office().desk.archive, identifier)
    ]
    last = office().desk.archive.looks.last_seal()
    told = {"kept": kept, "heading": heading(kept), "found": found[:200], "count": len(found), "seal": last}
    return render(request, "practice/watched.html.j2", told)
