"""Judging the finished estimate: ours against pyHanko's validators, on the same bytes and with the same anchor."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from bench import stock
from bench.measure import NotComparable, Work, race
from bench.render import estimate_module, swapped
from bench.table import Section, row
from bench.world import World
from dermadocs.flows.proving import paper
from dermadocs.flows.proving.batch import TARGET
from dermadocs.flows.proving.judging import judge
from dermadocs.render import typography
from signatures import Plan, Sandbox, Verdict, inspect


def plan_of(pdf: bytes) -> Plan:
    """Fields, order and signers, from the record inside the file: what makes our own judging strict."""
    reader = PdfReader(io.BytesIO(pdf))
    return paper.read(paper.attachments(reader), len(reader.pages)).plan


def ours(world: World, pdf: bytes) -> Work:
    """Our strict judging of `pdf`. It raises NotComparable when it does not find it valid."""
    plan, policy = plan_of(pdf), world.policy

    def work() -> None:
        report = inspect(pdf, policy, plan)
        if report.verdict is not Verdict.VALID:
            raise NotComparable(f"inspect says {report.verdict}: {', '.join(report.codes)}")

    return work


def theirs(world: World, pdf: bytes, *, skip_diff: bool = False) -> Work:
    """pyHanko's judging of every signature. It raises NotComparable when it does not find one valid."""
    roots = [world.authority.root]

    def work() -> None:
        for status in stock.validate(pdf, roots, skip_diff=skip_diff):
            if not (status.intact and status.valid and status.trusted):
                raise NotComparable(f"pyHanko says {status.summary()}")

    return work


def whole(world: World, pdf: bytes) -> Work:
    """Everything that `dermadocs verify` judges. It raises NotComparable when it does not find the file valid."""
    return lambda: _valid(judge(pdf, world.options))


def apart(world: World, pdf: bytes, sandbox: Sandbox) -> Work:
    """The same in a child process of the sandbox, as `dermadocs verify` and the portal do it."""
    return lambda: _valid(sandbox.run(pdf, world.options))


def _valid(judged: Mapping[str, Any]) -> None:
    if judged["verdict"] != "VALID":
        raise NotComparable(f"judge says {judged['verdict']}: {', '.join(judged['reasons'])}")


def with_object_streams(world: World) -> bytes:
    """The finished estimate as it would be if drawn with object streams, WeasyPrint's own default."""

    def lay_out(*given: Any, **named: Any) -> Any:
        pages = typography.lay_out(*given, **named)
        write = pages.write_pdf
        pages.write_pdf = lambda **options: write(**{**options, "uncompressed_pdf": False})
        return pages

    with swapped(estimate_module(), "lay_out", lay_out):
        return world.live()[-1].pdf


def measure(world: World, rounds: int, process_rounds: int, warm_up: int) -> list[Section]:
    """Against pyHanko, then what surrounds the judging of signatures."""
    with stock.quiet():
        for work in (ours(world, world.acts[0].pdf), theirs(world, world.acts[0].pdf)):
            work()  # what is imported on first use is nobody's time
        return [_against_stock(world, rounds), _around(world, rounds, process_rounds, warm_up)]


def _against_stock(world: World, rounds: int) -> Section:
    pdf, roots = world.final, [world.authority.root]
    streams = with_object_streams(world)
    said: list[Any] = []
    times = race(
        {
            "ours": ours(world, pdf),
            "stock": theirs(world, pdf),
            "unsafe": theirs(world, pdf, skip_diff=True),
            "lta": lambda: said.append(stock.validate_lta(pdf, roots)),
            "streams": theirs(world, streams),
        },
        rounds,
        warm_up=0,
    )
    return Section(
        "Judging the finished estimate (three acts, three archive timestamps)",
        [
            row(times, "inspect with plan : pyHanko, same file", "ours", "stock", 0.12),
            row(times, "inspect : pyHanko, drawn with object streams", "ours", "streams", 0.12),
            row(times, "inspect : pyHanko without difference analysis, UNSAFE", "ours", "unsafe", 2),
            row(times, "inspect : pyHanko's ades_lta_validation", "ours", "lta"),
        ],
        [
            "pyHanko judges each signature at the time of its own token, difference analysis included; all are valid",
            "UNSAFE: without difference analysis a page changed after signing passes; it shows the floor, no choice",
            f"ades_lta_validation judges today and says of the three acts: {_outcomes(said[-1])}",
            "object streams are WeasyPrint's default; ours writes none, which is why pyHanko is quicker on our file",
        ],
    )


def _outcomes(results: Sequence[Any]) -> str:
    counted = Counter(f"{one.ades_subindic.status.name} ({one.ades_subindic.name})" for one in results)
    return ", ".join(f"{number} x {words}" for words, number in counted.items())


def _around(world: World, rounds: int, process_rounds: int, warm_up: int) -> Section:
    pdf, options = world.final, world.options
    with tempfile.TemporaryDirectory() as name, Sandbox(TARGET) as sandbox:
        folder = Path(name)
        files(world, folder)
        sandbox.run(pdf, options)  # its imports are paid once, before
        times = race(
            {
                "inspect": ours(world, pdf),
                "judge": whole(world, pdf),
                "sandbox": lambda: sandbox.run(pdf, options),
            },
            rounds,
            warm_up=warm_up,
        )
        process = race(
            {"sandbox": lambda: sandbox.run(pdf, options), "process": lambda: _process(folder)},
            process_rounds,
            warm_up=warm_up,
        )
    return Section(
        "Around it: second reader, one story, sandbox (all ours)",
        [
            row(times, "whole judge : inspect alone", "judge", "inspect"),
            row(times, "judge in the warm sandbox : judge in process", "sandbox", "judge"),
            row(process, "warm sandbox : dermadocs verify, a process per file", "sandbox", "process"),
        ],
    )


def files(world: World, folder: Path) -> None:
    """The finished estimate and a reader's trust folder, on disk."""
    (folder / "estimate.pdf").write_bytes(world.final)
    (folder / "trust").mkdir(exist_ok=True)
    for name, data in world.authority.trust_files().items():
        (folder / "trust" / name).write_bytes(data)


def _process(folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "dermadocs",
        "verify",
        "--trust",
        str(folder / "trust"),
        str(folder / "estimate.pdf"),
    ]
    subprocess.run(command, check=True, capture_output=True)
