"""What the record holds as lists: papers given, questions, checks of understanding; room for writing where it is empty.

Used by the consent form. A date is said in words in both languages, a text that somebody typed stands as typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dermadocs.catalogue.frequency import joined, risk
from dermadocs.catalogue.model import Effect, Entry, Statement
from dermadocs.domain import places
from dermadocs.domain.consent import Given, Question, SaidBack, Understood
from dermadocs.domain.content import Block, Bullets, Choices, Lines, Paragraph, Row, Say, Section, Table, Words

_MONTHS = (
    "{day} janvier {year}",
    "{day} février {year}",
    "{day} mars {year}",
    "{day} avril {year}",
    "{day} mai {year}",
    "{day} juin {year}",
    "{day} juillet {year}",
    "{day} août {year}",
    "{day} septembre {year}",
    "{day} octobre {year}",
    "{day} novembre {year}",
    "{day} décembre {year}",
)


def typed(text: str) -> Words:
    """A text that the practice or the patient typed: it has no translation and gets none."""
    return Words(fr=text)


def on(day: date, say: Say) -> Words:
    """A day in words: « 14 mars 2026 », "14 March 2026"; the first is « 1er » in French alone."""
    if day.day == 1:
        return say("1er " + _MONTHS[day.month - 1].removeprefix("{day} "), year=f"{day.year:04d}")
    return say(_MONTHS[day.month - 1], day=day.day, year=f"{day.year:04d}")


def dated(french: str, name: str, day: date, say: Say) -> Words:
    """A sentence of ours with a day in words, in each language its own; `name` is the place kept for it."""
    place, told = "{" + name + "}", on(day, say)
    said = say(french, **{name: place})
    both = said.tr is not None and told.tr is not None
    return Words(fr=said.fr.replace(place, told.fr), tr=(said.tr or "").replace(place, told.tr or "") if both else None)


def estimate_given_on(given: Sequence[Given]) -> date | None:
    """The day on which the estimate was handed over, where the papers given name it; the last one of several."""
    return max((paper.given_on for paper in given if paper.name.casefold().startswith("devis")), default=None)


def text(french: Words) -> Paragraph:
    """A paragraph."""
    return Paragraph(text=french)


def section(name: str, title: Words, *told: Words | Block) -> Section:
    """A section of paragraphs and other blocks."""
    return Section(id=name, title=title, blocks=tuple(text(one) if isinstance(one, Words) else one for one in told))


def mark_of_a_test(entry: Entry, say: Say) -> tuple[Block, ...]:
    """What a paper of a test procedure says first; nothing for a real one."""
    return (text(say("Ceci est un texte d’essai. Il ne parle d’aucune vraie opération.")),) if entry.test else ()


def bullets(items: Sequence[Words], lead: Words | None = None) -> Bullets:
    """A list."""
    return Bullets(lead=lead, items=tuple(items))


def yes_or_no(question: Words, answer: bool | None, say: Say) -> Choices:
    """Two boxes of equal weight; None ticks neither (nobody has answered, and nothing is presumed)."""
    chosen = () if answer is None else (0 if answer else 1,)
    return Choices(question=question, options=(say("Oui"), say("Non")), chosen=chosen)


def papers(given: Sequence[Given], say: Say) -> tuple[Block, ...]:
    """The papers handed over, each with version, language and day (CSP-L1111-2-03); else lines."""
    if not given:
        return (Lines(label=say("Documents reçus, avec leur version et la date de remise :"), count=4),)
    head = (say("Document"), say("Version"), say("Langue"), say("Remis le"))
    rows = tuple(
        Row(cells=(typed(paper.name), typed(paper.version), _language(paper, say), on(paper.given_on, say)))
        for paper in given
    )
    return (Table(head=head, rows=rows),)


def answers(questions: Sequence[Question], say: Say) -> tuple[Block, ...]:
    """The patient's questions with the answers given; else lines for both."""
    if not questions:
        return (
            Lines(label=say("Les questions que j’ai posées, avec leur date :"), count=4),
            Lines(label=say("Les réponses reçues :"), count=4),
        )
    head = (say("Question"), say("Réponse"), say("Posée le"))
    rows = tuple(Row(cells=(typed(q.question), typed(q.answer), on(q.asked_on, say))) for q in questions)
    return (Table(head=head, rows=rows),)


def noted(notes: Sequence[str], label: Words, count: int) -> Block:
    """Sentences written down earlier under their label; else lines."""
    return bullets([typed(note) for note in notes], label) if notes else Lines(label=label, count=count)


