"""Print the pages of docs/ that follow from the code, so that they cannot say anything else.

    python tools/docs.py            name the pages that are out of date; exit 1 if there are any
    python tools/docs.py --write    bring them up to date

Three pages are printed whole: docs/cli.md from click, docs/law.md and docs/law-wording.md from the law. Elsewhere a
block between `<!-- from: NAME -->` and `<!-- end -->` repeats something of the code word for word:
`pyproject.toml layers`, or the steps in a module's docstring.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
WIDTH = 100
LAYERS = "pyproject.toml layers"
BLOCK = re.compile(r"(<!-- from: (?P<name>[^>]+?) -->\n)(?P<body>.*?)(<!-- end -->)", re.DOTALL)
STATUS = {
    "V": "read in a source; printed as a quotation, with its article",
    "S": "known second-hand; printed as the practice's own words",
    "M": "known from memory; printed as the practice's own words",
    "O": "our own sentence for what a rule asks; no text imposes it",
}


def programs() -> dict[str, click.Command]:
    """The two commands, by the words that start them."""
    return {
        "dermadocs": importlib.import_module("dermadocs.cli").main,
        "python -m signatures": importlib.import_module("signatures.cli").main,
    }


def shown(command: click.Command, words: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """The words that start a command, and its `--help`; then those of the commands below it."""
    name = words if parent is None else f"{parent.command_path} {words}"
    context = command.make_context(words, [], parent, resilient_parsing=True, terminal_width=WIDTH)
    yield name, "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    if isinstance(command, click.Group):
        for word in sorted(command.commands):
            yield from shown(command.commands[word], word, context)


def cli_page() -> str:
    """docs/cli.md: every `--help`, as it is shown."""
    parts = [
        "# Command line",
        "Printed from the code by `tools/docs.py`. In a checkout the commands are `.venv/bin/dermadocs` and"
        " `.venv/bin/python -m signatures`.",
        "Exit codes, of both: **0** all good · **1** at least one file INVALID, or a blocking breach · **2** usage,"
        " or input that cannot be read · **3** cannot be decided · **4** a defect of ours. Of a batch the worst,"
        " in the order 4, 1, 2, 3, 0. Outside of that: **130** broken off by Ctrl-C · **141** nobody read the output to"
        " its end. [verification.md](verification.md) says what the verdicts mean.",
        "`DERMADOCS_TRUST` names trust folders where `--trust` does not, `DERMADOCS_HOME` a home (its `trust/`);"
        " `DERMADOCS_DEBUG=1` shows the traceback of an internal error of `dermadocs`. The password of a home's keys"
        " stands in the home, in the file that `DERMADOCS_PASSWORD_FILE` names, or in `DERMADOCS_PASSWORD`.",
        'Completion in the shell, for commands and options: `eval "$(_DERMADOCS_COMPLETE=bash_source dermadocs)"` in'
        " `~/.bashrc`, `zsh_source` in `~/.zshrc`; for fish"
        " `_DERMADOCS_COMPLETE=fish_source dermadocs > ~/.config/fish/completions/dermadocs.fish`. The program"
        " `dermadocs` must be on the `PATH`.",
    ]
    for start, program in programs().items():
        for name, text in shown(program, start):
            parts.append(f"{'##' if name == start else '###'} {name}\n\n```text\n{text}\n```")
    return "\n\n".join(parts) + "\n"


def wording_page() -> str:
    """docs/law-wording.md: every text printed word for word, with where it comes from."""
    wordings = importlib.import_module("dermadocs.law.wording").all()
    parts = [
        "# Texts printed word for word",
        "Printed by `tools/docs.py` from `dermadocs/law/wording/*.toml`. No jurist has reviewed these texts:"
        " see [limits.md](limits.md). The rules they serve are listed in [law.md](law.md).",
        "\n".join(f"- **{letter}**: {words}" for letter, words in STATUS.items()),
        "Texts are compared in Unicode NFC, with one kind of space, apostrophe and quotation mark; capitals count.",
        "\n".join(
            [
                "| id | status | article | source | rule |",
                "|---|---|---|---|---|",
                *(f"| [{w.id}](#{w.id.lower()}) | {w.status} | {w.cite} | {w.source} | {w.rule} |" for w in wordings),
            ]
        ),
    ]
    for wording in wordings:
        quoted = "\n>\n".join(f"> {paragraph}" for paragraph in wording.paragraphs)
        parts.append(f"## {wording.id}\n\n{quoted}")
    return "\n\n".join(parts) + "\n"


def law_page() -> str:
    """docs/law.md: every card, figure, fault and open question."""
    known = importlib.import_module("dermadocs.law.known")
    return str(importlib.import_module("dermadocs.law.explain").markdown(known.READ_ON))


def repeated(name: str) -> str:
    """What a block of that name repeats: the floors of pyproject.toml, or the steps in a module's docstring."""
    if name == LAYERS:
        contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
        return "\n".join(next(one["layers"] for one in contracts if one["type"] == "layers"))
    document = importlib.import_module(name).__doc__ or ""
    steps = re.search(r"^ +1\.? .*?(?=^\S|\Z)", document, re.DOTALL | re.MULTILINE)
    if steps is None:
        raise SystemExit(f"the docstring of {name} lists no steps")
    return textwrap.dedent(steps[0]).rstrip()


def with_blocks(page: str) -> str:
    """A page with its blocks as the code has them now."""
    return BLOCK.sub(lambda found: f"{found[1]}```text\n{repeated(found['name'])}\n```\n{found[4]}", page)


def pages() -> dict[Path, str]:
    """Every page that depends on the code, as it must be."""
    whole = {DOCS / "cli.md": cli_page(), DOCS / "law.md": law_page(), DOCS / "law-wording.md": wording_page()}
    others = (path for path in sorted(DOCS.rglob("*.md")) if path not in whole)
    texts = {path: path.read_text("utf-8") for path in others}
    return whole | {path: with_blocks(text) for path, text in texts.items() if BLOCK.search(text)}


def stale() -> dict[Path, str]:
    """The pages that say something else than the code, as they must be."""
    return {path: text for path, text in pages().items() if not path.is_file() or path.read_text("utf-8") != text}


def main(arguments: Sequence[str] | None = None) -> int:
    """Name or write what is out of date."""
    parser = argparse.ArgumentParser(description="pages of docs/ that follow from the code")
    parser.add_argument("--write", action="store_true", help="bring them up to date")
    options = parser.parse_args(arguments)
    found = stale()
    for path, text in found.items():
        if options.write:
            path.write_text(text, "utf-8")
        print(f"{path.relative_to(ROOT)}: {'written' if options.write else 'out of date'}")
    if found and not options.write:
        print("bring them up to date with: python tools/docs.py --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
