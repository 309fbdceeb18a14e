"""Questions to the surgeon, and the questions that show whether the information was understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from dermadocs.catalogue import comprehension
from dermadocs.catalogue.comprehension import Feedback
from dermadocs.catalogue.model import Question
from dermadocs.domain.bidi import SCRIPTS
from dermadocs.domain.content import Choices, Say, Words
from dermadocs.errors import InputError
from dermadocs.flows import asking
from dermadocs.languages import offered, speaker
from dermadocs.portal import tallies
from dermadocs.portal.acting import do
from dermadocs.portal.arabic import isolated
from dermadocs.portal.office import office
from dermadocs.portal.room import stages
from dermadocs.portal.room.visits import Guest, inside

A_DAY = 20


@inside
def ask(request: HttpRequest, guest: Guest) -> HttpResponse:
    """What was asked and answered, and room for one more question."""
    text, fault = request.POST.get("text", "")[:2000], ""
    if request.method == "POST":
        fault = _asked(guest, text)
        if not fault:
            return redirect("room:ask")
    replies = {one.to: one for one in asking.answers(guest.kept)}
    own = [(one, replies.get(one.number)) for one in asking.questions(guest.kept) if one.by == guest.person.id]
    told = {"asked": own, "text": text, "fault": fault, "most": asking.MOST, "about": request.GET.get("about", "")[:48]}
    return render(request, "room/ask.html.j2", told, status=422 if fault else 200)


def _asked(guest: Guest, text: str) -> str:
    """Ask; what is wrong in one word, or nothing."""
    if not text.strip():
        return "empty"
    if not tallies.take(f"asked/{guest.dossier}/{guest.person.id}", A_DAY, timedelta(days=1), guest.now):
        return "many"
    try:
        do(guest.dossier, "question", lambda desk, kept: asking.ask(desk, kept, guest.person.id, text))
    except InputError:
        return "long"
    return ""


@inside
def check(request: HttpRequest, guest: Guest) -> HttpResponse:
    """A few questions on what was read, with an answer to each answer; nothing here passes or fails."""
    case, dossier = guest.kept.case, guest.kept.dossier
    if dossier.state in stages.UNSENT:
        raise Http404
    found = office().desk.practice.find(case.estimate.procedure.code)
    if not found.questions or guest.person.id not in dossier.receivers:
        raise Http404
    spoken = request.voice.language  # type: ignore[attr-defined]
    language = spoken if spoken in offered() else None
    say = speaker(language, None if language is None else found.words(language) | case.words(language))
    answers = dict(_chosen(found.questions, request.POST))
    if answers and tallies.take(f"checked/{guest.dossier}/{guest.person.id}", A_DAY, timedelta(days=1), guest.now):
        do(guest.dossier, "comprehension", lambda desk, kept: asking.understood(desk, kept, guest.person.id, answers))
    told = [_asked_and_told(question, answers.get(question.id), say) for question in found.questions]
    return render(
        request,
        "room/check.html.j2",
        {"questions": told, "tr": language, "read": partial(_first, turned=language in SCRIPTS)},
    )


def _chosen(questions: Sequence[Question], posted: QueryDict) -> Iterator[tuple[str, int]]:
    """The answers that were given and are offered, by question."""
    for question in questions:
        offers = {str(number): number for number in range(len(question.options))}
        given = str(posted.get(question.id, ""))
        if given in offers:
            yield question.id, offers[given]


def _asked_and_told(question: Question, chosen: int | None, say: Say) -> tuple[str, Choices, Feedback | None]:
    told = None if chosen is None else comprehension.feedback(question, chosen, say)
    return question.id, comprehension.choices(question, say, chosen), told


def _first(words: Words, *, turned: bool) -> str:
    """The text that the reader reads first; its figures apart, where it runs from right to left."""
    return isolated(words.tr) if turned and words.tr else words.tr or words.fr
