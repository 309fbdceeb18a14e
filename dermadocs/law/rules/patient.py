"""Who is operated on: identity, minors, protected adults (arrêté art. 2, 3°; civil code 388, 458 sq.)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dermadocs.domain.facts import is_latin
from dermadocs.domain.places import COUNTRIES
from dermadocs.law import parameters
from dermadocs.law.citation import ARRETE_1996, CIVIL, CSP, HOUSE, Text
from dermadocs.law.foreign import days, who
from dermadocs.law.looks import always, ask, data, present, prints
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Note, Notes, Part, Rule, breach, not_applicable, question
from dermadocs.sentence import say

OLDEST = 120
_WAIT_OR_ELSEWHERE = (
    "no estimate for a minor is made here: wait until eighteen (civil code 388) and draw up a new one, or see a "
    "lawyer: both holders of parental authority sign, the minor is heard (CSP L. 1111-2, L. 1111-4), "
    "and the clinic needs their written authorisation (CSP R. 1112-35)"
)
_NAMES = ("/patient/family_name", "/patient/given_names")


def birthday(born: date, years: int) -> date:
    """The day on which that age is reached; 29 February is reached on 1 March in a common year."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def _identity(matter: Matter) -> Notes:
    patient, days = matter.case.patient, matter.days
    for pointer, name in zip(_NAMES, (patient.family_name, patient.given_names), strict=True):
        if not is_latin(name):
            cure = "write it as in the passport; the other script goes to native_name"
            yield breach(pointer, "not in Latin letters", cure)
    if patient.address.country not in COUNTRIES:
        why = say("{country} is no country of ISO 3166", country=patient.address.country)
        yield breach("/patient/address/country", why, "write the code of the country, as GB")
    if patient.birth_date > days.today:
        yield breach(
            "/patient/birth_date",
            say("{birth_date} lies in the future", birth_date=patient.birth_date),
            "correct the birth date",
        )
    elif days.document >= birthday(patient.birth_date, OLDEST):
        yield breach("/patient/birth_date", say("more than {years} years ago", years=OLDEST), "correct the birth date")


def _age(matter: Matter) -> date:
    """The day on which the patient comes of age."""
    return birthday(matter.case.patient.birth_date, parameters.at("majority", matter.days.document))


def _of_age_when_operated(matter: Matter) -> Notes:
    """Majority on the earlier of the days: who is a minor at drafting is one at the first signature."""
    of_age = _age(matter)
    if matter.case.patient.birth_date <= matter.days.today and matter.case.estimate.proposed_on < of_age:
        why = say("the patient is a minor until {of_age}, on the day proposed too", of_age=of_age)
        yield breach("/patient/birth_date", why, _WAIT_OR_ELSEWHERE)


def _refused(matter: Matter) -> Notes:
    of_age = _age(matter)
    if matter.case.patient.birth_date <= matter.days.today and matter.case.estimate.drafted_on < of_age:
        why = say("the patient is a minor until {of_age}", of_age=of_age)
        yield breach("/patient/birth_date", why, _WAIT_OR_ELSEWHERE)


def _minors_only(note: Note | None = None) -> Part:
    def look(matter: Matter) -> Notes:
        if matter.case.estimate.drafted_on >= _age(matter):
            yield not_applicable("the patient is of age")
        elif note is not None:
            yield note

    return data(look, "/patient/birth_date", "/estimate/drafted_on", before="sign")


def _protected(check: Callable[[Matter], Notes]) -> Part:
    def look(matter: Matter) -> Notes:
        if matter.case.representatives:
            yield from check(matter)
        else:
            yield not_applicable("no protection measure is declared")

    return data(look, "/representatives", before="sign")


def _review(matter: Matter) -> Notes:
    for i, person in enumerate(matter.case.representatives):
        where = f"/representatives/{i}"
        if not person.covers_person:
            yield question(where, "lawyer", "the measure does not extend to the person: who is informed, who signs?")
        cure = "a lawyer reviews the judgment; the program issues no estimate"
        yield breach(where, say("a protection measure ({capacity})", capacity=person.capacity), cure)


def _judgment(matter: Matter) -> Notes:
    for i, _ in enumerate(matter.case.representatives):
        what = "does the judgment say assistance or representation for personal acts, and do all agree?"
        yield question(f"/representatives/{i}/judgment", "lawyer", what)


def _curator(matter: Matter) -> Notes:
    for i, person in enumerate(matter.case.representatives):
        if person.capacity == "curator":
            yield question(f"/representatives/{i}", "lawyer", "does the curator co-sign the financial acceptance?")


