"""The words of the way by post: what a sheet is found to be, what a pack is, what differs. French, to be translated."""

from __future__ import annotations

from collections.abc import Mapping

from dermadocs.domain.sheet import Decision, DifferenceKind, PackStatus, SheetStatus

STATUSES: Mapping[SheetStatus, str] = {
    "clean": "Rien à signaler",
    "ink_missing": "Une case demandée est vide",
    "differs": "Des différences avec l’original",
    "code_written_over": "De l’encre sur le code de la page",
    "incomplete": "Une partie de la page manque",
    "too_poor": "Image trop faible pour comparer",
    "superseded_revision": "Page d’une version remplacée",
    "two_pages_in_one_image": "Deux pages sur une image",
    "unregistered": "La page n’a pas pu être comparée",
    "unidentified": "Page inconnue",
    "foreign": "Ce n’est pas une page du cabinet",
    "unreadable": "Fichier illisible",
}
PACKS: Mapping[PackStatus, str] = {
    "waiting": "Des pages sont attendues",
    "to_review": "Tout est là, à relire",
    "accepted": "Tout est accepté : reste à sceller",
    "refused_asked_again": "Une page est redemandée ou refusée",
}
DIFFERENCES: Mapping[DifferenceKind, str] = {
    "struck": "barré",
    "overwritten": "surchargé",
    "replaced": "remplacé",
    "whited_out": "effacé",
    "added": "ajouté",
}
DECISIONS: Mapping[Decision, str] = {"accept": "acceptée", "ask_again": "redemandée", "refuse": "refusée"}
BOXES: Mapping[str, str] = {
    "signature": "signature",
    "initials": "initiales",
    "date": "date",
    "mention": "mention",
    "name": "nom",
    "tick": "case à cocher",
}
WEIGHINGS: Mapping[str, str] = {
    "harmless": "Sans portée : tache, tampon, pli",
    "corrected_by_both": "Correction que les deux parties acceptent",
    "refused": "Ni l’un ni l’autre",
}
COLOURS: Mapping[str, str] = {"clean": "moss", "accepted": "moss"}
"""Of a status; any other one asks for eyes."""
DOCUMENTS: Mapping[str, str] = {"return-slip": "Bordereau de retour"}
"""Beside those of the bundle."""
LISTS = (
    ("duplicate", "En double"),
    ("superseded", "Version remplacée"),
    ("foreign", "Pas du cabinet"),
    ("unidentified", "Inconnue"),
)
"""What is told of a pack besides."""
