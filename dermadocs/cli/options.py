"""Options that several commands share, each defined once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dermadocs.errors import InputError
from signatures.cli.files import check_place

if TYPE_CHECKING:
    from dermadocs.catalogue.load import Find
    from dermadocs.domain.case import Case

CATALOGUE = click.option(
    "--catalogue",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The practice's own procedures, *.toml; they replace ours of the same code.",
)
OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where to write the result: a new file, none is written over.",
)


def procedures(folder: Path | None) -> Find:
    """The procedures that are shipped, and before them those of a folder. InputError for a file that is at fault."""
    from dermadocs.catalogue.load import finder, read_folder

    return finder(read_folder(folder) if folder else ())


def notices_at_hand(case: Case, find: Find) -> tuple[str, ...]:
    """The notices that can be handed over with an estimate of this case; none for a procedure that is not known."""
    from dermadocs.sheets.notices import at_hand

    try:
        return at_hand(find(case.estimate.procedure.code))
    except InputError:  # told apart, after the law
        return ()


def check_places(*places: Path | None, read: Sequence[Path] = ()) -> None:
    """Refuse before the work what cannot take a result; `read`: what the command reads.

    Nothing that exists is written over. Raises SignatureError or InputError in words.
    """
    named: set[str] = set()
    for place in filter(None, places):
        check_place(place, read)
        if os.path.realpath(place) in named:
            raise InputError(str(place), "is named for two results; name another place for one of them")
        named.add(os.path.realpath(place))
