"""The story in order, the folder it leaves, and the table of judgments at its end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from dermadocs.bootstrap import embedded, extract, price_list
from dermadocs.catalogue.load import entries
from dermadocs.catalogue.model import Entry
from dermadocs.demo import dossiers
from dermadocs.demo.calendar import BEFORE_THE_END, Clock, Days, redated, repriced
from dermadocs.demo.dossiers import COMPLETED, Stage, stage
from dermadocs.demo.forgers import COUNTER_EXAMPLES
from dermadocs.demo.judging import Expectation, judge_all
from dermadocs.demo.life import Life, accept, handle_of, notices, receive, secrets_of, withdrawal_form
from dermadocs.domain.case import Case
from dermadocs.errors import InputError
from dermadocs.flows import estimating, informing, redacting, sealing
from dermadocs.flows.kept import Kept
from signatures.authority import Authority

MARK = ".dermadocs-demonstration"
NAME = "Cabinet du Dr Vasseur"
OTHER = "Autre cabinet"
HOME, FORGED, OTHERS, PACKS = "home", "counter-examples", "other-dossiers", "packs"
REWRITTEN = "rewritten-by-another-authority.pdf"
TOP = frozenset({"estimate.pdf", "consent.pdf", "aftercare.pdf", "dossier.pdf"})
"""What lies at the top: the sealed files of the completed dossier that people ask for."""
STORIES = {
    "estimate": "the estimate: signed, received, and what came of it",
    "consent": "the consent: signed after the gate, confirmed on the day",
    "dossier": "the evidence bundle: everything inside is judged",
    "aftercare": "the sheet for the days after, sealed",
}
VERIFY = """How to check these files

With this program, from the folder above this one:

    dermadocs verify --trust {folder}/trust {folder}/estimate.pdf
    dermadocs verify --trust {folder}/trust {folder}

report.html says the same for people, report.json for programs, as both were judged when the files were made.

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


def live(on: Stage, case: Case, days: Days, console: Console) -> tuple[Life, Kept]:
    """The completed dossier, act by act, and the file after each act that a forger would like to have."""
    desk = on.home.desk
    with _step(console, "the estimate is drawn with its notices, signed by the surgeon, and sent"):
        issued = dossiers.sent(on, COMPLETED, case, days).paper("estimate")
    with _step(console, "the patient acknowledges receipt: fifteen full days begin"):
        received = dossiers.received(on, COMPLETED, days).paper("estimate")
    with _step(console, "after the gate, the patient accepts"):
        accepted = dossiers.accepted(on, COMPLETED, days).paper("estimate")
    with _step(console, "the consent form is drawn; surgeon and patient sign it"):
        dossiers.consented(on, COMPLETED, days)
    with _step(console, "the day itself: confirmed once more, then performed"):
        dossiers.performed(on, COMPLETED, days)
    with _step(console, "the evidence bundle is sealed"):
        kept = dossiers.closed(on, COMPLETED, days.closed)
    return Life(desk.practice, on.home.authority, on.clock, days, issued, received, accepted), kept


def play(case: Case, output: Path, *, today: datetime) -> int:
    """Play the demonstration into `output`, judge all of it, and return the exit code (0: all as expected).

    `today` is the only moment taken from outside: the story ends the day before it. Raises InputError
    when `output` holds something that is not an earlier demonstration.
    """
    console = Console(stderr=True)
    with replacing(output) as folder:
        files, expectations = story(case, today, console, folder, output.resolve().name)
        for name, data in files.items():
            write(folder / name, data)
        with _step(console, "an extract without the patient is made for an inspector"):
            made = redacting.extract(redacting.source(folder / "estimate.pdf", today), extract)
            write(folder / "papers" / "estimate-extract.pdf", made.pdf)
        ok = judge_all(folder, expectations, at=today)
    console.print(f"\nThe papers are in {output}/. VERIFY.txt there says how to check them.")
    return 0 if ok else 1


