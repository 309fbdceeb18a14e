"""The stock way: the same libraries, used as their manuals show, by somebody in no hurry."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import ades, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleCertificateStore, SimpleTrustManager

from signatures import MemoryKey

_OFFLINE = RevocationInfoGatheringSpec(
    online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY,
    certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
)
_SIGNING = KeyUsageConstraints(key_usage={"non_repudiation"}, key_usage_forbidden={"key_cert_sign"})


@contextmanager
def quiet() -> Iterator[None]:
    """pyHanko logs every path that it did not build; that is not what is measured."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def signer(key: MemoryKey) -> signers.SimpleSigner:
    """pyHanko's signer for a key in memory."""
    private, _, _ = key.parts()
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(key.chain)
    return signers.SimpleSigner(key.certificate, keys.PrivateKeyInfo.load(der), store)


def sign(
    pdf: bytes,
    field: str,
    with_signer: signers.SimpleSigner,
    *,
    timestamper: TimeStamper | None = None,
    context: ValidationContext | None = None,
) -> bytes:
    """`sign_pdf` at its defaults, PAdES: B-B, or B-LTA when a time stamper and a context are given."""
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        embed_validation_info=context is not None,
        use_pades_lta=context is not None,
        validation_context=context,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    output: io.BytesIO = signers.sign_pdf(writer, metadata, with_signer, timestamper=timestamper)
    return output.getvalue()


def context(
    roots: Sequence[x509.Certificate], others: Sequence[x509.Certificate], crls: Sequence[bytes], at: datetime
) -> ValidationContext:
    """Revocation data required, none fetched."""
    return ValidationContext(
        trust_roots=list(roots), other_certs=list(others), crls=list(crls), moment=at, revocation_mode="require"
    )


def validate(pdf: bytes, roots: Sequence[x509.Certificate], *, skip_diff: bool = False) -> list[Any]:
    """Every signature and document timestamp, each at the time its token states; all statuses.

    `skip_diff` is UNSAFE: a page changed after signing passes. It is measured to know what the comparison costs.
    """
    reader = PdfFileReader(io.BytesIO(pdf))
    statuses = []
    store = DocumentSecurityStore.read_dss(reader)
    for embedded in reader.embedded_signatures:
        told = _token(embedded)["encap_content_info"]["content"].parsed["gen_time"].native
        when = store.as_validation_context({"trust_roots": list(roots), "moment": told, "revocation_mode": "require"})
        check = validate_pdf_timestamp if embedded.sig_object_type == "/DocTimeStamp" else validate_pdf_signature
        statuses.append(check(embedded, when, skip_diff=skip_diff))
    return statuses


def validate_lta(pdf: bytes, roots: Sequence[x509.Certificate]) -> list[Any]:
    """`ades_lta_validation` of every signature: what a long-lived file asks for; all results."""
    trust = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=list(roots)),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=trust,
            ts_cert_validation_policy=trust,
            revinfo_gathering_policy=_OFFLINE,
            key_usage_settings=_SIGNING,
        )
    )
    reader = PdfFileReader(io.BytesIO(pdf))
    return [asyncio.run(ades.ades_lta_validation(one, spec)) for one in reader.embedded_regular_signatures]


def _token(embedded: Any) -> Any:
    """The token that dates a signature: its own, or the document timestamp itself."""
    if embedded.sig_object_type == "/DocTimeStamp":
        return embedded.signed_data
    for attribute in embedded.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0]["content"]
    raise ValueError(f"{embedded.field_name} has no timestamp")
