"""A hundred people as a hundred dots: full, at least so many; half, depending on the study; ring, not affected.

Drawn as a background, so it is an artifact for a screen reader, which reads the same frequency in words.
"""

from __future__ import annotations

import functools
import re

SCHEME = "dots:"
_ASKED = re.compile(r"dots:([0-9]{1,3})-([0-9]{1,3})")
_STEP, _RADIUS, _COLUMNS = 4, 1.45, 25
_ONE = {"dots:full": (1, 1), "dots:half": (0, 1), "dots:ring": (0, 0)}
"""The three kinds of dot alone, for the key under a table: at least, at most."""


@functools.cache
def picture(url: str) -> bytes:
    """The SVG of `dots:LOW-HIGH`, both of a hundred, or of one dot. ValueError for anything else."""
    if url in _ONE:
        return _svg(_STEP, _STEP, _dot(0, *_ONE[url]))
    match = _ASKED.fullmatch(url)
    if match is None or not 0 <= int(match[1]) <= int(match[2]) <= 100:
        raise ValueError(f"{url}: not a frequency of a hundred")
    low, high = int(match[1]), int(match[2])
    shapes = "".join(_dot(number, low, high) for number in range(100))
    return _svg(_COLUMNS * _STEP, 100 // _COLUMNS * _STEP, shapes)


def _svg(width: int, height: int, shapes: str) -> bytes:
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{shapes}</svg>'.encode()


def _dot(number: int, low: int, high: int) -> str:
    x = number % _COLUMNS * _STEP + _STEP / 2
    y = number // _COLUMNS * _STEP + _STEP / 2
    ring = f'<circle cx="{x:g}" cy="{y:g}" r="{_RADIUS}" fill="{"black" if number < low else "white"}" '
    ring += 'stroke="black" stroke-width="0.5"/>'
    if low <= number < high:
        ring += f'<path d="M{x:g} {y - _RADIUS:g}a{_RADIUS} {_RADIUS} 0 0 0 0 {2 * _RADIUS}z" fill="black"/>'
    return ring
