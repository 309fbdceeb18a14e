"""How a view does something on a dossier: the same door as the command line, with the words of what is being done."""

from __future__ import annotations

from collections.abc import Callable

from dermadocs.flows import keeping
from dermadocs.flows.desk import Desk
from dermadocs.flows.kept import Kept
from dermadocs.portal.office import office

Deed = Callable[[Desk, Kept], Kept]


def do(identifier: str, what: str, deed: Deed) -> Kept:
    """Do something on a dossier and keep it, all or nothing. `what` is told if the server is killed meanwhile."""
    desk = office().desk
    return keeping.act(desk, identifier, what, lambda kept: deed(desk, kept))


def opened(identifier: str) -> Kept:
    """A dossier as it stands, its chain believed."""
    return keeping.opened(office().desk, identifier)
