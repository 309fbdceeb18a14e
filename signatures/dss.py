"""What a file brings for its own proof: the document security store (ETSI EN 319 142-1, clause 5.4).

Material only, never trust. What cannot be parsed is passed over: missing proof is reported where it is missed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.decode_limits import DecodePurpose

from signatures.certificates import readable
from signatures.document import MALFORMED, Document, entry
from signatures.errors import TooLarge
from signatures.material import UNSOUND
from signatures.revocation_answers import MAX_SIZE

MAX_ITEMS = {"/Certs": 2000, "/CRLs": 2000, "/OCSPs": 500}
UNPACKED, UNPACKED_TIMES, MAX_UNPACKED = 16 << 20, 8, 96 << 20
"""Bytes of all items together: so many, and so many times the file's own size, but never more than the last. Of each
byte, six are made in memory."""
MAX_ANSWERED = 1 << 20  # bytes of all OCSP answers that are looked into, which takes about a second
_AS_TEXT = frozenset({"/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"})
_PACKED = frozenset({"/FlateDecode", "/Fl"})
_SLOWER = 8  # reading text takes so many times as long as unpacking what becomes as many bytes
_TOO_MUCH = 1 << 20  # what an item costs that would become larger than any of its kind


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
    unpack = _Unpacking(len(document.pdf))
    return Store(
        tuple(_parsed(stores, "/Certs", partial(unpack, DecodePurpose.CERTIFICATE), _certificate)),
        tuple(_parsed(stores, "/CRLs", partial(unpack, DecodePurpose.CRL), _list)),
        tuple(_parsed(stores, "/OCSPs", partial(unpack, DecodePurpose.OCSP_RESPONSE), _answer)),
    )


class _Unpacking:
    """Unpacks the items of a store, within one bound for all of them."""

    def __init__(self, size: int) -> None:
        self._most = self._left = min(UNPACKED + UNPACKED_TIMES * size, MAX_UNPACKED)
        self._answered = 0

    def __call__(self, purpose: DecodePurpose, stream: generic.StreamObject) -> bytes:
        """The data of one item. Raises TooLarge, and ValueError for filters that cannot be bounded beforehand."""
        filters = _filters(stream)
        if filters and filters[0] in _AS_TEXT:
            self._spend(_SLOWER * len(stream.encoded_data))
            filters = filters[1:]
        # what is unpacked into text, or from a predictor, is slow, and small in the file
        if filters and (filters[0] not in _PACKED or len(filters) > 1 or _predicted(stream)):
            raise ValueError("filters that no certificate and no list needs")
        try:
            data = bytes(stream.read_data(purpose))
        except misc.PdfDecodeLimitError:
            self._spend(_TOO_MUCH)
            raise
        self._spend(len(data))
        if purpose is DecodePurpose.OCSP_RESPONSE and len(data) <= MAX_SIZE:
            self._answered += len(data)
            if self._answered > MAX_ANSWERED:
                raise TooLarge(f"the file holds more than {MAX_ANSWERED} bytes of OCSP answers to be trusted by")
        return data

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise TooLarge(f"what the file holds to be trusted by fills more than {self._most} bytes")


def _filters(stream: generic.StreamObject) -> list[str]:
    return [str(one) for one in _all(stream, "/Filter")]


def _predicted(stream: generic.StreamObject) -> bool:
    given = _all(stream, "/DecodeParms")
    return any(entry(one, "/Predictor", 1) != 1 for one in given if isinstance(one, generic.DictionaryObject))


def _all(stream: generic.StreamObject, key: str) -> list[Any]:
    """What stands there, alone or in an array."""
    named = entry(stream, key, ())
    return [one.get_object() for one in (named if isinstance(named, list | tuple) else [named])]


def _parsed(
    stores: Sequence[generic.DictionaryObject], key: str, unpack: Callable[[Any], bytes], load: Callable[[bytes], Any]
) -> Iterator[Any]:
    # one that is named again costs nothing more; what stands there itself is no stream, and is passed over below
    items: dict[Any, Any] = {}
    for store in stores:
        for index, item in enumerate(entry(store, key, ())):
            items.setdefault(getattr(item, "reference", index), item)
    if len(items) > MAX_ITEMS[key]:
        raise TooLarge(f"the file holds more than {MAX_ITEMS[key]} {key[1:]} to be trusted by")
    for item in items.values():
        try:
            yield load(unpack(item.get_object()))
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
    if len(data) <= MAX_SIZE and item["response_status"].native == "successful":
        _ = len(item["response_bytes"]["response"].parsed["tbs_response_data"]["responses"])
    return item
