"""Electronic signature and evidence (law.md section 6): what the verification answers, and what persons must.

The law room reads no signature: `signatures` and `dermadocs verify` do. These cards say which line of that
report an auditor looks at, so that no rule is silently taken as kept.
"""

from __future__ import annotations

import functools
from datetime import date

from dermadocs.domain.events import IdentitySeen, Performed, Received
from dermadocs.law.citation import CIVIL, CPCE, CSP, EIDAS, Text
from dermadocs.law.foreign import consent
from dermadocs.law.history import at
from dermadocs.law.looks import always, ask, page, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Part, breach, card, not_applicable, question
from dermadocs.sentence import say

CONTRACTS = date(2016, 10, 1)
"""Ordonnance 2016-131: the present numbering of the civil code's contract articles."""


def _identified(matter: Matter) -> Notes:
    """Somebody has seen an identity paper before the operation (F-S02)."""
    seen = [n for n, event in enumerate(matter.events) if isinstance(event, IdentitySeen)]
    for number, event in enumerate(matter.events):
        if isinstance(event, Performed) and not any(n < number for n in seen):
            yield breach(at(number), "nobody has recorded an identity paper of the patient", "see and record it")


def _registered(matter: Matter) -> Notes:
    letters = [
        number
        for number, event in enumerate(matter.events)
        if isinstance(event, Received) and event.channel == "electronic_registered_letter"
    ]
    if not letters:
        yield not_applicable("no electronic registered letter was used")
    for number in letters:
        yield question(at(number), "manager", "are the provider's proof and the addressee's earlier consent on file?")


def _copies(matter: Matter) -> Notes:
    if not (matter.paper.has("deux exemplaires originaux") or matter.paper.has("chaque partie sur un support durable")):
        yield breach("page", "does not say how many originals there are", "say two, or how each party gets the file")


def _report(what: str) -> Part:
    """A line of the verification report that an auditor looks at."""
    return ask("auditor", "audit", say("run `dermadocs verify`: {what}", what=what))


