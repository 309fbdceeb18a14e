"""Judge what the demonstration made, as an auditor would, compare with what was to be expected, and report on it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from dermadocs import report
from dermadocs.flows.proving.batch import exit_code, judge_files


@dataclass(frozen=True)
class Expectation:
    """A file of the demonstration and the exits and reason that verification must give it."""

    name: str
    story: str
    exits: tuple[int, ...]
    reason: str | None


def judge_all(folder: Path, expectations: Sequence[Expectation], at: datetime) -> bool:
    """Print the table, and report on the dossier at the top; True when every file was judged as expected."""
    table = Table(title="What an auditor is told", title_justify="left", show_lines=True)
    for heading in ("file", "what was done", "verdict", "why"):
        table.add_column(heading, overflow="fold")
    paths = [folder / e.name for e in expectations]
    surprises = []
    results = list(judge_files(paths, trust=(folder / "trust",), at=at, jobs=2))
    for expected, result in zip(expectations, results, strict=True):
        code = exit_code(result)
        as_expected = code in expected.exits and (expected.reason is None or expected.reason in result["reasons"])
        if not as_expected:
            surprises.append(expected.name)
        interval = result["interval"]["verdict"] if result["interval"] else "—"
        why = result["messages"][0]["message"] if result["messages"] else f"interval {interval}"
        if result["missing_acts"]:
            why += f"; not signed: {', '.join(result['missing_acts'])}"
        verdict = f"{result['verdict']}\nexit {code}" + ("" if as_expected else "\n[red]UNEXPECTED[/red]")
        codes = ", ".join(result["reasons"])
        table.add_row(expected.name, expected.story, verdict, f"{codes}\n{why}" if codes else why)
    told = [{**one, "file": e.name} for e, one in zip(expectations, results, strict=True) if "/" not in e.name]
    (folder / "report.html").write_text(report.html(told, at), "utf-8")
    (folder / "report.json").write_text(as_json(told), "utf-8")
    Console(width=None if Console().is_terminal else 120).print(table)
    if surprises:
        Console(stderr=True).print("not as expected: " + ", ".join(surprises), style="red")
    return not surprises


def as_json(answers: Sequence[Mapping[str, Any]]) -> str:
    """The answers of `verify --json` as one list, an answer a line."""
    return "[\n" + ",\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers) + "\n]\n"
