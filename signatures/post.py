"""One HTTP POST that cannot hang, flood or wander off: no redirect, no proxy, a cap, a deadline for the whole."""

from __future__ import annotations

import http.client
import queue
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Place = tuple[int, int, int, str, Any]  # family, kind, protocol, name, address; as the system looks them up
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
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:  # its words may show what stands in the place of a password
            raise ValueError("the address of a timestamp authority cannot be read: look at its host and port") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address of a timestamp authority begins with http:// or https://")
        if parts.username is not None or parts.password is not None:
            raise ValueError("put the credentials of a timestamp authority into headers, not into its URL")
        secure = parts.scheme == "https"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        _check_sendable(parts.hostname, path)
        return cls(secure, parts.hostname, port or (443 if secure else 80), path)

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
    """Content type and body of the answer. Raises OSError in words; `timeout`: seconds for all, look-up included."""
    ends = time.monotonic() + timeout
    late = threading.Event()
    try:
        sock = _connected(address, ends)
        # each read has a timeout of its own, and a server that drips would renew it for ever: cut the line
        alarm = threading.Timer(max(ends - time.monotonic(), 0), _hang_up, (sock, late))
        alarm.daemon = True
        alarm.start()
        try:
            answer = _exchange(sock, address, body, headers)
        finally:
            alarm.cancel()
            sock.close()
        if late.is_set():
            raise OSError("cut")
        return answer
    except TimeoutError:
        raise OSError(f"no complete answer within {timeout:g} seconds") from None
    except (OSError, http.client.HTTPException) as problem:
        if late.is_set():
            raise OSError(f"no complete answer within {timeout:g} seconds") from None
        raise OSError(_words(problem)) from None


def _connected(address: Address, ends: float) -> socket.socket:
    """A socket of the first of its places that takes it; each has its share of the time left. Raises OSError."""
    places = _places(address, ends)
    problem: OSError = socket.gaierror("no place of that name")
    for number, place in enumerate(places):
        try:
            sock = _reached(place, _left(ends) / (len(places) - number))
            sock.settimeout(_left(ends))
            return _secured(sock, address) if address.secure else sock
        except OSError as refused:
            problem = refused
    raise problem


def _reached(place: Place, seconds: float) -> socket.socket:
    family, kind, protocol, _, address = place
    sock = socket.socket(family, kind, protocol)
    try:
        sock.settimeout(seconds)
        sock.connect(address)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # head and body are sent one after the other
    except OSError:
        sock.close()
        raise
    return sock


def _places(address: Address, ends: float) -> Sequence[Place]:
    """What the name stands for; the system's look-up has a time-out of its own, which nobody can set."""
    found: queue.SimpleQueue[Sequence[Place] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found.put(socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM))
        except Exception as problem:  # raised below, where somebody waits for it
            found.put(problem)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        places = found.get(timeout=_left(ends))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(places, Exception):
        raise places
    return places


def _left(ends: float) -> float:
    """Seconds. Raises TimeoutError when there are none: a socket takes 0 for « do not wait »."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _secured(sock: socket.socket, address: Address) -> ssl.SSLSocket:
    """Under TLS, of which nothing was spoken yet: that, too, may take no longer than all."""
    context = ssl.create_default_context()
    return context.wrap_socket(sock, server_hostname=address.host, do_handshake_on_connect=False)


def _exchange(sock: socket.socket, address: Address, body: bytes, headers: Mapping[str, str]) -> tuple[str, bytes]:
    if isinstance(sock, ssl.SSLSocket):
        sock.do_handshake()
    of = http.client.HTTPSConnection if address.secure else http.client.HTTPConnection  # which port goes unsaid
    connection = of(address.host, address.port)
    connection.sock = sock
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
