"""From the acceptance to the end: the consent form, the preparation, the day, the sealed bundle."""

from __future__ import annotations

from typing import Any

from dermadocs.domain.bundle import CLOSED
from dermadocs.domain.consent import Consent
from dermadocs.domain.events import Act
from dermadocs.domain.jsonform import convert
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.state import State
from dermadocs.errors import InputError
from dermadocs.flows import bundling, casework
from dermadocs.flows.desk import Desk
from dermadocs.flows.informing import language_of
from dermadocs.flows.kept import Kept
from dermadocs.portal import choices
from dermadocs.portal.acting import Deed
from dermadocs.portal.office import office
from dermadocs.portal.practice.fields import Field, Sheet
from dermadocs.portal.practice.papers import invited, not_operator, signing
from dermadocs.portal.practice.standing import Scene
from dermadocs.portal.practice.steps import Given, Step

QUESTIONS = 4
"""Rows for questions and answers on the page; each is optional."""


# ---- the consent form


def _consent_sheet(scene: Scene) -> Sheet:
    say, case = scene.say, scene.case
    assert case is not None
    yes_no = (("yes", say("Oui")), ("no", say("Non")))
    known = case.consent
    fields = [
        Field(
            "hopes",
            say("Ce que le patient espère, avec ses mots"),
            "area",
            required=False,
            initial=known.hopes if known else "",
        ),
        Field("special_needs", say("Besoins particuliers (langue, façon de communiquer)"), "area", required=False),
    ]
    for number in range(1, QUESTIONS + 1):
        fields += [
            Field(f"question-{number}", say("Question {n} du patient", n=number), "area", required=False),
            Field(f"answer-{number}", say("Réponse à la question {n}", n=number), "area", required=False),
        ]
    fields += [*_understanding(scene), *_choices_of(scene, yes_no), *_interpreter(scene, yes_no)]
    return Sheet(
        say("Établir le formulaire de consentement"),
        say("Le formulaire reprend vos échanges avec le patient. Vous signez que vous l’avez informé ; le patient consent ensuite, à part, dans son espace."),
        say("Établir et signer le formulaire"), tuple(fields), facts=((say("Clés qui signent"), signing(case)),),
        warning=say("Plusieurs chirurgiens opèrent : leurs clés, gardées par ce cabinet, signent l’une après l’autre. Ne continuez que si chacun a donné son accord.") if len(case.operators) > 1 else "",
        done=say("Le formulaire est prêt. Le patient peut le lire et y consentir dans son espace."),
    )  # fmt: skip


def _understanding(scene: Scene) -> list[Field]:
    say = scene.say
    assert scene.case is not None
    entry = office().desk.practice.find(scene.case.estimate.procedure.code)
    answers = (
        ("", say("Pas posée")),
        ("right", say("Juste du premier coup")),
        ("again", say("Expliquée à nouveau, puis comprise")),
    )
    return [Field(f"understood-{q.id}", q.question, "choice", answers, required=False) for q in entry.questions]


def _choices_of(scene: Scene, yes_no: tuple[tuple[str, str], ...]) -> list[Field]:
    say = scene.say
    return [
        Field("may_become_necessary", say("Ce qui peut devenir nécessaire pendant l’acte, une ligne chacun"), "lines", required=False),
        Field("refused_in_advance", say("Ce que le patient refuse d’avance, une ligne chacun"), "lines", required=False),
        Field("emergency_plan", say("En cas d’urgence, qui prévenir et où aller"), "area", required=False),
        Field("anaesthesia_agreed", say("Le patient accepte-t-il l’anesthésie prévue ?"), "yes", yes_no),
        Field("photos_for_record", say("Le patient accepte-t-il des photographies pour son seul dossier médical ?"), "yes", yes_no),
    ]  # fmt: skip


def _interpreter(scene: Scene, yes_no: tuple[tuple[str, str], ...]) -> list[Field]:
    say = scene.say
    spoken = scene.case.patient.language if scene.case else "fr"
    kinds = (
        ("", say("Pas d’interprète")),
        ("yes", say("Interprète professionnel")),
        ("no", say("Proche du patient")),
    )
    return [
        Field("interpreter", say("Interprète"), "choice", kinds, required=False),
        Field("interpreter-given", say("Prénoms de l’interprète"), required=False),
        Field("interpreter-family", say("Nom de l’interprète"), required=False),
        Field("interpreter-language", say("Entre le français et"), "choice", choices.languages(say.language), required=False, initial=spoken),
    ]  # fmt: skip


