"""What the library's comparison of two revisions lets pass, and a reader would see.

It calls two objects equal that are not the same, leaves what holds for all fields of a form alone, and asks neither in
which order annotations are drawn nor from where a new field comes (ISO 32000-2, clauses 7.3, 12.5.2 and 12.7.3).
"""

import re
from collections.abc import Iterator, Set
from typing import Any, NamedTuple

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver

from signatures.document import Document, entry
from signatures.revision import Revision
from signatures.structure import field_names, form_objects, is_page, signatures_alone, widgets

# Entries that readers decode before they show them: the same letters may be written in other bytes.
_TEXTS = frozenset(
    (
        *("/T", "/TU", "/TM", "/V", "/DV", "/CA", "/RC", "/AC"),  # of fields
        *("/Contents", "/NM", "/Subj", "/M", "/Name", "/Reason", "/Location", "/ContactInfo"),  # of annotations, acts
        *("/Alt", "/ActualText", "/E", "/Lang", "/P", "/URI", "/UF", "/Desc"),
        *("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate"),
        *("/OutputCondition", "/OutputConditionIdentifier", "/RegistryName", "/Info"),  # of an output intent
    )
)
_OF_CATALOGUE, _OF_PAGE = frozenset(("/Root", "/Data")), frozenset(("/P", "/Pg", "/Parent"))  # keys that name them
_MEASURES = frozenset(
    (
        *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/UserUnit"),
        *("/Rect", "/BBox", "/Matrix", "/Border", "/QuadPoints", "/RD", "/L", "/Vertices", "/C", "/BG", "/BC"),
    )
)
_OPTIONS, _NAMES = "/Opt", "/Names"  # lists of texts, and of keys of which some readers compare the bytes
_WORDS = (generic.TextStringObject, generic.ByteStringObject, generic.ArrayObject, generic.StreamObject)  # of a field
_NAME = re.compile(r"/([^\s/\[\]()<>{}%]+)")
_ESCAPED = re.compile(r"#([0-9A-Fa-f]{2})")
_NAMED_FREELY = frozenset(("/Resources", "/DR"))  # below them a palette may be called like anything else


def slipped(document: Document, number: int, filled: Set[str]) -> Iterator[str]:
    """Why the step to revision `number` is refused, which the library finds harmless.

    `filled`: the fields that it fills in, clocks apart.
    """
    old, new = document.at(number - 1), document.at(number)
    yield from (f"it supplies {one}, which signed content already pointed to" for one in _supplied_late(old, new))
    again = "again with the same words, which are of another kind now"
    yield from (f"it writes {one} {again}" for one in _other_kinds(old, new))
    defaults = ", ".join(_other_defaults(old, new, filled))
    if defaults:
        yield f"it changes how the fields of the form are drawn ({defaults})"
    if _other_marking(old, new):
        yield "it changes what the file says of its structure (/MarkInfo)"
    elsewhere = "it writes the catalogue or a page again, which is used elsewhere as"
    yield from (f"{elsewhere} {one}" for one in _other_uses(document, number))
    yield from (f"it changes the flags of the field {one}" for one in _other_flags(document, number))
    yield from (f"it draws the annotations of page {one} in another order" for one in _reordered(old, new))
    yield from (f"it takes {one}, which stood outside the form, for a field" for one in _adopted(document, number))


def _supplied_late(old: HistoricalResolver, new: HistoricalResolver) -> Iterator[str]:
    """New objects that the old revision pointed to before they existed: content chosen after signing."""
    old._load_reverse_xref_cache()
    for reference in new.explicit_refs_in_revision():
        if old.is_ref_unassignable(reference) and old._get_usages_of_ref(reference):
            yield f"object {reference.idnum}"


def _other_kinds(old: HistoricalResolver, new: HistoricalResolver) -> Iterator[str]:
    """Objects that the library finds to be the same, and that a reader takes for something else.

    To it, the string (/Off) equals the name /Off, a dictionary equals a stream with the same entries, and 49 equals
    49.0, which is no code of a character.
    """
    for reference in new.explicit_refs_in_revision():
        if not old.is_ref_unassignable(reference) and not _same_kinds(old(reference), new(reference)):
            yield f"object {reference.idnum}"
    if not _same_kinds(entry(old.root, "/AcroForm"), entry(new.root, "/AcroForm")):  # it may stand elsewhere now
        yield "the form"


