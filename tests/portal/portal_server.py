"""A real server of a demonstration's home, as a process of its own that may be killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from portal_client import Client

WHOLE = ("-m", "dermadocs")
QUICK = (str(Path(__file__).with_name("quick_server.py")),)
"""The same program with shorter papers."""


@dataclass
class Server:
    """A server of a home, as a process of its own that may be killed."""

    home: Path
    port: int = 0
    options: tuple[str, ...] = ("--demonstration",)
    process: subprocess.Popen[str] | None = None
    url: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = WHOLE

    def start(self, stderr: IO[str] | None = None) -> Server:
        """Start it, and wait until it says where it is."""
        command = [sys.executable, *self.program, "serve", "--home", str(self.home), "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, *self.options], stdout=subprocess.PIPE, stderr=stderr, text=True,
            start_new_session=True,
            env={**os.environ, **self.environment},
        )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.fullmatch(r"dermadocs: (http://\S+)/\n", line)
        assert found, f"the server did not start: {line!r}"
        self.url = found[1]
        self.port = int(self.url.rpartition(":")[2])
        return self

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End it; `SIGKILL` ends all of it at once, without a word."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(120)
        self.process = None

    def client(self) -> Client:
        """Somebody with a browser that runs no script."""
        return Client(self.url)


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def serving(home: Path, *options: str, program: tuple[str, ...] = WHOLE) -> Iterator[Server]:
    """A server for as long as a test needs it."""
    server = Server(home, options=("--demonstration", *options), program=program).start()
    try:
        yield server
    finally:
        server.stop()
