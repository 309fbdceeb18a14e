"""The offer: who operates, what it costs, what is said of it (law.md CSP-D6322-30-03, PRICE-*, VAT-*)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from dermadocs.domain.case import Case
from dermadocs.domain.checks.finding import Finding, Findings
from dermadocs.domain.estimate import compute
from dermadocs.domain.money import MAX_CENTS, write, write_rate
from dermadocs.domain.people import FACILITY
from dermadocs.domain.procedure import NEEDS_CONSULTATION, Purpose

FULL_RATE = 200
IMPLANT_NOTICE_ABOVE = 30
# Words that a price line of such an estimate cannot bear, and the rule against each.
NOT_CHARGED = (
    ("acompte", "PRICE-06"),
    ("arrhes", "PRICE-06"),
    ("provision", "PRICE-06"),
    ("annulation", "PRICE-07"),
    ("établissement du devis", "PRICE-08"),
    ("frais de dossier", "PRICE-08"),
)


def references(case: Case, on: date) -> Findings:
    """Every id of the estimate names somebody of the dossier."""
    known, estimate = {p.id for p in case.practitioners}, case.estimate
    entries = [("/consultation/practitioner", case.consultation.practitioner)]
    entries += [("/estimate/met_by", estimate.met_by)]
    entries += [(f"/estimate/operators/{i}", o) for i, o in enumerate(estimate.operators)]
    if estimate.anaesthetist is not None:
        entries.append(("/estimate/anaesthetist", estimate.anaesthetist))
    for where, identifier in entries:
        if identifier not in known:
            yield Finding(where, f"no practitioner has the id {identifier!r}", "HOUSE-REFS")
    for i, line in enumerate(estimate.lines):
        if line.payee != FACILITY and line.payee not in known:
            why = f"{line.payee!r} is neither a practitioner nor {FACILITY!r}"
            yield Finding(f"/estimate/lines/{i}/payee", why, "PRICE-04")


def operators(case: Case, on: date) -> Findings:
    """The surgeon met operates alone, or the estimate says what he announced during that meeting."""
    estimate, where = case.estimate, "/estimate/substitution"
    for identifier, times in Counter(estimate.operators).items():
        if times > 1:
            yield Finding("/estimate/operators", f"{identifier!r} is named {times} times", "CSP-D6322-30-02")
    alone = estimate.operators == (estimate.met_by,)
    if alone and estimate.substitution is not None:
        yield Finding(where, "the surgeon met operates alone; write null", "CSP-D6322-30-03")
    if not alone and estimate.substitution is None:
        yield Finding(where, "say who operates beside or instead of the surgeon met", "CSP-D6322-30-03")
    if case.consultation.practitioner != estimate.met_by:
        why = f"is not {estimate.met_by!r}, the surgeon met according to the estimate"
        yield Finding("/consultation/practitioner", why, "CSP-D6322-30-03")


def procedure(case: Case, on: date) -> Findings:
    """What the anaesthesia and an implant call for, and mentions that contradict themselves."""
    estimate, act = case.estimate, case.estimate.procedure
    if act.anaesthesia in NEEDS_CONSULTATION and estimate.anaesthetist is None:
        why = f"{act.anaesthesia} anaesthesia needs an anaesthetist"
        yield Finding("/estimate/anaesthetist", why, "CSP-GA-01")
    if act.implant_days > IMPLANT_NOTICE_ABOVE:
        why = f"above {IMPLANT_NOTICE_ABOVE} days an implant notice goes with the estimate; none is made here"
        yield Finding("/estimate/procedure/implant_days", why, "CSP-D6322-30-1-01")
    if estimate.sick_leave_days.minimum > estimate.sick_leave_days.maximum:
        yield Finding("/estimate/sick_leave_days/maximum", "is less than the minimum", "ARR1996-2-07")
    if not any("préopératoire" in e.casefold() for e in estimate.exclusions):
        why = "say that pre-operative examinations are not in the price"
        yield Finding("/estimate/exclusions", why, "ARR1996-2-06", "warning")
    yield from _revision(case)


def _revision(case: Case) -> Findings:
    estimate = case.estimate
    if estimate.revision > 1 and estimate.replaces is None:
        yield Finding("/estimate/replaces", f"revision {estimate.revision} replaces an earlier one", "NU-07")
    if estimate.revision == 1 and estimate.replaces == estimate.number:
        yield Finding("/estimate/replaces", "an estimate does not replace itself", "NU-07")


def totals(case: Case, on: date) -> Findings:
    """The totals written are those of the lines, to the cent."""
    found, stated = compute(case.estimate.lines).totals, case.estimate.totals
    if found.gross > MAX_CENTS:
        yield Finding("/estimate/lines", "they come to more than 9999999.99", "PRICE-01")
        return
    for part in ("net", "vat", "gross"):
        right, written = getattr(found, part), getattr(stated, part)
        if right != written:
            why = f"{write(written)}, but the lines come to {write(right)}"
            yield Finding(f"/estimate/totals/{part}", why, "PRICE-02")


def taxes(case: Case, on: date) -> Findings:
    """20 % on every line of an aesthetic act, none under the franchise, one treatment for the whole act."""
    lines, purpose = case.estimate.lines, case.estimate.procedure.purpose
    small = case.practice.vat_regime == "small_business"
    for i, line in enumerate(lines):
        where, rate = f"/estimate/lines/{i}/vat_rate", write_rate(line.vat_rate)
        if small and line.vat_rate != 0:
            yield Finding(where, f"{rate} %, but the franchise charges no VAT: write 0.0", "VAT-04")
        elif not small and purpose is Purpose.AESTHETIC and line.vat_rate != FULL_RATE:
            yield Finding(where, f"{rate} %, but all of an aesthetic act is taxed at 20.0", "VAT-01")
    if purpose is Purpose.THERAPEUTIC:
        if len({line.vat_rate for line in lines}) > 1:
            yield Finding("/estimate/lines", "the lines do not all follow the act", "VAT-02", "warning")
        if any(line.vat_rate == 0 for line in lines) and not small:
            why = "an exemption is proved by the practitioner: keep the justification on file"
            yield Finding("/estimate/procedure/purpose", why, "VAT-03", "warning")


def labels(case: Case, on: date) -> Findings:
    """No deposit, no cancellation fee, no charge for the estimate itself."""
    for i, line in enumerate(case.estimate.lines):
        for word, rule in NOT_CHARGED:
            if word in line.label.casefold():
                yield Finding(f"/estimate/lines/{i}/label", f"« {word} » may not be charged", rule)
