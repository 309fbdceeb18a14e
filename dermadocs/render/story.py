"""One story: a value reaches the page only as a leaf, which records what was printed and where it comes from.

A template prints a leaf by writing `{{ name }}`: Jinja's autoescape asks it for its HTML, and that call is
the record. So the list of what is printed is not written beside the page, it is the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from dermadocs.domain import bidi
from dermadocs.domain.leaves import renderings, resolve
from dermadocs.render.direction import beside, drawn

ANCHOR = "leaf-"


class Told(NamedTuple):
    """One printing: the pointer into `document.json` and the exact text; `repeats` in the head of a table, which
    stands again on each page that the table runs over to."""

    pointer: str
    text: str
    repeats: bool


class Story:
    """The leaves of one rendering, over the plain data of a document; each printing has its own anchor."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.told: list[Told] = []

    def leaf(self, pointer: str, form: Callable[[Any], str]) -> Leaf:
        """The leaf at `pointer` in `form`. AssertionError for a form that verification does not know."""
        value = resolve(self._data, pointer)
        text = form(value)
        known = renderings(pointer, value, self._data)
        assert text in known, f"{pointer}: {text!r} is none of the printed forms {sorted(known)}"
        return Leaf(pointer, text, self)

    def value(self, pointer: str) -> Any:
        """The plain value, for a decision; never for the page."""
        return resolve(self._data, pointer)

    def at(self, anchor: str) -> Told:
        """What was printed at an anchor."""
        return self.told[int(anchor.removeprefix(ANCHOR))]

    def print(self, leaf: Leaf) -> Markup:
        """Record a printing and give its HTML."""
        anchor = f"{ANCHOR}{len(self.told)}"
        self.told.append(Told(leaf.pointer, leaf.text, leaf.repeats))
        return Markup('<span id="{}">{}</span>').format(anchor, self._shown(leaf))

    def _shown(self, leaf: Leaf) -> Markup:
        if bidi.script(self._data) is None:
            return escape(leaf.text)
        return drawn(leaf.text) if bidi.turned(leaf.pointer, self._data) else beside(leaf.text)


class Leaf:
    """A value of the data in one printed form. It has no other way out than onto a page."""

    __slots__ = ("_story", "pointer", "repeats", "text")

    def __init__(self, pointer: str, text: str, story: Story) -> None:
        self.pointer = pointer
        self.text = text
        self.repeats = False
        self._story = story

    def repeating(self) -> Leaf:
        """The same leaf in the head of a table."""
        again = Leaf(self.pointer, self.text, self._story)
        again.repeats = True
        return again

    def __html__(self) -> Markup:
        return self._story.print(self)

    def __str__(self) -> str:
        raise TypeError(f"{self.pointer}: a leaf is printed, never turned into text unrecorded")


class Place:
    """A part of the data: leaves by their keys, each in the form one names."""

    def __init__(self, story: Story, pointer: str) -> None:
        self.story = story
        self.pointer = pointer

    def __getitem__(self, key: str | int) -> Place:
        return Place(self.story, f"{self.pointer}/{key}")

    def leaf(self, key: str, form: Callable[[Any], str] = str) -> Leaf:
        """The leaf `key` of this part."""
        return self.story.leaf(f"{self.pointer}/{key}", form)

    def maybe(self, key: str, form: Callable[[Any], str] = str) -> Leaf | None:
        """The same, or None where the data say null."""
        return None if self.value(key) is None else self.leaf(key, form)

    def each(self, key: str, form: Callable[[Any], str] = str) -> list[Leaf]:
        """A leaf per item of a list."""
        return [self.leaf(f"{key}/{index}", form) for index in range(len(self.value(key)))]

    def parts(self, key: str) -> list[Place]:
        """A part per item of a list of records."""
        return [self[f"{key}/{index}"] for index in range(len(self.value(key)))]

    def value(self, key: str) -> Any:
        """The plain value under `key`, for a decision."""
        return self.story.value(f"{self.pointer}/{key}")
