"""A process with little memory that is given files to sign and to renew, and says of each what came of it."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from rsa_world import rsa_key
from sign_world import DAY

from signatures.cli.files import read
from signatures.clock import HttpClock
from signatures.renewal import extend
from signatures.signing import certify

MEMORY = 2 << 30


def outcome(path: Path, verb: str) -> str:
    """The name of the error; the clock is never asked."""
    clock = HttpClock("http://127.0.0.1:9/", anchors=rsa_key().chain)
    try:
        pdf = read(path)
        if verb == "sign":
            certify(pdf, "f3", rsa_key(), clock, DAY, revocation=None)
        else:
            extend(pdf, clock, DAY, revocation=None)
    except Exception as problem:  # whatever it is, it is told
        return type(problem).__name__
    return "signed"


def main() -> None:
    """One line for each file and verb: the error, the seconds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for name in sys.argv[1:]:
        for verb in ("sign", "extend"):
            began = time.process_time()
            told = outcome(Path(name), verb)
            print(f"{told} {time.process_time() - began:.1f} {verb} {Path(name).name}", flush=True)


if __name__ == "__main__":
    main()
