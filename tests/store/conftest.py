"""One fixture gives an archive: another database joins the suite by another maker in `MAKERS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from at_command import at_command, home, homes

from dermadocs.store.archive import Archive


def sqlite(folder: Path) -> Archive:
    return Archive.create(folder, demonstration=True)


__all__ = ["at_command", "home", "homes"]

MAKERS: dict[str, Callable[[Path], Archive]] = {"sqlite": sqlite}


@pytest.fixture(params=MAKERS)
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    """An empty archive."""
    made = MAKERS[request.param](tmp_path)
    yield made
    made.close()
