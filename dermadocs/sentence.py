"""A sentence for people: English words with places for values, which a catalogue can say in another language.

It *is* its English text, so whoever only reads, compares, hashes or writes it sees a plain string; whoever wants it in
French still knows what was put in where (`dermadocs.telling`).

    say("the offer ended on {day}", day=date(2026, 11, 27))  ==  "the offer ended on 2026-11-27"
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import NamedTuple


class Piece(NamedTuple):
    """Words of a template, and the place behind them; `name` None behind the last words."""

    words: str
    name: str | None
    quoted: bool = False
    """The value stands in Python's quotation marks (`!r`): another language has marks of its own."""


class Sentence(str):
    """An English sentence that remembers its template, and each value as it stands in the English."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, str]


def say(template: str, /, **values: object) -> Sentence:
    """The sentence of a template and its values. A value may be a sentence, which is then translated with it.

    The template is written out where it is said: the catalogue knows it by these very words.

    >>> say("{who!r} is named {times} times", who="surgeon", times=2)
    "'surgeon' is named 2 times"
    """
    sentence = Sentence(template.format(**values))
    sentence.template = template
    forms = {name: (form, conversion) for _, name, form, conversion in Formatter().parse(template) if name is not None}
    sentence.values = {name: _shown(values[name], *form) for name, form in forms.items()}
    return sentence


def pieces(template: str) -> tuple[Piece, ...]:
    """A template taken apart, in order.

    >>> pieces("before {day}, say")
    (Piece(words='before ', name='day', quoted=False), Piece(words=', say', name=None, quoted=False))
    """
    found = [Piece(words, name, conversion == "r") for words, name, _, conversion in Formatter().parse(template)]
    return tuple(found) if found and found[-1].name is None else (*found, Piece("", None))


def _shown(value: object, form: str | None, conversion: str | None) -> str:
    return (
        value if isinstance(value, Sentence) or (conversion and isinstance(value, str)) else format(value, form or "")
    )
