"""A paper on a telephone: one screen a section, from the same leaves and the same words as its PDF.

The names that a screen's template sees are those of the press (`render.context`), over the record inside the file; a
value reaches the screen only as a leaf of it, so that page and paper cannot part. Here the translation stands first and
the French text, which governs, under it.
"""

from __future__ import annotations

import functools
import hashlib
import io
from dataclasses import dataclass

from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape
from pypdf import PdfReader

from dermadocs.domain import bidi
from dermadocs.domain.codec import builtins
from dermadocs.domain.document import Document
from dermadocs.domain.jsonform import canonical
from dermadocs.domain.labels import NOTICES
from dermadocs.flows.kept import Kept
from dermadocs.flows.proving import paper as papers
from dermadocs.portal.beside import Bytes
from dermadocs.portal.environment import pages
from dermadocs.render.bilingual import BELOW, Bilingual
from dermadocs.render.context import paper_context
from dermadocs.render.direction import attributes, drawn, isolated
from dermadocs.render.forms import Names
from dermadocs.render.story import Leaf, Place, Story, Told
from dermadocs.report.voice import Voice

ESTIMATE = {
    "who": "Praticien",
    "act": "Acte, opérateur, date",
    "prices": "Prix détaillé",
    "care": "Non compris",
    "days": "Délai de réflexion",
    "rights": "Vos droits",
}
"""The screens of an estimate's first part, by the heading that the paper gives them."""
SIGNATURES = "Signatures"
HEADINGS = {("estimate", key): french for key, french in ESTIMATE.items()} | {
    ("estimate", "signatures"): "Signatures : trois actes, trois moments"
}
PAPERS = ("estimate", *NOTICES, "consent", "aftercare")
"""What a patient reads here, in this order."""


@dataclass(frozen=True)
class Opened:
    """A paper as it stands, and the record inside it."""

    kind: str
    name: str
    pdf: bytes
    document: Document
    sha256: str
    """Of the record: what was read is told by it."""

    @property
    def language(self) -> str:
        """The language that the reader reads first: the translation's, else French."""
        return self.document.translation.language if self.document.translation else "fr"

    @property
    def screens(self) -> tuple[str, ...]:
        """The keys of the screens, in the order of the paper."""
        words = tuple(section.id for section in self.document.content)
        if self.kind == "estimate":
            return (*ESTIMATE, *(f"words-{key}" for key in words), "signatures")
        return ("about", *(f"words-{key}" for key in words), "signatures")


@dataclass(frozen=True)
class Screen:
    """One screen drawn: what stands on it, and the digest of its leaves."""

    key: str
    title: Markup
    body: Markup
    told: tuple[Told, ...]

    @property
    def sha256(self) -> str:
        """Of every leaf on it with its place in the record."""
        return hashlib.sha256(canonical([[told.pointer, told.text] for told in self.told])).hexdigest()


class OnScreen(Story):
    """A story whose leaves need no anchor."""

    def print(self, leaf: Leaf) -> Markup:
        """Record a printing and give its HTML."""
        self.told.append(Told(leaf.pointer, leaf.text, leaf.repeats))
        if bidi.script(self._data) is None:
            return escape(leaf.text)
        return drawn(leaf.text) if bidi.turned(leaf.pointer, self._data) else isolated(leaf.text)


class TranslationFirst(Bilingual):
    """Says the translation first, then French."""

    def _both(self, french: Leaf | str, between: Markup, told: Leaf | str) -> Markup:
        first = Markup('<span class="tr" {}>{}</span>').format(attributes(self._language), told)
        between = BELOW if self._rtl else between
        return first + Markup('{}<span class="fr" lang="fr" dir="ltr">{}</span>').format(between, french)


def opened(kept: Kept, kind: str, name: str | None = None) -> Opened:
    """A paper of a dossier for reading. InputError when there is none."""
    name = name or kept.name_of(kind)
    filed = kept.latest.get(name)
    pdf = kept.bytes_of(name)
    document, sha256 = _record(filed.sha256 if filed else "", Bytes(pdf))
    return Opened(kind, name, pdf, document, sha256)


@functools.lru_cache(maxsize=64)
def _record(sha256: str, pdf: Bytes) -> tuple[Document, str]:
    record = papers.read(papers.attachments(PdfReader(io.BytesIO(pdf.data))), 255)
    return record.document, record.sha256


def draw(paper: Opened, key: str, say: Voice) -> Screen:
    """One screen of a paper; `say` is for what the page says of its own. KeyError for a screen that it has not."""
    if key not in paper.screens:
        raise KeyError(key)
    story, names = _names(paper, say)
    section = _section(names, key)
    title = _heading(names, key, section)
    story.told.clear()
    template = "words" if section else key
    kind = "estimate" if paper.kind == "estimate" else "paper"
    source = f"room/reading/{kind if not section else 'section'}-{template}.html.j2"
    body = _environment().get_template(source).render({**names, "section": section})
    return Screen(key, title, Markup(body), tuple(story.told))  # noqa: S704  (autoescaped by its environment)


def titles(paper: Opened, say: Voice) -> tuple[tuple[str, Markup], ...]:
    """Every screen with its title, for the contents."""
    _, names = _names(paper, say)
    return tuple((key, _heading(names, key, _section(names, key))) for key in paper.screens)


def _names(paper: Opened, say: Voice) -> tuple[OnScreen, Names]:
    story = OnScreen(builtins(paper.document))
    names = paper_context(paper.document, story, paper.sha256, draft=False)
    both = TranslationFirst(names["language"], Place(story, ""))
    turned = {"t": both.t, "u": both.u, "tr": both.tr, "s": both.s, "o": both.o, "t_leaf": both.t_leaf}
    return story, {**names, **turned, "say": say, "kind": paper.kind, "rtl": names["language"] in bidi.SCRIPTS}


def _section(names: Names, key: str) -> Names | None:
    wanted = key.removeprefix("words-")
    return next((one for one in names["sections"] if key.startswith("words-") and one["id"] == wanted), None)


def _heading(names: Names, key: str, section: Names | None) -> Markup:
    """What a screen is called, in the language that is read first."""
    told: Leaf | str | None
    if section is not None:
        french, told = section["title"]["fr"], section["title"]["tr"]
    else:
        french = names["paper"].title if key == "about" else HEADINGS.get((names["kind"], key), SIGNATURES)
        told = names["tr"](french)
    attributed = names["in_language"] if told else Markup('lang="fr"')
    attributed += Markup("") if names["rtl"] and told else Markup(' dir="ltr"')
    return Markup("<span {}>{}</span>").format(attributed, told or french)


@functools.cache
def _environment() -> ImmutableSandboxedEnvironment:
    return pages()
