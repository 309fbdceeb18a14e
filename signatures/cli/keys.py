"""Where the key lies: in a PKCS#12 file, on a card, or elsewhere, with only its certificate at hand."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from asn1crypto import x509

from signatures.cli.files import SMALL, read
from signatures.cli.options import FILE, Text, WrongUse
from signatures.errors import SignatureError
from signatures.files import pem_blocks

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from signatures.keys import Key


@dataclass(frozen=True)
class Source:
    """What the command line says of the key."""

    key_file: Path | None
    password_file: Path | None
    module: Path | None
    token: str | None
    key_label: str | None
    certificate: Path | None
    issuers: Sequence[Path]
    pin_file: Path | None
    pin_pad: bool
    last_try: bool

    @classmethod
    def of(cls, asked: dict[str, Any]) -> "Source":
        """Take these options out of all that were given. Raises WrongUse when they contradict each other."""
        source = cls(**{one.name: asked.pop(one.name) for one in fields(cls)})
        if source.key_file and source.module:
            raise WrongUse("--key and --pkcs11 are two keys; name one")
        if source.module is None and (source.token or source.key_label or source.pin_file or source.pin_pad):
            raise WrongUse("--token, --key-label, --pin-file and --pin-pad go with --pkcs11")
        if source.pin_file and source.pin_pad:
            raise WrongUse("--pin-file and --pin-pad are two ways for one PIN; name one")
        if source.key_file and source.certificate:
            raise WrongUse("--certificate goes with --pkcs11 or --prepare; a PKCS#12 file holds its own")
        return source

    @property
    def at_hand(self) -> bool:
        """Whether a private key is named."""
        return self.key_file is not None or self.module is not None

    @property
    def files(self) -> list[Path | None]:
        """All files that are named."""
        return [self.key_file, self.password_file, self.module, self.certificate, *self.issuers, self.pin_file]

    @contextmanager
    def opened(self) -> Iterator["Key"]:
        """The key, ready to sign; a card is logged out afterwards. Password and PIN are asked for now, and once."""
        if self.module is None:
            from signatures.keys import pkcs12

            assert self.key_file is not None
            password = _secret(self.password_file, "password of the key", "--password-file")().encode()
            yield pkcs12.load(self.key_file, password, _pyca(self.issuers))
            return
        from signatures.keys.pkcs11 import Card

        given = _pyca([self.certificate] if self.certificate else [])
        pin = None if self.pin_pad else _secret(self.pin_file, "PIN of the card", "--pin-file")
        with Card.open(self.module, pin, token=self.token, last_try=self.last_try) as card:
            yield card.key(
                label=self.key_label,
                certificate=given[0] if given else None,
                chain=[*given[1:], *_pyca(self.issuers)],
            )

    def public_half(self) -> list[x509.Certificate]:
        """The signer's certificate, then its issuers, for a key that is elsewhere."""
        if self.certificate is None:
            raise WrongUse("--prepare needs --certificate: whose signature it will be")
        return certificates([self.certificate, *self.issuers])


def key_options(command: Any) -> Any:
    """What says which key signs."""
    for option in (
        click.option("--key", "key_file", type=FILE, help="PKCS#12 file (.p12, .pfx)."),
        click.option(
            "--password-file", type=FILE, help="File whose first line is the key's password; else it is asked for."
        ),
        click.option("--pkcs11", "module", type=FILE, help="PKCS#11 module of a card or HSM (.so)."),
        click.option("--token", type=Text(), help="Label of the card; needed when several are in."),
        click.option("--key-label", type=Text(), help="Label of the key; needed when the card holds several."),
        click.option(
            "--certificate",
            type=FILE,
            help="PEM file: the signer's certificate, then its issuers. For --prepare, or when not on the card.",
        ),
        click.option("--issuers", multiple=True, type=FILE, help="PEM file of issuers that key file or card lack."),
        click.option("--pin-file", type=FILE, help="File whose first line is the card's PIN; else it is asked for."),
        click.option("--pin-pad", is_flag=True, help="The PIN is typed on the reader's own keys."),
        click.option("--last-try", is_flag=True, help="Send the PIN even if a wrong one would lock the card."),
    ):
        command = option(command)
    return command


def certificates(paths: Sequence[Path]) -> list[x509.Certificate]:
    """All certificates of PEM files, in order. Raises SignatureError in words."""
    from cryptography.x509 import load_der_x509_certificate

    from signatures.material import UNSOUND

    found: list[x509.Certificate] = []
    for path in paths:
        try:
            for kind, der in pem_blocks(read(path, SMALL)):
                if kind != "CERTIFICATE":
                    raise ValueError(f"it holds a {kind}")
                load_der_x509_certificate(der)  # read to its end: the other library looks only when asked
                found.append(x509.Certificate.load(der))
        except UNSOUND as problem:
            raise SignatureError(f"{path} holds no certificate in PEM form: {problem}") from problem
    return found


def _pyca(paths: Sequence[Path]) -> "list[Certificate]":
    from signatures.tokens import parse

    return list(parse(certificates(paths)))


def _secret(path: Path | None, what: str, option: str) -> Callable[[], str]:
    """A way to get a secret when it is needed: the first line of a file (`option` names it), or typed unseen."""

    def get() -> str:
        if path is None:
            return _typed(what, option)
        try:
            return read(path, SMALL).split(b"\n", 1)[0].rstrip(b"\r").decode()
        except UnicodeDecodeError:
            raise SignatureError(f"the first line of {path} is not text in UTF-8") from None

    return get


def _typed(what: str, option: str) -> str:
    try:
        with warnings.catch_warnings(action="ignore"):  # that a pipe shows what is typed
            typed: str = click.prompt(what, hide_input=True, err=True)
            return typed
    except click.Abort as end:
        if isinstance(end.__context__, EOFError):  # nobody is there
            raise SignatureError(f"the {what} was asked for and nobody typed it; give it with {option}") from None
        raise
