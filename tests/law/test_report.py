"""Many papers, one table: what a row says, and that nobody is named in it unless asked for."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

from test_foreign_papers import TODAY, text_of

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


def test_a_number_stands_beside_the_digest() -> None:
    assert (
        Reviewed("x.pdf", "cd" * 32, "2026-0147", "estimate", (), ()).label(names=False) == "2026-0147 (cdcdcdcdcdcd)"
    )


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
