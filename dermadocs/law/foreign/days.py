"""On papers of others: how long the offer lasts, dates that contradict each other (PRICE-05, T-03, T-09, MIN-06)."""

from __future__ import annotations

from datetime import date

from dermadocs.domain.reflection import FULL_DAYS
from dermadocs.law import parameters
from dermadocs.law.matter import Matter
from dermadocs.law.others import theirs
from dermadocs.law.reading import later
from dermadocs.law.rule import Notes, breach
from dermadocs.sentence import say


def _validity(matter: Matter) -> Notes:
    """Some length of validity, or a last day, is there (F-D03)."""
    reading = matter.paper.reading
    if reading.day("validity") is None and reading.lasting("validity", None) is None:
        yield breach("page", "nothing is said of how long the offer is valid", "write a last day, or a number of days")


def _long_enough(matter: Matter) -> Notes:
    """The offer outlives the reflection period; no text fixes by how much, so a little is a warning."""
    days = matter.paper.reading.lasting("validity", matter.paper.reading.day("drafted"))
    if days is None:
        return
    least = FULL_DAYS + 1 + parameters.at("offer-after-gate", matter.days.document)
    if days <= FULL_DAYS:
        why = say("valid for {days} days: it lapses before the fifteen days are over", days=days)
        yield breach("page", why, "let the offer last longer")
    elif days < least:
        yield breach(
            "page",
            say("valid for {days} days only, of which sixteen to reflect", days=days),
            "let it last longer",
            "warning",
        )


def _in_order(matter: Matter) -> Notes:
    """Drafting, then receipt, then acceptance; nothing that is done already lies in the future (F-T06)."""
    reading, today = matter.paper.reading, later(matter.days.today, 1)
    drafted, received, accepted = reading.day("drafted"), reading.day("receipt"), reading.day("acceptance")
    if drafted and drafted > today:
        yield breach("page", say("dated {drafted}, in the future", drafted=drafted), "correct the date")
    if drafted and received and received < drafted:
        yield breach(
            "page",
            say("received on {received}, before it was drafted on {drafted}", received=received, drafted=drafted),
            "find out which is wrong",
        )
    if received and accepted and accepted < received:
        yield breach(
            "page",
            say("accepted on {accepted}, before it was received on {received}", accepted=accepted, received=received),
            "find out which is wrong",
        )


def _gate(matter: Matter) -> Notes:
    """An acceptance dated within the fifteen days has no effect."""
    reading = matter.paper.reading
    received, accepted = reading.day("receipt"), reading.day("acceptance")
    if received and accepted and received <= accepted < (first := later(received, FULL_DAYS + 1)):
        yield breach(
            "page",
            say("accepted on {accepted}, before {first}", accepted=accepted, first=first),
            "have it accepted anew, after the fifteen days",
        )


def _of_age(matter: Matter) -> Notes:
    reading = matter.paper.reading
    born, drafted = reading.born(matter.days.today), reading.day("drafted")
    if born and drafted and drafted < _birthday(born, parameters.at("majority", matter.days.document)):
        yield breach(
            "page", say("the patient, born on {born}, is a minor", born=born), "no estimate for a minor is made here"
        )


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


VALIDITY, LONG_ENOUGH = theirs(_validity), theirs(_long_enough)
IN_ORDER, GATE, OF_AGE = theirs(_in_order, documents=()), theirs(_gate), theirs(_of_age, documents=())
