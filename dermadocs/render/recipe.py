"""What an issue asks of the sheet and of the file, besides the text of the pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC

from dermadocs.domain.case import Case
from dermadocs.domain.codec import builtins
from dermadocs.domain.document import Document
from dermadocs.domain.leaves import leaves
from dermadocs.domain.pagecode import PageCode
from dermadocs.render.context import title
from dermadocs.render.fields import locks
from dermadocs.render.ink import frames
from dermadocs.render.issue import Issue, Supplement
from dermadocs.render.kinds import KINDS
from dermadocs.render.metadata import Metadata
from dermadocs.render.pdf import Recipe, producer

HEAD_TOP_MM, HEAD_GAP_MM = 18.0, 2.2  # where the running head begins; air between it and the body
NAME_MM, LINE_MM = 4.8, 4.05  # a line of the head: the name, and the others
LONG_WORD = 20  # characters that every column holds; breaking words anywhere costs a seventh of the time
FOOT_MM, FOOT_LINE_MM, FOOT_LINES = 37.0, 3.9, 4  # bottom margin for four lines of foot; each further one


def sheet_css(record: Document, issue: Issue) -> str:
    """Room in head and foot for what this copy says there; on a draft, the word where the code would stand.

    The foot ends at 279 mm whatever it holds (below, US Letter loses it), so it grows upwards. Characters a line
    are those that surely fit.
    """
    case = record.dossier
    surgeon, patient = case.practitioner(case.estimate.met_by), case.patient
    notices = [*(["Démonstration"] if issue.demonstration else []), *issue.notices]
    name = _lines(f"{surgeon.title} {surgeon.given_names} {surgeon.family_name}, {case.practice.legal_form}", 46)
    heading = f"{KINDS[record.kind].title} · devis {case.estimate.number}, révision rr" + (
        f" · {issue.copy_label}" if issue.ink else ""
    )
    others = _lines(surgeon.qualification, 66) + _lines(heading, 60) + _lines(" · ".join(notices), 60)
    top = HEAD_TOP_MM + name * NAME_MM + others * LINE_MM + HEAD_GAP_MM
    identity = f"{patient.given_names} {patient.family_name}, date de naissance : jj/mm/aaaa"
    number = f"Devis {case.estimate.number}, révision rr, du jj/mm/aaaa · exemplaire : {issue.copy_label}"
    more = max(0, _lines(identity, 52) + _lines(number, 84) + 2 - FOOT_LINES) * FOOT_LINE_MM
    rules = f"""@page {{
        margin-top: {max(top, 37.5):.2f}mm;
        margin-bottom: {FOOT_MM + more:.2f}mm;
        @bottom-left {{ padding-top: {3 + more:.2f}mm }}
    }}\n"""
    if _longest_word(case) > LONG_WORD:
        rules += "html { overflow-wrap: anywhere }\n"
    if issue.draft:
        rules += """@page {
            @top-right { content: "Brouillon"; font: 700 18pt/20pt "Noto Serif"; width: 45mm; padding-right: 0 }
            @bottom-left { content: "" }
        }\n"""
    return rules


def _longest_word(case: Case) -> int:
    """Characters of the longest stretch that offers no break; the e-mail has its own rule."""
    texts = (value for pointer, value in leaves(builtins(case)) if isinstance(value, str) and "/email" not in pointer)
    return max(len(word) for text in texts for word in re.split(r"[\s-]", text))


def _lines(text: str, characters: int) -> int:
    """Lines that a text takes at most, words wrapped whole."""
    lines, left = 0, 0
    for word in text.split():
        if len(word) + 1 > left:
            lines += -(-len(word) // characters)
            left = characters
        left -= len(word) + 1
    return lines


def recipe(
    record: Document,
    issue: Issue,
    document: bytes,
    codes: Sequence[PageCode],
    supplements: Sequence[Supplement] = (),
) -> Recipe:
    """Metadata, embedded data, locks and page codes of this copy."""
    return Recipe(
        metadata=Metadata(
            title=title(record),
            author=record.dossier.practice.name,
            producer=producer(),
            at=issue.at.astimezone(UTC),
        ),
        attachment=document,
        attachment_name="document.json",
        attachment_description=KINDS[record.kind].described,
        locks={} if issue.draft or issue.ink else locks(record.fields),
        frames={} if issue.draft else frames(record),
        payloads=[code.payload(issue.mac_key, issue.key_number) for code in codes],
        supplements=supplements,
    )
