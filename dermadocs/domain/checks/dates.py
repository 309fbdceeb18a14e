"""Dates: none in the future, all in order, none before the law allows (T-09, PRICE-05, ARR1996-2-05)."""

from __future__ import annotations

from datetime import date

from dermadocs.domain.case import Case
from dermadocs.domain.checks.finding import Finding, Findings
from dermadocs.domain.reflection import FIRST_PERMITTED, offer_must_last_until


def order(case: Case, on: date) -> Findings:
    """Interview, then drafting; neither lies in the future."""
    estimate, talk = case.estimate, case.consultation
    if estimate.drafted_on > on:
        yield Finding("/estimate/drafted_on", f"{estimate.drafted_on} lies in the future of {on}", "T-09")
    if talk.date > on:
        yield Finding("/consultation/date", f"{talk.date} lies in the future of {on}", "T-09")
    if talk.date > estimate.drafted_on:
        why = f"{talk.date} is after the drafting on {estimate.drafted_on}; the interview comes first"
        yield Finding("/consultation/date", why, "CSP-L1111-2-02")
    if talk.date < case.patient.birth_date:
        yield Finding("/consultation/date", "is before the patient's birth", "T-09")


def proposed(case: Case, on: date) -> Findings:
    """The hand-over cannot come before the drafting, so the act cannot come before drafting + 16 days."""
    estimate = case.estimate
    first = estimate.drafted_on + FIRST_PERMITTED
    if estimate.proposed_on < first:
        why = f"{estimate.proposed_on} is before {first}, sixteen days after drafting"
        yield Finding("/estimate/proposed_on", why, "ARR1996-2-05")


def validity(case: Case, on: date) -> Findings:
    """The offer outlives the reflection period by fourteen days, else it could never be accepted in calm."""
    estimate, where = case.estimate, "/estimate/valid_until"
    least = offer_must_last_until(estimate.drafted_on)
    if estimate.valid_until < least:
        why = f"{estimate.valid_until} is before {least}, thirty days after drafting"
        yield Finding(where, why, "PRICE-05")
    elif estimate.drafted_on <= on and estimate.valid_until < offer_must_last_until(on):
        why = f"too close: an estimate received on {on} must be valid until {offer_must_last_until(on)}"
        yield Finding(where, why, "PRICE-05", "warning")


def cover(case: Case, on: date) -> Findings:
    """Insurance of each operator and the facility's authorisation cover the act and its proposed day."""
    day = case.estimate.proposed_on
    concerned = {*case.estimate.operators, case.estimate.anaesthetist}
    for i, practitioner in enumerate(case.practitioners):
        where, policy = f"/practitioners/{i}/insurance", practitioner.insurance
        if policy.valid_from > policy.valid_until:
            yield Finding(f"{where}/valid_until", "is before valid_from", "T-09")
        if practitioner.id not in concerned:
            continue
        if not policy.covers_act:
            yield Finding(f"{where}/covers_act", "the insurance does not cover this act", "CSP-L1142-2-01")
        if not policy.valid_from <= day <= policy.valid_until:
            yield Finding(f"{where}/valid_until", f"the insurance does not cover {day}", "CSP-L1142-2-01")
    authorisation = case.facility.authorisation
    where = "/facility/authorisation/valid_until"
    if authorisation.valid_from > authorisation.valid_until:
        yield Finding(where, "is before valid_from", "T-09")
    if not authorisation.valid_from <= day <= authorisation.valid_until:
        yield Finding(where, f"the authorisation does not cover {day}", "CSP-L6322-1-01")
