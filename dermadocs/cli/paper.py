"""`dermadocs paper`: what goes by post, and what comes back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from dermadocs.cli import main
from dermadocs.cli.desk import at_home, on_home, say
from dermadocs.cli.options import check_places
from dermadocs.files import write_new
from signatures.cli.options import clean

if TYPE_CHECKING:
    from dermadocs.domain.posting import Number

PLACE = click.Path(dir_okay=False, path_type=Path)


@main.group("paper")
def paper_group() -> None:
    """Papers by post: packs for ink, what comes back, its review, and its sealed copy."""


@paper_group.command("pack")
@click.argument("dossier")
@click.option("--pack", "number", type=click.Choice(["1", "2"]), required=True, help="1: to be received; 2: the acts.")
@click.option("--big-print", "large", is_flag=True, help="Letters of 16 points and more, papers a third larger.")
@click.option(
    "--layout", type=PLACE, help="Write into this new file where ink belongs, page by page, in millimetres (JSON)."
)
@click.option("-o", "--output", type=PLACE, required=True, help="The print file, a new one.")
@on_home
def pack_command(
    dossier: str,
    number: str,
    large: bool,
    layout: Path | None,
    output: Path,
    home: Path | None,
    at: datetime | None,
    as_json: bool,
) -> None:
    """Make the print file of a pack: letter, papers with frames for ink, return slip, addresses.

    Pack 1 is the issued estimate in two originals, with its notices: the surgeon signs both in ink before they are
    posted. Pack 2 is what the patient may sign from the sixteenth day after receipt, and is refused before. A pack
    that was made before is written again as it was.

    \b
    dermadocs paper pack 2026-0001 --pack 1 -o pack-1.pdf
    dermadocs paper pack 2026-0001 --pack 2 --big-print --layout pack-2.layout.json -o pack-2.pdf
    """
    from dermadocs.flows import keeping, printing

    check_places(output, layout)
    which = cast("Number", int(number))
    with at_home(home, at) as place:
        kept = keeping.act(
            place.desk, dossier, "pack", lambda now: printing.print_pack(place.desk, now, which, large=large)
        )
        name = printing.pack_name(kept, which, large=large)
        write_new(output, kept.bytes_of(name))
        if layout is not None:
            write_new(layout, kept.bytes_of(printing.layout_name(name)))
        say(kept, as_json)
        if not as_json:
            click.echo(f"  {clean(output)}")
