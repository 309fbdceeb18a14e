"""The estimate's editor: fields, what the law says of them, and the draft beside them.

Every save keeps what was typed, lawful or not; the dossier takes the estimate only when no rule forbids it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dermadocs.domain import labels
from dermadocs.domain.case import Case
from dermadocs.domain.people import FACILITY
from dermadocs.domain.state import State
from dermadocs.flows import casework
from dermadocs.portal import choices, drafts
from dermadocs.portal.acting import Deed
from dermadocs.portal.faults import told as fault_told
from dermadocs.portal.gates import needs
from dermadocs.portal.office import office
from dermadocs.portal.practice import acts, desk_of_estimate, drawn_up, editing, standing
from dermadocs.portal.practice.desk_of_estimate import Writing
from dermadocs.portal.practice.drawn_up import Typed
from dermadocs.portal.practice.findings import judge
from dermadocs.portal.practice.notes import doctors
from dermadocs.portal.practice.patients import TITLES
from dermadocs.portal.practice.spoken import papers_voice, plain
from dermadocs.portal.practice.standing import Moved, Scene, scene

WRITTEN = frozenset({State.DRAFT, State.REPLACED, State.EXPIRED})
"""States in which an estimate may be written."""


@needs("prepare")
@require_http_methods(["GET", "HEAD", "POST"])
def estimate(request: HttpRequest, identifier: str) -> HttpResponse:
    """The editor; saving keeps what was typed, and takes it into the dossier when it is lawful."""
    there = scene(request, identifier)
    if there.kept.dossier.state not in WRITTEN:
        return _signed(request, there)
    if request.method != "POST":
        return _page(request, desk_of_estimate.now(there))
    written, other = _save(request, there)
    if other is not None:
        return _page(request, written, other, status=409)
    if request.POST.get("do") != "save" or written.case is None:
        return redirect(f"{request.path}#{_back_at(request)}")
    if not judge(there, written.case, written.names).lawful:
        return redirect(f"{request.path}#findings")
    try:
        standing.do(request, identifier, "draft", _draft(written.case))
    except Moved:
        return standing.moved(request, identifier)
    drafts.forget(identifier)
    return redirect("practice:done", identifier, "estimate")


def _draft(case: Case) -> Deed:
    return lambda desk, kept: casework.draft(desk, kept, case)


def _back_at(request: HttpRequest) -> str:
    return "lines" if request.POST.get("do", "").startswith(("add", "remove")) else "findings"


@needs("prepare")
@require_POST
def check(request: HttpRequest, identifier: str) -> HttpResponse:
    """Keep what is typed and say what the law says of it: beside the form, without leaving it."""
    there = scene(request, identifier)
    if there.kept.dossier.state not in WRITTEN:
        answer = standing.moved(request, identifier)
        answer["HX-Refresh"] = "true"  # the page is made anew, and says so
        return answer
    written, other = _save(request, there)
    return render(request, "practice/estimate/beside.html.j2", _beside(written, other) | {"live": True})


def _save(request: HttpRequest, there: Scene) -> tuple[Writing, drafts.WorkingDraft | None]:
    """Keep the form; with somebody else's draft, kept in the meantime, when there is one."""
    typed = _changed(request, editing.typed_from(request.POST))
    told = request.POST.get("revision", "0")
    seen = int(told) if told.isdecimal() else 0
    revision, other = drafts.save(there.kept.identifier, typed, seen, there.member.name, there.now)
    return Writing(there, typed, revision, drafts.draft_of(there.kept.identifier)), other


def _changed(request: HttpRequest, typed: Typed) -> Typed:
    """What a button of the form does to its fields: a row more, a row less, another procedure."""
    what, _, which = request.POST.get("do", "").partition("-")
    rows = editing.lines_of(typed)
    payee = str((typed.get("/estimate/operators") or [FACILITY])[0])
    if what == "save":
        return editing.with_lines(typed, editing.filled(rows))
    if what == "add":
        return editing.with_lines(typed, [*rows, editing.blank_line(payee)])
    if what == "remove" and which.isdecimal():
        return editing.with_lines(typed, [row for index, row in enumerate(rows) if index != int(which)])
    if what == "procedure":
        fresh = drawn_up.of_procedure(desk_of_estimate.entry_of(typed), payee)
        return editing.with_lines(typed, []) | fresh
    return typed


