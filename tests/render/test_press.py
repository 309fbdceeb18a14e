"""Templates, fonts and the fetcher: what the press reads, and what it refuses to read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from dermadocs.render import RenderingFailed, typography
from dermadocs.render.environment import template, templates_dir
from dermadocs.render.story import Story
from dermadocs.render.typography import lay_out, listening

TEMPLATES = sorted(templates_dir().rglob("*.j2"))
PRINTED = [path for path in TEMPLATES if "portal" not in path.parts]


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.name)
def test_a_label_holds_no_digit(path: Path) -> None:
    """Whatever has a digit is a leaf, so that a verification can explain every figure of a page."""
    source = re.sub(r"\{[{%#].*?[%#}]\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    shown = re.sub(r"<[^>]*>", "", source)
    assert not re.search(r"\d", shown.replace("&nbsp;", "")), re.findall(r".*\d.*", shown)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_escapes_the_escape(path: Path) -> None:
    source = path.read_text("utf-8")
    assert "|safe" not in source.replace(" ", "")
    assert "autoescape" not in source


def test_templates_name_only_what_the_context_gives() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        template("documents/estimate.html.j2").render({"title": "x"})


def test_a_leaf_has_no_unrecorded_way_out() -> None:
    story = Story({"dossier": {"estimate": {"number": "2026-0147"}}})
    leaf = story.leaf("/dossier/estimate/number", str)
    with pytest.raises(TypeError, match="unrecorded"):
        str(leaf)
    with pytest.raises(TypeError, match="unrecorded"):
        f"{leaf}"
    assert story.told == []
    leaf.__html__()
    assert [told.text for told in story.told] == ["2026-0147"]


def test_a_form_that_verification_does_not_know_is_a_fault_of_ours() -> None:
    story = Story({"dossier": {"estimate": {"number": "2026-0147"}}})
    with pytest.raises(AssertionError, match="none of the printed forms"):
        story.leaf("/dossier/estimate/number", "x{}".format)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/logo.png",
        "https://example.org/logo.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        f"{templates_dir().as_uri()}/../pyproject.toml",
        f"{templates_dir().as_uri()}/%2e%2e/pyproject.toml",
        f"{templates_dir().as_uri()}/missing.svg",
        "ftp://example.org/x",
    ],
)
def test_nothing_is_read_outside_the_templates(url: str) -> None:
    with pytest.raises(RenderingFailed, match="only files of templates"):
        lay_out(f'<html lang="fr"><body><img src="{url}" alt="x"></body></html>', ())


def test_a_drawing_of_ours_is_read() -> None:
    url = f"{templates_dir().as_uri()}/styles/reflection.svg"
    with listening() as complaints:
        lay_out(f'<html lang="fr"><body><img src="{url}" alt="x"></body></html>', ())
    assert complaints == []


def test_a_style_that_the_engine_does_not_know_is_heard() -> None:
    with listening() as complaints:
        lay_out("<html lang=fr><body><p>x</p></body></html>", (), "p { colour: black }")
    assert any("colour" in complaint.message for complaint in complaints)


def test_missing_fonts_are_named_before_pango_ends_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>")
    monkeypatch.setattr(typography, "FONTS_CONF", empty)
    typography.press.cache_clear()
    try:
        with pytest.raises(RenderingFailed, match=r"NotoSerif-Regular\.ttf.*fonts-noto-core"):
            typography.press()
    finally:
        monkeypatch.undo()
        typography.press.cache_clear()


@pytest.mark.slow
def test_without_the_extra_the_message_names_it() -> None:
    script = """
import sys
sys.modules["weasyprint"] = None
from dermadocs.errors import MissingExtra
from dermadocs.render import stamp
try:
    stamp("practitioner", ["Claire VASSEUR"])
except MissingExtra as error:
    print(error)
"""
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "'render' extra" in out.stdout


def test_importing_the_face_does_not_load_the_engine() -> None:
    script = "import sys, dermadocs.render; print([m for m in ('weasyprint', 'segno', 'pydyf') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