def consent_of(values: dict[str, Any], day: str) -> dict[str, Any]:
    """The answers of the consent as plain values."""
    asked = [
        {"asked_on": day, "question": values[f"question-{n}"], "answer": values[f"answer-{n}"]}
        for n in range(1, QUESTIONS + 1)
        if values[f"question-{n}"] or values[f"answer-{n}"]
    ]
    understood = [
        {"question": name.partition("-")[2], "right": told == "right", "explained_again": told == "again"}
        for name, told in values.items()
        if name.startswith("understood-") and told
    ]
    interpreter = values["interpreter"] and {
        "id": "interpreter",
        "family_name": values["interpreter-family"],
        "given_names": values["interpreter-given"],
        "language": values["interpreter-language"],
        "professional": values["interpreter"] == "yes",
    }
    plain = ("hopes", "special_needs", "emergency_plan", "anaesthesia_agreed", "photos_for_record")
    return {
        **{name: values[name] for name in plain},
        "given": [],
        "questions": asked,
        "understood": understood,
        "said_back": [],
        "may_become_necessary": values["may_become_necessary"] or [],
        "refused_in_advance": values["refused_in_advance"] or [],
        "interpreter": interpreter or None,
    }


def _consent(scene: Scene, given: Given) -> Deed:
    raw = consent_of(dict(given.values), paris_day(scene.now).isoformat())
    try:
        answers = convert(raw, Consent, "consent")
    except InputError as problem:
        raise InputError(_field_of(problem.where), problem.why) from problem

    def deed(desk: Desk, kept: Kept) -> Kept:
        return invited(desk, casework.draw_consent(desk, kept, answers, language=language_of(kept.case)))

    return deed


def _field_of(pointer: str) -> str:
    """The field of the form that became the value at a pointer."""
    parts = pointer.strip("/").split("/")
    if parts[0] == "questions" and len(parts) == 3:
        return f"{'question' if parts[2] == 'question' else 'answer'}-{int(parts[1]) + 1}"
    if parts[0] == "interpreter" and len(parts) == 2:
        return {"family_name": "interpreter-family", "given_names": "interpreter-given"}.get(parts[1], "interpreter")
    return parts[0]


def no_form_yet(scene: Scene) -> str | None:
    """The form is drawn once, by who operates."""
    if scene.kept.has("consent"):
        return scene.say("Le formulaire est déjà établi : le patient y consent dans son espace.")
    return not_operator(scene)


# ---- the day, the end


def _prepare_sheet(scene: Scene) -> Sheet:
    say = scene.say
    return Sheet(
        say("Clore la préparation"),
        say("Le patient a été examiné en personne par qui opère, l’anesthésiste l’a vu s’il le faut, et son délai de rétractation est passé."),
        say("Clore la préparation"),
        done=say("La préparation est close. Le jour de l’acte, le patient confirme encore sa décision, dans son espace ou à l’encre sur son consentement."),
    )  # fmt: skip


def _perform_sheet(scene: Scene) -> Sheet:
    say, case = scene.say, scene.case
    assert case is not None
    facts = ((say("Opère"), signing(case)), (say("Lieu"), case.facility.name))
    return Sheet(
        say("L’acte commence"),
        say("Vous confirmez que les opérateurs, le lieu et les assurances sont ceux du devis, et que le patient a confirmé sa décision aujourd’hui."),
        say("Enregistrer le début de l’acte"), facts=facts,
        done=say("Le début de l’acte est enregistré. Il reste à sceller le dossier."),
    )  # fmt: skip


def _perform(_: Scene, given: Given) -> Deed:
    return lambda desk, kept: casework.perform(desk, kept, kept.case.estimate.operators)


def _close_sheet(scene: Scene) -> Sheet:
    say = scene.say
    return Sheet(
        say("Sceller le dossier"),
        say("Tout ce qui est gardé est réuni dans un seul fichier scellé, qui se prouve sans ce cabinet. Plus rien ne s’y ajoutera que des remboursements et des renouvellements."),
        say("Sceller"), facts=((say("Fichiers"), str(len(scene.kept.latest))),),
        warning=say("Sceller ne se défait pas."),
        done=say("Le dossier est scellé. Vous pouvez le télécharger et le faire vérifier par n’importe qui."),
    )  # fmt: skip


def _close(_: Scene, given: Given) -> Deed:
    return lambda desk, kept: bundling.seal(desk, kept, language=language_of(kept.case))


def _renew_sheet(scene: Scene) -> Sheet:
    say = scene.say
    return Sheet(
        say("Renouveler l’horodatage du dossier"),
        say("Le dossier scellé reçoit un horodatage de plus, dont le certificat dure plus longtemps."),
        say("Renouveler"), done=say("L’horodatage est renouvelé."),
    )  # fmt: skip


def _renew(_: Scene, given: Given) -> Deed:
    return bundling.renew


STEPS = (
    Step("consent-form", "sign", _consent_sheet, _consent, asks="consent", states=frozenset({State.ACCEPTED}),
         needs_case=True, closed=no_form_yet),
    Step("prepare", "sign", _prepare_sheet, lambda _, __: casework.prepare, act=Act.PREPARE, asks="prepare", needs_case=True),
    Step("operation", "sign", _perform_sheet, _perform, act=Act.PERFORM, asks="perform", needs_case=True,
         closed=not_operator),
    Step("close", "sign", _close_sheet, _close, act=Act.ARCHIVE, asks="archive", states=CLOSED, needs_case=True),
    Step("renew", "sign", _renew_sheet, _renew, states=frozenset({State.ARCHIVED}), needs_case=True),
)  # fmt: skip
