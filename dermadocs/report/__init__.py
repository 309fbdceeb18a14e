"""Reports for people from the answers of `verify --json`: sentences, the drawn timeline, tables; HTML or PDF.

    page = report.html(answers, judged_at)          # one self-contained file, no script
    data = report.pdf(answers, judged_at, "en")     # the same; needs the `render` extra

`timeline.draw` draws the fifteen days for anybody: plain moments and labels in, SVG out.
"""

from dermadocs.report.page import html, names, pdf
from dermadocs.report.timeline import Mark, Reflection, draw
from dermadocs.report.voice import Language

__all__ = ["Language", "Mark", "Reflection", "draw", "html", "names", "pdf"]
