"""The story in order, the folder it leaves, and the table of judgments at its end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from dermadocs.bootstrap import embedded, extract, price_list
from dermadocs.catalogue.load import entries
from dermadocs.catalogue.model import Entry
from dermadocs.demo.calendar import Clock, Days, redated, repriced
from dermadocs.demo.forgers import COUNTER_EXAMPLES
from dermadocs.demo.judging import Expectation, judge_all
from dermadocs.demo.life import (
    Life,
    accept,
    aftercare,
    consent,
    handle_of,
    listed,
    notices,
    receive,
    secrets_of,
    withdrawal_form,
)
from dermadocs.domain.case import Case
from dermadocs.errors import InputError
from dermadocs.flows import estimating, informing, redacting, sealing
from signatures.authority import Authority

MARK = ".dermadocs-demonstration"
NAME = "Cabinet du Dr Vasseur"
OTHER = "Autre cabinet"
VERIFY = """How to check these files

With this program, from the folder above this one:

    dermadocs verify --trust {folder}/trust {folder}/estimate.pdf
    dermadocs verify --trust {folder}/trust {folder}

Trust comes from you, never from the file: without --trust the answer is INDETERMINATE (NO_TRUST_ANCHOR)
and names the root it found, to be compared with the fingerprint printed at the foot of each page.

With other tools:

    pdfsig estimate.pdf                       signatures hold; it cannot judge document timestamps
    qpdf --check estimate.pdf                 the file is well formed

This is a DEMONSTRATION. Its people, numbers and authority are invented, its clock is its own, and no
jurist or surgeon has reviewed its wording.
"""


@contextmanager
def _step(console: Console, what: str) -> Iterator[None]:
    with console.status(what):
        yield
    console.print(f"[green]✓[/green] {what}")


def live(case: Case, days: Days, seed: str, console: Console) -> tuple[Life, dict[str, bytes]]:
    """Play one estimate's life under an authority of its own; its file, and every counter-example of it."""
    clock = Clock(days.set_up)
    authority = Authority.create(seed, clock.now(), demonstration=True)
    with embedded(authority, case, secrets_of(seed), clock.now(), clock.now) as practice:
        with _step(console, "the notices are drawn and sealed"):
            clock.set(days.signed)
            sealed = notices(practice, clock, case, seed)
        with _step(console, "the estimate is drawn, and signed by the surgeon"):
            issued = estimating.issue(
                practice,
                case,
                handle_of(seed),
                clock.now(),
                language=informing.language_of(case),
                handed_over=listed(sealed),
            )
            sent = sealing.send(issued, clock.now())
        with _step(console, "the patient acknowledges receipt: fifteen full days begin"):
            received = receive(practice, clock, sent, days.received)
        with _step(console, "after the gate, the patient accepts"):
            accepted = accept(practice, clock, received, days.accepted)
        with _step(console, "the consent form is drawn; surgeon and patient sign it"):
            papers = {f"{kind}.pdf": file.pdf for kind, file in sealed.items()}
            papers["consent.pdf"] = consent(practice, clock, accepted, days.consented, seed).pdf
            papers["aftercare.pdf"] = aftercare(practice, clock, case, seed).pdf
            papers["papers/withdrawal.pdf"] = withdrawal_form(practice, clock, case, seed)
        life = Life(practice, authority, clock, days, sent, received, accepted, papers)
        forged = {}
        with _step(console, f"{len(COUNTER_EXAMPLES)} forgeries and accidents are made of it"):
            for example in COUNTER_EXAMPLES:
                forged[example.name] = example.make(life)
        return life, forged


def play(case: Case, output: Path, *, today: datetime) -> int:
    """Play the demonstration into `output`, judge all of it, and return the exit code (0: all as expected).

    `today` is the only moment taken from outside: the story ends the day before it. Raises InputError
    when `output` holds something that is not an earlier demonstration.
    """
    console = Console(stderr=True)
    with replacing(output) as folder:
        files, expectations = story(case, today, console, output.resolve().name)
        for name, data in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        with _step(console, "an extract without the patient is made for an inspector"):
            made = redacting.extract(redacting.source(folder / "estimate.pdf", today), extract)
            (folder / "papers" / "estimate-extract.pdf").write_bytes(made.pdf)
        ok = judge_all(folder, expectations, at=today)
    console.print(f"\nThe papers are in {output}/. VERIFY.txt there says how to check them.")
    return 0 if ok else 1


