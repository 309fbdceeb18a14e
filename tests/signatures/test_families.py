"""Every family of attacks is tried, early and late, on files of ours and of others; the reason is named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from families import ACTIVE, DRAWN, FAMILIES, SHADOWS, Forgery
from foreign_kinds import certified, plain
from forgery_prepared import Shadow
from pyhanko.sign.fields import MDPPerm
from verify_world import START, World, blank, judge, shared, update

from signatures import Integrity, Report, Verdict

AT = START + timedelta(days=20)
STAGES = {"early": 1, "final": 6}  # steps of the story: the first act, the finished file
TESTS = Path(__file__).parent.parent
FORGERIES = [
    pytest.param(forgery, stage, id=f"{family.number}-{forgery.title}-{stage}")
    for family in FAMILIES
    for forgery in family.forgeries
    for stage in STAGES
    if stage == "final" or not forgery.only_last
]


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


def lenient(pdf: bytes) -> Report:
    return judge(shared()[0], pdf, AT, None)


def test_no_family_is_missing() -> None:
    """Each of the seventeen has its forgeries here, or tests elsewhere that exist."""
    assert [family.number for family in FAMILIES] == list(range(1, 18))
    for family in FAMILIES:
        assert family.forgeries or family.tests, family.name
        for reference in family.tests:
            module, _, test = reference.partition("::")
            (path,) = TESTS.rglob(f"{module}.py")
            assert f"def {test}(" in path.read_text("utf-8"), reference


@pytest.mark.parametrize(("forgery", "stage"), FORGERIES)
def test_forged_file_of_ours(forgery: Forgery, stage: str) -> None:
    made, told = shared()
    forged = forgery.make(told.steps[STAGES[stage]])
    report = judge(made, forged, AT)
    assert report.verdict is Verdict.INVALID or report.integrity is Integrity.UNREADABLE, report.diagnostics()
    assert forgery.own & set(report.codes), report.diagnostics()


@pytest.mark.parametrize("forgery", [f for family in FAMILIES for f in family.forgeries], ids=lambda one: one.title)
def test_the_same_as_a_file_of_others(forgery: Forgery) -> None:
    base = shared()[1].steps[STAGES["final" if forgery.only_last else "early"]]
    report = lenient(forgery.make(base))
    if forgery.foreign is None:
        assert len(report.acts[-1].later_changes) > len(lenient(base).acts[-1].later_changes)
        return
    assert report.verdict is not Verdict.VALID, report.diagnostics()
    assert forgery.foreign & set(report.codes), report.diagnostics()


@pytest.mark.parametrize("shadow", SHADOWS, ids=lambda shadow: shadow.title)
def test_shadow(made: World, shadow: Shadow) -> None:
    """Set off after it was signed: by us, or by somebody else's software."""
    forged = shadow.set_off(made.archive(made.certify(shadow.prepared(), START), START))
    for report in (judge(made, forged, AT), lenient(forged), lenient(shadow.set_off(plain(made, shadow.prepared())))):
        assert report.verdict is Verdict.INVALID, report.diagnostics()
        assert "CHANGED_AFTER_SIGNING" in report.codes


@pytest.mark.parametrize("shadow", SHADOWS, ids=lambda shadow: shadow.title)
def test_shadow_before_it_is_set_off(made: World, shadow: Shadow) -> None:
    """What waits unused is refused in our own class; what is in use looks like any other content."""
    report = judge(made, made.archive(made.certify(shadow.prepared(), START), START), AT)
    if "hide and replace" in shadow.title:
        assert report.codes == ("ACTIVE_CONTENT",), report.diagnostics()
    else:
        assert report.verdict is Verdict.VALID, report.diagnostics()


@pytest.mark.parametrize("permission", list(MDPPerm), ids=lambda permission: f"P{permission.value}")
def test_drawn_over_what_was_certified(made: World, permission: MDPPerm) -> None:
    """Annotations are refused even where a certification allows them: they may say anything."""
    signed = certified(made, permission)
    assert lenient(signed).integrity is Integrity.GOOD
    for kind, change in DRAWN.items():
        report = lenient(update(signed, change))
        assert report.verdict is Verdict.INVALID, (kind, report.diagnostics())
        assert "CHANGED_AFTER_SIGNING" in report.codes, kind


PACKED = {"script by name", "launch named indirectly", "script in the resources of a stamp"}


@pytest.mark.parametrize(
    ("action", "packed"), [*((action, False) for action in ACTIVE), *((action, True) for action in sorted(PACKED))]
)
def test_active_content(made: World, action: str, packed: bool) -> None:
    """There when it was signed, in object streams, too: refused in our own class, said in files of others."""
    prepared = update(blank(object_streams=packed), ACTIVE[action])
    signed = made.certify(prepared, START)
    report = judge(made, signed, AT)
    assert report.verdict is Verdict.INVALID
    assert "ACTIVE_CONTENT" in report.codes, report.diagnostics()
    other = lenient(signed)
    assert other.integrity is Integrity.GOOD
    assert any("what the file does when opened" in note for note in other.not_checked)
