"""Read a national trusted list and believe nothing of it that its scheme operator did not sign (ETSI TS 119 612).

    1. Size, encoding, no document type: what a parser could be lured by is refused before it looks.
    2. One signature, child of the root, by a certificate that the reader gave for this.
    3. XAdES: the whole list, enveloped, by a digest and an algorithm of today (signxml; clause 5.7.1 and annex B).
    4. Only what came out of step 3 as signed is read; the signer's certificate is of that country, and was valid
       when the list was issued.

Nothing is fetched: no list of lists, no pivot, no pointer is followed. signxml is in the extra `lists`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from signatures.errors import ListRefused, SignatureError
from signatures.trustlist import Period, Service, TrustedList

MAX_LIST = 32 * 1024 * 1024  # bytes: the largest national lists have less than a third
NATIONAL = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric"
VERSIONS = ("5", "6")  # since TS 119 612 2.1.1
_TSL, _DS = "{http://uri.etsi.org/02231/v2#}", "{http://www.w3.org/2000/09/xmldsig#}"
_ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_EXTRA = "trusted lists are read with signxml: install the extra `lists` (pip install 'dermadocs[lists]')"
_COUNTRY = {"EL": "GR", "UK": "GB"}  # lists call two territories otherwise than certificates do (clause 5.3.10)
_HASHES = ("SHA256", "SHA384", "SHA512")


def read(data: bytes, file: str, signers: Sequence[x509.Certificate]) -> TrustedList:
    """A verified list. `file`: how it is called in reports; `signers`: who may sign it.

    Raises ListRefused, saying why, for anything else; SignatureError when the extra `lists` is not installed.
    """
    return _read(data, file, tuple(signer.dump() for signer in signers))


@lru_cache(maxsize=8)  # a service that judges file after file loads the same folder again and again
def _read(data: bytes, file: str, signers: tuple[bytes, ...]) -> TrustedList:
    try:
        from lxml.etree import LxmlError
        from signxml.exceptions import InvalidSignature, SignXMLException
    except ImportError:
        raise SignatureError(f"{file}: {_EXTRA}") from None
    try:
        root, signer = _signed(_parsed(data), signers)
        trusted = _list(root, data, file, signer)
    except ListRefused:
        raise
    except InvalidSignature as problem:
        raise ListRefused(f"it was altered after it was signed: {_words(problem)}") from problem
    except SignXMLException as problem:
        raise ListRefused(f"its signature does not hold: {_words(problem)}") from problem
    except (LxmlError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise ListRefused(f"it is malformed: {_words(problem)}") from problem
    country = {str(one.value).upper() for one in signer.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)}
    if country != {_COUNTRY.get(trusted.territory, trusted.territory)}:
        told = ", ".join(sorted(country)) or "no country"
        raise ListRefused(f"it is of {trusted.territory[:10]}, and who signed it is of {told}: each signs his own list")
    if not signer.not_valid_before_utc <= trusted.issued <= signer.not_valid_after_utc:
        raise ListRefused(f"the certificate of {trusted.signer} was not valid on {trusted.issued:%Y-%m-%d}, its date")
    return trusted


def _words(problem: Exception) -> str:
    return " ".join(f"{type(problem).__name__}: {problem}".split())[:200]


# ---- signature


def _parsed(data: bytes) -> Any:
    """The untrusted tree. UTF-8 alone: in another encoding a document type could hide."""
    from lxml import etree

    if len(data) > MAX_LIST:
        raise ListRefused(f"it is larger than {MAX_LIST} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ListRefused("it is not in UTF-8") from None
    declared = re.match(r"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)""", text)
    if declared and declared[1].upper() != "UTF-8":
        raise ListRefused(f"it is in {declared[1]}, not in UTF-8")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ListRefused("it holds a document type definition; a list has none")
    return etree.fromstring(data, _parser())


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _signed(root: Any, signers: tuple[bytes, ...]) -> tuple[Any, pyca.Certificate]:
    """What was signed, and the certificate by which it was, one of `signers`."""
    from signxml.algorithms import DigestAlgorithm, SignatureMethod
    from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

    if root.tag != f"{_TSL}TrustServiceStatusList":
        raise ListRefused(f"it is a {str(root.tag)[:80]}, not a trusted list of ETSI TS 119 612")
    signer = pyca.load_der_x509_certificate(_signer(root, signers))
    config = XAdESSignatureConfiguration(
        location="./",
        expect_references=True,
        signature_methods=frozenset(
            method
            for method in SignatureMethod
            if method.name in {f"{kind}_{one}" for kind in ("RSA", "ECDSA") for one in _HASHES}
            or method.name in {f"{one}_RSA_MGF1" for one in _HASHES}
        ),
        digest_algorithms=frozenset(DigestAlgorithm[one] for one in _HASHES),
        verification_time=signer.not_valid_before_utc,  # its dates are judged below, by the date of the list
    )
    # the tree is copied by the verifier: nothing of `root` is read from here on
    results = XAdESVerifier().verify(root, x509_cert=signer, expect_config=config, parser=_parser())
    lists = [one.signed_xml for one in results if one.signed_xml is not None and one.signed_xml.tag == root.tag]
    if len(lists) != 1:
        raise ListRefused("its signature is not over the list")
    return lists[0], signer


