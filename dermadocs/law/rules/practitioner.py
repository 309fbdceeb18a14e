"""Who offers and who operates: identity, qualification, insurance, category (arrêté art. 2, 2°; CSP D6322-43)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from dermadocs.domain import identifiers
from dermadocs.law.citation import ARRETE_1996, CSP, Text
from dermadocs.law.foreign import who
from dermadocs.law.looks import ask, data, page, present, prints, says, stands
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, breach, question
from dermadocs.sentence import say

OPERATING = (1, 2, 4)
ANAESTHETIST = 3
_IDENTITY = (
    "/practitioners/*/family_name",
    "/practitioners/*/given_names",
    "/practitioners/*/address/lines",
    "/practitioners/*/address/city",
    "/practitioners/*/order/department",
    "/practitioners/*/order/number",
    "/practitioners/*/qualification",
    "/practitioners/*/insurance/insurer",
    "/practitioners/*/insurance/policy",
)


def _covered(matter: Matter) -> Notes:
    """Each operator's and the anaesthetist's insurance names the act and holds on its day."""
    estimate, day = matter.case.estimate, matter.days.operation
    for i, person in enumerate(matter.case.practitioners):
        where, policy = f"/practitioners/{i}/insurance", person.insurance
        if policy.valid_from > policy.valid_until:
            yield breach(f"{where}/valid_until", "is before valid_from", "correct the two dates")
        if person.id not in (*estimate.operators, estimate.anaesthetist):
            continue
        if not policy.covers_act:
            yield breach(f"{where}/covers_act", "the insurance does not cover this act", "insure the act first")
        if not policy.valid_from <= day <= policy.valid_until:
            cure = "extend the policy or propose another date"
            yield breach(f"{where}/valid_until", say("the insurance does not cover {day}", day=day), cure)


def _operators(matter: Matter) -> Notes:
    """The surgeon met operates alone, or the estimate repeats what was announced during that meeting."""
    case, where = matter.case, "/estimate/substitution"
    estimate = case.estimate
    alone = estimate.operators == (estimate.met_by,)
    if alone and estimate.substitution is not None:
        yield breach(where, "the surgeon met operates alone", "write null")
    if not alone and estimate.substitution is None:
        yield breach(where, "somebody else operates and nothing is said of it", "write what the surgeon met announced")
    if case.consultation.practitioner != estimate.met_by:
        why = say("is not {met_by!r}, the surgeon met according to the estimate", met_by=estimate.met_by)
        yield breach("/consultation/practitioner", why, "name the same surgeon in both places")
    for identifier, times in Counter(estimate.operators).items():
        if times > 1:
            yield breach(
                "/estimate/operators",
                say("{identifier!r} is named {times} times", identifier=identifier, times=times),
                "name each operator once",
            )


def _categories(matter: Matter) -> Notes:
    """1°, 2° and 4° operate, 2° and 4° within their registered specialty; 3° does the anaesthesia."""
    estimate = matter.case.estimate
    for i, person in enumerate(matter.case.practitioners):
        where = f"/practitioners/{i}/category"
        if person.id in (*estimate.operators, estimate.met_by):
            if person.category not in OPERATING:
                cure = "only a practitioner of category 1°, 2° or 4° operates"
                yield breach(where, say("category {category} may not operate", category=person.category), cure)
            elif person.category != 1:
                what = say(
                    "is this act within the specialty of {family_name} registered with the Order?"
                    " Keep the proof on file",
                    family_name=person.family_name,
                )
                yield question(where, "practitioner", what)
        elif person.id == estimate.anaesthetist and person.category != ANAESTHETIST:
            yield breach(
                where,
                say("the anaesthetist is of category {category}", category=person.category),
                "name one of category 3°",
            )


def _category(matter: Matter) -> Notes:
    """The category stands on the paper by its name: a bare « 2° » is also in the article quoted."""
    for i, person in enumerate(matter.case.practitioners):
        if not stands(f"catégorie {person.category}°", matter.paper):
            why = say(
                "category {category}° of {family_name} is not on the paper",
                category=person.category,
                family_name=person.family_name,
            )
            yield breach(f"/practitioners/{i}/category", why, "print it", "warning")


def _rpps(matter: Matter) -> Notes:
    seen: dict[str, int] = {}
    for i, person in enumerate(matter.case.practitioners):
        where = f"/practitioners/{i}/rpps"
        if not identifiers.luhn(person.rpps):
            yield breach(where, say("{rpps} has a wrong key digit", rpps=person.rpps), "compare it with the register")
        if person.rpps in seen:
            yield breach(
                where, say("the same number as practitioner {other}", other=seen[person.rpps]), "one number, one doctor"
            )
        seen.setdefault(person.rpps, i)


def _ei(matter: Matter) -> Notes:
    """A sole practitioner prints EI beside the name; for a company the form stands in legal_form."""
    if matter.case.practice.legal_form != "EI":
        return
    for i, person in enumerate(matter.case.practitioners[:1]):
        name = f"{person.given_names} {person.family_name}"
        forms = (f"{name}, EI", f"{name} EI", f"EI {name}", f"{name}, entrepreneur individuel")
        if not any(stands(form, matter.paper) for form in forms):
            why = say("« EI » does not stand beside {name}", name=name)
            yield breach(f"/practitioners/{i}/family_name", why, "print it beside the name")


RULES = (
    Rule(
        id="ARR1996-2-02",
        title="Name, address, Order number, qualification and liability insurance of the practitioner",
        cite=ARRETE_1996("article 2, 2°", "S2"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=date(1997, 1, 1),
        aliases=("A-03", "B-01", "F-D05"),
        parts=(
            present("/practitioners", *_IDENTITY, cure="write it as it stands in the Order's register"),
            prints(*_IDENTITY[:2], "/practitioners/*/address/lines/*", "/practitioners/*/address/city", *_IDENTITY[4:]),
            who.PRACTITIONER,
            who.QUALIFICATION,
            ask("practitioner", "sign", "is the qualification printed the one registered with the Order?"),
        ),
    ),
    Rule(
        id="CSP-L1142-2-01",
        title="Liability insurance is compulsory and covers this act on its day",
        cite=CSP("article L. 1142-2", "S33"),
        status="S",
        severity="blocking",
        applies=("estimate",),
        judged_on="operation",
        aliases=("A-03",),
        parts=(
            data(
                _covered, "/practitioners/*", "/estimate/operators", "/estimate/anaesthetist", "/estimate/proposed_on"
            ),
            who.INSURED,
        ),
    ),
    Rule(
        id="CSP-D6322-30-03",
        title="The surgeon met operates, or said during that meeting that he would not; the estimate says so",
        cite=CSP("article D. 6322-30, alinéa 3", "S7"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=date(2005, 7, 26),
        aliases=("A-07", "B-10", "F-D09"),
        parts=(
            data(
                _operators,
                "/estimate/met_by",
                "/estimate/operators",
                "/estimate/substitution",
                "/consultation/practitioner",
            ),
            prints("/estimate/met_by", "/estimate/operators/*", "/estimate/substitution"),
            who.OPERATOR,
        ),
    ),
    Rule(
        id="CSP-D6322-43-01",
        title="Only practitioners of the categories 1°, 2° and 4° operate",
        cite=CSP("article D. 6322-43", "S84"),
        status="V",
        severity="blocking",
        applies=("estimate", "process"),
        judged_on="operation",
        since=date(2005, 7, 26),
        aliases=("A-03",),
        questions=("Q10", "Q20"),
        parts=(
            data(
                _categories,
                "/practitioners/*",
                "/estimate/operators",
                "/estimate/met_by",
                "/estimate/anaesthetist",
                before="sign",
            ),
            page(_category, reads=("/practitioners/*/category",)),
        ),
    ),
    Rule(
        id="ID-02",
        title="RPPS number: eleven digits, the last one a key, one doctor each",
        cite=Text("Répertoire RPPS")("", "S76"),
        status="S",
        severity="blocking",
        applies=("estimate",),
        aliases=("A-03",),
        parts=(data(_rpps, "/practitioners/*/rpps"), prints("/practitioners/*/rpps"), who.RPPS_KEY),
    ),
    Rule(
        id="ID-05",
        title="A sole practitioner writes « EI » beside the name; a company its form and capital",
        cite=Text("Décret n° 2022-725")("", "S37"),
        status="S",
        severity="blocking",
        applies=("estimate",),
        since=date(2022, 5, 15),
        aliases=("A-03",),
        parts=(
            present("/practice/legal_form", cure="EI for a sole practitioner, else form and capital of the company"),
            page(_ei, reads=("/practice/legal_form", "/practitioners/*/family_name", "/practitioners/*/given_names")),
        ),
    ),
    Rule(
        id="ID-06",
        title="The signing surgeon is authenticated by e-CPS or Pro Santé Connect",
        cite=Text("Arrêté du 4 avril 2022")("", "S77"),
        status="S",
        severity="warning",
        applies=("signature",),
        parts=(ask("practitioner", "go-live", "does the surgeon's key or login rest on e-CPS or Pro Santé Connect?"),),
    ),
    Rule(
        id="CSP-L1111-3-6-01",
        title="The patient is told that the practitioner meets the legal conditions and must be insured",
        cite=CSP("article L. 1111-3-6", "S30"),
        status="V",
        severity="warning",
        applies=("estimate", "information"),
        parts=(says("OWN_LEGALLY_PRACTISING"),),
    ),
)
