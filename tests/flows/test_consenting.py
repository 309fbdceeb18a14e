"""The consent: after the acceptance, never before the gate, with the accepted estimate inside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace as changed
from world import DAYS, EVIDENCE, MENTIONS, Life, Scene, example, handle_of

from dermadocs.demo.forgers import accepted_at
from dermadocs.errors import InputError, LawBreach, NotPermitted
from dermadocs.flows import consenting
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.proving.batch import exit_code


def drawn(scene: Scene, accepted: PaperFile, seed: str = "consent") -> PaperFile:
    return consenting.draw(scene.practice, accepted, handle_of(seed), scene.clock.set(DAYS.consented))


def signed(scene: Scene, file: PaperFile) -> PaperFile:
    for operator in file.case.operators:
        file = consenting.inform(scene.practice, file, operator, scene.clock.now())
    for person in file.case.receivers:
        file = consenting.consent(scene.practice, file, person, MENTIONS["consent"], EVIDENCE, scene.clock.now())
    return file


@pytest.fixture(scope="module")
def consent(life: Life) -> PaperFile:
    return signed(life.scene, drawn(life.scene, life.accepted))


def test_it_is_valid_and_carries_the_fifteen_days(life: Life, consent: PaperFile) -> None:
    answer = life.scene.judge(consent.pdf)
    assert (answer["verdict"], answer["reasons"]) == ("VALID", [])
    assert answer["interval"]["verdict"] == "STATED"
    estimate = life.scene.judge(life.accepted.pdf)["interval"]
    assert {key: answer["interval"][key] for key in ("receipt", "gate")} == {
        key: estimate[key] for key in ("receipt", "gate")
    }
    assert answer["missing_acts"] == ["confirmation"]
    assert [act["name"] for act in answer["acts"] if "Archive" not in act["field"]] == ["practitioner", "consent"]


def test_it_names_the_papers_that_were_handed_over(consent: PaperFile, life: Life) -> None:
    given = consent.document.dossier.consent
    assert given is not None
    listed = [paper.sha256 for paper in life.accepted.document.handed_over]
    assert len(listed) == 2
    assert [paper.sha256 for paper in given.given] == [life.accepted.sha256, *listed]
    assert {paper.given_on for paper in given.given} == {life.accepted.dossier.day}


@pytest.mark.parametrize("when", ["sent", "received"])
def test_no_form_is_drawn_before_the_acceptance(life: Life, when: str) -> None:
    with pytest.raises(NotPermitted):
        drawn(life.scene, getattr(life, when))


def test_another_mention_is_refused(life: Life) -> None:
    file = drawn(life.scene, life.accepted)
    file = consenting.inform(life.scene.practice, file, file.case.operators[0], life.scene.clock.now())
    with pytest.raises(InputError, match="je consens à cet acte"):
        consenting.consent(life.scene.practice, file, file.case.patient, "d'accord", EVIDENCE, life.scene.clock.now())


def test_a_question_without_an_answer_stops_the_signature(life: Life) -> None:
    assert life.accepted.case.consent is not None
    silent = changed(life.accepted.case, consent=changed(life.accepted.case.consent, photos_for_record=None))
    file = drawn(life.scene, replace(life.accepted, case=silent))
    file = consenting.inform(life.scene.practice, file, file.case.operators[0], life.scene.clock.now())
    with pytest.raises(NotPermitted, match=r"not answered yet: « .*photographies"):
        consenting.consent(
            life.scene.practice, file, file.case.patient, MENTIONS["consent"], EVIDENCE, life.scene.clock.now()
        )


INTERPRETER = {
    "id": "interpreter",
    "family_name": "Lindqvist",
    "given_names": "Astrid",
    "language": "en",
    "professional": True,
}


def test_the_interpreter_signs_before_the_patient(life: Life) -> None:
    case = example(("/consent/interpreter", INTERPRETER), ("/consultation/interpreter", "Astrid Lindqvist"))
    scene = life.scene
    file = drawn(scene, replace(life.accepted, case=case), "interpreted")
    file = consenting.inform(scene.practice, file, file.case.operators[0], scene.clock.now())
    patient = (scene.practice, file, file.case.patient, MENTIONS["consent"], EVIDENCE)
    with pytest.raises(NotPermitted, match="interpreter has not signed"):
        consenting.consent(*patient, scene.clock.now())
    file = consenting.interpret(scene.practice, file, EVIDENCE, scene.clock.now())
    patient = (scene.practice, file, file.case.patient, MENTIONS["consent"], EVIDENCE)
    answer = scene.judge(consenting.consent(*patient, scene.clock.now()).pdf)
    names = [act["name"] for act in answer["acts"] if "Archive" not in act["field"]]
    assert names == ["practitioner", "interpreter", "consent"]
    assert "WRONG_ORDER" not in answer["reasons"]


@pytest.mark.parametrize(
    "text", ["Je décharge le chirurgien de toute responsabilité.", "Un acompte de 300 € est versé à la réservation."]
)
def test_no_form_is_drawn_with_a_clause_that_no_consent_holds(life: Life, text: str) -> None:
    case = example(("/consent/questions/0/answer", text))
    with pytest.raises(LawBreach, match="/consent/questions/0/answer"):
        drawn(life.scene, replace(life.accepted, case=case))


def test_a_tick_is_part_of_the_story(life: Life, consent: PaperFile) -> None:
    """What the patient answered stands in the data; a page that shows another box ticked says another story."""
    document = consent.document
    chosen = [entry for entry in document.printed if "/chosen/" in entry.pointer]
    assert chosen
    assert {entry.text for entry in chosen} == {"×"}


def test_an_estimate_accepted_too_early_is_told(life: Life) -> None:
    scene, gate = life.scene, life.received.dossier.gate
    assert gate is not None
    world = SimpleNamespace(
        authority=scene.authority, practice=scene.practice, clock=scene.clock, received=life.received, days=DAYS
    )
    answer = embedding(life, accepted_at(world, gate - timedelta(minutes=2)))  # type: ignore[arg-type]
    assert exit_code(answer) == 1
    assert any("INTERVAL_VIOLATED" in message["message"] for message in answer["messages"])


def embedding(life: Life, estimate: bytes, **other: Any) -> dict[str, Any]:
    """The answer for a consent, faultless in itself, into which another file was put as its estimate."""
    swapped = replace(life.accepted, pdf=estimate, **other)
    return life.scene.judge(signed(life.scene, drawn(life.scene, swapped, "swapped")).pdf)


def test_an_estimate_that_is_not_accepted_is_told(life: Life) -> None:
    answer = embedding(life, life.received.pdf)
    assert exit_code(answer) == 1
    assert "ESTIMATE_DIFFERS" in answer["reasons"]
    assert any("not accepted" in message["message"] for message in answer["messages"])


def test_a_damaged_estimate_is_told(life: Life) -> None:
    pdf = bytearray(life.accepted.pdf)
    pdf[len(pdf) // 3] ^= 1
    answer = embedding(life, bytes(pdf))
    assert exit_code(answer) == 1
    assert "ESTIMATE_DIFFERS" in answer["reasons"]


def test_something_else_instead_of_the_estimate_is_told(life: Life) -> None:
    answer = embedding(life, b"%PDF-1.7 no estimate")
    assert exit_code(answer) == 1
    assert "ESTIMATE_DIFFERS" in answer["reasons"]


def test_another_price_in_the_consent_is_told(life: Life) -> None:
    dearer = example(("/estimate/lines/0/label", "Honoraires du chirurgien et de son aide"))
    answer = embedding(life, life.accepted.pdf, case=dearer)
    assert exit_code(answer) == 1
    assert any("another estimate" in message["message"] for message in answer["messages"])


def test_a_consent_before_the_gate_is_refused_whatever_was_recorded(life: Life) -> None:
    file = drawn(life.scene, life.accepted)
    file = consenting.inform(life.scene.practice, file, file.case.operators[0], life.scene.clock.now())
    early = DAYS.received + timedelta(days=3)
    with pytest.raises(NotPermitted):
        consenting.consent(life.scene.practice, file, file.case.patient, MENTIONS["consent"], EVIDENCE, early)