_BOTH = "do both holders of parental authority sign, or is sole authority proved; was the minor heard?"
RULES = (
    Rule(
        id="ARR1996-2-03",
        title="Surname, first name, birth date and address of the patient",
        cite=ARRETE_1996("article 2, 3°", "S81"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=date(1997, 1, 1),
        aliases=("A-04", "B-01", "F-D06"),
        parts=(
            present(
                *_NAMES,
                "/patient/birth_date",
                "/patient/address/lines",
                "/patient/address/city",
                "/patient/address/country",
                cure="write it as on the identity paper",
            ),
            data(_identity, *_NAMES, "/patient/birth_date", "/patient/address/country", "/estimate/drafted_on"),
            prints(*_NAMES, "/patient/birth_date", "/patient/address/lines/*", "/patient/address/city"),
            prints("/patient/address/country", documents=("estimate",)),
            who.PATIENT,
        ),
    ),
    Rule(
        id="ID-01",
        title="National health identity (INS) qualified with a paper of high trust; local identity for visitors",
        cite=Text("Référentiel INS")("", "S74 S75"),
        status="S",
        severity="warning",
        applies=("process",),
        since=date(2021, 1, 1),
        parts=(ask("manager", "consent", "was an identity paper of high trust seen, and the INS qualified if any?"),),
    ),
    Rule(
        id="MIN-01",
        title="Who has not reached eighteen is a minor, at each signature and at the operation",
        cite=CIVIL("article 388", "S85"),
        status="V",
        severity="blocking",
        applies=("estimate", "consent"),
        since=date(2016, 3, 16),
        parts=(data(_of_age_when_operated, "/patient/birth_date", "/estimate/proposed_on", "/estimate/drafted_on"),),
    ),
    Rule(
        id="MIN-02",
        title="Both holders of parental authority sign, and the minor is heard",
        cite=CSP("articles L. 1111-2, II, et L. 1111-4", "S42 S52 S53"),
        status="V",
        severity="blocking",
        applies=("consent",),
        aliases=("F-M01",),
        parts=(_minors_only(question("/patient/birth_date", "lawyer", _BOTH)),),
    ),
    Rule(
        id="MIN-03",
        title="No care of a minor in confidence for a cosmetic act",
        cite=CSP("article L. 1111-5", "S54"),
        status="V",
        severity="blocking",
        applies=("consent",),
        parts=(_minors_only(),),
    ),
    Rule(
        id="MIN-04",
        title="Written authorisation to operate on a minor in a health establishment",
        cite=CSP("article R. 1112-35", "S55"),
        status="V",
        severity="blocking",
        applies=("process",),
        parts=(_minors_only(question("/patient/birth_date", "manager", "is the written authorisation on file?")),),
    ),
    Rule(
        id="MIN-05",
        title="No communication that incites minors",
        cite=CSP("article L. 6322-1", "S4"),
        status="V",
        severity="warning",
        applies=("process",),
        parts=(ask("manager", "go-live", "does nothing that the practice publishes address minors?"),),
    ),
    Rule(
        id="MIN-06",
        title="Minors are refused",
        cite=HOUSE(),
        status="O",
        severity="blocking",
        applies=("estimate",),
        parts=(data(_refused, "/patient/birth_date", "/estimate/drafted_on"), days.OF_AGE),
    ),
    Rule(
        id="PRO-01",
        title="Whoever represents a protected adult for the person is informed and gets the estimate too",
        cite=CSP("article L. 6322-2", "S3"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        aliases=("A-04",),
        parts=(_protected(_review),),
    ),
    Rule(
        id="PRO-02",
        title="A protected adult decides alone as far as possible, else as the judge has said",
        cite=CIVIL("articles 458 à 459-1", "S85"),
        status="V",
        severity="blocking",
        applies=("consent",),
        since=date(2019, 3, 25),
        parts=(_protected(_judgment),),
    ),
    Rule(
        id="PRO-03",
        title="The curator co-signs what engages money",
        cite=Text("Curatelle renforcée")(),
        status="M",
        severity="blocking",
        applies=("estimate",),
        parts=(_protected(_curator),),
    ),
    Rule(
        id="PRO-04",
        title="No harm to the body without consent obtained before",
        cite=CIVIL("article 16-3", "S85"),
        status="V",
        severity="blocking",
        applies=("consent",),
        parts=(always(not_applicable("judged by T-05 and T-07: no operation without consent before it")),),
    ),
)
