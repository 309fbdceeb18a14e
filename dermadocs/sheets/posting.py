"""What goes by post around the papers: the cover letter of each pack, and the slip that comes back with what is signed.

The first pack asks for a receipt and for nothing else; the second one is written once the fifteen days are over
(CSP L6322-2, D6322-30). No letter presses: each says that nothing has to be accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dermadocs.domain.content import Choices, Lines, Row, Say, Section, Table, Words
from dermadocs.domain.people import Practice
from dermadocs.domain.posting import Number
from dermadocs.sheets.lists import bullets, dated, section

NAMES = {
    ("estimate", "practitioner"): "Devis, exemplaire du praticien",
    ("estimate", "patient"): "Devis, exemplaire du patient",
    ("acceptance", "practitioner"): "Page d’acceptation, exemplaire du praticien",
    ("acceptance", "patient"): "Page d’acceptation, exemplaire du patient",
    ("consent", "practitioner"): "Consentement, exemplaire du praticien",
    ("consent", "patient"): "Consentement, exemplaire du patient",
    ("implant-notice", "practitioner"): "Notice sur le produit qui reste dans le corps, exemplaire du praticien",
    ("implant-notice", "patient"): "Notice sur le produit qui reste dans le corps, exemplaire du patient",
    ("data-notice", "patient"): "Notice sur les données personnelles",
    ("distance-notice", "patient"): "Notice sur l’accord donné à distance",
    ("aftercare", "patient"): "Consignes après l’intervention",
}
"""How a letter names a paper, by what it is and whose copy."""


@dataclass(frozen=True)
class Enclosed:
    """A paper in a pack: what it is, whose copy, which of its pages."""

    what: str
    copy: str
    first: int
    last: int

    @property
    def comes_back(self) -> bool:
        """Whether it is to be signed and sent back."""
        return self.copy == "practitioner"

    def named(self, say: Say) -> Words:
        """What it is called."""
        return say(NAMES[self.what, self.copy])

    def paged(self, say: Say) -> Words:
        """Its pages."""
        if self.first == self.last:
            return say("page {first}", first=self.first)
        return say("pages {first} à {last}", first=self.first, last=self.last)


def first_letter(practice: Practice, enclosed: Sequence[Enclosed], say: Say) -> tuple[Section, ...]:
    """The letter of the first pack."""
    return (
        section(
            "letter",
            say("Vos documents, à lire à votre rythme"),
            say("Madame, Monsieur,"),
            say(
                "Voici votre devis en deux exemplaires originaux, avec l’information médicale et les notices. "
                "Le chirurgien a signé les deux à l’encre."
            ),
            say("Recevoir ces documents ne vous engage à rien. Prenez le temps de tout lire."),
        ),
        _asked(
            say("Ce que nous vous demandons"),
            (
                say("Vérifiez que tout est là, et que chaque page se lit bien."),
                say(
                    "Sur l’exemplaire du praticien, à la page des signatures, cadre B : écrivez la mention de votre "
                    "main, la date du jour où vous recevez ce courrier, et signez."
                ),
                say("Gardez l’exemplaire du patient et les notices."),
            ),
            say,
        ),
        section(
            "not-now",
            say("Ce que nous ne vous demandons pas"),
            say("N’acceptez rien et ne payez rien maintenant."),
            say(
                "Le délai de réflexion de quinze jours entiers commence après la réception. La page "
                "d’acceptation et le consentement partent du cabinet après ce délai, jamais avant."
            ),
            say("Vous pouvez renoncer quand vous voulez, sans frais et sans motif."),
        ),
        *_common(practice, enclosed, say),
    )


def second_letter(
    practice: Practice, enclosed: Sequence[Enclosed], received: date, opened: date, say: Say
) -> tuple[Section, ...]:
    """The letter of the second pack. `received` is D, `opened` the first day on which an acceptance counts."""
    passed = "Vous avez reçu votre devis le {received}. Les quinze jours de réflexion sont passés."
    today = "Écrivez la date du jour où vous signez. Signée avant le {opened}, une page serait sans effet."
    return (
        section(
            "letter",
            say("Vos documents, après le délai de réflexion"),
            say("Madame, Monsieur,"),
            dated(passed, "received", received, say),
            say(
                "Rien ne vous oblige à accepter. Si vous renoncez, vous n’avez rien à signer ni à renvoyer. "
                "Un mot de votre part nous aide, sans motif."
            ),
        ),
        _asked(
            say("Si vous acceptez"),
            (
                say("Sur chaque page de signature de l’exemplaire du praticien : écrivez la mention, datez et signez."),
                say("Dans le consentement, cochez vos réponses et remplissez les lignes qui vous concernent."),
                dated(today, "opened", opened, say),
                say("Gardez les exemplaires du patient."),
            ),
            say,
        ),
        section(
            "change",
            say("Vous pouvez changer d’avis"),
            say(
                "Le consentement se retire à tout moment, jusqu’au début de l’acte, sans motif et sans frais. "
                "Rien n’est à payer avant l’acte, hors consultations."
            ),
        ),
        *_common(practice, enclosed, say),
    )


def _asked(title: Words, ask: Sequence[Words], say: Say) -> Section:
    """What is to be done, and last how the pages come back."""
    back = say(
        "Renvoyez toutes les pages de l’exemplaire du praticien, avec le bordereau de retour, dans l’enveloppe "
        "déjà affranchie."
    )
    return section("ask", title, bullets((*ask, back)))


def _common(practice: Practice, enclosed: Sequence[Enclosed], say: Say) -> tuple[Section, ...]:
    writing = (
        say("Écrivez à l’encre noire ou bleue, dans les cadres seulement. N’écrivez rien sur les codes carrés."),
        say("Une erreur dans un document ? Ne corrigez pas la page : appelez-nous, nous la referons."),
    )
    return (
        section("writing", say("Pour écrire"), bullets(writing)),
        section("enclosed", say("Dans cette enveloppe"), _table(enclosed, say)),
        section(
            "questions",
            say("Une question"),
            say(
                "Appelez le cabinet au {phone} ou écrivez à {email}.",
                phone=practice.phone.replace(" ", "\u00a0"),
                email=practice.email,
            ),
        ),
    )


def _table(enclosed: Sequence[Enclosed], say: Say) -> Table:
    rows = [
        (one.named(say), one.paged(say), say("à signer et à renvoyer") if one.comes_back else say("à garder"))
        for one in enclosed
    ]
    rows.append((say("Bordereau de retour"), say("une page"), say("à renvoyer")))
    head = (say("Document"), say("Pages"), say("À faire"))
    return Table(head=head, rows=tuple(Row(cells=cells) for cells in rows))


def return_slip(dossier: str, number: Number, enclosed: Sequence[Enclosed], say: Say) -> tuple[Section, ...]:
    """The slip: what is sent back, to be ticked, and room for a word to the practice."""
    back = [one for one in enclosed if one.comes_back]
    options = tuple(_option(one, say) for one in back)
    own = say("Je n’ai rien corrigé ni ajouté hors des cadres.")
    reference = say("Dossier {dossier}, envoi {number}", dossier=dossier, number=number)
    blocks = (
        Choices(question=say("Je renvoie, à cocher :"), options=options, chosen=()),
        Choices(question=say("Avant de fermer l’enveloppe :"), options=(say("J’ai daté et signé."), own), chosen=()),
        Lines(label=say("Un mot au cabinet, si vous le souhaitez :"), count=4),
    )
    return (
        section("reference", say("Bordereau de retour"), reference),
        section("back", say("À renvoyer avec les pages signées"), *blocks),
    )


def _option(one: Enclosed, say: Say) -> Words:
    name, pages = one.named(say), one.paged(say)
    both = name.tr is not None and pages.tr is not None
    return Words(fr=f"{name.fr} : {pages.fr}", tr=f"{name.tr}: {pages.tr}" if both else None)
