"""Whether the letters of a language are read again from a page: asked once a process, before its first paper is drawn.

Fonts share glyphs between letters of these scripts, and newer ones more than older: then the page looks right, and a
search, a screen reader and the verification find another word. Whatever a practice typed besides is looked at in the
file that was written (`direction.read_back`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import cache
from itertools import zip_longest

from markupsafe import Markup

from dermadocs import languages
from dermadocs.domain import bidi
from dermadocs.render.direction import attributes
from dermadocs.render.typography import RenderingFailed, lay_out, listening

_CURE = "install fonts-noto-core 20201225 (Debian, Ubuntu) without a newer Noto beside it, or issue it in French alone"


def check_letters(language: str | None) -> None:
    """RenderingFailed, with the reason and the cure, where a paper of that language could not be read again."""
    if language in bidi.SCRIPTS and (fault := _fault(language)):
        raise RenderingFailed(f"{language}: with the fonts of this system {fault}; {_CURE}")


@cache
def _fault(language: str) -> str | None:
    from pypdf import PdfReader  # only these papers wait for it

    words = samples(languages.catalogue(language).sentences.values())
    html = Markup('<p class="tr" {}>{}</p>').format(attributes(language), " ".join(words))
    with listening() as complaints:
        written = lay_out(html, ("right-to-left.css",)).write_pdf()
    if missing := [complaint.glyph for complaint in complaints if complaint.glyph]:
        return f"« {missing[0]} » is not drawn"
    pages = PdfReader(io.BytesIO(written)).pages
    wanted, read = "".join(words), "".join("".join(page.extract_text().split()) for page in pages)
    wrong = next((pair for pair in zip_longest(wanted, read, fillvalue="") if pair[0] != pair[1]), None)
    return wrong and f"« {wrong[0]} » is read from the page as « {wrong[1]} »"


def samples(sentences: Iterable[str]) -> list[str]:
    """Words in which every letter has each of its forms, and every two that meet in the sentences meet."""
    found = [word for sentence in sentences for word in re.findall(r"[^\W\d_a-zA-ZÀ-ÿ]+", sentence)]
    alone = sorted({letter for word in found for letter in word})
    pairs = sorted({word[at : at + 2] for word in found for at in range(len(word) - 1)})
    return [*alone, *(3 * letter for letter in alone), *pairs]
