"""The sentences before the tables: golden for each verdict, from real answers, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from world import Batch, Life

from dermadocs.report.facts import Facts
from dermadocs.report.story import Story, story
from dermadocs.report.voice import Language, Voice
from signatures import Trust


def told(answer: dict[str, Any], language: Language = "fr") -> Story:
    return story(Facts(answer), Voice(language))


def plain(lines: tuple[str, ...]) -> list[str]:
    """With ordinary spaces, so that a test can be read and typed."""
    return [line.replace("\u00a0", " ").replace("\u202f", " ") for line in lines]


@pytest.fixture(scope="module")
def accepted(life: Life) -> dict[str, Any]:
    return life.scene.judge(life.accepted.pdf)


def of(judged: Batch, name: str) -> dict[str, Any]:
    return next(answer for answer in judged.answers if answer["file"].endswith(f"/{name}"))


def test_a_valid_estimate_in_french(accepted: dict[str, Any]) -> None:
    it = told(accepted)
    assert (it.tone, it.word) == ("valid", "Valide")
    assert it.headline == "Les quinze jours ont été respectés, selon l’horloge du cabinet."
    sentences = plain(it.sentences)
    assert sentences[:7] == [
        "C’est le devis, dossier n° 2026-0147 de Hannah WHITCOMBE, 1 500,00 € TTC,"
        " du cabinet « Cabinet du Dr Claire Vasseur ».",
        "Ses pages et ses données sont celles qui ont été signées.",
        "Claire VASSEUR a signé le lundi 2 novembre 2026 à 18:05 (heure de Paris).",
        "Hannah WHITCOMBE en a accusé réception le vendredi 6 novembre 2026 à 20:42 (heure de Paris).",
        "Hannah WHITCOMBE l’a accepté le lundi 23 novembre 2026 à 19:12 (heure de Paris).",
        "Le délai de réflexion de quinze jours a été respecté : reçu le vendredi 6 novembre 2026 à 20:42 (heure de"
        " Paris), le devis ne pouvait être accepté avant le dimanche 22 novembre 2026 à 00:00 (heure de Paris) ;"
        " l’accord a été donné au plus tôt le lundi 23 novembre 2026 à 19:12 (heure de Paris).",
        "Ces dates viennent de l’horloge du cabinet : c’est lui qui les déclare, rien d’autre ne les confirme.",
    ]
    assert plain(it.todo)[0] == "Conservez le fichier tel quel : imprimé ou converti, il ne prouve plus rien."
    assert "ne vient pas du cabinet" in it.todo[-1]


def test_the_same_in_english(accepted: dict[str, Any]) -> None:
    it = told(accepted, "en")
    assert (it.word, it.headline) == ("Valid", "The fifteen days were kept, by the practice’s own clock.")
    assert plain(it.sentences)[4:7] == [
        "Hannah WHITCOMBE accepted it on Monday 23 November 2026 at 19:12 (Paris time).",
        "The fifteen days of reflection were kept: received on Friday 6 November 2026 at 20:42 (Paris time), the"
        " estimate could not be accepted before Sunday 22 November 2026 at 00:00 (Paris time); the agreement was given"
        " on Monday 23 November 2026 at 19:12 (Paris time) at the earliest.",
        "These dates come from the practice’s own clock: they are stated by the practice, and nothing else confirms"
        " them.",
    ]


@pytest.mark.parametrize(
    ("interval", "headline", "weight"),
    [
        ("PROVEN", "Le respect des quinze jours est prouvé.", "elles sont prouvées"),
        ("SUPPORTED", "Le respect des quinze jours est étayé par une horloge indépendante.", "étayées par un tiers"),
    ],
)
def test_only_other_clocks_let_it_say_more(accepted: dict[str, Any], interval: str, headline: str, weight: str) -> None:
    better = {**accepted, "interval": {**accepted["interval"], "verdict": interval}}
    it = told(better)
    assert it.headline == headline
    assert any(weight in line for line in it.sentences)
    assert "ne vient pas du cabinet" not in " ".join(it.todo)
    said = " ".join((told(accepted).headline, *told(accepted).sentences))
    assert "prouvé" not in said
    assert "étayé" not in said


def test_before_the_acceptance_it_says_from_when_on(life: Life) -> None:
    it = told(life.scene.judge(life.received.pdf))
    assert (it.tone, it.headline) == ("valid", "Rien n’y est encore accepté.")
    text = " ".join(plain(it.sentences))
    assert "rien ne peut être accepté, consenti ni payé avant le dimanche 22 novembre 2026 à 00:00" in text
    assert "Ce fichier ne contient pas : Acceptation." in text
    assert any("version plus récente" in line for line in it.todo)
    sent = told(life.scene.judge(life.sent.pdf))
    assert "Aucune réception n’y est établie" in " ".join(sent.sentences)


def test_bytes_behind_the_end_are_invalid_and_keep_no_days(life: Life) -> None:
    it = told(life.scene.judge(life.accepted.pdf + b"\n% more"))
    assert (it.tone, it.word) == ("invalid", "Non valide")
    text = " ".join(plain(it.sentences))
    assert text.startswith("Il se présente comme le devis")
    assert "ne sont plus ceux qui ont été signés" in text
    assert "un fichier qui n’est pas valide ne suffit pas à le montrer" in text
    assert "a été respecté" not in text
    assert "Demandez l’original et comparez les empreintes." in it.todo


def test_without_an_anchor_it_cannot_be_decided(life: Life) -> None:
    it = told(life.scene.judge(life.accepted.pdf, trust=Trust(())))
    assert (it.tone, it.word) == ("undecided", "Indéterminé")
    text = " ".join(plain(it.sentences))
    assert "selon une horloge à laquelle rien ne permet de se fier" in text
    assert "n’est pas prouvé" in text
    assert any("par téléphone ou sur papier" in line for line in it.todo)


def test_a_signature_that_nobody_can_check_is_not_said_to_hold(accepted: dict[str, Any]) -> None:
    code = "SIGNATURE_UNCHECKED"
    unchecked = {**accepted, "verdict": "INDETERMINATE", "integrity": "UNREADABLE", "reasons": [code]}
    it = told(unchecked)
    assert (it.tone, it.word) == ("undecided", "Indéterminé")
    assert plain((it.headline,))[0].startswith("Une signature ou un horodatage ne peut pas être vérifié : son")
    text = " ".join(plain(it.sentences))
    assert "rien ne dit si tout est tel qu’il a été signé" in text
    assert "sont celles qui ont été signées" not in text
    assert "Hannah WHITCOMBE l’a accepté" in text  # what it claims is told all the same
    english = told(unchecked, "en")
    assert english.headline.startswith("A signature or a timestamp cannot be checked")
    assert any("nothing says whether all of it" in line for line in english.sentences)


def test_an_early_acceptance_says_by_how_much(judged: Batch) -> None:
    it = told(of(judged, "accepted-two-minutes-early.pdf"))
    assert (it.word, it.headline) == ("Non valide", "L’accord a été donné avant la fin des quinze jours de réflexion.")
    assert any(line.startswith("C’est 2") and "trop tôt" in line for line in plain(it.sentences))
    close = told(of(judged, "accepted-one-second-early.pdf"))
    assert close.tone == "undecided"
    assert plain(close.todo) == [
        "Demandez une autre preuve de l’heure, ou une nouvelle acceptation : à cet instant près, rien n’est sûr."
    ]


@pytest.mark.parametrize(
    ("name", "word", "headline"),
    [
        ("aftercare.pdf", "Valide", "Ses signatures tiennent."),
        ("consent.pdf", "Valide", "Les quinze jours ont été respectés, selon l’horloge du cabinet."),
        ("cut-in-a-revision.pdf", "Illisible", "Le fichier n’est pas un PDF lisible"),
        ("patient-field-signed-by-surgeon.pdf", "Non valide", "Un champ a été signé par une autre personne"),
        ("rewritten-by-another-authority.pdf", "Indéterminé", "Un certificat ne vient d’aucune des autorités"),
        ("estimate-extract.pdf", "Indéterminé", "C’est un extrait pour inspection"),
        ("price-list.pdf", "Indéterminé", "Le fichier ne porte la signature de personne."),
        ("papers/withdrawal.pdf", "Indéterminé", "C’est un document de ce programme, mais sans aucune signature"),
    ],
)
def test_every_file_of_the_demonstration_has_its_word(judged: Batch, name: str, word: str, headline: str) -> None:
    it = told(of(judged, name))
    assert it.word == word
    assert plain((it.headline,))[0].startswith(headline)
    assert it.todo


def test_every_answer_has_both_languages_and_no_loose_end(judged: Batch) -> None:
    for answer in judged.answers:
        for language in ("fr", "en"):
            it = told(answer, language)  # type: ignore[arg-type]
            for line in (it.headline, *it.sentences, *it.todo):
                assert "{" not in line
                assert "None" not in line
                assert line.endswith("."), line


def test_the_hour_that_comes_twice_names_its_distance_to_utc() -> None:
    at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "UTC+2" in Voice("fr").moment(at)
    assert Voice("en").moment(at).endswith("(Paris time, UTC+2)")


def test_the_law_of_a_broken_paper_is_said_and_changes_no_verdict(accepted: dict[str, Any]) -> None:
    broken = [{**finding, "status": "BREACH"} for finding in accepted["law"][:2]]
    for finding in broken:
        finding["severity"] = "blocking"
    it = told({**accepted, "law": [*broken, *accepted["law"][2:]]})
    assert it.tone == "valid"
    assert any(line.startswith("2 règles de droit qui interdisent") for line in plain(it.sentences))
    assert any("section « Droit »" in line for line in plain(it.todo))
