"""Letters that answer what came back by post: pages asked for again, and papers that came too early.

In the patient's language beside French, drawn to be printed as the letters of a pack. They name papers, pages and
frames; never a person or an act of care.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dermadocs.domain.content import Bullets, Say, Section, Words
from dermadocs.domain.copy import WHOLE
from dermadocs.domain.dossier import Dossier
from dermadocs.domain.reflection import FIRST_PERMITTED
from dermadocs.domain.sheet import Sheet
from dermadocs.sheets.lists import bullets, dated, section
from dermadocs.sheets.posting import NAMES

BOXES = {
    "signature": "Page {page} : la case de la signature est vide.",
    "initials": "Page {page} : la case des initiales est vide.",
    "date": "Page {page} : la case de la date est vide.",
    "mention": "Page {page} : la case de la mention manuscrite est vide.",
    "name": "Page {page} : la case du nom est vide.",
    "tick": "Page {page} : une case à cocher est vide.",
}
FAULTS = {
    "incomplete": "Page {page} : une partie de la page manque sur l’image.",
    "too_poor": "Page {page} : l’image est trop faible pour être lue.",
    "superseded_revision": "Page {page} : cette page est d’une version remplacée.",
    "two_pages_in_one_image": "Page {page} : deux pages sont sur la même image.",
    "unregistered": "Page {page} : la page n’a pas pu être comparée avec l’original.",
}
CHANGED = "Page {page} : quelque chose a été modifié ou ajouté à l’imprimé."
OTHER = "Page {page} : merci de l’envoyer à nouveau."
MISSING = "Page {page} : elle manque."
GREETING = (
    "Madame, Monsieur,",
    "Nous avons reçu vos papiers. Merci. Il nous faut encore ceci :",
)
SENDING = (
    "Complétez ces pages à l’encre, dans les cadres, et renvoyez-les. Celles que vous n’avez plus sont jointes.",
    "Rien ne presse et rien ne vous engage. Appelez-nous si une question se pose.",
)
TOO_EARLY = (
    "Madame, Monsieur,",
    "Nous avons reçu votre accord sur papier. Il est arrivé trop tôt, ou il porte une date trop proche.",
    "La loi demande quinze jours entiers de réflexion après la réception du devis. Cet accord est sans effet.",
    "Vous n’êtes engagé à rien. Aucune somme ne peut vous être demandée pendant ce délai.",
)
MOST = 40
"""The most that one list holds (domain/content.py)."""
SLIP = "return-slip"


def asked_again(sheets: Sequence[Sheet], missing: Sequence[tuple[str, int]], say: Say) -> tuple[Section, ...]:
    """What to send again, paper by paper and page by page; `missing` are papers and pages that did not come."""
    lines: dict[str, list[Words]] = {}
    for sheet in sheets:
        lines.setdefault(sheet.document or "", []).extend(_faults(sheet, say))
    for document, page in missing:
        lines.setdefault(document, []).append(say(MISSING, page=page))
    return (
        section("letter", say("Il nous faut encore quelques pages"), *map(say, GREETING)),
        *(
            section(f"pages-{number}", _paper(document, say), *_lists(told))
            for number, (document, told) in enumerate(lines.items(), 1)
        ),
        section("send", say("Comment faire"), *map(say, SENDING)),
    )


def _faults(sheet: Sheet, say: Say) -> Iterator[Words]:
    page = sheet.page_number or sheet.page
    empty = [box.kind for box in sheet.boxes if box.required and not box.filled]
    yield from (say(BOXES[kind], page=page) for kind in empty)
    if sheet.status not in WHOLE:
        yield say(FAULTS.get(sheet.status, OTHER), page=page)
    elif sheet.differences:
        yield say(CHANGED, page=page)
    elif not empty:
        yield say(OTHER, page=page)


def _lists(lines: Sequence[Words]) -> Iterator[Bullets]:
    yield from (bullets(lines[first : first + MOST]) for first in range(0, len(lines), MOST))


def _paper(document: str, say: Say) -> Words:
    return say(NAMES.get((document, "practitioner"), "Bordereau de retour" if document == SLIP else "Pages"))


def without_effect(dossier: Dossier, say: Say) -> tuple[Section, ...]:
    """The notice of an agreement that came before the gate, or is dated before it (NU-04)."""
    told = section("letter", say("Votre accord est arrivé trop tôt"), *map(say, TOO_EARLY))
    if dossier.day is None or dossier.gate is None:
        return (told,)
    again = "Si vous le souhaitez toujours, un nouvel accord est possible à partir du {day}."
    first = dated(again, "day", dossier.day + FIRST_PERMITTED, say)
    free = say("Vous pouvez aussi changer d’avis, sans donner de raison.")
    return told, section("again", say("Et maintenant"), first, free)
