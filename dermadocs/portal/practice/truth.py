"""What is true of a dossier now, in a sentence: where it stands, and whose turn it is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dermadocs.domain import money
from dermadocs.domain.dossier import fold
from dermadocs.domain.events import Act
from dermadocs.domain.places import PARIS
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.state import State
from dermadocs.domain.timeline import events
from dermadocs.domain.transitions import OFFERED
from dermadocs.flows.kept import CASE, Kept
from dermadocs.portal.practice import words
from dermadocs.portal.practice.spoken import papers_voice, plain
from dermadocs.report.voice import Voice
from dermadocs.sheets.bundle import STATES


def truth(kept: Kept, say: Voice, now: datetime) -> str:
    """The sentence of a dossier's page."""
    dossier, state = kept.dossier, kept.dossier.state
    if state in OFFERED and dossier.terms is not None and dossier.terms.valid_until < paris_day(now):
        day = say.day(dossier.terms.valid_until)
        return say("L’offre a pris fin le {day}. Au cabinet de le constater.", day=day)
    if state is State.REFLECTING and dossier.gate is not None:
        return _reflecting(kept, dossier.gate, say, now)
    if state is State.DRAFT and CASE not in kept.latest:
        return say("Quelqu’un demande à être contacté. Le devis n’est pas encore rédigé.")
    if state is State.DRAFT:
        return say("Le devis est rédigé, et n’engage personne. Au praticien de le signer.")
    if state is State.ACCEPTED and kept.has("consent"):
        return say("Le devis est accepté et le formulaire de consentement est prêt. Au patient de le signer.")
    if state is State.ACCEPTED:
        return say("Le devis est accepté. Au cabinet d’établir le consentement, que le patient signe à part.")
    if state is State.ARCHIVED:
        return _sealed(kept, say)
    if state is State.INCIDENT:
        return _incident(dossier.unlawful, say)
    return say(words.TRUE[state])


def _sealed(kept: Kept, say: Voice) -> str:
    """How it ended, in the words of the sealed bundle."""
    before = fold(event for event in events(kept.entries) if event.act is not Act.ARCHIVE)
    return plain(papers_voice(say)(STATES[before.state]))


def _reflecting(kept: Kept, gate: datetime, say: Voice, now: datetime) -> str:
    if gate <= now:
        terms = kept.dossier.terms
        assert terms is not None
        day = say.day(terms.valid_until)
        return say("Le délai est passé. Le patient peut accepter ou refuser jusqu’au {day}, et lui seul.", day=day)
    opens = say("Rien à signer ni à payer avant le {moment}.", moment=say.moment(gate))
    zone = kept.case.patient.time_zone
    there = gate.astimezone(ZoneInfo(zone))
    if there.utcoffset() == gate.astimezone(ZoneInfo(PARIS)).utcoffset():
        return opens
    city = kept.case.patient.address.city
    theirs = say("À {city}, ce sera le {day} à {hour}.", city=city, day=say.day(there.date()), hour=f"{there:%H:%M}")
    return f"{opens} {theirs}"


def _incident(unlawful: int, say: Voice) -> str:
    if not unlawful:
        return say("Un incident arrête le dossier. Au cabinet de le régler, puis de le dire réglé.")
    amount = say.euros(money.write(unlawful))
    return say("Le cabinet a reçu {amount} quand rien ne pouvait être demandé. À rembourser d’abord.", amount=amount)
