"""VAT: all of an aesthetic act at the full rate, nothing under the franchise (law.md section 4)."""

from __future__ import annotations

from dermadocs.domain import french, identifiers
from dermadocs.domain.case import Case
from dermadocs.domain.money import write_rate
from dermadocs.domain.procedure import Purpose
from dermadocs.law import parameters, wording
from dermadocs.law.citation import ARRETE_1983, CGI, CGI_II, CONSO
from dermadocs.law.foreign import sums
from dermadocs.law.looks import ask, data, page, prints, says, stands
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, Severity, breach, not_applicable, question
from dermadocs.sentence import say

_RATES = ("/estimate/lines/*/vat_rate", "/estimate/procedure/purpose", "/practice/vat_regime")


def _franchise(case: Case) -> bool:
    return case.practice.vat_regime == "small_business"


def _full_rate(matter: Matter) -> Notes:
    case, full = matter.case, parameters.at("vat-standard", matter.days.document)
    if _franchise(case) or case.estimate.procedure.purpose is not Purpose.AESTHETIC:
        yield not_applicable("the act is not taxed as a purely aesthetic one")
        return
    for i, line in enumerate(case.estimate.lines):
        if line.vat_rate != full:
            why = say("{rate} %, but all of an aesthetic act is taxed", rate=write_rate(line.vat_rate))
            yield breach(f"/estimate/lines/{i}/vat_rate", why, say("write {typed}", typed=write_rate(full)))


def _one_treatment(matter: Matter) -> Notes:
    case = matter.case
    if case.estimate.procedure.purpose is Purpose.AESTHETIC:
        yield not_applicable("a purely aesthetic act: VAT-01 looks at every line")
    elif len({line.vat_rate for line in case.estimate.lines}) > 1:
        yield breach("/estimate/lines", "the lines do not all follow the act", "tax all of them alike", "warning")


def _exempt(case: Case) -> bool:
    return not _franchise(case) and any(line.vat_rate == 0 for line in case.estimate.lines)


def _justified(matter: Matter) -> Notes:
    if not _exempt(matter.case):
        yield not_applicable("nothing is exempt")
    elif matter.case.estimate.procedure.purpose is Purpose.THERAPEUTIC:
        what = "is the therapeutic aim justified on file (cover, or an opinion of the HAS)?"
        yield question("/estimate/procedure/purpose", "practitioner", what)


def _no_vat(matter: Matter) -> Notes:
    case = matter.case
    if not _franchise(case):
        yield not_applicable("the practice charges VAT")
        return
    for i, line in enumerate(case.estimate.lines):
        if line.vat_rate != 0:
            why = say("{rate} %, but the franchise charges no VAT", rate=write_rate(line.vat_rate))
            yield breach(f"/estimate/lines/{i}/vat_rate", why, "write 0.0")
    if case.practice.vat_number is not None:
        yield breach("/practice/vat_number", "a VAT number under the franchise", "write null", "warning")
    limit = parameters.at("franchise-services", matter.days.document) // 100
    yield question(
        "/practice/vat_regime", "manager", say("does the year's turnover stay below {limit} EUR?", limit=limit)
    )


def _mention(matter: Matter) -> Notes:
    """The exact sentence iff the franchise applies; « art. » for « article » is read with a warning."""
    text = wording.get("CGI_293E_FRANCHISE").text
    short = text.replace("article", "art.")
    if not _franchise(matter.case):
        if matter.paper.has(text) or matter.paper.has(short):
            yield breach(matter.paper.where(text), "says that no VAT applies, though it is charged", "take it out")
    elif not matter.paper.has(text):
        gravity: Severity | None = "warning" if matter.paper.has(short) else None
        yield breach(
            "page", "the mention of the franchise is missing or shortened", say("print « {text} »", text=text), gravity
        )


