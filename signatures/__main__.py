"""`python -m signatures`: see `signatures.cli`."""

import signal

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while it loads: nothing to tidy up, no traceback to show

from signatures.cli import run

run()
