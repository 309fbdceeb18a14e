"""One signature, one spelling: whatever else a slot may be made to say is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asn1crypto import cms, core
from hypothesis import given
from hypothesis import strategies as st
from verify_world import byte_range, shared

from signatures import Code
from signatures.envelope import signature_holds, token_holds

Check = Callable[[bytes, bytes], object]
ARCHIVE, ACCEPTANCE = -1, -2  # the last two signatures of the story


def parts(index: int) -> tuple[bytes, bytes]:
    """Slot and covered bytes of one signature of the finished story."""
    _, story = shared()
    _, start, second, rest = byte_range(story.last, index)
    return story.last[start:second], story.last[:start] + story.last[second : second + rest]


def der_in(contents: bytes) -> bytes:
    raw = bytes.fromhex(contents[1:-1].decode())
    return cms.ContentInfo.load(raw).dump()


def slot(data: bytes, like: bytes) -> bytes:
    """`data` as the content of a slot of the same size as `like`."""
    padded = data + b"\0" * ((len(like) - 2) // 2 - len(data))
    return b"<" + padded.hex().encode() + b">"


def test_what_we_made_holds() -> None:
    assert token_holds(*parts(ARCHIVE)) is None
    assert signature_holds(*parts(ACCEPTANCE)) is None


def test_any_bit_of_the_last_timestamp() -> None:
    contents, covered = parts(ARCHIVE)
    for offset in range(len(contents)):
        for bit in range(8):
            changed = bytearray(contents)
            changed[offset] ^= 1 << bit
            assert token_holds(bytes(changed), covered) is not None, (offset, bit)


@pytest.mark.parametrize(("check", "index"), [(token_holds, ARCHIVE), (signature_holds, ACCEPTANCE)])
def test_any_bit_of_the_der(check: Check, index: int) -> None:
    contents, covered = parts(index)
    data = der_in(contents)
    step = 1 if index == ARCHIVE else 3
    for offset in range(0, len(data), step):
        for bit in range(8):
            changed = bytearray(data)
            changed[offset] ^= 1 << bit
            assert check(slot(bytes(changed), contents), covered) is not None, (offset, bit)


@pytest.mark.slow
def test_any_bit_of_a_signature_with_both_its_timestamps() -> None:
    contents, covered = parts(ACCEPTANCE)
    for offset in range(0, len(contents), 3):
        for bit in range(8):
            changed = bytearray(contents)
            changed[offset] ^= 1 << bit
            assert signature_holds(bytes(changed), covered) is not None, (offset, bit)


@pytest.mark.parametrize(("check", "index"), [(token_holds, ARCHIVE), (signature_holds, ACCEPTANCE)])
def test_other_bytes_covered(check: Check, index: int) -> None:
    contents, covered = parts(index)
    reason = check(contents, covered + b" ")
    assert reason is not None
    assert reason.code is Code.SIGNATURE_BROKEN  # type: ignore[attr-defined]


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "upper-case digits": lambda c: c.upper(),
    "one upper-case digit": lambda c: c[:2] + c[2:].replace(b"a", b"A", 1),
    "white space": lambda c: c[:-3] + b"\n0>",
    "an odd digit": lambda c: c[:-2] + b">",
    "padding not zero": lambda c: c[:-2] + b"1>",
    "a literal string": lambda c: b"(" + c[1:-1] + b")",
    "two strings": lambda c: c[:-6] + b"><00>",
    "no padding but a comment": lambda c: c[:-6] + b"%0000>",
    "empty": lambda _: b"<>",
    "nothing": lambda _: b"",
    "zeros only": lambda c: b"<" + b"0" * (len(c) - 2) + b">",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_other_spelling_of_the_slot(spelling: str) -> None:
    for check, index in ((token_holds, ARCHIVE), (signature_holds, ACCEPTANCE)):
        contents, covered = parts(index)
        reason = check(SPELLINGS[spelling](contents), covered)
        assert reason is not None
        assert reason.code is Code.ENVELOPE_NOT_CANONICAL


def signed_data(data: bytes) -> tuple[cms.ContentInfo, cms.SignedData]:
    info = cms.ContentInfo.load(data)
    return info, info["content"]


def more_certificates(data: bytes) -> bytes:
    world, _ = shared()
    info, signed = signed_data(data)
    signed["certificates"].append(cms.CertificateChoices("certificate", world.authority.root))
    return info.dump()


def certificate_twice(data: bytes) -> bytes:
    info, signed = signed_data(data)
    signed["certificates"].append(signed["certificates"][0].copy())
    return info.dump()


def other_version(data: bytes) -> bytes:
    info, signed = signed_data(data)
    signed["version"] = "v5"
    return info.dump()


def second_digest_algorithm(data: bytes) -> bytes:
    info, signed = signed_data(data)
    signed["digest_algorithms"].append({"algorithm": "sha512"})
    return info.dump()


def plain_parameters(data: bytes) -> bytes:
    """The digest algorithm once with NULL parameters and once without: both are read alike."""
    _info, signed = signed_data(data)
    spelled = signed["digest_algorithms"][0].dump()
    with_null = spelled.endswith(b"\x05\x00")
    oid = core.ObjectIdentifier("2.16.840.1.101.3.4.2.1").dump()
    body = oid if with_null else oid + b"\x05\x00"
    other = b"\x30" + bytes((len(body),)) + body
    return data.replace(spelled, other, 1)


def second_signer(data: bytes) -> bytes:
    info, signed = signed_data(data)
    signed["signer_infos"].append(signed["signer_infos"][0].copy())
    return info.dump()


def unsigned_attribute(data: bytes) -> bytes:
    info, signed = signed_data(data)
    extra = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.OctetString(b"x")]})
    kept = list(signed["signer_infos"][0]["unsigned_attrs"] or ())
    signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([*kept, extra])
    return info.dump()


def longer_length(data: bytes) -> bytes:
    """BER: the outer length in more bytes than it needs."""
    assert data[1] == 0x82
    return b"\x30\x83\x00" + data[2:]


def trailing_element(data: bytes) -> bytes:
    return data + b"\x05\x00"


@pytest.mark.parametrize(
    "change",
    [
        more_certificates,
        certificate_twice,
        other_version,
        second_digest_algorithm,
        plain_parameters,
        second_signer,
        unsigned_attribute,
        longer_length,
        trailing_element,
    ],
)
def test_other_spelling_of_the_cms(change: Callable[[bytes], bytes]) -> None:
    for check, index in ((token_holds, ARCHIVE), (signature_holds, ACCEPTANCE)):
        contents, covered = parts(index)
        changed = change(der_in(contents))
        assert changed != der_in(contents)
        assert check(slot(changed, contents), covered) is not None


def test_signature_timestamp_taken_away_changes_the_spelling_of_nothing_else() -> None:
    """Without its timestamp a signature is still canonical: that it is missing is for the walk to say."""
    contents, covered = parts(ACCEPTANCE)
    info, signed = signed_data(der_in(contents))
    signed["signer_infos"][0]["unsigned_attrs"] = None
    del signed["signer_infos"][0]["unsigned_attrs"]
    assert signature_holds(slot(info.dump(), contents), covered) is None


def test_token_of_another_document() -> None:
    _, story = shared()
    contents, _ = parts(ARCHIVE)
    other = story.steps[2]
    _, start, second, rest = byte_range(other)
    reason = token_holds(contents, other[:start] + other[second : second + rest])
    assert reason is not None
    assert reason.code is Code.SIGNATURE_BROKEN


@given(st.binary(max_size=300), st.booleans())
def test_garbage_is_refused_and_never_raises(garbage: bytes, as_hex: bool) -> None:
    contents = b"<" + garbage.hex().encode() + b">" if as_hex else garbage
    assert token_holds(contents, b"") is not None
    assert signature_holds(contents, b"") is not None


@given(st.data())
def test_der_cut_or_spliced_anywhere_is_refused(data: st.DataObject) -> None:
    contents, covered = parts(ARCHIVE)
    whole = der_in(contents)
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start, len(whole)))
    inserted = data.draw(st.binary(max_size=6))
    changed = whole[:start] + inserted + whole[end:]
    if changed != whole:
        assert token_holds(slot(changed, contents), covered) is not None
