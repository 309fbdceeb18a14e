"""The edge of a command line: how a run came to its end, as an exit code and at most one line on stderr.

Exit code 1 says INVALID, and click ends in it when nobody reads the output and on Ctrl-C: that would accuse a sound
file. Here these are 141 and 130, as in a shell.
"""

import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

import click

from signatures.cli.options import clean

USAGE, DEFECT = 2, 4
INTERRUPTED, UNREAD = 128 + signal.SIGINT, 128 + signal.SIGPIPE


class OutputLost(click.ClickException):
    """Standard output takes no more."""

    exit_code = USAGE


class Edge(click.Group):
    """Commands that never end in exit code 1 by accident."""

    def make_context(self, *words: Any, **extra: Any) -> click.Context:
        """Read the words of the command; `--help` prints already here."""
        with _streams():
            return super().make_context(*words, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Do what the words say."""
        with _streams():
            return super().invoke(ctx)


@contextmanager
def _streams() -> Iterator[None]:
    try:
        yield
    except click.ClickException as problem:  # it shows the words of the user, or names that a shell put in their place
        problem.message = clean(problem.message)  # type: ignore[misc]  # every kind of it shows this one
        raise
    except (click.Abort, KeyboardInterrupt):
        complain("broken off")
        raise click.exceptions.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        raise click.exceptions.Exit(UNREAD) from None
    except OSError as problem:
        if not _was_said(problem):
            raise
        raise OutputLost(f"standard output takes no more: {problem.strerror}; not all was said") from problem
    finally:
        _drain(sys.stdout)
        _drain(sys.stderr)


def _was_said(problem: OSError) -> bool:
    """Whether it was click that could not print."""
    return [frame.f_code for frame, _ in traceback.walk_tb(problem.__traceback__)][-1] is click.echo.__code__


def complain(line: str) -> None:
    """One line on stderr, whatever names of files stand in it, if there is somebody to read it."""
    with suppress(OSError):
        click.echo(clean(line), err=True)
    _drain(sys.stderr)


def _drain(stream: TextIO | None) -> None:
    """Drop what a stream does not take: Python would offer it once more at its end, and end in a code of its own."""
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        with suppress(OSError):  # a stream of a test has no number
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def interrupts_tidy_up() -> None:
    """Ctrl-C is an exception, that lets commands tidy up. While a program loads it just ends (`__main__`)."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def interrupts_end() -> None:
    """Ctrl-C just ends the process: there is nothing left to tidy up, and no traceback to show."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
