"""The pages of an extract for inspection: the estimate's own templates, with « occulté » in place of identity.

Nothing that names the patient comes here: the printer gets a stand-in of the record in which every hidden value is
already a specimen (`domain/redacted.py`), and prints the mask wherever a leaf is hidden. There is neither page code
nor mark nor field: no sheet of it is taken for the original's, or can be signed (ARR1996-6-01).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from dermadocs.domain.codec import builtins, canonical
from dermadocs.domain.redacted import MASK, NAME, Redaction, covering, printed_forms
from dermadocs.errors import InputError
from dermadocs.render import blanks, pdf
from dermadocs.render.context import paper_context
from dermadocs.render.environment import template
from dermadocs.render.forms import Names
from dermadocs.render.issue import Issue
from dermadocs.render.kinds import KINDS
from dermadocs.render.letters import check_letters
from dermadocs.render.metadata import Metadata
from dermadocs.render.paper import STYLES, printed_on, refuse
from dermadocs.render.recipe import sheet_css
from dermadocs.render.story import Leaf, Place, Story
from dermadocs.render.typography import lay_out, listening

VERSION = KINDS["estimate"].version
HEAD_LINE = 60  # characters, as in `recipe.sheet_css`
CSS = """
@page {
    @top-right { content: "Extrait\\A occulté"; font: 700 12pt/14pt "Noto Serif"; width: 30mm; padding-right: 14mm }
    @bottom-left { content: "" }
}
.extract { margin-bottom: 2.4mm }
.extract p { font-size: 9.5pt; line-height: 12.6pt }
.extract .print { font: 9pt/12pt "Noto Sans Mono" }
"""


class RedactedStory(Story):
    """The leaves of an extract: what is hidden prints as « occulté », once a place."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__({**builtins(redaction.stand_in), "signed": redaction.record["signed"]})
        self._record = redaction.record
        self._hidden = frozenset(redaction.hidden)

    def leaf(self, pointer: str, form: Callable[[Any], str]) -> Leaf:
        """The leaf, or the mask of the hidden place that holds it."""
        place = covering(pointer, self._hidden)
        return Leaf(place, MASK, self) if place else super().leaf(pointer, form)

    def of_the_signed(self, pointer: str) -> Leaf:
        """What the extract says of the file that it was made from."""
        (text,) = printed_forms(pointer, self._record)
        return Leaf(pointer, text, self)


def extract(redaction: Redaction) -> bytes:
    """The PDF of an extract, `redacted.json` inside: same redaction, same bytes.

    InputError for an estimate of another template than ours, which would be drawn with other words than it had.
    """
    document = redaction.stand_in
    if document.template.version != VERSION:
        told = f"drawn with version {document.template.version} of the template; this program has version {VERSION}"
        raise InputError("/template/version", told)
    issue = _issue(redaction)
    check_letters(document.translation.language if document.translation else None)
    with listening() as complaints:
        story = RedactedStory(redaction)
        html = template("documents/estimate.html.j2").render(_names(redaction, story))
        pages = lay_out(html, STYLES, sheet_css(document, issue) + CSS)
        printed = printed_on(pages, story)
        record = canonical({**redaction.record, "printed": builtins(printed)})
        digest = hashlib.sha256(record).hexdigest()
        blanks.fill(pages, [{blanks.DIGEST: digest} for _ in pages.pages], {blanks.DIGEST: 1})
        written = pdf.write(pages, _recipe(redaction, issue, record)).pdf
    refuse(complaints, printed)
    return written


def _names(redaction: Redaction, story: RedactedStory) -> Names:
    root = Place(story, "")
    names = paper_context(redaction.stand_in, story, blanks.DIGEST, draft=True)
    people = [("/dossier/patient", names["patient"])]
    people += [(f"/dossier/representatives/{i}", person) for i, person in enumerate(names["representatives"])]
    for pointer, person in people:  # one word for an address, however many lines it has
        city = Place(story, pointer).leaf("address/city")
        person["address"] = {"lines": [], "postal_code": None, "city": city, "country": None}
    return names | {
        "redacted": {
            "file_sha256": story.of_the_signed("/signed/file_sha256"),
            "document_sha256": story.of_the_signed("/signed/document_sha256"),
            "acts": [story.of_the_signed(f"{act.pointer}/signed") for act in root.parts("signed/acts")],
        }
    }


def _issue(redaction: Redaction) -> Issue:
    """For the layout alone: no secret goes into an extract. Dated as the estimate, so that its bytes never change.

    The head has a line of its own for what the extract is; as a notice of that length it gets its room.
    """
    drafted = redaction.stand_in.dossier.estimate.drafted_on
    return Issue(
        handle=bytes(5),
        copy_label=redaction.stand_in.copy.label,
        mac_key=bytes(16),
        key_number=0,
        salt=bytes(16),
        root_sha256=redaction.stand_in.root,
        at=datetime.combine(drafted, time(), UTC),
        demonstration=redaction.stand_in.demonstration,
        notices=("." * HEAD_LINE, *redaction.stand_in.notices),
    )


def _recipe(redaction: Redaction, issue: Issue, record: bytes) -> pdf.Recipe:
    estimate = redaction.stand_in.dossier.estimate
    number = redaction.record["dossier"]["estimate"]["number"] or MASK
    return pdf.Recipe(
        metadata=Metadata(
            title=f"Extrait occulté pour inspection, devis {number}, révision {estimate.revision}",
            author=redaction.stand_in.dossier.practice.name,
            producer=pdf.producer(),
            at=issue.at,
        ),
        attachment=record,
        attachment_name=NAME,
        attachment_description="Données de l’extrait, telles que les pages les impriment, sans identité",
        locks={},
        payloads=[],
    )
