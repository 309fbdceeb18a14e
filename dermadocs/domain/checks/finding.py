"""What a check has to say, and the small things that all checks share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Severity = Literal["blocking", "warning"]


@dataclass(frozen=True)
class Finding:
    """One fault: a JSON pointer, one sentence with what to do, the rule's id in docs/law.md.

    Ids that begin with HOUSE are rules of the data, not of the law. Blocking: no document is issued.
    """

    where: str
    message: str
    rule: str
    severity: Severity = "blocking"

    def __str__(self) -> str:
        return f"{self.where}: {self.message} ({self.rule})"


Findings = Iterator[Finding]
