"""Is each printed letter still there, and still itself? Judged by what its peers on the same scan look like.

A blurred or faint scan makes all letters worse; a forged one is worse than the others. A letter is held against the
same letter in the same font, else against all; and a difference must be large in itself, not only on a spotless page.
"""

from __future__ import annotations

import numpy as np

from dermadocs.paper.comparison.fit import Fit
from dermadocs.paper.comparison.letters import Ints, Letters, Sums
from dermadocs.paper.comparison.likeness import Mask
from dermadocs.paper.comparison.spots import Rect, Spot
from dermadocs.paper.original import PX

_PEERS = 6
_HELD = 0.25
"""Spread of a letter's unexplained share among its peers that is taken for granted, in logarithms."""
_STANDS_OUT = 2.5
_STRANGE = 0.12
"""Share unexplained from which a letter may be another one, however clean the page."""
_CELL_MM, _BLURRED = 30.0, 1.0
_LONG = 12
"""Letters of a word, at most, that speak together."""
_GONE = 0.5
"""Of its ink lacking, beyond what its peers lack."""


def printed(letters: Letters, fit: Fit, specks: Mask, checked: Mask) -> list[Spot]:
    """Words with letters that changed (`shape`) or are gone (`missing`)."""
    shape = _shape(letters, fit.share(), checked)
    cleaned = _shape(letters, fit.share(specks), checked)
    pale = fit.lacking - np.median(fit.lacking[checked])
    missing = np.where(checked, _beyond_its_place(letters, pale, checked), 0) / _GONE
    firsts = np.flatnonzero(np.diff(letters.words, prepend=-1))
    several = np.add.reduceat((shape > _STANDS_OUT).astype(int), firsts) > 1  # a speck of dust falls on one letter
    changed = np.where(several, _together(shape, firsts), _together(cleaned, firsts))
    gone = _together(missing, firsts)
    spots = []
    for word in np.flatnonzero((changed > 0) | (gone > 0)):
        rect = _rect(letters.places[letters.words == letters.words[firsts[word]]])
        spots.append(Spot("shape", "replaced", float(changed[word]), rect))
        spots.append(Spot("missing", "whited_out", float(gone[word]), rect))
    return [spot for spot in spots if spot.value > 0]


def _shape(letters: Letters, share: Sums, checked: Mask) -> Sums:
    """How much worse than its peers each letter fits, in their spreads; nothing where it fits well enough."""
    told = np.log(share + 1e-3)
    middle, spread = _peers(letters.keys, told, checked)
    worse = _beyond_its_place(letters, told - middle, checked)
    return np.where(checked & (share > _STRANGE), np.clip(worse / spread, 0, 20), 0)


def _beyond_its_place(letters: Letters, worse: Sums, checked: Mask) -> Sums:
    """What remains when a whole neighbourhood, or a whole line, is worse than the page: a photo is sharp in its middle
    only, a fax loses rows.

    Bounded, as one altered paragraph is a neighbourhood, too: blur is mild, other letters are not.
    """
    column, row = (letters.places[:, :2] // (_CELL_MM * PX)).astype(np.int64).T
    foot = np.rint(letters.places[:, 3]).astype(np.int64)
    looked = np.flatnonzero(checked)
    for group in (row * (column.max() + 1) + column, foot):
        medians, many = _medians(group[looked], worse[looked], int(group.max()) + 1)
        worse = worse - np.where(many[group] >= _PEERS, np.clip(medians[group], 0, _BLURRED), 0)
    return worse


def _peers(keys: Ints, told: Sums, checked: Mask) -> tuple[Sums, Sums]:
    """Median and spread of each letter's peers."""
    whole = float(np.median(told[checked]))
    wide = max(1.48 * float(np.median(np.abs(told[checked] - whole))), _HELD)
    middle, spread = np.full(len(told), whole), np.full(len(told), wide)
    looked = np.flatnonzero(checked)
    medians, many = _medians(keys[looked], told[looked], int(keys.max()) + 1)
    spreads, _ = _medians(keys[looked], np.abs(told[looked] - medians[keys[looked]]), len(medians))
    own = many[keys] >= _PEERS
    middle[own] = medians[keys[own]]
    spread[own] = np.maximum(1.48 * spreads[keys[own]], _HELD)
    return middle, spread


def _medians(keys: Ints, values: Sums, count: int) -> tuple[Sums, Ints]:
    """Median of the values of each key, and how many there are."""
    many = np.bincount(keys, minlength=count)
    ordered = values[np.lexsort((values, keys))]
    firsts = np.cumsum(many) - many
    medians = np.zeros(count)
    medians[many > 0] = ordered[(firsts + many // 2)[many > 0]]
    return medians, many


def _together(values: Sums, firsts: Ints) -> Sums:
    """For each word: one letter stands out, or several do together; a digest of sixty, a little askew, is a word."""
    many = np.diff(np.append(firsts, len(values)))
    sums = np.add.reduceat(np.maximum(values, 0), firsts) / many * np.sqrt(np.minimum(many, _LONG))
    return np.maximum(sums, 0.8 * np.maximum.reduceat(values, firsts))


def _rect(places: Sums) -> Rect:
    left, top = places[:, :2].min(0)
    right, bottom = places[:, 2:].max(0)
    return float(left), float(top), float(right), float(bottom)
