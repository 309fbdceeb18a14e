"""Each paper is drawn once a run, whichever worker needs it first."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from papers import BY_HAND, PAPERS, VARIANTS, Paper, by_name
from world import once


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Paper]:
    """A paper of the tables by its name."""

    @functools.cache
    def paper(name: str) -> Paper:
        def draw(folder: Path) -> str:
            (folder / "paper").write_bytes(pickle.dumps(by_name(name).rendered))
            return name

        folder, _ = once(tmp_path_factory, f"drawn {name}", draw)
        return Paper(pickle.loads((folder / "paper").read_bytes()))

    return paper


@pytest.fixture(scope="session")
def paper(drawn: Callable[[str], Paper]) -> Paper:
    """The example as it stands."""
    return drawn("example")


@pytest.fixture(scope="session")
def surgeons(drawn: Callable[[str], Paper]) -> Paper:
    """Two operators, an anaesthetist, a guardian."""
    return drawn("two surgeons")


@pytest.fixture(scope="session", params=VARIANTS, ids=lambda name: name.replace(" ", "-"))
def variant(request: pytest.FixtureRequest, drawn: Callable[[str], Paper]) -> Paper:
    """Every variant in turn."""
    return drawn(request.param)


@pytest.fixture(scope="session", params=[*VARIANTS, *PAPERS, *BY_HAND], ids=lambda name: name.replace(" ", "-"))
def sheet(request: pytest.FixtureRequest, drawn: Callable[[str], Paper]) -> Paper:
    """Every variant of the estimate and every other paper in turn."""
    return drawn(request.param)


@pytest.fixture(scope="session", params=BY_HAND, ids=lambda name: name.replace(" ", "-"))
def by_hand(request: pytest.FixtureRequest, drawn: Callable[[str], Paper]) -> Paper:
    """Every paper for ink in turn."""
    return drawn(request.param)


@pytest.fixture(scope="session", params=PAPERS, ids=lambda name: name.replace(" ", "-"))
def whole(request: pytest.FixtureRequest, drawn: Callable[[str], Paper]) -> Paper:
    """Every paper with all its words in turn."""
    return drawn(request.param)
