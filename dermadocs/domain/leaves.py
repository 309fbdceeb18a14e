"""One story, both ways: every printed form a leaf of the data may take, and which leaves must be printed.

Rendering prints with these forms; verification recomputes them from the embedded data and finds them on the
page. The whole rule is the table in `leaf_table`: the first row that fits a pointer decides.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dermadocs.domain import labels
from dermadocs.domain.forms import Data
from dermadocs.domain.leaf_table import EVERY_PAPER, TABLE, Row
from dermadocs.errors import InputError

_INDEX = re.compile("0|[1-9][0-9]*")
_INDICES = re.compile("/(?:0|[1-9][0-9]*)(?=/|$)")


def resolve(data: Any, pointer: str) -> Any:
    """The value at a JSON pointer (RFC 6901) in plain data; InputError if there is none."""
    value = data
    for raw in pointer.split("/")[1:]:
        key = raw.replace("~1", "/").replace("~0", "~")
        try:
            # RFC 6901: an index is digits without a leading zero; Python alone would take -1 and " 1" too
            if isinstance(value, list) and not _INDEX.fullmatch(key):
                raise KeyError(key)
            value = value[int(key)] if isinstance(value, list) else value[key]
        except (KeyError, IndexError, ValueError, TypeError):
            raise InputError(pointer, "nothing stands at this place of the data") from None
    return value


def leaves(data: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of plain data with its pointer, in canonical order; an empty list or object is a leaf."""
    if isinstance(data, Mapping) and data:
        for key in sorted(data):
            yield from leaves(data[key], f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(data, list) and data:
        for index, item in enumerate(data):
            yield from leaves(item, f"{pointer}/{index}")
    else:
        yield pointer, data


def renderings(pointer: str, value: Any, data: Data | None = None) -> frozenset[str]:
    """Every printed form of a leaf; empty when it is never printed.

    `pointer` may start with /dossier or directly in the case. `data` is the whole plain document or case,
    needed only where a leaf is an id and its printed form somebody's name (payee, operators…).
    """
    row = _row(pointer)
    if row is None:
        return frozenset()
    if value is None or value == []:
        return frozenset({labels.NONE, "aucune"} if row.none else ())
    return frozenset(row.forms(value, _case(data or {})))


def required(data: Data) -> Iterator[str]:
    """Pointers of the leaves that the page must show, in canonical order.

    An estimate shows every row of law.md, table A; any other paper whose it is, and its own words.
    """
    case, all_of_it = _case(data), data.get("kind", "estimate") == "estimate"
    for pointer, value in leaves(data):
        if not (all_of_it or EVERY_PAPER.fullmatch(pointer)):
            continue
        row = _row(pointer)
        if row is not None and (row.none or value not in (None, [])) and row.must(case):
            yield pointer


def _case(data: Data) -> Data:
    case: Data = data.get("dossier", data)
    return case


def _row(pointer: str) -> Row | None:
    return _row_of(_INDICES.sub("/*", "/" + pointer.removeprefix("/dossier/").removeprefix("/")))


@functools.lru_cache(4096)
def _row_of(pointer: str) -> Row | None:
    """The first row that fits a pointer whose indices are already « * »: a document has few of these."""
    steps = pointer.split("/")[1:]
    return next((row for row in TABLE if _fits(row.pattern, steps)), None)


def _fits(pattern: tuple[str, ...], steps: list[str]) -> bool:
    if len(pattern) != len(steps):
        return False
    return all(want in ("*", step) for want, step in zip(pattern, steps, strict=True))
