"""One HTTP POST that cannot hang, flood or wander off: no redirect, no proxy, a cap, a deadline for the whole."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

MAX_ANSWER = 64 * 1024  # bytes: a timestamp with a long chain has less than ten thousand


@dataclass(frozen=True)
class Address:
    """Where to send; printed without path and credentials."""

    secure: bool
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, url: str) -> Address:
        """Raises ValueError for anything but an http or https URL that can be sent to, without credentials in it."""
        if not url.isprintable() or " " in url:  # urlsplit leaves some of it out in silence
            raise ValueError("the address of a timestamp authority holds no spaces and no control characters")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address of a timestamp authority begins with http:// or https://")
        if parts.username is not None or parts.password is not None:
            raise ValueError("put the credentials of a timestamp authority into headers, not into its URL")
        secure = parts.scheme == "https"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        _check_sendable(parts.hostname, path)
        return cls(secure, parts.hostname, parts.port or (443 if secure else 80), path)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def _check_sendable(host: str, path: str) -> None:
    """ValueError for what could not be put into a request: it would come to light only when something is signed."""
    try:
        host.encode("idna")
    except UnicodeError as problem:
        raise ValueError(f"{host!r} cannot be the name of a host") from problem
    if not path.isascii():
        raise ValueError("outside of its host's name, an address has no accents; write them as %C3%A9")


def post(address: Address, body: bytes, headers: Mapping[str, str], timeout: float) -> tuple[str, bytes]:
    """Content type and body of the answer. Raises OSError in words; `timeout`: seconds for the whole exchange."""
    connection = _connection(address, timeout)
    late = threading.Event()
    began = time.monotonic()
    try:
        connection.connect()
        # each read has a timeout of its own, and a server that drips would renew it for ever: cut the line
        left = max(began + timeout - time.monotonic(), 0)
        alarm = threading.Timer(left, _hang_up, (connection.sock, late))
        alarm.daemon = True
        alarm.start()
        try:
            answer = _exchange(connection, address, body, headers)
        finally:
            alarm.cancel()
        if late.is_set():
            raise OSError("cut")
        return answer
    except TimeoutError:
        raise OSError(f"no complete answer within {timeout:g} seconds") from None
    except (OSError, http.client.HTTPException) as problem:
        if late.is_set():
            raise OSError(f"no complete answer within {timeout:g} seconds") from None
        raise OSError(_words(problem)) from None
    finally:
        connection.close()


def _connection(address: Address, timeout: float) -> http.client.HTTPConnection:
    if address.secure:
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(address.host, address.port, timeout=timeout, context=context)
    return http.client.HTTPConnection(address.host, address.port, timeout=timeout)


def _exchange(
    connection: http.client.HTTPConnection, address: Address, body: bytes, headers: Mapping[str, str]
) -> tuple[str, bytes]:
    connection.request("POST", address.path, body, dict(headers))
    response = connection.getresponse()
    if response.status != 200:
        raise OSError(f"it answers HTTP {response.status}")
    answer = response.read(MAX_ANSWER + 1)
    if len(answer) > MAX_ANSWER:
        raise OSError(f"its answer is larger than {MAX_ANSWER} bytes")
    if response.length:
        raise OSError("its answer is cut short")
    return response.getheader("Content-Type", ""), answer


def _hang_up(sock: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _words(problem: Exception) -> str:
    if isinstance(problem, ConnectionRefusedError):
        return "nobody listens there"
    if isinstance(problem, socket.gaierror):
        return "its name cannot be resolved"
    if isinstance(problem, OSError) and problem.strerror is None and problem.args:
        return str(problem)
    return f"the connection failed ({type(problem).__name__})"
