"""The boxes of the signature fields: their size, shared by page and stamp, and what each locks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dermadocs.domain.document import Act, SignatureField
from dermadocs.render.marks import MM

# Width and height in mm. Blocks are 66 mm wide on the page; 1 mm of paper stays free around the field. A
# receipt holds the mention, two names, two zones and the computed dates, hence its height.
_SIZES_MM: Mapping[Act, tuple[float, float]] = {
    "practitioner": (64.0, 34.0),
    "receipt": (64.0, 74.0),
    "acceptance": (64.0, 48.0),
    "interpreter": (64.0, 40.0),
    "consent": (64.0, 48.0),
    "confirmation": (64.0, 40.0),
    "withdrawal": (64.0, 40.0),
    "seal": (64.0, 26.0),
}


def field_size(act: Act) -> tuple[float, float]:
    """Width and height of a field in mm."""
    return _SIZES_MM[act]


FIELD_SIZES: Mapping[str, tuple[float, float]] = {
    act: (width * MM, height * MM) for act, (width, height) in _SIZES_MM.items()
}
"""Width and height of each act's field in points: the page size of its stamp."""


def locks(fields: Sequence[SignatureField]) -> dict[str, tuple[str, ...] | None]:
    """What each field locks once signed: itself and all before, the last one everything (None)."""
    names = [field.field for field in fields]
    if not names:
        return {}
    found: dict[str, tuple[str, ...] | None] = {name: tuple(names[: index + 1]) for index, name in enumerate(names)}
    found[names[-1]] = None
    return found
