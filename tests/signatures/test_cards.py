"""Keys on cards: real PKCS#11 calls to SoftHSM 2. What no software card can do is said at its test."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from card_world import PIN, Cards, generate, issue, module, needs_cards
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from rsa_world import revocation_list, root
from sign_world import DAY, Practice

from signatures.errors import KeyUnavailable
from signatures.keys.memory import asn1
from signatures.keys.pkcs11 import Card
from signatures.policy import Policy
from signatures.signing import certify, sign
from signatures.trust import Trust
from signatures.verification import inspect
from signatures.vocabulary import Verdict

pytestmark = needs_cards
COUNT_LOW, FINAL_TRY, LOCKED = 0x10000, 0x20000, 0x40000  # PKCS#11 2.40, flags of CK_TOKEN_INFO


@pytest.fixture
def surgeon(cards: Cards) -> Iterator[Card]:
    with Card.open(module(), PIN, token="Surgeon") as card:
        yield card


@pytest.fixture
def provider(cards: Cards) -> Iterator[Card]:
    with Card.open(module(), PIN, token="Provider") as card:
        yield card


@pytest.fixture
def apart(cards: Cards, practice: Practice, tmp_path: Path) -> Cards:
    """A copy of the cards for a child process, with the roots that lie beside them."""
    copy = cards.copy(tmp_path)
    roots = (practice.surgeon.parts()[2][-1], root())
    (tmp_path / "roots.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in roots))
    return copy


def issuers(practice: Practice) -> tuple[object, ...]:
    return practice.surgeon.parts()[2][1:]


# ---- signing


def test_ec_key_of_a_card_certifies_and_the_file_is_valid(practice: Practice, paper: bytes, surgeon: Card) -> None:
    key = surgeon.key(label="signature", chain=issuers(practice))
    assert key.algorithm == "ec"
    assert [one.sha256 for one in key.chain] == [one.sha256 for one in practice.surgeon.chain]
    signed = certify(paper, "Practitioner1", key, practice.clock, DAY, revocation=practice.authority.crls(DAY))
    report = inspect(signed, Policy("test", Trust((practice.authority.root,)), DAY + timedelta(days=1)))
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert report.acts[0].signer is not None
    assert report.acts[0].signer.name == "Claire VASSEUR"


@pytest.mark.parametrize("size", [2048, 3072])
def test_rsa_keys_of_a_card_sign_and_the_file_is_valid(
    practice: Practice, certified: bytes, provider: Card, size: int
) -> None:
    key = provider.key(label=f"rsa-{size}", chain=(root(),))
    assert (key.algorithm, key.certificate.public_key.bit_size) == ("rsa", size)
    at = practice.at(DAY + timedelta(hours=1))
    lists = (revocation_list("Provider root", 0), *practice.authority.crls(at))
    signed = sign(certified, "Receipt1", key, practice.clock, at, revocation=lists)
    trust = Trust((practice.authority.root, asn1(root())))
    report = inspect(signed, Policy("test", trust, DAY + timedelta(days=1)))
    assert report.verdict is Verdict.VALID, report.diagnostics()


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_each_digest_is_signed_as_a_key_in_memory_would(practice: Practice, surgeon: Card, digest: str) -> None:
    made = surgeon.key(chain=issuers(practice)).sign(b"data", digest)
    public = practice.surgeon.parts()[1].public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(
        made,
        b"data",
        ec.ECDSA({"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[digest]),
    )


def test_card_that_cannot_hash_is_given_the_digest(apart: Cards) -> None:
    """RSA without a mechanism for all of it: DigestInfo by us, then the bare operation."""
    with apart.configuration.open("a") as file:
        file.write("slots.mechanisms = CKM_RSA_PKCS,CKM_ECDSA\n")
    assert apart.child(f"open:{PIN}", "key:rsa-2048", "sign", card="Provider", spied=True) == ["done"] * 3
    calls = (apart.folder / "calls").read_text(errors="replace")
    assert "CKM_RSA_PKCS " in calls.partition("C_SignInit")[2].partition("Returned")[0]


def test_many_threads_share_a_key(practice: Practice, surgeon: Card) -> None:
    key = surgeon.key(chain=issuers(practice))
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: key.sign(b"%d" % number), range(64)))
    assert len(set(made)) == 64  # each was checked against the certificate before it came back


def test_opened_once_for_many_signatures(apart: Cards) -> None:
    assert apart.child(f"open:{PIN}", "key", *["sign"] * 5, "close", spied=True) == ["done"] * 8
    calls = apart.calls()
    assert (calls["C_Initialize"], calls["C_OpenSession"], calls["C_Login"], calls["C_Logout"]) == (1, 1, 1, 1)
    assert calls["C_SignInit"] == 5
    searches = calls["C_FindObjectsInit"]
    apart.child(f"open:{PIN}", "key", "sign", "close", spied=True)
    assert apart.calls()["C_FindObjectsInit"] == 2 * searches  # as many for one signature as for five


# ---- PIN


def test_wrong_pin_is_sent_exactly_once(apart: Cards) -> None:
    (said,) = apart.child("open:000000", spied=True)
    assert "wrong PIN; it was tried once and is not tried again; the card counts wrong PINs" in said
    assert "000000" not in said
    assert apart.calls()["C_Login"] == 1
    assert "PIN count low" in apart.flags("Surgeon")


@pytest.mark.parametrize(
    ("flag", "told"), [(FINAL_TRY, "one more wrong PIN locks it"), (LOCKED, "is locked; unlock it")]
)
def test_no_pin_is_sent_to_a_card_that_is_or_would_be_locked(apart: Cards, flag: int, told: str) -> None:
    apart.set_flag("Surgeon", flag)
    (said,) = apart.child(f"open:{PIN}", spied=True)
    assert told in said
    assert apart.calls()["C_Login"] == 0


def test_last_try_is_sent_to_who_asks_for_it(apart: Cards) -> None:
    apart.set_flag("Surgeon", FINAL_TRY)
    said, key = apart.child(f"last:{PIN}", "key")
    assert (said, key) == ("done", "done")


def test_what_is_left_after_a_wrong_last_try(apart: Cards) -> None:
    apart.set_flag("Surgeon", FINAL_TRY)
    (said,) = apart.child("last:000000")
    assert "one try is left" in said  # SoftHSM itself never locks: it goes on saying so


def test_empty_pin_is_not_sent(apart: Cards) -> None:
    (said,) = apart.child("open:", spied=True)
    assert "empty" in said
    assert apart.calls()["C_Login"] == 0


def test_key_that_wants_the_pin_for_each_signature(cards: Cards) -> None:
    answers = [PIN, PIN, PIN, "000000", PIN]
    with Card.open(module(), lambda: answers.pop(0), token="Provider") as card:
        certificate = issue(generate("Provider", "each", always_authenticate=True), "Bob MARTIN")
        key = card.key(label="each", certificate=certificate, chain=(root(),))
        assert key.sign(b"one") != key.sign(b"two")
        assert len(answers) == 2
        with pytest.raises(KeyUnavailable, match="wrong PIN; it was tried once and is not tried again"):
            key.sign(b"three")
        with pytest.raises(KeyUnavailable, match="open it again"):
            key.sign(b"three")
        assert answers == [PIN]  # not asked for, let alone sent
    with Card.open(module(), PIN, token="Provider") as card, pytest.raises(KeyUnavailable, match="for each signature"):
        card.key(label="each", certificate=certificate, chain=(root(),))


def test_pin_is_nowhere_in_card_or_key(practice: Practice, surgeon: Card) -> None:
    key = surgeon.key(chain=issuers(practice))
    assert "Surgeon" in repr(key)
    assert "Claire VASSEUR" in repr(key)
    assert PIN not in repr(key) + repr(vars(key)) + repr(vars(surgeon))


def test_reader_without_keys_cannot_take_a_pin(cards: Cards) -> None:
    with pytest.raises(KeyUnavailable, match="no keys to type a PIN on"):
        Card.open(module(), None, token="Surgeon")


# ---- what is not there


def test_extra_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(KeyUnavailable, match=r"need the extra `card`: pip install 'dermadocs\[card\]'"):
        Card.open(module(), PIN)


def test_missing_module_and_what_is_none(cards: Cards, tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match=r"cps\.so: there is no such file; install the card's software"):
        Card.open(tmp_path / "cps.so", PIN)
    (tmp_path / "cps.so").write_bytes(b"no library")
    with pytest.raises(KeyUnavailable, match=r"cps\.so cannot be started \(.*is it the card's module"):
        Card.open(tmp_path / "cps.so", PIN)


def test_missing_card_names_those_that_are_in(cards: Cards) -> None:
    with pytest.raises(KeyUnavailable, match=r"no card \(label 'Nobody'\) is in a reader; cards seen: .*'Surgeon'"):
        Card.open(module(), PIN, token="Nobody")
    with pytest.raises(KeyUnavailable, match=r"no card \(serial number '00'\) is in a reader"):
        Card.open(module(), PIN, serial="00")


def test_no_card_at_all(tmp_path: Path) -> None:
    (tmp_path / "roots.pem").write_bytes(root().public_bytes(Encoding.PEM))
    (said,) = Cards.new(tmp_path).child("open:1234", spied=True)
    assert "no card (label 'Surgeon') is in a reader" in said


def test_several_cards_of_one_label_are_told_apart_by_their_numbers(cards: Cards) -> None:
    with pytest.raises(KeyUnavailable, match="several cards fit") as caught:
        Card.open(module(), PIN, token="Twin")
    serial = str(caught.value).partition("'Twin' (")[2].partition(")")[0]
    with Card.open(module(), PIN, serial=serial) as twin, pytest.raises(KeyUnavailable, match=r"no such key.*none"):
        twin.key()


def test_one_card_is_opened_once_in_a_program(surgeon: Card) -> None:
    with pytest.raises(KeyUnavailable, match="this program has it open already"):
        Card.open(module(), PIN, token="Surgeon")


def test_keys_are_named_when_the_one_asked_for_is_not_there(provider: Card) -> None:
    with pytest.raises(KeyUnavailable, match=r"no such key; keys on it: .*'rsa-3072' \(id 03\)"):
        provider.key(label="signature")
    with pytest.raises(KeyUnavailable, match="several keys fit, name one"):
        provider.key()
    assert provider.key(identifier=b"\x02", chain=(root(),)).certificate.public_key.bit_size == 2048


def test_key_that_is_not_for_signing(provider: Card) -> None:
    certificate = issue(generate("Provider", "derives", sign=False, derive=True), "Bob MARTIN")
    with pytest.raises(KeyUnavailable, match="'derives' is not for signing"):
        provider.key(label="derives", certificate=certificate, chain=(root(),))


def test_key_on_another_curve(provider: Card) -> None:
    with pytest.raises(KeyUnavailable, match="curve secp384r1 is not accepted here"):
        provider.key(label="p-384", chain=(root(),))


def test_key_without_certificate_takes_one_from_beside(provider: Card, cards: Cards) -> None:
    with pytest.raises(KeyUnavailable, match="0 certificates on it belong to the key 'bare'"):
        provider.key(label="bare", chain=(root(),))


def test_certificate_of_another_key(practice: Practice, provider: Card) -> None:
    other = practice.surgeon.parts()[1]
    for label in ("bare", "rsa-2048"):
        with pytest.raises(KeyUnavailable, match=r"not that of the certificate of .*Claire VASSEUR"):
            provider.key(label=label, certificate=other, chain=practice.surgeon.parts()[2])


def test_card_that_hides_its_public_key_is_found_out_by_the_first_signature(provider: Card) -> None:
    own = issue(generate("Provider", "hidden", hidden=True), "Bob MARTIN")
    stranger = issue(ec.generate_private_key(ec.SECP256R1()).public_key(), "Eve")
    assert provider.key(label="hidden", certificate=own, chain=(root(),)).sign(b"data")
    key = provider.key(label="hidden", certificate=stranger, chain=(root(),))
    with pytest.raises(KeyUnavailable, match="not that of the certificate of CN=Eve"):
        key.sign(b"data")


def test_gap_in_the_chain_is_named(surgeon: Card) -> None:
    with pytest.raises(KeyUnavailable, match=r"Autorité racine.* is missing"):
        surgeon.key()


# ---- mid-sign


@pytest.mark.parametrize("event", ["pull", "end"])
def test_card_that_is_gone_signs_nothing_and_must_be_opened_again(apart: Cards, event: str) -> None:
    """`pull` removes the token's files: SoftHSM then answers that the key's handle is void. Real readers answer
    "device removed" or "session invalid"; the next test has those answers. `end` shuts the module down."""
    said = apart.child(f"open:{PIN}", "key", "sign", event, "sign", "sign", "close")
    assert said[:4] == ["done"] * 4
    assert said[4].startswith("card 'Surgeon' (")
    assert ("taken out or no longer answers" if event == "pull" else "open it again") in said[4]
    assert said[4].endswith("nothing was signed")
    assert "is closed, or failed before; open it again" in said[5]
    assert said[6] == "done"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("DeviceRemoved", "taken out or no longer answers"),
        ("SessionHandleInvalid", "taken out or no longer answers"),
        ("TokenNotPresent", "taken out or no longer answers"),
        ("UserNotLoggedIn", "no longer logged in"),
        ("GeneralError", "reports GeneralError"),
    ],
)
def test_answers_that_only_real_readers_give(
    practice: Practice, paper: bytes, surgeon: Card, answer: str, told: str
) -> None:
    import pkcs11

    class Gone:
        """A handle whose card answers as a reader does when its card was pulled."""

        def sign(self, *_: object, **__: object) -> bytes:
            raise getattr(pkcs11, answer)

        def __getitem__(self, _: object) -> bool:
            return False

    key = surgeon.key(chain=issuers(practice))
    key._handle = Gone()
    with pytest.raises(KeyUnavailable, match=told):
        certify(paper, "Practitioner1", key, practice.clock, DAY, revocation=practice.authority.crls(DAY))
    with pytest.raises(KeyUnavailable, match="open it again"):
        key.sign(b"data")


def test_closed_card_signs_nothing(practice: Practice, cards: Cards) -> None:
    with Card.open(module(), PIN, token="Surgeon") as card:
        key = card.key(chain=issuers(practice))
    with pytest.raises(KeyUnavailable, match="closed"):
        key.sign(b"data")
    assert "closed" in repr(card)


def test_child_of_a_fork_does_not_use_the_card_of_its_parent(practice: Practice, surgeon: Card) -> None:
    key = surgeon.key(chain=issuers(practice))
    child = os.fork()
    if child == 0:
        try:
            key.sign(b"data")
        except KeyUnavailable as problem:
            os._exit(0 if "opened by another process" in str(problem) else 2)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert key.sign(b"data")


def test_the_page_on_cards_explains_every_refusal_of_a_module() -> None:
    from signatures.keys.pkcs11_token import ADVICE

    page = " ".join((Path(__file__).parents[2] / "docs" / "cards.md").read_text("utf-8").split())
    assert [said for said in ADVICE.values() if said.split(";")[0].split(" (")[0] not in page] == []
