"""What the templates see of one file: plain names and finished words, no answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from dermadocs.report.evidence import level, supports
from dermadocs.report.facts import KEPT, Answer, Deed, Facts
from dermadocs.report.law import Law, law
from dermadocs.report.reasons import explained
from dermadocs.report.ruler import Ruler, ruler
from dermadocs.report.story import Story, story
from dermadocs.report.voice import NBSP, Voice, instant, utc
from dermadocs.report.words import CLOCKS, INDICATIONS, INTERVALS, LISTED, NO_CLOCK, act_name, deed_name
from dermadocs.telling import Told, told

MOST_FOUND = 12
"""Sentences of the program that are shown for one reason; the rest is counted."""
DEEPEST = 3
"""Files inside files that are shown, one within the other."""


@dataclass(frozen=True)
class Act:
    """A row of the table of acts, and of the technical one."""

    name: str
    signer: str
    identifier: str
    day: str
    hour: str
    clock: str
    grade: str | None
    state: str
    tone: str
    field: str
    pades: str
    level: str
    evidence: tuple[str, ...]
    not_before: str
    not_after: str


@dataclass(frozen=True)
class Reason:
    """A reason with its explanation; `found` are the program's own sentences, in English, each with its field."""

    code: str
    means: str
    do: str
    found: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True)
class File:
    """One file of the report. `french` is the story that governs, beside `story` in another language."""

    ident: str
    name: str
    path: str
    story: Story
    french: Story | None
    demonstration: bool
    ruler: Ruler | None
    acts: tuple[Act, ...]
    archives: tuple[Act, ...]
    law: Law | None
    days: str
    missing: tuple[str, ...]
    unchecked: tuple[Told, ...]
    reasons: tuple[Reason, ...]
    details: tuple[tuple[str, str], ...]
    inside: tuple[File, ...]


def view(answer: Answer, voice: Voice, at: datetime, ident: str, *, questions: bool, depth: int = 0) -> File:
    """The answer for one file, judged at `at`, in the words of `voice`; files inside it below it."""
    facts = Facts(answer)
    path = facts.text("file")
    acts = [_act(deed, voice, early=facts.early(deed)) for deed in facts.deeds]
    below = answer.get("inside") if depth < DEEPEST else None
    return File(
        ident=ident,
        name=PurePath(path).name or path or voice("sans nom"),
        path=path,
        story=story(facts, voice),
        french=None if voice.language == "fr" else story(facts, Voice("fr")),
        demonstration=facts.demonstration,
        ruler=ruler(facts, voice, at, ident),
        acts=tuple(act for act, deed in zip(acts, facts.deeds, strict=True) if not _archive(deed)),
        archives=tuple(act for act, deed in zip(acts, facts.deeds, strict=True) if _archive(deed)),
        law=law(facts, voice, questions=questions),
        days=_days(facts, voice),
        missing=tuple(act_name(voice, name) for name in facts.missing),
        unchecked=tuple(_unchecked(facts, voice)),
        reasons=tuple(_reasons(facts, voice)),
        details=tuple(_details(facts, voice)),
        inside=tuple(
            view(inner, voice, at, f"{ident}-{number}", questions=questions, depth=depth + 1)
            for number, inner in enumerate(below if isinstance(below, list) else (), 1)
            if isinstance(inner, Mapping)
        ),
    )


def _days(facts: Facts, voice: Voice) -> str:
    if facts.interval in KEPT and not facts.valid:
        return voice("non établis")
    return voice(INTERVALS.get(facts.interval, INTERVALS["NOT_APPLICABLE"]))


def _archive(deed: Deed) -> bool:
    return deed.is_timestamp and deed.field.startswith("Archive")


def _act(deed: Deed, voice: Voice, *, early: bool) -> Act:
    tone = {"TOTAL_PASSED": "valid", "TOTAL_FAILED": "invalid"}.get(deed.indication, "undecided")
    state = voice(INDICATIONS.get(deed.indication, INDICATIONS["INDETERMINATE"]))
    return Act(
        name=deed_name(voice, deed),
        signer=deed.signer,
        identifier=deed.identifier,
        day=voice.short_day(deed.at) if deed.at else "—",
        hour=voice.hour(deed.at, seconds=True) if deed.at else "",
        clock=_clock(deed, voice),
        grade=deed.clock if deed.clock in CLOCKS else None,
        state=voice("{state}, mais avant l’heure", state=state) if early else state,
        tone="invalid" if early else tone,
        field=deed.field,
        pades=deed.pades,
        level=level(deed.level, voice),
        evidence=supports(deed.evidence, voice),
        not_before=_utc(deed.not_before),
        not_after=_utc(deed.not_after),
    )


def _clock(deed: Deed, voice: Voice) -> str:
    clock = voice(CLOCKS.get(deed.clock or "", NO_CLOCK))
    return voice(LISTED, clock=clock, lists=", ".join(deed.lists)) if deed.lists else clock


def _reasons(facts: Facts, voice: Voice) -> Iterator[Reason]:
    by_code: dict[str, list[tuple[str, str]]] = {}
    for message in facts.listed("messages"):
        if isinstance(message, Mapping):
            told = str(message.get("message") or ""), str(message.get("field") or "")
            by_code.setdefault(str(message.get("code") or ""), []).append(told)
    for code, found in by_code.items():
        words, more = explained(code), max(0, len(found) - MOST_FOUND)
        yield Reason(code, voice(words.means), voice(words.do), tuple(found[:MOST_FOUND]), more)


def _unchecked(facts: Facts, voice: Voice) -> Iterator[Told]:
    for note in facts.listed("not_checked"):
        yield told(str(note), voice.language)
    if facts.signatures:
        yield Told(
            voice("si la personne nommée tenait elle-même le téléphone ou la clé, et si elle a compris"), voice.language
        )


def _details(facts: Facts, voice: Voice) -> Iterator[tuple[str, str]]:
    yield voice("Fichier"), facts.text("file") or "—"
    yield voice("SHA-256 du fichier"), _grouped(facts.text("sha256"))
    if facts.data("sha256"):
        yield voice("SHA-256 des données (au pied de chaque page)"), _grouped(facts.data("sha256"))
    trust = facts.answer.get("trust")
    if isinstance(trust, Mapping):
        yield voice("Autorité à laquelle vous faites confiance"), str(trust.get("anchor") or voice("aucune"))
        yield voice("Empreinte de l’autorité racine"), _grouped(str(trust.get("sha256") or ""))
    yield voice("Verdict"), f"{facts.text('verdict')} · {facts.text('integrity')}"
    as_of = facts.text("as_of")
    yield voice("Révocations connues jusqu’au"), utc(as_of) if instant(as_of or None) else "—"
    if facts.receipt or facts.gate:
        yield voice("Délai de réflexion"), facts.interval
        yield voice("Réception, au plus tard"), _utc(facts.receipt)
        yield voice("Premier instant permis"), _utc(facts.gate)
        yield voice("Accord, au plus tôt"), _utc(facts.bound)


def _utc(moment: datetime | None) -> str:
    return utc(moment.isoformat()) if moment else "—"


def _grouped(digest: str) -> str:
    return NBSP.join(digest[place : place + 8] for place in range(0, len(digest), 8)) or "—"
