"""Which chain leads to a trusted list: what is known against a listed clock counts by each, and each is tried."""

from __future__ import annotations

import pytest
from chains import Entity
from cryptography.x509 import ReasonFlags
from test_one_key import DAY, HOUR, KEY, PRACTICE, QUALIFIED, TIME, lists, on_list, paper
from verify_world import START

from signatures import Policy, Report, Trust, Verdict, inspect
from signatures.trustlist import TrustedList

RENEWED = TIME.issue("Qualified time", ca=True, key=KEY)
STOLEN = TIME.crl(START + HOUR, revoked=((QUALIFIED, START - 20 * DAY, ReasonFlags.ca_compromise),))


def read(pdf: bytes, *roots: Entity, by: TrustedList, known: tuple[object, ...] = (), days: int = 1) -> Report:
    """By a reader who trusts the practice for people; `roots`: for time, besides the list."""
    anchors = tuple(one.asn1 for one in roots)
    trust = Trust((PRACTICE.asn1,), anchors, crls=known, lists=(by,))  # type: ignore[arg-type]
    return inspect(pdf, Policy("test", trust, START + days * DAY))


@pytest.mark.parametrize("roots", [(), (TIME,), (QUALIFIED,), (QUALIFIED, TIME)])
def test_a_listed_authority_known_to_be_stolen_whichever_anchors_the_reader_has(roots: tuple[Entity, ...]) -> None:
    pdf = paper(QUALIFIED, crls=lists(QUALIFIED))
    assert read(pdf, *roots, by=on_list(QUALIFIED)).verdict is Verdict.VALID
    report = read(pdf, *roots, by=on_list(QUALIFIED), known=(STOLEN,))
    assert report.verdict is Verdict.INDETERMINATE, report.diagnostics()
    assert "REVOKED" in report.codes


@pytest.mark.parametrize("named", [(QUALIFIED, RENEWED), (RENEWED, QUALIFIED)])
@pytest.mark.parametrize("roots", [(), (TIME,), (RENEWED,)])
def test_a_stolen_key_is_on_the_list_by_two_certificates(roots: tuple[Entity, ...], named: tuple[Entity, ...]) -> None:
    """The other one was not revoked, and is for the same key."""
    report = read(paper(*named, crls=lists(QUALIFIED)), *roots, by=on_list(*named), known=(STOLEN,))
    assert report.verdict is Verdict.INDETERMINATE, report.diagnostics()
    assert "REVOKED" in report.codes
