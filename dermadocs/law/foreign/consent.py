"""On papers of others: what a consent form or an information sheet must say, and in which language (F-I02 to F-L03)."""

from __future__ import annotations

import re

from dermadocs.law import words
from dermadocs.law.matter import Matter
from dermadocs.law.others import CONSENT, tells, theirs
from dermadocs.law.rule import Notes, breach, question
from dermadocs.sentence import say

INFORMING = ("consent", "information")
_TOLD = (
    ("the risks", r"\b(?:risques?|complications?|effets? (?:secondaires?|indesirables?)|risks?)\b"),
    (
        "serious risks, even exceptional ones",
        r"\b(?:exceptionnel|grave|rare|severe|infect|necros|herpes|hypertroph|cheloid|hemorrag|thrombo|embol|dece"
        r"|serious)\w*",
    ),
    (
        "alternatives, doing nothing among them",
        r"\balternativ|\bautres? (?:traitements?|methodes?|techniques?|solutions?|possibilites?)\b|\babstention\b"
        r"|\bne rien faire\b|\bdoing nothing\b",
    ),
    (
        "a result that is not certain",
        r"\b(?:resultats?|result)\b[^.]{0,90}\b(?:garanti\w*|guarantee\w*|certain\w*|assure\w*|aleatoire|variable\w*"
        r"|imprevisible|parfait\w*|incertain\w*)\b"
        r"|\b(?:aucune garantie|pas de garantie|obligation de moyens|\balea)\b|\bno guarantee\b|\bnot guaranteed\b",
    ),
)
_ELSEWHERE = r"\b(?:fiche|document|note|notice|brochure|feuillet)s? d'information\b|\binformation (?:sheet|leaflet)\b"


def _informs(matter: Matter) -> Notes:
    """The four things whose lack has cost most; a consent form may leave them to a sheet that it names."""
    reading = matter.paper.reading
    missing = [what for what, pattern in _TOLD if not reading.has(pattern)]
    if missing and matter.paper.kind == "consent" and reading.has(_ELSEWHERE):
        yield question(
            "page",
            "practitioner",
            say("does the information sheet that is named tell {thing}?", thing=", ".join(missing)),
        )
        return
    for what in missing:
        yield breach(
            "page", say("nothing is said of {thing}", thing=what), "tell it in words that the patient understands"
        )


def _on_the_day(matter: Matter) -> Notes:
    late = (
        r"\binformations?\b[^.]{0,80}\b(?:le jour (?:meme|de l'intervention)|le matin (?:meme|de l'intervention)"
        r"|a l'entree|au bloc)\b"
        r"|\bremise?s? (?:au patient |a la patiente )?le (?:jour|matin) (?:meme|de l'intervention)"
    )
    if found := matter.paper.reading.first(late):
        why = say("the information is given on the day only: {quoted}", quoted=words.quote(found[0]))
        yield breach("page", why, "inform before the estimate, and again on the day")


def _french(matter: Matter) -> Notes:
    """A paper in another language alone is no paper in France (loi of 1994, article 2)."""
    found = re.findall(r"\b(?:le|la|les|des|une|est|pour|avec|dans|sur|par|du)\b", matter.paper.reading.text)
    every = len(re.findall(r"\b[a-z]+\b", matter.paper.reading.text))
    if every > 40 and len(found) < 0.05 * every:
        yield breach(
            "page", "no French text is to be seen", "hand over a French text; a translation may stand beside it"
        )


def _interpreter(matter: Matter) -> Notes:
    relative = (
        r"\b(?:traduit\w*|interprete|traducteur|traductrice|traduction|translated|interpreter)\b[^.]{0,60}\b(?:mari"
        r"|epoux|epouse|conjointe?|fils|fille|frere|soeur"
        r"|mere|pere|amie?|cousine?|husband|wife|son|daughter|sister|brother|friend)\b"
    )
    if found := matter.paper.reading.first(relative):
        why = say("a relative interprets: {quoted}", quoted=words.quote(found[0]))
        yield breach("page", why, "have a professional of age interpret", "warning")


INFORMS, ON_THE_DAY = theirs(_informs, documents=INFORMING), theirs(_on_the_day, documents=())
FRENCH, INTERPRETER = theirs(_french, documents=()), theirs(_interpreter, documents=())
WITHDRAWAL = tells(
    (
        "taking consent back at any time",
        r"\b(?:retir|revoqu|revenir sur|annul|renonc)\w*\b.{0,60}\b(?:consentement|decision|accord|intervention)\b"
        r"|\bchanger d'avis\b|\b(?:withdraw|change (?:my|your) mind)\b",
    ),
    documents=CONSENT,
)
COPIES = tells(
    (
        "how many originals there are",
        r"\b(?:double|deux|2|trois|3) (?:exemplaires?|originaux)\b|\ben double\b|\bexemplaires? originaux\b"
        r"|\btwo (?:originals|copies)\b",
    ),
    severity="warning",
)
