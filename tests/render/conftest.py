"""Each paper is rendered once for all tests."""

from __future__ import annotations

import pytest
from papers import BY_HAND, PAPERS, VARIANTS, Paper, rendered


@pytest.fixture(scope="session")
def paper() -> Paper:
    """The example as it stands."""
    return rendered("example")


@pytest.fixture(scope="session")
def surgeons() -> Paper:
    """Two operators, an anaesthetist, a guardian."""
    return rendered("two surgeons")


@pytest.fixture(scope="session", params=VARIANTS, ids=lambda name: name.replace(" ", "-"))
def variant(request: pytest.FixtureRequest) -> Paper:
    """Every variant in turn."""
    return rendered(request.param)


@pytest.fixture(scope="session", params=[*VARIANTS, *PAPERS, *BY_HAND], ids=lambda name: name.replace(" ", "-"))
def sheet(request: pytest.FixtureRequest) -> Paper:
    """Every variant of the estimate and every other paper in turn."""
    return rendered(request.param)


@pytest.fixture(scope="session", params=BY_HAND, ids=lambda name: name.replace(" ", "-"))
def by_hand(request: pytest.FixtureRequest) -> Paper:
    """Every paper for ink in turn."""
    return rendered(request.param)


@pytest.fixture(scope="session", params=PAPERS, ids=lambda name: name.replace(" ", "-"))
def whole(request: pytest.FixtureRequest) -> Paper:
    """Every paper with all its words in turn."""
    return rendered(request.param)
