"""What hostile files cost: seconds, memory and the line said, through both command lines.

    .venv/bin/python tools/measure_hostile.py

The time includes starting Python; the peak is that of the largest process below the one measured. Nothing is
asserted: tests do that without a clock.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "signatures")]

COMMANDS = {"signatures": ["signatures", "verify"], "dermadocs": ["dermadocs", "verify"]}


def main() -> None:
    """Judge each file by each command line and print a row."""
    print(f"{'file':44}{'by':12}{'exit':>5}{'s':>7}{'MiB':>7}  said")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bad.pdf"
        for title, make in import_module("bad_inputs").INPUTS.items():
            make(path)
            for name, command in COMMANDS.items():
                row(title, name, [sys.executable, "-m", *command, "--at", "2026-11-28", str(path)])


def row(title: str, name: str, command: list[str]) -> None:
    """One measurement, in a child of ours so that its peak is its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        start = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        seconds = time.monotonic() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        said = (done.stdout + done.stderr).strip().replace("\n", " | ")
        text = f"{title:44}{name:12}{done.returncode:>5}{seconds:>7.1f}{peak:>7.0f}  {said[:110]}\n"
        os.write(writing, text.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    print(os.read(reading, 4096).decode(), end="", flush=True)
    os.close(reading)


if __name__ == "__main__":
    main()
