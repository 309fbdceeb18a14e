"""How easy a French text reads: Kandel and Moles, 207 − 1.015 × words a sentence − 73.6 × syllables a word.

A score depends on what is counted, so here is the rule, whole:

- **Text.** Every text of a section but its title, its line of sources, and the list of sources. A list item, the
  sentence before a list, and each text of a table cell or of a risk ends where it ends, with or without a full
  stop; the name of a risk and its frequency are read as one sentence.
- **Sentence.** Ends at . ? ! or … before a space or the end. A colon or a semicolon ends none.
- **Word.** What stands between spaces and holds a letter or a digit: « l’opération » and « peut-être » are one.
- **Syllable.** A run of vowels (a e i o u y œ æ and accented ones) is one, except: é è ê ë ï ü start a new one after
  another vowel, a vowel after é does too (« ré-agir »), y between vowels is a consonant, the u of qu, and of gu before
  e, i or y, is none. A mute e is counted as in verse (« mar-que »): the ear hears fewer, so the score errs on the
  hard side. At least one a word.
- **Number.** One word, a syllable a digit. **Capitals** (ONIAM, VIH): a syllable a letter.

65 and more is easy reading for a grown-up; the score knows nothing of sense. It is a proxy, never a proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dermadocs.domain.content import Block, Bullets, Choices, Lines, Paragraph, Quotation, Risks, Section, Table

TARGET = 65.0
FLOOR = 55.0
LONGEST = 22
MEAN = 14.0
SKIPPED = frozenset({"sources"})
"""Sections that are a list of titles and addresses."""

_SOURCE_LINE = "Sources\u00a0: "
_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u202f](?=\d{3}\b)")
_END = re.compile(r"(?<=[.?!…])\s+")
_VOWELS = "aàâäeéèêëiîïoôöuùûüyÿœæ"
_SPLIT = re.compile(rf"(?<=[{_VOWELS}])(?=[éèêëïü])|(?<=é)(?=[{_VOWELS}])")
_RUN = re.compile(rf"[{_VOWELS}]+")


@dataclass(frozen=True)
class Score:
    """What was counted in one section, or in all of them (`section` empty), and what it comes to."""

    section: str
    sentences: int
    words: int
    syllables: int
    longest: int
    """Words of the longest sentence."""

    @property
    def mean(self) -> float:
        """Words a sentence."""
        return self.words / self.sentences

    @property
    def value(self) -> float:
        """The Kandel-Moles score; higher is easier."""
        return 207 - 1.015 * self.mean - 73.6 * self.syllables / self.words

    def faults(self) -> tuple[str, ...]:
        """What is beyond the bounds of the house (F-I08), a sentence each; empty when all is kept."""
        bound = FLOOR if self.section else TARGET
        found = []
        if self.value < bound:
            found.append(f"score {self.value:.1f}, below {bound:.0f}")
        if self.mean > MEAN:
            found.append(f"{self.mean:.1f} words a sentence on average, above {MEAN:.0f}")
        if self.longest > LONGEST:
            found.append(f"a sentence of {self.longest} words, above {LONGEST}")
        return tuple(found)


def scores(sections: Sequence[Section]) -> tuple[Score, ...]:
    """One score a section that has text to read through, in order."""
    read = [(section.id, sentences(section)) for section in sections if section.id not in SKIPPED]
    return tuple(_score(identifier, found) for identifier, found in read if found)


def overall(sections: Sequence[Section]) -> Score:
    """The score of all sections read as one text. ValueError when there is nothing to read."""
    found = [s for section in sections if section.id not in SKIPPED for s in sentences(section)]
    if not found:
        raise ValueError("no text to score")
    return _score("", found)


def report(sections: Sequence[Section]) -> tuple[Score, ...]:
    """One score a section, then that of the whole: what a command prints."""
    return (*scores(sections), overall(sections))


def sentences(section: Section) -> tuple[str, ...]:
    """The French sentences of a section, as they are counted."""
    texts = (text for block in section.blocks for text in _texts(block) if not text.startswith(_SOURCE_LINE))
    return tuple(s for text in texts for s in _END.split(text) if words(s))


def words(sentence: str) -> list[str]:
    """The words of a sentence, without the marks around them."""
    whole = _THOUSANDS.sub("", sentence)
    return [word for word in re.split(r"\s+", whole) if any(c.isalnum() for c in word)]


def syllables(word: str) -> int:
    """The syllables of a French word by the rule at the top of this file.

    >>> [syllables(w) for w in ("opération", "l’intervention", "guérie", "marque", "ONIAM", "100")]
    [4, 5, 2, 2, 5, 3]
    """
    return max(1, sum(_part(part) for part in re.split(r"['’\-/]", word)))


def _part(part: str) -> int:
    digits = sum(c.isdigit() for c in part)
    letters = "".join(c for c in part if c.isalpha())
    if digits or not letters:
        return digits + (_part(letters) if letters else 0)
    if len(letters) > 1 and letters.isupper():
        return len(letters)
    plain = letters.lower()
    plain = re.sub(r"(?<=q)u|(?<=g)u(?=[eéèêiîy])", "", plain)
    plain = re.sub(rf"(?<=[{_VOWELS}])y(?=[{_VOWELS}])", "-", plain)
    runs = [run for piece in _SPLIT.sub("-", plain).split("-") for run in _RUN.findall(piece)]
    return len(runs)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text=text):
            yield text.fr
        case Bullets(lead=lead, items=items):
            yield from ([lead.fr] if lead else [])
            yield from (item.fr for item in items)
        case Table(head=head, rows=rows):
            del head  # like a title
            yield from (cell.fr for row in rows for cell in row.cells)
        case Risks(lead=lead, rows=risks):
            yield from ([lead.fr] if lead else [])
            for risk in risks:
                yield f"{risk.name.fr} : {risk.said.fr}"
                yield from (part.fr for part in (risk.population, risk.more) if part)
        case Choices(question=question, options=options):
            yield question.fr
            yield from (option.fr for option in options)
        case Lines(label=label):
            yield label.fr
        case Quotation():
            return


def _score(identifier: str, found: Iterable[str]) -> Score:
    split = [words(sentence) for sentence in found]
    every = [word for sentence in split for word in sentence]
    return Score(
        section=identifier,
        sentences=len(split),
        words=len(every),
        syllables=sum(syllables(word) for word in every),
        longest=max(len(sentence) for sentence in split),
    )
