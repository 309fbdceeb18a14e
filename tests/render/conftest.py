"""Each paper is rendered once for all tests."""

from __future__ import annotations

import functools

import pytest
from papers import VARIANTS, Paper, issue_estimate

_rendered = functools.cache(lambda name: issue_estimate(VARIANTS[name]))


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
