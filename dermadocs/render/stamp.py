"""The visible side of an act: one page as large as its signature field, drawn at the moment of the act.

The page becomes the field's appearance in the signature's own increment. It is untagged (the field is already
tagged on its page) and carries its fonts, for PDF/A-3 asks that of appearances too.
"""

from __future__ import annotations

from collections.abc import Sequence

from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.document import Act
from dermadocs.domain.facts import is_latin
from dermadocs.errors import InputError
from dermadocs.render.environment import template
from dermadocs.render.fields import field_size
from dermadocs.render.typography import RenderingFailed, lay_out, listening

STYLES = ("stamp.css",)


def stamp(act: Act, lines: Sequence[str]) -> bytes:
    """The appearance of an act ("practitioner", "receipt", "acceptance") as a one-page PDF.

    `lines` are drawn as they stand, in order: for a patient's act first the mention as typed, then the name;
    for a receipt the last but one tells the dates that follow from it. Same arguments, same bytes. Raises
    InputError when the lines do not fit their field or hold a character that our fonts do not draw.
    """
    width, height = field_size(act)
    size = f"@page {{ size: {width}mm {height}mm }}"
    html = template("documents/stamp.html.j2").render(lines=_roles(act, lines))
    with listening() as complaints:
        pages = lay_out(html, STYLES, size)
        if len(pages.pages) != 1:
            raise InputError(f"stamp of the {act}", f"does not fit {width:g} x {height:g} mm; shorten the text")
        written: bytes = pages.write_pdf()
        for complaint in complaints:
            if complaint.glyph is not None:
                raise InputError(f"stamp of the {act}", f"no font of ours draws U+{ord(complaint.glyph[0]):04X}")
            raise RenderingFailed(f"stamp: {complaint.message}")
    return written


def _roles(act: Act, lines: Sequence[str]) -> list[tuple[str, str]]:
    """Each line with how it is set: mention in italic, name and dates in bold, a native name larger."""
    roles = ["plain"] * len(lines)
    name = 1 if act in MENTIONS else 0
    if len(lines) <= name:
        raise ValueError(f"a stamp of the {act} has at least {name + 1} lines")
    roles[name] = "name"
    if act in MENTIONS:
        roles[0] = "mention"
        if name + 1 < len(lines) and not is_latin(lines[name + 1]):
            roles[name + 1] = "native"
    if act == "receipt":
        roles[-2] = "dates"
    return list(zip(roles, lines, strict=True))
