"""Odd spellings behind signed files: whatever we call VALID must read alike in every reader at hand.

    make readers SECONDS=600                       ten minutes
    nice .venv/bin/python tools/readers.py 600     the same

Each file has two or three odd words (tests/signatures/odd_spellings.py; each alone is a test). A file that is VALID
and that some reader shows otherwise than the signed one, or cannot read, is kept under .cache/readers; the exit code is
then 1. MuPDF and pdfminer are asked, too, where they are installed (PyMuPDF, pdfminer.six).
"""

from __future__ import annotations

import hashlib
import logging
import random
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".cache" / "readers"
sys.path[:0] = [str(ROOT / "tests" / "signatures")]
WORLD: Any = import_module("verify_world")
KINDS: Any = import_module("foreign_kinds")
ODD: Any = import_module("odd_spellings")
READERS: Any = import_module("readers")


def spelling(dice: random.Random) -> Any:
    """With two odd parts, or three."""
    parts = dice.sample(sorted(ODD.ODD), dice.choice((2, 2, 3)))
    return replace(ODD.Spelling(), **{part: dice.choice(ODD.ODD[part]) for part in parts})


def main() -> int:
    """Run for so many seconds and print the outcomes."""
    logging.disable(logging.CRITICAL)
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
    made, _ = WORLD.shared()
    papers = [kind.make(made) for kind in KINDS.KINDS[:8]]
    papers += [KINDS.written(made, ODD.packed_then_edited()), made.certify(WORLD.blank(), WORLD.START)]
    honest = [READERS.shown(pdf) for pdf in papers]
    start = random.SystemRandom().randrange(2**32)
    print(f"{len(papers)} signed files, read by {', '.join(READERS.READERS)}; random numbers from {start}")
    dice = random.Random(start)  # noqa: S311 - dice
    outcomes: Counter[str] = Counter()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        which, odd, by_stream = dice.randrange(len(papers)), spelling(dice), dice.random() < 0.5
        pdf = ODD.appended(papers[which], odd, by_stream=by_stream)
        verdict = WORLD.judge(made, pdf, WORLD.START + timedelta(days=20), None).verdict.name
        outcomes[verdict] += 1
        differ = told(honest[which], READERS.shown(pdf)) if verdict == "VALID" else []
        for line in differ:
            print(f"paper {which}, {'a stream' if by_stream else 'a table'}, {ODD.oddities(odd)}: {line}")
        if differ:
            outcomes["VALID, and read in two ways"] += 1
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"{hashlib.sha256(pdf).hexdigest()[:16]}.pdf").write_bytes(pdf)
    print(", ".join(f"{word}: {count}" for word, count in sorted(outcomes.items())))
    return 1 if outcomes["VALID, and read in two ways"] else 0


def told(honest: dict[str, list[str]], now: dict[str, list[str]]) -> list[str]:
    """What each reader shows that shows something else now."""
    return [f"{name} shows {str(now[name])[:160]}" for name in now if now[name] != honest[name]]


if __name__ == "__main__":
    sys.exit(main())
