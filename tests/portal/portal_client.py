"""A browser without scripts for tests: follows links, fills forms, keeps cookies. Standard library only."""

from __future__ import annotations

import http.cookiejar
import mimetypes
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Answer:
    """What came back: status, address after redirects, headers, body."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()


class _Tokens(HTMLParser):
    """Finds the token of the forms on a page."""

    token = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "input" and told.get("name") == "csrfmiddlewaretoken":
            self.token = told.get("value") or ""


class Client:
    """One person's browser."""

    def __init__(self, base: str, language: str = "fr") -> None:
        self.base = base
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self._language = language
        self._token = ""

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask(urllib.request.Request(self._full(path)))

    def post(
        self, path: str, fields: Mapping[str, object] | None = None, files: Mapping[str, tuple[str, bytes]] = {}
    ) -> Answer:
        """A form of the page seen last, sent to a path; a list as a value sends the field several times."""
        data, kind = _form({"csrfmiddlewaretoken": self._token, **(fields or {})}, files)
        headers = {"Content-Type": kind, "Referer": self.base + "/", "Origin": self.base}
        return self._ask(urllib.request.Request(self._full(path), data, headers))

    def enter(self, role: str) -> Client:
        """Come in as somebody of the demonstration's staff."""
        members = {"surgeon": 1, "assistant": 2, "manager": 3, "auditor": 4}
        self.get("/demonstration/")
        answer = self.post("/demonstration/enter", {"member": members[role]})
        assert answer.status in (200, 403), answer.status
        return self

    def _full(self, path: str) -> str:
        return path if path.startswith("http") else self.base + path

    def _ask(self, request: urllib.request.Request) -> Answer:
        request.add_header("Accept-Language", self._language)
        try:
            with self._opener.open(request, timeout=300) as reply:
                answer = Answer(reply.status, reply.url, dict(reply.headers), reply.read())
        except urllib.error.HTTPError as problem:
            answer = Answer(problem.code, problem.url, dict(problem.headers), problem.read())
        if "html" in answer.headers.get("Content-Type", ""):
            tokens = _Tokens()
            tokens.feed(answer.text)
            self._token = tokens.token or self._token
        return answer


def _form(fields: Mapping[str, object], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    pairs = [(k, str(one)) for k, v in fields.items() for one in (v if isinstance(v, list | tuple) else [v])]
    if not files:
        return urllib.parse.urlencode(pairs).encode(), "application/x-www-form-urlencoded"
    line = secrets.token_hex(12)
    parts = [f'--{line}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in pairs]
    for key, (name, data) in files.items():
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        head = f'--{line}\r\nContent-Disposition: form-data; name="{key}"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        parts.append(head.encode() + data + b"\r\n")
    return b"".join([*parts, f"--{line}--\r\n".encode()]), f"multipart/form-data; boundary={line}"
