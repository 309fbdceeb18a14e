"""Each paper is rendered once for all tests."""

from __future__ import annotations

import functools

import pytest
from papers import PAPERS, VARIANTS, Paper, issue_estimate, issue_paper


@functools.cache
def _rendered(name: str) -> Paper:
    return issue_paper(*PAPERS[name]) if name in PAPERS else issue_estimate(VARIANTS[name])


@pytest.fixture(scope="session")
def paper() -> Paper:
    """The example as it stands."""
    return _rendered("example")


@pytest.fixture(scope="session")
def surgeons() -> Paper:
    """Two operators, an anaesthetist, a guardian."""
    return _rendered("two surgeons")


@pytest.fixture(scope="session", params=VARIANTS, ids=lambda name: name.replace(" ", "-"))
def variant(request: pytest.FixtureRequest) -> Paper:
    """Every variant in turn."""
    return _rendered(request.param)


@pytest.fixture(scope="session", params=[*VARIANTS, *PAPERS], ids=lambda name: name.replace(" ", "-"))
def sheet(request: pytest.FixtureRequest) -> Paper:
    """Every variant of the estimate and every other paper in turn."""
    return _rendered(request.param)


@pytest.fixture(scope="session", params=PAPERS, ids=lambda name: name.replace(" ", "-"))
def whole(request: pytest.FixtureRequest) -> Paper:
    """Every paper with all its words in turn."""
    return _rendered(request.param)
