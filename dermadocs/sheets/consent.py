"""The consent form: what the patient consents to, knowing what, and that it may be taken back (CSP-L1111-4-01).

Fourteen sections in the order of domain 2.3. Header, people and signatures are the template's, drawn from the
dossier. What nobody wrote down is room for writing by hand. No waiver, no consent tied to another: the act, the
anaesthesia and the photographs are asked apart (table B 13 of law.md), and publicity is not asked at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dermadocs.catalogue.model import NOTHING, Entry, Place, Statement
from dermadocs.domain.case import Case
from dermadocs.domain.consent import Consent, Given
from dermadocs.domain.content import Block, Choices, Lines, Quotation, Say, Section
from dermadocs.domain.procedure import Anaesthesia, Stay
from dermadocs.sheets.information import chosen
from dermadocs.sheets.lists import (
    after,
    answers,
    bullets,
    checked,
    mark_of_a_test,
    noted,
    papers,
    risks,
    said_back,
    text,
    written,
    yes_or_no,
)
from dermadocs.sheets.notices import needs_notice
from dermadocs.sheets.statements import statements

BOXES = 8
"""As many boxes as one question can hold (domain/content.py)."""
_NOTHING = Consent(
    hopes=None,
    special_needs=None,
    given=(),
    questions=(),
    understood=(),
    said_back=(),
    may_become_necessary=(),
    refused_in_advance=(),
    emergency_plan=None,
    photos_for_record=None,
    interpreter=None,
)
ANAESTHESIA: dict[Anaesthesia, str] = {
    Anaesthesia.NONE: "L’acte est prévu sans anesthésie.",
    Anaesthesia.LOCAL: "L’anesthésie prévue est locale : seule la zone est endormie.",
    Anaesthesia.LOCAL_SEDATION: "L’anesthésie prévue est locale, avec un calmant (sédation).",
    Anaesthesia.REGIONAL: "L’anesthésie prévue est locorégionale : une partie du corps est endormie.",
    Anaesthesia.GENERAL: "L’anesthésie prévue est générale : vous dormez pendant l’acte.",
}

_IMPLANT = "Un produit reste dans le corps plus de trente jours. Une notice vous a été remise avec le devis."
_NO_IMPLANT = "Aucun produit ne reste dans le corps plus de trente jours."


def consent(case: Case, entry: Entry, say: Say, given: Sequence[Given] = ()) -> tuple[Section, ...]:
    """The sections of the form, in order. `given`: the papers handed over, else those that the record names."""
    record = case.consent or _NOTHING
    handed = given or record.given
    return (
        Section(id="act", title=say("L’acte, et ce que vous en attendez"), blocks=_act(case, record, entry, say)),
        Section(id="given", title=say("Les documents reçus"), blocks=_given(record, handed, say)),
        Section(id="course", title=say("Le déroulement"), blocks=_course(case, entry, say)),
        Section(id="risks", title=say("Les risques"), blocks=_risks(entry, say)),
        Section(id="factors", title=say("Ce qui, chez vous, change les risques"), blocks=_factors(case, entry, say)),
        Section(id="alternatives", title=say("Les autres choix"), blocks=_alternatives(entry, say)),
        Section(id="questions", title=say("Vos questions"), blocks=_questions(record, say)),
        Section(id="understanding", title=say("Ce que vous avez compris"), blocks=_understanding(record, entry, say)),
        Section(id="undertakings", title=say("Ce qui dépend de vous"), blocks=_undertakings(case, record, entry, say)),
        Section(id="photos", title=say("Les photographies, à part"), blocks=_photos(record, say)),
        Section(id="data", title=say("Vos données"), blocks=_data(say)),
        Section(id="statements", title=say("Déclarations"), blocks=statements(case, say, handed)),
        Section(id="right-to-change", title=say("Vous pouvez changer d’avis"), blocks=_change(say)),
        Section(id="originals", title=say("Les exemplaires"), blocks=_originals(say)),
    )


def _act(case: Case, record: Consent, entry: Entry, say: Say) -> tuple[Block, ...]:
    """In plain words; the technical name stands in the header. Hopes are the patient's words, never ours."""
    stays = [say(s.text) for s in entry.at(Place.NOT_TREATED)]
    return (
        *mark_of_a_test(entry, say),
        *(text(say(s.text)) for s in entry.at(Place.PRINCIPLE)[:2]),
        written(record.hopes, say("Ce que j’espère de cet acte, avec mes mots :"), 3),
        *((bullets(stays, say("Ce que l’acte ne change pas :")),) if stays else ()),
        *(text(say(s.text)) for s in entry.at(Place.RESULT)),
        text(say(_IMPLANT if needs_notice(case) else _NO_IMPLANT)),
    )


