"""OpenSSL on every RFC 3161 token of the finished file: content, signature and archive timestamps.

Each token must be accepted for the bytes it dates, up to a root of `--trust`, and refused for one byte more.
Revocation is not asked of OpenSSL.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import cms, pem, tsp
from pypdf import PdfReader

from judges.specimens import Specimen, signatures
from judges.verdicts import Failure, Result, UnreachableError, program, run

NAME = "openssl"
PROFILE = "timestamps"
CONTENT = "1.2.840.113549.1.9.16.2.20"  # id-aa-ets-contentTimestamp (ETSI EN 319 122-1, 5.2.8)
SIGNATURE = "1.2.840.113549.1.9.16.2.14"  # id-aa-timeStampToken (RFC 3161, appendix A)


@dataclass(frozen=True)
class Token:
    """A timestamp token (DER), what it is and whose, and the bytes whose digest it carries."""

    name: str
    der: bytes
    dated: bytes

    @property
    def at(self) -> int:
        """The moment it states, in seconds since 1970."""
        content = cms.ContentInfo.load(self.der)["content"]["encap_content_info"]["content"]
        return int(tsp.TSTInfo.load(bytes(content))["gen_time"].native.timestamp())


def tokens(pdf: bytes) -> Iterator[Token]:
    """Every token of the file, in the order of its signatures."""
    for signed in signatures(pdf):
        container = cms.ContentInfo.load(signed.contents)  # the padding behind it is left out
        covered = signed.covered(pdf)
        if signed.is_timestamp:
            yield Token(f"{signed.field}, document timestamp", container.dump(), covered)
            continue
        for signer in container["content"]["signer_infos"]:
            value = signer["signature"].native
            for der in _listed(signer["signed_attrs"], CONTENT):
                yield Token(f"{signed.field}, content timestamp", der, covered)
            for der in _listed(signer["unsigned_attrs"], SIGNATURE):
                yield Token(f"{signed.field}, signature timestamp", der, value)


def _listed(attributes: Any, kind: str) -> Iterator[bytes]:
    for attribute in attributes if len(attributes) else ():
        if attribute["type"].dotted == kind:
            for value in attribute["values"]:
                yield value.dump()


def judge(specimens: Sequence[Specimen], trust: Sequence[Path] | None) -> tuple[list[Result], dict[str, str]]:
    """A result per finished file that bears tokens; `trust` holds folders with `*.pem` and `tsa/*.pem`."""
    openssl = program("openssl", NAME)
    roots = [pem_file for folder in trust or () for pem_file in sorted(folder.glob("**/*.pem"))]
    if not roots:
        raise UnreachableError(NAME, "no root to judge timestamps by (--trust DIR)")
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(openssl, Path(folder), b"\n".join(root.read_bytes() for root in roots))
        results = [bench.check(one) for one in specimens if one.is_final]
    return [one for one in results if one], {NAME: run([openssl, "version"]).text.split()[1]}


class _Bench:
    """The files that `openssl ts` wants, written one after the other into one folder."""

    def __init__(self, openssl: str, folder: Path, roots: bytes) -> None:
        self.openssl = openssl
        self.roots, self.between = folder / "roots.pem", folder / "between.pem"
        self.token, self.data = folder / "token.der", folder / "data"
        self.roots.write_bytes(roots)

    def check(self, specimen: Specimen) -> Result | None:
        """All tokens of one file; None when it has none."""
        try:
            found = list(tokens(specimen.path.read_bytes()))
            self.between.write_bytes(_certificates(specimen.path.read_bytes()))
            said = [words for token in found for words in self._words(token)]
        except Exception as error:  # whatever a foreign file makes a parser raise
            found, said = [], [f"its tokens cannot be read ({type(error).__name__})"]
        if not found and not said:
            return None
        return specimen.result(
            NAME,
            PROFILE,
            passed=not said,
            failures=tuple(Failure("-", 0, words, 1) for words in said),
            note=f"{len(found)} tokens, each also refused for other bytes",
        )

    def _words(self, token: Token) -> Iterator[str]:
        accepted, words = self._accepts(token, token.dated)
        if not accepted:
            yield f"{token.name}: {words}"
        elif self._accepts(token, token.dated + b"\n")[0]:
            yield f"{token.name}: accepted for bytes that it does not date"

    def _accepts(self, token: Token, dated: bytes) -> tuple[bool, str]:
        self.token.write_bytes(token.der)
        self.data.write_bytes(dated)
        command: list[str | Path] = [self.openssl, "ts", "-verify", "-in", self.token, "-token_in"]
        command += ["-data", self.data]
        command += ["-CAfile", self.roots, "-attime", str(token.at)]
        command += ["-untrusted", self.between] if self.between.stat().st_size else []
        outcome = run(command)
        reason = [line.split(":")[-2] for line in outcome.text.splitlines() if "error:" in line]
        return outcome.code == 0, (reason or [f"exit code {outcome.code}"])[-1]


def _certificates(pdf: bytes) -> bytes:
    """The certificates that the file carries for its verifiers (/DSS), as material between token and root."""
    store = PdfReader(BytesIO(pdf)).root_object.get("/DSS")
    listed = store.get_object().get("/Certs", ()) if store else ()
    armoured: list[bytes] = [pem.armor("CERTIFICATE", one.get_object().get_data()) for one in listed]
    return b"".join(armoured)
