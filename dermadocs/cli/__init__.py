"""The command `dermadocs`: one file per command group, nothing but arguments, words and exit codes here.

Exit codes: 0 all good · 1 at least one INVALID or a blocking breach · 2 usage or unreadable input ·
3 indeterminate · 4 internal error; 130 broken off by Ctrl-C · 141 nobody reads the output.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from dermadocs.errors import DermadocsError
from signatures.cli.edge import DEFECT, USAGE, complain, interrupts_tidy_up
from signatures.cli.edge import Edge as Streams
from signatures.errors import SignatureError


class Edge(Streams):
    """The one place where an error becomes a line on stderr and an exit code."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command; errors of ours end in a line for each fault, unexpected ones in exit 4, never a traceback."""
        interrupts_tidy_up()
        try:
            return super().main(*args, **extra)
        except DermadocsError as problem:
            for line in problem.lines:
                complain(f"dermadocs: {line}")
            sys.exit(problem.exit_code)
        except SignatureError as problem:  # a key, a clock or a file that cannot be used: its words say what to do
            complain(f"dermadocs: {problem}")
            sys.exit(USAGE)
        except Exception as problem:
            if os.environ.get("DERMADOCS_DEBUG"):
                raise
            complain(
                f"dermadocs: internal error: {type(problem).__name__}: {problem} "
                "(set DERMADOCS_DEBUG=1 for the details)"
            )
            sys.exit(DEFECT)


@click.group(cls=Edge, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dermadocs")
def main() -> None:
    """Estimates and consent papers that obey French law and prove themselves, offline."""


from dermadocs.cli import (  # noqa: E402 - each module adds its commands to `main`
    acts,  # noqa: F401
    bundle,  # noqa: F401
    demo,  # noqa: F401
    dossier,  # noqa: F401
    estimate,  # noqa: F401
    init,  # noqa: F401
    keep,  # noqa: F401
    law,  # noqa: F401
    paper,  # noqa: F401
    paper_intake,  # noqa: F401
    paper_review,  # noqa: F401
    papers,  # noqa: F401
    prices,  # noqa: F401
    record,  # noqa: F401
    redact,  # noqa: F401
    review,  # noqa: F401
    serve,  # noqa: F401
    staff,  # noqa: F401
    verify,  # noqa: F401
)
