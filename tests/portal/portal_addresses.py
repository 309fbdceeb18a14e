"""Every address of the portal, as its own process knows them: run as a program, it prints them as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from portal_probe import inside

WALK = """
import json
from django.urls import URLResolver, get_resolver
def walk(entries, before, space):
    for entry in entries:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, here, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            view = entry.callback
            yield [space + (entry.name or ""), here, getattr(view, "right", None), view.__module__]
print(json.dumps(list(walk(get_resolver().url_patterns, "", ""))))
"""


@dataclass(frozen=True)
class Address:
    """One address: its name, its pattern, the right that its view asks for, and whose the view is."""

    name: str
    pattern: str
    right: str | None
    module: str

    def path(self, dossier: str, **values: object) -> str:
        """An address of this pattern that somebody could ask for; `values` for the names that stand in it."""
        known = {"dossier": dossier, "identifier": dossier, **values}
        filled = re.sub(
            r"<(?:(\w+):)?(\w+)>", lambda found: str(known.get(found[2], _sample(found[1] or "str"))), self.pattern
        )
        filled = re.sub(r"\(\?P<\w+>[^()]*\)", "x1", filled)
        return "/" + filled.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")


def _sample(kind: str) -> str:
    return {"int": "999", "uuid": "00000000-0000-4000-8000-000000000000"}.get(kind, "x1")


def addresses() -> list[Address]:
    """All of them."""
    return [Address(*told) for told in json.loads(inside(WALK))]