class _Place(NamedTuple):
    """Where something stands: whether a reader decodes the strings there, whether 595 and 595.0 are the same length
    there, and whether it stands below resources, whose names are anybody's choice."""

    text: bool = False
    measure: bool = False
    freely_named: bool = False

    def below(self, holder: generic.DictionaryObject, key: str) -> "_Place":
        """The place of what stands under `key`."""
        # beside names as in the first years: what is not found in the tree, some readers look for there
        if self.freely_named or key in _NAMED_FREELY or (key == _NAMES and "/Dests" in holder):
            return _IN_RESOURCES
        listed = isinstance(holder.raw_get(key), generic.ArrayObject)
        text = key == _OPTIONS or (key == _NAMES and _told_apart(holder)) if listed else key in _TEXTS
        return _Place(text=text, measure=key in _MEASURES)


def _told_apart(node: generic.DictionaryObject) -> bool:
    """Whether a tree of names is this node alone, and all its keys read differently: none is taken for another then.

    The library writes them again in the bytes that it prefers.
    """
    listed = node.raw_get(_NAMES)
    keys = [listed.raw_get(index) for index in range(0, len(listed), 2)]
    return (
        "/Kids" not in node
        and all(isinstance(key, generic.TextStringObject) for key in keys)
        and len(set(keys)) == len(keys)
    )


_ANYWHERE, _IN_RESOURCES = _Place(), _Place(freely_named=True)


def _same_kinds(before: Any, after: Any, place: _Place = _ANYWHERE) -> bool:
    """Whether whatever stands in both at the same place, and equal, is of the same kind."""
    if isinstance(before, generic.DictionaryObject) and isinstance(after, generic.DictionaryObject):
        if isinstance(before, generic.StreamObject) != isinstance(after, generic.StreamObject):
            return False
        both = ((key, value, after.raw_get(key)) for key, value in before.items() if key in after)
        return all(_same_kinds(one, other, place.below(before, key)) for key, one, other in both)
    if isinstance(before, generic.ArrayObject) and isinstance(after, generic.ArrayObject):
        return all(_same_kinds(one, other, place) for one, other in zip(before, after, strict=False))
    if type(before) is not type(after):
        return bool(before != after) or (
            place.measure and isinstance(after, generic.NumberObject | generic.FloatObject)
        )
    same_bytes = getattr(before, "original_bytes", b"") == getattr(after, "original_bytes", b"")
    return place.text or before != after or same_bytes


def _other_defaults(old: Revision, new: Revision, filled: Set[str]) -> Iterator[str]:
    """What the form says for all its fields and says otherwise now: a signed text may read as another one.

    The library compares none of it (ISO 32000-2, table 224). When fields are filled in, honest software adds fonts for
    them, and says that every field has its appearance; it has no reason to take anything back.
    """
    before, after = entry(old.root, "/AcroForm"), entry(new.root, "/AcroForm")
    redrawn, redraw = (bool(entry(form, "/NeedAppearances", False)) for form in (before, after))
    if redrawn != redraw and not (filled and redrawn):
        yield "NeedAppearances"
    differing = list(_differing(old, before, after, filled))
    if differing and not signatures_alone(old):  # in this order: the second question looks at every page
        yield from differing


def _differing(old: Revision, before: Any, after: Any, filled: Set[str]) -> Iterator[str]:
    if entry(before, "/DA", "") != entry(after, "/DA", ""):
        yield "DA"
    if entry(before, "/Q", 0) != entry(after, "/Q", 0):
        yield "Q"
    fonts, others = (entry(form, "/DR", generic.DictionaryObject()) for form in (before, after))
    if not _kept(fonts, others) or not (filled or _kept(others, fonts)):
        yield "DR"
    elif others != fonts and (supplied := _named_already(old, filled) & (_palette(others) - _palette(fonts))):
        yield f"DR: {min(supplied)}, in which a field is drawn that it does not fill in"


def _palette(resources: Any) -> set[str]:
    """The names of fonts among resources."""
    fonts = entry(resources, "/Font") if isinstance(resources, generic.DictionaryObject) else None
    return set(fonts) if isinstance(fonts, generic.DictionaryObject) else set()


