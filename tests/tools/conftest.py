"""A file with a history, made by other means than the project's own, for the runner of the outside judges."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfWriter

# the tools are programs, no package that could be installed
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from judges.specimens import Specimen, lay_out

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Signer:
    """One key with one certificate that signs documents and timestamps, and is its own root."""

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Essai")])
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(AT - timedelta(days=1))
            .not_valid_after(AT + timedelta(days=1))
            .add_extension(usage, critical=True)
            .sign(key, hashes.SHA256())
        )
        certificate = asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))
        private = asn1_keys.PrivateKeyInfo.load(
            key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        store = SimpleCertificateStore()
        self.signer = signers.SimpleSigner(signing_cert=certificate, signing_key=private, cert_registry=store)
        self.clock = DummyTimeStamper(certificate, private, certs_to_embed=store, fixed_dt=AT)

    def sign(self, pdf: bytes, field: str) -> bytes:
        metadata = signers.PdfSignatureMetadata(field, subfilter=fields.SigSeedSubFilter.PADES)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        return bytes(signers.PdfSigner(metadata, self.signer, timestamper=self.clock).sign_pdf(writer).getvalue())

    def stamp(self, pdf: bytes, field: str) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        return bytes(signers.PdfTimeStamper(self.clock, field_name=field).timestamp_pdf(writer, "sha256").getvalue())


@pytest.fixture(scope="session")
def blank() -> bytes:
    """A page with nothing on it."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


@pytest.fixture(scope="session")
def signer() -> Signer:
    """Who signed the history."""
    return Signer()


@pytest.fixture(scope="session")
def stranger() -> Signer:
    """Somebody with the same name and another key."""
    return Signer()


@pytest.fixture(scope="session")
def history(blank: bytes, signer: Signer) -> list[bytes]:
    """The states of one file: unsigned, signed, stamped, signed again."""
    signed = signer.sign(blank, "Practitioner1")
    stamped = signer.stamp(signed, "Archive1")
    return [blank, signed, stamped, signer.sign(stamped, "Receipt1")]


@pytest.fixture
def laid_out(tmp_path: Path) -> Callable[[bytes], list[Specimen]]:
    """Write bytes as a file and cut it into its revisions."""

    def cut(data: bytes) -> list[Specimen]:
        file = tmp_path / "file.pdf"
        file.write_bytes(data)
        return lay_out([file], tmp_path)

    return cut
