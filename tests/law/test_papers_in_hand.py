"""A paper in hand: which sort it is, which cards concern it, what is told of the rest."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from matters import DAYS, RAW
from test_foreign_papers import LAWFUL, TODAY, kind_of, text_of

from dermadocs.law import engine, imposed, known, looks, papers, registry, wording, words
from dermadocs.law.matter import Data, Days, Matter, Page, rows
from dermadocs.law.reading import Reading
from dermadocs.law.rule import Notes, Outcome

ON = Days(TODAY, TODAY, TODAY)


@pytest.mark.parametrize("name", LAWFUL)
def test_a_paper_names_itself(name: str) -> None:
    assert papers.kind_of([text_of(name)]) == kind_of(name)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Devis n° 7 : remplacement d'une chaudière, 1 200 € TTC", "other"),
        ("Contrat de bail entre les soussignés", "other"),
        ("Note d'honoraires du Dr X : dermabrasion, 1 500 €", "note"),
        ("Proposition du Dr Blanc. Intervention : dermabrasion. Honoraires : 900 €", "estimate"),
        ("Cosmetic surgery quote, 2,000 EUR", "estimate"),
        ("Liste des prix. Dermabrasion : 1 500 € TTC. Un devis est remis avant toute intervention", "prices"),
        ("Liste des prix de chirurgie. Dermabrasion : 1 500 € TTC. Devis gratuit", "prices"),
        ("Devis du Dr X, dermabrasion, selon la liste des prix affichée", "estimate"),
        ("Consentement éclairé et note d'information — DEVIS n° 3 du Dr X, dermabrasion", "estimate"),
        ("Note d'honoraires prévisionnelle. Ce devis du Dr X, chirurgien, est valable trois mois", "estimate"),
        ("Facture du Dr X, chirurgie, selon le devis n° 3", "note"),
        ("Consentement éclairé du patient. J'ai reçu un devis détaillé", "consent"),
        ("Fiche d'information sur la dermabrasion, intervention de chirurgie", "information"),
    ],
)
def test_the_kind_is_guessed_by_its_words(text: str, kind: str) -> None:
    assert papers.kind_of([text]) == kind


def test_what_is_no_such_paper_gets_no_law_and_says_so() -> None:
    for pages, wanted in (
        (["Contrat de bail"], "does not read as"),
        (["  ", ""], "no text"),
    ):
        judged = papers.judge_others(pages, ON)
        assert judged.findings == []
        (note,) = judged.unseen
        assert note.startswith("law: no card was applied")
        assert wanted in note


def test_what_no_paper_may_bear_is_looked_for_on_every_medical_text() -> None:
    for text, wanted in (
        ("Facture du Dr X, chirurgie esthétique. Acompte déjà versé : 300 €", "T-10"),
        ("Consentement éclairé du patient à une dermabrasion. Un acompte de 300 € est demandé", ""),
        ("Lettre du Dr X, chirurgie, à sa patiente. Un acompte de 300 € est demandé", "does not read as"),
    ):
        judged = papers.judge_others([text], ON)
        assert "CDM-55-01" in {f.rule for f in judged.findings if f.outcome is Outcome.BREACH}, text
        if wanted:
            assert wanted in judged.unseen[0]
            assert {f.rule for f in judged.findings if f.outcome is Outcome.BREACH} == {"CDM-55-01"}
    assert not engine.breaches(papers.judge_others(["Facture du Dr X, chirurgie esthétique : 1 500 €"], ON).findings)
    for lease in (
        "dépôt de garantie, intervention du plombier",
        "cabinet de médecine. Un acompte de 300 € est demandé",
    ):
        assert papers.judge_others([f"Contrat de bail, {lease}"], ON).findings == []


def test_a_very_long_paper_is_read_up_to_the_limit() -> None:
    assert papers.texts_within(["a" * 10, "b" * 20]) == (["a" * 10, "b" * 20], True)
    pages = ["a" * 100_000, "b" * 10, "c" * 60_000, "d"]
    kept, whole = papers.texts_within(pages)
    assert ([len(page) for page in kept], whole) == ([100_000, 10, 49_990, 0], False)
    assert papers.texts_within(["a" * 149_999, "b"])[1]


def test_a_card_that_breaks_is_told_and_never_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: Matter) -> Notes:
        raise ValueError("bad")
        yield

    rule = registry.get("PRICE-02")
    broken = replace(rule, parts=(looks.page(breaks),))
    rules = tuple(broken if one is rule else one for one in registry.all())
    monkeypatch.setattr(registry, "all", lambda: rules)
    others = papers.judge_others([text_of("lawful-table")], ON).unseen
    ours = papers.judge_ours(Matter(DAYS, Data(RAW), Page([text_of("lawful-table")]))).unseen
    for unseen in (others, ours):
        assert unseen[0] == "law: PRICE-02: the card broke: ValueError: bad"
    assert "PRICE-02" not in others[-1]


def test_numbers_without_end_break_no_card() -> None:
    for number in ("1 000" + " 000" * 20_000, "9" * 50_000, "1" + " 234" * 3_000 + ",00 €"):
        judged = papers.judge_others([f"Devis chirurgie. 2 x crème {number} 15,00 €. TVA {number}"], ON)
        assert not [note for note in judged.unseen if "broke" in note]


def test_a_day_whose_law_is_not_known_is_said_of_papers_of_others_too() -> None:
    early = date(1990, 1, 1)
    judged = papers.judge_others([text_of("lawful-table")], Days(early, early, early))
    assert (judged.findings, judged.unseen) == ([], ["law: " + known.why_not(early)])


def test_of_a_paper_of_others_only_its_text_speaks_and_the_rest_is_counted() -> None:
    judged = papers.judge_others([text_of("lawful-table")], ON)
    assert {f.subject for f in judged.findings} == {"page"}
    assert {f.outcome for f in judged.findings} <= {Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.ASK}
    (note,) = judged.unseen
    told = set(note.partition(": ")[2].partition(": ")[2].split(", "))
    assert told | {f.rule for f in judged.findings} == {rule.id for rule in registry.all()}
    assert not told & {f.rule for f in judged.findings}


def test_cards_of_another_paper_say_that_they_do_not_apply() -> None:
    ours = Matter(DAYS, Data(RAW), Page(["Consentement. Je peux retirer mon consentement."], "consent"))
    judged = papers.judge_ours(ours)
    by_rule = {f.rule: f for f in judged.findings}
    assert set(by_rule) == {rule.id for rule in registry.all()}
    assert by_rule["CSP-D6322-30-04"].outcome is Outcome.NOT_APPLICABLE
    assert by_rule["CSP-D6322-30-04"].message == "for another paper than the consent"
    assert not [str(f) for f in judged.findings if f.blocks]
    assert any("timeline" in note and "T-02" in note for note in judged.unseen)


def test_an_estimate_holds_the_information_and_a_consent_does_not_hold_the_estimate() -> None:
    sheet, article = registry.get("CSP-L1111-2-01"), registry.get("CSP-D6322-30-04")
    assert papers.concerns(sheet, "estimate")
    assert papers.concerns(sheet, "consent")
    assert not papers.concerns(article, "consent")
    assert papers.concerns(registry.get("CSP-D6322-30-1-01"), "estimate")
    assert not papers.concerns(registry.get("CSP-D6322-30-1-01"), "consent")
    assert papers.concerns(registry.get("ARCH-01"), "aftercare")


@pytest.mark.parametrize(
    ("sign", "letters"), [("ﬀ", "ff"), ("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬃ", "ffi"), ("ﬄ", "ffl"), ("ﬅ", "st"), ("ﬆ", "st")]
)
def test_a_ligature_is_its_letters(sign: str, letters: str) -> None:
    page = Page([f"a{sign}b\u00adc\u200bd"])
    assert page.pages == (f"a{letters}bcd",)
    assert page.has(f"a{letters}bcd")
    assert page.has(f"a{sign}bcd")
    assert looks.stands(f"a{sign}bcd", page)
    assert page.where(f"a{sign}b") == "page 1"


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("Examens : aucun\nAcompte : 300 €", "Examens : aucun\nAcompte : 300 €"),
        ("un texte qui\ncontinue ici", "un texte qui continue ici"),
        ("à verser\n300 € à la commande", "à verser 300 € à la commande"),
        ("AUCUN\nACOMPTE N'EST DEMANDÉ", "AUCUN ACOMPTE N'EST DEMANDÉ"),
        ("Examens : aucun\nACOMPTE", "Examens : aucun\nACOMPTE"),
        ("ACOMPTE\nAucun examen", "ACOMPTE\nAucun examen"),
        ("un texte\n\nqui continue", "un texte\n qui continue"),
        ("inter-\nvention\nPrix", "intervention\nPrix"),
        ("Anne a signé LE MOT\nLE PRIX", "Anne a signé LE MOT\nLE PRIX"),
        ("LE PRIX DU DEVIS\nLE PRIX", "LE PRIX DU DEVIS LE PRIX"),
        ("suite\nDe tout", "suite\nDe tout"),
        ("", ""),
    ],
)
def test_lines_of_a_page_are_joined_where_one_runs_on(page: str, read: str) -> None:
    assert rows(page) == read


def test_a_paper_of_a_time_whose_law_is_not_known_is_not_judged() -> None:
    early = Days(TODAY, date(2005, 7, 25), TODAY)
    judged = papers.judge_ours(Matter(early, Data(RAW), Page(["Devis"])))
    assert judged.findings == []
    assert judged.unseen == ["law: " + known.why_not(date(2005, 7, 25))]
    assert (str(known.FIRST), str(known.LAST)) == ("2005-07-26", "2036-11-22")
    assert known.is_known(known.FIRST)
    assert known.is_known(known.LAST)
    assert not known.why_not(known.LAST)
    for day in (date(2005, 7, 25), date(2036, 11, 23)):
        assert known.why_not(day) == (
            f"the law is known here from 2005-07-26 to 2036-11-22 (as read on 2026-11-22), not on {day}"
        )


def test_a_long_text_is_cut_and_that_is_told() -> None:
    kept, whole = papers.texts_within(["a" * papers.MOST, "b"])
    assert (sum(map(len, kept)), whole) == (papers.MOST, False)
    assert papers.texts_within(["a", "b"]) == (["a", "b"], True)


@pytest.mark.parametrize(
    "piece",
    [
        "acompte 300 € ",
        "devis du ",
        "12/11/2026 ",
        "1 800,00 ",
        "Dr Le ",
        "a, le ",
        "anesthesie ",
        "\n1 ",
        "tva-.",
        "a\n",
    ],
)
def test_a_hostile_paper_costs_seconds_and_drowns_nobody(piece: str) -> None:
    started = time.process_time()
    text = "Devis chirurgie. " + piece * ((papers.MOST - 20) // len(piece))
    judged = papers.judge_others([text], ON)
    assert time.process_time() - started < 10
    assert sum(len(str(f.as_json())) for f in judged.findings) < 400_000


@pytest.mark.parametrize("text", ["tva" + "-" * papers.MOST, "a-" + "\n" * papers.MOST, "A-" + "\n" * papers.MOST])
def test_one_long_run_is_read_once(text: str) -> None:
    """Without bounds each of these took minutes: that it ends is the test."""
    kept, _ = papers.texts_within([f"Devis chirurgie. {text}"])
    papers.judge_others(kept, ON)
    assert len(words.calm(text)) < 10 or "\n" in text


# ---- imposed texts


def standing(text: str, identifier: str = "CSP_D6322_30", paragraph: int = 1) -> str:
    return imposed.find(Reading([text]), wording.get(identifier).paragraphs[paragraph]).standing


SECOND = wording.get("CSP_D6322_30").paragraphs[1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (SECOND, "whole"),
        (SECOND.upper(), "whole"),
        (SECOND.replace("personne", "per-\nsonne"), "whole"),
        (SECOND.replace("même", "meme").replace("ê", "e"), "whole"),
        (SECOND.replace("sur la demande", "sur demande"), "nearly"),
        (SECOND.replace("en aucun cas ", ""), "altered"),
        (SECOND.replace("ne peut être", "peut être"), "altered"),
        (SECOND.replace("concernée", "intéressée"), "altered"),
        ("Il ne peut être dérogé à rien.", "missing"),
        ("", "missing"),
    ],
)
def test_how_an_imposed_paragraph_stands(text: str, found: str) -> None:
    assert standing(f"avant {text} apres") == found


def test_a_plural_and_a_small_word_are_nearly_the_text() -> None:
    assert (
        standing("devis reçu avant l’exécution des prestations de services", "ARR1996_MENTION_RECEPTION", 0) == "nearly"
    )
    assert standing("devis accepté sans réflexion", "ARR1996_MENTION_ACCEPTATION", 0) != "whole"


# ---- dates and sums


@pytest.mark.parametrize(
    ("text", "role", "day"),
    [
        ("Lyon, le 2 novembre 2026", "drafted", "2026-11-02"),
        ("Date de rédaction : 02/11/26", "drafted", "2026-11-02"),
        ("Devis n° A-1 du 1er décembre 2026", "drafted", "2026-12-01"),
        ("Fait à Saint-Jean, le 02.11.2026", "drafted", "2026-11-02"),
        ("née le 29-02-1988", "birth", "1988-02-29"),
        ("Offre valable jusqu’au 31 janvier 2027", "validity", "2027-01-31"),
        ("Intervention prévue le 15/12/2026", "act", "2026-12-15"),
        ("devis reçu le 4 novembre 2026", "receipt", "2026-11-04"),
        ("date of birth: 3 May 1992", "birth", "1992-05-03"),
        ("contrat valable jusqu’au 31/12/2026", "other", "2026-12-31"),
        ("arrêté du 17 octobre 1996", "other", "1996-10-17"),
    ],
)
def test_a_date_is_what_the_label_before_it_says(text: str, role: str, day: str) -> None:
    (value,) = [value for value in Reading([text]).values if value.day]
    assert (value.role, str(value.day)) == (role, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("née le 17/09/52", "1952-09-17"),
        ("née le 17/09/68", "1968-09-17"),
        ("née le 24/11/26", "2026-11-24"),
        ("née le 25/11/26", "1926-11-25"),
        ("née le 17/09/08", "2008-09-17"),
        ("née le 17/09/2052", "2052-09-17"),
    ],
)
def test_nobody_is_born_after_the_day_of_the_judgement(text: str, day: str) -> None:
    assert str(Reading([text]).born(TODAY)) == day


def test_a_leap_day_of_no_leap_year_is_no_birth_date() -> None:
    assert Reading(["née le 29/02/00"]).born(date(1999, 1, 1)) is None
    assert Reading(["Devis"]).born(TODAY) is None


def test_rows_of_labels_and_of_values_are_paired() -> None:
    reading = Reading(["Date du devis Date proposée Validité\n02/11/2026 15/12/2026 3 mois"])
    assert [(v.role, v.days or str(v.day)) for v in reading.values] == [
        ("drafted", "2026-11-02"),
        ("act", "2026-12-15"),
        ("validity", 90),
    ]


def test_a_day_that_is_none_is_no_date() -> None:
    assert Reading(["Fait le 31/02/2026, valable 15/13/2026"]).values == ()
