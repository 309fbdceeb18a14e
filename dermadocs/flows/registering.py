"""An issued estimate against the law, for a register that names nobody: by the data inside the file, and no more."""

from __future__ import annotations

import hashlib
import io
from datetime import date

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from dermadocs.errors import InputError
from dermadocs.flows.proving import paper as papers
from dermadocs.law import engine, issuing
from dermadocs.law.report import Reviewed

PAGES = 255


def reviewed(pdf: bytes, on: date) -> Reviewed:
    """What the cards say of the data of an estimate of ours, issued on a day. A file that cannot be read says so.

    Cards that look at pages or at the timeline are not applied: verification does (`flows/proving`).
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    try:
        document = papers.read(papers.attachments(PdfReader(io.BytesIO(pdf))), PAGES).document
    except (InputError, PyPdfError, KeyError) as problem:
        return Reviewed("", sha256, None, "estimate", (), (), problem=type(problem).__name__)
    case = document.dossier
    given = [one.name for one in document.handed_over]
    findings = engine.by_rule(issuing.check(case, on, given))
    law = tuple(finding.as_json() for finding in findings)
    return Reviewed("", sha256, case.estimate.number, "estimate", law, (), interval="NOT_APPLICABLE")
