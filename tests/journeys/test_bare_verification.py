"""An auditor's computer: Python and the core packages only. No WeasyPrint, no Pango, no Django, no network."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from world import CHECKOUT, Demo

ABSENT = ("weasyprint", "pydyf", "segno", "fontTools", "django", "PIL", "cv2", "hypothesis", "pytest")


def locked() -> list[str]:
    """The distributions of requirements.lock that this interpreter has (some are for others)."""
    text = (CHECKOUT / "requirements.lock").read_text("utf-8")
    names = re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)
    assert "pyhanko" in names
    assert "weasyprint" not in names
    return names


def link(name: str, folder: Path) -> None:
    """Links to all that a distribution installed at the top of site-packages."""
    found = importlib.metadata.distribution(name)
    tops = {Path(str(file)).parts[0] for file in found.files or ()}
    for top in tops - {"..", "__pycache__"}:
        if not (folder / top).exists():
            (folder / top).symlink_to(Path(str(found.locate_file(top))))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter of its own with nothing but the locked core packages and this checkout."""
    home = tmp_path_factory.mktemp("auditor")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home / "venv")], check=True)
    packages = home / "packages"
    packages.mkdir()
    for name in locked():
        link(name, packages)
    [site] = (home / "venv").glob("lib/python*/site-packages")
    (site / "bare.pth").write_text(f"{packages}\n{CHECKOUT}\n")
    return home / "venv" / "bin" / "python"


def run(python: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Isolated: no variable, no working folder and no user folder adds anything to the path."""
    return subprocess.run(
        [str(python), "-I", *map(str, words)], capture_output=True, text=True, env={"PATH": os.defpath}, timeout=300
    )


def test_nothing_else_is_there(bare: Path) -> None:
    probe = f"import importlib.util as u; print([n for n in {ABSENT!r} if u.find_spec(n)])"
    assert run(bare, "-c", probe).stdout == "[]\n"
    done = run(bare, "-c", "import weasyprint")
    assert done.returncode == 1
    assert "No module named 'weasyprint'" in done.stderr


def test_the_estimate_is_judged_in_full(bare: Path, demo: Demo) -> None:
    done = run(bare, "-m", "dermadocs", "verify", "--json", "--trust", demo.trust, demo.estimate)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["verdict"], answer["interval"]["verdict"]) == ("VALID", "STATED")
    assert answer["data"]["number"] == "2026-0147"


def test_a_forgery_is_found_there_too(bare: Path, demo: Demo) -> None:
    done = run(bare, "-m", "dermadocs", "verify", "--trust", demo.trust, demo.counter_example("price-redrawn.pdf"))
    assert done.returncode == 1
    assert "STORY_DIFFERS" in done.stdout


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_report_is_written_as_a_page_there_too(bare: Path, demo: Demo, tmp_path: Path, language: str) -> None:
    page = tmp_path / "report.html"
    words = ("--trust", demo.trust, "--language", language, "--report", page, demo.estimate)
    done = run(bare, "-m", "dermadocs", "verify", *words)
    assert (done.returncode, done.stderr) == (0, "")
    text = page.read_text("utf-8")
    assert "Les quinze jours ont été respectés, selon l’horloge du cabinet." in text
    assert ("The fifteen days were kept" in text) is (language == "en")


def test_a_report_as_pdf_is_refused_in_words(bare: Path, demo: Demo, tmp_path: Path) -> None:
    words = ("--trust", demo.trust, "--report", tmp_path / "report.pdf", demo.estimate)
    done = run(bare, "-m", "dermadocs", "verify", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "'render' extra" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not any(tmp_path.iterdir())


def test_drawing_again_is_refused_in_words(bare: Path, demo: Demo) -> None:
    done = run(bare, "-m", "dermadocs", "verify", "--redraw", "--trust", demo.trust, demo.estimate)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--redraw needs the 'render' extra" in done.stderr


def test_the_signatures_alone_can_be_judged(bare: Path, demo: Demo) -> None:
    done = run(bare, "-m", "signatures", "verify", "--trust", demo.trust, demo.estimate)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_case_can_be_checked(bare: Path) -> None:
    done = run(bare, "-m", "dermadocs", "check", CHECKOUT / "examples" / "dermabrasion.json", "--on", "2026-11-02")
    assert done.returncode == 0, done.stderr


def test_what_is_not_installed_is_named(bare: Path, tmp_path: Path) -> None:
    case = CHECKOUT / "examples" / "dermabrasion.json"
    done = run(bare, "-m", "dermadocs", "render", case, "--on", "2026-11-02", "-o", tmp_path / "draft.pdf")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'render' extra" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not any(tmp_path.iterdir())


def loaded_by(module: str) -> set[str]:
    """The modules that are there once a process has imported `module`."""
    probe = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    return set(json.loads(done.stdout))


def test_verification_imports_nothing_of_rendering() -> None:
    """Also where everything is installed."""
    loaded = loaded_by("dermadocs.flows.proving.judging")
    assert loaded >= {"pypdf", "pyhanko"}
    assert not {"weasyprint", "pydyf", "segno", "django", "jinja2"} & loaded
    assert [name for name in loaded if name.startswith(("dermadocs.render", "dermadocs.bootstrap"))] == []


def test_who_only_starts_the_children_reads_no_file_and_loads_no_reader() -> None:
    """The command starts at once: the children load what reads, each under its limits."""
    assert not {"pypdf", "pyhanko"} & loaded_by("dermadocs.flows.proving.batch")
