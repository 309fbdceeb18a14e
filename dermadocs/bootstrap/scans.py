"""Files that came back by post, decoded in limited child processes: the port of `flows/ports.py` fulfilled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from dermadocs.bootstrap.press import Draw, directly
from dermadocs.domain.copy_page import ScanPage
from dermadocs.errors import InputError, MissingExtra
from signatures import Sandbox, SignatureError

TARGET = "dermadocs.paper.scans:pages_of"
MEMORY, CPU, WALL, ANSWER = 2 << 30, 120, 180.0, 400 << 20
"""Bytes, seconds, seconds, and bytes of JSON: a file of 500 pages stays below."""


@contextmanager
def beside_scans(draw: Draw = directly) -> Iterator[BesideScans]:
    """The pages of files for as long as a copy is made; then the child processes end."""
    with Sandbox(TARGET, memory=MEMORY, cpu=CPU, wall=WALL, written=ANSWER) as sandbox:
        yield BesideScans(sandbox, draw)


@dataclass(frozen=True)
class BesideScans:
    """Pages of files, decoded in a child process; the binding where the press works."""

    sandbox: Sandbox
    draw: Draw

    def pages(self, data: bytes) -> Sequence[ScanPage]:
        """The pages of a file. InputError for what is no image of ours, or takes too long or too much memory."""
        try:
            from dermadocs.paper.scans import unpacked
        except ImportError as error:
            raise MissingExtra("paper", "reading papers that came back") from error
        try:
            return unpacked(self.sandbox.run(data, {}))
        except SignatureError as problem:
            raise InputError("scan", str(problem)) from problem

    def bound(self, sheet: bytes, pages: Sequence[ScanPage]) -> bytes:
        """The sheet of a reliable copy with its pages behind it."""
        from dermadocs.paper.reliable_copy import bound

        return self.draw(bound, sheet, pages)
