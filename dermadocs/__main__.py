"""`python -m dermadocs` is the command `dermadocs`."""

import signal

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while it loads: nothing to tidy up, no traceback to show

from dermadocs.cli import main

main(prog_name="dermadocs")
