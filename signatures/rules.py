"""The library's rules for what may follow a signature, without their approvals « wherever it is used ».

A rule of pyHanko's difference analysis approves an object that a revision writes, for one use of it or for all of them.
For all of them it approves also what a new signature names as its /TransformParams, an appearance dictionary of a field
and what that leads to; but each may be an object that signed pages use for something else, a page's own content say.
Here only what nothing used before is approved like that (ISO 32000-2, 12.8.2.2.2). Two are left: the catalogue and a
page that is drawn with a new field, which those rules compare entry by entry.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, SuspiciousModification
from pyhanko.sign.diff_analysis.form_rules_api import (
    FieldComparisonContext,
    FieldMDPRule,
    FormUpdate,
    FormUpdatingRule,
)
from pyhanko.sign.diff_analysis.policies import StandardDiffPolicy
from pyhanko.sign.diff_analysis.rules.form_field_rules import DSSCompareRule, SigFieldCreationRule
from pyhanko.sign.diff_analysis.rules_api import ApprovalType, ReferenceUpdate, RelativeContext

from signatures.document import entry
from signatures.structure import is_page

Update = tuple[ModificationLevel, FormUpdate]


class _FieldRule(FieldMDPRule):
    """A rule for fields, which may write no object again that is used elsewhere."""

    def __init__(self, rule: FieldMDPRule) -> None:
        self._rule = rule

    def apply(self, context: FieldComparisonContext) -> Iterable[Update]:
        pages = isinstance(self._rule, SigFieldCreationRule)
        for level, update in self._rule.apply(context):
            if update.updated_ref not in context.new.explicit_refs_in_revision():
                continue  # else a field counts as filled that nobody wrote
            if not _used_elsewhere(update, context.old, pages=pages):
                yield level, update
            elif (uses := _appearance(update, context)) is not None:
                yield level, replace(update, context_checked=uses)


class _FormRule(FormUpdatingRule):
    """The rule for the whole form: the resources that all fields share are approved by itself."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[Update]:
        for level, update in super().apply(old, new):
            if not _used_elsewhere(update, old, pages=True):
                yield level, update


_OF_ONE = ("VRI key {} was modified or deleted.", "VRI key {} is not formatted correctly.")


class _StoreRule(DSSCompareRule):
    """The rule for validation data, but what is kept for one signature (/VRI) may be written anew, or left out.

    It is an index of what stands beside it, and some products renew a file without it, or say of what type it is.
    pyHanko itself writes it anew with an archive timestamp; its rule never sees that, for it compares with the revision
    that was signed, which had no such entry. No reader shows any of it.
    """

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        try:
            yield from super().apply(old, new)
        except SuspiciousModification as problem:
            before, after = _kept_for_each(old), _kept_for_each(new)
            if before and "/VRI" not in new.root["/DSS"] and str(problem) == "Key /VRI was deleted from dictionary":
                return
            if not any(str(problem) == said.format(key) for said in _OF_ONE for key in {*before, *after}):
                raise
            kept = {key: value for key, value in before.items() if key in after and after.raw_get(key) == value}
            there = generic.DictionaryObject({key: value for key, value in after.items() if key != "/Type"})
            yield from self._check_vri(old, new, kept, there)  # type: ignore[no-untyped-call]  # pyHanko's


def _kept_for_each(revision: HistoricalResolver) -> generic.DictionaryObject:
    """The validation data of each signature, by the digest of its CMS (ISO 32000-2, 12.8.4.4)."""
    found: Any = revision.root
    for key in ("/DSS", "/VRI"):
        found = entry(found, key) if isinstance(found, generic.DictionaryObject) else None
    return found if isinstance(found, generic.DictionaryObject) else generic.DictionaryObject()


def _used_elsewhere(update: FormUpdate, old: HistoricalResolver, *, pages: bool) -> bool:
    """Whether it is approved wherever it is used, and was used before."""
    everywhere = update.approval_type is ApprovalType.BLANKET_APPROVE
    return (
        everywhere
        and bool(old._get_usages_of_ref(update.updated_ref))
        and not (pages and is_page(old(update.updated_ref)))
    )


def _appearance(update: FormUpdate, context: FieldComparisonContext) -> RelativeContext | None:
    """The use that a field makes of its appearance dictionary; None if the update is of something else."""
    spec = context.field_specs.get(update.field_name or "")
    field = None if spec is None else spec.old_field
    if spec is None or spec.old_field_ref is None or field is None or "/AP" not in field:
        return None
    value = field.raw_get("/AP")
    if not isinstance(value, generic.IndirectObject) or value.reference != update.updated_ref:
        return None
    return RelativeContext(spec.old_field_ref, RawPdfPath("/AP"))


def _policy() -> StandardDiffPolicy:
    stock = DEFAULT_DIFF_POLICY
    assert isinstance(stock, StandardDiffPolicy)
    assert stock.form_rule is not None
    form = _FormRule([_FieldRule(rule) for rule in stock.form_rule.field_rules])
    store = _StoreRule().as_qualified(ModificationLevel.LTA_UPDATES)
    rules = [store if isinstance(getattr(rule, "rule", None), DSSCompareRule) else rule for rule in stock.global_rules]
    assert store in rules
    return StandardDiffPolicy(rules, form)


POLICY = _policy()
"""What may follow a signature."""