def _given(record: Consent, given: Sequence[Given], say: Say) -> tuple[Block, ...]:
    return (
        *papers(given, say),
        text(say("L’entretien avec le chirurgien porte sur les points que la loi énumère :")),
        Quotation(wording="CSP_L1111_2_CONTENT"),
        text(say("Un document manque, ou n’est pas clair : demandez-le avant de signer.")),
        *_needs(record, say),
    )


def _needs(record: Consent, say: Say) -> tuple[Block, ...]:
    """What the person needs to understand and be understood, when it was written down."""
    label = say("Besoins particuliers (langue, façon de communiquer) :")
    return (noted((record.special_needs,), label, 1),) if record.special_needs else ()


def _course(case: Case, entry: Entry, say: Say) -> tuple[Block, ...]:
    kind = case.estimate.procedure.anaesthesia
    return (
        *_told(entry.at(Place.OPERATION), kind, say),
        text(say(ANAESTHESIA[kind])),
        *_told((s for s in entry.at(Place.ANAESTHESIA) if s.anaesthesia), kind, say),
        *_home(case, say),
        bullets(
            [after(say(m.when), ":", say(m.expect)) for m in entry.moments], say("Les jours et les mois d’après :")
        ),
    )


def _home(case: Case, say: Say) -> tuple[Block, ...]:
    """The way home and the days without work that the estimate plans."""
    told = []
    if case.estimate.procedure.stay is Stay.OUTPATIENT:
        told.append(say("Vous quittez la clinique le jour même."))
    leave = case.estimate.sick_leave_days
    if leave.minimum != leave.maximum:
        told.append(say("Prévoyez de {low} à {high} jours sans travail.", low=leave.minimum, high=leave.maximum))
    elif leave.maximum == 1:
        told.append(say("Prévoyez un jour sans travail."))
    elif leave.maximum:
        told.append(say("Prévoyez {high} jours sans travail.", high=leave.maximum))
    return tuple(text(words) for words in told)


def _risks(entry: Entry, say: Say) -> tuple[Block, ...]:
    """Frequent ones, and the serious ones even when exceptional: an aesthetic act asks for both (F-I03)."""
    return (
        text(say("Voici les risques dont le chirurgien vous a parlé, même ceux qui sont exceptionnels.")),
        *risks(entry, say),
        *(text(say(s.text)) for s in entry.at(Place.SERIOUS)),
        text(say("Un risque découvert plus tard vous sera signalé, même après l’acte.")),
        text(say("Les lettres entre parenthèses sont des sources. L’information médicale en donne la liste.")),
    )


def _factors(case: Case, entry: Entry, say: Say) -> tuple[Block, ...]:
    """Boxes of what the surgeon and the patient went through together, then a paragraph for each one ticked."""
    ticked = chosen(entry, case.risk_factors)
    blocks: list[Block] = []
    for start in range(0, len(entry.factors), BOXES):
        part = entry.factors[start : start + BOXES]
        boxes = tuple(i for i, factor in enumerate(part) if factor in ticked)
        question = say("Points revus avec le chirurgien :") if start == 0 else say("Autres points revus :")
        blocks.append(Choices(question=question, options=tuple(say(f.label) for f in part), chosen=boxes))
    blocks += [text(say(f.text)) for f in ticked]
    blocks.append(Lines(label=say("Autre point qui compte chez moi :"), count=2))
    return tuple(blocks)


