"""`python -m dermadocs` is the command `dermadocs`."""

from dermadocs.cli import main

main(prog_name="dermadocs")
