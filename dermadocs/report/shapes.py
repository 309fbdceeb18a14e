"""The pieces that pictures are drawn with: SVG elements as text, in ink, with classes that a page may colour."""

from __future__ import annotations

from html import escape

_SANS, _SERIF = "Noto Sans, sans-serif", "Noto Serif, Georgia, serif"
_INK = "#000"


def words(
    x: float,
    y: float,
    text: str,
    kind: str,
    *,
    size: int = 14,
    bold: bool = False,
    serif: bool = False,
    anchor: str = "middle",
) -> str:
    """A line of text. SVG text needs a family of its own."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text class="{kind}" x="{x:.4g}" y="{y:.4g}" font-family="{_SERIF if serif else _SANS}" font-size="{size}"'
        f'{weight} text-anchor="{anchor}" fill="{_INK}">{escape(text)}</text>'
    )


def line(start: float, end: float, y: float) -> str:
    """The thin line on which everything stands."""
    return f'<path class="tl-line" d="M{start:.4g} {y}H{end:.4g}" fill="none" stroke="{_INK}" stroke-width="1"/>'


def cell(x: float, axis: float, width: float, *, over: bool) -> str:
    """One day; a day that is over has a full bar at its foot, so that it reads without colour."""
    box = f'x="{x:.4g}" width="{width:.4g}"'
    drawn = (
        f'<rect class="tl-cell{" tl-over" if over else ""}" {box} y="{axis - 16:g}" height="32" fill="#fff" '
        f'stroke="{_INK}" stroke-width="1"/>'
    )
    bar = f'<rect class="tl-bar" {box} y="{axis + 9:g}" height="7" fill="{_INK}"/>'
    return drawn + bar if over else drawn


def double_bar(x: float, axis: float, height: float) -> str:
    """The gate: a thick bar and a thin one."""
    top = axis - height / 2
    return (
        f'<path class="tl-gate" d="M{x - 3:.4g} {top:g}h4v{height:g}h-4zM{x + 4:.4g} {top:g}h1.6v{height:g}h-1.6z" '
        f'fill="{_INK}"/>'
    )


def sign(shape: str, x: float, y: float, *, wrong: bool = False) -> str:
    """What stands on the line for an act, by its kind."""
    ring = f'<circle class="tl-ring" cx="{x:.4g}" cy="{y:g}" r="9" fill="#fff" stroke="{_INK}" stroke-width="1.8"'
    stroke = f'fill="none" stroke="{_INK}" stroke-width="2"'
    if wrong:
        cross = f"M{x - 4:.4g} {y - 4:g}l8 8M{x + 4:.4g} {y - 4:g}l-8 8"
        return f'<g class="tl-wrong">{ring}/><path d="{cross}" {stroke}/></g>'
    if shape == "received":
        return f'<circle class="tl-dot" cx="{x:.4g}" cy="{y:g}" r="9" fill="{_INK}"/>'
    if shape == "agreed":
        return f'<g class="tl-agreed">{ring}/><path d="M{x - 4:.4g} {y:g}l3 3.5 5.5 -6.5" {stroke}/></g>'
    if shape == "signed":
        return f'{ring}/><path class="tl-stroke" d="M{x - 5:.4g} {y + 2:g}q2.5 -6 4 -1.5t5 -3" {stroke}/>'
    if shape == "now":
        return f'<path class="tl-now" d="M{x:.4g} {y + 18:g}l6 9h-12z" fill="{_INK}"/>'
    return f'{ring} stroke-dasharray="3 3"/>'


def grade(x: float, y: float, letter: str) -> str:
    """The clock's grade: A full disc, B half disc, C dashed ring; its letter inside."""
    circle = f'cx="{x:.4g}" cy="{y:g}" r="9.5"'
    if letter == "A":
        return (
            f'<circle class="tl-a" {circle} fill="{_INK}"/>'
            f'<text class="tl-on" x="{x:.4g}" y="{y + 4.3:g}" font-family="{_SANS}" font-size="12" font-weight="700" '
            f'text-anchor="middle" fill="#fff">A</text>'
        )
    dashes = ' stroke-dasharray="3 2.5"' if letter == "C" else ""
    ring = f'<circle class="tl-ring" {circle} fill="#fff" stroke="{_INK}" stroke-width="1.3"{dashes}/>'
    if letter != "B":
        return ring + words(x, y + 4.3, letter, "tl-letter", size=12, bold=True)
    half = f'<path class="tl-half" d="M{x:.4g} {y - 9.5:g}a9.5 9.5 0 0 0 0 19z" fill="{_INK}"/>'
    return ring + half + words(x + 4.2, y + 4, letter, "tl-letter", size=11, bold=True)


def badge(letter: str) -> str:
    """The grade alone, for a table: decoration beside the word that says the same."""
    return small("badge", 22, letter, grade(11, 11, letter))


_WHITE = 'class="on" fill="none" stroke="#fff"'
_DRAWN = 'fill="none" stroke="currentColor"'
_ICONS = {
    "valid": f'<circle cx="12" cy="12" r="11" fill="currentColor"/><path {_WHITE} d="M6.5 12.5l4 4 7.5 -8.5" '
    'stroke-width="2.6"/>',
    "invalid": '<path d="M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z" fill="currentColor"/>'
    f'<path {_WHITE} d="M6 12h12" stroke-width="3"/>',
    "undecided": f'<path d="M12 2L23 22H1z" {_DRAWN} stroke-width="2.2"/>'
    f'<path d="M12 9v6.5M12 17.5v2.4" {_DRAWN} stroke-width="2.4"/>',
    "kept": f'<path d="M4 12.5l5.5 6L20 5.5" {_DRAWN} stroke-width="2.8"/>',
}


def icon(name: str, word: str) -> str:
    """A sign beside a word that says the same: valid, invalid, undecided, kept. `word` is what a PDF calls it."""
    return small("icon", 24, word, _ICONS[name])


def small(kind: str, size: int, word: str, drawn: str) -> str:
    """A small square drawing. Hidden from who hears a page, for the word stands beside it; in a PDF every picture must
    have a name."""
    box = f'viewBox="0 0 {size} {size}" width="{size}" height="{size}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" aria-hidden="true" {box}>'
    return f"{head}<title>{escape(word)}</title>{drawn}</svg>"
