"""One short message to a gateway: JSON over HTTPS, to a public address, once resolved and then kept to.

HTTP, and an address of this machine, are for a gateway that runs on this machine and is named `localhost`.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
from urllib.parse import urlsplit

from dermadocs import config

TIMEOUT = 10.0

LONGEST_ANSWER = 65_536


class Forbidden(Exception):
    """The settings name an address to which no message may go."""


class Refused(OSError):
    """The gateway answered, but did not take the message."""


def deliver(gateway: config.Sms, to: str, text: str, key: str) -> None:
    """Hand over a message. Forbidden, OSError or Refused when it was not taken; redirects are not followed."""
    place = urlsplit(gateway.url)
    host, local = place.hostname or "", place.hostname in config.LOCAL
    if place.scheme != "https" and not (local and place.scheme == "http"):
        raise Forbidden("the gateway is reached by https")
    port = place.port or (443 if place.scheme == "https" else 80)
    address = resolved(host, port, local=local)
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if gateway.token_file:
        headers["Authorization"] = f"Bearer {config.secret_in(gateway.token_file)}"
    body = json.dumps({"to": to, "text": text, "key": key}, ensure_ascii=False).encode()
    connection = _Pinned(host, port, address, secure=place.scheme == "https")
    path = (place.path or "/") + (f"?{place.query}" if place.query else "")
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read(LONGEST_ANSWER)
        if not 200 <= answer.status < 300:
            raise Refused(f"status {answer.status}")
    except http.client.HTTPException as problem:
        raise Refused(type(problem).__name__) from problem
    finally:
        connection.close()


def resolved(host: str, port: int, *, local: bool) -> str:
    """The address of a host: the first one, if all are public. Forbidden for one inside a private network."""
    if local:
        return host
    found = [str(told[4][0]) for told in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in found):
        raise Forbidden("the gateway's name leads into a private network")
    return found[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was looked at: a second look-up might give another one."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address = address
        self._tls = ssl.create_default_context() if secure else None

    def connect(self) -> None:
        """Connect to the address; the certificate must be the host's."""
        plain = socket.create_connection((self._address, self.port), TIMEOUT)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host) if self._tls else plain
