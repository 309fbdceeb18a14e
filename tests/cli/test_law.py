"""`dermadocs law`: cards listed, explained, and applied to a dossier."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

IDS = Path(__file__).parent.parent / "law" / "ids.txt"
EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "dermabrasion.json"


def law(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "dermadocs", "law", *arguments], capture_output=True, text=True)


def test_the_list_carries_every_id() -> None:
    cards = [json.loads(line) for line in law("list", "--json").stdout.splitlines()]
    names = {name for card in cards for name in (card["id"], *card["aliases"])}
    wanted = {line.split()[0] for line in IDS.read_text().splitlines() if line.strip() and not line.startswith("#")}
    assert wanted <= names
    assert all(card["status"] in "VSMO" and card["citation"] for card in cards)


def test_a_card_is_explained_by_id_and_by_alias() -> None:
    assert "D. 6322-30" in law("explain", "CSP-D6322-30-04").stdout
    assert "CSP-D6322-30-04" in law("explain", "a-14").stdout


def test_an_unknown_rule_is_one_line() -> None:
    result = law("explain", "XYZ-1")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "law list" in result.stderr


def test_the_example_breaks_no_rule_and_a_broken_one_is_found(tmp_path: Path) -> None:
    assert law("check", str(EXAMPLE), "--on", "2026-11-24").returncode == 0
    data = json.loads(EXAMPLE.read_text())
    data["practice"]["payment_means"] = ["carte bancaire"]
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(data))
    result = law("check", str(broken), "--on", "2026-11-24", "--json")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 1
    assert {f["rule"] for f in found if f["status"] == "BREACH"} == {"CDM-53-03"}