def _named_already(revision: HistoricalResolver, filled: Set[str]) -> set[str]:
    """Whatever is named where it is said how fields that hold something are drawn (/DA), but for those `filled`."""
    form = entry(revision.root, "/AcroForm")
    told = [
        str(entry(one, "/DA", entry(form, "/DA", "")))
        for name, field in field_names(revision)
        if name not in filled and isinstance(entry(field, "/V"), _WORDS)
        for one in widgets(field)
    ]
    names = (name for one in told for name in _NAME.findall(one))
    return {"/" + _ESCAPED.sub(lambda digits: chr(int(digits[1], 16)), name) for name in names}


def _kept(before: generic.PdfObject, after: generic.PdfObject, levels: int = 2) -> bool:
    """Whether each name in each category of resources still stands for the same (ISO 32000-2, 7.8.3).

    That the object behind a reference is the same is the library's to see.
    """
    if levels == 0:
        return bool(before == after) and _same_kinds(before, after, _IN_RESOURCES)
    before, after = before.get_object(), after.get_object()
    if not isinstance(before, generic.DictionaryObject) or not isinstance(after, generic.DictionaryObject):
        return bool(before == after)
    return all(key in after and _kept(before.raw_get(key), after.raw_get(key), levels - 1) for key in before)


def _other_marking(old: HistoricalResolver, new: HistoricalResolver) -> bool:
    """Whether the catalogue says otherwise now how the structure is to be taken.

    Readers follow a structure, and the words that it puts in the place of those on a page, only if the file is said to
    be marked (ISO 32000-2, 14.7); the library lets anybody say so.
    """
    before, after = (entry(one.root, "/MarkInfo", generic.DictionaryObject()) for one in (old, new))
    return not (_kept(before, after, 1) and _kept(after, before, 1))


def _other_uses(document: Document, number: int) -> Iterator[str]:
    """Other uses of the catalogue and of pages, in which some entries are free: as a list of fonts, say, one of them
    /MarkInfo.

    The library approves them for all uses, since much in a document names them. Nobody who walks from the catalogue
    finds those that lead back to where he came from.
    """
    old, usages = document.at(number - 1), document.reader.usages
    usages.move_to(number - 1)
    usual: dict[int, frozenset[str]] = {}
    for one in usages.written_in(number):
        if one.idnum == old.root_ref.idnum:
            usual[one.idnum] = _OF_CATALOGUE
        elif not old.is_ref_unassignable(one) and is_page(old(one)):
            usual[one.idnum] = _OF_PAGE
    for target, name in usages.named(set(usual)):
        if isinstance(name, str) and name not in usual[target]:
            yield name


def _other_flags(document: Document, number: int) -> Iterator[str]:
    """Fields that are no signatures and are shown otherwise by their flags: as a password, say.

    That nobody may write there any more (the first flag) is what signing software sets (ISO 32000-2, table 227).
    """
    before = dict(field_names(document.at(number - 1)))
    for name, field in field_names(document.at(number)):
        if name in before and entry(field, "/FT") != "/Sig":
            then, now = (int(entry(one, "/Ff", 0)) for one in (before[name], field))
            if (then ^ now) & ~1:
                yield name


def _reordered(old: Revision, new: Revision) -> Iterator[int]:
    """Pages whose annotations lie in another order, or twice: the last one drawn covers the others."""
    for number, (before, after) in enumerate(zip(old.pages, new.pages, strict=False), 1):
        first, second = _annotations(before), _annotations(after)
        if second[: len(first)] != first or not set(first).isdisjoint(second[len(first) :]):
            yield number


def _annotations(page: generic.DictionaryObject) -> list[int]:
    listed = entry(page, "/Annots", ())
    return [one.idnum for one in listed if isinstance(one, generic.IndirectObject)]


def _adopted(document: Document, number: int) -> Iterator[str]:
    """Objects that were there before, and are fields of the form only now."""
    for one in sorted(form_objects(document.at(number)) - form_objects(document.at(number - 1))):
        if document.reader.usages.introduced(Reference(one, 0, document.reader)) < number:
            yield f"object {one}"
