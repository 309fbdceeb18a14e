"""A reason of ours for a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """A reason of ours, beside those of `signatures`; `proven` False means only a lack of proof."""

    code: str
    message: str
    field: str | None = None
    proven: bool = True

    def as_dict(self) -> dict[str, Any]:
        """As it stands among the messages of an answer."""
        indication = "TOTAL_FAILED" if self.proven else "INDETERMINATE"
        return {"code": self.code, "message": self.message, "field": self.field, "indication": indication}
