"""The table of many papers as one printable page: self-contained, no script, no colour that alone carries sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape as escaped

from dermadocs.law import known
from dermadocs.law.report import COLUMNS, Cell, Mark, Reviewed, cells, left_out, summary, told
from dermadocs.look import TOKENS, visible

ICONS: dict[Mark, tuple[str, str]] = {
    "blocking": ("■", "Blocking"),
    "warning": ("▲", "Warning"),
    "kept": ("✓", "No fault"),
    "unseen": ("–", "Not looked at"),
}
STYLE = """
* { box-sizing: border-box }
body { margin: 0; padding: 32px 22px; background: var(--desk); color: var(--ink);
  font: 16px/1.55 "Noto Sans", system-ui, sans-serif; font-variant-numeric: tabular-nums lining-nums }
main { max-width: 1200px; margin: 0 auto; padding: 32px; background: var(--sheet); border-radius: 3px }
h1 { margin: 0; font: 400 27px/1.25 "Noto Serif", Georgia, serif }
h2 { margin: 40px 0 12px; font: 700 19px/1.3 "Noto Serif", Georgia, serif }
h3 { margin: 22px 0 4px; font-size: 16px; overflow-wrap: anywhere }
.lead { font: 400 18px/1.55 "Noto Serif", Georgia, serif; max-width: 46em }
.scroll { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 1.4 }
th, td { padding: 8px; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top }
thead th { border-bottom: 2px solid var(--ink); font-weight: 700 }
tbody th { font-weight: 400; overflow-wrap: anywhere; min-width: 8em }
tr { break-inside: avoid }
td b { display: block; font-weight: 700; white-space: nowrap }
td span { display: block }
.blocking { background: var(--madder-wash); color: var(--madder); border: 2px solid var(--madder) }
.warning { background: var(--ochre-wash); color: var(--ochre) }
.kept { color: var(--moss) }
.unseen, small, .note { color: var(--ink-2) }
li { margin: 4px 0; overflow-wrap: anywhere }
li i { font-style: normal; color: var(--ink-2) }
@page { size: A4 landscape; margin: 14mm }
@media print {
  body { padding: 0; font-size: 10pt } main { padding: 0; max-width: none }
  table { font-size: 9pt } thead { display: table-header-group } h2, h3 { break-after: avoid } }
"""


def escape(text: object) -> str:
    """A text from a file as the page shows it."""
    return escaped(visible(text))


def html(papers: Sequence[Reviewed], names: bool, on: date, others: int = 0) -> str:
    """The whole page. `on` is the day on which the papers were judged; `others`: files that nobody looked at."""
    return "\n".join(_page(papers, names, on, others)) + "\n"


def _page(papers: Sequence[Reviewed], names: bool, on: date, others: int) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Estimates against the law, {on}</title>\n<style>{TOKENS}{STYLE}</style></head>\n<body><main>"
    yield f"<h1>Estimates against the law</h1>\n<p class=lead>{escape(summary(papers))}.</p>"
    hidden = "" if names else " Nobody is named: a paper is known by the digest of its file."
    yield f"<p class=note>Judged on {on}, by the law as read on {known.READ_ON}.{hidden}</p>"
    if others:
        yield f"<p class=note>{left_out(others)}.</p>"
    yield '<div class=scroll><table>\n<thead><tr><th scope="col">File</th>'
    yield "".join(f'<th scope="col">{escape(name)}</th>' for name in COLUMNS) + "</tr></thead>\n<tbody>"
    for paper in papers:
        yield _row(paper, names)
    yield "</tbody></table></div>"
    yield f"<p class=note>{_legend()}</p>"
    yield from _details(papers, names)
    yield from _unseen(papers, names)
    yield "<p class=note>A help for the reader, no legal advice: what is quoted is for a person to judge.</p>"
    yield "</main></body></html>"


def _row(paper: Reviewed, names: bool) -> str:
    number = f"n° {paper.number}" if names and paper.number else ""
    about = " · ".join(part for part in (paper.kind, number, paper.standing) if part)
    head = f'<tr><th scope="row">{escape(paper.label(names))}<br><small>{escape(about)}</small></th>'
    if paper.problem:
        why = paper.told_problem(names) or ""
        return f'{head}<td class=unseen colspan="{len(COLUMNS)}">– Not judged: {escape(why)}</td></tr>'
    return head + "".join(_cell(cell) for cell in cells(paper)) + "</tr>"


def _cell(cell: Cell) -> str:
    icon, word = ICONS[cell.mark]
    articles = "".join(f'<span lang="fr">{escape(article)}</span>' for article in cell.articles)
    rules = f"<small>{escape(', '.join(cell.rules))}</small>" if cell.rules else ""
    return f"<td class={cell.mark}><b>{icon} {word}</b>{articles}{rules}</td>"


def _legend() -> str:
    return " · ".join(f"{icon} {word}" for icon, word in ICONS.values())


def _details(papers: Sequence[Reviewed], names: bool) -> Iterator[str]:
    if not any(paper.breaches for paper in papers):
        return
    yield "<h2>What was found</h2>"
    for paper in papers:
        if not paper.breaches:
            continue
        yield f"<h3>{escape(paper.label(names))}</h3>\n<ul>"
        for finding in paper.breaches:
            icon, word = ICONS["blocking" if finding["severity"] == "blocking" else "warning"]
            cite = f'<i lang="fr">{escape(str(finding["citation"]))}</i>'
            yield f"<li>{icon} {word}: {escape(told(finding, names))} ({escape(finding['rule'])}) {cite}</li>"
        yield "</ul>"


def _unseen(papers: Sequence[Reviewed], names: bool) -> Iterator[str]:
    yield "<h2>Not checked</h2>\n<ul>"
    for paper in papers:
        for note in paper.told_notes(names) or (("everything",) if paper.problem else ()):
            yield f"<li>{escape(paper.label(names))}: {escape(note)}</li>"
    yield "</ul>"
