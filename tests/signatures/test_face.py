"""The face of the package: small, complete, light to import, and its example runs."""

from __future__ import annotations

import doctest
import subprocess
import sys

import pytest
from verify_world import blank

import signatures


def test_every_exported_name_exists_and_is_sorted() -> None:
    assert list(signatures.__all__) == sorted(signatures.__all__)
    for name in signatures.__all__:
        assert getattr(signatures, name) is not None, name
        assert name in dir(signatures)


def test_every_public_error_is_on_the_face() -> None:
    from signatures import errors

    names = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert names <= set(signatures.__all__)


def test_example_in_the_docstring_runs() -> None:
    result = doctest.DocTestParser().get_doctest(
        signatures.__doc__ or "", {"pdf": blank()}, "signatures", "signatures/__init__.py", 0
    )
    assert len(result.examples) >= 8
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(result)
    assert runner.failures == 0


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = signatures.no_such_thing


def test_starting_a_sandbox_or_reading_trust_does_not_load_the_pdf_library() -> None:
    program = (
        "import sys; from signatures import Sandbox, SignatureError, Trust; import signatures.cli;"
        "sys.exit('pyhanko' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
