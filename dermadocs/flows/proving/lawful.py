"""The law applied to a file: never to its verdict, which is about bytes, people and time.

Our own paper by its data and its text, on the day of its hand-over when the receipts prove one; a paper of others by
what its text allows. `where` of a finding is a JSON pointer into the dossier, or a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pypdf import PdfReader

from dermadocs import pagetext
from dermadocs.domain import timeline
from dermadocs.domain.bundle import EVENTS
from dermadocs.domain.events import AnyEvent, Performed
from dermadocs.domain.reflection import paris_day
from dermadocs.errors import InputError
from dermadocs.flows.proving.acts import received_on
from dermadocs.flows.proving.ink import InkAct
from dermadocs.flows.proving.paper import Paper
from dermadocs.law import papers
from dermadocs.law.matter import Data, Days, Matter, Page, Timeline, days_of
from dermadocs.law.papers import Judgement
from dermadocs.sentence import say
from signatures import Act, Indication

MOST_PAGES = 60
HEAVY = 4_000_000
"""Bytes of a page's drawing above which its text is not read: such a page is a picture, or bait."""
CUT = "law: only the beginning of the text was judged, the file is too long"


def law_of_ours(
    paper: Paper,
    texts: Sequence[str],
    acts: Sequence[Act],
    at: datetime,
    happened: Sequence[AnyEvent] = (),
    ink: Sequence[InkAct] = (),
) -> dict[str, Any]:
    """What the cards say of a file of ours: `law` and what was `not_checked`, as the answer takes them.

    `happened` are the events in an evidence bundle: it alone holds the timeline.
    """
    case = paper.document.dossier
    passed = [act for act in acts if act.indication == Indication.TOTAL_PASSED]
    # whether an offer lasts long enough is judged on the day of its receipt as told, not on that of an audit years
    # later; whose law counts, on a day that is proven alone
    told, proven = received_on(acts, paper.document, ink), received_on(passed, paper.document, ink)
    operated = next((paris_day(event.at) for event in happened if isinstance(event, Performed)), None)
    days = days_of(case, told or paris_day(at), handed_over=proven, performed=operated)
    kept, whole = papers.texts_within(texts)
    given = [one.name for one in paper.document.handed_over]
    page, line = Page(kept, paper.document.kind), Timeline(tuple(happened)) if happened else None
    matter = Matter(days, Data(paper.plain["dossier"]), page, line, given)
    try:
        return _answer(papers.judge_ours(matter), whole)
    except Exception as problem:  # a defect of ours in the law must not change what is said of the signatures
        return no_law(say("the cards could not be applied: {problem}", problem=type(problem).__name__))


def told_by(attachments: Mapping[str, Sequence[bytes]]) -> tuple[AnyEvent, ...]:
    """The events of an evidence bundle; none in another file, and none that can be read says `proving.bundle`."""
    try:
        return timeline.events(timeline.read(attachments[EVENTS][0])) if EVENTS in attachments else ()
    except InputError:
        return ()


def law_of_others(reader: PdfReader, at: datetime) -> dict[str, Any]:
    """What the cards say of somebody else's file; an unreadable text is said to be one."""
    try:
        read = [_text(page) for page in reader.pages[:MOST_PAGES]]
        more = len(reader.pages) > MOST_PAGES
    except Exception as problem:  # a hostile file makes a reader raise anything; its signatures are judged anyway
        return no_law(say("the text cannot be read: {problem}", problem=type(problem).__name__))
    kept, whole = papers.texts_within([text or "" for text, _ in read])
    day = paris_day(at)
    judged = papers.judge_others(kept, Days(day, day, day))
    heavy = [
        say("law: page {number} was not read, its drawing is {size} bytes", number=number, size=size)
        for number, (text, size) in enumerate(read, 1)
        if text is None
    ]
    return _answer(replace(judged, unseen=[*heavy, *judged.unseen]), whole and not more)


def no_law(why: str) -> dict[str, Any]:
    """No card was applied, and why."""
    return {"law": None, "not_checked": [say("law: {why}", why=why)]}


def _answer(judged: Judgement, whole: bool) -> dict[str, Any]:
    findings = [finding.as_json() for finding in judged.findings]
    return {"law": findings or None, "not_checked": [*judged.unseen, *([] if whole else [CUT])]}


def _text(page: Any) -> tuple[str | None, int]:
    """The text of a page and the size of its drawing; None for one that is too heavy to be read."""
    contents = page.get_contents()
    size = 0 if contents is None else len(contents.get_data())
    return (None if size > HEAVY else pagetext.text(page)), size
