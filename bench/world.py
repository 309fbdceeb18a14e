"""One estimate's life, played once, that all measurements look at: papers, keys, clock, and the reader's anchors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from dermadocs.bootstrap import embedded
from dermadocs.demo.calendar import Clock, Days, redated
from dermadocs.demo.life import accept, handle_of, notices, receive, secrets_of
from dermadocs.domain.case import Case
from dermadocs.domain.codec import decode_case
from dermadocs.domain.document import HandedOver, Kind
from dermadocs.flows import estimating, informing, sealing
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from signatures import MemoryKey, Policy, Trust
from signatures.authority import Authority

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "dermabrasion.json"
NAME = "Banc d'essai"


@dataclass(frozen=True)
class World:
    """The example case on embedded parts, and the file as it stood after each act."""

    case: Case
    practice: Practice
    authority: Authority
    clock: Clock
    days: Days
    at: datetime  # of judging
    given: tuple[HandedOver, ...]  # the notices, sealed
    draft: PaperFile  # drawn, nothing signed
    acts: tuple[PaperFile, ...]  # after one, two, three acts, each with its archive timestamp

    @property
    def final(self) -> bytes:
        """The finished estimate."""
        return self.acts[-1].pdf

    @property
    def policy(self) -> Policy:
        """The reader trusts this practice's root."""
        return Policy("bench", self.trust, self.at)

    @property
    def trust(self) -> Trust:
        """The practice's root, as a reader would have it in a folder."""
        return Trust((self.authority.root,))

    @property
    def options(self) -> dict[str, Any]:
        """What the judge in the sandbox is told."""
        return {"trust": self.trust.to_json(), "at": self.at.isoformat()}

    def render(self) -> PaperFile:
        """Draw the estimate again."""
        return estimating.draft(self.practice, self.case, handle_of(NAME), self.clock.set(self.days.signed))

    def live(self) -> tuple[PaperFile, ...]:
        """Draw it and play the three acts: surgeon, receipt, acceptance."""
        at = self.clock.set(self.days.signed)
        issued = estimating.issue(self.practice, self.case, handle_of(NAME), at, handed_over=self.given)
        sent = sealing.send(issued, self.clock.now())
        received = receive(self.practice, self.clock, sent, self.days.received)
        return issued, received, accept(self.practice, self.clock, received, self.days.accepted)


def short(kind: Kind, case: Case, language: str | None) -> informing.Content:
    """What papers say in the short form: estimates without the medical information, a third of the pages."""
    return () if kind == "estimate" else informing.content(kind, case, language)


@contextmanager
def world(*, whole: bool = True) -> Iterator[World]:
    """A world whose story ends yesterday: the stock validators read the wall clock in places.

    Not `whole`: the estimate is drawn without its second part (`short`).
    """
    at = datetime.now(UTC).replace(microsecond=0)
    days = Days(at.date())
    case = redated(decode_case(EXAMPLE.read_bytes()), days.drafted)
    clock = Clock(days.set_up)
    authority = Authority.create(NAME, clock.now(), demonstration=True)
    compose = None if whole else short
    with embedded(authority, case, secrets_of(NAME), clock.now(), clock.now, compose) as practice:
        draft = estimating.draft(practice, case, handle_of(NAME), clock.set(days.signed))
        given = informing.listed(notices(practice, clock, case, NAME))
        unplayed = World(case, practice, authority, clock, days, at, given, draft, ())
        yield replace(unplayed, acts=unplayed.live())


def own_key(kind: str) -> MemoryKey:
    """A key with a certificate of its own making: "RSA-2048" or "P-256". Raises KeyError for another kind."""
    makers: dict[str, Callable[[], Any]] = {
        "RSA-2048": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
        "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    }
    private = makers[kind]()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Banc d'essai {kind}")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
    return MemoryKey(private, certificate)
