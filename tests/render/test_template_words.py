"""No word of a template escapes review: each is a sentence of the catalogues, with a translation beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import Environment, nodes

from dermadocs.languages import catalogue, french_sentences, key, offered
from dermadocs.render.environment import templates_dir

TEMPLATES = sorted(templates_dir().rglob("*.j2"))
PRINTED = [path for path in TEMPLATES if "portal" not in path.parts]
"""The pages of the portal have a test of their own (`portal/test_portal_words.py`)."""
PROGRAM = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
MARKUP = re.compile(r"<[^>]*>|&[a-z]+;", re.DOTALL)
SIGNS = frozenset({"A", "B", "C", "n"})
"""The letters of the three signature blocks, and « n° »."""
SAYING = {"t": 0, "u": 0, "tr": 0, "s": 0, "f": 0, "said": 0, "section": 1}
"""The functions and macros that print a sentence, and which of their arguments it is."""


def sentences(template: Path) -> Iterator[str]:
    """Every sentence that a template hands over to be printed."""
    for call in Environment(autoescape=True).parse(template.read_text("utf-8")).find_all(nodes.Call):
        name = getattr(call.node, "name", None) or getattr(call.node, "attr", None)
        if name in SAYING and len(call.args) > SAYING[name]:
            argument = call.args[SAYING[name]]
            found = [argument] if isinstance(argument, nodes.Const) else list(argument.find_all(nodes.Const))
            yield from (const.value for const in found if not isinstance(argument, nodes.Getattr))


@pytest.mark.parametrize("template", PRINTED, ids=lambda path: path.name)
def test_no_word_stands_in_a_template_but_as_a_sentence(template: Path) -> None:
    text = MARKUP.sub(" ", PROGRAM.sub("\0", template.read_text("utf-8")))
    assert set(re.findall(r"[^\W\d_]+", text)) <= SIGNS


def test_every_sentence_of_a_template_has_its_translation_with_the_same_values() -> None:
    said = {sentence for template in TEMPLATES for sentence in sentences(template)}
    assert len(said) > 100
    for language in offered():
        known = catalogue(language).sentences
        assert sorted(sentence for sentence in said if key(sentence) not in known) == []
        for sentence in said:
            assert values(known[key(sentence)]) == values(sentence), sentence
    assert {key(sentence) for sentence in said} <= set(french_sentences())  # what a jurist's review covers


def values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_a_word_outside_a_sentence_would_be_found(tmp_path: Path) -> None:
    template = tmp_path / "forged.html.j2"
    template.write_text('<p class="{% if a %}b{% endif %}">{{ t("Devis") }}, dernière phrase</p>', "utf-8")
    with pytest.raises(AssertionError, match="dernière"):
        test_no_word_stands_in_a_template_but_as_a_sentence(template)
