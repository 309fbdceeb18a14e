"""Many papers, one table: what a row says, and that nobody is named in it unless asked for."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
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


@functools.cache
def good() -> Reviewed:
    return reviewed(text_of("lawful-table"))


@functools.cache
def bad() -> Reviewed:
    return reviewed(
        text_of("lawful-table").replace("14/06/1985", "14/06/2010")
        + "\nMme Élodie Roussel renonce au délai de réflexion. Le Dr Delcourt reçoit un acompte de 300 €.\n"
        + "Intervention réalisée par le Dr Roussel."
    )


@functools.cache
def scan() -> Reviewed:
    return reviewed("")


def broken() -> Reviewed:
    return Reviewed("Roussel.pdf", "", None, "PDF", (), (), "Roussel.pdf: no PDF")


def invalid() -> Reviewed:
    return replace(good(), verdict="INVALID")


def all_four() -> tuple[Reviewed, ...]:
    return good(), bad(), scan(), broken()


def test_every_card_belongs_to_one_column() -> None:
    groups = [group for groups in report.COLUMNS.values() for group in groups]
    assert sorted(groups) == sorted(registry.groups())


def test_a_row_has_a_cell_for_each_column_and_the_worst_decides() -> None:
    marks = dict(zip(report.COLUMNS, report.cells(bad()), strict=True))
    assert marks["Patient"].mark == marks["Payment"].mark == marks["Fifteen days"].mark == "blocking"
    assert marks["Patient"].rules == ("MIN-06",)
    assert any("R. 4127-55" in article for article in marks["Payment"].articles)
    assert marks["Place"].mark == "kept"
    assert {cell.mark for cell in report.cells(good())} <= {"kept", "unseen"}
    assert {cell.mark for cell in report.cells(scan())} == {"unseen"}


def test_a_warning_alone_is_told_with_its_article() -> None:
    warned = reviewed(text_of("lawful-table").replace("Établi en double exemplaire.", ""))
    (cell,) = [cell for cell in report.cells(warned) if cell.mark == "warning"]
    assert (cell.rules, cell.articles) == (("SIG-06",), ("Code civil, article 1375",))
    assert (warned.blocking, warned.warnings) == (0, 1)
    assert next(report.as_text([warned], names=False)).startswith("WARNING")


def test_counts_and_the_sentence_before_the_table() -> None:
    assert (good().blocking, good().warnings) == (0, 0)
    assert bad().blocking >= 4
    assert report.summary(all_four()) == (
        "1 of 4 files breaks at least one rule that forbids them; 1 could not be read; "
        "1 show no text that the rules could be applied to"
    )


def test_nobody_is_named_unless_asked_for() -> None:
    shown = "\n".join(
        [
            *report.as_text(all_four(), names=False),
            report_page.html(all_four(), names=False, on=TODAY),
            *(str(report.as_json(paper, names=False)) for paper in all_four()),
        ]
    )
    assert [word for word in SECRET if word in shown] == []
    named = "\n".join(report.as_text(all_four(), names=True))
    assert "UNREADABLE  Roussel.pdf" in named
    assert "Roussel-Elodie.pdf" in named
    assert "« Mme Élodie Roussel renonce" in named


def test_a_number_is_told_with_the_names_only() -> None:
    paper = replace(good(), file="x.pdf", sha256="cd" * 32, number="2026-0147")
    for names in (False, True):
        shown = "\n".join([*report.as_text([paper], names), report_page.html([paper], names, TODAY)])
        assert ("2026-0147" in shown) is names
        assert report.as_json(paper, names)["number"] == ("2026-0147" if names else None)
    assert paper.label(names=False) == "cd" * 6


def finding(rule: str, severity: str, message: str, where: str = "page") -> dict[str, str]:
    return {
        "rule": rule,
        "status": "BREACH",
        "severity": severity,
        "citation": f"Article de {rule}",
        "message": message,
        "where": where,
    }


DEPOSIT = finding("CDM-55-01", "blocking", "deposit: « acompte de 300 € »; take it out", "page 2")
COPIES = finding("SIG-06", "warning", "nothing is said of how many originals there are; add it to the paper")
FREE = finding("PRICE-08", "warning", "nothing is said of the estimate being free; add it", "")
TWO = Reviewed("a.pdf", "cd" * 32, "2026-7", "estimate", (DEPOSIT, FREE, COPIES), ("law: 3 cards need data",))


def test_the_table_for_a_terminal_tells_file_counts_rules_articles_and_words() -> None:
    assert list(report.as_text([TWO, broken()], names=True, others=1)) == [
        "BLOCKING    a.pdf        1 blocking, 2 warnings; n° 2026-7",
        "    blocking CDM-55-01          Article de CDM-55-01",
        "             page 2: deposit: « acompte de 300 € »; take it out",
        "    warning  PRICE-08           Article de PRICE-08",
        "             nothing is said of the estimate being free; add it",
        "    warning  SIG-06             Article de SIG-06",
        "             page: nothing is said of how many originals there are; add it to the paper",
        "UNREADABLE  Roussel.pdf  Roussel.pdf: no PDF",
        "1 of 2 files breaks at least one rule that forbids them; 1 could not be read",
        "1 other file was not looked at",
    ]
    assert list(report.as_text([], names=True)) == ["0 of 0 files break at least one rule that forbids them"]


def test_beside_a_blocking_rule_a_column_cites_no_warning_but_names_its_card() -> None:
    payment = report.cells(TWO)[list(report.COLUMNS).index("Payment")]
    assert (payment.mark, payment.articles) == ("blocking", ("Article de CDM-55-01",))
    assert payment.rules == ("CDM-55-01", "PRICE-08")


def test_the_sentence_before_the_table_speaks_of_one_and_of_several() -> None:
    one = replace(good(), verdict="INVALID", reasons=("DATA_INVALID",))
    unsigned = replace(good(), reasons=("UNSIGNED",))
    assert report.summary([TWO, one, unsigned, unsigned]) == (
        "1 of 4 files breaks at least one rule that forbids them; 1 is invalid; 2 are not signed"
    )
    assert report.summary([TWO, TWO]) == "2 of 2 files break at least one rule that forbids them"


def test_a_text_that_is_no_such_paper_got_no_card_and_a_scan_has_no_text() -> None:
    assert (reviewed("Contrat de bail").state, scan().state) == ("NO CARD", "NO TEXT")


def test_a_row_as_json_says_all_that_is_known_and_nothing_that_is_not() -> None:
    told = report.as_json(replace(TWO, verdict="INDETERMINATE", reasons=("UNSIGNED",), interval="STATED"), names=True)
    assert told == {
        "file": "a.pdf",
        "sha256": "cd" * 32,
        "number": "2026-7",
        "kind": "estimate",
        "state": "BLOCKING",
        "verdict": "INDETERMINATE",
        "reasons": ["UNSIGNED"],
        "interval": "STATED",
        "blocking": 1,
        "warnings": 2,
        "problem": None,
        "breaches": [
            {
                "rule": one["rule"],
                "severity": one["severity"],
                "citation": one["citation"],
                "message": report.told(one, names=True),
                "where": one["where"],
            }
            for one in (DEPOSIT, FREE, COPIES)
        ],
        "not_checked": ["law: 3 cards need data"],
    }
    silent = report.as_json(TWO, names=True)
    assert (silent["verdict"], silent["interval"]) == (None, None)


def text_of_page(*papers: Reviewed, names: bool = True) -> list[str]:
    """What a reader sees of the page, piece by piece."""
    page = report_page.html(papers, names=names, on=TODAY).partition("</head>")[2]
    return [piece.strip() for piece in re.split(r"<[^>]+>", page) if piece.strip()]


def test_the_page_tells_what_was_found_and_what_was_not_checked() -> None:
    seen = text_of_page(TWO, good(), broken())
    assert seen[:3] == [
        "Estimates against the law",
        "1 of 3 files breaks at least one rule that forbids them; 1 could not be read.",
        "Judged on 2026-11-24, by the law as read on 2026-11-22.",
    ]
    assert seen[3 : 4 + len(report.COLUMNS)] == ["File", *report.COLUMNS]
    found, unseen = seen.index("What was found"), seen.index("Not checked")
    assert seen[found + 1 : unseen] == [
        "a.pdf",
        "■ Blocking: page 2: deposit: « acompte de 300 € »; take it out (CDM-55-01)",
        "Article de CDM-55-01",
        "▲ Warning: nothing is said of the estimate being free; add it (PRICE-08)",
        "Article de PRICE-08",
        "▲ Warning: page: nothing is said of how many originals there are; add it to the paper (SIG-06)",
        "Article de SIG-06",
    ]
    assert seen[unseen + 1 :] == [
        "a.pdf: law: 3 cards need data",
        *(f"Roussel-Elodie.pdf: {note}" for note in good().not_checked),
        "Roussel.pdf: everything",
        "A help for the reader, no legal advice: what is quoted is for a person to judge.",
    ]
    assert "– Not judged: Roussel.pdf: no PDF" in seen
    assert "■ Blocking · ▲ Warning · ✓ No fault · – Not looked at" in seen
    assert "estimate · n° 2026-7" in seen


def test_a_page_without_a_breach_has_no_list_of_what_was_found_and_says_whom_it_names() -> None:
    seen = text_of_page(good(), names=False)
    assert "What was found" not in seen
    assert seen[2].endswith(" Nobody is named: a paper is known by the digest of its file.")
    assert "everything" not in " ".join(seen)
    assert "paper of others" in seen


def test_an_invalid_or_unsigned_file_never_reads_as_faultless() -> None:
    forged = replace(good(), verdict="INVALID", reasons=("DATA_INVALID",), interval="VIOLATED")
    unsigned = replace(good(), verdict="INDETERMINATE", reasons=("UNSIGNED",), interval="NOT_APPLICABLE")
    unread = replace(forged, law=(), not_checked=("law: the record inside the file cannot be read",))
    other = replace(good(), verdict="INDETERMINATE", reasons=("NO_SIGNATURE",))
    papers = (forged, unsigned, unread, other, scan(), broken(), bad())
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
    assert report.as_json(forged, names=False)["state"] == "INVALID"


def test_the_fifteen_days_are_kept_by_proven_times_alone() -> None:
    place = list(report.COLUMNS).index(report.DAYS)
    kept = replace(good(), interval="PROVEN")
    assert report.cells(kept)[place].mark == "kept"
    assert report.cells(replace(kept, interval="NOT_APPLICABLE"))[place].mark == "unseen"
    violated = report.cells(replace(kept, interval="VIOLATED"))[place]
    assert (violated.mark, violated.articles) == ("blocking", ("Code de la santé publique, article D. 6322-30",))
    assert report.cells(replace(bad(), interval="NOT_APPLICABLE"))[place].mark == "blocking"


def test_the_words_of_a_card_that_broke_are_told_with_the_names_only() -> None:
    failing = replace(good(), not_checked=("law: VAT-01: the card broke: KeyError: 'Roussel'",))
    assert failing.told_notes(names=False) == ["law: VAT-01 could not be judged"]
    assert failing.told_notes(names=True) == list(failing.not_checked)


@pytest.mark.parametrize(
    ("papers", "code"),
    [
        ((good,), 0),
        ((good, scan), 0),
        ((scan,), 3),
        ((scan, broken), 2),
        ((good, broken), 2),
        ((bad, broken), 1),
        ((invalid, broken), 1),
    ],
)
def test_the_exit_code_of_many(papers: tuple[Callable[[], Reviewed], ...], code: int) -> None:
    assert reviewing.worst([paper() for paper in papers]) == code


def test_files_that_are_no_papers_are_counted() -> None:
    assert [report.left_out(n) for n in (0, 1, 2)] == [
        "",
        "1 other file was not looked at",
        "2 other files were not looked at",
    ]
    assert "2 other files were not looked at" in report_page.html([good()], names=False, on=TODAY, others=2)


def test_the_page_is_whole_and_asks_nothing_of_a_network() -> None:
    page = report_page.html(all_four(), names=True, on=date(2026, 11, 24))

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
    assert reader.rows == 1 + len(all_four())
    assert not any(word in page for word in ("http", "<script", "src=", "url("))
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page, "readable on a phone"
    assert "■ Blocking" in page
    assert "Not checked" in page


def test_text_from_a_file_is_escaped() -> None:
    evil = Reviewed("<script>x</script>.pdf", "ab" * 32, None, "PDF", bad().law, ("<b>",))
    page = report_page.html([evil], names=True, on=TODAY)
    assert "<script>" not in page
    assert "<b>" not in page.partition("Not checked")[2]
