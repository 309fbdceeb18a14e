"""An act signed by a person's own device: two steps, refused in words when anything changed, and judged offline."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import homes
import pytest
from authenticator import FLAG, ORIGIN, RP_ID, Passkey, es256
from closing_world import JUDGED, SEALED, at, begins
from msgspec.structs import replace as with_values
from pypdf import PdfReader
from world import command, once

from dermadocs.domain import acts
from dermadocs.domain.acts import MENTIONS, ActRecord, decode_record
from dermadocs.domain.enrolment import enrolments
from dermadocs.domain.evidence import Code, Drawn, Evidence, Part, Reading, TypedName
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows import bundling, casework, enrolling, gesturing, keeping, sealing
from dermadocs.flows.gesturing import Credential, Prepared
from dermadocs.flows.kept import Kept
from dermadocs.flows.proving import judging
from dermadocs.flows.proving.acts import stamps
from signatures import Assertion, Trust, passkey

NAME = "passkeys"
RECEIVED = at("2026-11-06T20:00")
DEVICE, OTHER = es256(), es256(b"credential 2")
CREDENTIAL = hashlib.sha256(DEVICE.identifier).hexdigest()
ONLINE = Evidence(
    channel="online",
    link="j•••@e•••.fr",
    code=Code(channel="sms", sent_to="+336••••12", checked_at=at("2026-11-06T19:58")),
    mention="pasted",
    gesture=TypedName(),
    reading=Reading(language="en", sha256="a" * 64, parts=(Part(section="medical", language="en"),)),
)


def asked(device: Passkey = DEVICE) -> Credential:
    return Credential(device.identifier, device.public_key, ORIGIN, RP_ID)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a dossier whose estimate is on its way; its patient has enrolled a passkey."""

    def make(folder: Path) -> str:
        homes.make_home(folder / "home", at=at("2026-10-01T09:00"))
        begins(folder / "home", NAME)
        with homes.at_work(folder / "home", at("2026-11-03T09:00")) as work:
            work.do(NAME, "enrol", enrolling.enrol, "patient", DEVICE.identifier, DEVICE.public_key, "L. Roux", "Dr A")
        return "made"

    return once(tmp_path_factory, "passkeys", make)[0] / "home"


@dataclass(frozen=True)
class Room:
    """A signing room: the practice's server on one side, a person with a device on the other."""

    work: homes.AtWork
    folder: Path

    @property
    def kept(self) -> Kept:
        return keeping.opened(self.work.desk, NAME)

    def prepare(self, act: str = "receipt", device: Passkey = DEVICE, **changes: Any) -> Prepared:
        told = {"who": "patient", "mention": MENTIONS[act], "evidence": ONLINE, **changes}
        return gesturing.prepare(self.work.desk, self.kept, act, credential=asked(device), **told)

    def finish(self, prepared: Prepared, assertion: Assertion) -> Kept:
        return self.work.do(NAME, prepared.act, gesturing.finish, prepared, assertion)

    def sign(self, act: str = "receipt", device: Passkey = DEVICE) -> Kept:
        prepared = self.prepare(act, device)
        return self.finish(prepared, device.get(prepared.challenge))

    def later(self, **span: float) -> None:
        self.work.at(self.work.clock.now() + timedelta(**span))

    def judge(self, pdf: bytes) -> dict[str, Any]:
        trust = Trust.load(self.folder / "trust")
        return judging.judge(pdf, {"trust": trust.to_json(), "at": JUDGED.isoformat()})


@pytest.fixture
def room(sent: Path, tmp_path: Path) -> Iterator[Room]:
    with opened(sent, tmp_path) as room:
        yield room


@contextmanager
def opened(sent: Path, tmp_path: Path, when: datetime = RECEIVED) -> Iterator[Room]:
    home = shutil.copytree(sent, tmp_path / "home")
    with homes.at_work(home, when) as work:
        yield Room(work, home)


def row(answer: dict[str, Any], field: str = "Receipt1") -> dict[str, Any]:
    return next(act for act in answer["acts"] if act["field"] == field)


