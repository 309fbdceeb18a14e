"""Where time comes from: one timestamp authority or several in order, of a grade that is reached or refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from signatures.cli.keys import certificates
from signatures.cli.options import FILE, Moment, trust_option
from signatures.errors import ClockNotQualified
from signatures.trust import Trust
from signatures.trustlist import TrustedList
from signatures.vocabulary import ClockGrade

if TYPE_CHECKING:
    from signatures.clock import Clock


@dataclass(frozen=True)
class Authorities:
    """What the command line says of the clock."""

    urls: Sequence[str]
    chains: Sequence[Path]
    grade: str
    folders: Sequence[Path]

    @classmethod
    def of(cls, asked: dict[str, Any]) -> "Authorities":
        """Take these options out of all that were given."""
        return cls(**{one.name: asked.pop(one.name) for one in fields(cls)})

    def clock(self) -> "Clock":
        """The authorities in order, each declared of the grade that is asked for."""
        from signatures.clock import HttpClock
        from signatures.clocks import Clocks

        if len(self.urls) > 1 and len(self.chains) != len(self.urls):
            raise click.UsageError("of several --tsa each has its --tsa-chain, one file each, in the same order")
        files = [self.chains] if len(self.urls) == 1 else [[chain] for chain in self.chains]
        asked = ClockGrade(self.grade)
        lists = self._lists() if asked is ClockGrade.A else ()
        try:
            return Clocks(
                [
                    HttpClock(url, anchors=certificates(chain), grade=asked, lists=lists)
                    for url, chain in zip(self.urls, files, strict=True)
                ]
            )
        except ValueError as problem:
            raise click.UsageError(f"--tsa: {problem}") from problem

    def _lists(self) -> tuple[TrustedList, ...]:
        trust = Trust.load(*self.folders)
        if not trust.lists:
            told = "; ".join(f"{one.file}: {one.why}" for one in trust.unused_lists)
            raise ClockNotQualified(
                f"time of grade A is asked for, and no trusted list is at hand ({told or 'none in --trust DIR/lists'});"
                " nothing was signed"
            )
        return trust.lists


def stamping_options(command: Any) -> Any:
    """What every command that writes a timestamp needs."""
    options: tuple[Callable[[Any], Any], ...] = (
        click.option(
            "--tsa",
            "urls",
            required=True,
            multiple=True,
            help="Timestamp authority (RFC 3161), http or https; several are asked in this order.",
        ),
        click.option(
            "--tsa-chain",
            "chains",
            required=True,
            multiple=True,
            type=FILE,
            help="PEM file with the certificates that issued the authority's, its root included; of several, one each.",
        ),
        click.option(
            "--grade",
            type=click.Choice([str(one) for one in ClockGrade]),
            default=str(ClockGrade.C),
            help="Time asked for: A qualified, checked by the lists of --trust; B a third party's; C any (default).",
        ),
        trust_option,
        click.option("--crl", "lists", multiple=True, type=FILE, help="Revocation list in DER, to put into the file."),
        click.option("--at", type=Moment(), help="Time of the act (default: now); the authority must agree."),
    )
    for option in options:
        command = option(command)
    return command
