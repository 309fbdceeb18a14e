"""Every family of attacks is tried, early and late, on files of ours and of others; the reason is named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from families import ACTIVE, DRAWN, FAMILIES, SHADOWS, Forgery
from foreign_kinds import by_pyhanko, certified, fill, fonts, plain, proven, with_text
from forgery_changes import REDRAWN, SWAPPED, redrawn
from forgery_prepared import Shadow
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm
from verify_world import START, World, blank, forged_archive, judge, shared, update

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
        assert "ACTIVE_CONTENT" in report.codes, report.diagnostics()
        assert set(report.codes) <= {"ACTIVE_CONTENT", "CHANGED_AFTER_SIGNING"}
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


def text_form() -> bytes:
    return with_text(DA=generic.pdf_string("/Helv 12 Tf 0 g"), DR=fonts("Helv"))


ONE_MORE = {"a font more": redrawn(DR=fonts("Helv", "Times"))}


@pytest.mark.parametrize("change", [*REDRAWN, *ONE_MORE])
def test_fields_drawn_otherwise_than_they_were_signed(made: World, change: str) -> None:
    """What the form says for all fields belongs to what was signed, although the library compares none of it."""
    signed = proven(made, plain(made, text_form()))
    assert lenient(signed).verdict is Verdict.VALID
    unchanging = by_pyhanko(made, text_form(), "Practitioner1", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    assert lenient(unchanging).integrity is Integrity.GOOD
    forged = [update(pdf, (REDRAWN | ONE_MORE)[change]) for pdf in (signed, unchanging)]
    forged.append(forged_archive(made, forged[0], "Time", START + timedelta(minutes=5)))
    for pdf in forged:
        assert "CHANGED_AFTER_SIGNING" in lenient(pdf).codes, lenient(pdf).diagnostics()
        assert lenient(pdf).verdict is Verdict.INVALID


@pytest.mark.parametrize("change", REDRAWN)
def test_fields_drawn_otherwise_beside_one_that_is_filled(made: World, change: str) -> None:
    """Whoever fills a field may bring a font for it; what was there for the others stays."""
    filled = update(update(plain(made, text_form()), REDRAWN[change]), fill)

    def both(writer: IncrementalPdfFileWriter) -> None:
        fill(writer)
        REDRAWN[change](writer)

    together = update(plain(made, text_form()), both)
    for pdf in (filled, together):
        report = lenient(by_pyhanko(made, pdf, "Receipt1", key=made.patient))
        assert report.verdict is Verdict.INVALID, report.diagnostics()
        assert "CHANGED_AFTER_SIGNING" in report.codes


def test_a_second_signer_brings_the_font_for_his_own_field_only(made: World) -> None:
    """The form has none by the name that a signed text is drawn in: with one, its digits may read as others."""
    signed = plain(made, with_text(DA=generic.pdf_string("/H#65lv 12 Tf 0 g")))
    bring = redrawn(DR=fonts("Helv", Encoding=SWAPPED))
    report = lenient(by_pyhanko(made, signed, "Receipt1", key=made.patient, besides=bring))
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert any("DR: /Helv" in reason.message for reason in report.reasons)

    def and_fill(writer: IncrementalPdfFileWriter) -> None:
        bring(writer)
        fill(writer)

    report = lenient(by_pyhanko(made, signed, "Receipt1", besides=and_fill))
    assert report.integrity is Integrity.GOOD, report.diagnostics()


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
