"""Questions to the portal's own code, in a process of its own: there Django is set up for the portal."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

SECRET = "0123456789abcdef" * 4
SET_UP = """
from pathlib import Path
from dermadocs.portal import settings
settings.configure(Path({folder!r}), url="http://localhost:1", secret={secret!r}, demonstration=True)
"""


def inside(program: str) -> str:
    """What a program prints that runs with the portal's settings, and a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        whole = SET_UP.format(folder=folder, secret=SECRET) + program
        done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def at(home: Path, program: str) -> str:
    """The same on the database of a home, with its secret."""
    secret = (home / "portal.key").read_text().strip()
    done = subprocess.run(
        [sys.executable, "-c", SET_UP.format(folder=str(home), secret=secret) + program],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
