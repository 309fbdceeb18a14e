"""A portal with one dossier that is being read, in a process of its own; each visitor is a thread, as in the server.

python -m bench.room_child FOLDER

For each line read, a number, so many visitors ask for a page at once, five times each; says as JSON how many seconds
each page took.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

from dermadocs.domain.codec import decode_case

URL = "http://localhost"
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "dermabrasion.json"
NAME = "2026-0147"
PAGES = ("/room/", "/room/read/estimate", "/room/read/estimate/prices", "/room/read/estimate/who", "/room/paper/")


def main(folder: Path) -> None:
    """Make the home and the dossier, then answer."""
    from dermadocs.portal import settings as portal

    portal.configure(folder, url=URL, secret="x" * 64, demonstration=True)  # before anything that needs rows
    from dermadocs.demo import dossiers
    from dermadocs.demo.calendar import Days, redated

    case, days = decode_case(EXAMPLE.read_bytes()), Days(datetime.now(UTC).date() + timedelta(days=12))
    dated = redated(case, days.drafted)
    dossiers.furnish(folder, dated, days.set_up)
    with dossiers.stage(folder, days.set_up) as on:
        dossiers.sent(on, NAME, dated, days)
        dossiers.received(on, NAME, days)
    answer(folder)


def answer(folder: Path) -> None:
    """With Django set up: one visit that is known, and as many visitors with it as asked."""
    from django.core.management import call_command
    from django.db import close_old_connections
    from django.test import Client

    from dermadocs.portal.office import at_work
    from dermadocs.portal.room.rows import Visit

    with at_work(folder, URL) as office:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        secret, now = secrets.token_urlsafe(32), office.now()
        digest = hashlib.sha256(secret.encode()).hexdigest()
        known = {"dossier": NAME, "person": "patient", "since": now, "seen_at": now, "known_at": now}
        Visit.objects.create(sha256=digest, **known)

        def visit(start: Barrier) -> list[float]:
            client, took = Client(SERVER_NAME="localhost"), []
            client.cookies["room"] = secret
            start.wait()
            for page in PAGES:
                began = time.perf_counter()
                shown = client.get(page)
                took.append(time.perf_counter() - began)
                assert shown.status_code == 200, (page, shown.status_code)
            close_old_connections()
            return took

        print("ready", flush=True)
        for line in sys.stdin:
            visitors = int(line)
            start = Barrier(visitors)
            with ThreadPoolExecutor(visitors) as threads:
                done = [one.result() for one in [threads.submit(visit, start) for _ in range(visitors)]]
            print(json.dumps([seconds for one in done for seconds in one]), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