def written(note: str | None, label: Words, count: int) -> Block:
    """One text written down earlier under its label; else lines."""
    return noted((note,) if note else (), label, count)


def said_back(said: Sequence[SaidBack], prompts: Sequence[Statement], say: Say) -> tuple[Block, ...]:
    """What the patient says again in own words (CDM-35-01); lines where nobody wrote it down."""
    found = {answer.prompt: answer.words for answer in said}
    return tuple(written(found.get(prompt.id), say(prompt.text), 2) for prompt in prompts)


def checked(understood: Sequence[Understood], named: dict[str, Words], say: Say) -> tuple[Block, ...]:
    """How the comprehension questions went: a help given, no examination. `named`: the questions by their id."""
    if not understood:
        return (text(say("Les questions de compréhension n’ont pas encore été posées par écrit.")),)
    head = (say("Question"), say("Première réponse"), say("Expliqué à nouveau"))
    rows = tuple(
        Row(
            cells=(
                named.get(answer.question, typed(answer.question)),
                say("juste") if answer.right else say("à revoir"),
                say("oui") if answer.explained_again else say("non"),
            )
        )
        for answer in understood
    )
    return (Table(head=head, rows=rows),)


def risks(entry: Entry, say: Say) -> tuple[Block, ...]:
    """Every effect with the ids of its sources, and its frequency where one was published; the serious ones last."""
    counted = [e for e in entry.effects if not e.serious and _measured(e)]
    others = [e for e in entry.effects if not e.serious and not _measured(e)]
    serious = [e for e in entry.effects if e.serious]
    return (
        *_counted(counted, say),
        *_listed(others, say("Autres effets, sans chiffre pour ce geste dans nos sources :"), say),
        *_listed(serious, say("Risques rares, mais graves :"), say),
    )


def after(first: Words, mark: str, second: Words) -> Words:
    """Two texts with a mark after the first: « Quand : quoi »; French sets a space before a colon."""
    return joined(first, f" {mark} ", f"{mark} ", second)


def _counted(effects: Sequence[Effect], say: Say) -> tuple[Block, ...]:
    if not effects:
        return ()
    head = (say("Effets courants et complications"), say("Combien de personnes"), say("Sources"))
    rows = []
    for effect in effects:
        found = _frequency(effect, say)
        assert found is not None, "only effects that were counted stand in the table"
        rows.append(Row(cells=(say(effect.name), found, typed(", ".join(effect.sources)))))
    return (Table(head=head, rows=tuple(rows)),)


def _listed(effects: Sequence[Effect], lead: Words, say: Say) -> tuple[Block, ...]:
    """Effects in a list, with what was counted after another treatment, if anything was."""
    if not effects:
        return ()
    told = []
    for effect in effects:
        found = _frequency(effect, say)
        name = say(effect.name)
        if found:
            name = joined(name, ". ", ". ", found) if _told_apart(effect) else after(name, ":", found)
        told.append(_sourced(name, effect.sources))
    return (bullets(told, lead),)


def _frequency(effect: Effect, say: Say) -> Words | None:
    """How often, and of whom where more than one was counted: sources that differ each stand with their figure."""
    row = risk(effect, say)
    if _told_apart(effect):
        return row.population
    return row.said if effect.frequencies else None


def _told_apart(effect: Effect) -> bool:
    """Whether each figure stands with the people of whom it was counted, in a sentence of its own."""
    return len(effect.frequencies) > 1 or (bool(effect.frequencies) and not _measured(effect))


def _measured(effect: Effect) -> bool:
    """Counted after this very act; a count after another treatment is no frequency of it."""
    return any(not figure.comparison for figure in effect.frequencies)


def _sourced(words: Words, sources: Sequence[str]) -> Words:
    """A text with the ids of its sources, which are the same in every language."""
    mark = f" ({', '.join(sources)})"
    return Words(fr=words.fr + mark, tr=None if words.tr is None else words.tr + mark)


def _language(paper: Given, say: Say) -> Words:
    """In which language a paper was given: French always, another one beside it if any (CON-01)."""
    if paper.language is None:
        return say("français")
    if paper.language == "en":
        return say("français et anglais")
    place, name = "{name}", places.LANGUAGES.get(paper.language)
    told, named = (
        say("français, et une autre langue ({name})", name=place),
        say(name) if name else typed(paper.language),
    )
    return Words(fr=told.fr.replace(place, named.fr), tr=told.tr and told.tr.replace(place, named.tr or named.fr))
