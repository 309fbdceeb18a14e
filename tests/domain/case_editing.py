"""Plain data with one thing changed, and the example case it starts from."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[2] / "examples" / "dermabrasion.json"
RAW: dict[str, Any] = json.loads(EXAMPLE.read_bytes())
GONE = object()
"""As a new value: the key is removed."""


def put(data: Any, pointer: str, value: Any) -> Any:
    """A deep copy of plain data with `value` at the pointer (GONE removes; a new key or item is added)."""
    result = copy.deepcopy(data)
    *path, last = pointer.split("/")[1:]
    place = result
    for step in path:
        place = place[int(step)] if isinstance(place, list) else place[step]
    key: Any = int(last) if isinstance(place, list) else last
    if isinstance(place, list) and key == len(place):
        place.append(value)
    elif value is GONE:
        del place[key]
    else:
        place[key] = value
    return result


def places(data: Any, kind: type, pointer: str = "") -> list[str]:
    """The pointers of everything of one type (dict, str…) in plain data."""
    found = [pointer] if isinstance(data, kind) else []
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        found += places(value, kind, f"{pointer}/{key}")
    return found
