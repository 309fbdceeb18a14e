"""What the evidence bundle says: what happened, what is inside, how to check it, and what it cannot prove.

Everything follows from the index and the event chain, so a verification composes it again and compares: page, data
and embedded files tell one story. A change of these words is a new version of the paper (`COMPOSERS`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from dermadocs.domain.bundle import EVENTS, INDEX, OURS, PAPERS, Held, Index
from dermadocs.domain.content import Block, Row, Say, Section, Table, Timeline, Words
from dermadocs.domain.dossier import fold
from dermadocs.domain.state import State
from dermadocs.domain.timeline import Entry, digest, events
from dermadocs.sheets.chronicle import timeline, told, universal
from dermadocs.sheets.lists import bullets, text

ROWS = 40
"""The most that one table holds (domain/content.py)."""
STATES: Mapping[State, str] = {
    State.PERFORMED: "L’acte a eu lieu. Le dossier est complet et scellé.",
    State.REFUSED: "Le devis a été refusé. Le dossier est scellé.",
    State.WITHDRAWN: "Le consentement a été retiré. L’acte n’a pas eu lieu. Le dossier est scellé.",
    State.REPLACED: "Le devis a été remplacé. Ce dossier s’arrête ici et il est scellé.",
    State.EXPIRED: "La validité du devis a pris fin sans acceptation. Le dossier est scellé.",
}
NAMES: Mapping[str, str] = {
    "estimate": "Devis et information médicale",
    "consent": "Consentement à l’acte",
    "aftercare": "Consignes après l’intervention",
    "data-notice": "Notice sur les données personnelles",
    "distance-notice": "Notice sur l’accord donné à distance",
    "implant-notice": "Notice sur le produit qui reste dans le corps",
    "withdrawal": "Retrait du consentement",
    "copy": "Copie fiable de papiers signés à l’encre",
    "letter": "Lettre au patient",
    "questionnaire": "Questionnaire de santé",
    "anaesthesia-consent": "Consentement à l’anesthésie",
    "operation-record": "Compte rendu opératoire",
    "note": "Note d’honoraires",
    "delivery-proof": "Preuve de remise",
    "original": "Original sur papier, tel qu’il a été imprimé",
    "pack": "Envoi par la poste, tel qu’il a été imprimé",
    "layout": "Place des cadres et des lettres sur les pages imprimées",
    "rendering": "Image des pages imprimées",
    "events": "La suite des événements, une ligne chacun",
    "token": "Horodatage de la fin de cette suite",
    "certificates": "Certificats, pour la vérification",
    "lists": "Listes de révocation, pour la vérification",
    "index": "L’index de ces fichiers, avec tous les horodatages",
}
OTHER = "Autre pièce"
LEFT_OUT = (
    "Un seul fichier n’est pas joint : la fiche du cabinet (case.json), qui dit comment joindre le patient. Son "
    "empreinte est dans la suite des événements."
)


def bundle(index: Index, index_sha256: str, entries: Sequence[Entry], say: Say) -> tuple[Section, ...]:
    """The sections of the bundle of a closed dossier. NotPermitted for a chain that is refused."""
    return (
        _story(index, entries, say),
        _files(index, index_sha256, say),
        _events(entries, say),
        _check(say),
        _worth(say),
    )


COMPOSERS: Mapping[str, Callable[[Index, str, Sequence[Entry], Say], tuple[Section, ...]]] = {"1": bundle}
"""How each version of the paper was composed, for ever."""


def _story(index: Index, entries: Sequence[Entry], say: Say) -> Section:
    state = fold(events(entries)).state
    note = say(
        "Les heures sont celles de Paris. Ce qu’une horloge a d’incertain compte contre le cabinet : la réception est "
        "datée au plus tard, l’acceptation au plus tôt."
    )
    blocks = (text(say(STATES[state])), Timeline(marks=timeline(entries, index.clock, say)), text(note))
    return Section(id="story", title=say("Ce qui s’est passé"), blocks=blocks)


def _files(index: Index, index_sha256: str, say: Say) -> Section:
    papers = index.of(*PAPERS)
    proof = (*index.of(*OURS.values()), Held(name=INDEX, kind="index", sha256=index_sha256))
    others = [held for held in index.files if held not in papers and held not in proof]
    every = say("Chaque fichier est joint à ce PDF, dans sa dernière version.")
    blocks: list[Block] = [text(every), text(say(LEFT_OUT))]
    for head, group in (("Documents", papers), ("Pièces jointes", others), ("Éléments de preuve", proof)):
        blocks += _tables((say(head), say("Contenu"), say("Empreinte SHA-256")), (_held(one, say) for one in group))
    return Section(id="files", title=say("Ce que contient ce fichier"), blocks=tuple(blocks))


def _held(held: Held, say: Say) -> Row:
    return Row(cells=(Words(fr=held.name), say(NAMES.get(held.kind, OTHER)), Words(fr=held.sha256)))


def _events(entries: Sequence[Entry], say: Say) -> Section:
    head = (say("Numéro"), say("Instant (UTC)"), say("Événement"), say("Empreinte, début"))
    rows = (
        Row(
            cells=(
                Words(fr=str(entry.number)),
                Words(fr=universal(entry.event.at)),
                told(entry.event, say),
                Words(fr=digest(entry)[:16]),
            )
        )
        for entry in entries
    )
    chained = say(
        "Chaque ligne de {file} contient l’empreinte de la ligne d’avant. Changer, ôter ou déplacer une ligne rompt la "
        "suite.",
        file=EVENTS,
    )
    return Section(id="events", title=say("La suite des événements"), blocks=(text(chained), *_tables(head, rows)))


def _tables(head: tuple[Words, ...], rows: Iterable[Row]) -> list[Block]:
    every = tuple(rows)
    return [Table(head=head, rows=every[start : start + ROWS]) for start in range(0, len(every), ROWS)]


COMMANDS = (
    ("Tout vérifier, avec le programme du cabinet", "dermadocs verify --trust trust dossier.pdf"),
    ("Voir cachet et horodatages, avec poppler", "pdfsig dossier.pdf"),
    ("Extraire les fichiers joints", "pdfdetach -saveall dossier.pdf"),
    ("Comparer les empreintes du tableau", "sha256sum *.pdf events.jsonl events.tst index.json"),
    ("Prendre la dernière ligne de la suite", "tail -n 1 events.jsonl | tr -d '\\n' > last.json"),
    ("Vérifier son horodatage, avec OpenSSL", "openssl ts -verify -token_in -in events.tst -data last.json \\"),
    ("Fin de la même commande", "-CAfile root.pem -untrusted certificates.pem"),
)


def _check(say: Say) -> Section:
    trust = say(
        "La confiance vient du lecteur. Demandez au cabinet, par une autre voie, son certificat racine (root.pem). "
        "Comparez son empreinte avec celle du bas de chaque page. Mettez-le dans un dossier nommé trust."
    )
    acrobat = say(
        "Dans Adobe Acrobat : ouvrez le panneau des signatures, puis celui des pièces jointes. Ajoutez la racine du "
        "cabinet aux certificats approuvés."
    )
    rows = tuple(Row(cells=(say(what), Words(fr=command))) for what, command in COMMANDS)
    table = Table(head=(say("Pour"), say("Commande")), rows=rows)
    return Section(id="check", title=say("Comment vérifier"), blocks=(text(trust), text(acrobat), table))


def _worth(say: Say) -> Section:
    items = (
        say("Horloge A : un service d’horodatage qualifié prouve l’heure."),
        say("Horloge B : un tiers indépendant soutient l’heure."),
        say("Horloge C : le cabinet tient lui-même l’horloge. L’ordre et l’intégrité se vérifient. L’heure est dite."),
        say("Ce qui n’a jamais été noté ne se voit pas ici. La copie du patient permet de comparer."),
        say("Les certificats joints aident à vérifier. Ils ne sont pas une raison de croire."),
    )
    return Section(id="worth", title=say("Ce que cela prouve, et ne prouve pas"), blocks=(bullets(items),))
