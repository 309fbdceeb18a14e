"""`python -m signatures sign` with a card, and in two steps with another program's signature between them."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import pem
from card_world import PIN, Cards, module, needs_cards
from sign_world import DAY, Practice
from test_command_line import run

from signatures.keys import pkcs12

LATER = (DAY + timedelta(days=1)).isoformat()


@pytest.fixture
def desk(practice: Practice, paper: bytes, tmp_path: Path) -> Path:
    """A paper to sign, and all that is public: certificates, revocation lists, roots to trust."""
    (tmp_path / "in.pdf").write_bytes(paper)
    for name, certificates in {
        "tsa.pem": practice.authority.anchors,
        "root.pem": (practice.authority.root,),
        "signer.pem": (practice.surgeon.certificate, *practice.surgeon.chain),
    }.items():
        (tmp_path / name).write_bytes(b"".join(pem.armor("CERTIFICATE", one.dump()) for one in certificates))
    for number, data in enumerate(practice.authority.crls(DAY)):
        (tmp_path / f"{number}.crl").write_bytes(data)
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "root.pem").write_bytes((tmp_path / "root.pem").read_bytes())
    (tmp_path / "pin").write_text(f"{PIN}\n")
    return tmp_path


def clock(desk: Path, practice: Practice) -> tuple[object, ...]:
    lists = [word for number in range(3) for word in ("--crl", desk / f"{number}.crl")]
    return ("--tsa", practice.url, "--tsa-chain", desk / "tsa.pem", "--at", DAY.isoformat(), *lists)


def card(desk: Path, pin: str = "pin") -> tuple[object, ...]:
    named = ("--pkcs11", module(), "--token", "Surgeon", "--key-label", "signature")
    return (*named, "--issuers", desk / "root.pem", "--pin-file", desk / pin)


def act(desk: Path) -> tuple[object, ...]:
    return (desk / "in.pdf", "--field", "Practitioner1", "--certify")


def assert_valid(desk: Path, pdf: Path) -> None:
    result = run("verify", "--at", LATER, "--trust", desk / "trust", pdf)
    assert result.returncode == 0, result.stdout


@needs_cards
def test_sign_with_a_card(cards: Cards, practice: Practice, desk: Path) -> None:
    signed = run("sign", *act(desk), *clock(desk, practice), *card(desk), "-o", desk / "out.pdf")
    assert signed.returncode == 0, signed.stderr
    assert_valid(desk, desk / "out.pdf")


@needs_cards
def test_certificate_from_beside_the_card(cards: Cards, practice: Practice, desk: Path) -> None:
    key = (*card(desk), "--certificate", desk / "signer.pem")
    signed = run("sign", *act(desk), *clock(desk, practice), *key, "-o", desk / "out.pdf")
    assert signed.returncode == 0, signed.stderr


@needs_cards
def test_pin_is_asked_for_unseen_and_once(cards: Cards, practice: Practice, desk: Path) -> None:
    from click.testing import CliRunner

    from signatures.cli import main

    words = [*act(desk), *clock(desk, practice), *card(desk)[:-2], "-o", desk / "out.pdf"]
    typed = CliRunner().invoke(main, ["sign", *map(str, words)], input=f"{PIN}\n")
    assert (typed.exit_code, typed.stderr.count("PIN of the card")) == (0, 1)
    assert PIN not in typed.output
    assert_valid(desk, desk / "out.pdf")


@needs_cards
def test_wrong_pin_leaves_nothing_behind(cards: Cards, practice: Practice, desk: Path) -> None:
    (desk / "wrong").write_text("000000\n")
    own = cards.copy(desk / "own")
    environment = {"SOFTHSM2_CONF": str(own.configuration)}
    refused = run(
        "sign", *act(desk), *clock(desk, practice), *card(desk, "wrong"), "-o", desk / "no.pdf", **environment
    )
    assert refused.returncode == 2
    assert re.fullmatch(r"error: card 'Surgeon' \(\w+\): wrong PIN; it was tried once .*\n", refused.stderr)
    assert "PIN count low" in own.flags("Surgeon")
    assert not (desk / "no.pdf").exists()


@needs_cards
def test_no_pin_is_spent_when_another_file_is_missing(cards: Cards, practice: Practice, desk: Path) -> None:
    own = cards.copy(desk / "own")
    (desk / "wrong").write_text("000000\n")
    (desk / "in.pdf").unlink()
    environment = {"SOFTHSM2_CONF": str(own.configuration)}
    refused = run(
        "sign", *act(desk), *clock(desk, practice), *card(desk, "wrong"), "-o", desk / "no.pdf", **environment
    )
    assert "in.pdf cannot be read" in refused.stderr
    assert "PIN count low" not in own.flags("Surgeon")


@needs_cards
def test_two_steps_with_the_cards_own_tool_between(cards: Cards, practice: Practice, desk: Path) -> None:
    """OpenSC's tool signs the digest that was printed; it has never seen the document."""
    state = ("--certificate", desk / "signer.pem", "--prepare", desk / "state")
    prepared = run("sign", *act(desk), *clock(desk, practice), *state)
    assert prepared.returncode == 0, prepared.stderr
    found = re.search(r"^sha-256  ([0-9a-f]{64})\nsign it  ECDSA over P-256", prepared.stdout, re.MULTILINE)
    assert found is not None
    (desk / "digest").write_bytes(bytes.fromhex(found[1]))
    cards.tool(
        "Surgeon", "--sign", "--mechanism", "ECDSA", "--label", "signature", "-i", desk / "digest", "-o", desk / "made"
    )
    second = ("--finish", desk / "state", "--signature", desk / "made")
    finished = run("sign", *clock(desk, practice), *second, "-o", desk / "out.pdf")
    assert finished.returncode == 0, finished.stderr
    assert_valid(desk, desk / "out.pdf")


