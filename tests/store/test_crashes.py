"""Killed at every place where it would hurt: the dossier is as before or as after, and the next command says which.

For every name in `faults.POINTS`, and for every time that an act passes it, the act is done by the real command in a
process that kills itself there (SIGKILL: nothing is cleaned up). A new point is covered by itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from at_command import Commands, Done, copied
from store_world import rows_and_register

from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.jsonform import decode
from dermadocs.domain.timeline import Entry, first_bad
from dermadocs.store.archive import open_archive
from dermadocs.store.blobs import DRAFT
from dermadocs.store.faults import POINTS

COMMITTED = POINTS.index("rows.after-commit")
TOLD = range(POINTS.index("attempt.after-write"), POINTS.index("attempt.after-removal"))
"""From when to when a killed act leaves a line behind."""


@dataclass(frozen=True)
class Act:
    """A command, the dossier it is about, and the word by which it is told."""

    what: str
    dossier: str
    words: tuple[str, ...]
    event: str
    """The act of the event that must be recorded once and only once."""
    new: bool = False

    def at(self, moment: str) -> tuple[str, ...]:
        return (*self.words, "--at", moment)


ACTS = {
    "attach": Act("attachment", "2026-0001", ("dossier", "attach", "2026-0001", "FILE", "--kind", "note"), "file"),
    "new": Act("new dossier", "2026-0003", ("dossier", "new", "--name", "2026-0003"), "request", new=True),
    "receipt": Act("receipt", "2026-0001", ("receipt", "2026-0001", "--mention", MENTIONS["receipt"]), "receive"),
}
MOMENT, LATER = "2026-11-06T20:00Z", "2026-11-06T20:30Z"


class Bench:
    """Acts on copies of one home."""

    def __init__(self, homes: Path, at_command: Commands, folder: Path) -> None:
        self.homes, self.at_command, self.folder = homes, at_command, folder
        self.file = folder / "note.txt"
        self.file.write_text("a note after the act")
        self.passed = cache(self._passed)

    def command(self, home: Path, words: tuple[str, ...], **more: Any) -> Done:
        env = {"DERMADOCS_HOME": str(home)}
        return self.at_command.run(*[str(self.file) if word == "FILE" else word for word in words], env=env, **more)

    def _passed(self, name: str) -> tuple[str, ...]:
        """The places that an act passes, in order, when nothing happens to it."""
        done = self.command(copied(self.homes, self.folder / f"{name}-whole"), ACTS[name].at(MOMENT))
        assert done.code == 0, done
        return done.passed

    def killed(self, name: str, point: str, passing: int) -> None:
        """One act, killed at the n-th passing of a place, and what the day after looks like."""
        act, home = ACTS[name], copied(self.homes, self.folder / f"{name}-{point}-{passing}")
        before = entries(home, act.dossier)
        done = self.command(home, act.at(MOMENT), kill=(point, passing))
        assert done.code == -9, done
        place = POINTS.index(point)
        recorded = place >= COMMITTED
        witnesses_agree(
            home, behind=int(POINTS.index("rows.before-commit") < place <= POINTS.index("register.before-append"))
        )
        after = entries(home, act.dossier)
        assert after[: len(before)] == before
        assert count(after[len(before) :], act.event) == int(recorded), "as before or as after"

        said = self.command(home, ("dossier", "list", "--at", LATER))
        assert said.code == 0, said
        if place in TOLD:
            [line] = said.lines
            assert line.startswith(f"{act.dossier}: « {act.what} » of 2026-11-06T20:00:0"), line
            assert line.endswith(
                "cut short; " + ("it is recorded" if recorded else "nothing of it was recorded: do it again")
            )
        else:
            assert said.lines == []
        witnesses_agree(home)

        if not recorded:
            again = self.command(home, act.at(LATER))
            assert (again.code, again.lines) == (0, []), again
        last = entries(home, act.dossier)
        assert count(last[len(before) :], act.event) == 1, "once, and only once"
        assert first_bad(last) is None
        witnesses_agree(home)
        nothing_half(home)
        quiet = self.command(home, ("dossier", "show", act.dossier, "--json", "--at", LATER))
        assert (quiet.code, quiet.lines) == (0, []), "told once"
        for filed in json.loads(quiet.out)["files"].values():
            open_archive(home).blob(filed)


def entries(home: Path, dossier: str) -> list[Entry]:
    """The chain as the database holds it now."""
    archive = open_archive(home) if (home / "dossiers.sqlite3").exists() else None
    assert archive is not None
    found = [decode(row.body, Entry, "entry") for row in archive.rows(dossier)]
    archive.close()
    return found


def count(chain: list[Entry], act: str) -> int:
    return sum(entry.event.act == act for entry in chain)


def witnesses_agree(home: Path, behind: int = 0) -> None:
    """The register names each commit; it may be one behind until the next opening, never ahead."""
    rows, lines = rows_and_register(home)
    assert lines == rows[: len(rows) - behind]


def nothing_half(home: Path) -> None:
    """Half-written files stay until they are swept; nothing ever reads them."""
    archive = open_archive(home)
    assert all(archive.blob(name) for name in archive.blobs.names())
    archive.sweep()
    assert list(home.glob(f"blobs/*/*{DRAFT}")) == []
    archive.close()


@pytest.fixture(scope="module")
def bench(homes: Path, at_command: Commands, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(homes, at_command, tmp_path_factory.mktemp("crashes"))


def test_every_place_is_passed_in_the_order_of_the_list(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """And how many kills that makes: each place, each time an act passes it."""
    first = list(dict.fromkeys(bench.passed("attach")))
    assert first == list(POINTS), "an act with bytes passes all of them; a new point belongs into its place"
    kills = {name: len(bench.passed(name)) for name in ACTS}
    assert set(bench.passed("receipt")) == set(POINTS)
    with capsys.disabled():
        told = ", ".join(f"{name} {number}" for name, number in kills.items())
        print(f"\nkill -9: {len(POINTS)} fault points, {sum(kills.values())} kills ({told})")
    assert min(kills.values()) >= len(POINTS) - 3
    assert kills["receipt"] > kills["attach"]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", ACTS)
def test_killed_there_and_nothing_is_lost_or_done_twice(bench: Bench, name: str, point: str) -> None:
    times = bench.passed(name).count(point)
    if not times:
        assert point.startswith("blob.")
        assert name == "new", "an act without bytes"
    for passing in range(1, times + 1):
        bench.killed(name, point, passing)


def test_killed_again_while_the_line_is_caught_up(bench: Bench) -> None:
    """A second crash in the repair of the first."""
    act, home = ACTS["new"], copied(bench.homes, bench.folder / "twice")
    assert bench.command(home, act.at(MOMENT), kill=("register.before-append", 1)).code == -9
    for point in ("register.before-append", "register.after-append"):
        assert bench.command(home, ("dossier", "list", "--at", LATER), kill=(point, 1)).code == -9
    said = bench.command(home, ("dossier", "list", "--at", LATER))
    assert said.lines[0].endswith("it is recorded")
    witnesses_agree(home)


def test_cut_short_is_told_by_whichever_command_comes_next(bench: Bench) -> None:
    """Even by an act on the same dossier, and that act is done."""
    act, home = ACTS["new"], copied(bench.homes, bench.folder / "next")
    assert bench.command(home, act.at(MOMENT), kill=("rows.before-commit", 1)).code == -9
    again = bench.command(home, act.at(LATER))
    assert again.code == 0
    assert again.lines[0].endswith("nothing of it was recorded: do it again")
    assert count(entries(home, act.dossier), act.event) == 1
