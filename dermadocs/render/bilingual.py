"""Words of a template in French, and beside them in the paper's other language: from the catalogues, never by hand."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from markupsafe import Markup, escape

from dermadocs import languages
from dermadocs.domain import bidi
from dermadocs.languages import key
from dermadocs.render.direction import attributes, drawn, isolated
from dermadocs.render.forms import Names
from dermadocs.render.story import Leaf, Place

BESIDE, BELOW = Markup("\u00a0· "), Markup("<br>")
"""Where a translation stands; the dot between the two starts no line."""


def bilingual(language: str | None, root: Place) -> Names:
    """The functions by which a template speaks; `language` None: French alone.

    `t` says a sentence with its translation beside it, `u` under it, `tr` the translation alone; `s` a sentence with
    values, in both. `f` is French alone, where a page has no room or an inspector reads it: reviewed like all others.
    `o` and `t_leaf` are for a leaf, with the practice's own translation, or ours of a word that we know.
    """
    both = Bilingual(language, root)
    says = {"t": both.t, "u": both.u, "tr": both.tr, "s": both.s, "f": escape, "o": both.o, "t_leaf": both.t_leaf}
    return {**says, "language": language, "in_language": attributes(language), "strong": Strong, "beside": BESIDE}


class Strong:
    """A leaf in bold type; like the leaf it is recorded each time that it is printed."""

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf

    def __html__(self) -> Markup:
        return Markup("<strong>{}</strong>").format(self._leaf)


class Bilingual:
    """Sentences of ours in two languages. Untranslated for one that the catalogues do not have."""

    def __init__(self, language: str | None, root: Place) -> None:
        self._language = language
        self._rtl = language in bidi.SCRIPTS
        self._known = languages.catalogue(language) if language else None
        self._own = {
            part.value("french"): part.leaf("text")
            for part in root.parts("dossier/translations")
            if part.value("language") == language
        }

    def tr(self, french: str) -> str:
        """The translation alone; nothing in French alone."""
        told = self._known.translate(french) if self._known else ""
        return drawn(told) if self._rtl and told != french else told

    def t(self, french: str, between: Markup = BESIDE) -> Markup:
        """A word of ours; once when it is the same in both."""
        told = self.tr(french)
        return escape(french) if told in ("", french) else self._both(french, between, told)

    def u(self, french: str) -> Markup:
        """The same, the translation under it."""
        return self.t(french, BELOW)

    def s(self, french: str, between: Markup = BELOW, **values: Leaf | Strong) -> Markup:
        """A sentence of ours with values of the data in it."""
        told = escape(french).format(**values)
        return self._both(told, between, self._filled(french, values)) if self._known else told

    def o(self, leaf: Leaf | str, between: Markup = BELOW) -> Markup:
        """What the practice typed, or a word that is ours if the catalogues have it (« anesthésie locale »)."""
        text = leaf if isinstance(leaf, str) else leaf.text
        told: Leaf | str | None = self._own.get(text)
        if told is None and self._known and key(text) in self._known.sentences:
            told = self.tr(text)
        return escape(leaf) if told is None or told == text else self._both(leaf, between, told)

    def t_leaf(self, leaf: Leaf | str) -> Markup:
        """The same, the translation beside it."""
        return self.o(leaf, BESIDE)

    def _filled(self, french: str, values: Mapping[str, Leaf | Strong]) -> Markup:
        """The translated sentence with its values; from right to left each value is isolated."""
        if self._known is None or not self._rtl:
            return escape(self.tr(french)).format(**values)
        parts = Formatter().parse(self._known.translate(french))
        return Markup("").join(drawn(text) + (isolated(values[name]) if name else "") for text, name, _, _ in parts)

    def _both(self, french: Leaf | str, between: Markup, told: Leaf | str) -> Markup:
        attributed = attributes(self._language)
        if self._rtl:  # what parts the two belongs to the French line
            return Markup('{}{}<span class="tr" {}>{}</span>').format(french, between, attributed, told)
        return Markup('{}<span class="tr" {}>{}{}</span>').format(french, attributed, between, told)