def refused(room: Room, prepared: Prepared, assertion: Assertion, words: str, kind: type[Exception]) -> None:
    """Nothing is signed, nothing recorded, and the words say why."""
    head, pdf = room.kept.head, room.kept.bytes_of("estimate.pdf")
    with pytest.raises(kind, match=words):
        room.finish(prepared, assertion)
    assert (room.kept.head, room.kept.bytes_of("estimate.pdf")) == (head, pdf)


# ---- the way it goes


def test_a_receipt_is_signed_by_the_patient_s_device(room: Room) -> None:
    prepared = room.prepare()
    room.later(seconds=90)  # reading, finger
    answer = room.judge(room.finish(prepared, DEVICE.get(prepared.challenge)).bytes_of("estimate.pdf"))
    assert (answer["verdict"], answer["reasons"]) == ("VALID", [])
    told = row(answer)
    # the file alone cannot say whose passkey it is
    assert (told["level"], told["evidence"]["declared"]) == ("simple", "advanced, claimed")
    assert told["evidence"]["enrolment"] == "not checked"
    assert any(note.startswith("enrolment of the passkey of receipt") for note in answer["not_checked"])
    assert told["evidence"]["gesture"]["rp_id"] == RP_ID
    assert told["evidence"]["code"]["sent_to"] == "+336••••12"
    assert told["evidence"]["mention"] == "pasted"
    assert row(answer, "Practitioner1")["level"] == "simple"
    assert row(answer, "Practitioner1")["evidence"]["gesture"] == {"kind": "certificate"}


def test_nothing_in_the_signature_says_how_to_reach_the_patient(room: Room) -> None:
    patient = room.kept.case.patient
    pdf = room.sign().bytes_of("estimate.pdf")
    for secret in (patient.email, patient.phone, str(patient.birth_date), DEVICE.identifier.decode()):
        assert secret
        assert secret.encode().hex().encode() not in pdf
        assert secret.encode() not in pdf


def test_in_the_bundle_the_enrolment_supports_the_level(room: Room) -> None:
    room.sign()
    answer = sealed(room)
    (estimate,) = [one for one in answer["inside"] if one["file"] == "estimate.pdf"]
    assert (answer["verdict"], answer["reasons"]) == ("VALID", [])
    told = row(estimate)
    assert told["level"] == "advanced, claimed"
    assert told["evidence"]["enrolment"]["identity_seen_by"] == "Dr A"
    assert not any("enrolment of the passkey" in note for note in estimate["not_checked"])


def sealed(room: Room) -> dict[str, Any]:
    """The patient declines, and the dossier is sealed and judged."""
    room.work.at(at("2026-11-10T09:00")).do(NAME, "refusal", casework.refuse, "patient")
    kept = room.work.at(SEALED).do(NAME, "seal", bundling.seal)
    return room.judge(kept.bytes_of("dossier.pdf"))


def test_a_passkey_that_nobody_enrolled_is_good_for_a_simple_signature(room: Room) -> None:
    room.sign(device=OTHER)
    answer = sealed(room)
    (estimate,) = [one for one in answer["inside"] if one["file"] == "estimate.pdf"]
    assert answer["verdict"] == "VALID"
    assert (row(estimate)["level"], row(estimate)["evidence"]["declared"]) == ("simple", "simple")
    assert row(estimate)["evidence"]["enrolment"] is None


def test_a_revoked_passkey_counts_no_more_and_may_be_enrolled_again(room: Room) -> None:
    room.work.do(NAME, "revoke", enrolling.revoke, CREDENTIAL)
    assert decode_record(room.prepare().record).evidence.level == "simple"
    with pytest.raises(InputError, match="is not enrolled"):
        room.work.do(NAME, "revoke", enrolling.revoke, CREDENTIAL)
    room.work.do(NAME, "enrol", enrolling.enrol, "patient", DEVICE.identifier, DEVICE.public_key, "L. Roux", None)
    assert decode_record(room.prepare().record).evidence.level == "advanced, claimed"
    assert [one.event.identity_seen_by for one in enrolments(room.kept.entries).values()] == [None]


