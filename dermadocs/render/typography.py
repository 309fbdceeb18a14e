"""The press: WeasyPrint with our fonts only, no network, and nothing read outside `templates/`.

Everything that is dear to make (fonts, parsed styles) is made once per process. WeasyPrint is first imported
here, after the fonts were found: with no font at all Pango ends the process instead of raising.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

from dermadocs.errors import DermadocsError, MissingExtra
from dermadocs.render import dots
from dermadocs.render.environment import templates_dir
from dermadocs.render.large import enlarged

FONTS_CONF = Path(__file__).with_name("fonts.conf")
FONTS_NEEDED = (
    "NotoSerif-Regular.ttf",
    "NotoSerif-Bold.ttf",
    "NotoSerif-Italic.ttf",
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansMono-Regular.ttf",
)


class RenderingFailed(DermadocsError):
    """The press does not hand over a page that is not what was asked: a missing font, style or file."""

    exit_code = 2


class Press(NamedTuple):
    """What one process keeps: the engine, its fonts, the guarded fetcher and the exception it raises."""

    weasyprint: Any
    fonts: Any
    fetcher: Any
    refusal: type[BaseException]


class Complaint(NamedTuple):
    """A warning of the engine; `glyph` is the character that no font draws, if that is what it says."""

    message: str
    glyph: str | None


def fonts_missing() -> list[str]:
    """The needed font files that stand in none of the folders named by `fonts.conf`."""
    return [name for name in FONTS_NEEDED if font_file(name) is None]


def font_file(name: str) -> Path | None:
    """Where a font file stands in the folders named by `fonts.conf`; None where it stands in none."""
    return _font_files(FONTS_CONF).get(name)


@cache
def _font_files(conf: Path) -> dict[str, Path]:
    named = [Path(node.text or "") for node in ElementTree.parse(conf).iter("dir")]  # noqa: S314 our own file
    return {path.name: path for folder in named if folder.is_dir() for path in folder.rglob("Noto*.ttf")}


@cache
def press() -> Press:
    """The engine, ready. Raises MissingExtra without WeasyPrint, RenderingFailed without the fonts."""
    if missing := fonts_missing():
        raise RenderingFailed(
            f"fonts: {', '.join(missing)} not found; install fonts-noto-core and fonts-noto-mono "
            f"(folders searched: see {FONTS_CONF.name})"
        )
    os.environ["FONTCONFIG_FILE"] = str(FONTS_CONF)
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError
    except ImportError as error:
        raise MissingExtra("render", "printing a document") from error
    except OSError as error:  # the Python package is there, a system library is not
        raise RenderingFailed(f"Pango or HarfBuzz: {error}; `make demo` says what to install") from error
    return Press(weasyprint, FontConfiguration(), _fetcher(), FatalURLFetchingError)


def _fetcher() -> Any:
    """A fetcher that opens files of `templates/` and refuses all else, aloud (others are only logged)."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    root = templates_dir().resolve()

    class TemplatesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(dots.SCHEME):  # a drawing of ours, made when asked for
                return URLFetcherResponse(url, dots.picture(url), {"Content-Type": "image/svg+xml"})
            path = Path(unquote(url.removeprefix("file://"))).resolve()
            if not url.startswith("file:///") or not path.is_relative_to(root) or not path.is_file():
                raise FatalURLFetchingError(f"{url}: only files of templates/ may be read")
            return URLFetcherResponse(url, path.read_bytes())

    return TemplatesOnly()


@cache
def stylesheet(name: str, large: bool = False) -> Any:
    """A file of `templates/styles/`, parsed once; in big print if asked for."""
    here = press()
    folder = templates_dir() / "styles"
    css = (folder / name).read_text("utf-8")
    return here.weasyprint.CSS(
        string=enlarged(css) if large else css,
        base_url=folder.as_uri() + "/",
        font_config=here.fonts,
        url_fetcher=here.fetcher,
    )


def lay_out(html: str, styles: tuple[str, ...], extra_css: str = "", *, large: bool = False) -> Any:
    """Pages of `html`, not yet painted. `extra_css` is what only this document knows (its page codes)."""
    here = press()
    sheets = [stylesheet(name, large) for name in styles]
    if extra_css:
        sheets.append(here.weasyprint.CSS(string=extra_css, font_config=here.fonts, url_fetcher=here.fetcher))
    page = here.weasyprint.HTML(string=html, url_fetcher=here.fetcher)
    try:
        return page.render(font_config=here.fonts, stylesheets=sheets, pdf_variant="pdf/a-3a")
    except here.refusal as error:
        raise RenderingFailed(str(error)) from error


@contextmanager
def listening() -> Iterator[list[Complaint]]:
    """Collect what the engine complains of in this thread: it warns where we want a refusal."""
    heard: list[Complaint] = []
    here = threading.get_ident()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread != here or record.levelno < logging.WARNING:
                return
            glyph = None
            if ".notdef" in str(record.msg) and isinstance(record.args, tuple) and record.args:
                glyph = str(record.args[0])
            heard.append(Complaint(record.getMessage(), glyph))

    logger, ear = logging.getLogger("weasyprint"), Ear()
    logger.addHandler(ear)
    try:
        yield heard
    finally:
        logger.removeHandler(ear)
