"""What a file says of itself: a title, an author or a subject that nobody signed.

The difference analysis lets anyone rewrite metadata (ISO 32000-2, clauses 14.3.2 and 14.3.3).
"""

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose

from signatures.document import Document, entry
from signatures.errors import TooLarge
from signatures.report import Reason
from signatures.trees import references_in
from signatures.usages import Where
from signatures.vocabulary import Code
from signatures.xmp import DC, PDF, Item, item, of_the_file, titles

MAX_XMP = 16 << 20  # bytes, unpacked, of all revisions together
_FREE = frozenset(("/ModDate", "/Producer", "/Trapped", "/SourceModified"))  # who writes sets them

_ANY = ""
_ROLES = {
    "/Title": "title",
    f"{DC} title": "title",
    "/Author": "author",
    f"{DC} creator": "author",
    "/Subject": "subject",
    f"{DC} description": "subject",
    "/Keywords": "keywords",
    f"{DC} subject": "keywords",
    f"{PDF} Keywords": "keywords",
}
"""Which keys of the two places say the same (ISO 19005-1, table 1)."""

_Titles = dict[str, tuple[Item, ...]]


def retitled(document: Document) -> Iterator[Reason]:
    """A title, author or subject that is not the one first signed; dates and producers are free to change.

    Raises TooLarge when all descriptions together are beyond measure.
    """
    first = document.first_signed
    if first is None:
        return
    described = _Described(document)
    then = described.at(first.revision)
    known, renamed = _words_by_role(then), of_the_file(then)
    for number in range(first.revision + 1, document.revisions):
        later = described.at(number)
        added = _words_by_role({key: items for key, items in later.items() if key not in then})
        changed = any(later.get(key) not in (items, renamed[key]) for key, items in then.items())
        if changed or any(words - known.get(role, set()) for role, words in added.items()):
            yield Reason(Code.METADATA_CHANGED, f"revision {number} changes the title or subject of the file")
            return


def _words_by_role(described: _Titles) -> dict[str, set[str]]:
    """What is said as a title, as an author and so on, in whichever place; of other keys, what is said by any."""
    found: dict[str, set[str]] = {_ANY: set()}
    for key, items in described.items():
        words = {one.words for one in items if one.words}
        found.setdefault(_ROLES.get(key, _ANY), set()).update(words)
    return found


class _Described:
    """What the metadata of each revision say that a reader would see; what is not written again is not read again."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._read: dict[tuple[bool, Where], _Titles] = {}  # by whether it is XMP, and where it stands
        self._left = MAX_XMP

    def at(self, number: int) -> _Titles:
        """In both of their places."""
        revision = self._document.at(number)
        found: _Titles = {}
        if "/Info" in revision.trailer_view:
            found |= self._info(revision.trailer_view.raw_get("/Info"), number)
        # a first section of a linearised file knows no catalogue yet
        metadata = entry(revision.root, "/Metadata") if "/Root" in revision.trailer_view else None
        if isinstance(metadata, generic.StreamObject) and isinstance(metadata.container_ref, generic.Reference):
            found |= self._xmp(metadata, self._document.reader.usages.place(metadata.container_ref, number))
        return found

    def _info(self, raw: Any, number: int) -> _Titles:
        usages = self._document.reader.usages
        place = usages.place(raw.reference, number) if isinstance(raw, generic.IndirectObject) else None
        if (False, place) in self._read:
            return self._read[False, place]
        info = usages.followed(number, raw)  # as it was read: the library would copy it for each revision
        if not isinstance(info, generic.DictionaryObject):
            return {}
        found: _Titles = {}
        for key in info:
            value = usages.followed(number, info.raw_get(key))
            words = "" if key in _FREE or isinstance(value, generic.NullObject) else str(value)
            self._count(len(words))
            if (one := item(words)).words:
                found[key] = (one,)
        if place is not None and not any(references_in(info)):  # what it refers to may be written again by itself
            self._read[False, place] = found
        return found

    def _xmp(self, stream: generic.StreamObject, place: Where) -> _Titles:
        if (True, place) not in self._read:
            data = stream.read_data(DecodePurpose.XMP_METADATA)
            self._count(len(data))
            self._read[True, place] = titles(data)
        return self._read[True, place]

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise TooLarge(f"the descriptions of the file fill more than {MAX_XMP} bytes")
