"""A scheme operator of our own and its trusted lists: written here, signed here, and spoilt here."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.xades import XAdESSigner

ISSUED = datetime(2026, 9, 1, tzinfo=UTC)
NEXT = datetime(2027, 2, 1, tzinfo=UTC)
BEFORE = datetime(2024, 1, 1, tzinfo=UTC)  # since when its services are granted, unless told otherwise
QTST = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST"
CA_QC = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC"
DS = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
NATIONAL = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric"


@dataclass(frozen=True)
class Operator:
    """Who may sign a list."""

    key: ec.EllipticCurvePrivateKey
    certificate: pyca.Certificate

    @property
    def asn1(self) -> x509.Certificate:
        return x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def operator(
    name: str = "Scheme operator", begins: datetime = BEFORE, ends: datetime = NEXT, country: str = "FR"
) -> Operator:
    """An operator with a self-signed certificate, as national ones have; made once."""
    return _operator(name, begins, ends, country)


@cache
def _operator(name: str, begins: datetime, ends: datetime, country: str) -> Operator:
    key = ec.generate_private_key(ec.SECP256R1())
    parts = ((NameOID.COUNTRY_NAME, country), (NameOID.ORGANIZATION_NAME, "Essai"), (NameOID.COMMON_NAME, name))
    subject = pyca.Name([pyca.NameAttribute(oid, value) for oid, value in parts])
    builder = pyca.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(begins).not_valid_after(ends)
    return Operator(key, builder.sign(key, hashes.SHA256()))


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def service(
    certificate: x509.Certificate | None,
    status: str = "granted",
    since: datetime = BEFORE,
    *,
    history: Sequence[tuple[str, datetime]] = (),
    kind: str = QTST,
    name: str = "Unit 1",
) -> str:
    """One service; `history`: earlier statuses, the newest first."""
    identity = "<DigitalId><X509SubjectName>CN=Unit 1</X509SubjectName></DigitalId>"
    if certificate is not None:
        der = base64.b64encode(certificate.dump()).decode()
        identity = f"<DigitalId><X509Certificate>{der}</X509Certificate></DigitalId>{identity}"
        if certificate.key_identifier:
            ski = base64.b64encode(certificate.key_identifier).decode()
            identity += f"<DigitalId><X509SKI>{ski}</X509SKI></DigitalId>"
    past = "".join(
        f"<ServiceHistoryInstance>{_told(kind, name, '', one, at)}</ServiceHistoryInstance>" for one, at in history
    )
    now = _told(kind, name, identity, status, since)
    history_part = f"<ServiceHistory>{past}</ServiceHistory>" if past else ""
    return f"<TSPService><ServiceInformation>{now}</ServiceInformation>{history_part}</TSPService>"


def _told(kind: str, name: str, identity: str, status: str, since: datetime) -> str:
    return (
        f"<ServiceTypeIdentifier>{kind}</ServiceTypeIdentifier>"
        f'<ServiceName><Name xml:lang="fr">{name} (fr)</Name><Name xml:lang="en">{name}</Name></ServiceName>'
        f"<ServiceDigitalIdentity>{identity}</ServiceDigitalIdentity>"
        f"<ServiceStatus>{STATUS}{status}</ServiceStatus>"
        f"<StatusStartingTime>{moment(since)}</StatusStartingTime>"
    )


def plain(
    *services: str,
    territory: str = "FR",
    number: int = 62,
    issued: datetime = ISSUED,
    next_update: datetime | None = NEXT,
    kind: str = NATIONAL,
    version: str = "6",
    namespace: str = "http://uri.etsi.org/02231/v2#",
) -> bytes:
    """A list that nobody signed."""
    until = f"<dateTime>{moment(next_update)}</dateTime>" if next_update else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<TrustServiceStatusList xmlns="{namespace}" Id="list">'
        f"<SchemeInformation><TSLVersionIdentifier>{version}</TSLVersionIdentifier>"
        f"<TSLSequenceNumber>{number}</TSLSequenceNumber><TSLType>{kind}</TSLType>"
        f"<SchemeTerritory>{territory}</SchemeTerritory>"
        f"<ListIssueDateTime>{moment(issued)}</ListIssueDateTime><NextUpdate>{until}</NextUpdate></SchemeInformation>"
        "<TrustServiceProviderList><TrustServiceProvider><TSPInformation>"
        '<TSPName><Name xml:lang="en">Time Ltd</Name></TSPName></TSPInformation>'
        f"<TSPServices>{''.join(services)}</TSPServices></TrustServiceProvider></TrustServiceProviderList>"
        "</TrustServiceStatusList>"
    ).encode()


def signed(xml: bytes, by: Operator | None = None, *, digest: str = "SHA256", uri: str | None = None) -> bytes:
    """The list under an enveloped XAdES signature; `uri`: what it is over, instead of the whole."""
    by = by or operator()
    made = _Signer(
        signature_algorithm=SignatureMethod[f"ECDSA_{digest}"],
        digest_algorithm=DigestAlgorithm[digest],
        c14n_algorithm=EXCLUSIVE,
    ).sign(etree.fromstring(xml), key=by.key, cert=[by.certificate], reference_uri=uri)
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8")  # type: ignore[no-any-return]


class _Signer(XAdESSigner):
    """Says how each reference is canonicalized, as the lists of member states do: they lie in foreign namespaces."""

    def _add_reference_to_signed_info(self, sig_root: Any, node: Any, **attributes: str) -> None:
        super()._add_reference_to_signed_info(sig_root, node, **attributes)
        reference = self._find(sig_root, "SignedInfo")[-1]
        transforms = etree.Element(f"{{{DS}}}Transforms")
        etree.SubElement(transforms, f"{{{DS}}}Transform", Algorithm=EXCLUSIVE.value)
        reference.insert(0, transforms)

    def check_deprecated_methods(self) -> None:
        """Also signs as was usual twenty years ago."""


def listed(*services: str, by: Operator | None = None, territory: str = "FR", **more: object) -> bytes:
    """A good list, of the operator of its territory."""
    by = by or operator(country=territory)
    return signed(plain(*services, territory=territory, **more), by)  # type: ignore[arg-type]


def after(start: datetime, days: float) -> datetime:
    return start + timedelta(days=days)
