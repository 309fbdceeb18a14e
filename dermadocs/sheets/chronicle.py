"""What happened in a dossier, in words: every event in a line, and the acts that matter on a line of time.

Nobody is named here but by their part (the surgeon, the patient): names stand in the papers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dermadocs.domain import french
from dermadocs.domain.content import Mark, Say, Words
from dermadocs.domain.dossier import Dossier, apply
from dermadocs.domain.events import Act, AnyEvent
from dermadocs.domain.ink import ink_of
from dermadocs.domain.places import PARIS
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.timeline import Entry
from dermadocs.sheets.lists import dated, on

PLAIN: Mapping[Act, str] = {
    Act.REQUEST: "Demande de contact",
    Act.SIGN: "Devis signé par le chirurgien",
    Act.RECEIVE: "Réception du devis reconnue",
    Act.QUESTION: "Question ou réponse notée",
    Act.EARLY_ACCEPTANCE: "Acceptation arrivée trop tôt, sans effet",
    Act.ACCEPT: "Devis accepté après réflexion",
    Act.CONSENT: "Consentement à l’acte signé",
    Act.EXPRESS_REQUEST: "Demande expresse d’opérer avant la fin du délai de rétractation",
    Act.PREPARE: "Préparation close",
    Act.CONFIRM_DAY: "Décision confirmée le jour de l’acte",
    Act.PERFORM: "Début de l’acte",
    Act.INCIDENT: "Incident ouvert",
    Act.CLOSE_INCIDENT: "Incident réglé",
    Act.REFUSE: "Devis refusé",
    Act.WITHDRAW: "Consentement retiré",
    Act.EXPIRE: "Fin de la validité du devis",
    Act.ARCHIVE: "Dossier scellé",
    Act.REVOKE: "Clé d’accès révoquée",
}
CHANNELS = {
    "in_person": "Devis et notices remis en main propre",
    "online": "Devis et notices envoyés en ligne",
    "registered_letter": "Devis et notices envoyés par lettre recommandée",
    "electronic_registered_letter": "Devis et notices envoyés par recommandé électronique",
    "post": "Devis et notices envoyés par la poste",
    "email": "Devis et notices envoyés par courriel",
}
PACKS = {
    (1, "in_person"): "Premier pli, devis et notices, remis en main propre le {day}",
    (1, "post"): "Premier pli, devis et notices, posté le {day}",
    (1, "registered_letter"): "Premier pli, devis et notices, posté en recommandé le {day}",
    (2, "in_person"): "Second pli, acceptation et consentement, remis en main propre le {day}",
    (2, "post"): "Second pli, acceptation et consentement, posté le {day}",
    (2, "registered_letter"): "Second pli, acceptation et consentement, posté en recommandé le {day}",
}
IN_INK: Mapping[Act, str] = {
    Act.RECEIVE: "Réception du devis reconnue à l’encre, papier daté du {day}",
    Act.EARLY_ACCEPTANCE: "Accord à l’encre arrivé trop tôt, sans effet, papier daté du {day}",
    Act.ACCEPT: "Devis accepté après réflexion à l’encre, papier daté du {day}",
    Act.CONSENT: "Consentement à l’acte à l’encre, papier daté du {day}",
    Act.REFUSE: "Devis refusé à l’encre, papier daté du {day}",
    Act.WITHDRAW: "Consentement retiré à l’encre, papier daté du {day}",
}
REVIEWS = {
    "accept": "Page revenue, relue : acceptée",
    "ask_again": "Page revenue, relue : redemandée",
    "refuse": "Page revenue, relue : refusée",
}
PIECES = {
    "passport": "Pièce d’identité vue : passeport",
    "identity_card": "Pièce d’identité vue : carte d’identité",
    "residence_permit": "Pièce d’identité vue : titre de séjour",
}
ENROLMENTS = {
    True: "Clé d’accès enregistrée, identité vue en présence",
    False: "Clé d’accès enregistrée à distance",
}
MEETINGS = {
    "second": "Deuxième consultation",
    "physical_examination": "Examen clinique",
    "anaesthesia": "Consultation d’anesthésie",
}
INTERVIEWS = {
    "in_person": "Entretien individuel, en présence, le {day}",
    "video": "Entretien individuel, par vidéo, le {day}",
}
PAYMENTS = {
    "prior_consultation": "Paiement d’une consultation : {amount}",
    "deposit": "Acompte reçu : {amount}",
    "price": "Paiement de l’acte : {amount}",
}


def told(event: AnyEvent, say: Say) -> Words:
    """One event in a line, without free text."""
    paper = ink_of(event)
    if event.act in IN_INK and paper is not None:
        return dated(IN_INK[event.act], "day", paper.written_on, say)
    known: Any = event  # each kind of event has what its line names
    special: dict[Act, Callable[[], Words]] = {
        Act.INTERVIEW: lambda: dated(INTERVIEWS[known.mode], "day", known.on, say),
        Act.IDENTITY: lambda: say(PIECES[known.paper]),
        Act.DRAFT: lambda: say("Devis rédigé, numéro {number}", number=known.terms.number),
        Act.SEND: lambda: say(CHANNELS[known.channel]),
        Act.COMPREHENSION: lambda: say("Compréhension vérifiée" if known.passed else "Compréhension à reprendre"),
        Act.CONSULTATION: lambda: say(MEETINGS[known.purpose]),
        Act.PAY: lambda: say(PAYMENTS[known.purpose], amount=french.money(known.amount)),
        Act.REFUND: lambda: say("Remboursement : {amount}", amount=french.money(known.amount)),
        Act.REPLACE: lambda: say("Devis remplacé par le numéro {number}", number=known.by),
        Act.POST: lambda: dated(PACKS[known.pack, known.channel], "day", known.on, say),
        Act.REVIEW: lambda: say(REVIEWS[known.decision]),
        Act.FILE: lambda: _filed(known, say),
        Act.ENROL: lambda: say(ENROLMENTS[known.identity_seen_by is not None]),
        Act.ANSWER: lambda: say("Réponses du cabinet aux questions de la loi ({count})", count=len(known.to)),
    }
    return special[event.act]() if event.act in special else say(PLAIN[event.act])


def _filed(event: Any, say: Say) -> Words:
    if event.field is None:
        return say("Fichier gardé : {name}", name=event.name)
    return say("Fichier gardé : {name} ({field})", name=event.name, field=event.field)


def universal(at: datetime) -> str:
    """An instant as the chain holds it, cut to the second: « 2026-11-02 17:05:00Z »."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"


