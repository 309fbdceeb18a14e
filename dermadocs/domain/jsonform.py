"""JSON of any record: strict in, canonical out. `codec` uses it for the two files that people meet.

Canonical form: UTF-8, keys sorted, no spaces, no final newline; what is signed and hashed is always that.
Every refusal is an InputError of one line: the JSON pointer, then what is wrong with it.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any, TypeVar

import msgspec

from dermadocs.domain.facts import text_fault
from dermadocs.domain.money import Cents, Rate, parse, parse_rate, write, write_rate
from dermadocs.errors import InputError
from dermadocs.sentence import say

MAX_BYTES = 4_000_000
MAX_DEPTH = 32
MAX_TEXT = 4_000
YEARS = range(1900, 2200)
T = TypeVar("T")

_PATH = re.compile(r"^(?P<why>.*?)(?: - at `(?P<kind>key in )?\$(?P<path>[^`]*)`)?$", re.DOTALL)
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[\.\.\.\]")


def decode(data: bytes, kind: type[T], name: str) -> T:
    """A record of `kind` from JSON bytes; `name` is how the whole file is called in messages."""
    return convert(parse_json(data, name), kind, name)


def parse_json(data: bytes, name: str) -> Any:
    """JSON as plain Python values: UTF-8 only, no repeated key, no float, no text that a page cannot show."""
    if len(data) > MAX_BYTES:
        raise InputError(name, say("larger than {megabytes} MB", megabytes=MAX_BYTES // 1_000_000))
    try:
        raw = json.loads(data.decode("utf-8"), object_pairs_hook=_Pairs, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise InputError(name, say("not UTF-8 at byte {place}", place=error.start)) from None
    except json.JSONDecodeError as error:
        raise InputError(
            name,
            say(
                "not JSON: {problem}, line {line}, column {column}",
                problem=error.msg,
                line=error.lineno,
                column=error.colno,
            ),
        ) from None
    except RecursionError:
        raise InputError(name, say("nested deeper than {most} levels", most=MAX_DEPTH)) from None
    except ValueError:  # Infinity and NaN, or a number of thousands of digits
        raise InputError(name, "not JSON: not a number, or a number too long") from None
    return _plain(raw, "", 0)


def convert(raw: Any, kind: type[T], name: str) -> T:
    """Plain values as a record of `kind`; InputError names the pointer of what does not fit."""
    try:
        record = msgspec.convert(raw, kind, dec_hook=_from_text)
    except msgspec.ValidationError as error:
        pointer, why = _in_words(str(error))
        why = " ".join(why.split())  # a key may be a line break
        raise InputError(pointer or name, why if len(why) <= 200 else f"{why[:199]}…") from None
    _check_years(record, "")
    return record


def builtins(value: Any) -> Any:
    """Plain dicts, lists, strings and integers of a record, as they stand in JSON."""
    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=_to_text))


def canonical(value: Any) -> bytes:
    """The canonical JSON bytes of a record or of plain values."""
    plain = builtins(value)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


class _Pairs(list[tuple[str, Any]]):
    """An object's members before repeated keys are looked for (their pointer is not known yet)."""


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def _plain(value: Any, pointer: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise InputError(pointer, say("nested deeper than {most} levels", most=MAX_DEPTH))
    if isinstance(value, _Pairs):
        return _plain_object(value, pointer, depth)
    if isinstance(value, list):
        return [_plain(item, f"{pointer}/{index}", depth + 1) for index, item in enumerate(value)]
    if isinstance(value, float):
        raise InputError(pointer or "/", 'a number with a decimal point; write amounts and rates as text, as "750.00"')
    if isinstance(value, str):
        _check_text(value, pointer)
    return value


def _plain_object(members: _Pairs, pointer: str, depth: int) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in members:
        where = f"{pointer}/{step(key)}"
        if key in plain:
            raise InputError(where, "the key stands twice in the same object")
        plain[key] = _plain(value, where, depth + 1)
    return plain


def _check_text(text: str, pointer: str) -> None:
    if len(text) > MAX_TEXT:
        raise InputError(
            pointer or "/", say("text of {length} characters; at most {most}", length=len(text), most=MAX_TEXT)
        )
    fault = text_fault(text)
    if fault:
        raise InputError(pointer or "/", fault)


def _check_years(value: Any, pointer: str) -> None:
    """No date near the ends of the calendar, where adding sixteen days would overflow."""
    if isinstance(value, msgspec.Struct):
        for field in type(value).__struct_fields__:
            _check_years(getattr(value, field), f"{pointer}/{field}")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            _check_years(item, f"{pointer}/{index}")
    elif isinstance(value, date) and value.year not in YEARS:
        raise InputError(
            pointer,
            say(
                "the year {year} is not from {first} to {last}", year=value.year, first=YEARS.start, last=YEARS.stop - 1
            ),
        )


def step(key: str) -> str:
    """A key as one step of a JSON pointer (RFC 6901); unprintable and overlong keys are made harmless."""
    shown = key if key.isprintable() else ascii(key)[1:-1]
    return shown[:60].replace("~", "~0").replace("/", "~1")


def _from_text(kind: type, value: object) -> object:
    if kind is Cents:
        return parse(value)
    if kind is Rate:
        return parse_rate(value)
    raise NotImplementedError(kind)


def _to_text(value: object) -> object:
    if isinstance(value, Cents):
        return write(value)
    if isinstance(value, Rate):
        return write_rate(value)
    raise NotImplementedError(type(value))


def _in_words(message: str) -> tuple[str, str]:
    """msgspec's message as (JSON pointer, sentence)."""
    match = _PATH.match(message)
    assert match
    why, path = match["why"], match["path"] or ""
    pointer = "".join("/" + (name or index or "*") for name, index in _STEP.findall(path))
    if why.startswith("Expected `str` matching regex"):
        return pointer, _form(why)
    for pattern, words in _WORDS:
        found = re.fullmatch(pattern, why)
        if found:
            extra = f"/{step(found['key'])}" if "key" in found.groupdict() else ""
            return pointer + extra, words.format(**found.groupdict())
    return pointer, why


_WORDS = (
    (r"Object missing required field `(?P<key>.*)`", "missing"),
    (r"Object contains unknown field `(?P<key>.*)`", "unknown field"),
    (r"Invalid enum value (?P<v>.*)", "{v} is not one of the allowed values"),
    (r"Invalid RFC3339 encoded date", "not a date; write it as 2026-11-02"),
    (r"Invalid RFC3339 encoded datetime", "not an instant; write it as 2026-11-02T10:00:00Z"),
    (r"Expected `(?P<t>.*)`, got `(?P<g>.*)`", "must be {t}, is {g}"),
    (r"Expected `int` >= (?P<n>.*)", "must be at least {n}"),
    (r"Expected `int` <= (?P<n>.*)", "must be at most {n}"),
    (r"Expected `str` of length >= 1", "must not be empty"),
    (r"Expected `str` of length >= (?P<n>.*)", "must have at least {n} characters"),
    (r"Expected `str` of length <= (?P<n>.*)", "must have at most {n} characters"),
    (r"Expected `array` of length >= (?P<n>.*)", "must have at least {n} items"),
    (r"Expected `array` of length <= (?P<n>.*)", "must have at most {n} items"),
)

# What a pattern of `facts`, `people`, `estimate` or `document` asks for, by an example rather than by regex.
_FORMS = (
    ("[^@", "an e-mail address, as name@example.org"),
    ("+[1-9]", "a phone number in international form, as +33 4 65 71 01 47"),
    ("^[0-9]{11}$", "11 digits"),
    ("^[0-9]{9}$", "9 digits"),
    ("^FR[0-9]{11}$", "FR and 11 digits"),
    ("[0-9AB]", "9 characters: digits, or 2A and 2B in front for Corsica"),
    ("^[A-Z]{2}$", "a country code of two capitals (ISO 3166), as FR"),
    ("^[a-z]{2}$", "a language code of two small letters (ISO 639), as fr"),
    ("^[a-z][a-z0-9-]", "an id of small letters, digits and hyphens, as surgeon"),
    ("^[0-9A-Z]", "a number of capitals, digits, / and -, as 2026-0147"),
)


def _form(why: str) -> str:
    pattern = why.partition("regex ")[2].strip("'")
    for sign, words in _FORMS:
        if sign in pattern:
            return say("must be {form}", form=words)
    return say("must be of the form {pattern}", pattern=pattern)
