"""What was not checked, in French: the program says it in English, in a handful of forms."""

from __future__ import annotations

import re
from typing import NamedTuple


class Told(NamedTuple):
    """A sentence and the language it stands in."""

    text: str
    language: str


_CARDS = {
    "timeline": "le déroulement du dossier, qui n’est pas dans le fichier",
    "data": "les données, qui ne sont pas dans le fichier",
    "page": "les pages, qui ne sont pas dans le fichier",
    "person": "une personne, qui seule peut répondre",
}
_FORMS: tuple[tuple[str, str], ...] = (
    (r"everything: the file could not be read", "tout : le fichier n’a pas pu être lu"),
    (r"who made the file, and when: nothing is signed", "qui a fait le fichier, et quand : rien n’est signé"),
    (r"revocation of the newest certificates: no data at hand", "la révocation des certificats : aucune liste"),
    (r"revocation after (.+)", "la révocation des certificats après le {0}"),
    (r"trusted list (.+): clocks are not graded by lists", "la liste de confiance {0} : elle ne note pas les horloges"),
    (
        r"whether fields, signers and their order are those intended: no plan was given",
        "si les champs, les signataires et leur ordre sont ceux voulus : rien ne les prévoit",
    ),
    (r"what the file does when opened: it holds (.+)", "ce que fait le fichier quand on l’ouvre : il contient {0}"),
    (
        r"law: (\d+) cards look at the (timeline|data|page|person), .+?: (.+)",
        "droit : {0} règles portent sur {1} : {2}",
    ),
    (
        r"law: (\d+) cards need data, signatures, a timeline or a person: (.+)",
        "droit : {0} règles demandent des données, des signatures, un déroulement ou une personne : {1}",
    ),
    (
        r"law: no card was applied, the file holds no text .+",
        "droit : aucune règle appliquée, le fichier ne contient pas de texte (une image ?)",
    ),
    (
        r"law: no card was applied, the file does not read as an estimate or a consent to a cosmetic act",
        "droit : aucune règle appliquée, le fichier n’est ni un devis ni un consentement de chirurgie esthétique",
    ),
    (
        r"law: only clauses that no paper may bear were looked for, the file is a list of prices .+",
        "droit : seules les clauses interdites partout ont été cherchées, le fichier est un tarif affiché",
    ),
    (
        r"law: only clauses that no paper may bear were looked for, .+",
        "droit : seules les clauses interdites partout ont été cherchées, le fichier n’est ni devis ni consentement",
    ),
    (
        r"law: only the beginning of the text was judged, the file is too long",
        "droit : seul le début du texte a été jugé, le fichier est trop long",
    ),
    (
        r"law: page (\d+) was not read, its drawing is (\d+) bytes",
        "droit : la page {0} n’a pas été lue, son dessin fait {1} octets",
    ),
    (
        r"law: an extract for inspection: the law is judged on the signed file",
        "droit : c’est un extrait pour inspection, le droit se juge sur le fichier signé",
    ),
    (r"law: the record inside the file cannot be read", "droit : les données du fichier ne peuvent être lues"),
    (r"law: the text cannot be read.*", "droit : le texte ne peut être lu"),
    (r"law: the file cannot be read", "droit : le fichier ne peut être lu"),
    (r"law: the file cannot be compared with its record", "droit : le fichier n’a pu être comparé à ses données"),
)


def in_french(note: str) -> Told:
    """The note in French; as it stands, in English, where it has a form that is not known here."""
    for form, french in _FORMS:
        if match := re.fullmatch(form, note, re.DOTALL):
            return Told(french.format(*(_CARDS.get(part, part) for part in match.groups())), "fr")
    return Told(note, "en")
