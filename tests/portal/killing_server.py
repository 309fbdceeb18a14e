"""The portal's server, which kills itself, whole, at the n-th passing of a named place (`store.faults`)."""

from __future__ import annotations

import os
import signal
import sys

from dermadocs.store import faults


def main() -> None:
    """`killing_server.py PLACE NUMBER serve …`."""
    place, number = sys.argv[1], int(sys.argv[2])
    passed = 0

    def hook(name: str) -> None:
        nonlocal passed
        passed += name == place
        if name == place and passed == number:
            os.killpg(0, signal.SIGKILL)

    from dermadocs.cli import main as command

    faults.hook = hook
    sys.argv[1:3] = []
    command(prog_name="dermadocs")


if __name__ == "__main__":
    main()
