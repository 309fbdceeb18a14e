"""Sheets printed, filled, spoilt and scanned by the bench: each is named, its ink is found, what was altered is shown.

Pairs of seeds are the same sheet, honest and altered. `make bench-paper` counts in numbers; here a few must be right.
"""

from __future__ import annotations

from functools import cache

import pytest

from bench.paper.judge import Judged, judged
from bench.paper.sets import SETS

FIRST = SETS["smoke"].first_seed
PAIRS = range(0, 12)


@cache
def pair(number: int) -> tuple[Judged, Judged]:
    """The honest sheet and the altered one."""
    return judged("smoke", FIRST + 2 * number), judged("smoke", FIRST + 2 * number + 1)


@pytest.mark.parametrize("number", PAIRS)
def test_a_sheet_is_named_its_ink_found_and_its_alteration_shown(number: int) -> None:
    honest, altered = pair(number)
    for one in (honest, altered):
        truth = one.truth
        assert one.identity == (truth.handle, truth.revision, truth.page), f"{truth.channel}: not what it is"
        assert one.compared, f"{truth.channel}: {one.status}"
        if not one.framed:
            continue  # another body under the code: its boxes are not those of this page
        found, true = {b.id: b.filled for b in one.boxes}, {b.id: b for b in truth.boxes}
        assert [b for b in found if found[b] and not true[b].filled] == [], "an empty box is not signed"
        assert [b for b in found if not found[b] and true[b].visible] == [], "what was written is seen"
    assert altered.placed, (
        f"{altered.truth.alteration} in {altered.truth.channel}: nobody is shown {altered.truth.rect_mm}"
    )
    if not honest.truth.told:
        assert not honest.flagged, f"{honest.truth.events} in {honest.truth.channel}: {honest.differences}"
