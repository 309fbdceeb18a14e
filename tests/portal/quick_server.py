"""The portal's server with estimates that lack the medical part, as in most tests, and consents of two sections: three
times quicker to draw, and to look at.
"""

from __future__ import annotations

from typing import Any

from dermadocs.cli import main as command
from dermadocs.flows import informing

_whole = informing.content
SECTIONS = 2


def _part_one(kind: Any, *told: Any, **named: Any) -> Any:
    return () if kind == "estimate" else _whole(kind, *told, **named)[: SECTIONS if kind == "consent" else None]


if __name__ == "__main__":
    informing.content = _part_one
    command(prog_name="dermadocs")
