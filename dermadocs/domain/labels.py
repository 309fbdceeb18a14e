"""French words for the codes of the data. The first form is the usual one; the others may be printed too."""

from __future__ import annotations

LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "stay": {
        "outpatient": ("ambulatoire", "en ambulatoire"),
        "overnight": ("hospitalisation d’une nuit",),
    },
    "anaesthesia": {
        "none": ("sans anesthésie", "aucune"),
        "local": ("anesthésie locale",),
        "local_sedation": ("anesthésie locale avec sédation",),
        "regional": ("anesthésie locorégionale",),
        "general": ("anesthésie générale",),
    },
    "purpose": {
        "aesthetic": ("acte à visée esthétique", "à visée esthétique"),
        "therapeutic": ("acte à visée thérapeutique", "à visée thérapeutique"),
    },
    "mode": {
        "in_person": ("en présence", "au cabinet"),
        "video": ("par vidéo", "en visioconsultation"),
    },
    "capacity": {
        "guardian": ("tuteur ou tutrice",),
        "curator": ("curateur ou curatrice",),
        "family_authorisation": ("personne exerçant l’habilitation familiale",),
        "future_protection_mandate": ("mandataire de protection future",),
    },
    "vat_regime": {
        "standard": ("TVA au régime réel",),
        "small_business": ("franchise en base de TVA",),
    },
    "act": {
        "practitioner": ("signature du praticien",),
        "receipt": ("réception du devis",),
        "acceptance": ("acceptation du devis",),
    },
}
NOTICES = {
    "data-notice": "notice sur les données personnelles",
    "distance-notice": "notice sur l’accord donné à distance",
    "implant-notice": "notice sur le produit qui reste dans le corps",
}
"""How an estimate names the notices handed over with it, by their kind."""
COPIES = {"patient": "exemplaire du patient", "practitioner": "exemplaire du praticien"}
"""The two originals on paper (C. civ. 1375), as each of their pages says; the second one comes back."""
NONE = "aucun"
"""What a mandatory mention says when there is nothing to mention (ARR1996-2-07)."""


def label(field: str, code: str) -> str:
    """The usual French words: label("anaesthesia", "local") -> "anesthésie locale". KeyError if unknown."""
    return LABELS[field][code][0]


def yes_no(value: bool) -> str:
    """« oui » or « non »."""
    return "oui" if value else "non"
