"""Where the act is done: the facility, its number, its authorisation (arrêté art. 2, 4°; CSP L6322-1)."""

from __future__ import annotations

from datetime import date

from dermadocs.domain import identifiers
from dermadocs.law.citation import ARRETE_1996, CSP, Text
from dermadocs.law.foreign import who
from dermadocs.law.looks import always, ask, data, present, prints
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, breach, not_applicable
from dermadocs.sentence import say


def _private(matter: Matter) -> Notes:
    if matter.case.facility.private and matter.case.facility.finess is None:
        yield breach("/facility/finess", "a private establishment without FINESS number", "write its number")


def _finess(matter: Matter) -> Notes:
    number, where = matter.case.facility.finess, "/facility/finess"
    if number is None:
        yield not_applicable("no FINESS number")
    elif not number.isdigit():
        cure = "compare it with the register"
        yield breach(where, "the key digit of a Corsican number is not checked", cure, "warning")
    elif not identifiers.luhn(number):
        yield breach(where, say("{number} has a wrong key digit", number=number), "compare it with the register")


def _authorised(matter: Matter) -> Notes:
    paper, day, where = matter.case.facility.authorisation, matter.days.operation, "/facility/authorisation/valid_until"
    if paper.valid_from > paper.valid_until:
        yield breach(where, "is before valid_from", "correct the two dates")
    elif not paper.valid_from <= day <= paper.valid_until:
        cure = "operate in an authorised installation or propose another date"
        yield breach(where, say("the authorisation does not cover {day}", day=day), cure)


RULES = (
    Rule(
        id="ARR1996-2-04",
        title="Place of performance, with the FINESS number of a private establishment",
        cite=ARRETE_1996("article 2, 4°", "S81 S82"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=date(1997, 1, 1),
        aliases=("A-05", "F-D04"),
        parts=(
            present(
                "/facility/name",
                "/facility/address/lines",
                "/facility/address/city",
                cure="write where the act is performed",
            ),
            data(_private, "/facility/private", "/facility/finess"),
            prints("/facility/name", "/facility/address/lines/*", "/facility/address/city", "/facility/finess"),
            who.PLACE,
        ),
    ),
    Rule(
        id="ID-04",
        title="FINESS number: nine characters, the last one a key",
        cite=Text("Répertoire FINESS")("", "S76"),
        status="M",
        severity="blocking",
        applies=("estimate",),
        aliases=("F-D04",),
        parts=(data(_finess, "/facility/finess"), who.FINESS_KEY),
    ),
    Rule(
        id="ID-03",
        title="The Assurance-maladie number is not printed on an estimate",
        cite=Text("Numéro d’assurance maladie")("", "S76"),
        status="S",
        severity="info",
        applies=("estimate",),
        parts=(always(not_applicable("not required on the estimate, and not among the data")),),
    ),
    Rule(
        id="CSP-L6322-1-01",
        title="Cosmetic surgery only in an installation whose authorisation holds on the day",
        cite=CSP("articles L. 6322-1 et R. 6322-1", "S4 S22"),
        status="V",
        severity="blocking",
        applies=("estimate", "process"),
        judged_on="operation",
        aliases=("A-05",),
        parts=(
            present("/facility/authorisation/reference", cure="write the reference of the authorisation"),
            data(
                _authorised,
                "/facility/authorisation/valid_from",
                "/facility/authorisation/valid_until",
                "/estimate/proposed_on",
            ),
            prints("/facility/authorisation/reference"),
            ask("manager", "go-live", "was the activity begun within three years, and never stopped for six months?"),
        ),
    ),
)
