"""Signatures as other software makes them, good and bad, built by hand."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, ocsp, tsp, x509
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.signers import cms_embedder
from pyhanko.sign.signers.pdf_byterange import PdfSignedData
from pyhanko.sign.validation.dss import DocumentSecurityStore
from verify_world import START, QuietWriter, World

from signatures import MemoryKey

Make = Callable[[bytes], cms.ContentInfo | bytes]


def embed(pdf: bytes, field: str, make: Make, sub_filter: str = "adbe.pkcs7.detached", at: datetime = START) -> bytes:
    """Sign `field` with whatever CMS `make` builds from the document's digest."""
    embedder = cms_embedder.PdfCMSEmbedder().write_cms(field_name=field, writer=QuietWriter(io.BytesIO(pdf)))
    next(embedder)
    holder = PdfSignedData(pdf_name("/Sig"), subfilter=SigSeedSubFilter.PADES, timestamp=at, bytes_reserved=16384)
    holder[pdf_name("/SubFilter")] = pdf_name("/" + sub_filter)
    embedder.send(cms_embedder.SigObjSetup(sig_placeholder=holder))
    digest, output = embedder.send(cms_embedder.SigIOSetup(md_algorithm="sha256", in_place=False))
    embedder.send(make(digest.document_digest))
    result: bytes = output.getvalue()
    return result


def signed_again(pdf: bytes, make: Make, place: tuple[int, int, int, int]) -> bytes:
    """The slot at `place` filled anew, after what it leaves out was written otherwise."""
    _, start, second, rest = place
    made = make(hashlib.sha256(pdf[:start] + pdf[second : second + rest]).digest())
    digits = (made if isinstance(made, bytes) else made.dump()).hex().encode()
    return pdf[: start + 1] + digits.ljust(second - start - 2, b"0") + pdf[second - 1 :]


def attribute(kind: str, value: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})


def named(certificate: x509.Certificate) -> cms.CMSAttribute:
    """ESS signing-certificate-v2."""
    return attribute("signing_certificate_v2", as_signing_certificate_v2(certificate))


def usual(digest: bytes, certificate: x509.Certificate) -> list[cms.CMSAttribute]:
    return [attribute("content_type", "data"), attribute("message_digest", digest), named(certificate)]


def signed(
    key: MemoryKey,
    attributes: list[cms.CMSAttribute] | None,
    digest: bytes,
    *,
    content: bytes | None = None,
    embed_certificate: bool = True,
    others: tuple[x509.Certificate, ...] = (),
    stamp: Callable[[bytes], cms.ContentInfo] | None = None,
    signers: int = 1,
) -> cms.ContentInfo:
    """A detached CMS signature by `key`; without `attributes` the digest itself stands under the signature."""
    attrs = cms.CMSAttributes(attributes) if attributes is not None else None
    value = key.sign(attrs.dump()) if attrs is not None else raw_signature(key, digest)
    cert = key.certificate
    signer: dict[str, Any] = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number", {"issuer": cert.issuer, "serial_number": cert.serial_number}
        ),
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        "signature": value,
    }
    if attrs is not None:
        signer["signed_attrs"] = attrs
    if stamp is not None:
        signer["unsigned_attrs"] = cms.CMSAttributes([attribute("signature_time_stamp_token", stamp(value))])
    inside: dict[str, Any] = {"content_type": "data"}
    if content is not None:
        inside["content"] = core.OctetString(content)
    data = {
        "version": "v1",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
        "encap_content_info": inside,
        "certificates": [*([cert] if embed_certificate else []), *others],
        "signer_infos": [cms.SignerInfo(signer) for _ in range(signers)],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)})


def raw_signature(key: MemoryKey, digest: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

    private = key.parts()[0]
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return private.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))


def token(world: World, stamped: bytes, at: datetime = START, *, bare: bool = False) -> cms.ContentInfo:
    """A timestamp over `stamped`; `bare` without its authority's certificate."""
    request = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(stamped).digest(),
            },
            "cert_req": not bare,
        }
    )
    answer = tsp.TimeStampResp.load(world.authority.responder(at).respond(request.dump(), at))
    assert answer["status"]["status"].native == "granted"
    result: cms.ContentInfo = answer["time_stamp_token"]
    return result


def with_store(
    pdf: bytes, certs: list[x509.Certificate], crls: list[bytes], ocsps: Sequence[ocsp.OCSPResponse] = ()
) -> bytes:
    """A security store appended in a revision of its own, after the signature, as several products do."""
    from asn1crypto import crl

    out = io.BytesIO(pdf)
    lists = [crl.CertificateList.load(item) for item in crls]
    DocumentSecurityStore.add_dss(out, sig_contents=None, certs=certs, crls=lists, ocsps=list(ocsps), force_write=True)
    return out.getvalue()
