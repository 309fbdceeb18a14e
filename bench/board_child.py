"""A portal's home with so many dossiers, in a process of its own: Django is set up once a process, for one database.

python -m bench.board_child FOLDER DOSSIERS

Says on a line how many queries each page asks; then, for each line read, shows the board once and says how many
seconds that took. The dossiers are rows of the list alone: the board reads nothing else.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from dermadocs import config
from dermadocs.domain.codec import decode_case
from dermadocs.domain.heap import Came, Heap
from dermadocs.domain.reflection import gate
from dermadocs.domain.state import State
from dermadocs.flows.intake import unreadable

if TYPE_CHECKING:
    from dermadocs.store.archive import Archive

URL = "http://localhost"
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "dermabrasion.json"
PLACES = (("Bristol", "GB", "en"), ("Lyon", "FR", "fr"), ("Hambourg", "DE", "de"), ("Koweït", "KW", "ar"))
HEAP = "20260101-00000a"
PAGES = {"board": "/practice/", "list": "/practice/?state=REFLECTING&page=2", "sealed": "/practice/?state=ARCHIVED",
         "messages": "/practice/messages/", "post": "/practice/post/", "heap": f"/practice/post/{HEAP}"}  # fmt: skip


def main(folder: Path, dossiers: int) -> None:
    """Make the home, fill it, answer."""
    from dermadocs.portal import settings as portal

    portal.configure(folder, url=URL, secret="x" * 64, demonstration=True)  # before anything that needs rows
    from dermadocs.bootstrap.home import make

    case, now = decode_case(EXAMPLE.read_bytes()), datetime.now(UTC)
    profile = config.Profile(practice=case.practice, practitioners=case.practitioners, facility=case.facility)
    settings = config.Settings(schema="dermadocs/home/1", demonstration=True, clock=config.Clock(kind="own"))
    make(folder, profile, settings, None, now - timedelta(days=90))
    portal_work(folder, dossiers, now)


def portal_work(folder: Path, dossiers: int, now: datetime) -> None:
    """With Django set up: tables, rows, pages."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from dermadocs.portal.models import Member
    from dermadocs.portal.office import at_work
    from dermadocs.store.models import Dossier, Message

    with at_work(folder, URL) as office:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        Dossier.objects.bulk_create(Dossier(**row) for row in rows(dossiers, now))
        Message.objects.bulk_create(Message(**row) for row in messages(dossiers, now))
        heap(office.home.archive, max(1, dossiers // 50), now)
        member = Member.objects.enrol(email="surgeon@bench.invalid", name="Banc d'essai", role="surgeon")
        client = Client(SERVER_NAME="localhost")
        client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
        asked = {}
        for name, path in PAGES.items():
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)
            assert answer.status_code == 200, answer.status_code
            asked[name] = len(queries)
        print(json.dumps(asked), flush=True)
        for _ in sys.stdin:
            start = time.perf_counter()
            answer = client.get(PAGES["board"])
            print(time.perf_counter() - start, flush=True)


def rows(count: int, now: datetime) -> Iterator[dict[str, object]]:
    """Dossiers of two years: most are sealed, the rest stand everywhere between request and act."""
    states = [State.ARCHIVED] * 10 + [state for state in State if state is not State.ARCHIVED] + [State.REFLECTING] * 5
    for number in range(count):
        state, (city, country, language) = states[number % len(states)], PLACES[number % len(PLACES)]
        last = now - timedelta(hours=number % 17_000)
        day = (now - timedelta(days=1 + number % 20)).date()
        received = state not in (State.DRAFT, State.SIGNED, State.SENT)
        name = f"Essai NUMERO{number:05}"
        yield {
            "identifier": f"2026-{number + 1:05}", "number": f"2026-{number + 1:05}", "state": state.value,
            "patient": name, "words": f"2026-{number + 1:05} {name.lower()}", "last": last, "city": city,
            "country": country, "language": language, "day": day if received else None,
            "gate": gate(day) if received else None, "valid_until": day + timedelta(days=90),
            "planned": day + timedelta(days=40), "shown": 99,
        }  # fmt: skip


def heap(archive: Archive, images: int, now: datetime) -> None:
    """What came back by post: so many images that nobody knows."""
    data = b"an image"
    came = Came(name="scan.jpg", sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    told = Heap(schema="dermadocs/heap/1", name=HEAP, came="post", arrived_on=now.date(), taken_in=now, by="Banc",
                device=None, files=(came,))  # fmt: skip
    archive.heaps.keep(told, [data])
    archive.heaps.found(HEAP, [msgspec.structs.replace(unreadable(came), page=1 + page) for page in range(images)])


def messages(count: int, now: datetime) -> Iterator[dict[str, object]]:
    """One for each dossier: left, waiting or given up."""
    for number in range(count):
        name, state = f"2026-{number + 1:05}", ("done", "ready", "dead")[number % 3]
        yield {"key": name, "kind": "reminder", "dossier_id": name, "state": state, "run_after": now}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
