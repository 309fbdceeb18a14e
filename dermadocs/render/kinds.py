"""The kinds of paper: what each is called, the template and the legal words it prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dermadocs.domain.document import Kind


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper. `version` changes with every change of its template; `lead` says what is true now."""

    title: str
    subtitle: str
    lead: str
    template: str
    version: str = "1"
    wording: tuple[str, ...] = ()
    described: str = "Données du document, telles que les pages les impriment"
    treated: bool = False
    """Whether it tells another doctor what was done, where and by whom."""
    people: bool = False
    """Whether it prints who treats and who is treated, as a consent does."""

    def words(self, *, ink: bool) -> tuple[str, ...]:
        """The legal words of a copy: one that is signed by hand says nothing of an electronic file."""
        return tuple(name for name in self.wording if not (ink and name == ELECTRONIC))


ELECTRONIC = "OWN_ELECTRONIC_COPIES"
ESTIMATE_WORDING = (
    "CSP_D6322_30",
    "CSP_L6322_2_NOTHING_OBTAINED",
    "ARR1996_PHRASE_DISPOSITIFS",
    "ARR1996_PHRASE_ASSURANCE_MALADIE",
    "ARR1996_MENTION_RECEPTION",
    "ARR1996_MENTION_ACCEPTATION",
    "OWN_OPERATIVE_REPORT",
    "OWN_PROPOSED_DATE",
    "OWN_NO_DEPOSIT",
    "OWN_FREE_TO_DECLINE",
    "OWN_FREE_ESTIMATE",
    "OWN_WITHDRAWAL_AT_A_DISTANCE",
    "OWN_COMPLAINTS",
    "OWN_LEGALLY_PRACTISING",
    "OWN_FRENCH_GOVERNS",
    "OWN_RECEIPT_NOT_ACCEPTANCE",
    "OWN_ACCEPTANCE_RULE",
    "OWN_TWO_ORIGINALS",
    ELECTRONIC,
)

KINDS: Mapping[Kind, PaperKind] = {
    "estimate": PaperKind(
        title="Devis",
        subtitle="acte à visée esthétique",
        lead="Recevoir ce devis ne vous engage à rien. Il n’y a rien à accepter, ni à payer hors consultations, avant "
        "la fin du délai de réflexion de quinze jours, qui commence après sa remise.",
        template="estimate",
        version="4",
        wording=ESTIMATE_WORDING,
        described="Données du devis, telles que les pages les impriment",
    ),
    "information": PaperKind(
        title="Information médicale",
        subtitle="à lire avant de décider",
        lead="Cette copie est à lire et à garder. Elle n’est pas à signer : la même information se trouve dans le "
        "devis.",
        template="paper",
    ),
    "consent": PaperKind(
        title="Consentement éclairé",
        subtitle="à l’acte décrit ici",
        lead="Rien n’oblige à signer. Le consentement peut être retiré à tout moment, jusqu’au début de l’acte.",
        template="paper",
        people=True,
    ),
    "aftercare": PaperKind(
        title="Après l’intervention",
        subtitle="soins, surveillance, signes d’alerte",
        lead="Gardez cette feuille avec vous. En cas de doute, appelez le cabinet.",
        template="paper",
        treated=True,
    ),
    "data-notice": PaperKind(
        title="Données personnelles",
        subtitle="notice d’information",
        lead="Cette notice dit qui garde vos données, pourquoi, combien de temps, et quels sont vos droits.",
        template="paper",
    ),
    "implant-notice": PaperKind(
        title="Produit qui reste dans le corps",
        subtitle="notice remise avec le devis",
        lead="Cette notice concerne un produit qui reste plus de trente jours dans le corps.",
        template="paper",
    ),
    "distance-notice": PaperKind(
        title="Accord donné à distance",
        subtitle="droit de rétractation",
        lead="Cette notice concerne un devis accepté en ligne ou par courrier. Elle n’oblige à rien.",
        template="paper",
    ),
    "withdrawal": PaperKind(
        title="Retrait du consentement",
        subtitle="à tout moment, sans motif",
        lead="Cette feuille suffit. Un appel, un mot ou un courriel suffisent aussi.",
        template="paper",
    ),
    "copy": PaperKind(
        title="Copie fiable",
        subtitle="de papiers signés à l’encre",
        lead="Les pages qui suivent sont les images des papiers, telles qu’elles ont été numérisées.",
        template="paper",
        described="Données de la copie, telles que les pages les impriment",
    ),
    "dossier": PaperKind(
        title="Dossier scellé",
        subtitle="tout ce qui est gardé, et comment le vérifier",
        lead="Ce fichier contient tous les documents du dossier. Il se vérifie sans le cabinet, sans réseau et sans "
        "compte.",
        template="paper",
        described="Données du dossier, telles que les pages les impriment",
    ),
}
