"""A new procedure needs no code: a file of its own makes its sheets. The chin implant here is test content."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from dermadocs.catalogue.comprehension import choices
from dermadocs.catalogue.load import read, read_folder
from dermadocs.domain.content import Bullets, Paragraph, Risks, Section
from dermadocs.domain.jsonform import builtins, convert
from dermadocs.errors import InputError
from dermadocs.languages import Untranslated, speaker
from dermadocs.sheets.aftercare import aftercare
from dermadocs.sheets.information import information

FILE = Path(__file__).parent / "chin-implant.toml"
SAY = speaker(None)


def test_the_file_alone_makes_both_sheets() -> None:
    chin = read(FILE.read_bytes(), FILE.name)
    sheet = information(chin, SAY, ["teeth"], "general")
    assert len(sheet) == 16
    assert [s.id for s in aftercare(chin, SAY, ["teeth"])] == [
        "days",
        "wash",
        "avoid",
        "alarm",
        "abroad",
        "local-doctor",
    ]
    for section in (*sheet, *aftercare(chin, SAY, [])):
        assert convert(builtins(section), Section, "section") == section  # every bound of the record is kept


def test_a_product_kept_for_ever_is_told_and_its_days_stand_in_the_defaults() -> None:
    chin = read(FILE.read_bytes(), FILE.name)
    assert chin.defaults.implant_days > 30
    result = next(s for s in information(chin, SAY, [], "general") if s.id == "result")
    texts = [b.text.fr for b in result.blocks if isinstance(b, Paragraph)]
    assert "Il faut parfois une autre opération pour le changer." in texts


def test_a_kept_product_without_the_words_of_its_notice_is_refused() -> None:
    data = FILE.read_bytes().replace(b'"implant-life"', b'"lasts"')
    with pytest.raises(InputError) as refused:
        read(data, "own.toml")
    assert str(refused.value) == "own.toml: no statement 'implant-life', which a product kept 36500 days needs"


def test_only_the_anaesthesia_named_is_told() -> None:
    chin = read(FILE.read_bytes(), FILE.name)
    for kind, wanted, other in (
        ("general", "Vous dormez pendant toute l’opération.", "Un calmant vous détend."),
        ("local_sedation", "Un calmant vous détend.", "Vous dormez pendant toute l’opération."),
    ):
        section = next(s for s in information(chin, SAY, [], kind) if s.id == "anaesthesia")
        texts = [b.text.fr for b in section.blocks if isinstance(b, Paragraph)]
        assert wanted in texts
        assert other not in texts


def test_test_content_says_so_before_anything_else() -> None:
    chin = read(FILE.read_bytes(), FILE.name)
    first = information(chin, SAY, [], "general")[0].blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text.fr == "Ceci est un texte d’essai. Il ne parle d’aucune vraie opération."


def test_singular_figures_read_as_singular() -> None:
    chin = read(FILE.read_bytes(), FILE.name)
    effects = next(s for s in information(chin, SAY, [], "general") if s.id == "effects").blocks[0]
    assert isinstance(effects, Risks)
    said = {row.name.fr: row.said.fr for row in effects.rows}
    assert said["Bleus"] == "environ 1 personne sur 100"
    assert said["Bloc qui bouge"] == "jusqu’à 1 personne sur 100"


def test_a_procedure_of_one_s_own_has_no_english_and_never_half_of_it() -> None:
    chin = read(FILE.read_bytes(), FILE.name)
    with pytest.raises(Untranslated, match=r"^en: no translation of « "):
        information(chin, speaker("en"), [], "general")


def test_a_practice_s_folder_is_read_by_code_and_a_code_used_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(FILE.read_bytes())
    assert [e.code for e in read_folder(tmp_path)] == ["chin-implant"]
    (tmp_path / "b.toml").write_bytes(FILE.read_bytes())
    with pytest.raises(InputError) as refused:
        read_folder(tmp_path)
    assert str(refused.value) == "b.toml: the code 'chin-implant' is already that of a.toml"


def test_its_questions_and_alternatives_come_from_the_file() -> None:
    chin = read(FILE.read_bytes(), FILE.name)
    assert [o.fr for o in choices(chin.questions[0], SAY).options] == ["Toujours", "Un an"]
    others = next(s for s in information(chin, SAY, [], "general") if s.id == "alternatives").blocks[0]
    assert isinstance(others, Bullets)
    assert others.items[0].fr == "Ne rien faire. Le menton reste comme il est."


def test_the_digest_changes_with_any_fact_and_with_nothing_else() -> None:
    chin = read(FILE.read_bytes(), FILE.name)
    assert read(b"# a comment\n" + FILE.read_bytes(), "other.toml").sha256 == chin.sha256
    effect = msgspec.structs.replace(chin.effects[0], more="Ils restent.")
    assert msgspec.structs.replace(chin, effects=(effect, *chin.effects[1:])).sha256 != chin.sha256


@pytest.mark.parametrize(
    ("clause", "kind"),
    [
        ("Un acompte de 300 € est demandé.", "deposit"),
        ("Le patient renonce au délai de réflexion.", "waiver"),
        ("Offre spéciale jusqu’à vendredi !", "promotion"),
    ],
)
def test_a_clause_that_no_paper_bears_is_refused_at_its_place(clause: str, kind: str) -> None:
    data = FILE.read_bytes().replace("Il reste là pour toujours.".encode(), clause.encode())
    with pytest.raises(InputError) as refused:
        read(data, "own.toml")
    assert str(refused.value).startswith(f"own.toml: /statements/1/text (stays): {kind}: « ")


def test_its_translations_are_read_and_judged_too() -> None:
    more = '\n[[translations]]\nlanguage = "en"\nfrench = "Il reste là pour toujours."\ntext = "%s"\n'
    own = read(FILE.read_bytes() + (more % "It stays for ever.").encode(), "own.toml")
    assert own.words("en") == {"Il reste là pour toujours.": "It stays for ever."}
    assert own.words("de") == {}
    with pytest.raises(InputError, match="/translations/0/text: deposit: "):
        read(FILE.read_bytes() + (more % "A deposit of 300 € is due.").encode(), "own.toml")
