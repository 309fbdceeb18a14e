"""`python -m signatures`: see `signatures.cli`."""

from signatures.cli import run

run()
