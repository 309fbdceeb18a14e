"""How far a batch has got, for somebody who watches: on stderr, and only when that is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting(total: int) -> Iterator[Callable[[], None]]:
    """Call what it gives after each of `total` files. Nothing is drawn for a single one, nor into a pipe or a log."""
    if total < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    watched = sys.stdout.isatty()  # results in a pipe must not take the way of the bar
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=watched) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