# ---- pages


def _page(
    request: HttpRequest, written: Writing, other: drafts.WorkingDraft | None = None, status: int = 200
) -> HttpResponse:
    there = written.there
    told = _beside(written, other) | _choices(written) | acts.frame(there)
    told |= {
        "typed": _shown(written),
        "lines": editing.lines_of(written.typed),
        "words": written.words,
        "head": request.POST.get("head") or there.kept.head,
        "live": False,
    }
    return render(request, "practice/estimate/editor.html.j2", told, status=status)


def _shown(written: Writing) -> dict[str, Any]:
    return dict(written.typed) | dict(written.words.values())


def _beside(written: Writing, other: drafts.WorkingDraft | None) -> dict[str, Any]:
    there, case = written.there, written.case
    return {
        "identifier": there.kept.identifier,
        "wrong": {name: fault_told(there.say, why) for name, why in written.wrong.items()},
        "judgment": judge(there, case, written.names) if case else None,
        "sums": written.sums,
        "shares": _shares(written),
        "revision": written.revision,
        "saved": written.saved,
        "other": other,
        "there": there,
        "now": there.now,
    }


def _shares(written: Writing) -> list[tuple[str, str]]:
    """What each payee receives, VAT included."""
    names = dict(_payees(written))
    told = written.sums["payees"] if written.sums else []
    return [(names.get(one["payee"], one["payee"]), one["gross"]) for one in told]


def _payees(written: Writing) -> tuple[tuple[str, str], ...]:
    return (*doctors(), (FACILITY, office().home.profile.facility.name))


def _choices(written: Writing) -> dict[str, Any]:
    say, profile, entry = written.there.say, office().home.profile, written.entry
    surgeons = {one.id for one in profile.practitioners if one.category in (1, 2, 4)}
    kinds, spoken = labels.LABELS, papers_voice(say)
    return {
        "titles": TITLES,
        "countries": choices.countries(say.language),
        "spoken_by": choices.languages(say.language),
        "zones": choices.zones(),
        "doctors": doctors(),
        "surgeons": [(one, name) for one, name in doctors() if one in surgeons],
        "anaesthetists": [
            (one.id, f"{one.title} {one.given_names} {one.family_name}")
            for one in profile.practitioners
            if one.category == 3
        ],
        "payees": _payees(written),
        "procedures": [(one.code, one.title) for one in _procedures()],
        "factors": [(one.id, one.label) for one in entry.factors],
        "anaesthesias": [
            (one.value, plain(spoken(labels.label("anaesthesia", one.value)))) for one in entry.anaesthesia
        ],
        "stays": [(code, plain(spoken(names[0]))) for code, names in kinds["stay"].items()],
        "purposes": [("aesthetic", say("Esthétique")), ("therapeutic", say("Thérapeutique"))],
        "modes": [("in_person", say("En présence")), ("video", say("Par vidéo"))],
        "facility": profile.facility,
        "entry": entry,
    }


def _procedures() -> list[Any]:
    from dermadocs.bootstrap.home import CATALOGUE
    from dermadocs.catalogue.load import entries, read_folder

    own = office().home.folder / CATALOGUE
    mine = read_folder(own) if own.is_dir() else ()
    return list({one.code: one for one in (*entries(), *mine)}.values())


def _signed(request: HttpRequest, there: Scene) -> HttpResponse:
    """The estimate is signed: it changes by being replaced."""
    told = acts.frame(there) | {"can_replace": "sign" in there.member.rights}
    return render(request, "practice/estimate/signed.html.j2", told, status=409)
