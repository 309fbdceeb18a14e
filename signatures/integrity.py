"""Are these the bytes that were signed?  One signature at a time; trust, time and later changes left apart.

The cryptography is pyHanko's. Our own class of files must besides pass the canonical envelope.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from asn1crypto import cms, core, x509
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signatures import der, envelope
from signatures.document import MALFORMED, TIMESTAMP, Document, Found, entry, in_words
from signatures.report import Reason
from signatures.signers import (
    REFUSED,
    Unchecked,
    attests,
    digest_name,
    made_by,
    refuse_open_ended,
    refuse_unknown_digest,
    signer_among,
    weak,
)
from signatures.token_reading import Digest, Token, read_token
from signatures.vocabulary import Code, Indication

OTHER_BYTES = "the bytes of the document are not those that were signed"
FAILED, UNDECIDED = Indication.TOTAL_FAILED, Indication.INDETERMINATE
PADES, CMS_DETACHED = "ETSI.CAdES.detached", "adbe.pkcs7.detached"
CMS_SHA1 = "adbe.pkcs7.sha1"  # CMS around the SHA-1 digest of the document (ISO 32000-1, 12.8.3.3)


@dataclass
class Checked:
    """One signature taken apart and checked as bytes."""

    found: Found
    offered: Sequence[x509.Certificate] = ()
    certificate: x509.Certificate | None = None  # of the signer; of the authority for a document timestamp
    others: list[x509.Certificate] = field(default_factory=list)
    token: Token | None = None  # over the signature; for a document timestamp, the signature itself
    content_token: Token | None = None  # under the signature
    to_the_end: bool = False  # it covers the file to its last byte
    reasons: list[Reason] = field(default_factory=list)

    def add(self, code: Code, message: str, indication: Indication = FAILED) -> None:
        """Note something wrong with this signature."""
        self.reasons.append(Reason(code, message, self.found.field, indication))

    @property
    def unchecked(self) -> bool:
        """Whether nobody can tell if its key made it."""
        return any(reason.code is Code.SIGNATURE_UNCHECKED for reason in self.reasons)

    @property
    def intact(self) -> bool:
        """Whether nothing failed outright."""
        return all(reason.indication is not FAILED for reason in self.reasons)


def check(document: Document, found: Found, offered: Sequence[x509.Certificate] = (), *, own_class: bool) -> Checked:
    """Check coverage, format, digest and signature of one field, and the tokens in it.

    `offered` are certificates in which to look for a signer whose certificate is not in the signature itself.
    """
    checked = Checked(found, offered=offered)
    _coverage(document, checked)
    try:
        _format(checked, own_class)
        if found.embedded is None:
            checked.add(Code.SIGNATURE_BROKEN, found.problem or "the signature cannot be taken apart")
            return checked
        if found.is_timestamp:
            _document_timestamp(document, checked)
        else:
            _signature(document, checked)
    except REFUSED as problem:
        checked.add(Code.SIGNATURE_BROKEN, f"the signature cannot be checked: {in_words(problem)}")
    if own_class:
        _canonical(document, checked)
    return checked


def _coverage(document: Document, checked: Checked) -> None:
    """The signature covers the file up to the end of its own revision, all but its slot (ISO 32000-2, 12.8.1)."""
    found, pdf = checked.found, document.pdf
    numbers = found.byte_range
    if found.shared:
        checked.add(Code.COVERAGE, "one signature value stands in two fields")
    if len(numbers) != 4 or numbers[0] != 0 or numbers[1] <= 0 or numbers[3] <= 0:
        checked.add(Code.COVERAGE, "the ByteRange is not the two ranges around one slot")
        return
    _, size, second, rest = numbers
    gap = pdf[size:second]
    if not size < second or second + rest > len(pdf) or gap[:1] != b"<" or gap[-1:] != b">":
        checked.add(Code.COVERAGE, "the bytes left out by the ByteRange are not one slot in the file")
        return
    embedded = found.embedded
    if embedded is None:
        return
    if gap[1:-1].lower() != embedded.pkcs7_content.hex().encode():
        checked.add(Code.COVERAGE, "the bytes left out by the ByteRange are not this signature's own slot")
        return
    try:
        coverage = embedded.evaluate_signature_coverage()
    except MALFORMED as problem:
        checked.add(Code.COVERAGE, f"what the signature covers cannot be found out: {in_words(problem)}")
        return
    if _rest(embedded.pkcs7_content):
        checked.add(Code.ENVELOPE_NOT_CANONICAL, "bytes that nothing covers follow it in its slot", UNDECIDED)
    checked.to_the_end = coverage is SignatureCoverageLevel.ENTIRE_FILE
    if coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        checked.add(Code.COVERAGE, "the signature does not reach the end of the revision that it belongs to")


def _rest(slot: bytes) -> bytes:
    """What follows the CMS in a slot, padding apart; nothing if its length is indefinite (BER)."""
    try:
        return slot[der.element(slot, 0, len(slot))[3] :].strip(b"\0")
    except der.NotDer:
        return b""


def _format(checked: Checked, own_class: bool) -> None:
    """PAdES, or a plain CMS signature of ISO 32000-1, or neither (ETSI EN 319 142-1, clause 6.3)."""
    found = checked.found
    if found.is_timestamp:
        if found.sub_filter != TIMESTAMP:
            checked.add(Code.NOT_PADES, f"a document timestamp in an unknown form ({found.sub_filter or 'none'})")
        elif entry(found.value, "/Type") != "/DocTimeStamp":
            grave = FAILED if own_class else UNDECIDED
            checked.add(Code.NOT_PADES, "a document timestamp that is not called one", grave)
        return
    if found.sub_filter in (CMS_DETACHED, CMS_SHA1) and not own_class:
        checked.add(Code.NOT_PADES, f"a plain CMS signature ({found.sub_filter}), not PAdES", UNDECIDED)
    elif found.sub_filter != PADES:
        checked.add(Code.NOT_PADES, f"not a PAdES signature ({found.sub_filter or 'no SubFilter'})")
    if found.embedded is None:
        return
    attributes = found.embedded.signer_info["signed_attrs"]
    if isinstance(attributes, core.Void) or len(attributes) == 0:
        checked.add(Code.NOT_PADES, "the signature has no signed attributes")
    elif found.sub_filter == PADES and _signing_certificate(attributes) is None:
        checked.add(Code.NOT_PADES, "the signature does not name its certificate among what is signed")
    carries = not isinstance(found.embedded.signed_data["encap_content_info"]["content"], core.Void)
    if carries and (own_class or found.sub_filter != CMS_SHA1):
        checked.add(Code.NOT_PADES, "the signature carries content of its own")


def _signing_certificate(attributes: cms.CMSAttributes) -> Any:
    try:
        return get_signing_cert_attr(attributes)
    except REFUSED:
        return None


def _signature(document: Document, checked: Checked) -> None:
    embedded = checked.found.embedded
    assert embedded is not None
    signer = embedded.signer_info
    checked.certificate, checked.others = signer_among(embedded.signed_data, checked.offered)
    refuse_open_ended(signer)
    try:
        _made(embedded, checked)
    except Unchecked as why:
        checked.add(Code.SIGNATURE_UNCHECKED, f"the signature cannot be checked: {why}", UNDECIDED)
    if not isinstance(signer["signed_attrs"], core.Void):
        earlier = list(find_cms_attribute_iter(signer["signed_attrs"], "content_time_stamp"))
        covered = document.covered(checked.found)
        checked.content_token = _one_token(checked, earlier, lambda name: hashlib.new(name, covered).digest())
    unsigned = signer["unsigned_attrs"]
    if not isinstance(unsigned, core.Void):
        later = list(find_cms_attribute_iter(unsigned, "signature_time_stamp_token"))
        value = signer["signature"].native
        checked.token = _one_token(checked, later, lambda name: hashlib.new(name, value).digest())


def _made(embedded: EmbeddedPdfSignature, checked: Checked) -> None:
    """Over these bytes, by that key. Raises Unchecked if nobody can tell, when all that can be told is told."""
    signer = embedded.signer_info
    content = _carried(embedded, checked) if checked.found.sub_filter == CMS_SHA1 else None
    name = digest_name(signer)
    digest = embedded.compute_digest(name) if content is None else hashlib.new(name, content).digest()
    if not attests(signer, digest):
        checked.add(Code.SIGNATURE_BROKEN, OTHER_BYTES)
    if checked.certificate is None:
        raise Unchecked("the signer's certificate is not in the file")
    checked.reasons += weak(signer, checked.certificate, checked.found.field)
    if not made_by(signer, checked.certificate, "data", digest):
        checked.add(Code.SIGNATURE_BROKEN, "the signature was not made by the certificate's key")
    refuse_unknown_digest(signer)


def _carried(embedded: EmbeddedPdfSignature, checked: Checked) -> bytes:
    """The content that an old signature carries, which is itself the SHA-1 digest of the document."""
    content = bytes(embedded.signed_data["encap_content_info"]["content"])
    if content != embedded.compute_digest("sha1"):
        checked.add(Code.SIGNATURE_BROKEN, OTHER_BYTES)
    checked.add(Code.DIGEST_WEAK, "signed over a sha1 digest of the document, which can be forged", UNDECIDED)
    return content


def _document_timestamp(document: Document, checked: Checked) -> None:
    embedded = checked.found.embedded
    assert embedded is not None
    checked.token = read_token(
        embedded.signed_data,
        embedded.compute_digest,
        checked.found.field,
        checked.offered,
        unchecked=Code.SIGNATURE_UNCHECKED,
    )
    checked.certificate, checked.others = checked.token.certificate, checked.token.others
    checked.reasons += checked.token.reasons


def _one_token(checked: Checked, tokens: list[Any], stamped: Digest) -> Token | None:
    """The token to rely on: a signature with several is judged by the first."""
    if not tokens:
        return None
    token = read_token(tokens[0]["content"], stamped, checked.found.field, checked.offered)
    checked.reasons += token.reasons
    return token


def _canonical(document: Document, checked: Checked) -> None:
    """The one spelling that our own files have."""
    holds = envelope.token_holds if checked.found.is_timestamp else envelope.signature_holds
    defect = holds(document.gap(checked.found), document.covered(checked.found))
    if defect is not None:
        checked.add(defect.code, defect.message)
