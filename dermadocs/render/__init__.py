"""Paper from data: one template, one story, a PDF/A-3A and PDF/UA-1 file with empty signature fields.

    rendered = paper("estimate", case, issue, wording.all())     # rendered.pdf, rendered.document, rendered.pages

`FIELD_SIZES` are the sizes in points of the fields that `stamp` draws for.
"""

from dermadocs.render.fields import FIELD_SIZES
from dermadocs.render.issue import Issue, Rendered, Supplement
from dermadocs.render.kinds import KINDS
from dermadocs.render.letter import letter
from dermadocs.render.paper import paper
from dermadocs.render.poster import poster
from dermadocs.render.redacted import extract
from dermadocs.render.stamp import stamp
from dermadocs.render.typography import RenderingFailed

__all__ = [
    "FIELD_SIZES",
    "KINDS",
    "Issue",
    "Rendered",
    "RenderingFailed",
    "Supplement",
    "extract",
    "letter",
    "paper",
    "poster",
    "stamp",
]
