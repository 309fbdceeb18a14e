"""Drawing the estimate: with the grid columns that it would have had, and the way WeasyPrint is mostly used."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.measure import NotComparable, race
from bench.table import Section, row
from bench.world import EXAMPLE, World
from dermadocs import bootstrap
from dermadocs.render import typography
from dermadocs.render.environment import templates_dir

_NARROW = re.compile(r"minmax\(0, ([0-9]*fr)\)")


@dataclass
class Sheet:
    """What the engine was given to lay out: markup, the names of its styles, and rules of this copy alone."""

    html: str
    styles: tuple[str, ...]
    extra_css: str
    layouts: int  # how often, for one estimate


@dataclass
class _Recorder:
    """Stands before `lay_out` and writes down what passes."""

    calls: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)

    def __call__(self, html: str, styles: tuple[str, ...], extra_css: str = "", *, large: bool = False) -> Any:
        self.calls.append((html, styles, extra_css))
        return typography.lay_out(html, styles, extra_css, large=large)


@contextmanager
def swapped(module: ModuleType, name: str, value: object) -> Iterator[None]:
    """Another `name` in `module`, for as long as a measurement takes."""
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


def estimate_module() -> ModuleType:
    """The module, not the function of the same name that its package exports."""
    return sys.modules["dermadocs.render.paper"]


def sheet(world: World) -> Sheet:
    """What one estimate gives to the engine."""
    recorder = _Recorder()
    with swapped(estimate_module(), "lay_out", recorder):
        world.render()
    return Sheet(*recorder.calls[-1], layouts=len(recorder.calls))


def css(name: str, *, wide: bool) -> str:
    """One of our style sheets; `wide` with `1fr` columns instead of `minmax(0, 1fr)`, as one writes them first."""
    source = (templates_dir() / "styles" / name).read_text("utf-8")
    return _NARROW.sub(r"\1", source) if wide else source


def widened(names: Sequence[str]) -> dict[str, str]:
    """These style sheets with `1fr` columns. Raises NotComparable when there is nothing to write differently."""
    made = {name: css(name, wide=True) for name in names}
    if all(text == css(name, wide=False) for name, text in made.items()):
        raise NotComparable(f"no minmax(0, 1fr) in {', '.join(names)}")
    return made


def stock(given: Sheet, *, wide: bool) -> bytes:
    """One document the way the manual of WeasyPrint shows it: new fonts, styles parsed, one pass to the bytes."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    base = (templates_dir() / "styles").as_uri() + "/"
    fonts = FontConfiguration()
    sources = [css(name, wide=wide) for name in given.styles]
    sheets = [weasyprint.CSS(string=text, base_url=base, font_config=fonts) for text in (*sources, given.extra_css)]
    written: bytes = weasyprint.HTML(string=given.html, base_url=base).write_pdf(
        font_config=fonts, stylesheets=sheets, pdf_variant="pdf/a-3a"
    )
    return written


def measure(world: World, rounds: int, cold_rounds: int, warm_up: int) -> Section:
    """Ours against both, and a warm worker against a process per document."""
    given = sheet(world)
    wide_sheets = {name: _parsed(source) for name, source in widened(given.styles).items()}

    def ours_wide() -> object:
        with swapped(typography, "stylesheet", lambda name, large: wide_sheets[name]):
            return world.render()

    warm = race(
        {
            "ours": world.render,
            "1fr": ours_wide,
            "stock": lambda: stock(given, wide=False),
            "stock 1fr": lambda: stock(given, wide=True),
        },
        rounds,
        warm_up=warm_up,
    )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "estimate.pdf"
        cold = race(
            {"warm": lambda: bootstrap.draft(world.case, "estimate", world.at), "cold": lambda: _process(target)},
            cold_rounds,
            warm_up=warm_up,
        )
    passes = "once" if given.layouts == 1 else f"{given.layouts} times"
    return Section(
        "Drawing the estimate (warm, unless said otherwise)",
        [
            row(warm, "ours : ours with 1fr grid columns", "ours", "1fr", 0.5),
            row(warm, "ours : stock WeasyPrint, same HTML and CSS", "ours", "stock"),
            row(warm, "ours : stock WeasyPrint, 1fr columns", "ours", "stock 1fr"),
            row(warm, "stock WeasyPrint, same CSS : with 1fr columns", "stock", "stock 1fr"),
            row(cold, "draft in a warm worker : in a process of its own", "warm", "cold"),
        ],
        [
            f"ours lays the estimate out {passes}; besides, it checks the law, builds document.json, and writes"
            " codes, marks, fields and the tags of PDF/UA",
            "stock: new FontConfiguration and CSS parsed for each document, write_pdf in one pass, PDF/A-3A, no"
            " fields, no embedded data",
        ],
    )


def _parsed(source: str) -> Any:
    here = typography.press()
    base = (templates_dir() / "styles").as_uri() + "/"
    return here.weasyprint.CSS(string=source, base_url=base, font_config=here.fonts, url_fetcher=here.fetcher)


def _process(target: Path) -> None:
    command = [sys.executable, "-m", "dermadocs", "render", str(EXAMPLE), "--document", "estimate", "-o", str(target)]
    target.unlink(missing_ok=True)
    subprocess.run(command, check=True, capture_output=True)
