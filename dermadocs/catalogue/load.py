"""Reads entries of the catalogue: those shipped, and a practice's own files. One clear line for what is wrong."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Iterable
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from dermadocs.catalogue.checks import check
from dermadocs.catalogue.model import Entry
from dermadocs.domain.case import Case
from dermadocs.domain.facts import text_fault
from dermadocs.domain.jsonform import builtins, convert
from dermadocs.domain.leaves import leaves
from dermadocs.errors import InputError
from dermadocs.law.clauses import Kind
from dermadocs.law.words import lint, quote

MAX_BYTES = 1_000_000
MAX_DEPTH = 8
ADVERTISING: frozenset[Kind] = frozenset({"promotion", "open-price", "expiring-discount"})
"""Clauses that the price list looks for in a title, and refuses under their own rule (CSP-L6322-1-02)."""
Find = Callable[[str], Entry]
"""Finds a procedure by its code. InputError when there is none."""


def entries() -> tuple[Entry, ...]:
    """The procedures that are shipped, by code."""
    return tuple(entry(code) for code in codes())


@functools.cache
def codes() -> tuple[str, ...]:
    """The codes of the procedures that are shipped."""
    files = resources.files("dermadocs.catalogue").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


@functools.cache
def entry(code: str) -> Entry:
    """A shipped procedure. InputError when there is none of that code."""
    if code not in codes():
        raise _unknown(code, codes())
    data = (resources.files("dermadocs.catalogue") / f"{code}.toml").read_bytes()
    return _entry(data, f"{code}.toml")


def finder(own: Iterable[Entry]) -> Find:
    """Finds a practice's own procedures by code, then those that are shipped: its own take the place of ours."""
    mine = {one.code: one for one in own}

    def find(code: str) -> Entry:
        if code in mine:
            return mine[code]
        if code in codes():
            return entry(code)
        raise _unknown(code, {*mine, *codes()})

    return find


def refuse_unknown(case: Case, find: Find = entry) -> None:
    """InputError for a procedure that the catalogue does not have, or a risk factor that the procedure has not."""
    found = find(case.estimate.procedure.code)
    known = [factor.id for factor in found.factors]
    for index, factor in enumerate(case.risk_factors):
        if factor not in known:
            why = f"no risk factor {factor!r} in the catalogue for {found.code!r}; known: {', '.join(known) or 'none'}"
            raise InputError(f"/risk_factors/{index}", why)


def read(data: bytes, name: str) -> Entry:
    """A procedure from a file of the practice; `name` is how messages call the file. InputError, one line.

    A file for a procedure that is shipped may say more about risks than the shipped one, never less; and no sentence of
    it may be a clause that no paper bears (a deposit, a waiver of the delay, a release of liability…).
    """
    found = _entry(data, name)
    _refuse_clauses(found, name)
    if found.code in codes():
        check(found, name, entry(found.code).required_risks)
    return found


def read_folder(folder: Path) -> tuple[Entry, ...]:
    """A practice's own procedures, `*.toml` of one folder, by code. InputError for two of the same code."""
    found: dict[str, tuple[str, Entry]] = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise InputError(file.name, f"cannot be read: {error.strerror or error}") from error
        own = read(data, file.name)
        if own.code in found:
            raise InputError(file.name, f"the code {own.code!r} is already that of {found[own.code][0]}")
        found[own.code] = (file.name, own)
    return tuple(own for _, (_, own) in sorted(found.items()))


def _refuse_clauses(found: Entry, name: str) -> None:
    plain = builtins(found)
    for pointer, text in leaves(plain):
        kinds = [kind for kind in get_args(Kind) if pointer != "/title" or kind not in ADVERTISING]
        for clause in lint(text, kinds) if isinstance(text, str) else ():
            raise InputError(
                name, _named(plain, pointer, f"{clause.kind}: {quote(clause.sentence)}; no paper may say so")
            )


def _unknown(code: str, known: Iterable[str]) -> InputError:
    return InputError("/estimate/procedure/code", f"no {code!r} in the catalogue; known: {', '.join(sorted(known))}")


def _entry(data: bytes, name: str) -> Entry:
    raw = _parse(data, name)
    try:
        _check_values(raw, "", 0)
        found = convert(raw, Entry, name)
    except InputError as error:
        if error.where == name:
            raise
        raise InputError(name, _named(raw, error.where, error.why)) from None
    check(found, name)
    return found


def _parse(data: bytes, name: str) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise InputError(name, f"larger than {MAX_BYTES // 1_000_000} MB")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(name, f"not UTF-8 at byte {error.start}") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(name, f"not TOML: {error}") from None
    except RecursionError:
        raise InputError(name, "nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise InputError(name, f"not TOML: {str(error).partition(';')[0]}") from None


def _check_values(value: Any, pointer: str, depth: int) -> None:
    """No text that a page cannot show, none with the braces of a template, no float."""
    if depth > MAX_DEPTH:
        raise InputError(pointer, f"nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, dict):
        for key, item in value.items():
            _check_values(item, f"{pointer}/{key}", depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_values(item, f"{pointer}/{index}", depth + 1)
    elif isinstance(value, float):
        raise InputError(pointer, 'a number with a decimal point; write amounts and rates as text, as "750.00"')
    elif isinstance(value, str):
        fault = text_fault(value) if value else None
        if fault is None and ("{" in value or "}" in value):
            fault = "braces are not allowed in a text"
        if fault:
            raise InputError(pointer, fault)


def _named(raw: dict[str, Any], pointer: str, why: str) -> str:
    """The message with the fact's own id after its place: a place in a long file is hard to count to."""
    steps = pointer.strip("/").split("/")
    if len(steps) >= 2 and steps[1].isdigit() and isinstance(raw.get(steps[0]), list):
        group = raw[steps[0]]
        index = int(steps[1])
        if index < len(group) and isinstance(group[index], dict) and isinstance(group[index].get("id"), str):
            return f"{pointer} ({group[index]['id'][:40]}): {why}"
    return f"{pointer}: {why}"
