"""Fields, pages and certification of a document: its structure, revision by revision."""

import zlib
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.fields import MDPPerm

from signatures.document import Document, entry
from signatures.revision import Revision

MAX_STATES = 10  # of an appearance that may be empty in all of them
_DRAWN = ("/AP", "/MK")  # an appearance, or characteristics of which readers make one


def field_names(resolver: HistoricalResolver) -> Iterator[tuple[str, generic.DictionaryObject]]:
    """Full names and dictionaries of the fields of one revision that have a value or a widget of their own."""
    yield from _terminal(_fields(resolver), "", 0)


def _fields(resolver: HistoricalResolver) -> Any:
    """What the form of one revision lists; a first section of a linearised file knows no catalogue yet."""
    form = entry(resolver.root, "/AcroForm") if "/Root" in resolver.trailer_view else None
    return entry(form, "/Fields", ()) if isinstance(form, generic.DictionaryObject) else ()


def _terminal(fields: Any, prefix: str, depth: int) -> Iterator[tuple[str, generic.DictionaryObject]]:
    if depth > 20:
        raise misc.PdfReadError("form fields nested more than twenty deep")
    for item in fields:
        one = item.get_object()
        name = f"{prefix}.{one['/T']}" if prefix and "/T" in one else str(entry(one, "/T", prefix))
        kids = entry(one, "/Kids", ())
        named = [kid for kid in kids if "/T" in kid.get_object()]
        yield from _terminal(named, name, depth + 1)
        if not named or len(named) < len(kids) or "/Subtype" in one:  # a widget, or above one, beside named kids
            yield name, one


def is_page(found: Any) -> bool:
    """Whether an object says that it is a page."""
    return isinstance(found, generic.DictionaryObject) and bool(found.get("/Type") == "/Page")


def shows(field: generic.DictionaryObject, annotated: set[int]) -> bool:
    """Whether a field, or anything below it, draws something or does something, or could.

    Readers draw what has an area even without an appearance (a caption, a colour, a value). No area is no proof that an
    appearance is not drawn: one reader draws a line of one pixel where it has no height, another one without a box all
    over the page. Other kinds of annotation need neither (ISO 32000-2, 12.5.5 and 12.5.6).
    """
    labelled = set() if _holds_a_signature(field) else annotated
    return any(_shows(one, labelled) for one in widgets(field))


def annotations(revision: Revision) -> set[int]:
    """The numbers of the objects that stand among the annotations of pages."""
    return {number for number in map(number_of, _annotated(revision)) if number is not None}


def _annotated(revision: Revision) -> Iterator[Any]:
    return (one.get_object() for page in revision.pages for one in entry(page, "/Annots", ()))


def signatures_alone(revision: Revision) -> bool:
    """Whether all fields are signatures, which have no text to be drawn by defaults (ISO 32000-2, 12.7.4.3).

    Widely used software adds such defaults with the second signature. A field that only stands on a page counts, too.
    """
    fields = [field for _, field in field_names(revision)]
    fields += [one for one in _annotated(revision) if entry(one, "/Subtype") == "/Widget"]
    return all(entry(one, "/FT") == "/Sig" for one in fields)


def _holds_a_signature(field: generic.DictionaryObject) -> bool:
    """Else, a timestamp included, one reader draws a label of its own wherever there is no appearance."""
    value = entry(field, "/V")
    return isinstance(value, generic.DictionaryObject) and entry(value, "/Type", "/Sig") == "/Sig"


def _shows(one: generic.DictionaryObject, labelled: set[int]) -> bool:
    another_kind = entry(one, "/Subtype", "/Widget") != "/Widget" or entry(one, "/FT", "/Sig") != "/Sig"
    drawn = _has_area(one) and (number_of(one) in labelled or any(key in one for key in _DRAWN))
    return drawn or another_kind or "/A" in one or "/AA" in one or _draws(entry(one, "/AP"))


def _draws(appearance: Any, depth: int = 0) -> bool:
    """Whether an appearance holds anything, in any of its states, of which there are but a few."""
    if isinstance(appearance, generic.StreamObject):
        return not _is_empty(appearance)
    if not isinstance(appearance, generic.DictionaryObject):
        return False
    return (
        depth > 1
        or len(appearance) > MAX_STATES
        or any(_draws(entry(appearance, key), depth + 1) for key in appearance)
    )


def _is_empty(stream: generic.StreamObject) -> bool:
    """Whether there is nothing but white space in it, packed by deflate alone or not at all: what else is packed might
    be empty to us only."""
    data, packed = stream.encoded_data, entry(stream, "/Filter")
    if packed == "/FlateDecode" and "/DecodeParms" not in stream:
        unpacking = zlib.decompressobj()
        try:
            return not unpacking.decompress(data, 20).strip() and unpacking.eof and not unpacking.unused_data.strip()
        except zlib.error:
            return False
    return packed is None and not data.strip()


def form_objects(resolver: HistoricalResolver) -> set[int]:
    """The numbers of the objects that are fields or widgets of the form of one revision."""
    below = [one for item in _fields(resolver) for one in widgets(item.get_object())]
    return {number for number in map(number_of, below) if number is not None}


def number_of(obj: generic.PdfObject) -> int | None:
    """The number of the object in which something stands; None if that is a trailer."""
    container = obj.container_ref
    return container.idnum if isinstance(container, generic.Reference) else None


def widgets(field: generic.DictionaryObject, depth: int = 0) -> Iterator[generic.DictionaryObject]:
    """The field itself, and all kids below it, whether they have a name of their own or not."""
    if depth > 20:
        raise misc.PdfReadError("form fields nested more than twenty deep")
    yield field
    for kid in entry(field, "/Kids", ()):
        yield from widgets(kid.get_object(), depth + 1)


def _has_area(widget: generic.DictionaryObject) -> bool:
    """By the digits, not as binary numbers: one reader adds them up one by one, and finds an area in the last ones.

    What are no four numbers, each reader takes as it likes.
    """
    box = entry(widget, "/Rect", ())
    sides = [box[index] for index in range(len(box))] if isinstance(box, generic.ArrayObject) else []
    if len(sides) != 4 or not all(isinstance(side, generic.NumberObject | generic.FloatObject) for side in sides):
        return "/Rect" in widget
    return bool(sides[0] != sides[2] and sides[1] != sides[3])


def certification(document: Document) -> tuple[str | None, MDPPerm | None]:
    """Field of the certifying signature that /Perms names, and what it permits (ISO 32000-2, 12.8.6)."""
    permissions = entry(document.last.root, "/Perms")
    if not isinstance(permissions, generic.DictionaryObject) or "/DocMDP" not in permissions:
        return None, None
    reference = getattr(permissions.raw_get("/DocMDP"), "reference", None)
    for found in document.signatures:
        if found.embedded is None:
            continue
        own = found.embedded.sig_field.raw_get("/V")
        if reference is not None and getattr(own, "reference", None) == reference:
            return found.field, found.embedded.docmdp_level
    return None, None
