"""Every paper of these tests, in every variant that changes a sentence: the example, and what may be added to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from dermadocs.catalogue import load
from dermadocs.catalogue.frequency import risk
from dermadocs.catalogue.model import Entry, Place
from dermadocs.domain.case import Case
from dermadocs.domain.codec import decode_case
from dermadocs.domain.consent import Consent, Given, Interpreter, Question, SaidBack, Understood
from dermadocs.domain.content import Bullets, Choices, Lines, Paragraph, Quotation, Risks, Say, Section, Table, Words
from dermadocs.domain.estimate import SickLeave
from dermadocs.domain.jsonform import canonical
from dermadocs.domain.people import Address, Representative
from dermadocs.domain.procedure import Anaesthesia, Purpose, Stay
from dermadocs.languages import speaker
from dermadocs.sheets.consent import consent
from dermadocs.sheets.notices import data_notice, distance_notice, implant_notice
from dermadocs.sheets.prices import priced, prices
from dermadocs.sheets.withdrawal import withdrawal

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "dermabrasion.json"
replace = msgspec.structs.replace
TALKS = Consent(
    hopes="Une peau plus lisse autour de la bouche.",
    special_needs=None,
    given=(Given(name="Devis", version="1", given_on=date(2026, 11, 6), sha256=None, language="en"),),
    questions=(Question(asked_on=date(2026, 11, 8), question="Quand reprendre l’avion ?", answer="Voir la fiche."),),
    understood=(
        Understood(question="q-sun", right=True, explained_again=False),
        Understood(question="q-light", right=False, explained_again=True),
    ),
    said_back=(SaidBack(prompt="say-what", words="On ponce la peau."),),
    may_become_necessary=("Une suture.",),
    refused_in_advance=("Toute greffe.",),
    emergency_plan="Ma sœur me conduit à l’hôpital.",
    photos_for_record=None,
    interpreter=None,
)
INTERPRETER = Interpreter(id="interpreter", family_name="Ito", given_names="Aya", language="ja", professional=True)
GUARDIAN = Representative(
    id="guardian",
    title="M.",
    family_name="Whitcombe",
    given_names="Peter",
    address=Address(lines=("27 Saddlers Row",), postal_code=None, city="Bristol", country="GB"),
    capacity="guardian",
    covers_person=True,
    judgment="Jugement d’essai",
)


def example() -> Case:
    """The example of the documentation as a case, of whose talks nothing has been written down yet."""
    return replace(decode_case(EXAMPLE.read_bytes()), consent=None, risk_factors=())


def entry() -> Entry:
    """Mechanical dermabrasion."""
    return load.entry("dermabrasion")


def with_act(case: Case, **changes: object) -> Case:
    """The case with other facts of the planned act."""
    estimate = replace(case.estimate, procedure=replace(case.estimate.procedure, **changes))
    return replace(case, estimate=estimate)


def with_leave(case: Case, minimum: int, maximum: int) -> Case:
    """The case with other days without work."""
    leave = SickLeave(minimum=minimum, maximum=maximum)
    return replace(case, estimate=replace(case.estimate, sick_leave_days=leave))


def implant(found: Entry) -> Entry:
    """The entry as if it left a product in the body: with the two statements that the notice needs."""
    like = found.at(Place.RESULT)[0]
    life = replace(like, id="implant-life", text="Phrase d’essai sur la durée du produit.")
    again = replace(like, id="implant-again", text="Phrase d’essai sur une autre opération.")
    return replace(found, statements=(*found.statements, life, again))


def variants() -> Iterator[Case]:
    """Cases that between them make every sentence be said."""
    case = example()
    yield case
    yield from (with_act(case, anaesthesia=kind) for kind in Anaesthesia)
    yield replace(case, consent=TALKS, risk_factors=("dark-skin", "tan"))
    for photos in (True, False):
        yield replace(case, consent=replace(TALKS, photos_for_record=photos))
    for professional in (True, False):
        person = replace(INTERPRETER, professional=professional)
        yield replace(case, consent=replace(TALKS, interpreter=person))
    yield replace(case, estimate=replace(case.estimate, substitution="Le Dr B. opère."))
    yield with_act(case, purpose=Purpose.THERAPEUTIC)
    yield with_act(case, implant_days=3650)
    yield with_act(case, stay=Stay.OVERNIGHT)
    yield from (with_leave(case, days, days) for days in (0, 1, 9))
    yield replace(case, consent=replace(TALKS, special_needs="Lit sur les lèvres."))
    paper = TALKS.given[0]
    yield replace(case, consent=replace(TALKS, given=(replace(paper, language="ja"), replace(paper, language=None))))
    yield replace(case, consultation=replace(case.consultation, interpreter="Aya Ito"))
    for covers in (True, False):
        yield replace(case, representatives=(replace(GUARDIAN, covers_person=covers),))
    yield replace(case, estimate=replace(case.estimate, anaesthetist="surgeon"))
    for day in (date(2026, month, number) for month in range(1, 13) for number in (1, 2)):
        yield replace(case, consent=replace(TALKS, given=(replace(paper, given_on=day),)))


PAPERS: dict[str, Callable[[Case, Say], tuple[Section, ...]]] = {
    "consent": lambda case, say: consent(case, entry(), say),
    "withdrawal": withdrawal,
    "data-notice": data_notice,
    "distance-notice": distance_notice,
    "implant-notice": lambda case, say: implant_notice(with_act(case, implant_days=3650), implant(entry()), say),
    "prices": lambda case, say: prices([priced(entry(), say)], say),
    "prices-sector-1": lambda case, say: prices([priced(entry(), say)], say, "sector-1"),
    "prices-sector-2": lambda case, say: prices([priced(entry(), say)], say, "sector-2"),
    "prices-none": lambda case, say: prices([priced(entry(), say)], say, "none"),
}


def papers(case: Case, say: Say) -> dict[str, tuple[Section, ...]]:
    """All papers of one case."""
    return {name: compose(case, say) for name, compose in PAPERS.items()}


class Recorder:
    """A `say` that remembers the French sentences it was asked for."""

    def __init__(self) -> None:
        self.said: set[str] = set()

    def __call__(self, french: str, /, **values: object) -> Words:
        self.said.add(french)
        return Words(fr=french.format(**values))


@cache
def said() -> frozenset[str]:
    """Every French sentence that the papers say, in any variant."""
    recorder = Recorder()
    for case in variants():
        papers(case, recorder)
    return frozenset(recorder.said)


@cache
def of_frequency() -> frozenset[str]:
    """What the catalogue's frequencies say of themselves; translated beside them."""
    recorder = Recorder()
    for effect in entry().effects:
        risk(effect, recorder)
    return frozenset(recorder.said)


@cache
def of_the_catalogue() -> frozenset[str]:
    """The texts of the catalogue, which has a translation of its own."""
    found: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, dict):
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    walk(json.loads(canonical(implant(entry()))))
    return frozenset(found)


def french() -> Say:
    """The speaker of a paper in French alone."""
    return speaker(None)


def texts(section: Section) -> Iterator[Words]:
    """Every text of a section, in order; quotations are not texts of ours."""
    yield section.title
    for block in section.blocks:
        match block:
            case Paragraph(text=text):
                yield text
            case Bullets(lead=lead, items=items):
                yield from ([lead] if lead else [])
                yield from items
            case Table(head=head, rows=rows):
                yield from head
                yield from (cell for row in rows for cell in row.cells)
            case Choices(question=question, options=options):
                yield from (question, *options)
            case Lines(label=label):
                yield label
            case Risks(rows=rows):
                yield from (row.name for row in rows)
            case Quotation():
                continue


def quoted(sections: tuple[Section, ...]) -> list[str]:
    """The ids of the legal wordings of a paper, in order."""
    return [b.wording for s in sections for b in s.blocks if isinstance(b, Quotation)]