def _alternatives(entry: Entry, say: Say) -> tuple[Block, ...]:
    """Doing nothing first: it is always one of them (F-I05)."""
    ordered = sorted(entry.alternatives, key=lambda alternative: alternative.id != NOTHING)
    told = [after(say(a.name), ":", say(a.text)) for a in ordered]
    return (bullets(told, say("Ne rien faire est toujours un choix possible. Les autres choix :")),)


def _questions(record: Consent, say: Say) -> tuple[Block, ...]:
    return (
        *answers(record.questions, say),
        noted(record.may_become_necessary, say("Gestes qui pourraient devenir nécessaires pendant l’acte :"), 2),
        noted(record.refused_in_advance, say("Gestes que je refuse d’avance :"), 2),
        text(
            say(
                "Un geste refusé d’avance n’est pas fait. "
                "Tout geste esthétique en plus demande un nouveau devis et un nouveau délai."
            )
        ),
    )


def _understanding(record: Consent, entry: Entry, say: Say) -> tuple[Block, ...]:
    named = {question.id: say(question.question) for question in entry.questions}
    return (
        text(say("Ce n’est pas un examen. Une réponse à revoir est une occasion d’expliquer encore.")),
        *said_back(record.said_back, entry.at(Place.TEACH_BACK), say),
        *checked(record.understood, named, say),
    )


def _undertakings(case: Case, record: Consent, entry: Entry, say: Say) -> tuple[Block, ...]:
    before = [say(s.text) for s in entry.at(Place.BEFORE) if s.item]
    after = [say(s.text) for s in entry.at(Place.SUN, Place.AVOID) if s.item]
    after += [
        say("Venez aux visites de contrôle, en personne ou par vidéo."),
        say("Appelez le cabinet au premier doute."),
    ]
    home = say("Si un problème survient chez moi : qui j’appelle, où je vais :")
    return (
        *((bullets(before, say("Avant l’acte :")),) if before else ()),
        bullets(after, say("Après l’acte :")),
        written(record.emergency_plan, home, 2),
        text(say("Ces conseils servent votre sécurité. En oublier un ne vous fait perdre aucun droit.")),
    )


def _photos(record: Consent, say: Say) -> tuple[Block, ...]:
    """For the medical record, and nothing else: no other use is offered (DATA-01, F-C02)."""
    asked = say("J’accepte que des photographies de la zone soient prises et gardées dans mon dossier médical :")
    return (
        Quotation(wording="OWN_CONSENT_PHOTOS"),
        yes_or_no(asked, record.photos_for_record, say),
        text(say("Aucun autre usage n’est demandé. Seule l’équipe de soins les voit.")),
        text(say("Le retrait vaut pour l’avenir : aucune autre photographie n’est prise.")),
    )


def _data(say: Say) -> tuple[Block, ...]:
    return (
        text(say("Le cabinet garde votre dossier pendant vingt ans au moins après votre dernier passage.")),
        text(say("Vous pouvez le lire, en obtenir une copie et faire corriger une erreur.")),
        text(say("La notice remise avec le devis dit qui reçoit vos données, pourquoi, et comment vous plaindre.")),
    )


def _change(say: Say) -> tuple[Block, ...]:
    items = (
        say("Dites-le, téléphonez ou écrivez. Aucune forme n’est imposée."),
        say("Le jour même, l’équipe vous le demande encore une fois avant de commencer."),
        say("Renoncer ne change rien aux soins que vous recevez ensuite."),
    )
    return (Quotation(wording="OWN_CONSENT_REVOCABLE"), bullets(items))


def _originals(say: Say) -> tuple[Block, ...]:
    return (
        Quotation(wording="OWN_CONSENT_ORIGINALS"),
        Quotation(wording="OWN_CONSENT_FRENCH_GOVERNS"),
        text(say("Chaque page porte un code. Il sert à reconnaître ce document et à vérifier ses signatures.")),
    )


def _told(found: Iterable[Statement], kind: Anaesthesia, say: Say) -> Iterable[Block]:
    """Paragraphs of those statements that are for the anaesthesia chosen, or for any."""
    return (text(say(s.text)) for s in found if not s.anaesthesia or kind in s.anaesthesia)
