"""Where a rule stands in the law: a text, a place in it, and the sources in which it was read.

The keys of sources (S1…S103) are those of docs/law.md, section H; `sources.toml` gives their addresses.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Literal

Status = Literal["V", "S", "M", "O"]

STATUS_WORDS: dict[Status, str] = {
    "V": "read in a source",
    "S": "known from a secondary source",
    "M": "from memory, to be verified",
    "O": "the house's own rule",
}
"""How sure a citation is (docs/law.md, section 0). Only V may be printed as what the law says."""


@dataclass(frozen=True)
class Citation:
    """A text of law in French, a place in it, the sources read. `place` is empty for a whole text."""

    text: str
    place: str = ""
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.text}, {self.place}" if self.place else self.text

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the sources are found. KeyError for a key that `sources.toml` does not know."""
        return tuple(addresses()[key] for key in self.sources)


@dataclass(frozen=True)
class Text:
    """A law, code or regulation: `CSP("article D. 6322-30", "S7 S8")` is a place in it."""

    name: str

    def __call__(self, place: str = "", sources: str = "") -> Citation:
        return Citation(self.name, place, tuple(sources.split()))


@functools.cache
def addresses() -> dict[str, str]:
    """Every source key with its address."""
    file = resources.files("dermadocs.law") / "sources.toml"
    return {key: str(value) for key, value in tomllib.loads(file.read_text(encoding="utf-8"))["sources"].items()}


ARRETE_1996 = Text("Arrêté du 17 octobre 1996")
ARRETE_1983 = Text("Arrêté n° 83-50/A du 3 octobre 1983")
CIVIL = Text("Code civil")
CONSO = Text("Code de la consommation")
CPC = Text("Code de procédure civile")
CPCE = Text("Code des postes et des communications électroniques")
CSP = Text("Code de la santé publique")
CGI = Text("Code général des impôts")
CGI_II = Text("Code général des impôts, annexe II")
EIDAS = Text("Règlement (UE) n° 910/2014")
GDPR = Text("Règlement (UE) 2016/679")
TOUBON = Text("Loi n° 94-665 du 4 août 1994")
HOUSE = Text("Règle propre à dermadocs")
