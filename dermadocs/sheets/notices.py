"""The notices handed over with the estimate: personal data, a product that stays in the body, accord at a distance.

Implant: CSP D6322-30-1. Distance: consumer code L221-18, L221-25, L221-28; that it applies to a purely aesthetic act
is the default answer to question Q1 of law.md. None of them is signed as an agreement; what was not read word for
word stands in our own words.
"""

from __future__ import annotations

from dermadocs.catalogue.model import Entry, Place, Statement
from dermadocs.domain.case import Case
from dermadocs.domain.content import Block, Lines, Quotation, Say, Section
from dermadocs.domain.labels import NOTICES
from dermadocs.errors import InputError, NotPermitted
from dermadocs.law import parameters
from dermadocs.sheets.data import data_notice
from dermadocs.sheets.lists import bullets, mark_of_a_test, risks, text

__all__ = ("at_hand", "data_notice", "distance_notice", "implant_notice")

IMPLANT_LIFE = "implant-life"
"""Statements of the catalogue whose id starts so say how long the product lasts."""
IMPLANT_AGAIN = "implant-again"
"""Those whose id starts so say that another operation may be needed."""


def implant_notice(case: Case, entry: Entry, say: Say) -> tuple[Section, ...]:
    """What D6322-30-1 asks to repeat in writing, with the estimate: risks, consequences, complications, the product's
    limited life, a possible further operation, the adverse effects to expect.

    NotPermitted when nothing stays in the body for that long, InputError when the catalogue does not say enough.
    """
    if not needs_notice(case):
        days, most = case.estimate.procedure.implant_days, _most(case)
        why = f"a product stays {days} days in the body; the notice is for more than {most}"
        raise NotPermitted("implant notice", why, "CSP-D6322-30-1-01")
    life, again = _statements(entry, IMPLANT_LIFE), _statements(entry, IMPLANT_AGAIN)
    return (
        Section(id="product", title=say("Le produit"), blocks=_product(entry, say)),
        Section(id="life", title=say("Une durée de vie limitée"), blocks=_life(life, say)),
        Section(id="again", title=say("Une nouvelle intervention possible"), blocks=_again(again, say)),
        Section(id="risks", title=say("Risques, conséquences et complications"), blocks=_implant_risks(entry, say)),
        Section(id="record", title=say("Ce document"), blocks=_record(say)),
    )


def at_hand(entry: Entry) -> tuple[str, ...]:
    """The notices that can be made for a procedure, as an estimate names them: the catalogue has their words."""
    told = all(any(s.id.startswith(prefix) for s in entry.statements) for prefix in (IMPLANT_LIFE, IMPLANT_AGAIN))
    return tuple(name for kind, name in NOTICES.items() if told or kind != "implant-notice")


def needs_notice(case: Case) -> bool:
    """Whether a product stays in the body for longer than D6322-30-1 lets pass without a notice."""
    return case.estimate.procedure.implant_days > _most(case)


def distance_notice(case: Case, say: Say) -> tuple[Section, ...]:
    """The fourteen days of a contract concluded at a distance, and the model form as a section of its own (CON-04)."""
    return (
        Section(id="right", title=say("Votre droit"), blocks=_distance_right(say)),
        Section(id="period", title=say("Le délai"), blocks=_distance_period(say)),
        Section(id="how", title=say("Comment l’exercer"), blocks=_distance_how(say)),
        Section(id="effects", title=say("Ce qui se passe ensuite"), blocks=_distance_effects(say)),
        Section(id="limits", title=say("Quand ce droit prend fin"), blocks=_distance_limits(say)),
        Section(id="form", title=say("Formulaire de rétractation"), blocks=_distance_form(say)),
    )


def _most(case: Case) -> int:
    """Days in the body, by the law of the day; before the first day known to us, by the first value."""
    known = parameters.get("implant-notice")
    day = max(case.estimate.drafted_on, known.values[0].since)
    most: int = known.at(day).value
    return most


def _statements(entry: Entry, prefix: str) -> tuple[Statement, ...]:
    found = tuple(s for s in entry.statements if s.id.startswith(prefix))
    if not found:
        why = f"no statement {prefix!r}: the implant notice must say it (CSP-D6322-30-1-01)"
        raise InputError(f"catalogue/{entry.code}", why)
    return found


