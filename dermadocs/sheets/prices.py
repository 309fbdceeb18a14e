"""The price list of the waiting room (« affichage des prix »): what is done here, and what it costs, tax included.

Duty: CSP L1111-3, L1111-3-2 and R1111-21; arrêté of 30 May 2018, in force since 1 July 2018 (secondary sources);
it took the place of the arrêté of 11 June 1996 that ARR1996-5-01 names. The list hangs where people wait and
where they pay, on one sheet. It is no advertisement: no range, no « à partir de », no discount (CSP-L6322-1-02).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dermadocs.catalogue.model import Entry
from dermadocs.domain import french
from dermadocs.domain.content import Block, Lines, Quotation, Row, Say, Section, Table, Words
from dermadocs.domain.money import vat
from dermadocs.errors import InputError
from dermadocs.sheets.lists import bullets, text, typed

Agreement = Literal["sector-1", "sector-2", "none"]
"""How the practitioner stands to the health insurance: « secteur 1 », « secteur 2 », « non conventionné »."""
_AGREEMENTS: dict[Agreement, str] = {
    "sector-1": "DISPLAY_SECTOR_1",
    "sector-2": "DISPLAY_SECTOR_2",
    "none": "DISPLAY_NO_AGREEMENT",
}
MOST = 40


@dataclass(frozen=True)
class Priced:
    """A service with its whole price in cents: net (HT) and gross (TTC)."""

    label: Words
    net: int
    gross: int


def priced(entry: Entry, say: Say) -> Priced:
    """A procedure of the catalogue at the sum of its lines; VAT once a rate, as in the estimate (PRICE-02)."""
    bases: dict[int, int] = {}
    for line in entry.prices:
        bases[line.vat_rate] = bases.get(line.vat_rate, 0) + line.quantity * line.unit_price
    net = sum(bases.values())
    return Priced(say(entry.title), net, net + sum(vat(base, rate) for rate, base in bases.items()))


def prices(entries: Sequence[Priced], say: Say, agreement: Agreement | None = None) -> tuple[Section, ...]:
    """The sections of the list. `agreement` None leaves a line, to be filled in by hand before it hangs.

    InputError without a price, with more than fit a table, or with a net price above the gross one.
    """
    if not 0 < len(entries) <= MOST:
        raise InputError("prices", f"a price list holds 1 to {MOST} services; got {len(entries)}")
    for entry in entries:
        if not 0 <= entry.net <= entry.gross:
            raise InputError("prices", f"{entry.label.fr}: the net price lies above the price with tax")
    return (_acts(entries, say), _estimate(say), _insurance(say, agreement), _paying(say))


def _acts(entries: Sequence[Priced], say: Say) -> Section:
    head = (say("Acte ou prestation"), say("Prix hors taxes"), say("Prix à payer, toutes taxes comprises"))
    rows = tuple(Row(cells=(e.label, typed(french.money(e.net)), typed(french.money(e.gross)))) for e in entries)
    return Section(
        id="acts",
        title=say("Les prix"),
        blocks=(
            Table(head=head, rows=rows),
            text(say("Ces prix comprennent la taxe sur la valeur ajoutée. Rien ne s’y ajoute.")),
        ),
    )


def _estimate(say: Say) -> Section:
    items = (
        say("Avant tout acte de chirurgie esthétique, un devis écrit, détaillé et gratuit vous est remis."),
        say("Quinze jours entiers au moins séparent cette remise de l’acte. Personne ne peut réduire ce délai."),
        say("Pendant ce délai, vous ne payez rien et vous n’acceptez rien. Les consultations restent dues."),
        say("Pour un autre acte esthétique, un devis vous est remis si son prix ou l’anesthésie l’exige."),
        say("Un devis vous est aussi remis chaque fois que vous le demandez."),
    )
    return Section(id="estimate", title=say("Le devis"), blocks=(bullets(items),))


def _insurance(say: Say, agreement: Agreement | None) -> Section:
    where: Block = (
        Lines(label=say("Situation du praticien vis-à-vis de l’assurance maladie :"), count=1)
        if agreement is None
        else Quotation(wording=_AGREEMENTS[agreement])
    )
    return Section(
        id="insurance",
        title=say("L’assurance maladie"),
        blocks=(
            text(say("Un acte à visée uniquement esthétique n’est pas pris en charge par l’assurance maladie.")),
            where,
        ),
    )


def _paying(say: Say) -> Section:
    items = (
        say("Le paiement suit l’acte et la remise de la note."),
        say("Plusieurs moyens de paiement sont acceptés. Aucun ne vous est imposé."),
        say("Un reçu vous est remis pour toute somme payée."),
    )
    return Section(
        id="paying",
        title=say("Le paiement"),
        blocks=(Quotation(wording="DISPLAY_CARE_ONLY"), bullets(items)),
    )
