"""docs/judges.md, from the record of what the judges said and the words about each family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from judges.hostile import DSS, OURS, PDFSIG, PRACTICE, PYHANKO, Words, accepts
from judges.record import Family, Record

PAGE = Path(__file__).resolve().parents[2] / "docs" / "judges.md"
ORDER = (OURS, DSS, PYHANKO, PDFSIG)
HEAD = """# Outside judges

<!-- Written by tools/judges_page.py from what the judges said; the sentences are in tools/judges/families.toml. -->

Tests of our own share our errors about the standards, so programs of others are asked too. None of them is shipped, or
needed to use this one.

| judge | asked about | how |
|---|---|---|
| veraPDF | PDF/A-3A and PDF/UA-1 | every revision of every file we make |
| EU DSS {dss} | each signature and timestamp | every signed revision of each kind of file; forged files |
| pyHanko {pyhanko} | each signature and timestamp | every finished file; forged files |
| pdfsig (poppler {pdfsig}) | signatures against bytes | every finished file; forged files |
| qpdf | syntax | every revision |
| OpenSSL | every timestamp token | every finished file |

`make conformance` asks them. On files that we make, whatever one of them does not like is a failure, and so is a word
of EU DSS or pyHanko that differs from ours. A judge that cannot be had is SKIPPED and said so. EU DSS needs Java, Maven
and once the network: its jars are run only with the digests written in `tools/judges/java/jars.sha256`.

**How they are set.** EU DSS: the validation policy it brings along, nothing in it relaxed, at the time of judging, our
roots trusted, nothing fetched. pyHanko: `validate_pdf_signature` and `validate_pdf_timestamp` at their defaults, each
signature at the time that its token states, with the revocation data of the file. pdfsig: `-nocert`, since its store of
roots is not ours; it cannot judge document timestamps, which is not held against it.

**On our own files** EU DSS says TOTAL_PASSED of every signature at every revision, as we do, and PASSED of every
timestamp. It warns, and we do not, that the field of an archive timestamp was added behind a lock of all fields (only
archive timestamps may follow there, and we look that nothing else does), and that certificates name no address to fetch
issuers and revocation from (nothing is fetched: the file carries them). Between an act and its archive timestamp it
names the level T where we name B-LT: the revocation lists stand in the revision that the signature closes, not in a
later one. Levels are compared once the archive timestamp is there.

## Forged files

The forged files of our tests, {files} in all, were put before all four. Of these we call VALID: {ours}. The tables hold
the files that somebody accepts, with the first two of our reasons; those that everybody refuses are only counted.
« Accepts » is a judge's word on signatures; it does not say that who reads its whole report is deceived: EU DSS
reports changes after signing as warnings, pyHanko and pdfsig say that the file is not wholly signed, and leave it to
the reader.

| family | files | refused by us | by EU DSS | by pyHanko | by pdfsig |
|---|---|---|---|---|---|
{counts}

The answers are held by tests. `tests/tools/test_judges_page.py` asks us, pyHanko and pdfsig again about one file in
{tested} of each family, `make conformance` EU DSS about one in {conformed}, `make judges` all four about all. A forgery
that the tests make and this page does not know fails a test.
"""
TESTED, CONFORMED = 9, 9  # one file in so many is asked about again


def page(record: Record, families: Sequence[Family]) -> str:
    """The whole page. ValueError when a family has no words, or words no family."""
    named, known = {one.key for one in families}, set(record.answers)
    if named != known:
        raise ValueError(f"families.toml and answers.json differ in {', '.join(sorted(named ^ known))}")
    forged = [one for one in families if one.key != PRACTICE]
    head = HEAD.format(
        dss=record.versions[DSS],
        pyhanko=record.versions[PYHANKO],
        pdfsig=record.versions[PDFSIG],
        ours=", ".join(_ours_valid(forged, record)) or "none",
        files=sum(len(record.answers[one.key]) for one in forged),
        counts="\n".join(_count(one, record.answers[one.key]) for one in forged),
        tested=TESTED,
        conformed=CONFORMED,
    )
    return "\n".join([head, *(_section(one, record.answers[one.key]) for one in families)])


def _ours_valid(families: Sequence[Family], record: Record) -> list[str]:
    every = ((title, words) for one in families for title, words in record.answers[one.key].items())
    return [title for title, words in every if accepts(words[OURS])]


def _count(family: Family, answers: Mapping[str, Words]) -> str:
    refused = [sum(not accepts(words[judge]) for words in answers.values()) for judge in ORDER]
    return f"| {family.title} | {len(answers)} | {' | '.join(map(str, refused))} |"


def _section(family: Family, answers: Mapping[str, Words]) -> str:
    """Words and table of one family; of the practice set all files, of forgeries those that somebody accepts."""
    shown = {
        title: words
        for title, words in answers.items()
        if family.key == PRACTICE or any(accepts(words[judge]) for judge in ORDER)
    }
    lines = [f"### {family.title}", "", family.done, "", f"**Why.** {family.why}", ""]
    if shown:
        lines += ["| file | dermadocs | EU DSS | pyHanko | pdfsig |", "|---|---|---|---|---|"]
        lines += [_row(title, words) for title, words in shown.items()]
        lines += [""]
    if len(shown) < len(answers):
        lines += [f"{len(answers) - len(shown)} more are refused by all.", ""]
    return "\n".join(lines)


def _row(title: str, words: Words) -> str:
    return f"| {title.replace('|', '/')} | {' | '.join(words[judge] for judge in ORDER)} |"
