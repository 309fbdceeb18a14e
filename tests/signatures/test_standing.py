"""Nobody signs over a file that is bad already, or carries it on: the reason names the field, and no bytes come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import pem
from foreign import embed, signed, token, usual, with_store
from foreign_kinds import KINDS, Kind
from forgery_changes import other_price
from forgery_tail import Revision
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from test_command_line import run
from verify_world import START, World, blank, byte_range, flip, forged_archive, judge, reader, shared, update

from signatures import Integrity, NotConformant, Prepared, archive, extend, finish, prepare
from signatures.increment import Increment
from signatures.keys import pkcs12
from signatures.standing import checked

MINUTE = timedelta(minutes=1)
AT = START + 20 * MINUTE


def over(made: World, pdf: bytes) -> object:
    return made.sign(pdf, "Receipt1", made.patient, AT)


def prepared(made: World, pdf: bytes) -> object:
    key = made.patient
    return prepare(pdf, "Receipt1", key.certificate, key.chain, made.clock, AT, revocation=made.crls(AT))


def archived(made: World, pdf: bytes) -> object:
    made.now[0] = AT
    return archive(pdf, made.clock, AT, revocation=made.crls(AT))


def extended(made: World, pdf: bytes) -> object:
    made.now[0] = AT
    return extend(pdf, made.clock, AT, revocation=made.crls(AT))


VERBS = (over, prepared, archived, extended)


def price(pdf: bytes) -> bytes:
    return pdf.replace(b"Total 1 500,00", b"Total 9 500,00")


def slot_broken(index: int) -> Callable[[bytes], bytes]:
    """A digit of a slot is another, in the signature value near its end."""

    def change(pdf: bytes) -> bytes:
        _, start, end, _ = byte_range(pdf, index)
        place = start + len(pdf[start : end - 1].rstrip(b"0")) - 40
        return pdf[:place] + (b"1" if pdf[place : place + 1] != b"1" else b"2") + pdf[place + 1 :]

    return change


BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "the page altered under the certification": (price, "Practitioner1: the bytes of the document are not those"),
    "the certification's slot broken": (slot_broken(0), "Practitioner1: "),
    "the timestamp's slot broken": (slot_broken(1), "Archive1: "),
    "a bit of the date in the dictionary": (
        lambda pdf: flip(pdf, pdf.index(b"20261001090000Z") + 9),
        "Practitioner1: the bytes of the document are not those",
    ),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_added_to_what_does_not_hold(what: str, verb: Callable[[World, bytes], object]) -> None:
    made, told = shared()
    change, why = BAD[what]
    bad = change(told.steps[2])
    assert bad != told.steps[2]
    with pytest.raises(NotConformant, match=f"{why}.*; nothing was added, go back to the file as it was signed"):
        verb(made, bad)


@pytest.mark.parametrize("verb", VERBS)
def test_nor_to_what_was_changed_between(verb: Callable[[World, bytes], object]) -> None:
    """Each signature is right, and the last one covers all: what lies between them is explained, or it is not."""
    made, told = shared()
    bad = forged_archive(made, update(told.steps[2], other_price), "Archive2", START + 2 * MINUTE)
    with pytest.raises(NotConformant, match=r"Archive1: the file was changed afterwards \(revision \d"):
        verb(made, bad)


def _titled(writer: IncrementalPdfFileWriter) -> None:
    info = writer.trailer.raw_get("/Info").get_object()
    info["/Title"] = generic.pdf_string("Devis 9999")
    writer.update_container(info)


def _read_in_two_ways(pdf: bytes) -> bytes:
    again = Revision(pdf)
    again.row(again.new, again.add(again.new, b"(x)", b"%d  0 obj" % again.new))
    return again.done()


@pytest.mark.parametrize(
    ("change", "why"),
    [(lambda pdf: update(pdf, _titled), "changes the title"), (_read_in_two_ways, "can be read in two ways")],
)
@pytest.mark.parametrize("verb", VERBS)
def test_nor_to_what_bears_another_title_or_two_readings(
    verb: Callable[[World, bytes], object], change: Callable[[bytes], bytes], why: str
) -> None:
    made, told = shared()
    bad = forged_archive(made, change(told.steps[1]), "Archive1", START + 2 * MINUTE)
    with pytest.raises(NotConformant, match=f"Practitioner1: .*{why}"):
        verb(made, bad)


def test_nor_where_a_signature_was_taken_out() -> None:
    made, told = shared()

    def take_out(writer: object) -> None:
        field = writer.root["/AcroForm"]["/Fields"][1]  # type: ignore[attr-defined]
        del field["/V"]
        writer.update_container(field)  # type: ignore[attr-defined]

    bad = forged_archive(made, update(told.steps[3], take_out), "Archive2", START + 11 * MINUTE)
    with pytest.raises(NotConformant, match=r"Receipt1: the signature in Receipt1 was taken out"):
        archived(made, bad)


@pytest.mark.parametrize("step", range(7))
def test_each_state_of_a_story_stands(step: int) -> None:
    _, told = shared()
    assert len(checked(Increment(told.steps[step]).document)) == step


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_sound_files_of_others_stand(kind: Kind) -> None:
    made, _ = shared()
    pdf = kind.make(made)
    covered = sum(byte_range(pdf)[2:]) == len(pdf)
    if not covered:  # a store behind the last signature
        pdf = forged_archive(made, pdf, "Archive1", START + 2 * MINUTE)
    result = archived(made, pdf)
    assert isinstance(result, bytes)
    assert judge(made, result, AT + timedelta(days=1), None).integrity is Integrity.GOOD
    assert len(reader(result).embedded_signatures) > 1


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_token_whose_certificate_was_altered_is_not_carried_on(step: int) -> None:
    """It stands in no signed part: only that it is the one that was named shows that nobody put another there."""
    made, told = shared()
    bad = told.steps[step]
    unit = made.authority.responder(START).certificate.dump().hex().encode()
    _, start, end, _ = byte_range(bad)
    place = start + bad[start:end].index(unit) + len(unit) - 20
    bad = bad[:place] + (b"1" if bad[place : place + 1] != b"1" else b"2") + bad[place + 1 :]
    with pytest.raises(NotConformant, match=r"certificate .*is not in the file, or was altered: .*; nothing was added"):
        archived(made, bad)


def test_a_token_without_its_certificate_is_carried_on_with_it_in_the_store() -> None:
    made, _ = shared()
    key, unit = made.surgeon, made.authority.responder(START).certificate

    def make(digest: bytes) -> object:
        return signed(key, usual(digest, key.certificate), digest, stamp=lambda value: token(made, value, bare=True))

    bare = embed(blank(), "Practitioner1", make)  # type: ignore[arg-type]
    with pytest.raises(NotConformant, match="certificate of a timestamp authority is not in the file"):
        archived(made, bare)
    whole = embed(with_store(blank(), [unit], []), "Practitioner1", make)  # type: ignore[arg-type]
    assert isinstance(archived(made, whole), bytes)


def test_the_command_says_so(tmp_path: Path) -> None:
    made, told = shared()
    (tmp_path / "bad.pdf").write_bytes(price(told.steps[2]))
    (tmp_path / "tsa.pem").write_bytes(b"".join(pem.armor("CERTIFICATE", one.dump()) for one in made.authority.anchors))
    pkcs12.save(tmp_path / "key.p12", made.patient, b"secret")
    (tmp_path / "password").write_text("secret\n")
    clock = ("--tsa", "http://127.0.0.1:9/", "--tsa-chain", tmp_path / "tsa.pem", "--at", AT.isoformat())
    key = ("--field", "Receipt1", "--key", tmp_path / "key.p12", "--password-file", tmp_path / "password")
    for words in (("sign", *key), ("extend",)):
        refused = run(*words, tmp_path / "bad.pdf", *clock, "-o", tmp_path / "out.pdf")
        assert refused.returncode == 2
        assert refused.stderr.startswith("error: Practitioner1: the bytes of the document are not those")
        assert not (tmp_path / "out.pdf").exists()


def test_what_this_process_wrote_upon_it_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next step follows at once; a byte changed in between, or a signature made elsewhere, is asked about."""
    made, told = shared()
    known = made.sign(told.steps[2], "Receipt1", made.patient, AT)
    asked: list[int] = []
    monkeypatch.setattr("signatures.standing.checked", lambda document: asked.append(document.revisions) or [])
    following = archived(made, known)
    assert isinstance(following, bytes)
    assert archived(made, following) != following
    assert not asked
    archived(made, flip(following, following.index(b"%%EOF") - 2))
    assert len(asked) == 1
    waiting = prepared(made, told.steps[2])
    assert isinstance(waiting, Prepared)
    elsewhere = finish(waiting, made.patient.sign(waiting.to_sign.data), made.clock, AT)
    archived(made, elsewhere)
    assert len(asked) == 2
