"""What is kept in a dossier, as its page lists it: each paper with its revisions and who signed them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from dermadocs.domain.events import Filed
from dermadocs.flows import bundling
from dermadocs.flows.kept import Kept
from dermadocs.portal.practice import words
from dermadocs.portal.practice.spoken import papers_voice, plain
from dermadocs.report.voice import Voice
from dermadocs.sheets.bundle import NAMES, OTHER

HIDDEN = frozenset({"case", "layout", "rendering", "original", "pack", "letter"})
"""The practice's own record, with how to reach the patient; what is printed stands under « Courrier »."""


@dataclass(frozen=True)
class Revision:
    """Bytes once kept under a name."""

    sha256: str
    at: datetime
    what: str


@dataclass(frozen=True)
class Paper:
    """One paper, its latest revision first."""

    name: str
    title: str
    revisions: tuple[Revision, ...]

    @property
    def is_pdf(self) -> bool:
        """Whether its pages can be shown."""
        return self.name.endswith(".pdf")


def papers(kept: Kept, say: Voice) -> list[Paper]:
    """All papers of a dossier, in the order in which they came."""
    found: dict[str, list[Filed]] = {}
    for filed in kept.filed:
        if filed.kind not in HIDDEN and not filed.name.endswith(".json"):
            found.setdefault(filed.name, []).append(filed)
    return [
        Paper(name, title(revisions[0].kind, say), tuple(_revisions(revisions, say)))
        for name, revisions in found.items()
    ]


def title(kind: str, say: Voice) -> str:
    """What a paper is called: as in the sealed bundle."""
    if kind == bundling.KIND:
        return say(words.BUNDLE)
    return plain(papers_voice(say)(NAMES.get(kind, OTHER)))


def _revisions(found: list[Filed], say: Voice) -> list[Revision]:
    return [Revision(one.sha256, one.at, _what(one, say)) for one in reversed(found)]


def _what(filed: Filed, say: Voice) -> str:
    base = re.sub(r"\d+$", "", filed.field or "")
    if not base:
        return say("tel que reçu ou établi")
    return say(words.FIELDS[base]) if base in words.FIELDS else base


def of_dossier(kept: Kept, sha256: str) -> Filed | None:
    """What is kept in this dossier under a digest; None for anything else, wherever else it may be kept."""
    return next((filed for filed in kept.filed if filed.sha256 == sha256), None)
