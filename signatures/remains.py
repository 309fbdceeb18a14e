"""What became of a file's signatures, and what follows the newest one.

The difference analysis starts from the signatures that a file still has, and lets anyone add empty fields. A reader of
the latest revision must besides not lose a signature without a word (ISO 32000-2, 12.8.2.2; ETSI EN 319 142-1, clause
5.5).
"""

from collections.abc import Iterator, Sequence

from pyhanko.sign.fields import enumerate_sig_fields

from signatures.changes import Step
from signatures.document import MALFORMED, Document, Found, byte_range
from signatures.integrity import UNDECIDED, Checked
from signatures.report import Reason
from signatures.spelling import spelt
from signatures.structure import annotations, field_names, form_objects, number_of, shows, signatures_alone, widgets
from signatures.vocabulary import Code

_RANGE = spelt("ByteRange")


def lost(document: Document) -> Iterator[Reason]:
    """Signatures of an earlier revision that the latest one no longer shows.

    A field can be emptied and signed anew, so a signature is known by its place in the file, too.
    """
    if len(_RANGE.findall(document.pdf)) <= sum(map(document.in_the_open, document.signatures)):
        return  # each of the latest ones stands in the file as text, and there is no text of another one
    present = {(found.field, found.byte_range) for found in document.signatures}
    for number in range(document.revisions - 1):
        try:
            then = enumerate_sig_fields(document.at(number), filled_status=True)
            filled = {(name, byte_range(value)) for name, value, _ in then}
        except MALFORMED:
            continue  # a first section of a linearised file knows no catalogue yet
        for name, place in sorted(filled - present):
            present.add((name, place))
            message = f"the signature in {name} was taken out or replaced after revision {number}"
            yield Reason(Code.CHANGED_AFTER_SIGNING, message, name)


def end_of_file(
    document: Document, signatures: Sequence[Checked], steps: Sequence[Step], *, own_class: bool
) -> list[Reason]:
    """The newest signature reaches the end of the file; in files of others, archive data may follow it."""
    last = signatures[-1].found
    if last.embedded is None or signatures[-1].to_the_end:
        return []
    tail = [step for step in steps if step.revision > last.revision]
    if own_class or not tail or document.pdf.rpartition(b"%%EOF")[2].strip():
        return [Reason(Code.COVERAGE, "the newest signature does not cover the whole file", last.field)]
    before = {name for name, _ in field_names(document.at(last.revision))}
    added = sorted({name for name, _ in field_names(document.last)} - before)
    message = f"after the newest signature: fields added: {', '.join(added)}"
    return [Reason(Code.CHANGED_AFTER_SIGNING, message, last.field)] if added else []


def unvouched(document: Document, signatures: Sequence[Checked], steps: Sequence[Step]) -> Iterator[Reason]:
    """What was filled in or drawn after the newest signature of a person: a clock stamps whatever it is given."""
    people = [checked.found for checked in signatures if not checked.found.is_timestamp]
    newest = max(people, key=lambda found: found.revision, default=signatures[0].found)
    stamps = [one.found for one in signatures if one.found.is_timestamp and one.found.embedded is not None]
    later = [found for found in stamps if found.revision > newest.revision]
    names, own = {found.field for found in stamps}, _objects_of(later)
    for step in steps:
        if step.revision <= newest.revision or step.problem is not None:
            continue
        if not (step.archive_only or _fills_only(document, step, names)):
            message = f"after the newest signature of a person: {step.words}"
            yield Reason(Code.CHANGED_AFTER_SIGNING, message, newest.field)
        elif others := sorted(_fields_written(document, step.revision) - own):
            message = f"after the newest signature of a person: revision {step.revision} writes the field {others[0]}"
            yield Reason(Code.CHANGED_AFTER_SIGNING, message, newest.field)
    annotated = annotations(document.last) if later else set()
    for found in later:
        if found.embedded is not None and shows(found.embedded.sig_field, annotated):
            message = f"the timestamp {found.field} draws over a page or acts, and nobody has signed that since"
            yield Reason(Code.CHANGED_AFTER_SIGNING, message, found.field, UNDECIDED)


def _fills_only(document: Document, step: Step, names: set[str]) -> bool:
    """Whether all that a step fills in is among `names`, or it fills in nothing in a form of signatures alone."""
    if step.filled:
        return set(step.filled) <= names
    return signatures_alone(document.at(step.revision - 1))


def _objects_of(stamps: Sequence[Found]) -> set[int]:
    """The numbers of the objects that are fields of timestamps, or widgets of theirs."""
    fields = [one.embedded.sig_field for one in stamps if one.embedded is not None]
    below = [widget for field in fields for widget in widgets(field) if widget is field or "/T" not in widget]
    return {number for number in map(number_of, below) if number is not None}


def _fields_written(document: Document, revision: int) -> set[int]:
    """The fields and widgets that one revision writes, by the number of their object."""
    return form_objects(document.at(revision)) & document.written(revision)


def drawn_later(document: Document) -> list[str]:
    """Visible fields that came after the first signature: what they cover on their page is for eyes to judge."""
    first = document.first_signed
    if first is None or first.revision == document.revisions - 1:
        return []
    before = {name for name, _ in field_names(document.at(first.revision))}
    later = [(name, field) for name, field in field_names(document.last) if name not in before]
    annotated = annotations(document.last) if later else set()
    # an empty signature field has a label in some readers, even without an area
    return [name for name, field in later if "/V" not in field or shows(field, annotated)]
