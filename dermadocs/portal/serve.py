"""The server of one home: everything that could stop a signature is tried before anybody is invited to sign.

1 secret, settings, keys, certificates, timestamp authority: refused in words, exit 2
2 tables, fonts
3 one worker process with threads; the home is opened in it, the outbox is drained in it
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from dermadocs import config
from dermadocs.errors import InputError
from dermadocs.files import read_limited
from dermadocs.portal import settings
from dermadocs.portal.fitness import refuse_settings

SECRET = "portal.key"  # noqa: S105  (the name of a file)
SECRET_BYTES = 32
THREADS = 8
FONTS = "web-fonts"


@dataclass(frozen=True)
class Account:
    """An account that a demonstration begins with."""

    email: str
    name: str
    role: str
    practitioner: str = ""


def serve(
    folder: Path, *, host: str, port: int, accounts: Sequence[Account] = (), ready: Callable[[str], None]
) -> None:
    """Serve a home until the process is told to end. `ready` is told the address once it answers.

    Raises what says why a home cannot be served, before anything listens.
    """
    own = config.read_settings(folder)
    refuse_settings(folder, own)
    listening = _listen(host, port)
    here = f"http://{'localhost' if host in ('127.0.0.1', 'localhost') else host}:{listening.getsockname()[1]}"
    url = own.portal.url if own.portal else here
    settings.configure(folder, url=url, secret=secret_of(folder), demonstration=own.demonstration)
    prepare(folder, url, accounts)
    Server(folder, url, listening, lambda: ready(url)).run()


def _listen(host: str, port: int) -> socket.socket:
    try:
        listening = socket.create_server((host, port), backlog=128)
    except OSError as problem:
        raise InputError(f"{host}:{port}", f"{problem.strerror}: choose another port") from problem
    listening.set_inheritable(True)
    return listening


def secret_of(folder: Path) -> str:
    """What signs cookies: drawn once, readable by its owner alone. InputError for one that is too short to be one."""
    path = folder / SECRET
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(SECRET_BYTES))
    config.refuse_open(path)
    told = read_limited(path, 1000).decode(errors="replace").strip()
    if len(told) < 2 * SECRET_BYTES or len(set(told)) < 8:
        raise InputError(str(path), "empty or too simple to be a secret: remove the file, and a new one is drawn")
    return told


def prepare(folder: Path, url: str, accounts: Sequence[Account]) -> None:
    """Tables, accounts, fonts; and one try of everything that an act needs. Raises what a real act would raise."""
    from django.core.management import call_command
    from django.db import connections

    from dermadocs.portal import look
    from dermadocs.portal.fitness import refuse_unfit
    from dermadocs.portal.models import Member
    from dermadocs.portal.office import at_work

    with at_work(folder, url) as office:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        refuse_unfit(office.home)
        for account in accounts:
            if not Member.objects.filter(email=account.email).exists():
                Member.objects.enrol(**vars(account))
        look.web_fonts(folder / FONTS)
    connections.close_all()  # the worker opens its own


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with one worker of several threads on a socket that listens already."""

    def __init__(self, folder: Path, url: str, listening: socket.socket, ready: Callable[[], None]) -> None:
        self._folder, self._url, self._listening, self._ready = folder, url, listening, ready
        self._open = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        """How the worker runs; no access log: a path may hold a link's secret."""
        chosen = {
            "bind": [f"fd://{self._listening.fileno()}"],
            "workers": 1,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": 180,
            "graceful_timeout": 20,
            "limit_request_line": 4094,
            "loglevel": "warning",
            "accesslog": None,
            "control_socket_disable": True,
            "post_worker_init": lambda _: self._ready(),
            "worker_exit": lambda server, worker: self._open.close(),
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """In the worker: open the home, and answer."""
        from django.core.wsgi import get_wsgi_application
        from whitenoise import WhiteNoise

        from dermadocs.portal.audit import judging
        from dermadocs.portal.messages.courier import Courier
        from dermadocs.portal.office import at_work

        self._open.enter_context(at_work(self._folder, self._url, telling=True))
        self._open.callback(judging.close)
        courier = Courier()
        self._open.callback(courier.close)
        courier.start()
        return WhiteNoise(get_wsgi_application(), root=self._folder / FONTS, prefix="static/fonts")


def say_ready(url: str) -> None:
    """One line with the address."""
    click.echo(f"dermadocs: {url}/")