# ---- what is refused


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda p: DEVICE.get(passkey.challenge(p.record + b" ")), "another record"),
        (lambda p: DEVICE.get(p.challenge, origin="https://evil.example"), "https://evil.example"),
        (lambda p: DEVICE.get(p.challenge, rp_id="evil.example"), "another name"),
        (lambda p: DEVICE.get(p.challenge, flags=FLAG.UP), "did not verify"),
        (lambda p: DEVICE.get(p.challenge, crossOrigin=True), "somebody else"),
        (lambda p: OTHER.get(p.challenge), "not that of the credential"),
        (lambda p: Assertion(b"", b"", b""), "cannot be read"),
    ],
)
def test_an_assertion_that_is_not_over_this_act(room: Room, made: Callable[[Prepared], Assertion], words: str) -> None:
    prepared = room.prepare()
    refused(room, prepared, made(prepared), words, InputError)


def test_a_gesture_of_another_day_or_of_the_act_before(room: Room) -> None:
    prepared = room.prepare()
    honest = DEVICE.get(prepared.challenge)
    room.later(seconds=acts.GESTURE + 1)
    refused(room, prepared, honest, "too long ago.*prepare it again", NotPermitted)
    again = room.prepare()
    assert again.challenge != prepared.challenge
    refused(room, again, honest, "another record", InputError)


def test_something_else_was_recorded_meanwhile(room: Room) -> None:
    prepared = room.prepare()
    room.work.do(NAME, "attach", casework.attach, "other", b"x", ".txt")
    refused(room, prepared, DEVICE.get(prepared.challenge), "recorded meanwhile.*prepare it again", NotPermitted)


def test_the_same_gesture_does_not_sign_twice(room: Room) -> None:
    prepared = room.prepare()
    honest = DEVICE.get(prepared.challenge)
    room.finish(prepared, honest)
    refused(room, prepared, honest, "recorded meanwhile", NotPermitted)


def test_midnight_between_the_two_steps(sent: Path, tmp_path: Path) -> None:
    """The receipt's date is drawn and gestured for the day before: it is not signed under another."""
    with opened(sent, tmp_path, at("2026-11-06T22:59")) as room:
        prepared = room.prepare()
        room.later(minutes=2)
        refused(room, prepared, DEVICE.get(prepared.challenge), "midnight.*prepare it again", NotPermitted)
        kept = room.sign()
        assert kept.dossier.day is None or kept.dossier.day.isoformat() == "2026-11-07"
        assert room.judge(kept.bytes_of("estimate.pdf"))["verdict"] == "VALID"


def test_a_record_that_was_changed_on_its_way(room: Room) -> None:
    prepared = room.prepare()
    record = decode_record(prepared.record)
    for changes in ({"mention": "lu"}, {"revision": "0" * 64}, {"signer": "somebody"}):
        other = replace(prepared, record=acts.encode(with_values(record, **changes)))
        with pytest.raises((NotPermitted, InputError)):
            room.finish(other, DEVICE.get(other.challenge))


def test_before_the_gate_no_device_helps(room: Room) -> None:
    room.sign()
    with pytest.raises(NotPermitted, match="CSP-D6322-30-01"):
        room.prepare("acceptance")


def test_a_code_checked_after_the_act_a_wrong_mention_and_an_unknown_act(room: Room) -> None:
    late = with_values(ONLINE, code=with_values(ONLINE.code, checked_at=at("2026-11-06T20:01")))
    with pytest.raises(InputError, match="code was checked after"):
        room.prepare(evidence=late)
    with pytest.raises(InputError, match="must type"):
        room.prepare(mention="d’accord")
    with pytest.raises(InputError, match="those are: receipt, notice"):
        room.prepare("withdrawal")


def test_one_step_is_not_enough_for_a_passkey(room: Room) -> None:
    """Nobody states an enrolment: it is read from the chain, and the device has signed."""
    claimed = decode_record(room.prepare().record).evidence
    with pytest.raises(InputError, match="prepare the act, then finish it"):
        room.work.do(NAME, "receipt", casework.receive, "patient", MENTIONS["receipt"], claimed)


