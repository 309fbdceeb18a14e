"""What the sheet before a reliable copy says: what came back, what was found, who decided, what that is worth.

Everything follows from the manifest, so a verification composes it again and compares. « Encre trouvée » is all that a
filled frame says. A change of these words is a new version of the paper (`COMPOSERS`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from dermadocs.domain.content import Block, Row, Say, Section, Table, Words
from dermadocs.domain.copy import Manifest, Scan
from dermadocs.sheets.lists import bullets, dated, on, text

ROWS = 40
"""The most that one table holds (domain/content.py)."""
PURPOSES = {
    "originals": "Originaux du devis, avant leur envoi, avec l’encre du chirurgien.",
    "acts": "Papiers revenus au cabinet, avec l’encre de la personne soignée ou de son représentant.",
    "early": "Papiers revenus trop tôt ou datés trop tôt. Ils sont gardés à part et n’ont aucun effet.",
}
WAYS = {
    "in_person": "Remis au cabinet en main propre.",
    "online": "Reçus en ligne.",
    "registered_letter": "Revenus par lettre recommandée.",
    "electronic_registered_letter": "Revenus par recommandé électronique.",
    "post": "Revenus par la poste.",
    "email": "Reçus par courriel.",
}
PAPERS = {
    "estimate": "Devis et information médicale",
    "consent": "Consentement à l’acte",
    "implant-notice": "Notice sur le produit qui reste dans le corps",
    "withdrawal": "Retrait du consentement",
}
ACTS = {
    "practitioner": "Encre trouvée dans les cases du chirurgien",
    "receipt": "Encre trouvée dans les cases de la réception du devis",
    "acceptance": "Encre trouvée dans les cases de l’acceptation du devis",
    "interpreter": "Encre trouvée dans les cases de l’interprète",
    "consent": "Encre trouvée dans les cases du consentement",
    "confirmation": "Encre trouvée dans les cases de la confirmation",
    "withdrawal": "Encre trouvée dans les cases du retrait",
}
FOUND = {
    "clean": "Rien à signaler",
    "ink_missing": "Une case est vide",
    "differs": "Diffère de l’original ({count})",
    "code_written_over": "Encre sur le code de la page",
    "incomplete": "Page coupée",
    "too_poor": "Image trop faible",
    "superseded_revision": "Version remplacée",
    "two_pages_in_one_image": "Deux pages en une image",
    "unregistered": "Page non comparée",
    "unidentified": "Page non reconnue",
    "foreign": "Page d’un autre cabinet",
    "unreadable": "Fichier illisible",
}
DECISIONS = {"accept": "Acceptée", "ask_again": "Redemandée", "refuse": "Refusée"}


def copy_sheet(manifest: Manifest, sha256: str, say: Say) -> tuple[Section, ...]:
    """The sections of the sheet; `sha256` is the digest of the manifest."""
    return (_what(manifest, sha256, say), _acts(manifest, say), _pages(manifest, say), _worth(say))


COMPOSERS: Mapping[str, Callable[[Manifest, str, Say], tuple[Section, ...]]] = {"1": copy_sheet}
"""How each version of the sheet was composed, for ever."""


def _what(manifest: Manifest, sha256: str, say: Say) -> Section:
    lines = [say(PURPOSES[manifest.purpose]), say(WAYS[manifest.came])]
    for french, day in (
        ("Postés par le cabinet le {day}.", manifest.posted_on),
        ("Lettre recommandée remise contre signature le {day}.", manifest.registered_on),
        ("Arrivés au cabinet le {day}.", manifest.arrived_on),
        ("Devis reçu le {day} : les quinze jours se comptent à partir de ce jour.", manifest.day),
    ):
        if day is not None:
            lines.append(dated(french, "day", day, say))
    head = (say("Papier"), say("Pages"), say("Empreinte SHA-256 de ses données"))
    rows = (
        Row(cells=(say(PAPERS.get(one.kind, "Autre papier")), Words(fr=str(one.pages)), Words(fr=one.sha256)))
        for one in manifest.papers
    )
    record = say("Le relevé complet est joint (copy.json). Son empreinte : {sha256}", sha256=sha256)
    blocks: tuple[Block, ...] = (bullets(lines), *_tables(head, rows), text(record))
    return Section(id="what", title=say("Ce que contient cette copie"), blocks=blocks)


def _acts(manifest: Manifest, say: Say) -> Section:
    title = say("Actes à l’encre")
    if not manifest.deeds:
        return Section(id="acts", title=title, blocks=(text(say("Aucun acte n’est tiré de ces papiers.")),))
    head = (say("Trouvé"), say("Champ du devis ou du consentement"), say("Date lue sur le papier"))
    rows = (Row(cells=(say(ACTS[deed.act]), Words(fr=deed.field), on(deed.written_on, say))) for deed in manifest.deeds)
    return Section(id="acts", title=title, blocks=tuple(_tables(head, rows)))


def _pages(manifest: Manifest, say: Say) -> Section:
    head = (say("Page de la copie"), say("Trouvé par le programme"), say("Décidé par"), say("Empreinte de l’image"))
    rows = (
        Row(cells=(Words(fr=str(number)), _found(scan, say), _decided(scan, say), Words(fr=scan.image)))
        for number, scan in enumerate(manifest.scans, 1)
    )
    return Section(id="pages", title=say("Les pages, une à une"), blocks=tuple(_tables(head, rows)))


def _found(scan: Scan, say: Say) -> Words:
    if scan.status == "differs":
        return say(FOUND["differs"], count=len(scan.found))
    return say(FOUND[scan.status])


def _decided(scan: Scan, say: Say) -> Words:
    told = [(say(DECISIONS[one.decision]), one.by) for one in scan.decisions]
    french = ", ".join(f"{words.fr} : {by}" for words, by in told)
    both = all(words.tr is not None for words, _ in told)
    return Words(fr=french, tr=", ".join(f"{words.tr}: {by}" for words, by in told) if both else None)


def _worth(say: Say) -> Section:
    items = (
        say("« Encre trouvée » : le programme a vu de l’encre dans la case. Il ne sait pas qui l’a mise."),
        say("La date est celle qu’une personne du cabinet a lue sur le papier."),
        say("L’horodatage montre que la copie existait à cette heure. Il ne date pas l’encre."),
        say("Chaque page a été relue par une personne. Toute différence l’a été par deux."),
        say("Le papier est gardé. S’il existe encore, sa présentation peut toujours être demandée."),
        say("La fiabilité n’est présumée qu’avec un cachet ou un horodatage qualifié."),
    )
    return Section(id="worth", title=say("Ce que cela prouve, et ne prouve pas"), blocks=(bullets(items),))


def _tables(head: tuple[Words, ...], rows: Iterable[Row]) -> Iterator[Block]:
    every = tuple(rows)
    for start in range(0, len(every), ROWS):
        yield Table(head=head, rows=every[start : start + ROWS])
