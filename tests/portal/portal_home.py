"""A real home for the server: a practice that is not a demonstration, with carriers that listen in the test."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from portal_server import free_port

from dermadocs.domain.message import Message
from dermadocs.store.archive import models, open_archive, outbox

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's loop stands in the thread that reads these rows
ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "dermabrasion.json"


def command(*told: str | Path, code: int = 0) -> str:
    """The real command, and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "dermadocs", *map(str, told)], capture_output=True, text=True, timeout=180
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def real_home(folder: Path, *, smtp: int = 25, sms: int = 80, example: dict[str, Any] | None = None) -> Path:
    """A real home with one drafted dossier, 2026-0001, that reaches people by these ports of this machine."""
    shutil.copytree(_drafted(json.dumps(example) if example else EXAMPLE.read_text()), folder)
    token = folder.with_suffix(".token")
    token.write_text("the-token-of-the-gateway\n")
    token.chmod(0o600)
    with (folder / "home.toml").open("a") as file:
        file.write(
            '\n[portal]\nurl = "http://localhost:PORT"\n'
            f'\n[mail]\nhost = "localhost"\nport = {smtp}\nsecurity = "none"\nsender = "cabinet@vasseur.example.org"\n'
            f'\n[sms]\nurl = "http://localhost:{sms}/send"\ntoken_file = "{token}"\n'
        )
    return folder


@cache
def _drafted(case: str) -> Path:
    """Such a home before it reaches anybody, made by the real commands, once a run: each test gets a copy."""
    place = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, place)
    told, folder = place / "case.json", place / "home"
    told.write_text(case)
    init = [sys.executable, "-m", "dermadocs", "init", str(folder), "--from", str(told)]
    assert subprocess.run(init, capture_output=True, timeout=300).returncode == 1  # nobody has reviewed its words
    command("dossier", "new", "--home", folder, "--name", "2026-0001")
    command("estimate", "draft", "2026-0001", told, "--home", folder)
    return folder


def tell(home: Path, *kinds: str, dossier: str = "2026-0001", person: str = "patient") -> None:
    """Messages in the outbox, as acts leave them there."""
    archive = open_archive(home)
    try:
        head = archive.rows(dossier)[-1].sha256[:16]
        told = [
            Message(f"{dossier}/{head}/{kind}/{person}", kind, dossier, person, datetime.now(UTC)) for kind in kinds
        ]  # type: ignore[arg-type]
        outbox.add(archive._alias, told)
    finally:
        archive.close()


def rows(home: Path) -> dict[str, models.Message]:
    """The outbox, by kind."""
    archive = open_archive(home)
    try:
        return {row.kind: row for row in models.Message.objects.using(archive._alias)}
    finally:
        archive.close()


class Post:
    """An SMTP server that keeps what it gets; `refuses` is its answer, `at` is called when a thing happens."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.refuses = ""
        self.at: dict[str, Callable[[], None]] = {}
        self.port = free_port()
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.at.pop("claimed", lambda: None)()
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.at.pop("sent", lambda: None)()
        return self.refuses or "250 taken"

    def close(self) -> None:
        self._server.stop()


class Gateway:
    """A gateway for short messages that keeps what it gets."""

    def __init__(self, status: int = 202) -> None:
        self.got: list[tuple[dict[str, str], dict[str, str]]] = []
        self.status = status
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.got.append((dict(self.headers), body))
                self.send_response(gateway.status)
                self.end_headers()

            def log_message(self, *told: object) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def without(case: dict[str, Any], keys: Iterable[str], **others: object) -> dict[str, Any]:
    """The example with the patient lacking some facts, or having others."""
    return {**case, "patient": {**case["patient"], **dict.fromkeys(keys), **others}}
