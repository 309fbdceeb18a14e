"""`dermadocs paper intake`: a heap of scans taken in, each sheet named, each pack laid against what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dermadocs.cli.desk import AT, HOME, at_home
from dermadocs.cli.paper import paper_group
from dermadocs.cli.when import DAY
from dermadocs.errors import InputError
from signatures.cli.options import clean, json_text

if TYPE_CHECKING:
    from dermadocs.domain.sheet import Pack, Sheet, SheetAt

PLACES = click.Path(exists=True, path_type=Path)
OF_SHEET = ("file", "page", "sha256", "status", "document", "revision", "page_number", "page_count", "boxes",
            "differences", "grade")  # fmt: skip


@paper_group.command("intake")
@click.argument("paths", nargs=-1, required=True, type=PLACES)
@click.option("--arrived", type=DAY, help="The day on which it came (default: today).")
@click.option("--how", type=click.Choice(["post", "in_person", "email"]), default="post", show_default=True)
@click.option("--by", default="dermadocs paper intake", help="Who takes it in.")
@click.option("--device", help="What scanned it, if it is known.")
@HOME
@AT
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a sheet, then one a pack.")
def intake_command(
    paths: tuple[Path, ...],
    arrived: date | None,
    how: Any,
    by: str,
    device: str | None,
    home: Path | None,
    at: datetime | None,
    as_json: bool,
) -> None:
    """Take in what came back: PDF, JPEG, PNG, TIFF, HEIC, in any order, of several dossiers at once.

    PATHS are files and folders. The bytes are kept as they came; then each image is named, straightened and compared
    with what was sent. What is no sheet of ours is told as such and kept apart; nothing is accepted here.

    \b
    dermadocs paper intake scans/ --home practice/
    dermadocs paper intake scans/ photo.heic --how email --arrived 2026-11-12 --json
    """
    from dermadocs.bootstrap.checking import beside_checker
    from dermadocs.domain.reflection import paris_day
    from dermadocs.flows import intake, returned

    with at_home(home, at) as place:
        files = list(_files(paths))
        with beside_checker(place.desk, place.archive) as checker:
            day = arrived or paris_day(place.desk.now())
            heap = intake.taken_in(place.desk, files, how, day, by, device)
            sheets = checker.look(heap)
            packs = returned.packs_of(place.desk, sheets, checker.index.dossiers)
        if as_json:
            _as_json(sheets, packs)
        else:
            click.echo(f"heap {heap.name}: {len(sheets)} images of {len(heap.files)} files")
            _as_table(sheets, packs)


@paper_group.command("name")
@click.argument("page")
@click.argument("code")
@HOME
@AT
def name_command(page: str, code: str, home: Path | None, at: datetime | None) -> None:
    """Say which page an image is whose codes cannot be read: the eighteen characters that stand beside them.

    It is compared with that page then, and waits for a person as any other.

    \b
    dermadocs paper name 3fa9c1d2b0/1 "M6Q4I3 55AC26 OZIBAY"
    """
    from dermadocs.bootstrap.checking import beside_checker
    from dermadocs.flows import returned

    with at_home(home, at) as place:
        for name, sheets in returned.heaps(place.desk):
            found = next((one for one in sheets if short(one) == page), None)
            if found is not None:
                with beside_checker(place.desk, place.archive) as checker:
                    click.echo(line_of(checker.named(name, found, code)))
                return
    raise InputError(page, "no such image; `dermadocs paper review` lists them")


def _files(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Every file, folders opened; a hidden one is none, one too large is named and left where it is."""
    from dermadocs.flows.intake import LARGEST

    for path in paths:
        inside = path.is_dir()
        for one in sorted(p for p in path.rglob("*") if p.is_file()) if inside else [path]:
            name = str(one.relative_to(path)) if inside else one.name
            if inside and any(part.startswith(".") for part in Path(name).parts):
                continue
            try:
                size = one.stat().st_size
                if size > LARGEST:
                    click.echo(f"{clean(one)}: larger than {LARGEST} bytes: not taken in", err=True)
                    continue
                yield name, one.read_bytes()
            except OSError as problem:
                raise InputError(str(one), problem.strerror or "cannot be read") from problem


def _as_json(sheets: Iterable[Sheet], packs: Iterable[Pack]) -> None:
    from dermadocs.domain.jsonform import builtins

    for sheet in sheets:
        told = builtins(sheet)
        boxes = [{key: box[key] for key in ("id", "kind", "required", "ink_mm", "filled")} for box in told["boxes"]]
        found = [{key: one[key] for key in ("kind", "score", "rect_mm")} for one in told["differences"]]
        click.echo(json_text({**{key: told[key] for key in OF_SHEET}, "boxes": boxes, "differences": found}))
    for pack in packs:
        click.echo(json_text(builtins(pack)))


def _as_table(sheets: Iterable[Sheet], packs: Iterable[Pack]) -> None:
    for sheet in sheets:
        click.echo(line_of(sheet))
    for pack in packs:
        click.echo(f"pack {clean(pack.pack)}: {pack.status.replace('_', ' ')}")
        for what in ("missing", "duplicate", "superseded", "foreign", "unidentified"):
            for one in getattr(pack, what):
                click.echo(f"  {what:<14}{_where(one)}")


def line_of(sheet: Sheet) -> str:
    """A sheet on one line: its short name for `paper review`, what it is, what is wrong."""
    known = sheet.document is not None and sheet.page_number is not None
    what = f"{sheet.document} {sheet.page_number}/{sheet.page_count}" if known else "—"
    empty = [box.id for box in sheet.boxes if box.required and not box.filled]
    more = [*(f"empty: {one}" for one in empty), *(f"{one.kind} ({one.score:.1f})" for one in sheet.differences)]
    head = f"{short(sheet):<14}{sheet.status:<22}{what:<22}{clean(sheet.file)} p. {sheet.page}"
    return head + (f"  [{'; '.join(more)}]" if more else "")


def short(sheet: Sheet) -> str:
    """How an image is named on the command line: the beginning of its file's digest, and its page."""
    return f"{sheet.sha256[:10]}/{sheet.page}"


def _where(one: SheetAt) -> str:
    known = f"{one.document} {one.page_number}" if one.document else ""
    image = f"{clean(one.file)} p. {one.page}" if one.file else ""
    return "  ".join(filter(None, (known, image)))
