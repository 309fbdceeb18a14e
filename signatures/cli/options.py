"""What the commands share: times, trust folders, safe output."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unicodedata import category

import click

LIMIT = 100 * 1024 * 1024  # bytes of a document


FIRST, LAST = 1000, 8999  # years: margins and terms are counted from a moment, and Python's calendar has two ends


class WrongUse(click.ClickException):
    """Options that do not go together: one line and exit code 2, without the usage of the command."""

    exit_code = 2


class Place(click.Path):
    """A path with a name: an empty one would be wherever one happens to be, beside the file that somebody sent.

    What cannot be read is said when it is read, each by itself.
    """

    def __init__(self) -> None:
        super().__init__(readable=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. A usage error for an empty name."""
        if not str(value):
            self.fail("an empty name is no place", param, ctx)
        return super().convert(value, param, ctx)

    def split_envvar_value(self, rv: str) -> list[str]:
        """The places that a variable names; « :/my/trust » is what is written to append to one that is not set."""
        return [part for part in super().split_envvar_value(rv) if part]


FILE = Place()


class Moment(click.ParamType[datetime]):
    """An ISO 8601 time; without zone UTC, a date alone its first second."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse; anything else is a usage error that shows an example."""
        if isinstance(value, datetime):
            return value
        try:
            return utc(datetime.fromisoformat(str(value)))
        except ValueError:
            self.fail(f"{value!r} is no time: write 2026-11-24 or 2026-11-24T18:00:00Z", param, ctx)
        except OverflowError as problem:
            self.fail(f"{value!r} {problem}", param, ctx)


class Text(click.ParamType[str]):
    """Words that go into a file, or to a card. What a terminal of another encoding sends is a usage error."""

    name = "text"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The same words."""
        try:
            str(value).encode()
        except UnicodeEncodeError:
            self.fail(f"{value!r} is not text in UTF-8", param, ctx)
        return str(value)


def utc(moment: datetime) -> datetime:
    """The moment in UTC; without a zone it is meant so. OverflowError: nothing can be counted from one so far away."""
    if not FIRST <= moment.year <= LAST:
        raise OverflowError(f"is too far away: only the years {FIRST} to {LAST} are judged")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def trust_option(command: Any) -> Any:
    """`--trust DIR`, repeatable; else the folders named by DERMADOCS_TRUST; nothing else."""
    return click.option(
        "--trust",
        "folders",
        multiple=True,
        envvar="DERMADOCS_TRUST",
        type=FILE,
        help="Folder of anchors: *.pem, tsa/*.pem, *.crl, lists/*.xml. May be repeated; else DERMADOCS_TRUST.",
    )(command)


def clean(text: object) -> str:
    """Text from a file may not move the cursor, start a line, or turn the writing direction; any space is a space."""
    return "".join(c if c.isprintable() or category(c) == "Zs" else "?" for c in str(text))


def json_text(value: object, indent: int | None = None) -> str:
    """JSON; what a terminal would act on is escaped, as are the bytes of a file name that is no UTF-8."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