def test_somebody_else_s_passkey_and_keys_that_nobody_could_check(room: Room) -> None:
    stolen = Passkey(OTHER.public, OTHER.sign, DEVICE.identifier)
    with pytest.raises(NotPermitted, match="with another key"):
        room.prepare(device=stolen)
    enrol = ("patient", b"credential 3", b"\xa0", "L. Roux", None)
    with pytest.raises(InputError, match="key cannot be used"):
        room.work.do(NAME, "enrol", enrolling.enrol, *enrol)
    with pytest.raises(InputError, match="nobody who signs"):
        room.work.do(NAME, "enrol", enrolling.enrol, "somebody", b"c", DEVICE.public_key, "L. Roux", None)
    with pytest.raises(InputError, match="passkey"):
        gesturing.prepare(
            room.work.desk, room.kept, "receipt", "patient", MENTIONS["receipt"], ONLINE,
            replace(asked(), origin="https://elsewhere.example"),
        )  # fmt: skip


# ---- a practice that cheats: it signs past the flows, with its own keys


def cheated(
    room: Room,
    record: Callable[[ActRecord], ActRecord] = lambda record: record,
    made: Callable[[bytes], bytes | None] = lambda record: proof(DEVICE, record),
) -> Kept:
    """The receipt of an enrolled device, its record or what stands beside it changed before it is signed."""
    changed = record(decode_record(room.prepare().record))

    def deed(desk: Any, kept: Kept) -> Kept:
        file, who = kept.paper("estimate"), kept.case.patient
        at = keeping.moment(desk, kept)
        honest = sealing.receipt(desk.practice, file, who, MENTIONS["receipt"], changed.evidence, at)
        done, _ = sealing.attempt(desk.practice, file, honest, changed, at, made(acts.encode(changed)))
        assert done is not None
        return kept.with_paper("estimate", done, at)

    return room.work.do(NAME, "receipt", deed)


def proof(device: Passkey, record: bytes, **changes: Any) -> bytes:
    return passkey.encode(device.get(passkey.challenge(record), **changes), device.public_key)


