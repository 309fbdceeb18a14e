"""A timestamp token that stands by itself, over bytes kept elsewhere: who stamped them, when, and is it to be believed?

The same walk as for the tokens inside a file (`chain`): anchors and moment come from the reader's policy; the
certificates and lists that travel along are material, never anchors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, crl, x509

from signatures.chain import Walker, lists_of
from signatures.files import pem_blocks
from signatures.integrity import FAILED
from signatures.policy import Policy
from signatures.report import Reason, worst
from signatures.revocation import RevocationData
from signatures.token_reading import Token, read_token
from signatures.vocabulary import ClockGrade, Code, Indication


@dataclass(frozen=True)
class Stamped:
    """What one token shows. `time` is what it says, believed or not; `grade` None: no clock that the reader trusts."""

    time: datetime | None
    grade: ClockGrade | None
    indication: Indication
    reasons: tuple[Reason, ...]


class Tokens:
    """Judges tokens that came with the same certificates and lists."""

    def __init__(self, policy: Policy, certificates: bytes, lists: bytes) -> None:
        """`certificates` and `lists`: PEM, any number of each. ValueError when they cannot be read."""
        self._policy = policy
        self._offered = [x509.Certificate.load(der, strict=True) for der in _ders(certificates)]
        for certificate in self._offered:
            _ = certificate.subject.native, certificate.public_key.algorithm  # parsed late: fail here
        found = [crl.CertificateList.load(der, strict=True) for der in _ders(lists)]
        self._revocation = RevocationData([*found, *policy.trust.crls], [])
        self._lists = lists_of(policy)

    def judge(self, der: bytes, sha256: bytes, name: str) -> Stamped:
        """A token over a SHA-256 digest; `name` is how it is called in reasons.

        Raises TooLarge of a crowd of certificates in it, and nothing else for what is in it.
        """
        try:
            signed = cms.ContentInfo.load(der, strict=True)["content"]
            token = read_token(signed, lambda algorithm: sha256 if algorithm == "sha256" else b"", name)
        except (ValueError, TypeError, KeyError) as problem:
            why = f"a timestamp token cannot be read: {type(problem).__name__}"
            return Stamped(None, None, FAILED, (Reason(Code.SIGNATURE_BROKEN, why, name, FAILED),))
        walker = Walker(self._policy, self._with(token), self._revocation, self._lists, own_class=True)
        judged = walker.detached(token, name)
        grade = judged.stamp.grade if judged.stamp is not None else None
        return Stamped(token.time, grade, worst(r.indication for r in judged.reasons), tuple(judged.reasons))

    def _with(self, token: Token) -> list[x509.Certificate]:
        """All certificates at hand."""
        inside: Sequence[x509.Certificate] = [] if token.certificate is None else [token.certificate, *token.others]
        return list({cert.sha256: cert for cert in (*self._offered, *inside)}.values())


def _ders(data: bytes) -> list[bytes]:
    return [der for _kind, der in pem_blocks(data)] if data.strip() else []
