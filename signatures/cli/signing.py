"""`sign` and `extend`: a key in a file, on a card or elsewhere; time from an RFC 3161 authority."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from signatures.cli.clocks import Authorities, stamping_options
from signatures.cli.files import check_place, read, tell, write
from signatures.cli.keys import Source, key_options
from signatures.cli.options import FILE, Text, WrongUse, clean

if TYPE_CHECKING:
    from signatures.clock import Clock

HOW = {
    "ec": "ECDSA over P-256; the signature in DER, or as the 64 bytes of r and s",
    "rsa": "RSA PKCS#1 v1.5",
}


@click.command()
@stamping_options
@key_options
@click.option("-o", "--output", type=FILE, help="Where to write the result: a new file, none is written over.")
@click.option("--field", type=Text(), help="Name of the empty signature field.")
@click.option("--certify", is_flag=True, help="First signature of a document: leave only signatures to come.")
@click.option("--content-timestamp", is_flag=True, help="Also prove that the signature is not older than now.")
@click.option("--reason", type=Text(), help="Why, as shown by PDF readers.")
@click.option("--location", type=Text(), help="Where, as shown by PDF readers.")
@click.option(
    "--prepare",
    type=FILE,
    help="For a key elsewhere: write the state into this new file, and print what is to be signed.",
)
@click.option("--finish", type=FILE, help="Put the --signature made elsewhere into this state, instead of FILE.")
@click.option("--signature", type=FILE, help="The signature made elsewhere, as bytes.")
@click.argument("file", type=FILE, required=False)
def sign(lists: Sequence[Path], at: datetime | None, **asked: Any) -> None:
    """Sign FILE in one of its empty signature fields: PAdES with timestamp and revocation data.

    The key is in a file (--key) or on a card (--pkcs11). For a key that is elsewhere there are two steps:
    --prepare with --certificate, then --finish with --signature.
    """
    source, authorities = Source.of(asked), Authorities.of(asked)
    _check_use(asked, source)
    read_here = [asked["file"], asked["finish"], asked["signature"], *source.files, *authorities.chains, *lists]
    check_place(asked["prepare"] or asked["output"], read_here)
    crls, clock, at = [read(path) for path in lists], authorities.clock(), at or datetime.now(UTC)
    if asked["finish"]:
        _finish(asked, clock, at, crls)
        return
    pdf = read(asked["file"])
    certifies, common = asked["certify"], {name: asked[name] for name in ("content_timestamp", "reason", "location")}
    if asked["prepare"]:
        _prepare(pdf, source, asked, clock, at, certifies=certifies, revocation=crls, **common)
        return
    from signatures import signing

    with source.opened() as key:  # last, so that no PIN is spent on a file that is not there
        perform = signing.certify if certifies else signing.sign
        signed = perform(pdf, asked["field"], key, clock, at, revocation=crls, **common)
    write(asked["output"], signed)
    tell(asked["output"], f"signed {clean(asked['field'])}: {clean(str(asked['output']))}")


@click.command()
@stamping_options
@click.option(
    "-o", "--output", required=True, type=FILE, help="Where to write the result: a new file, none is written over."
)
@click.argument("file", type=FILE)
def extend(file: Path, lists: Sequence[Path], at: datetime | None, output: Path, **clocks: Any) -> None:
    """Renew FILE's proof of time with one more archive timestamp, before the last one's certificate ends."""
    from signatures import renewal

    authorities = Authorities.of(clocks)
    check_place(output, [file, *authorities.chains, *lists])
    crls = [read(path) for path in lists]
    renewed = renewal.extend(read(file), authorities.clock(), at or datetime.now(UTC), revocation=crls)
    write(output, renewed)
    tell(output, f"extended: {clean(str(output))}")


def _check_use(asked: dict[str, Any], source: Source) -> None:
    """Exactly one of three: sign now, prepare, finish; each with what it needs."""
    if asked["finish"]:
        if asked["file"] or asked["field"] or asked["prepare"] or source.at_hand or asked["certify"]:
            raise WrongUse("--finish takes all from the state; leave FILE, --field, --certify, --prepare and keys away")
        if not (asked["signature"] and asked["output"]):
            raise WrongUse("--finish needs --signature and -o")
        return
    if asked["signature"]:
        raise WrongUse("--signature goes with --finish")
    if not (asked["file"] and asked["field"]):
        raise WrongUse("name the FILE and its --field")
    if asked["prepare"]:
        if source.at_hand or asked["output"]:
            raise WrongUse("--prepare is for a key elsewhere: leave --key, --pkcs11 and -o away")
    elif not (source.at_hand and asked["output"]):
        raise WrongUse("name a key (--key or --pkcs11; --prepare when it is elsewhere) and the result (-o)")


def _prepare(pdf: bytes, source: Source, asked: dict[str, Any], clock: "Clock", at: datetime, **how: Any) -> None:
    from signatures import signing

    own, *issuers = source.public_half()
    prepared = signing.prepare(pdf, asked["field"], own, issuers, clock, at, **how)
    write(asked["prepare"], prepared.to_bytes())
    wanted = prepared.to_sign
    tell(
        asked["prepare"],
        f"prepared {clean(asked['field'])}: {clean(str(asked['prepare']))}",
        f"sha-256  {wanted.digest.hex()}",
        f"sign it  {HOW[wanted.algorithm]}; the digest is that of the signed attributes, do not hash it again",
    )


def _finish(asked: dict[str, Any], clock: "Clock", at: datetime, crls: list[bytes]) -> None:
    from signatures import signing
    from signatures.prepared import Prepared

    prepared: Prepared = Prepared.from_bytes(read(asked["finish"]))
    signed = signing.finish(prepared, read(asked["signature"]), clock, at, revocation=crls)
    write(asked["output"], signed)
    tell(asked["output"], f"signed {clean(prepared.field)}: {clean(str(asked['output']))}")
