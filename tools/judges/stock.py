"""pyHanko's own validation at its defaults, as its manual shows it: the second of the two validators.

We read and verify with parts of pyHanko, so that this says nothing about its cryptography; it does about the rules
that we put in the place of its own. Each signature is judged at the time that its token states, with the revocation
data of the file, since a certificate that lived for one act has ended long ago.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from judges.dss import anchors
from judges.specimens import Specimen
from judges.verdicts import Failure, Result, UnreachableError
from signatures import Indication, Policy, Trust, inspect

NAME = "pyHanko"
PROFILE = "two validators"


@dataclass(frozen=True)
class Status:
    """What pyHanko says of one signature or document timestamp: `good`, or why not; whether it covers the file."""

    field: str
    good: bool
    why: str
    whole: bool


@contextmanager
def quiet() -> Iterator[None]:
    """Without its log of every certificate path that it did not find."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def ask(pdf: bytes, roots: Sequence[x509.Certificate], at: datetime) -> list[Status]:
    """Every signature of the file; what it raises on a file that it cannot read is raised."""
    with quiet():
        reader = PdfFileReader(BytesIO(pdf))
        return [_status(reader, one, roots, at) for one in reader.embedded_signatures]


def _status(reader: PdfFileReader, embedded: Any, roots: Sequence[x509.Certificate], at: datetime) -> Status:
    terms: dict[str, Any] = {"trust_roots": list(roots), "moment": _dated(embedded) or at}
    try:
        context = DocumentSecurityStore.read_dss(reader).as_validation_context(terms)
    except NoDSSFoundError:
        context = ValidationContext(**terms)
    check = validate_pdf_timestamp if embedded.sig_object_type == "/DocTimeStamp" else validate_pdf_signature
    try:
        told = check(embedded, context)
    except Exception as refused:  # its way to say no; what it raises on hostile bytes is not documented
        return Status(embedded.field_name, False, f"raises {type(refused).__name__}", False)
    why = _why(told)
    return Status(embedded.field_name, not why, why, told.coverage == SignatureCoverageLevel.ENTIRE_FILE)


def _why(told: Any) -> str:
    if not (told.intact and told.valid):
        return "broken"
    if getattr(told, "docmdp_ok", True) is False or getattr(told, "seed_value_ok", True) is False:
        return "changed"
    if not told.trusted:
        return "not trusted"
    return "" if getattr(told, "bottom_line", True) else "not accepted"


def _dated(embedded: Any) -> datetime | None:
    """The time that the token of a signature states, or None without a token."""
    try:
        if embedded.sig_object_type == "/DocTimeStamp":
            info = embedded.signed_data["encap_content_info"]
        else:
            kind = "signature_time_stamp_token"
            token = next(one for one in embedded.signer_info["unsigned_attrs"] if one["type"].native == kind)
            info = token["values"][0]["content"]["encap_content_info"]
        at: datetime = info["content"].parsed["gen_time"].native
    except Exception:  # no token, or bytes that are none: judged at the reader's moment then
        return None
    return at


def judge(specimens: Sequence[Specimen], trust: Sequence[Path], at: datetime) -> tuple[list[Result], dict[str, str]]:
    """A result per finished and signed file: good to pyHanko, signature by signature, as it is to us."""
    roots = anchors(trust)
    if not roots:
        raise UnreachableError(NAME, "no root to judge by (--trust DIR)")
    policy = Policy("conformance", Trust(roots), at)
    results = [_check(one, policy) for one in specimens if one.is_final and one.field is not None]
    return results, {NAME: release()}


def release() -> str:
    """The version of pyHanko."""
    return version("pyhanko")


def _check(specimen: Specimen, policy: Policy) -> Result:
    pdf = specimen.path.read_bytes()
    try:
        told = {one.field: one for one in ask(pdf, policy.trust.roots, policy.at)}
        words = [f"{one.field}: {NAME} says {one.why}" for one in told.values() if not one.good]
    except Exception as refused:  # what it raises on a file that it cannot read is not documented
        told, words = {}, [f"{NAME} cannot read it: {type(refused).__name__}"]
    ours = inspect(pdf, policy)
    words += [f"{one.field}: we say {one.indication}" for one in ours.acts if one.indication is not _GOOD]
    words += [f"{one.field}: we say {one.code}" for one in ours.reasons if one.field not in told]
    words += [f"{field}: listed by one alone" for field in {one.field for one in ours.acts} ^ set(told)]
    return specimen.result(
        NAME,
        PROFILE,
        passed=not words,
        failures=tuple(Failure("-", 0, one, 1) for one in words),
        note=f"{len(told)} signatures good to it and to us",
    )


_GOOD = Indication.TOTAL_PASSED
