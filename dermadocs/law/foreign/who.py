"""On papers of others: practitioner, patient, place, operator and signature (arrêté art. 2, 2° to 4°; D6322-30)."""

from __future__ import annotations

import re

from dermadocs.domain import identifiers
from dermadocs.law.matter import Matter
from dermadocs.law.others import tells, theirs
from dermadocs.law.rule import Notes, breach, question
from dermadocs.sentence import say

_REGISTERED = (
    r"\bchirurgi\w{1,4}(?: \w+)? ?(?:plasti\w+|repara\w+|reconstruct\w+|maxillo\w*|general\w*|de la face|vasculaire"
    r"|orthop\w+|urolog\w+|visceral\w*|oral\w*)"
    r"|\b(?:dermatolog|ophtalmolog|gynecolog|stomatolog|otorhino|oto-?rhino)\w*|\borl\b|\bmedecine generale\b"
    r"|\bcompetence exclusive\b|\bplastic\w*,? (?:and )?(?:reconstructive|surg)"
)
"""Qualifications that the Order registers; « chirurgie esthétique » alone is none of them."""
_INFLATED = (
    r"\b(?:chirurgi(?:e|en|enne)s?|medecine|medecin|specialiste en chirurgie) esthetiques?\b|\b(?:cosmetic"
    r"|aesthetic) surgeon\b"
)
_DOCTOR = r"\b(?:dr|dre|docteur|pr|professeur)\.? "
NAME = rf"{_DOCTOR}((?:[a-z][a-z'-]*\.? ){{0,2}}[a-z][a-z'-]+)"
PRACTITIONER = tells(
    ("the practitioner's name", rf"{_DOCTOR}[a-z]"),
    (
        "the number of registration with the departmental Order",
        r"\bordre\b.{0,90}?\d{2}|\b(?:n|no|numero)\S{0,2} ?d'?(?:inscription|ordre)\b.{0,50}?\d"
        r"|\binscrite?s?\b.{0,70}?\bordre\b.{0,70}?\d"
        r"|\b(?:cdom|numero ordinal|n\S{0,2} ordinal)\b.{0,40}?\d"
        r"|\b(?:order|medical council|registration)\b.{0,60}?\d{3}",
    ),
    (
        "liability insurance of the practitioner",
        r"\bresponsabilite civile\b|\bassur\w+ (?:en )?r\.? ?c\.?|\brcp?\b(?= ?(?:pro|medicale|n|:|\())"
        r"|\bassur\w+ (?:en )?(?:rc|rcp|professionnelle|responsabilite)"
        r"|\bprofessional (?:liability|indemnity)\b",
    ),
    ("an address", r"\b\d{5} ?-? ?[a-z]|\b[a-z]{1,2}\d{1,2}[a-z]? ?\d[a-z]{2}\b"),
)


def _qualification(matter: Matter) -> Notes:
    reading = matter.paper.reading
    if reading.has(_REGISTERED):
        return
    if inflated := reading.first(_INFLATED):
        why = say("« {quoted} » is no qualification that the Order registers", quoted=inflated[0])
        yield breach("page", why, "print the specialty registered with the Order")
    else:
        yield breach("page", "nothing is said of the practitioner's qualification", "print the registered specialty")


def _insured(matter: Matter) -> Notes:
    uninsured = (
        r"\b(?:non assure|sans assurance|pas assure)\w*\b(?! (?:social|par l'assurance))"
        r"|\bne couvre pas (?:cet|l')acte\b"
        r"|\b(?:responsabilite civile|rcp?|assurance (?:professionnelle|du praticien))\b[^.]{0,60}: ?non\b(?! compris)"
    )
    if found := matter.paper.reading.first(uninsured):
        yield breach("page", say("no insurance for this act: « {quoted} »", quoted=found[0]), "insure the act first")


QUALIFICATION = theirs(_qualification)
INSURED = theirs(_insured)


def _patient(matter: Matter) -> Notes:
    """Name, birth date and address of the patient; the address stands near the birth date or by its name."""
    reading = matter.paper.reading
    if not reading.has(
        r"\bpatiente?s?\b|\bmme\b|\bmadame\b|\bmonsieur\b|\bm\. [a-z]|\bmrs?\b|\bms\b|\bprenoms?\b"
        r"|\bpersonne examinee\b"
    ):
        yield breach("page", "nothing is said of the patient's name", "write surname and first name")
    born = next((value for value in reading.values if value.role == "birth" and value.day), None)
    if born is None:
        yield breach("page", "the patient's birth date is not there", "write the birth date")
    start = born.start if born else reading.text.find("patient")
    near = reading.text[max(0, start - 260) : start + 260]
    abroad = (
        r"\b[a-z]{1,2}\d{1,2}[a-z]? ?\d[a-z]{2}\b|\b(?:b|ch|l|a|d|i) ?- ?\d{4,5}\b|\b\d{4} \w+,? (?:suisse|belgique"
        r"|luxembourg)\b"
    )
    # a street and a code: the practitioner's own may stand as near, which no text can tell apart
    if not re.search(rf"\b(?:demeurant|domicilie\w*|residant|adresse|address)\b|\b\d{{5}} ?-? ?[a-z]|{abroad}", near):
        yield breach("page", "the patient's address is not there", "write the address")


