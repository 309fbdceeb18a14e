"""Cards in software: SoftHSM 2 tokens on disk, filled by the tools that people fill theirs with.

A PKCS#11 module reads its configuration once in a process. The tests' own process therefore has one folder of
tokens; whatever alters or removes one happens to a copy, in a child process of its own (`card_child.py`), and there
OpenSC's spy can stand between, which writes down each call that reaches the module.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_public_key
from rsa_world import YEAR, name, private_key
from sign_world import DAY

PIN = "271828"
CHILD = Path(__file__).with_name("card_child.py")
needs_cards = pytest.mark.needs("softhsm2-util", "pkcs11-tool")


def module() -> str:
    """SoftHSM's module, where Debian, Fedora or Homebrew put it."""
    return _first("/usr/lib/softhsm", "/usr/lib64", "/usr/lib/*/softhsm", "/opt/homebrew/lib", file="libsofthsm2.so")


def spy() -> str:
    """OpenSC's module that writes down each call and passes it on."""
    return _first("/usr/lib/*", "/usr/lib64", "/opt/homebrew/lib", file="pkcs11-spy.so")


def _first(*folders: str, file: str) -> str:
    return next(str(path) for folder in folders for path in Path("/").glob(f"{folder[1:]}/{file}"))


def issue(public: Any, common: str, serial: int | None = None) -> x509.Certificate:
    """A certificate of the provider of `rsa_world` for a key that lies somewhere else."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(common))
        .issuer_name(name("Provider root"))
        .public_key(public)
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(DAY - timedelta(days=1))
        .not_valid_after(DAY + 5 * YEAR)
        .add_extension(x509.BasicConstraints(False, None), critical=True)
    )
    return builder.sign(private_key(0), hashes.SHA256())


@dataclass(frozen=True)
class Cards:
    """A folder of tokens."""

    folder: Path

    @classmethod
    def new(cls, folder: Path) -> Cards:
        """An empty one."""
        (folder / "tokens").mkdir(parents=True)
        return cls(folder)._configured()

    def _configured(self) -> Cards:
        lines = (f"directories.tokendir = {self.folder / 'tokens'}", "objectstore.backend = file", "log.level = ERROR")
        self.configuration.write_text("\n".join(lines) + "\n")
        return self

    @property
    def configuration(self) -> Path:
        """What SOFTHSM2_CONF must name."""
        return self.folder / "softhsm2.conf"

    def copy(self, folder: Path) -> Cards:
        """The same tokens, to be altered or removed."""
        shutil.copytree(self.folder / "tokens", folder / "tokens")
        return Cards(folder)._configured()

    def add(self, label: str) -> None:
        """A blank card of that label, with PIN."""
        self._run("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "314159")

    def put(self, card: str, key: Any, label: str, identifier: str, *certificates: x509.Certificate) -> None:
        """Write a key to a card, and certificates: the first beside the key, the others as issuers."""
        file = self.folder / "material"
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        named = ("--label", label, "--id", identifier)
        self._run("softhsm2-util", "--import", file, "--token", card, "--pin", PIN, *named)
        for number, certificate in enumerate(certificates):
            self.put_certificate(
                card,
                certificate,
                label if number == 0 else f"issuer {number}",
                identifier if number == 0 else f"f{number}",
            )

    def put_certificate(self, card: str, certificate: x509.Certificate, label: str, identifier: str) -> None:
        """Write a certificate to a card."""
        file = self.folder / "material"
        file.write_bytes(certificate.public_bytes(Encoding.DER))
        self.tool(card, "--write-object", file, "--type", "cert", "--label", label, "--id", identifier)

    def tool(self, card: str, *arguments: object) -> str:
        """OpenSC's pkcs11-tool on a card, logged in."""
        return self._run(
            "pkcs11-tool", "--module", module(), "--token-label", card, "--login", "--pin", PIN, *arguments
        )

    def flags(self, card: str) -> str:
        """What the card tells of itself, its PIN's state among it."""
        return next(
            part
            for part in self._run("pkcs11-tool", "--module", module(), "--list-slots").split("Slot ")
            if f": {card}\n" in part
        )

    def set_flag(self, card: str, flag: int) -> None:
        """Let the card say that its PIN is in a certain state, by the flags that SoftHSM keeps of it on disk."""
        for path in (self.folder / "tokens").glob("*/token.object"):
            data = path.read_bytes()
            found = re.search(rb"\x80\x00SK" + bytes(7) + b"\x02", data, re.DOTALL)
            if card.encode().ljust(32) in data and found:
                flags = int.from_bytes(data[found.end() : found.end() + 8], "big") | flag
                path.write_bytes(data[: found.end()] + flags.to_bytes(8, "big") + data[found.end() + 8 :])

    def child(self, *steps: str, spied: bool = False, card: str = "Surgeon") -> list[str]:
        """What each step of `card_child.py` says, in a process of its own; `spied`: with the calls written down."""
        environment = os.environ | {"SOFTHSM2_CONF": str(self.configuration)}
        if spied:
            environment |= {"PKCS11SPY": module(), "PKCS11SPY_OUTPUT": str(self.folder / "calls")}
        done = subprocess.run(
            [sys.executable, str(CHILD), spy() if spied else module(), card, str(self.folder / "tokens"), *steps],
            capture_output=True,
            text=True,
            env=environment,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said: list[str] = json.loads(done.stdout)
        return said

    def calls(self) -> Counter[str]:
        """How often each function of the module was called, as the spy saw it."""
        return Counter(re.findall(r"^\d+: (C_\w+)", (self.folder / "calls").read_text(errors="replace"), re.MULTILINE))

    def _run(self, *command: object) -> str:
        environment = os.environ | {"SOFTHSM2_CONF": str(self.configuration)}
        done = subprocess.run(
            [*map(str, command)], capture_output=True, text=True, env=environment, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def stocked(folder: Path, surgeon: Any) -> Cards:
    """Four cards. "Surgeon": one P-256 key, its certificate and the first issuer. "Provider": RSA keys of 2048 and 3072
    bits with certificates, one on P-384, a P-256 key without certificate. "Twin" twice, blank.
    """
    cards = Cards.new(folder)
    for label in ("Surgeon", "Provider", "Twin", "Twin"):
        cards.add(label)
    private, certificate, (people, _) = surgeon.parts()
    cards.put("Surgeon", private, "signature", "01", certificate, people)
    cards.put("Provider", private_key(1), "rsa-2048", "02", issue(private_key(1).public_key(), "Bob MARTIN"))
    long = rsa.generate_private_key(65537, 3072)
    cards.put("Provider", long, "rsa-3072", "03", issue(long.public_key(), "Bob MARTIN"))
    curve = ec.generate_private_key(ec.SECP384R1())
    cards.put("Provider", curve, "p-384", "04", issue(curve.public_key(), "Bob MARTIN"))
    cards.put("Provider", ec.generate_private_key(ec.SECP256R1()), "bare", "05")
    return cards


def generate(card: str, label: str, *, hidden: bool = False, **template: bool) -> Any:
    """Let a card that this process has open make a P-256 key with such attributes; its public key.

    `hidden`: the card does not keep the public key, as PKCS#11 allows.
    """
    import pkcs11
    from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

    token = pkcs11.lib(os.path.realpath(module())).get_token(token_label=card)
    with token.open(rw=True) as session:
        curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
        parameters = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
        private = {pkcs11.Attribute[what.upper()]: value for what, value in template.items()}
        shown, _ = parameters.generate_keypair(store=True, label=label, id=label.encode(), private_template=private)
        public = load_der_public_key(encode_ec_public_key(shown))
        if hidden:
            shown.destroy()
        return public
