"""An HTTP server in place of a timestamp authority, that answers as a test wants."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """An HTTP server that answers as the test wants."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        httpd.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients hang up, that is the point
        thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_address[1]}/tsa"
        finally:
            httpd.shutdown()
            thread.join()


def reply(body: bytes, status: int = 200, kind: str = "application/timestamp-reply") -> Answer:
    """An answer that ignores the question."""

    def answer(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Location", "http://127.0.0.1:9/")
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def through(change: Callable[[bytes], bytes]) -> Answer:
    """An answer made from the question."""
    return lambda handler, body: reply(change(body))(handler, body)


def unsized(handler: BaseHTTPRequestHandler, *parts: bytes, pause: float = 0.0) -> None:
    """An answer without a stated length, in pieces."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/timestamp-reply")
    handler.end_headers()
    for part in parts:
        handler.wfile.write(part)
        time.sleep(pause)


def cut_short(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/timestamp-reply")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"\x30\x82")


def drip(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    unsized(handler, *[b"\x30"] * 100, pause=0.1)


def asleep(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    time.sleep(3)
