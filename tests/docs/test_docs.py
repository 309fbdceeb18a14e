"""The pages cannot lie: what they name exists, what the code has they explain, and what is printed is fresh."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import click
import pytest
from world import notices_due

from dermadocs import bootstrap
from dermadocs.demo.calendar import redated
from dermadocs.demo.forgers import COUNTER_EXAMPLES
from dermadocs.demo.life import handle_of, secrets_of
from dermadocs.domain.codec import decode_case
from dermadocs.flows import estimating
from dermadocs.law import wording
from signatures import Authority, Code, Indication, Integrity, IntervalVerdict, Level, Verdict

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
RULE = re.compile(r'"((?:ARR1996|CDM|CON|CSP|HOUSE|ID|MIN|NU|PRICE|PRO|REM|SIG|T|VAT)-[A-Z0-9-]+)"')


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", page.read_text("utf-8"))


def commands(page: Path) -> Iterator[str]:
    """Every line to be typed, whole where it goes on behind a backslash."""
    for language, body in FENCE.findall(page.read_text("utf-8")):
        if language == "sh":
            yield from body.replace("\\\n", " ").splitlines()


def first_column(page: Path, pattern: str) -> list[str]:
    """What stands first in the rows of a page's tables."""
    return re.findall(rf"^\| `?({pattern})`? \|", page.read_text("utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def printer() -> ModuleType:
    """tools/docs.py, which is a program and no package."""
    spec = importlib.util.spec_from_file_location("printed_pages", ROOT / "tools" / "docs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_printed_pages_are_fresh(printer: ModuleType) -> None:
    stale = [named(path) for path in printer.stale()]
    assert not stale, "run: python tools/docs.py --write"


def test_a_page_that_says_something_else_is_noticed(printer: ModuleType, tmp_path: Path) -> None:
    page = "before\n<!-- from: signatures.verification -->\nanything\n<!-- end -->\nafter\n"
    told = printer.with_blocks(page)
    assert "1. The file can be read" in told
    assert told.startswith("before\n")
    assert told.endswith("<!-- end -->\nafter\n")
    assert printer.with_blocks(told) == told


# ---- what the code has, a page explains


def own_reasons() -> set[str]:
    """The reasons of ours, beside those of `signatures`: the first argument of each Finding."""
    found = set()
    for file in (ROOT / "dermadocs" / "flows" / "proving").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            is_finding = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding"
            if is_finding and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def test_every_reason_is_explained_once_and_none_is_invented() -> None:
    reasons = [*first_column(DOCS / "verification.md", "[A-Z][A-Z_]+")]
    verdicts = {*Verdict, *IntervalVerdict}
    explained = [word for word in reasons if word not in verdicts and len(word) > 1]
    assert own_reasons() >= {"STORY_DIFFERS", "UNSIGNED"}
    assert sorted(explained) == sorted({*map(str, Code), *own_reasons()})


@pytest.mark.parametrize("words", [Verdict, Integrity, Indication, Level, IntervalVerdict], ids=lambda e: e.__name__)
def test_every_word_of_a_report_is_explained(words: type[Verdict]) -> None:
    page = prose(DOCS / "verification.md")
    assert [str(word) for word in words if f"`{word}`" not in page] == []


def test_every_rule_named_by_the_program_is_listed() -> None:
    sources = [*(ROOT / "dermadocs" / "domain").rglob("*.py"), *(ROOT / "dermadocs" / "flows").rglob("*.py")]
    used = {rule for file in sources for rule in RULE.findall(file.read_text("utf-8"))}
    used |= {text.rule for text in wording.all()}
    listed = set(re.findall(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+", prose(DOCS / "law.md")))
    assert "CSP-D6322-30-01" in used
    assert sorted(used - listed) == []


def test_the_readme_tells_what_the_demonstration_makes() -> None:
    rows = re.findall(r"^\| `([\w.-]+\.pdf)` \|.*\| (.*) \|$", prose(ROOT / "README.md"), re.MULTILINE)
    told = dict(rows)
    missing = [one.name for one in COUNTER_EXAMPLES if (one.reason or "") not in told.get(one.name, "\0")]
    assert not missing


def test_every_decision_is_listed_and_says_what_it_costs() -> None:
    folder = DOCS / "decisions"
    records = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    listed = LINK.findall((folder / "README.md").read_text("utf-8"))
    assert listed == [path.name for path in records]
    for number, record in enumerate(records, 1):
        text = record.read_text("utf-8")
        assert text.startswith(f"# {number}. ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Drawbacks")), record.name


# ---- what a page names, exists


def slugs(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = []
    for link in LINK.findall(prose(page)):
        if link.startswith(("https://", "http://")):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (anchor and anchor not in slugs(path)):
            dead.append(link)
    assert not dead


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_source_file_named_is_there(page: Path) -> None:
    roots = [ROOT, ROOT / "dermadocs", ROOT / "signatures", ROOT / "dermadocs" / "flows"]
    files = set(re.findall(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|toml|json|j2|css))`", prose(page)))
    files |= {folder.rstrip("/") for folder in re.findall(r"`((?:[\w.-]+/)+)`", prose(page))}
    made = {
        "document.json",
        "redacted.json",
        "report.json",
        "index.json",
        "copy.json",
        "review.toml",
        "conformance.json",
        "demo-output",
        "trust",
        "tsa",
        "lists",
    }
    made |= {
        "home.toml",
        "practice.json",
        "secrets.json",
        "authority",
        "attempts",
        "intake",
        "blobs",
        "attempts/ID.json",
        "clock.json",
        "captured",
        "web-fonts",
        "other-dossiers",
        "packs",
        "events.jsonl",
    }  # a home
    assert [name for name in sorted(files - made) if not any((root / name).exists() for root in roots)] == []


def check_click(command: click.Command, words: list[str]) -> None:
    """Each option of a command line is one that the command has."""
    for position, word in enumerate(words):
        if isinstance(command, click.Group) and word in command.commands:
            return check_click(command.commands[word], words[position + 1 :])
    known = {name for parameter in command.params for name in parameter.opts}
    unknown = [word for word in words if word.startswith("-") and word not in known]
    assert not unknown, f"{command.name} has no {unknown}"
    assert not isinstance(command, click.Group) or not words, f"no command {words}"
    return None


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_on_a_page_exists(page: Path, printer: ModuleType) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for line in commands(page):
        words = shlex.split(line, comments=True)
        if not words:
            continue
        if words[0] == "make":
            assert words[1] in targets, line
        elif words[:3] == [".venv/bin/python", "-m", "signatures"]:
            check_click(printer.programs()["python -m signatures"], words[3:])
        elif words[0] in (".venv/bin/dermadocs", "dermadocs"):
            check_click(printer.programs()["dermadocs"], words[1:])
        else:
            assert not words[0].startswith(".venv"), line
        examples = [word for word in words if word.startswith(("examples/", "tools/"))]
        assert all((ROOT / name).exists() for name in examples), line


def test_the_library_example_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo-output"
    (folder / "trust").mkdir(parents=True)
    at = datetime.now(UTC) - timedelta(hours=1)
    case = redated(decode_case((ROOT / "examples" / "dermabrasion.json").read_bytes()), at.date() - timedelta(days=1))
    authority = Authority.create("the readme", at - timedelta(minutes=5), demonstration=True)
    with bootstrap.embedded(authority, case, secrets_of("readme"), at - timedelta(minutes=4), lambda: at) as practice:
        due = notices_due(case)
        file = estimating.issue(practice, case, handle_of("readme"), at, handed_over=due)
    (folder / "estimate.pdf").write_bytes(file.pdf)
    for name, content in authority.trust_files().items():
        (folder / "trust" / name).write_bytes(content)

    fenced = FENCE.findall((ROOT / "README.md").read_text("utf-8"))
    (example,) = [body for language, body in fenced if language == "python"]
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {})
    told = capsys.readouterr().out
    assert told.startswith("VALID\n")
    assert "Practitioner1 Claire VASSEUR" in told
    assert "not checked: " in told


# ---- what a page must not say


FORBIDDEN = {
    "an absolute path of some machine": r"(?<![\w.])/(?:work|home|root|Users|mnt|srv|tmp)/",
    "the address of a package index": r"\b(?:[\w-]+\.)*(?:pypi|pythonhosted|npmjs|crates|conda|maven)\.[a-z.]+\b",
    "the number of a task": r"(?:\bissue |(?<![\w&(])#)\d{1,3}\b",
    "how the work is done": r"\b(?:AI|LLM|GPT|chatbot|(?:AI|coding) assistant|TODO|FIXME|XXX)\b",
}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_says_what_does_not_belong_there(page: Path) -> None:
    text = page.read_text("utf-8")
    found = [f"{what}: {hit[0]}" for what, pattern in FORBIDDEN.items() for hit in re.finditer(pattern, text)]
    assert not found


@pytest.mark.parametrize(
    "bad", ["see /home/me/x", "from pypi.org", "files.pythonhosted.org", "as in #12", "for issue 3", "a TODO"]
)
def test_what_is_forbidden_would_be_found(bad: str) -> None:
    assert any(re.search(pattern, bad) for pattern in FORBIDDEN.values())
