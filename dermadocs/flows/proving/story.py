"""One story, both ways: the page and the embedded data say the same.

Forward: every printed leaf of document.json stands on the page it names, in reading order, and
its text is one of the printed forms of the value in the data. Backward: what remains of the page
once the leaves are taken away is the template's own wording, and that wording never contains a
digit, an amount, an address sign, a titled or capitalised name or a foreign script. So nothing
that matters can be on the page without standing in the data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dermadocs.domain import bidi
from dermadocs.domain.leaves import renderings, required, resolve
from dermadocs.domain.pagecode import PageCode, revision
from dermadocs.errors import InputError

LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
INVISIBLE = {0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF}
# abbreviations that the templates print in capitals; any other run of capitals is a name or a code
ABBREVIATIONS = frozenset({"TTC", "TVA", "VAT", "RPPS", "SIREN", "FINESS", "SHA", "DEVIS"})
CAPITALS = re.compile(r"[A-ZÀ-ÖØ-Þ]{3,}")
ROMAN = re.compile(r"[IVX]{1,5}")  # the templates number their sections so
SCRIPTS = ("LATIN", "MASCULINE", "FEMININE")
LONG = 16
MASK = "\x00"
TITLE = re.compile(r"\b(?:Dr|Dre|Pr|M\.|Mme|Mlle)\s+[A-ZÀ-ÖØ-Þ]")


@dataclass(frozen=True)
class Mismatch:
    """One disagreement between page and data; `page` counts from 1."""

    page: int
    what: str

    def __str__(self) -> str:
        return f"page {self.page}: {self.what}"


@dataclass(frozen=True)
class Squashed:
    """Page text without white space, with the place of each character in the text it came from."""

    text: str
    origin: tuple[int, ...]
    source: str


def squash(text: str) -> Squashed:
    """Remove what line breaking may change: white space, invisible characters, ligatures; NFC."""
    source = unicodedata.normalize("NFC", text.translate(LIGATURES))
    kept = [(c, i) for i, c in enumerate(source) if not c.isspace() and ord(c) not in INVISIBLE]
    return Squashed("".join(c for c, _ in kept), tuple(i for _, i in kept), source)


def unexplained(words: str, script: str | None = None) -> str | None:
    """Why the template's own wording `words` is more than wording, or None.

    `script` is that of a translation from right to left, in which the template speaks too.
    """
    explained = SCRIPTS if script is None else (*SCRIPTS, script)
    for character in words:
        if character.isnumeric() or character in "@€$£×":
            return f"« {words.strip()[:60]} » contains {character!r}, which no data explains"
        if character.isalpha() and not unicodedata.name(character, "").startswith(explained):
            return f"« {words.strip()[:60]} » is in a script that no data explains"
    if title := TITLE.search(words):
        return f"« {words[title.start() : title.end() + 20].strip()} » names a person whom no data explains"
    for run in CAPITALS.findall(words):
        if run not in ABBREVIATIONS and not ROMAN.fullmatch(run):
            return f"« {run} » is written like a name or a code, which no data explains"
    return None


def page_story(
    page: int, text: str, expected: Iterable[str], computed: Sequence[str], script: str | None = None
) -> list[Mismatch]:
    """Compare the text of one page with the strings expected on it, in reading order.

    `computed` are the strings that follow from the data without standing in it: its digest, the
    page's code groups, the page number. They may stand anywhere, and explain their own characters.
    """
    squashed, found, cursor = squash(text), [], 0
    searched = squashed.text
    for token in computed:
        wanted = squash(token).text
        if wanted not in searched:
            return [Mismatch(page, f"« {token} » follows from the data but is not on the page")]
        if len(wanted) >= LONG:  # a short leaf must not be found inside a digest
            searched = searched.replace(wanted, MASK * len(wanted))
    for leaf in expected:
        wanted = squash(leaf).text
        place = searched.find(wanted, cursor) if wanted else cursor
        if place < 0:
            return [Mismatch(page, f"« {leaf} » is in the data but not found at its place on the page")]
        found.append((cursor, place))
        cursor = place + len(wanted)
    found.append((cursor, len(searched)))
    told = [re.compile(r"\s*".join(map(re.escape, squash(token).text))) for token in computed]
    gaps = (_wording(squashed, a, b, told) for a, b in found if a < b)
    return [Mismatch(page, why) for gap in gaps if (why := unexplained(gap, script))]


def _wording(squashed: Squashed, start: int, end: int, computed: Sequence[re.Pattern[str]]) -> str:
    """The template's own words between two leaves, computed strings taken away."""
    words = squashed.source[squashed.origin[start] : squashed.origin[end - 1] + 1]
    for token in computed:
        words = token.sub(" ", words)
    return words


def values(document: Mapping[str, Any]) -> list[Mismatch]:
    """Check that the text of each printed leaf is a printed form of the value its pointer names."""
    wrong = []
    for entry in document["printed"]:
        page, pointer, text = entry["page"], entry["pointer"], entry["text"]
        try:
            forms = renderings(pointer, resolve(document, pointer), document)
        except InputError:
            wrong.append(Mismatch(page, f"{pointer} is printed but is not in the data"))
            continue
        if text not in forms:
            wrong.append(Mismatch(page, f"« {text} » is not a printed form of {pointer}"))
    return wrong


def compare(pages: Sequence[str], document: Mapping[str, Any], computed: Sequence[Sequence[str]]) -> list[Mismatch]:
    """All disagreements between the pages' text and the data; none means one story.

    `computed[i]` are the strings that follow from the data on page i + 1.
    """
    printed = document["printed"]
    wrong = values(document)
    for entry in printed:
        if not 1 <= entry["page"] <= len(pages):
            wrong.append(Mismatch(entry["page"], f"{entry['pointer']} names a page that does not exist"))
    shown = {entry["pointer"] for entry in printed}
    wrong += [Mismatch(1, f"{p} must be printed and is on no page") for p in required(document) if p not in shown]
    for number, text in enumerate(pages, start=1):
        expected = [bidi.on_page(e["pointer"], e["text"], document) for e in printed if e["page"] == number]
        wrong += page_story(number, text, expected, computed[number - 1], bidi.script(document))
    return wrong


def computed_strings(sha256: str, handle: bytes, pages: int, *, issued: bool) -> list[list[str]]:
    """What each page prints that follows from the record: its digest, the code groups, the page number."""
    strings = []
    for page in range(1, pages + 1):
        codes = "".join(PageCode(handle, revision(sha256), page, pages).human())
        strings.append([sha256, *([codes] if issued else []), f"{page} / {pages}"])
    return strings
