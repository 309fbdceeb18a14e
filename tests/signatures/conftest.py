"""Fixtures that several tests share. Of the signing tests: one practice for all, its clock set back before each test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import sign_world
from card_world import Cards, stocked
from chains import Entity, root
from sign_world import DAY, Practice

from signatures.signing import certify


@pytest.fixture(scope="module")
def authority() -> Entity:
    """An authority of bare certificates, and somebody with one of it."""
    return root("Authority")


@pytest.fixture(scope="module")
def person(authority: Entity) -> Entity:
    return authority.issue("Person")


@pytest.fixture(scope="session")
def _practice() -> Iterator[Practice]:
    with sign_world.practice() as practice:
        yield practice


@pytest.fixture
def practice(_practice: Practice) -> Practice:
    """A practice whose clock shows DAY."""
    _practice.now[0] = DAY
    return _practice


@pytest.fixture(scope="session")
def paper() -> bytes:
    """A paper with the empty fields Practitioner1, Receipt1 and Acceptance1."""
    return sign_world.paper()


@pytest.fixture(scope="session")
def certified(_practice: Practice, paper: bytes) -> bytes:
    """The same, certified by the surgeon at DAY."""
    _practice.now[0] = DAY
    lists = _practice.authority.crls(DAY)
    return certify(paper, "Practitioner1", _practice.surgeon, _practice.clock, DAY, revocation=lists)


@pytest.fixture(scope="session")
def cards(_practice: Practice, tmp_path_factory: pytest.TempPathFactory) -> Cards:
    """The cards of this process, made before its PKCS#11 module reads its configuration."""
    made = stocked(tmp_path_factory.mktemp("cards"), _practice.surgeon)
    os.environ["SOFTHSM2_CONF"] = str(made.configuration)
    return made
