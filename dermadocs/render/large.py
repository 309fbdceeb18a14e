"""Big print: the body of a sheet drawn larger, its head and foot left where a scan is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

FACTOR = 1.32  # of 9.5 pt: 12.5 pt
_FONTS = re.compile(r"(?<![\w-])(font|font-size|line-height):[^;}]*")
_POINTS = re.compile(r"(\d+(?:\.\d+)?)pt")
_LEFT_ALONE = ("@page", ".head", ".foot", "table.prices")
"""Besides head and foot: the columns of the price table hold no wider figures."""


def enlarged(css: str) -> str:
    """The same rules with larger type: every size in points of a font and of a line, none of a border."""
    return "".join(part if part.lstrip().startswith(_LEFT_ALONE) else _larger(part) for part in _rules(css))


def _rules(css: str) -> Iterator[str]:
    """Rules one by one, each with the blocks inside it, comments left out."""
    css, depth, start = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL), 0, 0
    for place, character in enumerate(css):
        depth += (character == "{") - (character == "}")
        if character == "}" and depth == 0:
            yield css[start : place + 1]
            start = place + 1
    yield css[start:]


def _larger(rule: str) -> str:
    return _FONTS.sub(lambda found: _POINTS.sub(lambda size: f"{float(size[1]) * FACTOR:.2f}pt", found[0]), rule)
