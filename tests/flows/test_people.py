"""People as they come: two surgeons, long names, names in other scripts; and the whole life of their estimates."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader
from world import DAYS, RAW, Scene, example, scene

from dermadocs.domain.case import Case
from dermadocs.errors import InputError, LawBreach, NotPermitted
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.proving.acts import stamps
from dermadocs.flows.sealing import sign_as_practitioner


def whole_life(at_work: Scene) -> tuple[PaperFile, dict[str, Any]]:
    accepted = at_work.accept(at_work.receive(at_work.issue()))
    return accepted, at_work.judge(accepted.pdf)


def two_surgeons() -> Case:
    second = {**RAW["practitioners"][0], "id": "second", "rpps": "10000000017", "given_names": "Zoé Anaïs"}
    second["family_name"] = "Ørsted-Nuñez"
    return example(
        ("/practitioners/1", second),
        ("/estimate/operators", ["surgeon", "second"]),
        ("/estimate/substitution", "La Dre Ørsted-Nuñez opère avec la Dre Vasseur, annoncé le jour de la consultation"),
    )


def test_every_operating_surgeon_signs_before_anybody_receives() -> None:
    with scene(two_surgeons()) as at_work:
        drafted = at_work.draft()
        one = sign_as_practitioner(at_work.practice, drafted, drafted.case.operators[0], at_work.clock.set(DAYS.signed))
        with pytest.raises(NotPermitted, match="not signed by every operating surgeon") as refused:
            at_work.receive(one)
        assert refused.value.rule == "CSP-D6322-30-02"
        with pytest.raises(NotPermitted, match="already signed"):
            sign_as_practitioner(at_work.practice, one, drafted.case.operators[0], at_work.clock.now())
        answer = at_work.judge(one.pdf)
        assert answer["verdict"] == "VALID"
        assert answer["missing_acts"] == ["practitioner 2", "receipt", "acceptance"]
        accepted, answer = whole_life(at_work)
    assert (answer["verdict"], answer["missing_acts"]) == ("VALID", [])
    signers = [(act["name"], act["signer"]["name"]) for act in answer["acts"] if act["kind"] == "signature"]
    assert signers == [
        ("practitioner 1", "Claire VASSEUR"),
        ("practitioner 2", "Zoé Anaïs ØRSTED-NUÑEZ"),
        ("receipt", "Hannah WHITCOMBE"),
        ("acceptance", "Hannah WHITCOMBE"),
    ]
    assert accepted.dossier.accepted == ("patient",)


LONG = ("Maximiliane Theodora Wilhelmine", "von und zu Hohenlohe-Ingelfingen")
PEOPLE = {
    "Cyrillic": ("Anna Sergueïevna", "Kouznetsova", "Анна Сергеевна Кузнецова"),
    "Arabic": ("Layla", "Al-Khatib", "ليلى الخطيب"),
    "long": (*LONG, None),
}


@pytest.mark.parametrize("kind", PEOPLE)
def test_a_name_is_written_as_in_the_passport_and_in_its_own_script(kind: str) -> None:
    given, family, native = PEOPLE[kind]
    case = example(("/patient/given_names", given), ("/patient/family_name", family), ("/patient/native_name", native))
    with scene(case) as at_work:
        accepted, answer = whole_life(at_work)
    assert (answer["verdict"], answer["reasons"]) == ("VALID", [])
    assert answer["acts"][-2]["signer"]["name"] == f"{given} {family.upper()}"
    assert answer["data"]["dossier"]["patient"]["native_name"] == native
    drawn = "".join(stamps(PdfReader(io.BytesIO(accepted.pdf)))["Acceptance1"].split())
    assert f"{given} {family.upper()}".replace(" ", "") in drawn
    if native:
        assert native.replace(" ", "") in drawn


def test_a_script_without_a_font_is_refused_by_its_place_and_never_drawn_as_boxes() -> None:
    """No Chinese font is among those installed by the set-up; where the machine has one, the name is printed."""
    case = example(
        ("/patient/given_names", "Xiaoming"), ("/patient/family_name", "Ouyang"), ("/patient/native_name", "欧阳晓明")
    )
    with scene(case) as at_work:
        issued = outcome(at_work)
        if isinstance(issued, InputError):
            assert issued.where.endswith("/patient/native_name")
            assert "U+6B27" in issued.why
        else:
            accepted = at_work.accept(at_work.receive(issued))
            assert "欧阳晓明" in stamps(PdfReader(io.BytesIO(accepted.pdf)))["Acceptance1"]


def outcome(at_work: Scene) -> PaperFile | InputError:
    try:
        return at_work.issue()
    except InputError as refused:
        return refused


def test_a_name_that_no_certificate_holds_is_refused_before_anything_is_drawn() -> None:
    """64 letters is the most that a certificate takes; the long name above has just as many."""
    assert len(" ".join(LONG)) == 64
    case = example(("/patient/given_names", LONG[0] + "s"), ("/patient/family_name", LONG[1]))
    with scene(case) as at_work, pytest.raises(LawBreach, match="64 letters") as refused:
        at_work.issue()
    assert refused.value.where == "/patient/given_names"


def test_a_name_in_another_script_only_is_refused() -> None:
    case = example(("/patient/family_name", "Кузнецова"))
    with scene(case) as at_work, pytest.raises(LawBreach, match="native_name") as refused:
        at_work.issue()
    assert refused.value.where == "/patient/family_name"
