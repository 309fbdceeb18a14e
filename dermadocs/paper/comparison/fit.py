"""Each letter laid on its place with a shift, a gain and a ground of its own, and what it then leaves unexplained.

    scan = gain x template + shift . slope of the template + ground + rest

One small least squares a letter, all letters at once. Priors hold it to what paper and scanners do: a letter slips by
a fraction of a pixel, and is as black as its page.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermadocs.paper.comparison.letters import Ints, Letters, Sums
from dermadocs.paper.comparison.likeness import Likeness, Mask
from dermadocs.paper.light import Darkness

Values = NDArray[np.float32]

_SLIP, _GROUND = 0.5, 0.05  # standard deviations: pixels of shift, darkness of ground
_GAIN = 0.35


@dataclass(frozen=True, eq=False)
class Fit:
    """Per letter: `lacking`, the share of its ink that is not there; `shown`: share of its ink
    that could be looked at; `energy` that it should have. For the page: `over`, darkness beyond the edges of letters,
    on them. For each pixel of each letter: `misses`, the square of what is left."""

    letters: Letters
    lacking: Sums
    shown: Sums
    energy: Sums
    over: Darkness
    misses: Values

    def share(self, without: Mask | None = None) -> Sums:
        """Share of each letter's energy that is unexplained: 0 to about 1, more when written over."""
        counted = self.misses
        if without is not None and without.any():
            counted = np.where(without.ravel()[self.letters.pixels], 0, counted)
        return self.letters.sums(counted) / self.energy


def fit(letters: Letters, scan: Darkness, like: Likeness, usable: Mask) -> Fit:
    """How each letter fits. Pixels that are not `usable` (streaks, a signature's stroke over it) do not count."""
    at, template = letters.pixels, like.template.ravel()
    s, t = scan.ravel()[at], template[at]
    tx, ty = _slope(template, at, 1), _slope(template, at, scan.shape[1])
    w = usable.ravel()[at].astype(np.float32)
    gain, shift_x, shift_y, ground = _solved(letters, w, s, (t, tx, ty), like.noise)
    spread = letters.owners
    expected = gain[spread] * t + shift_x[spread] * tx + shift_y[spread] * ty + ground[spread]
    rest = (w * (s - expected)).astype(np.float32)
    whole = letters.sums(t)
    energy = np.maximum(letters.sums(t * t * w), 1e-3)
    thick = cv2.dilate(like.template, np.ones((3, 3), np.uint8)).ravel()[at]
    bounded = np.clip(gain, 0.7, 1.3)[spread].astype(np.float32)
    over = np.zeros(scan.shape, np.float32)
    over.ravel()[at] = w * np.maximum(s - bounded * thick - 2 * like.noise, 0)
    mass = np.maximum(whole, 1e-3)
    return Fit(
        letters=letters,
        lacking=np.clip(1 - gain, 0, 1).astype(np.float64),
        shown=letters.sums(t * w) / mass,
        energy=energy,
        over=over,
        misses=rest * rest,
    )


def _slope(image: Values, at: Ints, step: int) -> Values:
    """Half the difference between the neighbours of each pixel; letters at the very border have none on one side."""
    return np.asarray((image.take(at + step, mode="clip") - image.take(at - step, mode="clip")) / 2, np.float32)


def _solved(
    letters: Letters, w: Values, s: Values, terms: tuple[Values, Values, Values], noise: float
) -> tuple[Values, Values, Values, Values]:
    """The four unknowns of each letter, held by their priors; gain is held to 1, the page's own."""
    basis = (*terms, np.ones_like(s))
    square = np.zeros((len(letters), 4, 4))
    right = np.zeros((len(letters), 4))
    weighted = [w * term for term in basis]
    for row in range(4):
        right[:, row] = letters.sums(weighted[row] * s)
        for column in range(row, 4):
            square[:, row, column] = square[:, column, row] = letters.sums(weighted[row] * basis[column])
    # neighbouring pixels err together: about four of them are one observation
    precision = 4 * noise**2 / np.array([_GAIN, _SLIP, _SLIP, _GROUND]) ** 2
    square += np.diag(precision)
    right[:, 0] += precision[0]
    found = np.linalg.solve(square, right[..., None])[..., 0].astype(np.float32)
    return found[:, 0], found[:, 1], found[:, 2], found[:, 3]
