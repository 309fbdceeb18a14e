"""What was done to the file after it was signed.

pyHanko's difference analysis explains each object that a later revision writes, or refuses it (ISO 32000-2,
12.8.2.2). It is never skipped. Each revision is compared with the one just before it, once, under the strictest
certification and all the locks then in force; since what is allowed between neighbours is a subset of what is
allowed across them, this says no to everything that comparing with each signed revision would refuse, and the
work grows with the number of revisions, not with its square.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.sign.diff_analysis import ModificationLevel, SuspiciousModification
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm

from signatures.document import MALFORMED, Document, Found
from signatures.rules import POLICY
from signatures.slipped import slipped

_REFERENCE = re.compile(r"Reference\(idnum=(\d+), generation=\d+\)")


@dataclass(frozen=True)
class Step:
    """From one revision to the next."""

    revision: int  # the later one
    level: ModificationLevel
    filled: tuple[str, ...]  # form fields whose value it changed
    problem: str | None  # why the change is refused

    @property
    def words(self) -> str:
        """The step in a few words."""
        if self.problem:
            return f"revision {self.revision}: {self.problem}"
        if self.filled:
            return f"revision {self.revision}: fields filled: {', '.join(sorted(self.filled))}"
        return f"revision {self.revision}: archive data only"

    @property
    def archive_only(self) -> bool:
        """Whether it added nothing but timestamps and validation data."""
        return self.problem is None and self.level <= ModificationLevel.LTA_UPDATES


class _AllLocks(FieldMDPSpec):
    """Every lock set so far: a field is locked if any of them locks it."""

    def __init__(self, locks: Sequence[FieldMDPSpec]) -> None:
        super().__init__(FieldMDPAction.INCLUDE, [])
        self.locks = tuple(locks)

    def is_locked(self, field_name: str) -> bool:
        """Whether any lock covers the field."""
        return any(lock.is_locked(field_name) for lock in self.locks)


def steps(document: Document) -> list[Step]:
    """Each revision after the first signed one, explained or refused."""
    first = document.first_signed
    if first is None:
        return []
    signed = [found for found in document.signatures if found.embedded is not None]
    return [_step(document, signed, number) for number in range(first.revision + 1, document.revisions)]


def _step(document: Document, signed: Sequence[Found], number: int) -> Step:
    try:
        locks, permission = _in_force(signed, number)
        result = POLICY.apply(document.at(number - 1), document.at(number), field_mdp_spec=locks, doc_mdp=permission)
        clocks = {found.field for found in signed if found.is_timestamp}
        filled = frozenset(result.changed_form_fields - clocks) if permission is not MDPPerm.NO_CHANGES else frozenset()
        passed_by = next(slipped(document, number, filled), None)
    except SuspiciousModification as problem:
        return Step(number, ModificationLevel.OTHER, (), _first_line(problem))
    except MALFORMED as problem:
        return Step(number, ModificationLevel.OTHER, (), f"its changes cannot be explained: {_first_line(problem)}")
    refused = None
    level, changed = result.modification_level, tuple(result.changed_form_fields)
    if passed_by is not None:
        refused = passed_by
    elif permission is not None and level.value > permission.value:
        refused = f"the certification permits {permission.name} at most, this is {level.name}"
    elif level > ModificationLevel.FORM_FILLING:
        refused = f"it changes more than form fields ({level.name})"
    return Step(number, level, changed, refused)


def _in_force(signed: Sequence[Found], number: int) -> tuple[_AllLocks | None, MDPPerm | None]:
    """Locks and the strictest certification set by the signatures made before revision `number`."""
    earlier = [found.embedded for found in signed if found.revision < number and found.embedded is not None]
    locks = [embedded.fieldmdp for embedded in earlier if embedded.fieldmdp is not None]
    permissions = [embedded.docmdp_level for embedded in earlier if embedded.docmdp_level is not None]
    return (_AllLocks(locks) if locks else None), min(permissions, key=lambda p: p.value, default=None)


def _first_line(problem: BaseException) -> str:
    """The library's finding, with object numbers instead of its inner names."""
    text = _REFERENCE.sub(r"object \1", " ".join(str(problem).split("\n", 1)[0].split()))
    return (text.split(": {", 1)[0] or type(problem).__name__)[:200]
