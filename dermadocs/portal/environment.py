"""Pages: Jinja templates in `templates/portal/`, escaped and strict, spoken in the language of the request.

Django's own engine for Jinja is used for its errors, request and tokens; the rest follows the press: sandboxed,
autoescaped, and a name that the view does not give is a fault of ours, not an empty string.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dermadocs.domain import money
from dermadocs.render.environment import templates_dir

FOLDER = templates_dir()
STATIC = FOLDER / "portal" / "static"


class Pages(Jinja2):
    """The engine of our pages; a page that it does not have is asked of the next engine."""

    app_dirname = "no-app-has-any"

    def __init__(self, params: dict[str, Any]) -> None:
        params = {
            **params,
            "OPTIONS": {**params["OPTIONS"], "environment": f"{__name__}.pages", "context_processors": CONTEXT},
        }
        super().__init__(params)


CONTEXT = ["dermadocs.portal.speech.spoken", "django.contrib.messages.context_processors.messages"]


def pages(**options: Any) -> ImmutableSandboxedEnvironment:
    """The environment of the pages."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([FOLDER / "portal", FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    from dermadocs.portal.practice.doors import address, doors  # the settings name this module before Django is ready
    from dermadocs.portal.states import icon

    environment.globals.update(url=reverse, static=static, address=address, doors=doors, icon=icon)
    environment.filters.update(euros=euros)
    environment.tests.update(day=lambda value: isinstance(value, date) and not isinstance(value, datetime))
    return environment


def euros(cents: int) -> str:
    """An amount as the papers print it.

    >>> euros(150000)
    '1\\u202f500,00\\xa0€'
    """
    return f"{money.write(cents)}\u00a0€"
