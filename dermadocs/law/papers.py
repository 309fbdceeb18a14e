"""A paper in hand: what sort of paper it is, which cards concern it, and what they say of its data and its text.

Our own paper is judged with the data inside it. Somebody else's is judged by its words alone: what they allow is a
finding, and all the cards that would need more are counted, never passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dermadocs.law import engine, known, registry
from dermadocs.law.engine import Finding
from dermadocs.law.matter import Days, Matter, Page
from dermadocs.law.rule import Outcome, Rule, Subject
from dermadocs.law.words import fold
from dermadocs.sentence import say

EVERY_PAPER = frozenset({"process", "signature", "archive"})
"""What a card concerns when it is not one paper: it is asked whatever paper is at hand."""
MOST = 150_000
"""Characters of a paper that are judged: ten times a long estimate, and no more than a second's work."""
HEAD = 500
_MEDICAL = re.compile(
    r"\b(?:chirurg|esthetiqu|medec|anesth|intervention|operatoire|dermabras|docteur|patient|cosmetic|surg|aesthetic)\w*"
)
_SIGHT = re.compile(
    r"\b(?:chirurg|esthetiqu|medec|anesth|operatoire|dermabras|docteur|patient|cosmetic|surg|aesthetic)"
)
_OFFER = re.compile(
    r"(?<!\w)(?<!\bdu )(?<!\ble )(?<!\bau )(?<!\bun )(?<!\bde )(?<!\bdes )(?<!\bles )(?<!\bsur )(?<!\bvotre )"
    r"(?<!\bnotre )(?<!\bmon )(?<!\bson )(?<!\bselon )(?<!\bsuivant )(?<!\bapres )(?<!\bthe )(?<!\byour )(?<!\bour )"
    r"(?<!\ban )(?<!\ba )"
    r"(?:devis|estimates?|quot(?:e|ation))\b(?! (?:recu|accepte|remis|signe)\b)"
)
"""A paper that calls itself an estimate; « selon le devis » only speaks of one."""
_KINDS = (
    (
        "prices",
        re.compile(
            r"\b(?:liste|affichage|grille|tableau) (?:des |de |du )?(?:prix|tarifs|honoraires)\b|\bprice list\b"
        ),
    ),
    ("estimate", re.compile(r"\bdevis\b|\bestimation\b|\bestimate\b|\bquot(?:e|ation)\b")),
    ("consent", re.compile(r"\bconsent\w*")),
    ("information", re.compile(r"\b(?:fiche|document|feuillet|note|notice) d'information\b|\binformation sheet\b")),
    ("note", re.compile(r"\bfacture\b|\bnote d'honoraires\b|\binvoice\b|\breceipt\b")),
)


@dataclass(frozen=True)
class Judgement:
    """What the cards say of a paper, breaches first, and what none of them could look at."""

    findings: list[Finding]
    unseen: list[str]


def kind_of(pages: Sequence[str]) -> str:
    """Which paper a text is by its own words; « other » when it is none that the law of these acts knows.

    The head of the paper names it; where it does not, an offer with prices for such an act is an estimate.
    """
    text = fold(" ".join(pages)[:MOST])
    if not _MEDICAL.search(text):
        return "other"
    named = [(found.start(), kind) for kind, word in _KINDS if (found := word.search(text[:HEAD]))]
    if own := _OFFER.search(text[:HEAD]):  # whatever else it calls itself, but for a list of prices on display
        named = [(own.start(), "estimate"), *(one for one in named if one[1] == "prices")]
    if named:
        return min(named)[1]
    if "devis" in text or (re.search(r"\bhonoraires\b|\bt\.?t\.?c\b", text) and re.search(r"\d ?(?:€|eur)", text)):
        return "estimate"
    return next((kind for kind, word in _KINDS if word.search(text)), "other")


def judge_ours(matter: Matter) -> Judgement:
    """A paper of ours, with its data: one line a card, but for breaches and questions, which are all told."""
    if why := known.why_not(matter.days.document):
        return Judgement([], [say("law: {why}", why=why)])
    told = _judged(matter, matter.paper.kind)
    findings, broken = engine.by_rule(told), _broken(told, "data", "page")
    return Judgement(findings, [*broken, *_unseen(findings)])


