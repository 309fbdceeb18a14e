"""Reports that a command writes: by the ending of their names, each whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from dermadocs.cli.options import check_places
from dermadocs.errors import InputError
from dermadocs.files import write_new

ENDINGS = (".html", ".pdf")


def check_reports(paths: Sequence[Path], judged: Sequence[Path]) -> None:
    """Refuse before the work what could not be written after it, or would take the place of any file.

    InputError for another ending, SignatureError for the place, MissingExtra for a PDF where the rendering extra is not
    installed.
    """
    check_places(*paths, read=judged)
    for path in paths:
        if path.suffix.lower() not in ENDINGS:
            raise InputError(str(path), "a report ends in .html or .pdf")
        if path.suffix.lower() == ".pdf":
            from dermadocs.render.typography import press

            press()


def write_reports(
    paths: Sequence[Path], answers: Sequence[Mapping[str, Any]], at: datetime, language: Literal["fr", "en"]
) -> None:
    """Write each report on these answers, judged as of `at`."""
    if not paths:
        return
    from dermadocs import report

    for path in paths:
        if path.suffix.lower() == ".pdf":
            write_new(path, report.pdf(answers, at, language))
        else:
            write_new(path, report.html(answers, at, language).encode())