_card = functools.partial(card, applies=("signature",))
RULES = (
    _card(
        "SIG-01",
        "An electronic writing counts as paper if its author is identified and its integrity kept",
        CIVIL("article 1366", "S56 S85"),
        "V",
        "blocking",
        _report("is `integrity` GOOD?"),
        timeline(_identified),
        since=CONTRACTS,
        aliases=("F-S01", "F-S02"),
    ),
    _card(
        "SIG-02",
        "A signature is a reliable identification linked to the act",
        CIVIL("article 1367", "S57 S85"),
        "V",
        "blocking",
        _report("is the `level` of every act named, its signer the one expected?"),
        since=CONTRACTS,
        aliases=("A-18", "B-17", "D-01", "F-S02"),
    ),
    _card(
        "SIG-03",
        "Reliability is presumed of a qualified signature",
        Text("Décret n° 2017-1416")("article 1er", "S86"),
        "V",
        "info",
        _report("is a qualified level claimed, and then shown by a trusted list?"),
        since=date(2017, 10, 1),
    ),
    _card(
        "SIG-04",
        "A writing required for validity may be electronic",
        CIVIL("article 1174, alinéa 1", "S58 S85"),
        "V",
        "info",
        always(not_applicable("allows the electronic form; its conditions are judged by SIG-01 and SIG-02")),
        since=CONTRACTS,
    ),
    _card(
        "SIG-05",
        "A mention by one's own hand may be typed if only that person can have typed it",
        CIVIL("article 1174, alinéa 2", "S58 S85"),
        "V",
        "blocking",
        _report("does each receipt and acceptance carry its typed mention, never pre-filled, and the method?"),
        since=CONTRACTS,
        aliases=("A-19", "A-20"),
        questions=("Q18",),
    ),
    _card(
        "SIG-06",
        "As many originals as parties, their number stated; each gets an electronic copy that lasts",
        CIVIL("article 1375", "S59 S85"),
        "V",
        "blocking",
        page(_copies, whose="ours"),
        consent.COPIES,
        ask("manager", "archive", "was the sealed file delivered to each party, and the delivery logged?"),
        since=CONTRACTS,
        aliases=("A-17",),
    ),
    _card(
        "SIG-07",
        "An amount in words is due for a one-sided promise only",
        CIVIL("article 1376", "S85"),
        "V",
        "warning",
        always(not_applicable("the estimate binds both sides and prints no amount in words")),
        since=CONTRACTS,
    ),
    _card(
        "SIG-08",
        "An online offer shows the steps, lets errors be corrected, gives the total, and is confirmed twice",
        CIVIL("articles 1127-1 à 1127-3, 1176 et 1177", "S85"),
        "V",
        "blocking",
        ask(
            "manager",
            "go-live",
            "does the portal show steps, corrections, languages, archiving, and confirm twice?",
        ),
        since=CONTRACTS,
    ),
    _card(
        "SIG-09",
        "No signature is refused for being electronic or not qualified",
        EIDAS("article 25", "S61"),
        "V",
        "info",
        always(not_applicable("forbids a refusal; no level is refused here, each one is named")),
        since=date(2016, 7, 1),
    ),
    _card(
        "SIG-10",
        "What is called advanced meets the four conditions",
        EIDAS("articles 3 et 26", "S62 S97"),
        "V",
        "blocking",
        ask("manager", "go-live", "does the signature policy say how each of (a) to (d) is met?"),
        since=date(2016, 7, 1),
        questions=("Q15",),
    ),
    _card(
        "SIG-11",
        "The certificate was valid when the signature was made, and that stays provable",
        EIDAS("articles 28 et 32"),
        "M",
        "blocking",
        _report("is every act TOTAL_PASSED with its revocation data inside the file?"),
    ),
    _card(
        "SIG-12",
        "A seal shows origin and integrity; it never stands for the doctor's signature",
        EIDAS("articles 35 et 36"),
        "M",
        "blocking",
        _report("is every `Practitioner` field signed by the surgeon named, not by a seal?"),
        aliases=("D-13",),
    ),
    _card(
        "SIG-13",
        "A qualified timestamp is presumed right; what is called qualified is on a trusted list",
        EIDAS("articles 41 et 42", "S97 S98"),
        "V",
        "warning",
        _report("which `clock` grade has each act? Only A may be called proven"),
        since=date(2016, 7, 1),
    ),
    _card(
        "SIG-14",
        "A qualified registered delivery proves sender, addressee and dates",
        EIDAS("articles 43 et 44"),
        "M",
        "warning",
        timeline(_registered, before="accept"),
    ),
    _card(
        "SIG-15",
        "Wallets and free qualified signatures for persons",
        Text("Règlement (UE) 2024/1183")(),
        "M",
        "info",
        always(not_applicable("nothing is asked of a dossier")),
    ),
    _card(
        "SIG-16",
        "A copy of a signed paper is reliable under conditions; the paper is kept",
        CIVIL("article 1379", "S63 S85 S87"),
        "V",
        "blocking",
        ask("manager", "archive", "if an act was done on paper: is its copy sealed, and the paper kept?"),
        since=date(2016, 12, 7),
        aliases=("F-S03",),
        questions=("Q7",),
    ),
    _card(
        "SIG-17",
        "Health documents have probative force under their own conditions",
        CSP("articles L. 1111-25 à L. 1111-31", "S64 S65"),
        "S",
        "warning",
        ask("manager", "go-live", "which level of the « force probante » référentiel is claimed?"),
        questions=("Q15",),
    ),
    _card(
        "SIG-18",
        "An electronic registered letter needs the prior consent of a private addressee",
        CPCE("article L. 100", "S43"),
        "S",
        "blocking",
        timeline(_registered, before="accept"),
        since=date(2019, 1, 1),
    ),
    _card(
        "SIG-19",
        "The picture of a signature is at most a simple signature",
        Text("CA Versailles")("", "S57"),
        "S",
        "warning",
        _report("is no act called more than simple where only a picture or a typed name was given?"),
        aliases=("F-S01",),
    ),
)
