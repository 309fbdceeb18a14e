"""What all tests share: skips that name the apt package, and a run of CI that does not tolerate them."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Generator

import pytest
from hypothesis import settings

# no test asserts a time: a loaded machine is not a fault of the code. A check that decides gives the same answer
# twice: in CI the examples are the same each time, elsewhere they are new ones
settings.register_profile("untimed", deadline=None)
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable" if os.environ.get("DERMADOCS_CI") else "untimed")

PACKAGES = {
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdfsig": "poppler-utils",
    "qpdf": "qpdf",
    "chromium": "chromium",
    "softhsm2-util": "softhsm2",
    "pkcs11-tool": "opensc",
}


def pytest_configure(config: pytest.Config) -> None:
    """`needs("pdftotext")` skips a test where the program is missing and may not be installed."""
    config.addinivalue_line("markers", "needs(program): skipped, with the apt line, where the program is missing")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or in CI fail, a test whose outside program is missing."""
    for mark in item.iter_markers("needs"):
        missing = [p for p in mark.args if shutil.which(p) is None]
        if missing:
            line = "sudo apt-get install " + " ".join(sorted({PACKAGES[p] for p in missing}))
            if os.environ.get("DERMADOCS_CI"):
                pytest.fail(f"{', '.join(missing)} missing: {line}")
            pytest.skip(line)


def pytest_collection_finish() -> None:
    """What is imported is no garbage, and need not be searched again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Long tests run first, slow ones last."""
    yield
    items.sort(key=lambda item: 0 if item.get_closest_marker("long") else 2 if item.get_closest_marker("slow") else 1)
