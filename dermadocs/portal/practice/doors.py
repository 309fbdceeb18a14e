"""The doors of the console: what somebody of the staff sees at the top of each page, by what their role may do."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from dermadocs.portal.gates import public
from dermadocs.portal.roles import Right
from dermadocs.report.voice import Voice

DOORS: tuple[tuple[Right, str, str], ...] = (
    ("look", "practice:index", "Dossiers"),
    ("prepare", "practice:demands", "Demandes"),
    ("prepare", "practice:post", "Courrier"),
    ("messages", "messages:index", "Messages"),
    ("registers", "practice:registers", "Registres"),
    ("setup", "practice:setup", "Cabinet"),
    ("people", "people:index", "Comptes"),
)
"""The right that opens a door, the name of its address, its word (a key of the translations)."""


@dataclass(frozen=True)
class Door:
    """One door; `current` where the reader is."""

    address: str
    word: str
    current: bool = False


def doors(rights: frozenset[Right], path: str, say: Voice) -> list[Door]:
    """The doors that these rights open; the one whose address the path begins with is the current one."""
    known = [(found, say(word)) for right, name, word in DOORS if right in rights and (found := address(name))]
    here = max((one for one, _ in known if path.startswith(one)), key=len, default="")
    return [Door(one, word, one == here) for one, word in known]


def address(name: str, *args: str) -> str:
    """The address of a page by its name; empty where this console has none of that name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@public
def first_door(request: HttpRequest) -> HttpResponse:
    """Where somebody lands who has just come in: the first page that their role opens."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    own = doors(request.user.rights, "", request.voice)  # type: ignore[attr-defined]
    return redirect(own[0].address if own else "front")
