"""What our own class of files may hold, and what later revisions may never touch.

The difference analysis lets anyone rewrite a file's metadata and add signature fields; a final document that
was signed page by page allows neither. These rules look at the whole file, not at one signature.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import HistoricalResolver

from signatures.document import MALFORMED, Document, entry
from signatures.policy import Plan
from signatures.report import Reason
from signatures.structure import annotations, field_names, shows
from signatures.trees import Follow
from signatures.vocabulary import Code

ARCHIVE = re.compile(r"Archive([1-9][0-9]*)")
# Keys that make a document do something, or show something else at another time
_ACTIVE_KEYS = {
    "/JS": "a script",
    "/JavaScript": "a script",
    "/OpenAction": "an action on opening",
    "/AA": "automatic actions",
    "/XFA": "an XFA form",
    "/OCProperties": "layers",
    "/RichMediaContent": "rich media",
    "/Collection": "a portfolio",
}
_ACTIONS = frozenset(
    {
        "JavaScript",
        "Launch",
        "SubmitForm",
        "ImportData",
        "ResetForm",
        "GoToR",
        "GoToE",
        "Thread",
        "Rendition",
        "RichMediaExecute",
        "Sound",
        "Movie",
        "Hide",
        "Named",
        "SetOCGState",
        "Trans",
        "GoTo3DView",
    }
)
_INDIRECT = generic.IndirectObject
_INFO_CHANGING = frozenset({"/ModDate", "/Producer"})


def review(document: Document, plan: Plan) -> Iterator[Reason]:
    """Everything in the file that our own class does not allow."""
    yield from _metadata(document)
    yield from _pages(document)
    yield from _fields(document, plan)
    yield from _annotations(document)
    yield from _activity(document)


def _metadata(document: Document) -> Iterator[Reason]:
    """XMP is that of revision 0 to the byte, Info but for ModDate and Producer.

    No act writes XMP again: nothing need be told apart in it, and what is set aside could be where a reader looks.
    """
    first = _described(document.at(0))
    for number in range(1, document.revisions):
        if _described(document.at(number)) != first:
            yield Reason(Code.METADATA_CHANGED, f"revision {number} changes the title or other metadata of the file")
            return


def _described(resolver: HistoricalResolver) -> tuple[Any, ...]:
    metadata = entry(resolver.root, "/Metadata")
    xmp = b""
    if isinstance(metadata, generic.StreamObject):
        xmp = metadata.read_data(DecodePurpose.XMP_METADATA)
    entries = _info(resolver)
    kept = {str(key): _plain(entries[key]) for key in entries if key not in _INFO_CHANGING}
    root = resolver.root
    return xmp, tuple(sorted(kept.items())), _plain(entry(root, "/Lang")), _plain(entry(root, "/MarkInfo"))


def _info(resolver: HistoricalResolver) -> Any:
    """The Info dictionary of one revision; a trailer's references know nothing of revisions."""
    if "/Info" not in resolver.trailer_view:
        return {}
    raw = resolver.trailer_view.raw_get("/Info")
    return resolver.get_object(raw.reference) if isinstance(raw, _INDIRECT) else raw


def _plain(value: Any) -> str:
    """What stands there, of each string the bytes: the same text in other bytes may be another colour."""
    if isinstance(value, generic.DictionaryObject):
        return repr({str(key): _plain(value.raw_get(key)) for key in sorted(value)})
    if isinstance(value, generic.ArrayObject):
        return repr([_plain(value.raw_get(index)) for index in range(len(value))])
    raw = getattr(value, "original_bytes", None)
    return repr(raw if raw is not None else value)


def _pages(document: Document) -> Iterator[Reason]:
    """Pages are those of revision 0, and nothing that they are made of was written again."""
    before, after = document.at(0).pages, document.last.pages
    if len(before) != len(after):
        yield Reason(Code.PAGES_CHANGED, f"the file had {len(before)} pages when first written, now {len(after)}")
        return
    rewritten = {
        reference
        for number in range(1, document.revisions)
        for reference in document.at(number).explicit_refs_in_revision()
    }
    touched = bool(_parts(document.at(0), before) & rewritten)  # asked for all at once: pages have much in common
    for index, (old, new) in enumerate(zip(before, after, strict=True), start=1):
        if _page_entries(old) != _page_entries(new):
            yield Reason(Code.PAGES_CHANGED, f"page {index} is not the page first written")
        elif touched and _parts(document.at(0), [old]) & rewritten:
            yield Reason(Code.PAGES_CHANGED, f"something on page {index} was written again")