def moment(at: datetime, say: Say) -> Words:
    """An instant in words, as the clocks of Paris show it."""
    day = on(paris_day(at), say)
    said = say("{day} à {time}", day="{day}", time=f"{at.astimezone(ZoneInfo(PARIS)):%H:%M}")
    both = said.tr is not None and day.tr is not None
    return Words(
        fr=said.fr.replace("{day}", day.fr), tr=(said.tr or "").replace("{day}", day.tr or "") if both else None
    )


SIGNS: Mapping[Act, str] = {
    Act.SIGN: "paper",
    Act.RECEIVE: "receipt",
    Act.ACCEPT: "act",
    Act.CONSENT: "act",
    Act.CONFIRM_DAY: "act",
    Act.PERFORM: "operation",
    Act.INCIDENT: "incident",
    Act.REFUSE: "end",
    Act.WITHDRAW: "end",
    Act.EXPIRE: "end",
    Act.REPLACE: "end",
}
BY_HAND = frozenset({Act.SIGN, Act.RECEIVE, Act.ACCEPT, Act.CONSENT, Act.CONFIRM_DAY})
"""Acts that somebody signed in a paper."""


def timeline(entries: Sequence[Entry], clock: str, say: Say) -> tuple[Mark, ...]:
    """The line: signature, receipt, fifteen days, gate, acts, ends. NotPermitted for a chain that is refused."""
    return tuple(_marks(entries, clock, say))


def _marks(entries: Sequence[Entry], clock: str, say: Say) -> Iterator[Mark]:
    dossier = Dossier()
    for entry in entries:
        event = entry.event
        after = apply(dossier, event)
        if event.act in SIGNS:
            paper = ink_of(event)
            when = on(paper.written_on, say) if paper else moment(event.at, say)
            yield _mark(SIGNS[event.act], told(event, say), when, _voucher(event, clock, say))
        if after.gate is not None and dossier.gate is None:
            yield from _days(after, say)
        dossier = after


def _voucher(event: AnyEvent, clock: str, say: Say) -> Words:
    if ink_of(event) is not None:
        return say("Lu sur le papier par le cabinet")
    return say("Signé, horloge {clock}", clock=clock) if event.act in BY_HAND else say("Noté par le cabinet")


def _days(dossier: Dossier, say: Say) -> Iterator[Mark]:
    assert dossier.day is not None
    assert dossier.gate is not None
    first, last = on(dossier.day + timedelta(days=1), say), on(dossier.day + timedelta(days=15), say)
    said = say("du {first} au {last}", first="{first}", last="{last}")
    tr = said.tr and said.tr.replace("{first}", first.tr or "").replace("{last}", last.tr or "")
    span = Words(fr=said.fr.replace("{first}", first.fr).replace("{last}", last.fr), tr=tr)
    computed = say("Calculé")
    yield _mark("days", say("Quinze jours entiers de réflexion"), span, computed)
    yield _mark("gate", say("À partir d’ici, un accord est possible"), moment(dossier.gate, say), computed)


def _mark(sign: Any, label: Words, when: Words, clock: Words) -> Mark:
    return Mark(sign=sign, label=label, when=when, clock=clock)
