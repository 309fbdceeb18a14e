"""`sign` and `extend`: a key in a PKCS#12 file, time from an RFC 3161 authority."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from asn1crypto import pem, x509

from signatures.cli.options import Moment, clean, write
from signatures.errors import SignatureError

if TYPE_CHECKING:
    from signatures.clock import HttpClock

FILE = click.Path(path_type=Path)


def stamping_options(command: Any) -> Any:
    """What every command that writes a timestamp needs."""
    for option in (
        click.option("--tsa", "url", required=True, help="Timestamp authority (RFC 3161), http or https."),
        click.option(
            "--tsa-chain",
            "chain",
            required=True,
            multiple=True,
            type=FILE,
            help="PEM file with the certificates that issued the authority's, its root included.",
        ),
        click.option("--crl", "lists", multiple=True, type=FILE, help="Revocation list to put into the file."),
        click.option("--at", type=Moment(), help="Time of the act (default: now); the authority must agree."),
        click.option("-o", "--output", required=True, type=FILE, help="Where to write the result."),
        click.argument("file", type=FILE),
    ):
        command = option(command)
    return command


@click.command()
@stamping_options
@click.option("--field", required=True, help="Name of the empty signature field.")
@click.option("--key", "key_file", required=True, type=FILE, help="PKCS#12 file (.p12, .pfx).")
@click.option("--password-file", type=FILE, help="File whose first line is the key's password; else it is asked for.")
@click.option("--certify", is_flag=True, help="First signature of a document: leave only signatures to come.")
@click.option("--content-timestamp", is_flag=True, help="Also prove that the signature is not older than now.")
@click.option("--reason", help="Why, as shown by PDF readers.")
@click.option("--location", help="Where, as shown by PDF readers.")
def sign(
    file: Path,
    url: str,
    chain: Sequence[Path],
    lists: Sequence[Path],
    at: datetime | None,
    output: Path,
    field: str,
    key_file: Path,
    password_file: Path | None,
    certify: bool,
    content_timestamp: bool,
    reason: str | None,
    location: str | None,
) -> None:
    """Sign FILE in one of its empty signature fields: PAdES with timestamp and revocation data."""
    from signatures import signing
    from signatures.keys import pkcs12

    key = pkcs12.load(key_file, _password(password_file))
    perform = signing.certify if certify else signing.sign
    signed = perform(
        read(file),
        field,
        key,
        _clock(url, chain),
        at or datetime.now(UTC),
        content_timestamp=content_timestamp,
        revocation=[read(path) for path in lists],
        reason=reason,
        location=location,
    )
    write(output, signed)
    click.echo(f"signed {field}: {clean(str(output))}")


@click.command()
@stamping_options
def extend(
    file: Path, url: str, chain: Sequence[Path], lists: Sequence[Path], at: datetime | None, output: Path
) -> None:
    """Renew FILE's proof of time with one more archive timestamp, before the last one's certificate ends."""
    from signatures import renewal

    crls = [read(path) for path in lists]
    renewed = renewal.extend(read(file), _clock(url, chain), at or datetime.now(UTC), revocation=crls)
    write(output, renewed)
    click.echo(f"extended: {clean(str(output))}")


def read(path: Path) -> bytes:
    """The bytes of a file. Raises SignatureError in words."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise SignatureError(f"{path} cannot be read: {problem.strerror}") from problem


def _password(path: Path | None) -> bytes:
    if path is not None:
        return read(path).split(b"\n", 1)[0].rstrip(b"\r")
    secret: str = click.prompt("password of the key", hide_input=True, err=True)
    return secret.encode()


def _clock(url: str, chain: Sequence[Path]) -> "HttpClock":
    from signatures.clock import HttpClock

    anchors = []
    for path in chain:
        try:
            anchors += [x509.Certificate.load(der) for _, _, der in pem.unarmor(read(path), multiple=True)]
        except ValueError as problem:
            raise SignatureError(f"{path} holds no certificate in PEM form: {problem}") from problem
    try:
        return HttpClock(url, anchors=anchors)
    except ValueError as problem:
        raise click.UsageError(f"--tsa: {problem}") from problem
