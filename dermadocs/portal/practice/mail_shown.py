"""« Courrier » on the page of a dossier: each pack, whether it left, what of it came back, what is next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from dermadocs.domain.events import Filed
from dermadocs.domain.sheet import Pack, Sheet, SheetAt
from dermadocs.flows import posting, returned
from dermadocs.flows.awaited import Packs
from dermadocs.flows.copying import Pile
from dermadocs.flows.kept import Kept
from dermadocs.flows.printing import pack_name
from dermadocs.portal.practice import mail_words as words
from dermadocs.portal.practice.papers_shown import title
from dermadocs.report.voice import Voice


@dataclass(frozen=True)
class Row:
    """One line of what is told of a pack."""

    what: str
    where: str


@dataclass(frozen=True)
class PackShown:
    """One pack; `prints` are its print files, by name and digest."""

    number: str
    state: str
    colour: str
    prints: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Mail:
    """The whole section."""

    packs: tuple[PackShown, ...]
    letters: tuple[Filed, ...]
    """To the patient, the latest first."""
    waiting: int
    review: str


def mail(kept: Kept, piles: list[Pile], say: Voice) -> Mail | None:
    """The section; None while nothing of the dossier was printed for the post."""
    packs = {pack.pack: pack for pack in returned.told(kept, piles)}
    if not packs:
        return None
    shown = tuple(_pack(kept, number, packs[name], say) for number in (1, 2) if (name := _name(kept, number)) in packs)
    waits = len(returned.waiting(kept, piles))
    letters = tuple(one for one in reversed(kept.filed) if one.kind == posting.LETTER)
    return Mail(shown, letters, waits, reverse("practice:review", args=[kept.identifier]))


def _name(kept: Kept, number: int) -> str:
    return f"{kept.identifier}/{number}"


def _pack(kept: Kept, number: int, pack: Pack, say: Voice) -> PackShown:
    titles = {1: say("Envoi 1 : le devis à recevoir"), 2: say("Envoi 2 : acceptation et consentement")}
    left = [one for one in kept.dossier.posted if one.pack == number]
    done = not left or _back(kept, number)
    state = say("Pas encore posté") if not left else say("Revenu et scellé") if done else say(words.PACKS[pack.status])
    colour = "moss" if left and done else words.COLOURS.get(pack.status, "ochre")
    return PackShown(
        titles[number],
        state,
        colour,
        tuple(_prints(kept, number)),
        tuple(_facts(kept, number, say)),
        () if done else tuple(rows(pack, say)),
    )


def _back(kept: Kept, number: int) -> bool:
    """Whether all that must come back of it is in sealed copies."""
    awaited = Packs(kept).awaited(1 if number == 1 else 2)
    return awaited is not None and all(place.key in awaited.done for place in awaited.due)


def _prints(kept: Kept, number: int) -> Iterator[tuple[str, str]]:
    for large in (False, True):
        filed = kept.latest.get(pack_name(kept, 1 if number == 1 else 2, large=large))
        if filed is not None:
            yield filed.name, filed.sha256


def _facts(kept: Kept, number: int, say: Voice) -> Iterator[str]:
    if number == 1:
        sealed = Packs(kept).copy_of_originals() is not None
        yield (
            say("Les originaux signés à l’encre sont scellés.")
            if sealed
            else say(
                "À faire avant l’envoi : signer les deux originaux à l’encre, les numériser, les relire, les sceller."
            )
        )
    elif not any(one.pack == number for one in kept.dossier.posted):
        yield say("À faire avant l’envoi : le chirurgien qui a informé le patient signe le consentement à l’encre.")
    for one in kept.dossier.posted:
        if one.pack == number:
            yield say("Parti le {day}.", day=say.day(one.on))


def rows(pack: Pack, say: Voice) -> Iterator[Row]:
    """What lacks and what is too much, line by line."""
    lacking: dict[str, list[int]] = {}
    for one in pack.missing:
        lacking.setdefault(document(one.document or "", say), []).append(one.page_number or 0)
    for paper, pages in lacking.items():
        several = say("{paper}, pages {pages}", paper=paper, pages=", ".join(map(str, pages)))
        alone = say("{paper}, page {number}", paper=paper, number=pages[0])
        yield Row(say("Manque"), several if len(pages) > 1 else alone)
    for name, word in words.LISTS:
        for one in getattr(pack, name):
            yield Row(say(word), where(one, say))


def where(one: SheetAt, say: Voice) -> str:
    """A page by its paper and number, and the image that shows it."""
    known = (
        say("{paper}, page {number}", paper=document(one.document, say), number=one.page_number) if one.document else ""
    )
    image = say("{file}, image {number}", file=one.file, number=one.page) if one.file else ""
    return " · ".join(filter(None, (known, image)))


def named(sheet: Sheet, say: Voice) -> str:
    """What a sheet is, as far as it is known."""
    if sheet.document is None:
        return say("Page inconnue")
    paper = document(sheet.document, say)
    return say("{paper}, page {number} sur {count}", paper=paper, number=sheet.page_number, count=sheet.page_count)


def document(kind: str, say: Voice) -> str:
    """What a paper is called."""
    if kind in words.DOCUMENTS:
        return say(words.DOCUMENTS[kind])
    return title("estimate" if kind == "acceptance" else kind, say)
