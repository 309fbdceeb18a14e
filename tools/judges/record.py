"""What the judges said of the forged files when they were last all asked, and what differs when they are asked again.

`answers.json` is written by `tools/judges_page.py --write` alone; `families.toml`, by hand, says in words why the
answers differ. Both together are docs/judges.md.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from judges import dss, pdfsig, stock
from judges.hostile import DSS, PDFSIG, PRACTICE, PYHANKO, Forged, Words

HERE = Path(__file__).parent
ANSWERS, FAMILIES = HERE / "answers.json", HERE / "families.toml"


@dataclass(frozen=True)
class Family:
    """A family of forgeries: what is done, and why our answer is right where others give another one."""

    key: str
    title: str
    done: str
    why: str


@dataclass(frozen=True)
class Record:
    """The answers, by family and title of the forgery, and the versions of who gave them."""

    versions: dict[str, str]
    answers: dict[str, dict[str, Words]]

    def of(self, forged: Forged) -> Words | None:
        """What was said of that file; None if nobody was asked."""
        return self.answers.get(forged.family, {}).get(forged.title)


def load(path: Path = ANSWERS) -> Record:
    """The record of this project."""
    raw = json.loads(path.read_text("utf-8"))
    return Record(raw["versions"], raw["answers"])


def save(record: Record, path: Path = ANSWERS) -> None:
    """Write the record."""
    contents = {"versions": record.versions, "answers": record.answers}
    path.write_text(json.dumps(contents, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def families(path: Path = FAMILIES) -> list[Family]:
    """The families in the order of the page."""
    raw = tomllib.loads(path.read_text("utf-8"))
    return [Family(key, **words) for key, words in raw.items()]


def others(record: Record) -> list[str]:
    """Judges that are here in another version than the page's, and may well say something else."""
    here = {DSS: dss.version(), PYHANKO: stock.release(), PDFSIG: pdfsig.release()}
    return [judge for judge, version in here.items() if version != record.versions.get(judge)]


def differences(
    forged: Sequence[Forged], said: Sequence[Words], record: Record, without: Sequence[str] = ()
) -> list[str]:
    """Where a judge says something else than the page, or the page does not know the file; some judges left out."""
    words = []
    for one, now in zip(forged, said, strict=True):
        then = record.of(one)
        if then is None:
            words.append(f"{one.name}: not in docs/judges.md; run tools/judges_page.py --write")
            continue
        words += [f"{one.name}: {judge} says « {now[judge]} », the page « {then.get(judge)} »"
                  for judge in now if judge not in without and now[judge] != then.get(judge)]  # fmt: skip
    return words


def gone(forged: Iterable[Forged], record: Record) -> list[str]:
    """Files on the page that no generator makes any more; those of the practice set may not lie here."""
    made = {(one.family, one.title) for one in forged}
    return [
        f"{family}: {title}: on the page, but made by no test any more"
        for family, titles in record.answers.items()
        if family != PRACTICE
        for title in titles
        if (family, title) not in made
    ]


def sample(forged: Sequence[Forged], every: int) -> list[Forged]:
    """One in so many of each family, its first among them."""
    by_family: dict[str, list[Forged]] = {}
    for one in forged:
        by_family.setdefault(one.family, []).append(one)
    return [one for family in by_family.values() for one in family[::every]]


def recorded(forged: Sequence[Forged], said: Sequence[Words], versions: dict[str, str], before: Record) -> Record:
    """A new record; the practice set's answers are kept where it does not lie here."""
    answers: dict[str, dict[str, Words]] = {}
    for one, words in zip(forged, said, strict=True):
        answers.setdefault(one.family, {})[one.title] = words
    if PRACTICE in before.answers:
        answers.setdefault(PRACTICE, before.answers[PRACTICE])
    if any(DSS not in words for titles in answers.values() for words in titles.values()):
        raise ValueError("the record is written when all judges were asked")
    return Record(versions, answers)
