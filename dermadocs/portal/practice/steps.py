"""Every act of the practice on a dossier, by name: who may do it, when, its page, and the flow that it calls.

No act of a patient is here: staff never sign, accept or consent for anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.http import HttpRequest

from dermadocs.domain.dossier import Permission, may
from dermadocs.domain.events import Act
from dermadocs.domain.state import State
from dermadocs.law.rule import Step as LawStep
from dermadocs.portal.acting import Deed
from dermadocs.portal.practice.fields import Sheet
from dermadocs.portal.practice.standing import Scene
from dermadocs.portal.roles import Right

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Given:
    """What a form gave: plain values, and the file if there is one."""

    values: Values
    file: bytes = b""
    suffix: str = ""


@dataclass(frozen=True)
class Step:
    """One act: `sheet` says it, `deed` does it. `act`: the row of the transitions that must allow it."""

    slug: str
    right: Right
    sheet: Callable[[Scene], Sheet]
    deed: Callable[[Scene, Given], Deed]
    act: Act | None = None
    asks: LawStep | None = None
    """The step of the law before which a person answers questions."""
    states: frozenset[State] | None = None
    """Where it makes sense besides; None: wherever the dossier allows it."""
    ready: Callable[[Scene], bool] | None = None
    """What must besides be so; None: nothing."""
    event: Any = None
    """The record that the fields fill, to find faults field by field."""
    needs_case: bool = False
    closed: Callable[[Scene], str | None] | None = None
    """Why somebody may not do it although the dossier allows it; None when they may."""

    def fits(self, scene: Scene) -> bool:
        """Whether it makes sense in the dossier's state."""
        if self.ready is not None and not self.ready(scene):
            return False
        state = scene.kept.dossier.state
        return (self.states is None or state in self.states) and (not self.needs_case or scene.case is not None)

    def permission(self, scene: Scene) -> Permission:
        """Whether the dossier allows it now, else why not and from when."""
        return Permission(allowed=True) if self.act is None else may(scene.kept.dossier, self.act, scene.now)


def all_steps() -> dict[str, Step]:
    """Every step by its name."""
    from dermadocs.portal.practice import attachments, closing, mail, notes, papers, passkeys, replies

    groups = (papers, mail, replies, notes, passkeys, attachments, closing)
    return {step.slug: step for group in groups for step in group.STEPS}


def file_of(request: HttpRequest) -> tuple[bytes, str]:
    """The file of a form and the ending of its name; its own name is not kept."""
    given = request.FILES.get("file")
    if given is None:
        return b"", ""
    return given.read(), PurePath(given.name or "").suffix.lower()
