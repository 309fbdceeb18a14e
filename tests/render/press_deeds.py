"""What a test has the press do in a child: refuse, crash, never end, eat memory."""

from __future__ import annotations

import os
import signal
import time

from dermadocs.errors import LawBreach


def who() -> int:
    return os.getpid()


def refuse() -> None:
    raise LawBreach("/estimate/lines/0", "no price", "PRICE-02")


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hang() -> None:
    time.sleep(600)


def eat() -> int:
    return len(bytearray(64 << 30))
