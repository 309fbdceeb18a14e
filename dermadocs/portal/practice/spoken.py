"""What the papers say, in the language of the reader: the console tells events and papers in their words."""

from __future__ import annotations

from dermadocs.domain.content import Say, Words
from dermadocs.languages import speaker
from dermadocs.report.voice import Voice


def papers_voice(say: Voice) -> Say:
    """The voice of the papers beside that of a page."""
    return speaker(None if say.language == "fr" else say.language)


def plain(words: Words) -> str:
    """Words in the one language of the page."""
    return words.tr or words.fr
