"""A moment on the command line: ISO 8601, or counted from now (`+30 days`, `+3 years`)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import click

from signatures.cli.options import utc

RELATIVE = re.compile(r"([+-]\d{1,5})\s*(d|day|days|y|year|years)")


def later(moment: datetime, years: int) -> datetime:
    """The same day `years` later; 29 February becomes 1 March."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)


class Moment(click.ParamType[datetime]):
    """An aware UTC datetime; a date alone means its first second, UTC."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse; anything else is a usage error that shows an example."""
        if isinstance(value, datetime):
            return value
        text = str(value).strip()
        try:
            if match := RELATIVE.fullmatch(text):
                count, unit, now = int(match[1]), match[2], datetime.now(UTC)
                return utc(now + timedelta(days=count) if unit.startswith("d") else later(now, count))
            return utc(datetime.fromisoformat(text))
        except ValueError:
            self.fail(f"{text!r} is no time: 2026-11-24, 2026-11-24T18:00:00Z or '+3 years'", param, ctx)
        except OverflowError as problem:
            self.fail(f"{text!r} {problem}", param, ctx)


class Day(click.ParamType[date]):
    """A calendar day, ISO 8601."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse; anything else is a usage error that shows an example."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date: 2026-11-24", param, ctx)


MOMENT = Moment()
DAY = Day()