def story(case: Case, today: datetime, console: Console, folder: str) -> tuple[dict[str, bytes], list[Expectation]]:
    """Everything that the demonstration leaves, by relative name, and what verification must say of it."""
    days = Days(today.date())
    dated = redated(case, days.drafted)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:  # the second core, if there is one
        writing = beside.submit(rewritten, dated, days)
        listing = beside.submit(price_list, dated.practice, sold(), days.drafted, language=informing.language_of(dated))
        life, forged = live(dated, days, NAME, console)
        with _step(console, "another practice writes the same estimate again, with another price"):
            cheat = writing.result()
        with _step(console, "the price list of the waiting room is drawn"):
            prices = listing.result()
    files = {
        "estimate.pdf": life.accepted.pdf,
        **life.papers,
        "papers/price-list.pdf": prices,
        "counter-examples/rewritten-by-another-authority.pdf": cheat,
        **{f"counter-examples/{name}": data for name, data in forged.items()},
        **{f"trust/{name}": data for name, data in life.authority.trust_files().items()},
        "VERIFY.txt": VERIFY.format(folder=folder).encode(),
    }
    expectations = [Expectation("estimate.pdf", "the estimate, received, reflected upon and accepted", (0,), None)]
    sealed = [name for name in life.papers if "/" not in name]
    expectations += [Expectation(name, "sealed or signed with it", (0,), None) for name in sealed]
    expectations += [
        Expectation("papers/estimate-extract.pdf", "for an inspector, without the patient", (3,), "REDACTED_COPY"),
        Expectation("papers/withdrawal.pdf", "the form, not signed", (3,), "UNSIGNED"),
        Expectation("papers/price-list.pdf", "for the waiting room, no signature", (3,), "NO_SIGNATURE"),
    ]
    expectations += [Expectation(f"counter-examples/{e.name}", e.story, e.exits, e.reason) for e in COUNTER_EXAMPLES]
    expectations.append(
        Expectation(
            "counter-examples/rewritten-by-another-authority.pdf",
            "written and signed anew by another practice's authority",
            (3,),
            "UNTRUSTED",
        )
    )
    return files, expectations


def sold() -> list[Entry]:
    """The procedures that are offered."""
    return [entry for entry in entries() if not entry.test]


def rewritten(case: Case, days: Days) -> bytes:
    """The whole life again, honest in itself, at a higher price and under another authority."""
    quiet = Console(stderr=True, quiet=True)
    clock = Clock(days.set_up)
    other = Authority.create(OTHER, clock.now(), demonstration=True)
    dearer = repriced(case, 0, case.estimate.lines[0].unit_price + 100_000)
    with embedded(other, dearer, secrets_of(OTHER), clock.now(), clock.now) as practice, _step(quiet, ""):
        file = estimating.issue(practice, dearer, handle_of(NAME), clock.set(days.signed))
        file = receive(practice, clock, sealing.send(file, clock.now()), days.received)
        return accept(practice, clock, file, days.accepted).pdf


@contextmanager
def replacing(output: Path) -> Iterator[Path]:
    """A folder beside `output` to play into; whole, it takes the place of an earlier demonstration.

    Killed at any moment, the demonstration leaves nothing half-made at its place. Raises InputError when
    `output` holds something that is not an earlier demonstration, or cannot be written.
    """
    place = output.resolve()
    try:
        if place.exists() and any(place.iterdir()) and not (place / MARK).exists():
            raise InputError(str(output), "is not empty and not a demonstration of ours; name another folder")
        made, old = (place.with_name(f".{place.name}.{os.getpid()}.{part}") for part in ("part", "old"))
        shutil.rmtree(made, ignore_errors=True)  # of a process of the same number, killed
        made.mkdir(parents=True)
        (made / MARK).write_text("made by make demo; cleared by the next one\n")
    except OSError as problem:
        raise InputError(str(output), problem.strerror or "cannot be written") from problem
    try:
        yield made
        _exchange(place, made, old)
    finally:
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(place: Path, made: Path, old: Path) -> None:
    try:
        if place.exists():
            place.rename(old)
        made.rename(place)
    except OSError as problem:  # a mount point, for one
        raise InputError(str(place), f"cannot be replaced: {problem.strerror}") from problem
