"""The counter-examples: who cheats how, and what an auditor must be told. Data first, one maker each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from dermadocs.demo import counter_examples as edits
from dermadocs.demo.life import EVIDENCE, Life
from dermadocs.domain import acts
from dermadocs.domain.acts import MENTIONS, ActRecord
from dermadocs.domain.evidence import BY_CERTIFICATE
from dermadocs.domain.french import money
from dermadocs.flows.paper_file import PaperFile
from signatures import Key, archive, sign
from signatures.increment import Increment


@dataclass(frozen=True)
class CounterExample:
    """One forged or unlucky file: its name, what was done, and the codes and exit that verification must give."""

    name: str
    story: str
    exits: tuple[int, ...]
    reason: str | None
    make: Callable[[Life], bytes]


def act_by(life: Life, file: PaperFile, field: str, key: Key, at: datetime) -> bytes:
    """An act made past the flows: stamp, record and archive all right, only the law or the key is not."""
    life.clock.set(at)
    act = acts.field_of(file.document, field)
    record = ActRecord(
        schema="dermadocs/act/1",
        act=act.act,
        field=field,
        signer=act.signer.identifier,
        mention=MENTIONS[act.act],
        document=file.document_sha256,
        revision=file.sha256,
        chain=file.head,
        shown_at=at,
        clock="C",
        evidence=BY_CERTIFICATE if act.act in acts.OF_THE_PRACTICE else EVIDENCE,
    )
    drawn = life.practice.printer.stamp(act.act, acts.stamp(file.document, record))
    signed = sign(
        file.pdf,
        field,
        key,
        life.practice.clock,
        at,
        appearance=drawn,
        record=acts.encode(record),
        content_timestamp=act.act == "acceptance",
        revocation=life.authority.crls(at),
    )
    return archive(signed, life.practice.clock, at, revocation=life.authority.crls(at))


def accepted_at(life: Life, at: datetime) -> bytes:
    """An acceptance by the right patient at the wrong time."""
    signer = acts.field_of(life.received.document, "Acceptance1").signer
    key = life.authority.one_shot(name=signer.name, identifier=signer.identifier, at=at)
    return act_by(life, life.received, "Acceptance1", key, at)


def gate_of(life: Life) -> datetime:
    """The first permitted instant of the honest story."""
    gate = life.received.dossier.gate
    assert gate is not None
    return gate


def wrong_signer(life: Life) -> bytes:
    """The surgeon signs the patient's receipt with his own key."""
    key = life.practice.keys.practitioner(life.issued.case.operators[0].rpps)
    return act_by(life, life.issued, "Receipt1", key, life.days.received)


def extra_field(life: Life) -> bytes:
    """One more field, filled by the right authority after all was locked: `signatures.sign` would refuse."""
    at = life.days.accepted + timedelta(hours=1)
    life.clock.set(at)
    increment = Increment(life.accepted.pdf)
    invisible = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
    field = SigFieldSpec("Seal2", invis_sig_settings=invisible, readable_field_name="Cachet")
    unsigned = increment.write(DocumentTimestamp(bytes_reserved=2 * life.practice.clock.room), "Seal2", new=field)
    return unsigned.fill(life.practice.clock.stamp(unsigned.digest, at).der)


def redrawn(life: Life) -> bytes:
    """The total is painted over in an update that no reader complains of."""
    total = money(life.accepted.document.computed.totals.gross)
    return edits.redrawn_price(life.accepted.pdf, total, "2 900,00")


def _cut(life: Life) -> bytes:
    return edits.cut_in_a_revision(life.accepted.pdf, edits.revisions(life.accepted.pdf))


def _earlier(life: Life) -> bytes:
    return edits.cut_at_a_revision(life.accepted.pdf, edits.revisions(life.accepted.pdf), keep=4)


COUNTER_EXAMPLES = (
    CounterExample(
        "accepted-two-minutes-early.pdf",
        "accepted two minutes before the gate",
        (1,),
        "INTERVAL_VIOLATED",
        lambda life: accepted_at(life, gate_of(life) - timedelta(minutes=2)),
    ),
    CounterExample(
        "accepted-one-second-early.pdf",
        "accepted one second before the gate: within what the clock may be off",
        (3,),
        "INTERVAL_NOT_PROVEN",
        lambda life: accepted_at(life, gate_of(life) - timedelta(seconds=1)),
    ),
    CounterExample(
        "price-redrawn.pdf",
        "another total painted over the signed one",
        (1,),
        "CHANGED_AFTER_SIGNING",
        redrawn,
    ),
    CounterExample(
        "patient-field-signed-by-surgeon.pdf",
        "the receipt signed with the surgeon's key",
        (1,),
        "WRONG_SIGNER",
        wrong_signer,
    ),
    CounterExample(
        "extra-field-signed.pdf",
        "a field added and signed by the right authority",
        (1,),
        "UNKNOWN_FIELD",
        extra_field,
    ),
    CounterExample(
        "junk-after-the-end.pdf",
        "words appended behind the last signature",
        (1, 2),
        "COVERAGE",
        lambda life: edits.junk_after_the_end(life.accepted.pdf),
    ),
    CounterExample("cut-in-a-revision.pdf", "broken off in the middle of a revision", (1, 2), None, _cut),
    CounterExample(
        "cut-at-a-revision.pdf",
        "an honest earlier state: the acceptance is missing, and said so",
        (0,),
        None,
        _earlier,
    ),
)
