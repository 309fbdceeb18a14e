"""The pages of an act: what it does, before; its form; what is true, after. One pair of views for every act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dermadocs.errors import InputError, LawBreach
from dermadocs.flows import questioning
from dermadocs.portal import drafts
from dermadocs.portal.faults import faults
from dermadocs.portal.faults import told as fault_told
from dermadocs.portal.gates import View, needs
from dermadocs.portal.practice import fields, standing
from dermadocs.portal.practice.actions import available
from dermadocs.portal.practice.fields import Sheet
from dermadocs.portal.practice.standing import Moved, Scene, scene
from dermadocs.portal.practice.steps import Given, Step, all_steps, file_of
from dermadocs.telling import Told, told


def view_of(slug: str) -> View:
    """The page of one act, behind the right that it needs."""
    step = all_steps()[slug]

    @needs(step.right)
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, identifier: str) -> HttpResponse:
        there = scene(request, identifier)
        if not step.fits(there) or not step.permission(there).allowed:
            return _moved_or_closed(request, there, step)
        reason = step.closed(there) if step.closed else None
        if reason:
            return closed(request, there, step, reason)
        if step.asks and _asked(there, step):
            return closed(request, there, step, "", asked=len(_asked(there, step)))
        return _act(request, there, step) if request.method == "POST" else _form(request, there, step.sheet(there), {})

    return page


def _asked(there: Scene, step: Step) -> list[Any]:
    if there.case is None or step.asks is None:
        return []
    return questioning.asked(there.case, there.kept.entries, there.now, [step.asks])


def _moved_or_closed(request: HttpRequest, there: Scene, step: Step) -> HttpResponse:
    """A form of an earlier page says that the dossier moved; a fresh look says why the act is closed."""
    if request.method == "POST" and request.POST.get("head", there.kept.head) != there.kept.head:
        return standing.moved(request, there.kept.identifier)
    return closed(request, there, step, "")


def _act(request: HttpRequest, there: Scene, step: Step) -> HttpResponse:
    sheet = step.sheet(there)
    values = fields.read(sheet.fields, request.POST)
    wrong = fields.missing(sheet.fields, values)
    if step.event is not None and not wrong:
        wrong = {name.lstrip("/"): why for name, why in faults(_event(there, step, values), step.event).items()}
    if wrong:
        return _form(request, there, sheet, wrong)
    names = {field.name for field in sheet.fields}
    try:
        deed = step.deed(there, Given(values, *file_of(request)))
        standing.do(request, there.kept.identifier, step.slug, deed)
    except Moved:
        return standing.moved(request, there.kept.identifier)
    except LawBreach:
        raise
    except InputError as problem:
        if problem.where.strip("/") not in names:
            raise
        return _form(request, there, sheet, {problem.where.strip("/"): problem.why})
    if step.slug == "sign":
        drafts.forget(there.kept.identifier)  # the page said that the signature does not take it
    return redirect("practice:done", there.kept.identifier, step.slug)


def _event(there: Scene, step: Step, values: Mapping[str, Any]) -> dict[str, Any]:
    """The record that the fields would become now."""
    return {"act": step.event.__struct_config__.tag, "at": there.now.isoformat().replace("+00:00", "Z"), **values}


def _form(request: HttpRequest, there: Scene, sheet: Sheet, wrong: Mapping[str, str]) -> HttpResponse:
    shown = {
        "sheet": sheet,
        "head": request.POST.get("head") or there.kept.head,
        "typed": fields.typed(sheet.fields, request.POST if request.method == "POST" else None),
        "wrong": {name: fault_told(there.say, why) for name, why in wrong.items()},
        "upload": any(field.kind == "file" for field in sheet.fields),
        **frame(there),
    }
    return render(request, "practice/acts/act.html.j2", shown, status=422 if wrong else 200)


def closed(request: HttpRequest, there: Scene, step: Step, reason: str, asked: int = 0) -> HttpResponse:
    """The page of an act that is not possible now: why, from when, by which article; no form."""
    permission, language = step.permission(there), there.say.language
    why = "" if permission.opens_at else permission.why or ""  # the day says it, in the reader's time
    shown = {
        "title": step.sheet(there).title if step.fits(there) else there.say("Ce n’est pas possible maintenant"),
        "reason": Told(reason, language) if reason else told(why, language),
        "opens": permission.opens_at,
        "rule": permission.rule,
        "asked": asked,
        "before": step.asks,
        **frame(there),
    }
    return render(request, "practice/acts/closed.html.j2", shown, status=409)


def frame(there: Scene) -> dict[str, Any]:
    """What every page of a dossier says at its top."""
    return {
        "identifier": there.kept.identifier,
        "patient": there.kept.patient,
        "dossier": standing.address(there.kept.identifier),
    }


@needs("look")
@require_GET
def done(request: HttpRequest, identifier: str, slug: str) -> HttpResponse:
    """What is true after an act; it may be looked at again, it does nothing."""
    there, step = scene(request, identifier), all_steps().get(slug)
    if slug == "estimate":
        sentence = there.say("Le devis est dans le dossier, conforme aux règles lues. Il reste à le signer.")
    elif step is not None and (there.case is not None or not step.needs_case):
        sentence = step.sheet(there).done
    else:
        return redirect(standing.address(identifier))
    shown = {
        "sentence": sentence,
        "actions": [one for one in available(there.kept, there.member.rights, there.now, there.say) if one.primary],
        **frame(there),
    }
    return render(request, "practice/acts/done.html.j2", shown)


@needs("look")
@require_GET
def steps(request: HttpRequest, identifier: str) -> HttpResponse:
    """Everything that may be done on a dossier, the next first."""
    there = scene(request, identifier)
    shown = {"actions": available(there.kept, there.member.rights, there.now, there.say), **frame(there)}
    return render(request, "practice/acts/steps.html.j2", shown)


# ---- questions that a person answers


@needs("medical")
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, identifier: str) -> HttpResponse:
    """What no program can check is asked here, and answered before the step that needs it."""
    from dermadocs.portal.practice import answering

    there = scene(request, identifier)
    if there.case is None:
        return redirect("practice:estimate", identifier)
    nothing = request.method == "POST" and not request.POST.getlist("yes")
    if request.method == "POST" and not nothing:
        try:
            standing.do(request, identifier, "answers", answering.deed(there, request.POST))
        except Moved:
            return standing.moved(request, identifier)
        return redirect("practice:answers", identifier)
    shown = {"head": there.kept.head, "groups": answering.groups(there), "nothing": nothing, **frame(there)}
    return render(request, "practice/acts/answers.html.j2", shown, status=422 if nothing else 200)