def test_second_step_refuses_in_one_line(practice: Practice, desk: Path) -> None:
    state = ("--certificate", desk / "signer.pem", "--prepare", desk / "state")
    assert run("sign", *act(desk), *clock(desk, practice), *state).returncode == 0
    (desk / "made").write_bytes(bytes(64))
    (desk / "torn").write_bytes((desk / "state").read_bytes()[:-1])
    for name, why in (("state", "not by the key of"), ("torn", "damaged"), ("absent", "cannot be read")):
        second = ("--finish", desk / name, "--signature", desk / "made")
        refused = run("sign", *clock(desk, practice), *second, "-o", desk / "no.pdf")
        assert refused.returncode == 2
        assert why in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
    assert not (desk / "no.pdf").exists()


def test_root_that_a_key_file_lacks_is_given_beside(practice: Practice, desk: Path) -> None:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

    private, certificate, (people, _) = practice.surgeon.parts()
    lock = BestAvailableEncryption(b"secret")
    (desk / "key.p12").write_bytes(serialize_key_and_certificates(None, private, certificate, [people], lock))
    (desk / "password").write_text("secret\n")
    key = ("--key", desk / "key.p12", "--password-file", desk / "password")
    with pytest.raises(Exception, match="is missing"):
        pkcs12.load(desk / "key.p12", b"secret")
    signed = run(
        "sign", *act(desk), *clock(desk, practice), *key, "--issuers", desk / "root.pem", "-o", desk / "out.pdf"
    )
    assert signed.returncode == 0, signed.stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ("in.pdf --field F -o out.pdf", "name a key"),
        ("in.pdf --field F --key k.p12", "the result"),
        ("in.pdf --key k.p12 -o out.pdf", "--field"),
        ("in.pdf --field F --key k.p12 --pkcs11 m.so -o out.pdf", "two keys"),
        ("in.pdf --field F --key k.p12 --pin-file p -o out.pdf", "go with --pkcs11"),
        ("in.pdf --field F --pkcs11 m.so --pin-file p --pin-pad -o out.pdf", "two ways"),
        ("in.pdf --field F --key k.p12 --certificate c.pem -o out.pdf", "holds its own"),
        ("in.pdf --field F --pkcs11 m.so --prepare state", "for a key elsewhere"),
        ("in.pdf --field F --prepare state -o out.pdf", "for a key elsewhere"),
        ("in.pdf --field F --key k.p12 --signature s -o out.pdf", "goes with --finish"),
        ("--finish state -o out.pdf", "needs --signature"),
        ("in.pdf --finish state --signature s -o out.pdf", "takes all from the state"),
    ],
)
def test_wrong_use_is_one_line_and_two(arguments: str, why: str) -> None:
    """In this process: what is wrong is said before anything is read."""
    from click.testing import CliRunner

    from signatures.cli import main

    result = CliRunner().invoke(main, ["sign", "--tsa", "http://127.0.0.1:9/", "--tsa-chain", "x", *arguments.split()])
    assert result.exit_code == 2
    assert why in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("option", ["--reason", "--location", "--field", "--token", "--key-label"])
def test_words_that_are_no_utf_8_are_the_users_mistake(option: str) -> None:
    result = run("sign", "in.pdf", "--tsa", "http://127.0.0.1:9/", "--tsa-chain", "x", option, os.fsdecode(b"a\xffb"))
    assert result.returncode == 2
    assert f"Invalid value for '{option}': 'a\\udcffb' is not text in UTF-8" in result.stderr


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://exa mple/", "no spaces"),
        ("http://127.0.0.1:9/a b", "no spaces"),
        (f"http://{'a' * 64}.test/", "cannot be the name of a host"),
        ("http://..:1/", "cannot be the name of a host"),
        ("http://127.0.0.1:9/é", "%C3%A9"),
    ],
)
def test_an_address_to_which_nothing_can_be_sent_is_told_before_signing(desk: Path, url: str, why: str) -> None:
    key = ("--key", desk / "absent.p12", "-o", desk / "out.pdf")
    refused = run("sign", *act(desk), "--tsa", url, "--tsa-chain", desk / "tsa.pem", *key)
    assert refused.returncode == 2
    assert why in refused.stderr


def test_preparing_needs_somebodys_certificate(practice: Practice, desk: Path) -> None:
    (desk / "key.pem").write_bytes(pem.armor("PRIVATE KEY", b"0"))
    nobody = run("sign", *act(desk), *clock(desk, practice), "--prepare", desk / "state")
    key = run(
        "sign", *act(desk), *clock(desk, practice), "--prepare", desk / "state", "--certificate", desk / "key.pem"
    )
    for result, why in ((nobody, "needs --certificate"), (key, "holds a PRIVATE KEY")):
        assert result.returncode == 2
        assert why in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert not (desk / "state").exists()
