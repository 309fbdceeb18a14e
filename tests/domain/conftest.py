"""The example case, whole or with some things changed, for every test of the domain."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from case_editing import EXAMPLE, RAW, put

from dermadocs.domain.case import Case
from dermadocs.domain.codec import decode_case


@pytest.fixture(scope="session")
def case() -> Case:
    return decode_case(EXAMPLE.read_bytes())


@pytest.fixture(scope="session")
def edited() -> Callable[[dict[str, Any]], Case]:
    """edited({"/patient/birth_date": "2010-01-01"}) -> the example with those values."""

    def edit(changes: dict[str, Any]) -> Case:
        data: Any = RAW
        for pointer, value in changes.items():
            data = put(data, pointer, value)
        return decode_case(json.dumps(data).encode())

    return edit
