"""What a file brings for its own proof: the document security store (ETSI EN 319 142-1, clause 5.4).

Material only, never trust. What cannot be parsed is passed over: missing proof is reported where it is missed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose

from signatures.certificates import readable
from signatures.document import MALFORMED, Document, entry
from signatures.errors import TooLarge
from signatures.material import UNSOUND

MAX_ITEMS = 2000


@dataclass(frozen=True)
class Store:
    """Certificates and revocation data that travel with the file."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()

    @property
    def has_revocation(self) -> bool:
        """Whether there is anything about revocation."""
        return bool(self.crls or self.ocsps)


def read_store(document: Document) -> Store:
    """The security stores of all revisions, the latest first; empty if there is none.

    A later one may leave out what it no longer needs (ETSI EN 319 142-1, clause 5.4), and whoever appends it may leave
    out a revocation: what an earlier one held was there all the same. Raises TooLarge.
    """
    stores = []
    for number in reversed(range(document.revisions)):
        try:
            store = entry(document.at(number).root, "/DSS")
        except MALFORMED:
            continue  # a first section of a linearised file knows no catalogue yet
        if isinstance(store, generic.DictionaryObject):
            stores.append(store)
    return Store(
        tuple(_parsed(stores, "/Certs", DecodePurpose.CERTIFICATE, _certificate)),
        tuple(_parsed(stores, "/CRLs", DecodePurpose.CRL, _list)),
        tuple(_parsed(stores, "/OCSPs", DecodePurpose.OCSP_RESPONSE, _answer)),
    )


def _parsed(stores: Sequence[generic.DictionaryObject], key: str, purpose: DecodePurpose, load: Any) -> Iterator[Any]:
    # one that is named again costs nothing more; what stands there itself is no stream, and is passed over below
    items: dict[Any, Any] = {}
    for store in stores:
        for index, item in enumerate(entry(store, key, ())):
            items.setdefault(getattr(item, "reference", index), item)
    if len(items) > MAX_ITEMS:
        raise TooLarge(f"the file holds more than {MAX_ITEMS} {key[1:]} to be trusted by")
    for item in items.values():
        try:
            yield load(item.get_object().read_data(purpose))
        except UNSOUND:
            continue


def _certificate(data: bytes) -> x509.Certificate:
    return readable(x509.Certificate.load(data, strict=True))


def _list(data: bytes) -> crl.CertificateList:
    item = crl.CertificateList.load(data, strict=True)
    _ = item.issuer.native, item["tbs_cert_list"]["this_update"].native, item.critical_extensions
    return item


def _answer(data: bytes) -> ocsp.OCSPResponse:
    item = ocsp.OCSPResponse.load(data, strict=True)
    _ = item["response_status"].native
    if item["response_status"].native == "successful":
        _ = item["response_bytes"]["response"].parsed["tbs_response_data"]["responses"].native
    return item