def broken(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda r: None, "PASSKEY_MISSING"),
        (lambda r: proof(DEVICE, r + b" "), "PASSKEY_CHALLENGE"),
        (lambda r: proof(DEVICE, r, type="webauthn.create"), "PASSKEY_TYPE"),
        (lambda r: proof(DEVICE, r, origin="https://evil.example"), "PASSKEY_ORIGIN"),
        (lambda r: proof(DEVICE, r, crossOrigin=True), "PASSKEY_CROSS_ORIGIN"),
        (lambda r: proof(DEVICE, r, rp_id="evil.example"), "PASSKEY_RP_ID"),
        (lambda r: proof(DEVICE, r, flags=FLAG.UV), "PASSKEY_NOT_PRESENT"),
        (lambda r: proof(DEVICE, r, flags=FLAG.UP), "PASSKEY_NOT_VERIFIED"),
        (lambda r: proof(OTHER, r), "PASSKEY_KEY"),
        (lambda r: broken(proof(DEVICE, r), -5), "PASSKEY_SIGNATURE"),
        (lambda r: passkey.encode(Assertion(b"", b"", b""), DEVICE.public_key), "PASSKEY_MALFORMED"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_assertion_makes_the_file_invalid(
    room: Room, made: Callable[[bytes], bytes | None], code: str
) -> None:
    answer = room.judge(cheated(room, made=made).bytes_of("estimate.pdf"))
    assert (answer["verdict"], answer["reasons"][0]) == ("INVALID", code)
    assert row(answer)["level"] == "simple"
    assert {message["field"] for message in answer["messages"]} == {"Receipt1"}


def test_an_assertion_beside_a_record_that_names_none(room: Room) -> None:
    answer = room.judge(
        cheated(room, lambda r: with_values(r, evidence=with_values(ONLINE, gesture=None))).bytes_of("estimate.pdf")
    )
    assert (answer["verdict"], answer["reasons"]) == ("INVALID", ["RECORD_DIFFERS"])


@pytest.mark.parametrize("drawn", [None, Drawn(strokes="b" * 64, count=3)], ids=["nothing more", "drawn"])
def test_other_gestures_are_simple(room: Room, drawn: Drawn | None) -> None:
    evidence = with_values(ONLINE, gesture=drawn)
    kept = room.work.do(NAME, "receipt", casework.receive, "patient", MENTIONS["receipt"], evidence)
    answer = room.judge(kept.bytes_of("estimate.pdf"))
    assert (answer["verdict"], row(answer)["level"]) == ("VALID", "simple")


def claiming(enrolment: str, device: Passkey = DEVICE) -> Callable[[ActRecord], ActRecord]:
    """A record that claims an enrolment, of any device."""

    def change(record: ActRecord) -> ActRecord:
        gesture = with_values(
            record.evidence.gesture,  # type: ignore[type-var]
            enrolment=enrolment,
            credential=hashlib.sha256(device.identifier).hexdigest(),
            public_key=hashlib.sha256(device.public_key).hexdigest(),
        )
        return with_values(record, evidence=with_values(record.evidence, gesture=gesture))

    return change


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """The practice seals whatever it has: its own program would refuse a bundle that is not VALID."""
    monkeypatch.setattr(bundling, "refuse_unproven", lambda *_: None)


@pytest.mark.usefixtures("careless")
def test_an_enrolment_that_never_was_is_found_in_the_bundle(room: Room) -> None:
    """A practice with a device of its own claims that it is the patient's, by the enrolment of another."""
    (enrolled,) = enrolments(room.kept.entries).values()
    cheated(room, claiming(enrolled.entry, OTHER), lambda record: proof(OTHER, record))
    answer = sealed(room)
    (estimate,) = [one for one in answer["inside"] if one["file"] == "estimate.pdf"]
    assert (answer["verdict"], answer["reasons"]) == ("INVALID", ["PASSKEY_NOT_ENROLLED"])
    assert row(estimate)["level"] == "simple"


@pytest.mark.usefixtures("careless")
def test_an_enrolment_revoked_before_the_act_does_not_count(room: Room) -> None:
    (enrolled,) = enrolments(room.kept.entries).values()
    room.work.do(NAME, "revoke", enrolling.revoke, CREDENTIAL)
    cheated(room, claiming(enrolled.entry))
    assert sealed(room)["reasons"] == ["PASSKEY_NOT_ENROLLED"]


# ---- what a reader sees


@pytest.fixture(scope="module")
def signed(sent: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Room, bytes]]:
    """A receipt by an enrolled device."""
    with opened(sent, tmp_path_factory.mktemp("signed")) as room:
        yield room, room.sign().bytes_of("estimate.pdf")


def test_no_bit_of_the_assertion_in_the_file_can_be_another(signed: tuple[Room, bytes]) -> None:
    """The envelope's own test tries every bit (tests/signatures/test_passkey.py); here the whole judgment does."""
    room, pdf = signed
    place = pdf.index(DEVICE.public_key.hex().encode())
    for bit in range(0, 8 * 900, 8 * 75 + 1):
        changed = bytearray(pdf)
        changed[place + bit // 8] ^= 1 << bit % 8
        assert room.judge(bytes(changed))["verdict"] != "VALID", bit


def test_the_stamp_says_that_a_device_signed(signed: tuple[Room, bytes]) -> None:
    drawn = stamps(PdfReader(io.BytesIO(signed[1])))["Receipt1"]
    assert "clé d’accès" in " ".join(drawn.split())


def test_the_command_tells_level_and_what_supports_it(signed: tuple[Room, bytes], tmp_path: Path) -> None:
    room, pdf = signed
    (tmp_path / "estimate.pdf").write_bytes(pdf)
    asked = ("verify", "--trust", room.folder / "trust", "--at", "2026-12-21", tmp_path / "estimate.pdf")
    answer = json.loads(command(*asked, "--json").stdout)
    assert (row(answer)["level"], row(answer)["pades"]) == ("simple", "B-LTA")
    told = " ".join(command(*asked).stdout.split())
    for words in (
        "simple level: online; personal link sent to j•••@e•••.fr; one-time code sent by SMS to +336••••12",
        "mention pasted; the device’s passkey for signer.cabinet.example",
        "enrolment of this key not checked",
        "lasting certificate of the signer",
    ):
        assert words in told