PATIENT = theirs(_patient)
_FINESS = re.compile(
    r"\bfiness\b\W{0,6}(?:(?:et|ej|geographique|juridique|n\S{0,2}|no|numero|:)\W{0,3}){0,4}((?:\d[\dab])(?: ?\d){7})\b"
    r"|(?<!\d)(?<!\d )((?:\d[\dab])(?: ?\d){7})\b ?\(? ?(?:n\S{0,2} )?finess\b"
)


def _place(matter: Matter) -> Notes:
    reading = matter.paper.reading
    where = reading.first(r"\b(?:cliniques?|hopital|hopitaux|etablissements?|polyclinique|hospital|clinic)\b")
    if where is None and not reading.has(r"\blieu\b|\bcabinet\b|\bcentre\b|\binstallation\b|\bbloc\b|\bplace of\b"):
        yield breach("page", "nothing is said of where the act is performed", "write name and address of the place")
    if _FINESS.search(reading.text) is None:
        lack = "an approval number of the old wording" if reading.has(r"\bagrement\b") else "no FINESS number"
        if where is not None:
            why = say("{lack}, for « {quoted} »", lack=lack, quoted=where[0])
            yield breach("page", why, "write its FINESS number")
        elif reading.has(r"\bcentre\b|\bfiness\b"):
            yield breach("page", say("{lack}, for « the establishment »", lack=lack), "write its FINESS number")
        else:
            yield question("page", "manager", "is the place a private establishment? Then its FINESS number is missing")


def _finess_key(matter: Matter) -> Notes:
    for found in _FINESS.finditer(matter.paper.reading.text):
        number = (found[1] or found[2]).replace(" ", "")
        if number.isdigit() and not identifiers.luhn(number):
            yield breach(
                "page", say("FINESS {number} has a wrong key digit", number=number), "compare it with the register"
            )


def _rpps_key(matter: Matter) -> Notes:
    for found in re.finditer(r"\brpps\b\D{0,14}(\d(?: ?\d){10})(?!\d)", matter.paper.reading.text):
        number = found[1].replace(" ", "")
        if not identifiers.luhn(number):
            yield breach(
                "page", say("RPPS {number} has a wrong key digit", number=number), "compare it with the register"
            )


PLACE, FINESS_KEY, RPPS_KEY = theirs(_place), theirs(_finess_key), theirs(_rpps_key)
_OPERATES = re.compile(
    rf"\b(?:operateurs?|operatrices?|chirurgiens? operateurs?|(?:realisee?|pratiquee?|effectuee?|operee?)s? par"
    rf"|surgeon) ?:? ?(?:le |la )?{NAME}"
)
_MET = re.compile(
    rf"\b(?:rencontre[er]?e?s?|recue?|consultation|consulte|vue? par|met with|etabli par|praticien"
    rf"|prepared by)\b[^.]{{0,80}}?{NAME}"
)
_ANNOUNCED = (
    r"\bn'effectuera pas (?:lui|elle)-?meme|\bne pratiquera pas (?:lui|elle)-?meme"
    r"|\ba (?:ete )?informe\w*\b[^.]{0,120}\b(?:oper|realis|pratiqu|effectu)\w+"
    r"|\binforme\w*\b[^.]{0,60}\b(?:au cours de|lors de) (?:cette|la) (?:rencontre|consultation)"
)
_ARTICLE = re.compile(r"\ben application de l'article l\.? ?6322.{0,1000}?tout ou partie de cette intervention\b")


def _own_words(matter: Matter) -> str:
    """The text without the article that it reproduces: that one speaks of surgeons and signatures too."""
    return _ARTICLE.sub(" ", matter.paper.reading.text).replace("exemplaire du praticien", " ")


def _operator(matter: Matter) -> Notes:
    """Who operates is who was met, or the paper says that it was announced (F-D09)."""
    text = _own_words(matter)
    told = {word for found in _MET.finditer(text) for word in _words(found[1])}
    for found in _OPERATES.finditer(text):
        # where nothing says who was met, every doctor named before may be: the letterhead of a practice lists several
        met = told or {word for one in re.finditer(NAME, text[: found.start()]) for word in _words(one[1])}
        if not met:
            continue
        if not _words(found[1]) & met and not re.search(_ANNOUNCED, text):
            why = say(
                "« {quoted} » operates, who is not the surgeon met, and nothing says that it was announced",
                quoted=found[0],
            )
            yield breach("page", why, "write what the surgeon met announced during that meeting")


def _words(name: str) -> set[str]:
    """The words behind a doctor's title that may be of the name; a verb that follows does no harm."""
    return {word for word in name.replace(".", " ").split() if len(word) > 2 and word not in _NO_NAMES}


_NO_NAMES = frozenset(["que", "qui", "pour", "est", "sera", "avec", "dans", "par", "les", "des", "une", "sur"])


def _signature(matter: Matter) -> Notes:
    if re.search(r"\bcachet\b", _own_words(matter)):
        return  # stamp and signature: only the practitioner has a stamp
    signs, who = r"\bsign\w{1,8}\b", r"\b(?:praticien|chirurgien|medecin|docteur|dr|surgeon|practitioner)\w*\b"
    if not re.search(rf"{signs}.{{0,60}}{who}|{who}.{{0,60}}{signs}", _own_words(matter)):
        why = "there is no place for the signature of the surgeons who operate"
        yield breach("page", why, "have each of them sign and date before the hand-over")


OPERATOR, SIGNATURE = theirs(_operator), theirs(_signature)
