"""What a file says of itself: a title, an author or a subject that nobody signed.

The difference analysis lets anyone rewrite metadata (ISO 32000-2, clauses 14.3.2 and 14.3.3).
"""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose

from signatures.document import Document, entry
from signatures.errors import TooLarge
from signatures.report import Reason
from signatures.usages import Where
from signatures.vocabulary import Code
from signatures.xmp import Item, item, of_the_file, titles

MAX_XMP = 16 << 20  # bytes, unpacked, of all revisions together
_FREE = frozenset(("/ModDate", "/Producer", "/Trapped", "/SourceModified"))  # who writes sets them

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
    known, renamed = {one.words for items in then.values() for one in items}, of_the_file(then)
    for number in range(first.revision + 1, document.revisions):
        later = described.at(number)
        added = {one.words for key, items in later.items() if key not in then for one in items}
        changed = any(later.get(key) not in (items, renamed[key]) for key, items in then.items())
        if changed or added - known:
            yield Reason(Code.METADATA_CHANGED, f"revision {number} changes the title or subject of the file")
            return


class _Described:
    """What the metadata of each revision say that a reader would see; what is not written again is not read again."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._read: dict[Where, _Titles] = {}
        self._left = MAX_XMP

    def at(self, number: int) -> _Titles:
        """In both of their places."""
        revision = self._document.at(number)
        found: _Titles = {}
        if "/Info" in revision.trailer_view:
            raw = revision.trailer_view.raw_get("/Info")
            info = revision.get_object(raw.reference) if isinstance(raw, generic.IndirectObject) else raw
            if isinstance(info, generic.DictionaryObject):
                described = {key: item(str(entry(info, key, ""))) for key in info if key not in _FREE}
                found |= {key: (one,) for key, one in described.items() if one.words}
        metadata = entry(revision.root, "/Metadata")
        if isinstance(metadata, generic.StreamObject) and isinstance(metadata.container_ref, generic.Reference):
            found |= self._xmp(metadata, self._document.reader.usages.place(metadata.container_ref, number))
        return found

    def _xmp(self, stream: generic.StreamObject, place: Where) -> _Titles:
        if place not in self._read:
            data = stream.read_data(DecodePurpose.XMP_METADATA)
            self._left -= len(data)
            if self._left < 0:
                raise TooLarge(f"the descriptions of the file fill more than {MAX_XMP} bytes")
            self._read[place] = titles(data)
        return self._read[place]
