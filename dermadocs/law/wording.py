"""Texts printed word for word, with their article, source and status; read once from `wording/*.toml`.

Status V: read in a source, printed as a quotation. S and M: second-hand or from memory, printed as the
practice's own words, without quotation marks or article. O: our own sentence for what a rule asks.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, cast

Status = Literal["V", "S", "M", "O"]


@dataclass(frozen=True)
class Wording:
    """One text. `text` has one line a paragraph; `rule` is the id in docs/law.md of the rule it serves."""

    id: str
    status: Status
    cite: str
    source: str
    rule: str
    text: str

    @property
    def quoted(self) -> bool:
        """True when it may stand in quotation marks with its article."""
        return self.status == "V"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text, a paragraph at a time."""
        return tuple(self.text.split("\n"))


@functools.cache
def all() -> tuple[Wording, ...]:
    """Every wording of every file, in file order."""
    folder = resources.files("dermadocs.law") / "wording"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    entries = [e for f in files for e in tomllib.loads(f.read_text(encoding="utf-8"))["wording"]]
    return tuple(_wording(entry) for entry in entries)


def get(identifier: str) -> Wording:
    """The wording of that id. KeyError if there is none: an id is written by us, never by a user."""
    return _by_id()[identifier]


def normalise(text: str) -> str:
    """The form in which verbatim texts are compared (law.md section 0): NFC, one kind of space, plain
    apostrophes and quotation marks, three dots for the ellipsis; capitals count."""
    text = unicodedata.normalize("NFC", text)
    for plain, typographic in (("'", "’‘ʼ"), ('"', "“”„«»")):
        for sign in typographic:
            text = text.replace(sign, plain)
    text = text.replace("\u2026", "...")
    return re.sub(r"\s+", " ", text).strip()


@functools.cache
def _by_id() -> dict[str, Wording]:
    found = {wording.id: wording for wording in all()}
    if len(found) != len(all()):
        raise ValueError("two wordings have the same id")
    return found


def _wording(entry: dict[str, Any]) -> Wording:
    status = entry["status"]
    if status not in ("V", "S", "M", "O"):
        raise ValueError(f"{entry['id']}: unknown status {status!r}")
    return Wording(
        id=entry["id"],
        status=cast("Status", status),
        cite=entry["cite"],
        source=entry["source"],
        rule=entry["rule"],
        text=entry["text"].strip(),
    )
