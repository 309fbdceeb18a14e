"""Change the law one small thing at a time, and see whether a test notices: how well the checks are checked.

    python tools/mutants.py                    run what is not in the cache yet, for at most --minutes
    python tools/mutants.py --minutes 60       longer; every run goes on where the last one stopped
    python tools/mutants.py --write            also write docs/mutants.md from the cache
    python tools/mutants.py --show             list the survivors in full

A mutant is one file with one change: a comparison moved or turned round, a number one off, `not` taken away, `and` for
`or`, a breach that is not told. Each is run in a fork that imports the changed file instead of the real one, against
the tests that look at that room, and dies with the first test that fails. The cache knows a mutant by its code and
the code of those tests, so only what changed runs again. Never part of CI.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "mutants.json"
PAGE = ROOT / "docs" / "mutants.md"
EXPLAINED = ROOT / "tools" / "survivors.json"
LIMIT = 60.0  # seconds a mutant; one that runs longer is noticed
SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
LAW = "tests/law"
CARDS = (
    "test_registry.py",
    "test_cards_timeline.py",
    "test_issuing.py",
    "test_cards_data.py",
    "test_cards_page.py",
    "test_foreign_papers.py",
)
OTHERS = ("test_foreign_papers.py", "test_papers_in_hand.py")
# which tests look at which files, those first that notice most; a file that is not named is looked at by all
LOOKING: dict[str, tuple[str, ...]] = {
    "words.py": ("test_words.py", "test_wording.py", *OTHERS, "test_cards_page.py"),
    "clauses.py": ("test_words.py", *OTHERS),
    "wording.py": ("test_wording.py", "test_words.py", "test_cards_page.py"),
    "imposed.py": OTHERS[::-1],
    "reading.py": OTHERS[::-1],
    "others.py": OTHERS,
    "papers.py": OTHERS[::-1],
    "known.py": OTHERS[::-1],
    "report.py": ("test_report.py",),
    "report_page.py": ("test_report.py",),
    "explain.py": ("test_explain.py",),
    "issuing.py": ("test_issuing.py",),
    "parameters.py": ("test_parameters.py", "test_engine.py", *CARDS),
    "registry.py": ("test_registry.py",),
}
MACHINE = ("test_engine.py", "test_parameters.py", "test_papers_in_hand.py", "test_report.py")
# some tests are long and find little that the others do not
PASSED_OVER = "not whatever_stands and not hostile and not any_text and not drowns"


@dataclass(frozen=True)
class Mutant:
    """One change: in which file, at which line, what it was and what it is; `code` is the changed file."""

    file: str
    line: int
    what: str
    code: str

    @property
    def key(self) -> str:
        """What the cache knows it by, the tests' own code apart."""
        return hashlib.sha256(f"{self.file}\0{self.code}".encode()).hexdigest()[:24]


def targets() -> list[Path]:
    """The files that are changed."""
    law = sorted((ROOT / "dermadocs" / "law").rglob("*.py"))
    return [ROOT / "dermadocs" / "domain" / "reflection.py", *(path for path in law if path.name != "__init__.py")]


def tests_of(file: str) -> tuple[str, ...]:
    """The tests that look at a file, those first that notice most."""
    if file.endswith("reflection.py") and "/domain/" in file:
        return ("tests/domain/test_reflection.py", f"{LAW}/test_cards_timeline.py")
    if "/rules/" in file:
        return tuple(f"{LAW}/{name}" for name in CARDS)
    if "/foreign/" in file:
        return tuple(f"{LAW}/{name}" for name in OTHERS)
    return tuple(f"{LAW}/{name}" for name in LOOKING.get(Path(file).name, ("test_engine.py", *CARDS, *MACHINE)))


def mutants(path: Path) -> Iterator[Mutant]:
    """Every change of one file."""
    file, tree = str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))
    nodes = list(ast.walk(tree))
    for place, node in enumerate(nodes):
        for number, what in enumerate(_changes(node)):
            other = copy.deepcopy(tree)
            _apply(list(ast.walk(other))[place], number)
            yield Mutant(file, getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(other)))


