"""Who declares what on a consent form: patient, representative, interpreter, practitioner (domain 2.3, 14).

Each declares what only they can know. A representative and an interpreter have their place when the dossier names
them; nobody declares for somebody else. No sentence gives up a right, and none promises a result.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dermadocs.domain.case import Case
from dermadocs.domain.consent import Given
from dermadocs.domain.content import Block, Lines, Quotation, Say, Words
from dermadocs.domain.people import Representative
from dermadocs.domain.procedure import NEEDS_CONSULTATION, Anaesthesia, Purpose
from dermadocs.sheets.lists import bullets, dated, estimate_given_on, text, yes_or_no

_MET = "J’ai eu un entretien individuel avec le chirurgien qui opère, le {date}."
_SUBSTITUTED = "J’ai eu un entretien individuel avec un chirurgien, le {date}. Il m’a dit qui opère à sa place."


def statements(case: Case, say: Say, given: Sequence[Given] = ()) -> tuple[Block, ...]:
    """The declarations, in the order in which the people sign; `given` are the papers handed over."""
    return (
        *_patient(case, say, given),
        *(block for person in case.representatives for block in _representative(person, say)),
        *_interpreter(case, say),
        *_practitioner(case, say),
        Quotation(wording="OWN_CONSENT_RIGHTS_KEPT"),
    )


def _patient(case: Case, say: Say, given: Sequence[Given]) -> tuple[Block, ...]:
    """L6322-2 (nothing obtained before), L1111-2 (informed, in an interview), L1111-4 (free, may be taken back)."""
    met = _MET if case.estimate.substitution is None else _SUBSTITUTED
    items = (
        dated(met, "date", case.consultation.date, say),
        say("J’ai reçu l’information dans une langue que je comprends."),
        say("J’ai pu poser mes questions. J’ai obtenu des réponses."),
        _waited(estimate_given_on(given), say),
        say("Pendant ces quinze jours, je n’ai rien accepté. Je n’ai payé que des consultations, s’il y en a eu."),
        say("Je sais que le résultat n’est pas certain."),
        *_uncovered(case, say),
        say("Je consens librement à l’acte nommé en tête de ce document, fait par les opérateurs qui y sont nommés."),
        say("Je sais que je peux retirer mon consentement à tout moment, jusqu’au début de l’acte."),
    )
    return (
        bullets(items, say("La patiente, le patient :")),
        *_anaesthesia(case, say),
        Lines(label=say("Si je le souhaite, ma personne de confiance (nom, coordonnées, sa signature) :"), count=2),
        Lines(label=say("Si je le souhaite, le médecin à qui envoyer le compte rendu opératoire :"), count=1),
    )


def _waited(day: date | None, say: Say) -> Words:
    """The fifteen days, from the day of the hand-over where the record has it."""
    if day is None:
        return say("Quinze jours entiers ont passé depuis la remise du devis. J’ai eu le temps de réfléchir.")
    handed = "Le devis m’a été remis le {day}. Quinze jours entiers ont passé. J’ai eu le temps de réfléchir."
    return dated(handed, "day", day, say)


def _uncovered(case: Case, say: Say) -> tuple[Words, ...]:
    """What the health insurance does not take over (ARR1996-2-09), for a purely aesthetic act."""
    if case.estimate.procedure.purpose is not Purpose.AESTHETIC:
        return ()
    return (say("Je sais que l’assurance maladie ne prend en charge ni l’acte, ni l’arrêt de travail."),)


def _anaesthesia(case: Case, say: Say) -> tuple[Block, ...]:
    """Asked apart from the act (B-13); where an anaesthetist acts, that consent is taken by the anaesthetist."""
    chosen = case.estimate.procedure.anaesthesia
    if chosen is Anaesthesia.NONE:
        return ()
    if chosen in NEEDS_CONSULTATION:
        return (text(say("Le consentement à l’anesthésie se donne à part, après la consultation d’anesthésie.")),)
    agreed = case.consent.anaesthesia_agreed if case.consent else None
    return (yes_or_no(say("Je consens à l’anesthésie prévue au devis :"), agreed, say),)


def _representative(person: Representative, say: Say) -> tuple[Block, ...]:
    """The measure decides what is declared: to decide for the person, or to assist somebody who decides alone."""
    items = [
        say("J’ai reçu la même information et le même devis que la personne protégée."),
        say("La personne protégée a été informée d’une façon adaptée à elle. Son avis a été recherché."),
    ]
    if person.covers_person:
        items.append(say("Ma mission s’étend à la protection de sa personne. Le jugement cité en tête le dit."))
    else:
        items.append(say("Ma mission ne s’étend pas à sa personne. Elle consent elle-même, si son état le permet."))
    return (
        bullets(items, say("La personne qui représente ou assiste :")),
        Lines(label=say("L’avis de la personne protégée, avec ses mots :"), count=2),
    )


def _interpreter(case: Case, say: Say) -> tuple[Block, ...]:
    """REM-03, REM-04: to the best of their ability, under secrecy; a relative is said to be one (F-L03)."""
    person = case.consent.interpreter if case.consent else None
    if person is None and case.consultation.interpreter is None:
        return ()
    items = [
        say("J’ai interprété de mon mieux l’entretien, le devis et ce document."),
        say("Je crois que la personne a compris ce que j’ai traduit. Elle a pu poser ses questions."),
        say("Je garde le secret sur tout ce que j’ai entendu."),
    ]
    if person is not None and person.professional:
        items.append(say("Je suis interprète de métier, sans lien de famille avec la personne."))
    elif person is not None:
        items.append(say("Je ne suis pas interprète de métier. La personne le sait et l’a voulu ainsi."))
    return (bullets(items, say("L’interprète :")),)


def _practitioner(case: Case, say: Say) -> tuple[Block, ...]:
    """L1111-2 and R4127-35: informed in an interview, understanding checked; D6322-30: the period kept."""
    items = (
        say("J’ai expliqué l’acte, ses suites, ses risques et les autres choix, en entretien individuel."),
        say("J’ai tenu compte de ce qui, chez cette personne, change les risques."),
        say("J’ai répondu aux questions. J’ai vérifié que la personne a compris."),
        say("Je n’ai promis aucun résultat."),
        say(
            "Quinze jours entiers ont passé depuis la remise du devis. "
            "Aucun accord ni paiement n’a été obtenu avant, hors consultations."
        ),
    )
    return (bullets(items, say("Le chirurgien :")),)
