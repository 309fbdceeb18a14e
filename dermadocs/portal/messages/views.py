"""The practice's page of messages: what waits, what left, what failed and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dermadocs.domain.evidence import masked_email
from dermadocs.portal.gates import needs
from dermadocs.portal.messages import courier
from dermadocs.portal.models import Member
from dermadocs.portal.office import office
from dermadocs.report.voice import Voice
from dermadocs.store import outbox
from dermadocs.store.models import Message

SHOWN = 25
"""Of each state; more are counted."""


@dataclass(frozen=True)
class Line:
    """One message on the page."""

    key: str
    dossier: str
    what: str
    to: str
    at: datetime
    attempts: int
    why: str


@needs("messages")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Failed first, then waiting, then sent."""
    say: Voice = request.voice  # type: ignore[attr-defined]
    now = office().now()
    found = {state: outbox.listed(courier.ALIAS, state, SHOWN) for state in ("dead", "waiting", "done")}
    told = {state: list(_lines(rows, say)) for state, (rows, _) in found.items()}
    counts = {state: count for state, (_, count) in found.items()}
    return render(request, "messages/index.html.j2", {**told, "counts": counts, "now": now})


@needs("messages")
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Try a message anew that was given up."""
    if not outbox.again(courier.ALIAS, request.POST.get("key", ""), office().now()):
        raise Http404
    return redirect("messages:index")


def _lines(rows: Iterable[Message], say: Voice) -> Iterable[Line]:
    kinds, whys = _kinds(say), _whys(say)
    rows = list(rows)
    staff = _staff(rows)
    for row in rows:
        yield Line(
            key=row.key,
            dossier=str(row.dossier_id or ""),
            what=kinds.get(row.kind, row.kind),
            to=(row.dossier.reached if row.dossier else staff.get(row.person)) or "—",
            at=row.done_at or row.run_after,
            attempts=row.attempts,
            why=whys.get(row.error, whys["broken"]) if row.error else "",
        )


def _staff(rows: Iterable[Message]) -> dict[str, str]:
    """Where those of the practice are written to, masked, by the number of their account."""
    numbers = [row.person for row in rows if row.dossier_id is None]
    return {str(one.pk): masked_email(one.email) for one in Member.objects.filter(pk__in=numbers)} if numbers else {}


def _kinds(say: Voice) -> dict[str, str]:
    return {
        "invitation": say("Invitation à ouvrir le dossier"),
        "opened": say("Fin du délai de réflexion"),
        "digest": say("Empreinte de ce qui vient d’être signé"),
        "reminder": say("Rappel"),
        "answer": say("Réponse à une question"),
        "password": say("Choix d’un autre mot de passe"),
        "changed": say("Un compte a changé"),
    }


def _whys(say: Voice) -> dict[str, str]:
    return {
        "no-address": say("Ni adresse électronique ni téléphone : complétez la fiche du patient, puis réessayez."),
        "refused": say("Le serveur refuse cette adresse : vérifiez-la auprès du patient, corrigez-la, puis réessayez."),
        "login": say("Le serveur d’envoi refuse le mot de passe du cabinet : corrigez-le dans home.toml, [mail]."),
        "carrier": say("Le serveur d’envoi n’a pas pris le message. Si cela dure, demandez à qui le tient."),
        "certificate": say(
            "Le certificat du serveur d’envoi n’est pas bon : rien ne lui est confié. Prévenez qui le tient."
        ),
        "unreachable": say("Le serveur d’envoi ne répond pas : vérifiez le réseau et home.toml."),
        "settings": say("Les réglages d’envoi manquent ou ne conviennent pas : voyez home.toml, [mail] et [sms]."),
        "broken": say("Quelque chose s’est cassé chez nous en préparant ce message."),
    }
