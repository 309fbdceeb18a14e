"""Every sentence that a door says is translated into every language that the door speaks."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from dermadocs.languages import key, surface_catalogue
from dermadocs.portal.speech import SPOKEN

ROOT = Path(__file__).resolve().parents[2]
DOORS = {
    "room": ("room", ""),
    "console": ("practice", "partials", "accounts", "account", "mfa", "messages", ""),
    "desk": ("audit", ""),
}
"""The folders of templates and modules that a door uses; the empty one is what all share."""
SAID = re.compile(r"""\bsay\(\s*("(?:[^"\\]|\\.)*")""")


def sentences(door: str) -> set[str]:
    """The sentences that the pages of a door say, as they stand in templates and modules."""
    found = set()
    for folder in DOORS[door]:
        for base, ending in ((ROOT / "templates" / "portal", "*.j2"), (ROOT / "templates" / "portal", "*.html"),
                             (ROOT / "dermadocs" / "portal", "*.py")):  # fmt: skip
            place = base / folder
            files = place.rglob(ending) if folder else [*place.glob(ending), *(place / "errors").glob(ending)]
            for file in files:
                found |= {ast.literal_eval(said) for said in SAID.findall(file.read_text())}
    return found


@pytest.mark.parametrize(
    ("door", "language"), [(door, one) for door, all_of in SPOKEN.items() for one in all_of if one != "fr"]
)
def test_every_sentence_of_a_door_is_translated(door: str, language: str) -> None:
    known = surface_catalogue(door, language).sentences
    missing = sorted(sentence for sentence in sentences(door) if key(sentence) not in known)
    assert not missing, "\n".join(missing)


def test_translations_keep_their_values() -> None:
    for door, languages in SPOKEN.items():
        for language in set(languages) - {"fr"}:
            for french, said in surface_catalogue(door, language).sentences.items():
                wanted, found = (sorted(re.findall(r"\{\w+\}", text)) for text in (french, said))
                assert wanted == found, f"{language}: {french}"
