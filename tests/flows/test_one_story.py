"""One story: a practice that makes page and record differ signs in vain, whatever its keys are worth."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from world import CHECKOUT, Life

from dermadocs.demo.calendar import repriced
from dermadocs.domain.codec import canonical
from dermadocs.domain.document import Document
from dermadocs.domain.estimate import compute
from dermadocs.flows.proving.story import compare, computed_strings, unexplained
from dermadocs.render import environment

Change = Callable[[Document], Document]


@pytest.fixture
def press(life: Life, monkeypatch: pytest.MonkeyPatch) -> Callable[[Change], dict[str, Any]]:
    """A cheating press: the page shows one record, another is embedded; digest, codes and signatures follow it."""

    def judged(change: Change) -> dict[str, Any]:
        module = import_module("dermadocs.render.paper")  # the package shows the function of that name
        monkeypatch.setattr(module, "canonical", lambda record: canonical(change(record)))
        return life.scene.judge(life.scene.issue().pdf)

    return judged


def differs(answer: dict[str, Any], *words: str) -> None:
    """INVALID for the story alone, and said so in these words."""
    assert (answer["verdict"], answer["integrity"], answer["reasons"]) == ("INVALID", "BROKEN", ["STORY_DIFFERS"])
    told = "\n".join(message["message"] for message in answer["messages"])
    for word in words:
        assert word in told


def dearer(record: Document) -> Document:
    """The record of the same act for a hundred euros more."""
    case = repriced(record.dossier, 0, record.dossier.estimate.lines[0].unit_price + 10_000)
    return replace(record, dossier=case, computed=compute(case.estimate.lines))


def unchanged(record: Document) -> Document:
    return record


def test_the_press_itself_makes_nothing_invalid(press: Callable[[Change], dict[str, Any]]) -> None:
    answer = press(unchanged)
    assert (answer["verdict"], answer["reasons"]) == ("VALID", [])


def test_another_price_in_the_record_than_on_the_page(press: Callable[[Change], dict[str, Any]]) -> None:
    answer = press(dearer)
    differs(answer, "« 1\u202f500,00\u00a0€ » is not a printed form of /")


def test_another_price_in_the_record_and_in_its_list_of_what_is_printed(
    press: Callable[[Change], dict[str, Any]],
) -> None:
    """Each amount of the list follows from the data; only the page still shows the old ones."""
    shift = {"750,00": "850,00", "900,00": "1\u202f020,00", "1\u202f500,00": "1\u202f620,00"}

    def change(record: Document) -> Document:
        entries = tuple(
            replace(
                entry, text=next((entry.text.replace(a, b) for a, b in shift.items() if a in entry.text), entry.text)
            )
            for entry in record.printed
        )
        return replace(dearer(record), printed=entries)

    differs(press(change), "is in the data but not found at its place on the page")


def test_another_date_in_the_record(press: Callable[[Change], dict[str, Any]]) -> None:
    def change(record: Document) -> Document:
        later = msgspec.convert("2027-03-31", type(record.dossier.estimate.valid_until))
        estimate = replace(record.dossier.estimate, valid_until=later)
        return replace(record, dossier=replace(record.dossier, estimate=estimate))

    differs(press(change), "is not a printed form of /dossier/estimate/valid_until")


def test_a_record_that_does_not_own_up_to_what_is_printed(press: Callable[[Change], dict[str, Any]]) -> None:
    """The total left out of the list: it must be shown, and what is shown there nothing explains."""

    def change(record: Document) -> Document:
        return replace(record, printed=tuple(entry for entry in record.printed if "/totals/gross" not in entry.pointer))

    differs(press(change), "must be printed and is on no page", "which no data explains")


def test_sums_that_do_not_follow_from_the_lines(press: Callable[[Change], dict[str, Any]]) -> None:
    answer = press(lambda record: replace(record, computed=dearer(record).computed))
    assert answer["verdict"] == "INVALID"
    assert "DATA_INVALID" in answer["reasons"]


# ---- templates


@pytest.fixture
def rewritten(life: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., dict[str, Any]]]:
    """A practice that rewrites a template before it issues and signs."""
    folder = tmp_path / "templates"
    shutil.copytree(CHECKOUT / "templates", folder)
    monkeypatch.setattr(environment, "templates_dir", lambda: folder)

    def judged(name: str, old: str, new: str) -> dict[str, Any]:
        text = (folder / name).read_text("utf-8")
        assert text.count(old) == 1, old
        (folder / name).write_text(text.replace(old, new), "utf-8")
        environment._environment.cache_clear()
        return life.scene.judge(life.scene.issue().pdf)

    yield judged
    environment._environment.cache_clear()


PRICES, ACT = "partials/estimate-prices.html.j2", "partials/estimate-act.html.j2"
TOTAL = "somme globale à payer"


@pytest.mark.parametrize(
    ("added", "words"),
    [
        ("moins 10 pour cent si payé comptant, ", "contains '1'"),
        ("réduite de moitié pour Mme Durand, ", "names a person"),
        ("à régler sur le compte ACOMPTE, ", "« ACOMPTE » is written like a name or a code"),
        ("а régler, ", "is in a script that no data explains"),  # a Cyrillic а
    ],
    ids=["number", "person", "code", "script"],
)
def test_something_more_in_the_words_of_the_template(
    rewritten: Callable[..., dict[str, Any]], added: str, words: str
) -> None:
    differs(rewritten(PRICES, TOTAL, added + TOTAL), words)


def test_a_leaf_that_the_template_leaves_out(rewritten: Callable[..., dict[str, Any]]) -> None:
    answer = rewritten(ACT, "<strong>{{ proposed_on }}</strong> : ", "")
    differs(answer, "/dossier/estimate/proposed_on must be printed and is on no page")


# ---- the comparison alone, on the real pages


@pytest.fixture(scope="module")
def pages(life: Life) -> tuple[list[str], dict[str, Any], list[list[str]]]:
    import io

    from pypdf import PdfReader

    from dermadocs.flows.proving import paper as papers

    reader = PdfReader(io.BytesIO(life.sent.pdf))
    paper = papers.read(papers.attachments(reader), len(reader.pages))
    texts = [page.extract_text() for page in reader.pages]
    return texts, paper.plain, computed_strings(paper.sha256, paper.handle, len(texts), issued=True)


def test_no_digit_of_any_page_can_be_another(pages: tuple[list[str], dict[str, Any], list[list[str]]]) -> None:
    """Each digit of every page, turned into another one, is noticed."""
    texts, record, computed = pages
    unnoticed, tried = [], 0
    for number, text in enumerate(texts):
        for place, character in enumerate(text):
            if character.isdigit():
                tried += 1
                other = "0" if character != "0" else "9"
                changed = [*texts[:number], text[:place] + other + text[place + 1 :], *texts[number + 1 :]]
                if not _page_differs(changed[number], number, record, computed):
                    unnoticed.append(text[max(0, place - 20) : place + 20])
    assert tried > 500
    assert unnoticed == []


def _page_differs(text: str, index: int, record: dict[str, Any], computed: list[list[str]]) -> bool:
    from dermadocs.flows.proving.story import page_story

    expected = [entry["text"] for entry in record["printed"] if entry["page"] == index + 1]
    return bool(page_story(index + 1, text, expected, computed[index]))


def test_the_pages_as_they_are_tell_the_story(pages: tuple[list[str], dict[str, Any], list[list[str]]]) -> None:
    assert compare(*pages) == []


def test_pages_in_another_order_do_not(pages: tuple[list[str], dict[str, Any], list[list[str]]]) -> None:
    texts, record, computed = pages
    assert compare([texts[1], texts[0], *texts[2:]], record, computed)


def test_wording_without_numbers_and_names_needs_no_data() -> None:
    assert unexplained("Prix détaillé TTC, partie IV, à payer à réception") is None
