"""The estimate being written, as it stands on the desk: fields, case, sums, translations, faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dermadocs.catalogue.model import Entry
from dermadocs.domain.case import Case
from dermadocs.errors import InputError
from dermadocs.portal import drafts
from dermadocs.portal.office import office
from dermadocs.portal.practice import drawn_up, editing
from dermadocs.portal.practice.drawn_up import Typed
from dermadocs.portal.practice.standing import Scene

USUAL = "dermabrasion"
"""The procedure that a new estimate begins with."""


@dataclass(frozen=True)
class Writing:
    """What is typed, and everything that follows from it."""

    there: Scene
    typed: Typed
    revision: int
    saved: drafts.WorkingDraft | None

    @cached_property
    def entry(self) -> Entry:
        """The procedure of the catalogue."""
        return entry_of(self.typed)

    @cached_property
    def raw(self) -> dict[str, Any]:
        """Plain values of a case."""
        return editing.raw_of(self.typed, office().home.profile, self.there.case)

    @cached_property
    def words(self) -> Mapping[str, tuple[str, str]]:
        """Translations of the practice's own words, by French text."""
        return editing.translations(self.typed, self.raw, office().home.profile, self.entry)

    @cached_property
    def _built(self) -> tuple[Case | None, dict[str, str]]:
        return editing.built(self.raw, self.words)

    @property
    def case(self) -> Case | None:
        """The case, when every field can be read."""
        return self._built[0]

    @property
    def wrong(self) -> dict[str, str]:
        """By the name of a field, why it cannot be read."""
        return self._built[1]

    @cached_property
    def sums(self) -> dict[str, Any] | None:
        """What the lines come to."""
        return editing.sums(self.raw["estimate"]["lines"])

    @property
    def names(self) -> frozenset[str]:
        """The fields of the page."""
        return frozenset(self.typed) | {name for name, _ in self.words.values()} | editing.FIELDS


def entry_of(typed: Mapping[str, Any]) -> Entry:
    """The procedure that a form names, else the usual one."""
    find = office().desk.practice.find
    try:
        return find(str(typed.get("/estimate/procedure/code") or USUAL))
    except InputError:
        return find(USUAL)


def now(there: Scene) -> Writing:
    """What is being written for a dossier: as it was saved last, else the case that it rests on, else a proposal."""
    saved = drafts.draft_of(there.kept.identifier)
    if saved is not None:
        return Writing(there, saved.typed, saved.revision, saved)
    typed = drawn_up.proposed(there, office().home.profile, entry_of({}))
    return Writing(there, typed, 0, None)
