"""Part II of the estimate: what a patient finds in it, in which order, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermadocs.catalogue.load import entry
from dermadocs.domain.content import Bullets, Paragraph, Risks, Section, Table, Words
from dermadocs.domain.jsonform import builtins, convert
from dermadocs.errors import InputError
from dermadocs.languages import speaker
from dermadocs.sheets.information import information

DERM = entry("dermabrasion")
FR, EN = speaker(None), speaker("en")
FACTORS = [factor.id for factor in DERM.factors]
ORDER = [
    "purpose",
    "principle",
    "treats",
    "alternatives",
    "before",
    "anaesthesia",
    "operation",
    "course",
    "result",
    "effects",
    "serious",
    "personal",
    "contraindications",
    "alarm",
    "questions",
    "sources",
]
kinds = st.sampled_from([kind.value for kind in DERM.anaesthesia])


def sheet(factors: list[str] | None = None, anaesthesia: str = "local") -> dict[str, Section]:
    """The sections of a French sheet by their id."""
    return {s.id: s for s in information(DERM, FR, factors or [], anaesthesia)}


def words_of(section: Section) -> Iterator[Words]:
    """Every text of a section."""
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
                for row in rows:
                    yield from row.cells
            case Risks(lead=lead, rows=risks):
                yield from ([lead] if lead else [])
                for risk in risks:
                    yield from (w for w in (risk.name, risk.said, risk.population, risk.more) if w)
            case _:
                pytest.fail(f"a block that this sheet never has: {block!r}")


def text(section: Section) -> str:
    """The French of a section, a text a line."""
    return "\n".join(words.fr for words in words_of(section))


def test_sections_stand_in_the_order_that_patients_know() -> None:
    assert [s.id for s in information(DERM, FR, [], "local")] == ORDER


def test_the_first_lines_name_the_procedure_and_the_version_of_the_sheet() -> None:
    assert "Dermabrasion mécanique. Fiche du catalogue, version 1." in text(sheet()["purpose"])


def test_doing_nothing_is_the_first_alternative() -> None:
    first = sheet()["alternatives"].blocks[0]
    assert isinstance(first, Bullets)
    assert first.items[0].fr.startswith("Ne rien faire. Vous gardez votre peau comme elle est.")
    assert len(first.items) == 9


def test_the_result_is_not_promised_and_what_stays_is_told() -> None:
    found = text(sheet()["result"])
    assert "Le résultat n’est jamais sûr." in found
    assert "Il ne peut pas promettre un résultat." in found
    assert "Les cicatrices et les coupures profondes peuvent ne pas partir tout à fait." in found


def test_the_course_is_a_table_of_eleven_moments() -> None:
    table = sheet()["course"].blocks[1]
    assert isinstance(table, Table)
    assert len(table.rows) == 11
    assert table.rows[0].cells[0].fr == "Jours 0 à 3"


def test_both_figures_of_lasting_lightening_are_on_the_page() -> None:
    found = text(sheet()["effects"])
    assert "jusqu’à 10 personnes sur 100\u00a0; de 20 à 30 personnes sur 100" in found


def test_serious_risks_are_a_section_of_their_own() -> None:
    found = text(sheet()["serious"])
    for name in ("Blessure de l’œil", "Paupière tirée", "Réaction grave", "Accident d’anesthésie", "Peau déchirée"):
        assert name in found
    assert "Vous avez le droit de connaître ces risques avant de choisir" in found


@pytest.mark.parametrize(
    ("kind", "mine", "visit"),
    [
        ("local", "Pour vous, c’est une anesthésie locale. Vous ne dormez pas.", False),
        ("local_sedation", "Pour vous, c’est une anesthésie locale, avec un calmant.", True),
        ("general", "Pour vous, c’est une anesthésie générale. Vous dormez tout à fait.", True),
    ],
)
def test_the_anaesthesia_of_the_estimate_is_named(kind: str, mine: str, visit: bool) -> None:
    found = text(sheet(anaesthesia=kind)["anaesthesia"])
    assert mine in found
    assert ("au moins 48 heures avant" in found) is visit
    assert ("Un adulte vous raccompagne." in found) is visit
    assert "En ambulatoire, vous quittez la clinique le jour même." in found
    assert "Si vous venez de loin" in found


def test_reasons_to_wait_come_before_reasons_to_weigh() -> None:
    blocks = sheet()["contraindications"].blocks
    assert isinstance(blocks[0], Bullets)
    assert blocks[0].lead is not None
    assert blocks[0].lead.fr == "On attend, ou on choisit autre chose, avec\u00a0:"
    assert "peau mate ou foncée" in text(sheet()["contraindications"])


def test_what_has_no_published_source_is_announced_and_named() -> None:
    assert "Certains points n’ont pas de source publiée" in text(sheet()["purpose"])
    found = text(sheet()["sources"])
    assert "Connaissance médicale générale, sans source publiée" in found
    assert "Conseil proposé par le modèle, sans source publiée" in found


def test_nothing_ticked_says_so_and_asks() -> None:
    assert "Rien n’est noté pour vous." in text(sheet()["personal"])


@pytest.mark.parametrize("factor", DERM.factors, ids=lambda f: f.id)
def test_each_factor_brings_its_paragraph_and_only_its_own(factor: object) -> None:
    chosen = next(f for f in DERM.factors if f is factor)
    found = text(sheet([chosen.id])["personal"])
    assert f"{chosen.label}. {chosen.text}" in found
    assert not [f.id for f in DERM.factors if f.id != chosen.id and f.text in found]


def test_the_order_of_ticking_changes_nothing() -> None:
    assert information(DERM, FR, ["tan", "keloid", "tan"], "local") == information(DERM, FR, ["keloid", "tan"], "local")


def test_an_unknown_factor_or_anaesthesia_is_refused_in_one_line() -> None:
    with pytest.raises(InputError) as refused:
        information(DERM, FR, ["tan", "astrology"], "local")
    assert str(refused.value).startswith("factors: 'astrology' is no risk factor of dermabrasion; known: allergies, ")
    for kind in ("regional", "hypnosis"):
        with pytest.raises(InputError) as refused:
            information(DERM, FR, [], kind)
        assert str(refused.value) == (
            f"anaesthesia: {kind!r} is not offered for dermabrasion; offered: local, local_sedation, general"
        )


def test_every_source_named_on_the_sheet_is_in_its_last_section() -> None:
    sections = sheet(FACTORS)
    listed = set()
    for block in sections["sources"].blocks:
        assert isinstance(block, Table)
        listed |= {row.cells[0].fr for row in block.rows}
    named = set()
    for section in sections.values():
        for words in words_of(section):
            if words.fr.startswith("Sources\u00a0: "):
                named |= set(words.fr.removeprefix("Sources\u00a0: ").rstrip(".").split(", "))
        for block in section.blocks:
            if isinstance(block, Risks):
                named |= {source for row in block.rows for source in row.sources}
    assert named <= listed
    assert {"CAB", "AC", "MAYO", "K", "D"} <= named


@given(st.lists(st.sampled_from(FACTORS), max_size=20), kinds)
def test_any_choice_fits_the_record_in_both_languages(factors: list[str], kind: str) -> None:
    for section in information(DERM, EN, factors, kind):
        assert convert(builtins(section), Section, "section") == section
        for words in words_of(section):
            assert words.tr, words.fr


@given(st.lists(st.sampled_from(FACTORS), max_size=20), kinds)
def test_french_is_the_same_whether_alone_or_beside_english(factors: list[str], kind: str) -> None:
    alone, beside = information(DERM, FR, factors, kind), information(DERM, EN, factors, kind)
    assert [text(s) for s in alone] == [text(s) for s in beside]


def test_no_paragraph_is_too_long_for_a_page() -> None:
    for section in information(DERM, FR, FACTORS, "general"):
        for block in section.blocks:
            if isinstance(block, Paragraph):
                assert len(block.text.fr.split()) <= 70, block.text.fr
            if isinstance(block, Table):
                assert all(len(cell.fr.split()) <= 35 for row in block.rows for cell in row.cells)
