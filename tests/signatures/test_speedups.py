"""What makes judging quick changes no answer: files altered by chance are judged with our reader and the library's.

Ours parses the header of an object stream once, reads what is spelt plainly in one pass, and finds the uses of an
object from a table (`one_parse`, `plain`, `usages`).
DERMADOCS_ALTERED says how many files are made; `make same-verdicts` makes two thousand.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from forgery_changes import CHANGES, STRIPPED
from mutations import mutated
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from verify_world import PLAN, START, blank, forged_archive, judge, shared, story, update

from signatures import Report, reading
from signatures.revision import Revision
from signatures.usages import Usages

ALTERED = int(os.environ.get("DERMADOCS_ALTERED", "48"))
PORTIONS = 8
AT = START + timedelta(days=20)


class PlainRevision(HistoricalResolver):
    """The library's, beside the list of pages that our rules ask for."""

    pages = Revision.pages


class PlainReader(PdfFileReader):
    """The library's reader as it is, beside the table that one rule of our own class asks."""

    plainly: frozenset[object] = frozenset()  # nothing is known to be spelt plainly

    def __init__(self, stream: io.BytesIO, strict: bool) -> None:
        super().__init__(stream, strict=strict)
        self.usages = Usages(self)

    def get_historical_resolver(self, revision: int) -> PlainRevision:
        return PlainRevision(self, revision)

    def packed(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        return self._get_object_from_stream(idnum, stmnum, idx)


def bases() -> list[bytes]:
    """After the first act and finished, each as plain objects and in object streams."""
    made, told = shared()
    packed = story(made, blank(object_streams=True))
    return [told.steps[1], told.last, packed.steps[1], packed.last]


def altered(random: Random, pdf: bytes) -> bytes:
    """Tokens and numbers exchanged; or a faultless revision appended; or one covered by a timestamp of the same clock."""
    way = random.randrange(3)
    if way == 0:
        return mutated(random, pdf)
    changed = update(pdf, random.choice([*CHANGES, *STRIPPED]))
    return changed if way == 1 else forged_archive(shared()[0], changed, "Archive9", START + timedelta(minutes=5))


def told(report: Report) -> tuple[Any, ...]:
    """All that a program may rely on. Which step of a broken file is refused, and in which words, may differ: strictly,
    the library wants every reference of a revision to lead somewhere before it explains it, used or not."""
    acts = [(act.field, act.indication, act.level) for act in report.acts]
    return report.verdict, report.integrity, report.codes, acts


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_altered_files_are_judged_alike_by_the_quick_and_the_plain_reader(
    portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = shared()
    random, files, seen = Random(portion), bases(), Counter[str]()
    for _ in range(ALTERED // PORTIONS):
        try:
            forged = altered(random, random.choice(files))
        except Exception:  # a change that this file does not allow: its fields are taken out, say
            continue
        for plan in (PLAN, None):
            quick = judge(made, forged, AT, plan)
            with monkeypatch.context() as patch:
                patch.setattr(reading, "OneParseReader", PlainReader)
                slow = judge(made, forged, AT, plan)
            assert told(quick) == told(slow)
            seen[str(quick.integrity)] += 1
    assert seen["BROKEN"]
