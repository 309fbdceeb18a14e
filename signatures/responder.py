"""A timestamp authority of one's own (RFC 3161): a function from request to answer, and a small HTTP server.

What such a clock is worth: it shows the order of things and that nothing was changed since; against its own
practice it proves no time. A verifier grades it C.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from asn1crypto import core, tsp, x509

from signatures import cms
from signatures.der import CONTEXT_0, SEQUENCE, write
from signatures.keys import Key

MAX_REQUEST = 16 * 1024  # bytes: a request has about a hundred
_ACCURACY = write(SEQUENCE, cms.integer(1))  # second: times are cut to whole seconds
_GRANTED = cms.integer(0)
_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}


class Responder:
    """Answers RFC 3161 requests with the key of a timestamp unit."""

    def __init__(self, key: Key, policy: str) -> None:
        """`key`: certificate for timestamps only; `policy`: OID under which it stamps."""
        self._key = key
        self._policy = policy
        validity = key.certificate["tbs_certificate"]["validity"]
        self._valid = (validity["not_before"].native, validity["not_after"].native)

    @property
    def certificate(self) -> x509.Certificate:
        """The timestamp unit's certificate."""
        return self._key.certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Its issuers, the root last: the anchors of a client."""
        return self._key.chain

    def respond(self, request: bytes, at: datetime) -> bytes:
        """The answer to a request received at `at`, both DER. A request not understood is refused, never raised."""
        try:
            wanted = tsp.TimeStampReq.load(request, strict=True)
            wanted.native  # noqa: B018 - the library reads fields when asked: every one is read here, or refused
            imprint: bytes = wanted["message_imprint"].dump()  # given back as it came
            fault = self._fault(wanted, at)
        except (ValueError, TypeError, KeyError, AttributeError):  # what the library raises for a field of another type
            fault = "bad_data_format"
        if fault is not None:
            return write(SEQUENCE, tsp.PKIStatusInfo({"status": "rejection", "fail_info": {fault}}).dump())
        info = self._info(wanted, imprint, at.astimezone(UTC).replace(microsecond=0))
        signed = cms.sign(self._key, cms.TST_INFO, cms.sha256(info))
        token = signed.token(info, embed=bool(wanted["cert_req"].native))
        return write(SEQUENCE, write(SEQUENCE, _GRANTED), token)

    def _fault(self, wanted: tsp.TimeStampReq, at: datetime) -> str | None:
        """Why the request is refused, in the words of RFC 3161, clause 2.4.2; None if it is not."""
        imprint = wanted["message_imprint"]
        size = _SIZES.get(imprint["hash_algorithm"]["algorithm"].native)
        if wanted["version"].native != "v1":
            return "bad_request"
        if size is None:
            return "bad_alg"
        if len(imprint["hashed_message"].native) != size:
            return "bad_data_format"
        if wanted["req_policy"].native is not None and wanted["req_policy"].dotted != self._policy:
            return "unaccepted_policy"
        if not isinstance(wanted["extensions"], core.Void) and len(wanted["extensions"]):
            return "unaccepted_extensions"
        if not self._valid[0] <= at <= self._valid[1]:
            return "time_not_available"
        return None

    def _info(self, wanted: tsp.TimeStampReq, imprint: bytes, time: datetime) -> bytes:
        """DER of the TSTInfo (RFC 3161, clause 2.4.2)."""
        nonce = wanted["nonce"].native
        return write(
            SEQUENCE,
            cms.integer(1),
            cms.oid(self._policy),
            imprint,
            cms.integer(secrets.randbits(127) | 1 << 127),
            core.GeneralizedTime(time).dump(),
            _ACCURACY,
            b"" if nonce is None else cms.integer(nonce),
            write(CONTEXT_0, cms.directory_name(self.certificate.subject)),
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no event; anything else is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


@contextmanager
def serve(responder: Responder, now: Callable[[], datetime], port: int = 0) -> Iterator[str]:
    """Serve a responder over HTTP on this machine only, and yield its URL. `now` is asked at each request."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10  # seconds: a client that sends nothing does not keep a thread

        def do_POST(self) -> None:
            size = self.headers.get("Content-Length", "")
            if self.headers.get_content_type() != "application/timestamp-query":
                self._answer(415, b"")
            elif not size.isdigit():
                self._answer(411, b"")
            elif int(size) > MAX_REQUEST:
                self._answer(413, b"")
            else:
                self._answer(200, responder.respond(self.rfile.read(int(size)), now()))

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response_only(status)  # no Date header: the only clock here is `now`
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: who asked for a timestamp, and when, is nobody's affair."""

    with _Server(("127.0.0.1", port), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()
