"""The few words of a report that stand for codes: papers, acts, clocks, states. Keys of the translations."""

from __future__ import annotations

from dermadocs.report.facts import Deed
from dermadocs.report.voice import Voice

PAPERS = {
    "estimate": "le devis",
    "information": "la fiche d’information médicale",
    "consent": "le consentement",
    "aftercare": "la feuille de consignes après l’acte",
    "data-notice": "la notice sur les données personnelles",
    "implant-notice": "la notice sur l’implant",
    "distance-notice": "la notice sur l’accord donné à distance",
    "withdrawal": "le retrait du consentement",
    "copy": "la copie fiable de papiers",
    "dossier": "le dossier de preuve",
}
OTHER_PAPER = "le document"
ACTS = {
    "practitioner": "Signature du praticien",
    "receipt": "Réception",
    "acceptance": "Acceptation",
    "interpreter": "Signature de l’interprète",
    "consent": "Consentement",
    "confirmation": "Confirmation le jour de l’acte",
    "withdrawal": "Retrait du consentement",
    "seal": "Cachet du cabinet",
}
ARCHIVE = "Horodatage d’archivage"
DONE = {
    "practitioner": "{who} a signé {when}.",
    "receipt": "{who} en a accusé réception {when}.",
    "acceptance": "{who} l’a accepté {when}.",
    "interpreter": "{who}, interprète, a signé {when}.",
    "consent": "{who} a consenti à l’acte {when}.",
    "confirmation": "{who} a confirmé sa décision {when}.",
    "withdrawal": "{who} a retiré son consentement {when}.",
    "seal": "Le cachet « {who} » y a été apposé {when}.",
}
DONE_OTHER = "{who} a signé dans le champ « {field} » {when}."
CLOCKS = {"A": "prouvé", "B": "étayé", "C": "déclaré par le cabinet"}
NO_CLOCK = "aucune horloge de confiance"
LISTED = "{clock}, liste {lists}"
CLOCKS_EXPLAINED = {
    "A": "horloge qualifiée, inscrite sur une liste de confiance : la date est prouvée",
    "B": "horloge d’un tiers indépendant : la date est étayée",
    "C": "horloge du cabinet lui-même : la date est déclarée par lui, rien d’autre ne la confirme",
}
INDICATIONS = {"TOTAL_PASSED": "établi", "INDETERMINATE": "non prouvé", "TOTAL_FAILED": "ne tient pas"}
VERDICTS = {"VALID": "Valide", "INVALID": "Non valide", "INDETERMINATE": "Indéterminé"}
UNREADABLE = "Illisible"
INTERVALS = {
    "PROVEN": "respectés, prouvé",
    "SUPPORTED": "respectés, étayé",
    "STATED": "respectés, déclaré par le cabinet",
    "VIOLATED": "non respectés",
    "NOT_PROVEN": "non prouvés",
    "NOT_APPLICABLE": "sans objet",
}
LAW = {
    "BREACH": "Manquement",
    "ASK": "À vérifier par une personne",
    "NOT_CHECKED": "Non vérifié",
    "PASS": "Conforme",
    "NOT_APPLICABLE": "Sans objet",
    "NOT_IN_FORCE": "Pas en vigueur",
}
SEVERITIES = {"blocking": "Bloquant", "warning": "Avertissement", "info": "Information"}
LEVELS = {
    "simple": "niveau simple",
    "advanced, claimed": "niveau avancé, revendiqué par le cabinet",
    "paper": "niveau du papier",
}
CHANNELS = {
    "online": "en ligne",
    "practice": "sur une machine du cabinet",
    "paper": "sur papier : encre trouvée dans les cases, ce qui ne dit pas qui l’a mise",
}
CODES = {
    "sms": "code à usage unique envoyé par SMS à {to}, vérifié le {when}",
    "email": "code à usage unique envoyé par courriel à {to}, vérifié le {when} (plus faible : le lien y arrive aussi)",
}
WAYS = {
    "typed": "mention tapée",
    "pasted": "mention collée",
    "dictated": "mention dictée",
    "unknown": "saisie de la mention non connue",
    "assisted": "mention saisie avec l’aide de quelqu’un",
}
GESTURES = {
    "typed_name": "nom tapé",
    "drawn": "signature dessinée, traits : {count}",
    "passkey": "clé d’accès de l’appareil pour {host} : quelqu’un l’a déverrouillé et a signé cet acte précis",
    "certificate": "certificat durable du signataire",
}
ICON_WORDS = {
    "valid": VERDICTS["VALID"],
    "invalid": VERDICTS["INVALID"],
    "undecided": VERDICTS["INDETERMINATE"],
    "kept": LAW["PASS"],
}
ALL = (
    *(PAPERS, ACTS, DONE, CLOCKS, CLOCKS_EXPLAINED, INDICATIONS, VERDICTS, INTERVALS, LAW, SEVERITIES),
    *(LEVELS, CHANNELS, CODES, WAYS, GESTURES),
)
SINGLE = (OTHER_PAPER, ARCHIVE, DONE_OTHER, NO_CLOCK, LISTED, UNREADABLE)
"""With `ALL`: every sentence that stands here (the tests ask for the translation of each)."""


def act_name(voice: Voice, name: str) -> str:
    """« Réception » of `receipt`, « Réception 2 » of `receipt 2`; a name of others as it stands."""
    base, _, number = name.partition(" ")
    if base not in ACTS or (number and not number.isdigit()):
        return name
    return f"{voice(ACTS[base])} {number}".strip()


def deed_name(voice: Voice, deed: Deed) -> str:
    """What an act of the file is called."""
    if deed.act in ACTS:
        return voice(ACTS[deed.act])
    return voice(ARCHIVE) if deed.is_timestamp and deed.field.startswith("Archive") else deed.field
