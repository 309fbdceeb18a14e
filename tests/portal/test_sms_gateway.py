"""Short messages go to a public address by HTTPS, or to a gateway on this machine; nowhere else."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from portal_home import Gateway

from dermadocs.config import Sms
from dermadocs.portal.messages.gateway import Forbidden, Refused, deliver, resolved


@pytest.mark.parametrize("url", ["http://sms.example.org/send", "ftp://localhost/send", "file:///etc/passwd"])
def test_gateway_is_reached_by_https(url: str) -> None:
    with pytest.raises(Forbidden, match="https"):
        deliver(Sms(url=url), "+33 1 00 00 00 00", "text", "key")


@pytest.mark.parametrize("address", ["10.1.2.3", "127.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "fd00::1"])
def test_address_inside_a_private_network_is_refused_once_resolved(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    told = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: told)  # a name that whoever owns it points inside
    with pytest.raises(Forbidden, match="private"):
        deliver(Sms(url="https://sms.example.org/send"), "+33 1 00 00 00 00", "text", "key")


def test_public_address_is_kept_to(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: told)
    assert resolved("sms.example.org", 443, local=False) == "93.184.215.14"


@pytest.mark.parametrize("status", [301, 400, 429, 500])
def test_answer_that_is_not_yes_is_not_sent(status: int) -> None:
    gateway = Gateway(status)
    try:
        with pytest.raises(Refused, match=str(status)):
            deliver(Sms(url=f"http://localhost:{gateway.port}/send"), "+33 1 00 00 00 00", "text", "key")
    finally:
        gateway.close()


def test_token_is_read_from_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    gateway, token = Gateway(), tmp_path / "token"
    token.write_text("a-token")
    token.chmod(0o600)
    try:
        deliver(Sms(url=f"http://localhost:{gateway.port}/send", token_file=str(token)), "+33 1", "words", "k1")
    finally:
        gateway.close()
    [(headers, body)] = gateway.got
    assert headers["Authorization"] == "Bearer a-token"
    assert body == {"to": "+33 1", "text": "words", "key": "k1"}
