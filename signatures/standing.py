"""What a file holds already: nobody signs over it, or carries it on with a timestamp, unless all of it holds.

As bytes, by the verifier's own rules for files of others: every signature and timestamp is right and none was taken
out, each revision since the first of them is explained and reads alike to every reader, and no title is another one
(`integrity`, `changes`, `tail`, `description`). Trust, time and revocation are asked by whoever verifies, and so are
what a plan or the one canonical spelling demands, and what a clock alone vouched for: who signs next signs for it, too.

The answer follows from the bytes alone, so that no state is asked about twice in one process; and what this process
has itself written upon a state that holds is such a state. Any other byte, and any other process, is asked anew.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

from signatures import changes, description, remains, tail
from signatures.current import roots
from signatures.document import Document
from signatures.dss import read_store
from signatures.errors import NotConformant, SignatureError
from signatures.increment import Increment
from signatures.integrity import FAILED, Checked, check
from signatures.vocabulary import Code

# Of what `integrity` says of bytes alone: a signature, or a token, of which nobody can tell whether its key made it.
_UNCHECKED = (Code.SIGNATURE_UNCHECKED, Code.TIME_NOT_PROVEN)


class _Known:
    """States that hold, by SHA-256 of their bytes, each with the roots of those who signed it."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._roots: OrderedDict[bytes, frozenset[bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, pdf: bytes) -> frozenset[bytes] | None:
        """The roots of a state that is known to hold."""
        key = hashlib.sha256(pdf).digest()
        with self._lock:
            if key in self._roots:
                self._roots.move_to_end(key)
            return self._roots.get(key)

    def add(self, pdf: bytes, roots: frozenset[bytes]) -> None:
        """Know one more, and forget the one that was asked for least lately."""
        key = hashlib.sha256(pdf).digest()
        with self._lock:
            self._roots[key] = roots
            while len(self._roots) > self._room:
                self._roots.popitem(last=False)


_known = _Known(64)  # acts of one document follow at once, or in another process


def standing(increment: Increment) -> frozenset[bytes]:
    """Ask whether all of a file holds, before anything is added to it. Raises NotConformant, naming the field.

    Gives the roots of the people who signed (`current.roots`), as far as the file holds their chains.
    """
    known = _known.of(increment.pdf)
    if known is None:
        known = _roots(_asked(increment.document))
        _known.add(increment.pdf, known)
    return known


def written(pdf: bytes, upon: bytes, people: Iterable[bytes] = ()) -> bytes:
    """What this process has just written upon a state of which it has asked `standing`; handed back as it is.

    `people`: the roots of whoever signed by it, as in the answer of `standing`.
    """
    before = _known.of(upon)
    if before is not None and pdf.startswith(upon):
        _known.add(pdf, before.union(people))
    return pdf


def _asked(document: Document) -> list[Checked]:
    try:
        return checked(document)
    except SignatureError:
        raise
    except Exception as problem:  # malformed input makes the libraries raise anything
        kind = type(problem).__name__
        raise NotConformant(f"the signatures in the file cannot be checked ({kind}); nothing was added") from problem


def checked(document: Document) -> list[Checked]:
    """The signatures of a file that holds. Raises NotConformant, or what malformed input makes the libraries raise."""
    offered = read_store(document).certificates if document.signatures else ()
    signatures = [check(document, found, offered, own_class=False) for found in document.signatures]
    for field, why in (*_broken(signatures), *_changed(document)):
        raise NotConformant(f"{field}: {why}; nothing was added, go back to the file as it was signed")
    return signatures


def _broken(signatures: Sequence[Checked]) -> Iterator[tuple[str, str]]:
    """What failed, or could not be checked."""
    for one in signatures:
        for reason in one.reasons:
            if reason.indication is FAILED:
                yield one.found.field, reason.message
            elif reason.code in _UNCHECKED:
                yield one.found.field, f"{reason.message}, or was altered: what it signed cannot be checked"


def _changed(document: Document) -> Iterator[tuple[str, str]]:
    """What was done since, told of the last one that was signed before it."""
    for reason in remains.lost(document):
        yield reason.field or "", reason.message
    for step in changes.steps(document):
        if step.problem:
            before = [found for found in document.signatures if found.revision < step.revision]
            yield before[-1].field, f"the file was changed afterwards ({step.words})"
    for reason in (*description.retitled(document), *tail.readings(document)):  # in this order: `tail` looks back
        if reason.indication is FAILED:
            yield reason.field or document.signatures[0].field, reason.message


def _roots(signatures: Iterable[Checked]) -> frozenset[bytes]:
    people = [one for one in signatures if not one.found.is_timestamp and one.certificate is not None]
    offered = [issuer for one in people for issuer in (*one.others, *one.offered)]
    return roots((one.certificate for one in people if one.certificate is not None), offered)
