"""Options that several commands share, each defined once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dermadocs.errors import InputError
from signatures.files import is_one_of

if TYPE_CHECKING:
    from dermadocs.catalogue.load import Find
    from dermadocs.domain.case import Case

CATALOGUE = click.option(
    "--catalogue",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The practice's own procedures, *.toml; they replace ours of the same code.",
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


def keep_inputs(output: Path, *read: Path) -> None:
    """Refuse before the work a result that would take the place of what it is made from. Raises InputError."""
    if is_one_of(output, read):
        raise InputError(str(output), "is read by this command; name another place for the result")