def _product(entry: Entry, say: Say) -> tuple[Block, ...]:
    said = tuple(text(say(s.text)) for s in entry.at(Place.PRINCIPLE))
    return (
        *mark_of_a_test(entry, say),
        *said,
        text(say("Ce produit est prévu pour rester dans le corps plus de trente jours.")),
    )


def _life(life: tuple[Statement, ...], say: Say) -> tuple[Block, ...]:
    return (
        text(say("La loi demande de vous le dire : ce produit a une durée de vie limitée.")),
        *(text(say(s.text)) for s in life),
    )


def _again(again: tuple[Statement, ...], say: Say) -> tuple[Block, ...]:
    return (
        text(say("La loi demande aussi de vous le dire : une nouvelle intervention peut être nécessaire.")),
        *(text(say(s.text)) for s in again),
        text(say("Une nouvelle intervention fait l’objet d’un nouveau devis et d’un nouveau délai de réflexion.")),
    )


def _implant_risks(entry: Entry, say: Say) -> tuple[Block, ...]:
    return (
        *risks(entry, say),
        bullets([say(s.text) for s in entry.at(Place.ALARM)], say("Appelez le cabinet sans attendre en cas de :")),
    )


def _record(say: Say) -> tuple[Block, ...]:
    items = (
        say("Il vous est remis en même temps que le devis. Il reprend ce que le chirurgien vous a dit."),
        say("Votre signature atteste que vous l’avez reçu. Elle n’accepte ni le devis, ni l’acte."),
        say("Un exemplaire signé est gardé dans votre dossier médical."),
        say("La facture indique la marque, le fabricant et le numéro de lot du produit."),
    )
    return (bullets(items),)


def _distance_right(say: Say) -> tuple[Block, ...]:
    return (
        Quotation(wording="CONSO_L221_18"),
        text(
            say(
                "La loi laisse un doute : ce droit ne vaut pas pour les soins, et un acte esthétique peut en être un. "
                "Le cabinet vous reconnaît ce droit sans discuter ce point."
            )
        ),
        text(say("Il s’ajoute à un autre : jusqu’à l’acte, vous pouvez toujours retirer votre consentement.")),
    )


def _distance_period(say: Say) -> tuple[Block, ...]:
    items = (
        say("Le délai est de quatorze jours après celui où vous acceptez le devis à distance. Ce jour ne compte pas."),
        say("Il ne remplace pas les quinze jours de réflexion, qui le précèdent. Il ne peut pas les réduire."),
        say("L’acte n’a pas lieu avant la fin de ce délai, sauf si vous le demandez expressément."),
        say(
            "Cette demande vient de vous, après l’acceptation. Elle peut se faire par tout moyen qui laisse une trace. "
            "Vous y reconnaissez que ce droit prend fin une fois l’acte entièrement accompli."
        ),
    )
    return (bullets(items), Quotation(wording="CONSO_L221_19_LAST_DAY"))


def _distance_how(say: Say) -> tuple[Block, ...]:
    return (
        text(say("Envoyez le formulaire ci-dessous, ou toute autre phrase claire, par courriel ou par courrier.")),
        text(say("Il suffit de l’envoyer avant la fin du délai. Le cabinet vous en accuse réception.")),
    )


def _distance_effects(say: Say) -> tuple[Block, ...]:
    items = (
        say("Le devis ne vous lie plus, et l’acte n’a pas lieu."),
        say("Vous ne devez rien pour l’acte. Seules restent dues les consultations qui ont eu lieu."),
        say("Une somme déjà payée pour l’acte vous est rendue, au plus tard quatorze jours après votre message."),
    )
    return (bullets(items),)


def _distance_limits(say: Say) -> tuple[Block, ...]:
    return (
        text(say("La loi exclut ce droit une fois l’acte entièrement accompli, dans le cas suivant.")),
        Quotation(wording="CONSO_L221_28_1"),
    )


def _distance_form(say: Say) -> tuple[Block, ...]:
    """The lines of the model form in the annex to R221-1; its sentences are not quoted as law (status S)."""
    return (
        Quotation(wording="CONSO_R221_1_FORM"),
        Lines(label=say("Prestation (numéro du devis) :"), count=1),
        Lines(label=say("Devis accepté le :"), count=1),
        Lines(label=say("Nom et adresse du consommateur :"), count=2),
        Lines(label=say("Date, et signature si ce formulaire est sur papier :"), count=1),
    )
