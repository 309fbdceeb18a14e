"""What a hostile file might make its reader do, for test_sandbox."""

import os
import signal
import time
from typing import Any


def judge(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """Do what the file says."""
    action = data[:20].split(b" ")[0].decode()
    return globals()["do_" + action](data, options)  # type: ignore[no-any-return]


def do_echo(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    return {"size": len(data), "options": options, "environment": dict(os.environ), "pid": os.getpid()}


def do_die(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def do_exit(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    os._exit(7)


def do_loop(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    while True:
        pass


def do_sleep(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    time.sleep(3600)
    return {}


def do_eat(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    hoard = []
    while True:
        hoard.append(bytearray(50_000_000))


def do_flood(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    return {"flood": "x" * 300_000_000}


def do_print(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    for _ in range(300):
        os.write(1, b"x" * 1_000_000)
    return {"printed": True}


def do_write(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    with open(options["path"], "wb") as file:
        for _ in range(100):
            file.write(b"x" * 1_000_000)
    return {}


def do_open(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1000)]
    return {"held": len(held)}


def do_raise(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    raise RuntimeError("the parser is confused")


def do_nonsense(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    return {"what": object()}


def do_list(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    return ["not", "an", "object"]  # type: ignore[return-value]


def do_recurse(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    return do_recurse(data, options)
