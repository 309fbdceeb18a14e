"""What was done to the file after it was signed.

pyHanko's difference analysis explains each object that a later revision writes, or refuses it (ISO 32000-2,
12.8.2.2). It is never skipped. Each revision is compared with the one just before it, once, under the strictest
certification and all the locks then in force; since what is allowed between neighbours is a subset of what is
allowed across them, this says no to everything that comparing with each signed revision would refuse, and the
work grows with the number of revisions, not with its square.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, SuspiciousModification
from pyhanko.sign.diff_analysis.policies import StandardDiffPolicy
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm

from signatures.reading import MALFORMED, Document, Found, entry

_REFERENCE = re.compile(r"Reference\(idnum=(\d+), generation=\d+\)")
assert isinstance(DEFAULT_DIFF_POLICY, StandardDiffPolicy)
_POLICY: StandardDiffPolicy = DEFAULT_DIFF_POLICY


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
        old, new = document.at(number - 1), document.at(number)
        result = _POLICY.apply(old, new, field_mdp_spec=locks, doc_mdp=permission)
        supplied_late = next(_supplied_late(old, new), None)
        filling = bool(result.changed_form_fields) and permission is not MDPPerm.NO_CHANGES
        defaults = ", ".join(_other_defaults(old, new, filling=filling))
        other_kind = next(_other_kinds(old, new), None)
    except SuspiciousModification as problem:
        return Step(number, ModificationLevel.OTHER, (), _first_line(problem))
    except MALFORMED as problem:
        return Step(number, ModificationLevel.OTHER, (), f"its changes cannot be explained: {_first_line(problem)}")
    refused = None
    level, filled = result.modification_level, tuple(result.changed_form_fields)
    if supplied_late is not None:
        refused = f"it supplies {supplied_late}, which signed content already pointed to"
    elif other_kind is not None:
        refused = f"it writes {other_kind} again with the same words, which are of another kind now"
    elif defaults:
        refused = f"it changes how the fields of the form are drawn ({defaults})"
    elif permission is not None and level.value > permission.value:
        refused = f"the certification permits {permission.name} at most, this is {level.name}"
    elif level > ModificationLevel.FORM_FILLING:
        refused = f"it changes more than form fields ({level.name})"
    return Step(number, level, filled, refused)


def _in_force(signed: Sequence[Found], number: int) -> tuple[_AllLocks | None, MDPPerm | None]:
    """Locks and the strictest certification set by the signatures made before revision `number`."""
    earlier = [found.embedded for found in signed if found.revision < number and found.embedded is not None]
    locks = [embedded.fieldmdp for embedded in earlier if embedded.fieldmdp is not None]
    permissions = [embedded.docmdp_level for embedded in earlier if embedded.docmdp_level is not None]
    return (_AllLocks(locks) if locks else None), min(permissions, key=lambda p: p.value, default=None)


def _supplied_late(old: HistoricalResolver, new: HistoricalResolver) -> Iterator[str]:
    """New objects that the old revision pointed to before they existed: content chosen after signing."""
    old._load_reverse_xref_cache()
    for reference in new.explicit_refs_in_revision():
        if old.is_ref_unassignable(reference) and old._get_usages_of_ref(reference):
            yield f"object {reference.idnum}"


def _other_kinds(old: HistoricalResolver, new: HistoricalResolver) -> Iterator[str]:
    """Objects that the library finds to be the same, and that a reader takes for something else.

    To it, the string (/Off) equals the name /Off, and a dictionary equals a stream with the same entries.
    """
    for reference in new.explicit_refs_in_revision():
        if not old.is_ref_unassignable(reference) and not _same_kinds(old(reference), new(reference)):
            yield f"object {reference.idnum}"


def _same_kinds(before: Any, after: Any) -> bool:
    """Whether whatever stands in both at the same place, and equal, is of the same kind."""
    if isinstance(before, generic.DictionaryObject) and isinstance(after, generic.DictionaryObject):
        same = isinstance(before, generic.StreamObject) == isinstance(after, generic.StreamObject)
        return same and all(_same_kinds(value, after.raw_get(key)) for key, value in before.items() if key in after)
    if isinstance(before, generic.ArrayObject) and isinstance(after, generic.ArrayObject):
        return all(map(_same_kinds, before, after))
    names = isinstance(before, generic.NameObject), isinstance(after, generic.NameObject)
    return names[0] == names[1] or bool(before != after)


def _other_defaults(old: HistoricalResolver, new: HistoricalResolver, *, filling: bool) -> Iterator[str]:
    """What the form says for all its fields and says otherwise now: a signed text may read as another one.

    The library compares none of it (ISO 32000-2, table 224). `filling`: honest software then adds fonts, and says that
    every field has its appearance; it has no reason to take anything back.
    """
    before, after = entry(old.root, "/AcroForm"), entry(new.root, "/AcroForm")
    redrawn, redraw = (bool(entry(form, "/NeedAppearances", False)) for form in (before, after))
    if redrawn != redraw and not (filling and redrawn):
        yield "NeedAppearances"
    if entry(before, "/DA", "") != entry(after, "/DA", ""):
        yield "DA"
    if entry(before, "/Q", 0) != entry(after, "/Q", 0):
        yield "Q"
    fonts, others = (entry(form, "/DR", generic.DictionaryObject()) for form in (before, after))
    if not _kept(fonts, others) or not (filling or _kept(others, fonts)):
        yield "DR"


def _kept(before: generic.PdfObject, after: generic.PdfObject, levels: int = 2) -> bool:
    """Whether each name in each category of resources still stands for the same (ISO 32000-2, 7.8.3).

    That the object behind a reference is the same is the library's to see.
    """
    if levels == 0:
        return bool(before == after)
    before, after = before.get_object(), after.get_object()
    if not isinstance(before, generic.DictionaryObject) or not isinstance(after, generic.DictionaryObject):
        return bool(before == after)
    return all(key in after and _kept(before.raw_get(key), after.raw_get(key), levels - 1) for key in before)


def _first_line(problem: BaseException) -> str:
    """The library's finding, with object numbers instead of its inner names."""
    text = _REFERENCE.sub(r"object \1", " ".join(str(problem).split("\n", 1)[0].split()))
    return (text.split(": {", 1)[0] or type(problem).__name__)[:200]
