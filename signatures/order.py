"""Who signed what, in which order, against the plan of our own class of documents."""

import unicodedata
from collections.abc import Iterator, Sequence

from pyhanko.sign.fields import MDPPerm

from signatures.certificates import common_name, subject_part
from signatures.content import ARCHIVE
from signatures.document import Document
from signatures.integrity import UNDECIDED, Checked
from signatures.policy import ExpectedField, Plan
from signatures.report import Reason
from signatures.structure import certification
from signatures.vocabulary import Code


def review(document: Document, signatures: Sequence[Checked], plan: Plan) -> Iterator[Reason]:
    """Everything about order, certification and signers that is not as planned."""
    yield from _certified(document, signatures)
    yield from _revisions(document, signatures)
    yield from _sequence(signatures, plan)
    for checked in signatures:
        expected = plan.expected(checked.found.field)
        if expected is not None:
            yield from _signer(checked, expected)


def _certified(document: Document, signatures: Sequence[Checked]) -> Iterator[Reason]:
    """The first signature certifies the document and leaves only signatures to come (DocMDP, P 2)."""
    field, permission = certification(document)
    first = signatures[0].found.field
    if field != first or permission is not MDPPerm.FILL_FORMS:
        yield Reason(Code.NOT_CERTIFIED, "the first signature does not certify the document for signatures only", first)


def _revisions(document: Document, signatures: Sequence[Checked]) -> Iterator[Reason]:
    """Each revision after the first ends with a signature: nothing was written in between."""
    start = signatures[0].found.revision
    expected = list(range(start, document.revisions))
    if [checked.found.revision for checked in signatures] != expected:
        yield Reason(Code.CHANGED_AFTER_SIGNING, "the file holds a revision that no signature of its own closes")


def _sequence(signatures: Sequence[Checked], plan: Plan) -> Iterator[Reason]:
    positions = {expected.field: index for index, expected in enumerate(plan.fields)}
    last_act = max((i for i, c in enumerate(signatures) if c.found.field in positions), default=-1)
    reached, archives, after_act = -1, 0, False
    for index, checked in enumerate(signatures):
        name = checked.found.field
        if name in positions:
            yield from _act(checked, plan.fields[reached + 1 : positions[name]], positions[name] > reached)
            reached, after_act = max(reached, positions[name]), True
            continue
        archives += 1
        number = ARCHIVE.fullmatch(name)
        if number is None or not checked.found.is_timestamp:
            yield Reason(Code.WRONG_ORDER, f"{name} is neither an act of the document nor an archive timestamp", name)
        elif int(number[1]) != archives or not (after_act or index > last_act >= 0):
            yield Reason(Code.WRONG_ORDER, f"the archive timestamp {name} is not in its place", name)
        after_act = False


def _act(checked: Checked, skipped: Sequence[ExpectedField], forward: bool) -> Iterator[Reason]:
    name = checked.found.field
    missing = [expected.field for expected in skipped if not expected.may_stay_empty]
    if checked.found.is_timestamp:
        yield Reason(Code.WRONG_ORDER, f"the field {name} holds a timestamp where a person signs", name)
    elif not forward:
        yield Reason(Code.WRONG_ORDER, f"{name} was signed after an act that comes later", name)
    elif missing:
        yield Reason(Code.WRONG_ORDER, f"{name} was signed before {', '.join(missing)}", name)


def _signer(checked: Checked, expected: ExpectedField) -> Iterator[Reason]:
    name = checked.found.field
    signer, cert = expected.signer, checked.certificate
    if signer is not None and cert is not None:
        found = (_same(common_name(cert)), _same(subject_part(cert, "serial_number")))
        if found != (_same(signer.name), _same(signer.identifier)):
            by = f"{found[0]} ({found[1] or 'no identifier'})"
            message = f"{name} is for {signer.name} ({signer.identifier}), signed by {by}"
            yield Reason(Code.WRONG_SIGNER, message, name)
    if expected.content_timestamp and checked.content_token is None:
        message = "no timestamp inside it shows that it is not older than its date"
        yield Reason(Code.TIME_NOT_PROVEN, message, name, UNDECIDED)


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", text)
