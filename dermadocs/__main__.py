"""`python -m dermadocs`, and the installed command `dermadocs`: both begin here."""

import signal

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while it loads: nothing to tidy up, no traceback to show


def run() -> None:
    """Run the command; the rest of it is loaded only now, when Ctrl-C just ends the process."""
    from dermadocs.cli import main

    main(prog_name="dermadocs")


if __name__ == "__main__":
    run()
