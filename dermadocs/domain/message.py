"""Something to be told to a person because of an act: whom and of what kind, never in what words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["invitation", "opened", "digest", "reminder", "answer"]
"""invitation: papers wait in the room · opened: the fifteen days are over · digest: what was just signed, by its
SHA-256 · reminder: something still waits · answer: the practice answered a question."""
StaffKind = Literal["password", "changed"]
"""To somebody of the practice, of their own account: password: they asked for another · changed: what guards it did."""


@dataclass(frozen=True)
class Message:
    """A message as it is recorded, in the transaction of what gives rise to it."""

    key: str
    """Unique to the act: the same message told twice is one."""
    kind: Kind | StaffKind
    dossier: str | None
    """None: to somebody of the practice."""
    person: str
    """The id of the case of whoever is told; of the practice, the number of the account."""
    due: datetime
    """Not before this instant, UTC."""