def _signer(root: Any, signers: tuple[bytes, ...]) -> bytes:
    """DER of the certificate that the one signature names, after a look at its form."""
    found = list(root.iter(f"{_DS}Signature"))
    if len(found) != 1 or found[0].getparent() is not root:
        raise ListRefused(f"it has {len(found)} signatures, or not in their place; one at its end is asked for")
    here = ("", f"#{root.get('Id')}")  # what the root is called
    whole = [one for one in found[0].iterfind(f"{_DS}SignedInfo/{_DS}Reference") if one.get("URI") in here]
    if len(whole) != 1 or whole[0].find(f"{_DS}Transforms/{_DS}Transform[@Algorithm='{_ENVELOPED}']") is None:
        raise ListRefused("its signature is not over the whole list")
    if not signers:
        raise ListRefused("no certificate was given that may sign lists; put the operator's into lists/*.pem")
    path = f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate"
    named = [base64.b64decode(one.text or "") for one in found[0].findall(path)]
    for der in named:
        if der in signers and _strong(der):
            return der
    who = x509.Certificate.load(named[0]).subject.human_friendly if named else "nobody"
    raise ListRefused(f"it is signed by {who}, who is not among those given to sign lists")


def _strong(der: bytes) -> bool:
    key = pyca.load_der_x509_certificate(der).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= 2048
    return isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 256


# ---- content, all of it signed


def _list(root: Any, data: bytes, file: str, signer: pyca.Certificate) -> TrustedList:
    scheme = _one(root, "SchemeInformation")
    version, kind = _text(scheme, "TSLVersionIdentifier"), _text(scheme, "TSLType")
    if version not in VERSIONS or kind != NATIONAL:
        raise ListRefused(f"it is of version {version[:20]} and type {kind[:100]}, not a national list of today's form")
    issued = _moment(_text(scheme, "ListIssueDateTime"))
    told = _one(scheme, "NextUpdate").findtext(f"{_TSL}dateTime")
    next_update = _moment(told) if told else None
    if next_update is not None and next_update < issued:
        raise ListRefused("its next update comes before its issue")
    providers = root.iterfind(f"{_TSL}TrustServiceProviderList/{_TSL}TrustServiceProvider")
    return TrustedList(
        file,
        _text(scheme, "SchemeTerritory").upper(),
        int(_text(scheme, "TSLSequenceNumber")),
        issued,
        next_update,
        hashlib.sha256(data).hexdigest(),
        signer.subject.rfc4514_string(),
        signer.fingerprint(SHA256()).hex(),
        tuple(service for provider in providers for service in _services(provider)),
    )


def _services(provider: Any) -> list[Service]:
    name = _name(_one(provider, "TSPInformation"), "TSPName")
    path = f"{_TSL}TSPServices/{_TSL}TSPService"
    return [_service(one, name) for one in provider.iterfind(path)]


def _service(entry: Any, provider: str) -> Service:
    current = _one(entry, "ServiceInformation")
    past = map(_period, entry.iterfind(f"{_TSL}ServiceHistory/{_TSL}ServiceHistoryInstance"))
    identity = f"{_TSL}ServiceDigitalIdentity/{_TSL}DigitalId/{_TSL}"
    certificates = [base64.b64decode(one.text or "") for one in current.iterfind(f"{identity}X509Certificate")]
    service = Service(
        provider,
        _name(current, "ServiceName"),
        tuple(certificates),
        tuple((one.text or "").strip() for one in current.iterfind(f"{identity}X509SubjectName")),
        tuple(base64.b64decode(one.text or "") for one in current.iterfind(f"{identity}X509SKI")),
        (_period(current), *sorted(past, key=lambda one: one.since, reverse=True)),  # whatever order they stand in
    )
    if service.stamps:
        _check_certificates(service)
    return service


def _check_certificates(service: Service) -> None:
    """Those that will be judged by can be read: asn1crypto parses late, and should fail here."""
    try:
        for der in service.certificates:
            loaded = x509.Certificate.load(der, strict=True)
            _ = loaded.subject.hashable, loaded.public_key.algorithm
    except (ValueError, TypeError) as problem:
        raise ListRefused(f"a certificate of « {service.name} » cannot be read: {_words(problem)}") from problem


def _period(entry: Any) -> Period:
    since = _moment(_text(entry, "StatusStartingTime"))
    return Period(_text(entry, "ServiceTypeIdentifier"), _text(entry, "ServiceStatus"), since)


def _name(entry: Any, tag: str) -> str:
    """The name in English, which every list has (clause 5.1.4), or the first one."""
    names = _one(entry, tag).findall(f"{_TSL}Name")
    english = [one for one in names if one.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"]
    return " ".join(((english or names)[0].text or "").split())[:200]


def _one(node: Any, tag: str) -> Any:
    found = node.findall(f"{_TSL}{tag}")
    if len(found) != 1:
        raise ListRefused(f"it has {len(found)} elements {tag} where one is asked for")
    return found[0]


def _text(node: Any, tag: str) -> str:
    return (_one(node, tag).text or "").strip()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        raise ListRefused(f"it says {text.strip()[:40]} without a time zone")
    return moment.astimezone(UTC)