def _page_entries(page: generic.DictionaryObject) -> dict[str, str]:
    """A page's own entries; widgets of timestamps may join its annotations."""
    return {str(key): _plain(page.raw_get(key)) for key in page if key != "/Annots"}


def _parts(resolver: HistoricalResolver, drawn: Sequence[generic.DictionaryObject]) -> set[Any]:
    """References of everything drawn on pages."""
    parts = (page.raw_get(key) for page in drawn for key in ("/Contents", "/Resources", "/Group") if key in page)
    return set(resolver.collect_dependencies(generic.ArrayObject(parts)))


def _fields(document: Document, plan: Plan) -> Iterator[Reason]:
    """Signature fields of the plan, archive timestamps, nothing else."""
    first, annotated = {name for name, _ in field_names(document.at(0))}, annotations(document.last)
    for name, field in field_names(document.last):
        planned = plan.expected(name) is not None
        if not planned and not ARCHIVE.fullmatch(name):
            yield Reason(Code.UNKNOWN_FIELD, f"the field {name} is not part of the document", name)
        elif entry(field, "/FT") != "/Sig":
            yield Reason(Code.UNKNOWN_FIELD, f"the field {name} is not a signature field", name)
        elif planned and name not in first:
            yield Reason(Code.UNKNOWN_FIELD, f"the field {name} was added after the document was written", name)
        elif not planned and shows(field, annotated):
            yield Reason(Code.UNKNOWN_FIELD, f"the archive timestamp {name} covers part of a page", name)


def _annotations(document: Document) -> Iterator[Reason]:
    """Links, and the widgets of the form's own fields."""
    widgets = {id(field) for _, field in field_names(document.last)}
    for number, page in enumerate(document.last.pages, start=1):
        for item in entry(page, "/Annots", ()):
            annotation = item.get_object()
            kind = entry(annotation, "/Subtype")
            known = kind == "/Link" or (kind == "/Widget" and id(annotation) in widgets)
            if not known:
                name = str(kind)[1:]
                yield Reason(
                    Code.UNKNOWN_ANNOTATION, f"page {number} carries an annotation ({name}) not of the document"
                )


def hidden(document: Document) -> Iterator[Reason]:
    """What waits in the file as first written to be shown later: the preparation of a shadow attack.

    To be asked for first: from revision 0 on, uses of objects are only followed forward.
    """
    document.reader.usages.move_to(0)
    if document.reader.usages.unused():
        yield Reason(Code.ACTIVE_CONTENT, "the file holds objects that nothing leads to")
    if document.outside.has_strays():
        yield Reason(Code.ACTIVE_CONTENT, "the file holds objects that no table of contents names")


def _activity(document: Document) -> Iterator[Reason]:
    for what in sorted(active_parts(document)):
        yield Reason(Code.ACTIVE_CONTENT, f"the file holds {what}")


def active_parts(document: Document, limit: int | None = None) -> set[str]:
    """What acts, plays or hides in any revision. In files of others it is no reason to refuse, but is said.

    With a `limit` only so many objects are looked at, and that is said too.
    """
    named: set[str] = set()
    looked, reader = 0, document.reader
    for number in range(document.revisions):
        follow = partial(reader.usages.followed, number)
        for reference in reader.usages.written_in(number):
            looked += 1
            if limit is not None and looked > limit:
                return named | {f"more than {limit} objects, of which only these were looked at"}
            try:
                named.update(_active(reader.usages.as_of(reference, number), follow))
            except MALFORMED:
                named.add("an object that cannot be read")
    return named


def _active(obj: Any, follow: Follow, depth: int = 0) -> Iterator[str]:
    if depth > 50:
        yield "objects nested more than fifty deep"
    elif isinstance(obj, generic.DictionaryObject):
        action = follow(obj.raw_get("/S")) if "/S" in obj else None
        if isinstance(action, str) and action[1:] in _ACTIONS:
            yield f"an action ({action[1:]})"
        yield from (_ACTIVE_KEYS[key] for key in _ACTIVE_KEYS.keys() & obj.keys())
        yield from _active_within(obj.values(), follow, depth)
    elif isinstance(obj, generic.ArrayObject):
        yield from _active_within(obj, follow, depth)


def _active_within(values: Iterable[Any], follow: Follow, depth: int) -> Iterator[str]:
    for value in values:
        if isinstance(value, generic.DictionaryObject | generic.ArrayObject):
            yield from _active(value, follow, depth + 1)
