"""Before a dossier, one of its files or a picture of it is shown, it is written down who looks (`flows/looking.py`)."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from dermadocs.flows import looking
from dermadocs.flows.kept import Kept
from dermadocs.portal.acting import opened
from dermadocs.portal.models import Member
from dermadocs.portal.office import office
from dermadocs.store.models import Dossier


def looked(request: HttpRequest, identifier: str, what: str) -> Kept:
    """The dossier, once the look at it is in the chain. Http404 where there is no dossier of that name."""
    if not Dossier.objects.filter(pk=identifier).exists():
        raise Http404
    member = request.user
    assert isinstance(member, Member)  # the gate of the view has seen to it
    looking.look(office().desk, member.pk, member.role, identifier, what)
    return opened(identifier)
