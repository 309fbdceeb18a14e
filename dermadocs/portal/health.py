"""Whether this server lives, and whether it can do its work."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from dermadocs.errors import DermadocsError
from dermadocs.portal.gates import public
from dermadocs.portal.office import office
from signatures.errors import SignatureError


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, disk and clock answer; 503 names what does not."""
    checks = {"database": _database, "disk": _disk, "clock": _clock}
    told = {name: check() for name, check in checks.items()}
    return JsonResponse({"ready": all(told.values()), **told}, status=200 if all(told.values()) else 503)


def _database() -> bool:
    try:
        office().home.archive.latest()
    except Exception:
        return False
    return True


def _disk() -> bool:
    probe = office().home.folder / ".ready"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return False
    return True


def _clock() -> bool:
    try:
        office().desk.practice.clock.stamp(hashlib.sha256(b"ready").digest(), office().now())
    except (SignatureError, DermadocsError):
        return False
    return True
