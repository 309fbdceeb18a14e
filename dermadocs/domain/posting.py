"""A posted pack: its two kinds, and what one of its letters says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dermadocs.domain.content import Section

Number = Literal[1, 2]
"""Of a pack: the estimate to be received, and, once the fifteen days are over, acceptance and consent."""
Sheet = Literal["cover", "slip", "address", "answer"]
"""A letter of a pack: the one before the papers, the one that comes back with them, the one for the envelopes; and the
one that answers what came back."""


@dataclass(frozen=True)
class Told:
    """What a letter says, and of which pack of which dossier it is a part."""

    dossier: str
    number: Number
    content: Sequence[Section] = ()
