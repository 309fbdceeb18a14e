"""The bench's own truth: what it says of a sheet is so, or its figures mean nothing."""

from __future__ import annotations

import numpy as np
import pytest

from bench.paper.desk import Desk
from bench.paper.optics import View, affine, seen
from bench.paper.pixels import PX
from bench.paper.sets import SETS
from bench.paper.sheet import KINDS, sheet
from dermadocs.render.marks import CORNER_MM, CORNERS

SMOKE = SETS["smoke"]
DAYLIGHT = (0.3, 0.59, 0.11)


def test_the_same_seed_gives_the_same_sheet():
    one, other = sheet(SMOKE, SMOKE.first_seed + 5), sheet(SMOKE, SMOKE.first_seed + 5)
    assert np.array_equal(one[0], other[0])
    assert one[1] == other[1]


def test_a_pair_is_one_sheet_altered_once():
    honest, altered = (sheet(SMOKE, SMOKE.first_seed + step)[1] for step in (10, 11))
    told = ("paper", "page", "channel", "dpi", "turns", "printer", "tray", "events")
    assert [getattr(honest, name) for name in told] == [getattr(altered, name) for name in told]
    assert [(box.id, box.filled, box.pen) for box in honest.boxes] == [
        (box.id, box.filled, box.pen) for box in altered.boxes
    ]
    assert (honest.alteration, honest.rect_mm) == (None, None)
    assert altered.alteration in KINDS
    assert altered.rect_mm is not None


@pytest.mark.parametrize("kind", KINDS)
def test_an_alteration_lies_where_the_truth_says(kind):
    paper, tried = SMOKE.papers[0], 0
    for number in range(1, len(paper.layout.sheets) + 1):
        before = paper.picture(number)
        page = before.copy()
        altered = KINDS[kind](Desk(page, paper, number, DAYLIGHT, np.random.default_rng(number), 501))
        if altered is None:
            continue
        tried += 1
        changed = np.argwhere(np.abs(before.astype(int) - page) > 60) / PX
        assert len(changed)
        left, top, right, bottom = altered.rect
        assert changed[:, 1].min() > left - 1
        assert changed[:, 0].min() > top - 1
        assert changed[:, 1].max() < right + 1
        assert changed[:, 0].max() < bottom + 1
    assert tried


@pytest.mark.parametrize("turns", range(4))
def test_a_view_says_where_the_corner_marks_are(turns):
    page = SMOKE.papers[0].picture(1)

    def bend(points):
        return np.column_stack([0.4 * np.sin(points[:, 1] / 60), 0.3 * np.cos(points[:, 0] / 50)])

    size = (1654, 2339)
    straight = View(affine(200, 200, 0.7, (1.0, -0.5), (105, 148)), size, bend)
    picture = np.rot90(seen(page, straight, 255, 0.3), turns)
    view = View(straight.matrix, size, bend, turns)
    for left, top in CORNERS:  # the black border of a mark, half a cell inside its edge, and white outside of it
        half, cell = CORNER_MM / 2, CORNER_MM / 12
        border = view.at(np.array([[left + half, top + cell], [left + cell, top + half]]))
        beyond = view.at(np.array([[left + half, top - cell], [left - cell, top + half]]))
        assert all(picture[round(y), round(x)] < 60 for x, y in border)
        assert all(picture[round(y), round(x)] > 200 for x, y in beyond)
