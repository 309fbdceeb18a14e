"""The evidence record of an act: bytes that a signer signs along with the document.

They stand in one signed attribute of the CMS, as one OCTET STRING: covered by the signature, and no structure
of the PDF is touched. What they say is the caller's affair (canonical JSON in this project). What stands in a
signature can never be erased from the file: put digests and masked values in, keep raw evidence apart.
"""

from __future__ import annotations

from asn1crypto import cms as asn1cms
from asn1crypto import core

from signatures import cms
from signatures.der import OCTET_STRING, write
from signatures.errors import EvidenceMismatch

# Under 2.25 anyone makes an arc of their own from a UUID (ITU-T X.667); this one is fixed for ever:
# 89373fd6-483f-4d07-8c2e-8ff916ee9360.
RECORD_OID = "2.25.182391106518744145010415823630822708064"
MAX_RECORD = 16 * 1024  # bytes: a record holds digests, not the things themselves


def attribute(record: bytes) -> bytes:
    """DER of the signed attribute that holds `record`. Raises EvidenceMismatch when it is empty or too large."""
    if not 0 < len(record) <= MAX_RECORD:
        raise EvidenceMismatch(f"an evidence record has 1 to {MAX_RECORD} bytes, this one has {len(record)}")
    return cms.attribute(cms.oid(RECORD_OID), write(OCTET_STRING, record))


def read(signer_info: asn1cms.SignerInfo) -> bytes | None:
    """The record that the signer signed, or None. Raises EvidenceMismatch if there is more than one, or no bytes."""
    value = only_value(signer_info, RECORD_OID)
    if value is None:
        return None
    try:
        record: bytes = core.OctetString.load(value.dump(), strict=True).native
    except ValueError:
        raise EvidenceMismatch("the evidence record of the signature is not a string of bytes") from None
    return record


def only_value(signer_info: asn1cms.SignerInfo, oid: str) -> core.Asn1Value | None:
    """The one value of a signed attribute of ours, or None. Raises EvidenceMismatch if there is more than one."""
    attributes = signer_info["signed_attrs"]
    if isinstance(attributes, core.Void):
        return None
    values = [value for item in attributes if item["type"].dotted == oid for value in item["values"]]
    if len(values) > 1:
        raise EvidenceMismatch("the signature holds more than one evidence record; it was not made by this program")
    return values[0] if values else None
