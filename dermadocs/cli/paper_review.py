"""`dermadocs paper review`, `post`, `seal`: what people decide on what came back, and what becomes of it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from dermadocs.cli.desk import AT, HOME, JSON, acting, at_home, say
from dermadocs.cli.paper import paper_group
from dermadocs.cli.paper_intake import line_of, short
from dermadocs.cli.when import DAY
from dermadocs.domain.events import PaperChannel
from dermadocs.domain.sheet import Weighing
from dermadocs.errors import InputError
from signatures.cli.options import clean, json_text

if TYPE_CHECKING:
    from dermadocs.bootstrap.home import Home
    from dermadocs.domain.sheet import Sheet
    from dermadocs.flows.kept import Kept

PAGE = "Of a page, as the list names it (3fa9c1d2b0/1); may be repeated."


@paper_group.command("review")
@click.argument("dossier", required=False)
@click.option("--accept", "accepted", multiple=True, help=PAGE)
@click.option("--ask-again", "again", multiple=True, help=PAGE)
@click.option("--refuse", "refused", multiple=True, help=PAGE)
@click.option("--by", help="Who decides: a name. Anything but a clean page wants a second person.")
@click.option("--reason", help="Why; only a clean page is accepted without.")
@click.option("--weigh", type=click.Choice(get_args(Weighing)), help="What is said of each difference on these pages.")
@HOME
@AT
@JSON
def review_command(
    dossier: str | None,
    accepted: tuple[str, ...],
    again: tuple[str, ...],
    refused: tuple[str, ...],
    by: str | None,
    reason: str | None,
    weigh: Weighing | None,
    home: Path | None,
    at: datetime | None,
    as_json: bool,
) -> None:
    """List what waits for a person, or decide on pages of a DOSSIER. Nothing on paper is accepted without one.

    Without a DOSSIER, what was taken in and not looked at to its end, as `intake` was stopped, is looked at first.

    A page asked for again leaves a letter (PDF) in French and in the patient's language that names papers, pages and
    frames; `dermadocs dossier export` writes it among the files of the dossier.

    \b
    dermadocs paper review
    dermadocs paper review 2026-0001
    dermadocs paper review 2026-0001 --accept 3fa9c1d2b0/1 --by "L. Roux"
    dermadocs paper review 2026-0001 --accept 3fa9c1d2b0/2 --weigh harmless --reason "tampon" --by "L. Roux"
    dermadocs paper review 2026-0001 --ask-again 77ab01cc9d/1 --reason "case vide" --by "L. Roux"
    """
    decisions = {"accept": accepted, "ask_again": again, "refuse": refused}
    if any(decisions.values()) and (dossier is None or by is None):
        raise click.UsageError("a decision needs a DOSSIER and --by")
    with at_home(home, at) as place:
        if dossier is None:
            _waiting(place, as_json)
        elif by is None:
            _listed(place, dossier, as_json)
        else:
            say(_decided(place, dossier, decisions, by, reason, weigh), as_json)


def _waiting(place: Home, as_json: bool) -> None:
    from dermadocs.bootstrap.checking import beside_checker
    from dermadocs.flows import indexing, keeping, returned

    if unread := returned.unread(place.desk):
        with beside_checker(place.desk, place.archive) as checker:
            for heap in unread:
                click.echo(f"heap {heap.name}: not looked at to its end, {len(heap.files)} files: it is now", err=True)
                checker.look(heap)
    known = indexing.index(place.archive).dossiers
    sheets = [sheet for _, found in returned.heaps(place.desk) for sheet in found]
    for name in dict.fromkeys(known[handle] for one in sheets if (handle := one.handle or "") in known):
        kept = keeping.opened(place.desk, name)
        waits = returned.waiting(kept, returned.piles(place.desk, kept))
        if waits:
            told = {"dossier": name, "waiting": [short(one) for one in waits]}
            click.echo(json_text(told) if as_json else f"{name:<12}{len(waits)} pages to be looked at")
    for one in sheets:
        if one.handle not in known:
            loose = {"dossier": None, "waiting": [short(one)], "status": one.status}
            click.echo(json_text(loose) if as_json else f"{'no dossier':<12}{line_of(one)}")


def _listed(place: Home, dossier: str, as_json: bool) -> None:
    from dermadocs.domain.jsonform import builtins
    from dermadocs.flows import keeping, posting, returned

    kept = keeping.opened(place.desk, dossier)
    piles = returned.piles(place.desk, kept)
    said = posting.reviews(kept)
    for sheet in (sheet for pile in piles for sheet in pile.sheets):
        told = [f"{one.decision} by {one.by}" for one in said.get(_image(sheet), [])]
        if as_json:
            click.echo(json_text({"page": short(sheet), "decided": told, "sheet": builtins(sheet)}))
            continue
        click.echo(line_of(sheet) + (f"  {clean('; '.join(told))}" if told else "  waits"))
        for one in sheet.differences:
            left, top, right, bottom = one.rect_mm
            click.echo(f"  {one.kind:<12}{left:.0f}–{right:.0f} mm from the left, {top:.0f}–{bottom:.0f} from the top")
    if not as_json:
        for pack in returned.told(kept, piles):
            click.echo(f"pack {pack.pack}: {pack.status.replace('_', ' ')}, {len(pack.missing)} pages missing")


def _decided(
    place: Home,
    dossier: str,
    decisions: Mapping[Any, Sequence[str]],
    by: str,
    reason: str | None,
    weigh: Weighing | None,
) -> Kept:
    from dermadocs.flows import keeping, posting, returned

    def deed(kept: Kept) -> Kept:
        piles = returned.piles(place.desk, kept)
        known = {short(sheet): sheet for pile in piles for sheet in pile.sheets}
        for decision, pages in decisions.items():
            for page in pages:
                sheet = _known(known, page)
                weighed = [weigh] * len(sheet.differences) if weigh else []
                kept = posting.review(place.desk, kept, sheet, decision, by, reason, weighed)
        return returned.asked_again(place.desk, kept, piles) if decisions["ask_again"] else kept

    return keeping.act(place.desk, dossier, "review", deed)


def _known(sheets: Mapping[str, Sheet], page: str) -> Sheet:
    if page not in sheets:
        raise InputError(page, "no such page waits in this dossier; `dermadocs paper review DOSSIER` lists them")
    return sheets[page]


def _image(sheet: Sheet) -> Any:
    from dermadocs.paper.reconcile import Image

    return Image(sheet.sha256, sheet.page)


# ---- out, and back into the dossier


@paper_group.command("post")
@acting("post")
@click.option("--pack", "number", type=click.Choice(["1", "2"]), required=True)
@click.option("--channel", type=click.Choice(get_args(PaperChannel)), default="post", show_default=True)
@click.option("--on", type=DAY, required=True, help="The day on which it left.")
def post_command(home: Home, number: str, channel: PaperChannel, on: date) -> Any:
    """Say that a pack left. Pack 1 stays until its originals, signed in ink, are sealed as a copy.

    \b
    dermadocs paper post 2026-0001 --pack 1 --on 2026-11-03
    """
    from dermadocs.flows import posting

    return lambda kept: posting.post(home.desk, kept, 1 if number == "1" else 2, channel, on)


class Written(click.ParamType[tuple[str, date]]):
    """A field and the day that a person read beside its ink."""

    name = "field=date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, date]:
        """Receipt1=2026-11-08."""
        if isinstance(value, tuple):
            return value
        name, sign, day = str(value).partition("=")
        if not name or not sign:
            self.fail(f"{value!r}: write it as Receipt1=2026-11-08", param, ctx)
        return name, DAY.convert(day, param, ctx)


@paper_group.command("seal")
@acting("copy")
@click.option("--originals", is_flag=True, help="Copy 0: the originals that the surgeons signed, before they leave.")
@click.option(
    "--read", "reads", type=Written(), multiple=True, required=True, help="A field and the day beside its ink."
)
@click.option("--posted-on", type=DAY, help="When the pack left (default: as recorded).")
@click.option("--in-person", is_flag=True, help="It was handed over, not posted.")
@click.option("--registered-on", type=DAY, help="When the addressee signed for a registered letter.")
def seal_command(
    home: Home,
    originals: bool,
    reads: tuple[tuple[str, date], ...],
    posted_on: date | None,
    in_person: bool,
    registered_on: date | None,
) -> Any:
    """Seal the reliable copy of what was accepted, and record the acts in it.

    \b
    dermadocs paper seal 2026-0001 --originals --read Practitioner1=2026-11-03
    dermadocs paper seal 2026-0001 --read Receipt1=2026-11-08
    """
    from dermadocs.flows import returned

    return functools.partial(
        _sealed, home, originals, list(reads), returned.Way(posted_on, registered_on, in_person=in_person)
    )


def _sealed(home: Home, originals: bool, reads: Iterable[tuple[str, date]], way: Any, kept: Kept) -> Kept:
    from dermadocs.bootstrap.checking import thresholds
    from dermadocs.bootstrap.scans import beside_scans
    from dermadocs.flows import returned
    from dermadocs.flows.copying import Read

    with beside_scans() as scans:
        told = [Read(field, day) for field, day in reads]
        return returned.sealed(home.desk, kept, scans, told, way, originals=originals, thresholds=thresholds())