def _number(matter: Matter) -> Notes:
    practice, where = matter.case.practice, "/practice/vat_number"
    if not identifiers.luhn(practice.siren):
        yield breach(
            "/practice/siren",
            say("{siren} has a wrong key digit", siren=practice.siren),
            "compare it with the register",
        )
    number = practice.vat_number
    if number is None:
        if not _franchise(matter.case):
            yield breach(where, "missing, though the practice charges VAT", "write the VAT number")
    elif number[4:] != practice.siren:
        yield breach(
            where, say("does not end with the SIREN {siren}", siren=practice.siren), "compare both with the register"
        )
    elif number[2:4] != identifiers.vat_key(practice.siren):
        yield breach(where, say("wrong key {digits} after FR", digits=number[2:4]), "compare it with the register")


def _shown(matter: Matter) -> Notes:
    """Where VAT is charged, net and VAT stand beside the total."""
    totals = matter.case.estimate.totals
    for part in () if _franchise(matter.case) else ("net", "vat"):
        amount = french.amount(getattr(totals, part))
        if not stands(amount, matter.paper):
            yield breach(
                f"/estimate/totals/{part}",
                say("{amount} is not on the paper", amount=amount),
                "print net, VAT and total",
            )


def _not_exempt(matter: Matter) -> str:
    return "" if _exempt(matter.case) else "nothing is exempt"


RULES = (
    Rule(
        id="VAT-01",
        title="A purely aesthetic act is taxed at the full rate",
        cite=CGI("articles 261, 4-1°, a contrario, et 278", "S40 S41 S47 S88 S89 S90"),
        status="S",
        severity="blocking",
        applies=("estimate",),
        aliases=("A-09", "F-D12"),
        questions=("Q17",),
        parts=(data(_full_rate, *_RATES), sums.FULL_RATE),
    ),
    Rule(
        id="VAT-02",
        title="Everything on the estimate follows the act",
        cite=CGI("article 261, 4-1°", "S20 S49"),
        status="S",
        severity="blocking",
        applies=("estimate",),
        aliases=("F-D12",),
        parts=(data(_one_treatment, *_RATES),),
    ),
    Rule(
        id="VAT-03",
        title="An exemption names its provision, and is justified",
        cite=CGI_II("article 242 nonies A, I, 12°", "S88"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        aliases=("A-10", "F-D12"),
        parts=(data(_justified, *_RATES, before="sign"), says("OWN_VAT_EXEMPT", when=_not_exempt), sums.EXEMPT),
    ),
    Rule(
        id="VAT-04",
        title="Under the franchise no VAT, no VAT number, and the mention of the code",
        cite=CGI("articles 293 B et 293 E", "S88 S91"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        aliases=("A-10", "F-D12"),
        parts=(
            data(_no_vat, *_RATES, "/practice/vat_number", before="sign"),
            page(_mention, reads=("/practice/vat_regime",), whose="ours"),
            sums.FRANCHISE,
        ),
    ),
    Rule(
        id="VAT-05",
        title="VAT number of a practice that charges VAT, with the right keys",
        cite=CGI_II("article 242 nonies A, I, 2°", "S88"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        aliases=("A-03",),
        parts=(
            data(_number, "/practice/vat_number", "/practice/siren", "/practice/vat_regime"),
            prints("/practice/siren"),
        ),
    ),
    Rule(
        id="VAT-06",
        title="The price announced is the total with tax; before tax, VAT and total are shown",
        cite=CONSO("article L. 112-1", "S67 S19"),
        status="S",
        severity="blocking",
        applies=("estimate",),
        aliases=("A-10",),
        parts=(prints("/estimate/totals/gross"), page(_shown, reads=("/estimate/totals",)), sums.EXPLAINED),
    ),
    Rule(
        id="VAT-07",
        title="A note is due before payment; its numbers form their own series",
        cite=ARRETE_1983("articles 1er à 3", "S19 S88"),
        status="V",
        severity="blocking",
        applies=("process",),
        parts=(ask("manager", "archive", "was a note handed over before payment, and attached to the dossier?"),),
    ),
)
