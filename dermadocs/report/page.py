"""The report as one file: HTML from the templates, and the same as PDF. The answers are those of `verify --json`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from dermadocs.look import POLICY, TOKENS
from dermadocs.render.environment import template, templates_dir
from dermadocs.report.facts import Answer
from dermadocs.report.shapes import badge, icon
from dermadocs.report.view import File, view
from dermadocs.report.voice import Language, Voice
from dermadocs.report.words import CLOCKS_EXPLAINED, ICON_WORDS

PAGE = "report/report.html.j2"
FEW = 3
"""Up to so many files, the questions that the law asks of people are shown in full."""


def html(answers: Sequence[Answer], at: datetime, language: Language = "fr") -> str:
    """The report on files that were judged as of `at`: self-contained, without script, everything escaped."""
    return template(PAGE).render(names(answers, at, language))


def pdf(answers: Sequence[Answer], at: datetime, language: Language = "fr") -> bytes:
    """The same as a tagged PDF/A, its fonts embedded.

    MissingExtra without the `render` extra, RenderingFailed where the press cannot work. A letter that no font of
    ours draws is shown by its number.
    """
    from dermadocs.render.metadata import Metadata
    from dermadocs.render.pdf import Recipe, producer, write
    from dermadocs.render.typography import lay_out, listening, press

    press()  # what is missing is said before the work
    told = names(answers, at, language)
    page = _named(template(PAGE).render(told))
    recipe = Recipe(Metadata(told["title"], "dermadocs", producer(), at), locks={}, payloads=())
    for _ in range(3):
        with listening() as complaints:
            written = write(lay_out(page, ()), recipe).pdf
        unknown = {complaint.glyph for complaint in complaints if complaint.glyph}
        if not unknown:
            break
        page = _spelled(page, unknown)
    return written


def names(answers: Sequence[Answer], at: datetime, language: Language) -> dict[str, Any]:
    """All that the templates see; another page may show parts of the report with it (`report/parts.html.j2`)."""
    voice = Voice(language)
    few = sum(_files(answer) for answer in answers) <= FEW
    files = [view(answer, voice, at, f"f{number}", questions=few) for number, answer in enumerate(answers, 1)]
    return {
        "say": voice,
        "language": language,
        "policy": POLICY,
        "style": Markup(TOKENS + (templates_dir() / "report" / "report.css").read_text("utf-8")),  # noqa: S704 ours
        "drawn": Markup,  # what timeline.draw made, which escapes its texts
        "icon": lambda name: Markup(icon(name, voice(ICON_WORDS[name]))),  # noqa: S704 our own drawing
        "badge": lambda letter: Markup(badge(letter)),  # noqa: S704 our own drawing
        "title": _title(files, voice),
        "when": voice.moment(at),
        "when_utc": f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
        "files": files,
        "counts": _counts(files),
        "clocks": [(letter, voice(words)) for letter, words in CLOCKS_EXPLAINED.items()],
    }


def _named(page: str) -> str:
    """WeasyPrint names a drawing by its title alone: there the whole of its text goes into the title."""
    return re.sub(r"(<title id=[^>]*>[^<]*)</title><desc[^>]*>([^<]*)</desc>", r"\1. \2</title>", page)


def _spelled(page: str, unknown: Iterable[str]) -> str:
    for letters in unknown:
        for letter in letters:
            page = page.replace(letter, f"[U+{ord(letter):04X}]")
    return page


def _files(answer: Answer) -> int:
    """How many files an answer speaks of: itself, and those directly inside it."""
    inside = answer.get("inside")
    return 1 + (len(inside) if isinstance(inside, list) else 0)


def _title(files: Sequence[File], voice: Voice) -> str:
    if len(files) == 1:
        return voice("Rapport de vérification : {name}", name=files[0].name)
    return voice("Rapport de vérification : {count} fichiers", count=len(files))


def _counts(files: Sequence[File]) -> list[tuple[str, str, int]]:
    """How many files have each verdict: tone, word, number."""
    found = dict.fromkeys((file.story.tone, file.story.word) for file in files)
    return [
        (tone, word, sum((f.story.tone, f.story.word) == (tone, word) for f in files))
        for tone, word in sorted(found, key=lambda one: ("invalid", "undecided", "valid").index(one[0]))
    ]
