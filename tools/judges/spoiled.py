"""Files broken on purpose: a judge that passes everything is no judge.

Each is a good file with one more increment that breaks one rule; veraPDF must name that rule.
A break that finds nothing to break (no attachment, no field) is not made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject

from judges.specimens import Specimen
from judges.verdicts import Result

ENOUGH = 3


@dataclass(frozen=True)
class Break:
    """One way to break a file: what `spoil` does (False: nothing to break), and the rules to be named."""

    name: str
    spoil: Callable[[PdfWriter], bool]
    rules: Mapping[str, str]


@dataclass(frozen=True)
class Spoiled:
    """A broken file, and the break that must be noticed in it."""

    made_from: str
    broken: Break
    specimen: Specimen


def _dictionaries(writer: PdfWriter, kind: str, value: str) -> Iterator[Any]:
    for number in range(1, len(writer._objects) + 1):
        item = writer.get_object(number)
        if isinstance(item, DictionaryObject) and item.get(kind) == value:
            yield item


def _without(writer: PdfWriter, kind: tuple[str, str], *entries: str) -> bool:
    """Remove `entries` from every dictionary of that kind."""
    removed = [item.pop(entry, None) for item in _dictionaries(writer, *kind) for entry in entries]
    return any(one is not None for one in removed)


def _font_not_embedded(writer: PdfWriter) -> bool:
    return _without(writer, ("/Type", "/FontDescriptor"), "/FontFile", "/FontFile2", "/FontFile3")


def _no_tags(writer: PdfWriter) -> bool:
    return writer.root_object.pop("/StructTreeRoot", None) is not None


def _claim_lost(writer: PdfWriter) -> bool:
    metadata: Any = writer.root_object.get("/Metadata")
    if metadata is None:
        return False
    packet = metadata.get_object().get_data()
    without = re.sub(rb"""<pdfuaid:part>.*?</pdfuaid:part>|pdfuaid:part=["']\d["']""", b"", packet)
    metadata.get_object().set_data(without)
    return bool(without != packet)


def _attachment_unexplained(writer: PdfWriter) -> bool:
    return _without(writer, ("/Type", "/Filespec"), "/AFRelationship")


def _field_untagged(writer: PdfWriter) -> bool:
    return _without(writer, ("/Subtype", "/Widget"), "/StructParent")


BREAKS = (
    Break("font not embedded", _font_not_embedded, {"PDF/A-3A": "6.2.11.4.1-1", "PDF/UA-1": "7.21.4.1-1"}),
    Break("structure tree removed", _no_tags, {"PDF/A-3A": "6.7.3.3-1", "PDF/UA-1": "7.1-11"}),
    Break("metadata without pdfuaid", _claim_lost, {"PDF/UA-1": "5-1"}),
    Break("attachment without relationship", _attachment_unexplained, {"PDF/A-3A": "6.8-3"}),
    Break("field without tag", _field_untagged, {"PDF/UA-1": "7.18.4-1"}),
)


def spoil(specimens: Sequence[Specimen], folder: Path) -> list[Spoiled]:
    """Break the first revision of the smallest file that can be broken in at least three ways."""
    for one in sorted(specimens, key=lambda one: one.path.stat().st_size):
        if one.revision <= 1:
            made = [two for broken in BREAKS if (two := _spoil(one, broken, folder))]
            if len(made) >= ENOUGH:
                return made
    return []


def _spoil(specimen: Specimen, broken: Break, folder: Path) -> Spoiled | None:
    path = folder / f"broken-{BREAKS.index(broken)}.pdf"
    try:
        writer = PdfWriter(specimen.path, incremental=True)
        if not broken.spoil(writer):
            return None
        output = io.BytesIO()
        writer.write(output)
    except Exception:  # a foreign file that pypdf cannot rewrite is simply not the one to break
        return None
    path.write_bytes(output.getvalue())
    return Spoiled(specimen.file, broken, Specimen(broken.name, 0, None, False, path, ""))


def unnoticed(spoiled: Spoiled, results: Sequence[Result]) -> list[str]:
    """The profiles that passed the broken file, or failed it for another reason."""
    ours = {one.profile: one for one in results if one.file == spoiled.broken.name}
    return [
        f"{spoiled.broken.name}: {profile} does not name {rule}"
        for profile, rule in spoiled.broken.rules.items()
        if ours[profile].passed or rule not in {failure.rule for failure in ours[profile].failures}
    ]
