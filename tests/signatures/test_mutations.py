"""Any change of a finished file's structure: always a report, never "valid" for what is not the same document."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import MUTATIONS, mutated
from verify_world import START, blank, byte_range, judge, shared, story

from signatures import Code, Integrity, Verdict

AT = START + timedelta(days=20)
RANDOMS = st.integers(0, 2**32).map(Random)


@settings(max_examples=40, deadline=None)
@given(RANDOMS)
def test_any_change_of_structure(random: Random) -> None:
    made, told = shared()
    forged = mutated(random, told.last)
    report = judge(made, forged, AT)
    if forged != told.last:
        assert report.verdict is not Verdict.VALID, report.diagnostics()
        assert report.integrity is not Integrity.GOOD, report.diagnostics()


@settings(max_examples=40, deadline=None)
@given(RANDOMS, st.booleans())
def test_the_same_read_leniently(random: Random, early: bool) -> None:
    """What is sound all the same holds every signed byte: only the slot and the place behind the end are free."""
    made, told = shared()
    original = told.steps[1 if early else 6]
    forged = mutated(random, original)
    report = judge(made, forged, AT, None)
    _, start, end, _ = byte_range(original)
    kept = forged.startswith(original[:start]) and forged[end:].startswith(original[end:])
    assert report.integrity is not Integrity.GOOD or kept, report.diagnostics()


@settings(max_examples=15, deadline=None)
@given(RANDOMS)
def test_files_of_object_streams(random: Random) -> None:
    made, _ = shared()
    forged = mutated(random, packed())
    report = judge(made, forged, AT)
    assert report.verdict is not Verdict.VALID or forged == packed(), report.diagnostics()
    assert Code.NO_SIGNATURE not in report.codes or report.integrity is not Integrity.GOOD


def packed() -> bytes:
    made, _ = shared()
    if not _PACKED:
        _PACKED.append(story(made, blank(object_streams=True)).last)
    return _PACKED[0]


_PACKED: list[bytes] = []


def test_every_mutation_changes_something() -> None:
    _, told = shared()
    for mutation in MUTATIONS:
        assert any(mutation(Random(seed), told.last) != told.last for seed in range(20)), mutation.__name__
