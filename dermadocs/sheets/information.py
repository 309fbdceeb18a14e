"""Part II of the estimate: what the operation is, may do and may cost the patient in trouble (CSP L1111-2).

The sections stand in the order of the societies' own sheets; every fact comes from the catalogue, and each section
ends with the ids of its sources, which the last section spells out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from dermadocs.catalogue.frequency import joined, risk
from dermadocs.catalogue.model import NOTHING, Effect, Entry, Factor, Place, Sourced, Statement
from dermadocs.domain.content import Block, Bullets, Paragraph, Risks, Row, Say, Section, Table, Words
from dermadocs.domain.procedure import Anaesthesia
from dermadocs.errors import InputError

SOURCES = "sources"
"""The id of the last section, which is a list of titles and no text to be read through."""
MAX_ROWS = 40

_ANAESTHESIA = {
    Anaesthesia.NONE: "Pour vous, c’est sans anesthésie.",
    Anaesthesia.LOCAL: "Pour vous, c’est une anesthésie locale. Vous ne dormez pas.",
    Anaesthesia.LOCAL_SEDATION: "Pour vous, c’est une anesthésie locale, avec un calmant.",
    Anaesthesia.REGIONAL: "Pour vous, c’est une anesthésie de toute une région du corps.",
    Anaesthesia.GENERAL: "Pour vous, c’est une anesthésie générale. Vous dormez tout à fait.",
}

_ALARM = (
    "Appelez le cabinet sans attendre. Sans réponse, allez à l’hôpital le plus proche. Si la vie est en danger, "
    "appelez d’abord les secours (le 15 ou le 112 en France). Les signes :"
)


def information(entry: Entry, say: Say, factors: Sequence[str], anaesthesia: str) -> tuple[Section, ...]:
    """The sections of the medical information for one patient.

    `factors` are the ids of the personal risk factors ticked with the surgeon, `anaesthesia` the one kind that the
    estimate names. InputError for a factor or a kind that the entry does not know.
    """
    ticked = chosen(entry, factors)
    kind = _kind(entry, anaesthesia)
    return (
        _purpose(entry, say),
        section(say, "principle", "En quoi cela consiste", *told(entry, say, Place.PRINCIPLE)),
        _treats(entry, say),
        _alternatives(entry, say),
        section(say, "before", "Avant l’opération", *told(entry, say, Place.BEFORE, lead="À faire avant :")),
        _asleep(entry, say, kind),
        section(say, "operation", "L’opération", *told(entry, say, Place.OPERATION)),
        _course(entry, say),
        section(say, "result", "Le résultat", *told(entry, say, Place.RESULT)),
        _effects(entry, say),
        _serious(entry, say),
        _personal(say, ticked),
        section(
            say,
            "contraindications",
            "Quand il vaut mieux attendre ou dire non",
            *told(entry, say, Place.CONTRAINDICATIONS, lead="On attend, ou on choisit autre chose, avec :"),
        ),
        alarm(entry, say),
        _questions(entry, say),
        _sources(entry, say),
    )


def chosen(entry: Entry, factors: Iterable[str]) -> tuple[Factor, ...]:
    """The personal factors of these ids, in the order of the catalogue. InputError for an unknown id."""
    wanted = set(factors)
    known = {factor.id for factor in entry.factors}
    for factor in sorted(wanted - known):
        raise InputError("factors", f"{factor!r} is no risk factor of {entry.code}; known: {', '.join(sorted(known))}")
    return tuple(factor for factor in entry.factors if factor.id in wanted)


def section(say: Say, identifier: str, title: str, *blocks: Block) -> Section:
    """A section of ours, whose title has its translation."""
    return Section(id=identifier, title=say(title), blocks=blocks)


def told(
    entry: Entry, say: Say, *places: Place, lead: str | None = None, kind: Anaesthesia | None = None
) -> tuple[Block, ...]:
    """What the catalogue says for some places, in the order of the file, then the ids of the sources."""
    facts = [s for s in entry.at(*places) if not s.anaesthesia or kind in s.anaesthesia]
    return (*body(facts, say, lead), *cited(facts, say))


def body(facts: Sequence[Statement], say: Say, lead: str | None = None) -> tuple[Block, ...]:
    """Statements as paragraphs, and items that follow each other as a list; `lead` stands before the first list."""
    blocks: list[Block] = []
    for item, group in groupby(facts, key=lambda fact: fact.item):
        texts = tuple(say(fact.text) for fact in group)
        if item:
            blocks.append(Bullets(lead=say(lead) if lead else None, items=texts))
            lead = None
        else:
            blocks += [Paragraph(text=text) for text in texts]
    return tuple(blocks)


def cited(facts: Iterable[Sourced], say: Say) -> tuple[Block, ...]:
    """The line that names the sources of a section, each once, in order; nothing without facts."""
    ids = list(dict.fromkeys(source for fact in facts for source in fact.sources))
    return (Paragraph(text=say("Sources : {ids}.", ids=", ".join(ids))),) if ids else ()


def alarm(entry: Entry, say: Say) -> Section:
    """When to call without waiting; the same words in the information and in the after-care sheet."""
    return section(say, "alarm", "Les signes d’alerte", *told(entry, say, Place.ALARM, lead=_ALARM))


def course(entry: Entry, say: Say) -> Table:
    """The days after, a row a moment."""
    rows = tuple(Row(cells=(say(m.when), say(m.expect), say(m.do))) for m in entry.moments)
    return Table(head=(say("Quand"), say("Ce que vous voyez"), say("Ce que vous faites")), rows=rows)


def _purpose(entry: Entry, say: Say) -> Section:
    version = say("Fiche du catalogue, version {version}.", version=entry.version)
    blocks = [
        Paragraph(text=joined(say(entry.title), ". ", ". ", version)),
        Paragraph(text=say("Cette fiche vous aide à choisir. Elle dit ce que le geste peut apporter, et ses risques.")),
        Paragraph(text=say("Elle ne prend pas la place de l’entretien. Posez toutes vos questions au chirurgien.")),
        Paragraph(
            text=say(
                "Les chiffres viennent du cabinet ou de sources publiées, parfois citées par d’autres. "
                "Chacun guérit à sa façon : cela varie."
            )
        ),
        Paragraph(text=say("Certains points n’ont pas de source publiée\u00a0: la dernière partie le dit.")),
    ]
    if entry.test:
        blocks.insert(0, Paragraph(text=say("Ceci est un texte d’essai. Il ne parle d’aucune vraie opération.")))
    return section(say, "purpose", "À quoi sert cette fiche", *blocks, *told(entry, say, Place.PURPOSE))


def _treats(entry: Entry, say: Say) -> Section:
    yes, no = entry.at(Place.TREATS), entry.at(Place.NOT_TREATED)
    return section(
        say,
        "treats",
        "Ce que cela traite, et ne traite pas",
        *body(yes, say, "Le geste peut traiter :"),
        *body(no, say, "Le geste ne traite pas, ou pas tout à fait :"),
        *cited((*yes, *no), say),
    )


def _alternatives(entry: Entry, say: Say) -> Section:
    ordered = sorted(entry.alternatives, key=lambda alternative: alternative.id != NOTHING)
    items = tuple(joined(say(a.name), ". ", ". ", say(a.text)) for a in ordered)
    facts = entry.at(Place.ALTERNATIVES)
    return section(
        say,
        "alternatives",
        "Les autres choix, et ne rien faire",
        Bullets(lead=say("Vous avez d’autres choix :"), items=items),
        *body(facts, say),
        *cited((*ordered, *facts), say),
    )


def _kind(entry: Entry, anaesthesia: str) -> Anaesthesia:
    offered = [kind.value for kind in entry.anaesthesia]
    if anaesthesia not in offered:
        why = f"{anaesthesia!r} is not offered for {entry.code}; offered: {', '.join(offered)}"
        raise InputError("anaesthesia", why)
    return Anaesthesia(anaesthesia)


def _asleep(entry: Entry, say: Say, kind: Anaesthesia) -> Section:
    mine = Paragraph(text=say(_ANAESTHESIA[kind]))
    return section(
        say, "anaesthesia", "L’anesthésie et le séjour", mine, *told(entry, say, Place.ANAESTHESIA, kind=kind)
    )


def _course(entry: Entry, say: Say) -> Section:
    varies = Paragraph(text=say("Ces jours sont des repères. Les sources varient, et chacun guérit à sa façon."))
    facts = entry.at(Place.COURSE)
    blocks = (varies, course(entry, say), *body(facts, say), *cited((*entry.moments, *facts), say))
    return section(say, "course", "Les jours et les mois d’après", *blocks)


def _risks(effects: Sequence[Effect], say: Say, lead: str) -> Risks:
    return Risks(lead=say(lead), rows=tuple(risk(effect, say) for effect in effects))


def _effects(entry: Entry, say: Say) -> Section:
    effects = [effect for effect in entry.effects if not effect.serious]
    lead = "Sur 100 personnes, combien ont eu cet effet ? Sans chiffre dans nos sources, nous le disons."
    return section(
        say,
        "effects",
        "Les effets courants et les complications",
        _risks(effects, say, lead),
        *told(entry, say, Place.EFFECTS),
    )


def _serious(entry: Entry, say: Say) -> Section:
    effects = [effect for effect in entry.effects if effect.serious]
    lead = "Vous avez le droit de connaître ces risques avant de choisir, même s’ils sont rares."
    return section(
        say, "serious", "Les risques rares mais graves", _risks(effects, say, lead), *told(entry, say, Place.SERIOUS)
    )


def _personal(say: Say, ticked: Sequence[Factor]) -> Section:
    if not ticked:
        none = say("Rien n’est noté pour vous. Dites au chirurgien tout ce qui touche votre santé.")
        return section(say, "personal", "Ce qui compte pour vous", Paragraph(text=none))
    lead = Paragraph(text=say("Voici ce que vous et le chirurgien avez noté."))
    own = [Paragraph(text=joined(say(f.label), ". ", ". ", say(f.text))) for f in ticked]
    return section(say, "personal", "Ce qui compte pour vous", lead, *own, *cited(ticked, say))


def _questions(entry: Entry, say: Say) -> Section:
    lead = "Des questions à poser. Notez les vôtres :"
    return section(say, "questions", "Vos questions", *told(entry, say, Place.QUESTIONS, lead=lead))


def _sources(entry: Entry, say: Say) -> Section:
    used = {source for _, fact in entry.facts() for source in fact.sources}
    rows = [_source(say, s.id, s.title, s.site) for s in entry.sources if s.id in used]
    head = (say("Repère"), say("Source"))
    tables = [Table(head=head, rows=tuple(rows[i : i + MAX_ROWS])) for i in range(0, len(rows), MAX_ROWS)]
    return section(say, SOURCES, "Les sources", *tables)


def _source(say: Say, identifier: str, title: str, site: str) -> Row:
    text: Words = say(title)
    if site:
        mark = say(",")
        place = say("{site}", site=site) if "." in site else say(site)  # an address is no word of any language
        text = joined(text, f"{mark.fr} ", f"{mark.tr} ", place)
    return Row(cells=(say("{id}", id=identifier), text))
