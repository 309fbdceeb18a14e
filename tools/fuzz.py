"""Fuzz the verifier: changed files of every kind we know, each in the sandbox, until the time is up.

    make fuzz                                          two minutes on files of our own making
    nice .venv/bin/python tools/fuzz.py 600 corpora/   ten minutes, with the PDF files of a folder as seeds, too

A file that is answered by anything but a report is a crash; one that is called sound although a signed byte
changed is a forgery. Both are kept under .cache/fuzz, named by their digest; the exit code is then 1.
"""

from __future__ import annotations

import hashlib
import logging
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from signatures import Policy, SignatureError, Trust, inspect
from signatures.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".cache" / "fuzz"
TESTS = ROOT / "tests" / "signatures"
sys.path[:0] = [str(TESTS)]
WORLD: Any = import_module("verify_world")
# more than any seed needs: what takes longer is a finding
SECONDS, MEMORY = 5, 1 << 30


def judge(data: bytes, options: Mapping[str, Any]) -> dict[str, Any]:
    """Inside the sandbox: as a file of others, or against the plan of the tests' story."""
    policy = Policy("fuzz", Trust.from_json(options["trust"]), datetime.fromisoformat(options["at"]))
    return inspect(data, policy, WORLD.PLAN if options["own"] else None).as_dict()


def seeds(folders: list[Path]) -> Iterator[tuple[str, bytes, bool]]:
    """Title, bytes, and whether to judge as our own class."""
    made, told = WORLD.shared()
    for own in (True, False):
        yield "first act", told.steps[1], own
        yield "finished", told.last, own
        yield "object streams", WORLD.story(made, WORLD.blank(object_streams=True)).last, own
    for kind in import_module("foreign_kinds").KINDS:
        yield kind.title, kind.make(made), False
    for folder in folders:
        for path in sorted(folder.rglob("*.pdf")):
            yield path.name, path.read_bytes(), False


def main() -> int:
    """Run for so many seconds and print the outcomes."""
    logging.disable(logging.CRITICAL)
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
    made, _ = WORLD.shared()
    options = {"trust": made.trust.to_json(), "at": (WORLD.START + timedelta(days=20)).isoformat()}
    outcomes: Counter[str] = Counter()
    found = 0
    with Sandbox("fuzz:judge", search=[ROOT / "tools"], memory=MEMORY, cpu=SECONDS, wall=60.0) as sandbox:
        known = []
        for title, pdf, own in seeds([Path(name) for name in sys.argv[2:]]):
            answer = sandbox.run(pdf, {**options, "own": own})
            known.append((title, pdf, own, signed_parts(answer, pdf)))
        start = random.SystemRandom().randrange(2**32)
        print(f"{len(known)} seeds, random numbers from {start}")
        dice = random.Random(start)  # noqa: S311 - dice
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            title, pdf, own, parts = dice.choice(known[: 6 if dice.random() < 0.3 else None])
            forged = import_module("mutations").mutated(dice, pdf)
            try:
                answer = sandbox.run(forged, {**options, "own": own})
                word = f"{answer['verdict']} {answer['integrity']}"
                good = answer["verdict"] == "VALID" if own else answer["acts"] and answer["integrity"] == "GOOD"
                same = forged == pdf if own else parts is None or kept(parts, forged)
                bad = "FORGERY" if good and not same else ""
            except SignatureError as problem:
                word, bad = f"{type(problem).__name__}: {problem}"[:80], "CRASH"
            outcomes[f"{'own' if own else 'other':6}{bad or word}"] += 1
            if bad:
                found += 1
                keep(forged, f"{bad} {word} from « {title} » ({'own' if own else 'other'})")
    for word, count in sorted(outcomes.items()):
        print(f"{count:8}  {word}")
    return 1 if found else 0


def signed_parts(answer: dict[str, Any], pdf: bytes) -> tuple[bytes, bytes] | None:
    """The two ranges under the newest signature of a sound seed."""
    if not answer["acts"] or answer["integrity"] != "GOOD":
        return None
    found = re.findall(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", pdf)
    ranges = [tuple(int(word) for word in match) for match in found]
    if not ranges:
        return None
    size, second, rest = max(ranges, key=lambda one: one[1] + one[2])
    return pdf[:size], pdf[second : second + rest]


def kept(parts: tuple[bytes, bytes], pdf: bytes) -> bool:
    """Whether every signed byte is still there, in order, the slot apart."""
    head, rest = parts
    return pdf.startswith(head) and rest in pdf[len(head) :]


def keep(pdf: bytes, words: str) -> None:
    """Write a file that was found, with what it did beside it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(pdf).hexdigest()[:16]
    (KEPT / f"{name}.pdf").write_bytes(pdf)
    (KEPT / f"{name}.txt").write_text(words + "\n", "utf-8")
    print(f"{name}: {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