def _changes(node: ast.AST) -> list[str]:
    """What can be changed about a node, in words; the order is that of `_apply`."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPS:
        old, new = type(node.ops[0]), SWAPS[type(node.ops[0])]
        return [f"{old.__name__} becomes {new.__name__}: {ast.unparse(node)}"]
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return [f"{node.value} becomes {node.value + 1}", f"{node.value} becomes {node.value - 1}"]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return [f"not taken away: {ast.unparse(node)}"]
    if isinstance(node, ast.BoolOp):
        return [f"{type(node.op).__name__} turned round: {ast.unparse(node)}"]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield) and node.value.value is not None:
        return [f"not told: {ast.unparse(node)}"]
    return []


def _apply(node: ast.AST, number: int) -> None:
    if isinstance(node, ast.Compare):
        node.ops = [SWAPS[type(node.ops[0])]()]
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        node.value += 1 if number == 0 else -1
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd()  # `+x` of a truth value is that value; of anything else an error, which is noticed
        node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.Expr):
        node.value = ast.YieldFrom(ast.Tuple([], ast.Load()))


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from changed code."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        """The changed module's place, None for any other."""
        if name != self.name:
            return None
        origin = ROOT / (name.replace(".", "/") + ".py")
        return importlib.util.spec_from_file_location(name, origin, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code."""
        exec(self.code, module.__dict__)  # noqa: S102 - our own code, one thing changed


def noticed(mutant: Mutant) -> bool:
    """True when a test fails, or hangs, with that change."""
    child = os.fork()
    if child == 0:
        _run(mutant)
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.01)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return True


def _run(mutant: Mutant) -> None:
    """In the fork: the changed module instead of the real one, its tests, and an exit code."""
    import pytest

    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    code = 1
    try:
        name = mutant.file.removesuffix(".py").replace("/", ".")
        if name in sys.modules:  # the one room below the law that is changed too: all is loaded anew
            for loaded in [one for one in sys.modules if one.startswith("dermadocs")]:
                del sys.modules[loaded]
        sys.meta_path.insert(0, Changed(name, compile(mutant.code, mutant.file, "exec")))
        options = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:randomly", "-k", PASSED_OVER]
        code = int(pytest.main([*options, *tests_of(mutant.file)]))
    finally:
        os._exit(code)


def digest_of_tests() -> str:
    """Changes with any test of the law: a survivor may be noticed now."""
    files = sorted((ROOT / LAW).rglob("*.*"))
    texts = [path.read_bytes() for path in files if path.suffix in (".py", ".txt", ".toml", ".rules")]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:16]


def warm() -> None:
    """Load what every fork needs and no mutant changes, and print the example's pages once for all of them."""
    import hypothesis
    import msgspec
    import pypdf
    import pytest

    importlib.import_module("dermadocs.domain.codec")  # of the house only what no mutant of the law can change
    importlib.import_module("dermadocs.domain.dossier")
    importlib.import_module("dermadocs.domain.leaves")
    assert all((hypothesis, msgspec, pypdf))
    assert not [name for name in sys.modules if name.startswith("dermadocs.law")]
    os.environ["DERMADOCS_PAGES"] = str(CACHE.parent / "pages")
    if os.fork() == 0:
        os._exit(int(pytest.main(["-q", "-p", "no:cacheprovider", *(f"{LAW}/{name}" for name in CARDS)])))
    if os.waitstatus_to_exitcode(os.wait()[1]) != 0:
        raise SystemExit("the tests fail without any change: mend them first")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, show or write."""
    parser = argparse.ArgumentParser(description="mutation runs over the law")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--only", default="", help="files whose name holds this")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    known: dict[str, dict[str, object]] = json.loads(CACHE.read_text()) if CACHE.exists() else {}
    every = [mutant for path in targets() for mutant in mutants(path) if options.only in mutant.file]
    tests = digest_of_tests()
    todo = [m for m in every if not _settled(known.get(m.key), tests)]
    random.Random(1).shuffle(todo)  # noqa: S311 - a time-boxed run is a fair sample, the same each time
    todo.sort(key=lambda mutant: mutant.key not in known)  # survivors first: a new test may notice them
    if options.minutes and todo:
        _work(todo, known, tests, options.minutes * 60)
    told = [(m, known[m.key]) for m in every if m.key in known]
    alive = [m for m, entry in told if not entry["noticed"]]
    print(f"{len(every)} mutants, {len(told)} run, {len(told) - len(alive)} noticed, {len(alive)} survived")
    if options.show:
        for mutant in alive:
            print(f"{mutant.key[:8]} {mutant.file}:{mutant.line}: {mutant.what}")
    if options.write:
        PAGE.write_text(page(every, told), "utf-8")
    return 0


def _settled(entry: dict[str, object] | None, tests: str) -> bool:
    """What was noticed once stays so; a survivor is tried again when a test has changed."""
    return entry is not None and (bool(entry["noticed"]) or entry["tests"] == tests)


def _work(todo: Sequence[Mutant], known: dict[str, dict[str, object]], tests: str, seconds: float) -> None:
    CACHE.parent.mkdir(exist_ok=True)
    warm()
    end = time.monotonic() + seconds
    for number, mutant in enumerate(todo, 1):
        if time.monotonic() > end:
            break
        known[mutant.key] = {"noticed": noticed(mutant), "tests": tests}
        if number % 20 == 0 or number == len(todo):
            CACHE.write_text(json.dumps(known))
            print(f"{number} of {len(todo)}", file=sys.stderr)
    CACHE.write_text(json.dumps(known))


def page(every: Sequence[Mutant], told: Sequence[tuple[Mutant, dict[str, object]]]) -> str:
    """docs/mutants.md: the score by file, and each survivor with the reason why it lives."""
    why: dict[str, str] = json.loads(EXPLAINED.read_text("utf-8")) if EXPLAINED.exists() else {}
    alive = [mutant for mutant, entry in told if not entry["noticed"]]
    share = 100 * (len(told) - len(alive)) / max(1, len(told))
    lines = [
        "# Mutants of the law",
        "",
        "Written by `tools/mutants.py --write`: one small change at a time in `dermadocs/law` and"
        " `dermadocs/domain/reflection.py`, and whether a test of that room notices it. Time-boxed and"
        " cached, never in CI.",
        "",
        f"**{len(told) - len(alive)} of {len(told)} mutants that were run are noticed: {share:.1f} %.**"
        f" {len(every) - len(told)} of {len(every)} were not run yet. The run ones were drawn at random, and tests then"
        " written against survivors among them: the rest may do worse.",
        "",
        "| file | run | noticed | of |",
        "|---|---|---|---|",
    ]
    for file in dict.fromkeys(mutant.file for mutant in every):
        run = [entry for mutant, entry in told if mutant.file == file]
        here = sum(mutant.file == file for mutant in every)
        lines.append(f"| {file} | {len(run)} | {sum(bool(entry['noticed']) for entry in run)} | {here} |")
    lines += ["", "## Survivors", "", "| where | change | why it lives |", "|---|---|---|"]
    for mutant in alive:
        change = mutant.what.replace("|", "\\|").replace("\n", " ")
        change = change if len(change) <= 110 else change[:109] + "…"
        found = (words for start, words in why.items() if mutant.key.startswith(start) or start in change)
        reason = next(found, "not explained yet")
        lines.append(f"| {mutant.file}:{mutant.line} | `{change}` | {reason} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