def story(
    case: Case, today: datetime, console: Console, folder: Path, name: str
) -> tuple[dict[str, bytes], list[Expectation]]:
    """Everything that the demonstration leaves, by relative name, and what verification must say of it.

    The home is made in `folder`; three processes work in it at once, on different dossiers.
    """
    days = Days(today.date() - timedelta(days=BEFORE_THE_END))
    dated = redated(case, days.drafted)
    home = folder / HOME
    dossiers.furnish(home, dated, days.set_up)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as beside:  # other cores, if there are any
        posting = beside.submit(packs, home, dated, today)
        playing = beside.submit(others, home, dated, today)
        writing = beside.submit(rewritten, dated, days)
        listing = beside.submit(price_list, dated.practice, sold(), days.drafted, language=informing.language_of(dated))
        with stage(home, days.signed) as on:
            life, kept = live(on, dated, days, console)
            forged = {}
            with _step(console, f"{len(COUNTER_EXAMPLES)} forgeries and accidents are made of it"):
                for example in COUNTER_EXAMPLES:
                    forged[f"{FORGED}/{example.name}"] = example.make(life)
            form = withdrawal_form(life.practice, on.clock, dated, NAME)
            trust = {f"trust/{one}": data for one, data in on.home.authority.trust_files().items()}
        with _step(console, "four other dossiers: one refused, one withdrawn, one replaced, one by post"):
            other = playing.result() | posting.result()
        with _step(console, "another practice writes the same estimate again, with another price"):
            forged[f"{FORGED}/{REWRITTEN}"] = writing.result()
        with _step(console, "the price list of the waiting room is drawn"):
            prices = listing.result()
    own = {one if one in TOP else f"papers/{one}": data for one, data in dossiers.files_of(kept).items()}
    beside_them = {"papers/withdrawal.pdf": form, "papers/price-list.pdf": prices}
    text = {"VERIFY.txt": VERIFY.format(folder=name).encode()}
    honest = [one for one in [*own, *other] if not one.startswith(PACKS)]
    return {**own, **beside_them, **other, **forged, **trust, **text}, expected(honest)


def others(home: Path, case: Case, today: datetime) -> dict[str, bytes]:
    """Three dossiers that end early: their papers by relative name."""
    files: dict[str, bytes] = {}
    for play_one in (dossiers.refused, dossiers.withdrawn, dossiers.replaced):
        with stage(home, today) as on:
            kept = play_one(on, case, today)
            files |= {f"{OTHERS}/{play_one.__name__}/{one}": data for one, data in dossiers.files_of(kept).items()}
    return files


def packs(home: Path, case: Case, today: datetime) -> dict[str, bytes]:
    """The dossier by post: its print files, by relative name."""
    with stage(home, today) as on:
        kept = dossiers.posted(on, case, today)
    return {f"{PACKS}/{one}": data for one, data in dossiers.packs_of(kept).items()}


def expected(honest: Sequence[str]) -> list[Expectation]:
    """What verification must say of each file."""
    told = [
        Expectation(one, STORIES.get(Path(one).stem, "sealed or signed in its dossier"), (0,), None) for one in honest
    ]
    told += [
        Expectation("papers/estimate-extract.pdf", "for an inspector, without the patient", (3,), "REDACTED_COPY"),
        Expectation("papers/withdrawal.pdf", "the form, not signed", (3,), "UNSIGNED"),
        Expectation("papers/price-list.pdf", "for the waiting room, no signature", (3,), "NO_SIGNATURE"),
    ]
    for name in ("pack-1.pdf", "pack-2.pdf"):
        told.append(Expectation(f"{PACKS}/{name}", "to be printed and posted, no signature", (3,), "NO_SIGNATURE"))
    told += [Expectation(f"{FORGED}/{e.name}", e.story, e.exits, e.reason) for e in COUNTER_EXAMPLES]
    written = "written and signed anew by another practice's authority"
    return [*told, Expectation(f"{FORGED}/{REWRITTEN}", written, (3,), "UNTRUSTED")]


def write(path: Path, data: bytes) -> None:
    """A file of the demonstration, with the folder above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def sold() -> list[Entry]:
    """The procedures that are offered."""
    return [entry for entry in entries() if not entry.test]


def rewritten(case: Case, days: Days) -> bytes:
    """The whole life again, honest in itself, at a higher price and under another authority."""
    quiet = Console(stderr=True, quiet=True)
    clock = Clock(days.set_up)
    other = Authority.create(OTHER, clock.now(), demonstration=True)
    dearer = repriced(case, 0, case.estimate.lines[0].price + 100_000)
    with embedded(other, dearer, secrets_of(OTHER), clock.now(), clock.now) as practice, _step(quiet, ""):
        clock.set(days.signed)
        listed = informing.listed(notices(practice, clock, dearer, OTHER))
        file = estimating.issue(practice, dearer, handle_of(NAME), clock.now(), handed_over=listed)
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