def judge_others(pages: Sequence[str], days: Days) -> Judgement:
    """Somebody else's paper: what its words allow, a line a card; what else the law asks is counted."""
    if not any(page.strip() for page in pages):
        return Judgement([], ["law: no card was applied, the file holds no text (a scan or a picture?)"])
    if why := known.why_not(days.document):
        return Judgement([], [say("law: {why}", why=why)])
    kind = kind_of(pages)
    if kind == "other" and not _speaks_of_medicine(pages):
        return Judgement([], [say("law: no card was applied, {reason}", reason=_NOT_ONE[kind])])
    told = [f for f in _judged(Matter(days, page=Page(pages, kind, ours=False)), kind) if f.subject == "page"]
    findings = engine.by_rule([f for f in told if f.outcome is not Outcome.NOT_CHECKED])
    unseen: list[str] = (
        [say("law: only clauses that no paper may bear were looked for, {reason}", reason=_NOT_ONE[kind])]
        if kind in _NOT_ONE
        else []
    )
    unseen += _broken(told, "page")
    spoken = {finding.rule for finding in findings} | {finding.rule for finding in engine.failed(told, "page")}
    return Judgement(findings, [*unseen, _counted("need data, signatures, a timeline or a person", _others(spoken))])


_NOT_ONE = {
    "prices": "the file is a list of prices on display, which says nothing of one patient",
    "other": "the file does not read as an estimate or a consent to a cosmetic act",
    "note": "the file reads as an invoice: it is compared with its estimate by a person (T-10)",
}


def _speaks_of_medicine(pages: Sequence[str]) -> bool:
    """Two words of medicine at least: a lease has its interventions too."""
    return len(set(_SIGHT.findall(fold(" ".join(pages)[:MOST])))) > 1


def _broken(findings: Sequence[Finding], *subjects: Subject) -> list[str]:
    """The cards that could not judge what was at hand, each in its own words."""
    failed = [finding for subject in subjects for finding in engine.failed(findings, subject)]
    return [
        say("law: {rule}: {what}", rule=finding.rule, what=finding.message)
        for finding in sorted(failed, key=lambda one: one.rule)
    ]


def _judged(matter: Matter, kind: str) -> list[Finding]:
    """Every card that concerns this kind of paper is applied; of any other it is said that it does not apply.

    What no paper may bear is looked for on every one.
    """
    rules = registry.all()
    mine = [one for rule in rules if (one := rule if concerns(rule, kind) else _anywhere(rule)).parts]
    asked = {rule.id for rule in mine}
    found = engine.judge(matter, mine)
    return found + [
        replace(
            finding,
            outcome=Outcome.NOT_APPLICABLE,
            message=say("for another paper than the {paper}", paper=kind),
            where="",
            before=None,
        )
        for rule in rules
        if rule.id not in asked
        for finding in engine.judge(Matter(matter.days), [rule])[:1]
    ]


def _anywhere(rule: Rule) -> Rule:
    """What a card looks for on papers, too, that it does not concern."""
    return replace(rule, parts=tuple(part for part in rule.parts if part.anywhere))


def concerns(rule: Rule, kind: str) -> bool:
    """True when a card has something to say of papers of that kind; an estimate holds the information too."""
    kinds = {kind, "information", "implant"} if kind == "estimate" else {kind}
    return bool(kinds & set(rule.applies)) or bool(EVERY_PAPER & set(rule.applies))


def _unseen(findings: Iterable[Finding]) -> Iterable[str]:
    by_subject: dict[str, list[str]] = {}
    for finding in findings:
        if finding.outcome is Outcome.NOT_CHECKED:
            by_subject.setdefault(finding.subject, []).append(finding.rule)
    for subject, rules in by_subject.items():
        yield _counted(say("look at the {subject}, which is not in the file", subject=subject), rules)


def _others(spoken: set[str]) -> list[str]:
    return [rule.id for rule in registry.all() if rule.id not in spoken]


def _counted(need: str, rules: Sequence[str]) -> str:
    return say("law: {count} cards {need}: {rules}", count=len(rules), need=need, rules=", ".join(sorted(set(rules))))


def texts_within(pages: Sequence[str]) -> tuple[list[str], bool]:
    """The pages up to the limit, and whether all of them are there."""
    kept, room = [], MOST
    for page in pages:
        kept.append(page[:room])
        room -= len(kept[-1])
    return kept, sum(map(len, pages)) <= MOST
