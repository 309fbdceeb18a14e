"""A reason of ours for a verdict."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A reason of ours, beside those of `signatures`; `proven` False means only a lack of proof."""

    code: str
    message: str
    field: str | None = None
    proven: bool = True
