"""Many papers, one table: what a row says, and that nobody is named in it unless asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from test_foreign_papers import TODAY, text_of

from dermadocs.flows.proving import reviewing
from dermadocs.law import papers, registry, report, report_page
from dermadocs.law.matter import Days
from dermadocs.law.report import Reviewed

ON = Days(TODAY, TODAY, TODAY)
SECRET = ("Roussel", "ROUSSEL", "Élodie", "elodie", "Delcourt", "delcourt", "14/06/1985", "2010-06-14")


def reviewed(text: str, name: str = "Roussel-Elodie.pdf", number: str | None = None) -> Reviewed:
    judged = papers.judge_others([text], ON)
    law = tuple(finding.as_json() for finding in judged.findings)
    return Reviewed(name, "ab" * 32, number, "paper of others", law, tuple(judged.unseen))


GOOD = reviewed(text_of("lawful-table"))
BAD = reviewed(
    text_of("lawful-table").replace("14/06/1985", "14/06/2010")
    + "\nMme Élodie Roussel renonce au délai de réflexion. Le Dr Delcourt reçoit un acompte de 300 €.\n"
    + "Intervention réalisée par le Dr Roussel."
)
SCAN = reviewed("")
BROKEN = Reviewed("Roussel.pdf", "", None, "PDF", (), (), "Roussel.pdf: no PDF")
ALL = (GOOD, BAD, SCAN, BROKEN)


def test_every_card_belongs_to_one_column() -> None:
    groups = [group for groups in report.COLUMNS.values() for group in groups]
    assert sorted(groups) == sorted(registry.groups())


def test_a_row_has_a_cell_for_each_column_and_the_worst_decides() -> None:
    marks = dict(zip(report.COLUMNS, report.cells(BAD), strict=True))
    assert marks["Patient"].mark == marks["Payment"].mark == marks["Fifteen days"].mark == "blocking"
    assert marks["Patient"].rules == ("MIN-06",)
    assert any("R. 4127-55" in article for article in marks["Payment"].articles)
    assert marks["Place"].mark == "kept"
    assert {cell.mark for cell in report.cells(GOOD)} <= {"kept", "unseen"}
    assert {cell.mark for cell in report.cells(SCAN)} == {"unseen"}


def test_a_warning_alone_is_told_with_its_article() -> None:
    warned = reviewed(text_of("lawful-table").replace("Établi en double exemplaire.", ""))
    (cell,) = [cell for cell in report.cells(warned) if cell.mark == "warning"]
    assert (cell.rules, cell.articles) == (("SIG-06",), ("Code civil, article 1375",))
    assert (warned.blocking, warned.warnings) == (0, 1)
    assert next(report.as_text([warned], names=False)).startswith("WARNING")


def test_counts_and_the_sentence_before_the_table() -> None:
    assert (GOOD.blocking, GOOD.warnings) == (0, 0)
    assert BAD.blocking >= 4
    assert report.summary(ALL) == (
        "1 of 4 files breaks at least one rule that forbids them; 1 could not be read; "
        "1 show no text that the rules could be applied to"
    )


def test_nobody_is_named_unless_asked_for() -> None:
    shown = "\n".join(
        [
            *report.as_text(ALL, names=False),
            report_page.html(ALL, names=False, on=TODAY),
            *(str(report.as_json(paper, names=False)) for paper in ALL),
        ]
    )
    assert [word for word in SECRET if word in shown] == []
    named = "\n".join(report.as_text(ALL, names=True))
    assert "UNREADABLE  Roussel.pdf" in named
    assert "Roussel-Elodie.pdf" in named
    assert "« Mme Élodie Roussel renonce" in named


def test_a_number_is_told_with_the_names_only() -> None:
    paper = replace(GOOD, file="x.pdf", sha256="cd" * 32, number="2026-0147")
    for names in (False, True):
        shown = "\n".join([*report.as_text([paper], names), report_page.html([paper], names, TODAY)])
        assert ("2026-0147" in shown) is names
        assert report.as_json(paper, names)["number"] == ("2026-0147" if names else None)
    assert paper.label(names=False) == "cd" * 6


def test_an_invalid_or_unsigned_file_never_reads_as_faultless() -> None:
    invalid = replace(GOOD, verdict="INVALID", reasons=("DATA_INVALID",), interval="VIOLATED")
    unsigned = replace(GOOD, verdict="INDETERMINATE", reasons=("UNSIGNED",), interval="NOT_APPLICABLE")
    unread = replace(invalid, law=(), not_checked=("law: the record inside the file cannot be read",))
    other = replace(GOOD, verdict="INDETERMINATE", reasons=("NO_SIGNATURE",))
    papers = (invalid, unsigned, unread, other, SCAN, BROKEN, BAD)
    assert [paper.state for paper in papers] == [
        "INVALID",
        "UNSIGNED",
        "UNREADABLE",
        "NO BREACH",
        "NO TEXT",
        "UNREADABLE",
        "BLOCKING",
    ]
    lines = list(report.as_text(papers[:3], names=False))
    assert lines[0].endswith("INVALID: DATA_INVALID")
    assert lines[2].startswith("UNREADABLE")
    assert lines[2].endswith("INVALID: DATA_INVALID")
    assert "2 are invalid; 1 is not signed; 1 could not be read" in report.summary(papers[:3])
    assert "INVALID: DATA_INVALID" in report_page.html(papers, names=False, on=TODAY)
    assert report.as_json(invalid, names=False)["state"] == "INVALID"


def test_the_fifteen_days_are_kept_by_proven_times_alone() -> None:
    place = list(report.COLUMNS).index(report.DAYS)
    kept = replace(GOOD, interval="PROVEN")
    assert report.cells(kept)[place].mark == "kept"
    assert report.cells(replace(kept, interval="NOT_APPLICABLE"))[place].mark == "unseen"
    violated = report.cells(replace(kept, interval="VIOLATED"))[place]
    assert (violated.mark, violated.articles) == ("blocking", ("Code de la santé publique, article D. 6322-30",))
    assert report.cells(replace(BAD, interval="NOT_APPLICABLE"))[place].mark == "blocking"


def test_the_words_of_a_card_that_broke_are_told_with_the_names_only() -> None:
    broken = replace(GOOD, not_checked=("law: VAT-01: the card broke: KeyError: 'Roussel'",))
    assert broken.told_notes(names=False) == ["law: VAT-01 could not be judged"]
    assert broken.told_notes(names=True) == list(broken.not_checked)


@pytest.mark.parametrize(
    ("papers", "code"),
    [
        ((GOOD,), 0),
        ((GOOD, SCAN), 0),
        ((SCAN,), 3),
        ((SCAN, BROKEN), 2),
        ((GOOD, BROKEN), 2),
        ((BAD, BROKEN), 1),
        ((replace(GOOD, verdict="INVALID"), BROKEN), 1),
    ],
)
def test_the_exit_code_of_many(papers: tuple[Reviewed, ...], code: int) -> None:
    assert reviewing.worst(papers) == code


def test_files_that_are_no_papers_are_counted() -> None:
    assert [report.left_out(n) for n in (0, 1, 2)] == [
        "",
        "1 other file was not looked at",
        "2 other files were not looked at",
    ]
    assert "2 other files were not looked at" in report_page.html([GOOD], names=False, on=TODAY, others=2)


def test_the_page_is_whole_and_asks_nothing_of_a_network() -> None:
    page = report_page.html(ALL, names=True, on=date(2026, 11, 24))

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.stack: list[str] = []
            self.rows = 0

        def handle_starttag(self, tag: str, attributes: object) -> None:
            if tag not in ("meta", "br"):
                self.stack.append(tag)
            self.rows += tag == "tr"

        def handle_endtag(self, tag: str) -> None:
            assert self.stack.pop() == tag

    reader = Reader()
    reader.feed(page)
    assert reader.stack == []
    assert reader.rows == 1 + len(ALL)
    assert not any(word in page for word in ("http", "<script", "src=", "url("))
    assert "■ Blocking" in page
    assert "Not checked" in page


def test_text_from_a_file_is_escaped() -> None:
    evil = Reviewed("<script>x</script>.pdf", "ab" * 32, None, "PDF", BAD.law, ("<b>",))
    page = report_page.html([evil], names=True, on=TODAY)
    assert "<script>" not in page
    assert "<b>" not in page.partition("Not checked")[2]
