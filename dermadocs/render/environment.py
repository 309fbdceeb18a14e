"""Where templates are, and how they are read: escaped, sandboxed, and strict about names."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment


def templates_dir() -> Path:
    """`templates/` inside the wheel, else beside the package in a checkout."""
    inside = Path(str(files("dermadocs"))) / "templates"
    beside = Path(__file__).resolve().parents[2] / "templates"
    for folder in (inside, beside):
        if (folder / "styles").is_dir():
            return folder
    raise FileNotFoundError("templates: neither packaged with dermadocs nor beside the checkout")


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    # Autoescape for every file: a name typed by a patient must never become markup. Strict: a name that the
    # context does not give is a fault of ours, not an empty string on a contract.
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates_dir()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template(name: str) -> Template:
    """A template by its path under `templates/`."""
    return _environment().get_template(name)
