"""What was signed must be read in one way, too, where something is written behind it.

Who signed a file had it before his eyes, in one reader. What is appended can make that reader follow the other reading:
by writing an object again in the words that only we saw, by supplying what a hidden reference names, or by anything
that makes readers repair the file. So an object that is written again was spelt plainly; nothing else in the signed
part looks like an object, a trailer or a stream of objects; and no reference, however it is spelt, waits for an object
that comes later (ISO 32000-2, clauses 7.3 and 7.5).
"""

import re
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.xref import ObjStreamRef, XRefSectionType

from signatures import hidden
from signatures.document import Document
from signatures.hidden import Packed
from signatures.plain import packed_at, value_at
from signatures.spelling import HEADER, Ambiguous, header_at, object_behind, packed, spelt, trailer_at, whole
from signatures.structure import is_page, number_of
from signatures.words import BLANK, SPACES, TRAILER, past

_PACKED, _BESIDE = spelt("ObjStm"), spelt("XRefStm")
_LINEARIZED = re.compile(rb"#|inearized")
_COMMENTS = re.compile(rb"(?:%b|%%[^\r\n]*[\r\n])*" % BLANK)  # some products say before an object what it is
_FRONT = 1024  # bytes in which readers look for the first object of a file made for fast display


def check(document: Document, first: int, start: int) -> None:
    """Raises Ambiguous, or what pyHanko raises, about what ends at byte `start`, where revision `first` ends."""
    signed = _Signed(document, first, start)
    signed.check_trailers()
    signed.check_objects()
    signed.check_rows()
    signed.check_written_again()
    hidden.check(document, first, start, signed.packing)
    _check_front(document, first, start)


class _Signed:
    def __init__(self, document: Document, first: int, start: int) -> None:
        self.document, self.pdf, self.first, self.start = document, document.pdf, first, start
        self.reader, self.xrefs, self.usages = document.reader, document.reader.xrefs, document.reader.usages
        self.outside = document.outside
        places = dict(self._packing())
        self.packing = {number: self._packed(number, place) for number, place in places.items()}

    def _packing(self) -> Iterator[tuple[int, int]]:
        """The streams of objects, each where it last stands."""
        for number in range(self.first + 1):
            for stream in self.usages.streams_in(number):
                place = self.usages.place(Reference(stream, 0, self.reader), number)
                if isinstance(place, int):
                    yield stream, place

    def _packed(self, number: int, place: int) -> Packed:
        found = HEADER.match(self.pdf, place)
        read = None if found is None else value_at(self.pdf, found.end(), Reference(number, 0, self.reader))
        if read is None or not isinstance(read[0], generic.StreamObject) or "/DecodeParms" in read[0]:
            raise Ambiguous(f"object stream {number} of what was signed is not in the plain spelling")
        data = read[0].read_data(DecodePurpose.OBJECT_STREAM)
        objects = packed_at(data, whole(read[0], "/First"), whole(read[0], "/N"))
        return Packed(place, read[0], data, [own for own, _ in objects])

    def check_trailers(self) -> None:
        """One for each table, and the last one says which catalogue was signed."""
        infos = [self.xrefs.get_xref_container_info(number) for number in range(self.first + 1)]
        tables = sum(info.xref_section_type is not XRefSectionType.STREAM for info in infos)
        if self.outside.count(TRAILER, 0, self.start) != tables:
            raise Ambiguous("there is a trailer of no table in what was signed")
        hybrid = sum(self.xrefs.get_xref_data(number).hybrid is not None for number in range(self.first + 1))
        if self.outside.count(_BESIDE, 0, self.start) > hybrid:
            raise Ambiguous("a table that was signed names another one beside it")
        place = infos[-1].declared_startxref
        if infos[-1].xref_section_type is XRefSectionType.STREAM:
            trailer, _ = object_behind(self.pdf, header_at(self.pdf, place), self.reader)
        elif (found := TRAILER.search(self.pdf, place, self.start)) is None:
            raise Ambiguous("the table that was signed has no trailer")
        else:
            trailer, _ = trailer_at(self.pdf, found.end() - len(b"<<"), self.reader)
        if "/Root" not in trailer:
            raise Ambiguous("the table that was signed names no catalogue")

    def check_objects(self) -> None:
        """Whatever looks like an object is one, and the last one of its number is the one that was signed."""
        known = self._places()
        last: dict[int, tuple[int, int]] = {}  # generation and end of the header
        for number, generation, end in self.outside.headers(0, self.start):
            if end not in known:
                raise Ambiguous(f"what looks like object {number} stands in no table of what was signed")
            last[number] = generation, end
        tables = set(map(self.outside.begun, self.usages.tables_until(self.first)))
        for number, (generation, end) in last.items():
            place = self.usages.place(Reference(number, generation, self.reader), self.first)
            if isinstance(place, ObjStreamRef):
                behind = place.obj_stream_id not in self.packing or self.packing[place.obj_stream_id].place < end
            else:  # the number of a table is used again by some products
                behind = place is not None and self.outside.begun(place) != end and end not in tables
            if behind:
                raise Ambiguous(f"object {number} stands behind the one that was signed")
        if self.outside.count(_PACKED, 0, self.start) > len(self.packing):
            raise Ambiguous("objects are packed in what was signed that no table names")

    def _places(self) -> set[int]:
        """Where the header of each object ends that some table of the signed part names, and of tables themselves."""
        places: set[int | ObjStreamRef | None] = {*self.usages.tables_until(self.first)}
        for number in range(self.first + 1):
            places.update(self.usages.written_in(number).values())
            hybrid = self.xrefs.get_xref_data(number).hybrid
            if hybrid is not None:
                places.add(hybrid.meta_info.declared_startxref)
        return {self.outside.begun(place) for place in places if isinstance(place, int)}

    def check_written_again(self) -> None:
        """Else a reader may follow our reading only from then on."""
        containers: set[int] = set()  # each is read once, however many of its objects are written again
        for revision in range(self.first + 1, self.document.revisions):
            for one in self.usages.written_in(revision):
                place = self.usages.place(one, revision - 1)
                if isinstance(place, ObjStreamRef):
                    containers |= {place.obj_stream_id} & self.packing.keys()
                elif isinstance(place, int) and place < self.start:
                    header = header_at(self.pdf, past(SPACES, self.pdf, place))
                    object_behind(self.pdf, header, self.reader, begin=past(_COMMENTS, self.pdf, header.end()))
        for number in containers:
            value, _ = object_behind(self.pdf, header_at(self.pdf, self.packing[number].place), self.reader)
            packed(value, number)

    def check_rows(self) -> None:
        """Each leads to its object, or did: some readers repair a file when they miss one, or when a place lies beyond
        the end; one goes by rows of what was freed.

        Some products give what is not there the place 0. With that, one reader makes a table of its own, and takes
        packed objects for newer than all others.
        """
        nowhere, repacked, known_at = False, False, dict[int, Reference]()
        rows = (row for number in range(self.first + 1) for row in self.usages.written_in(number).items())
        for one, place in rows:
            if isinstance(place, ObjStreamRef):
                repacked |= place != self.usages.place(one, self.first)
                known = self.packing.get(place.obj_stream_id)
                leads = known is not None and known.numbers[place.ix_in_stream : place.ix_in_stream + 1] == [one.idnum]
            elif place and known_at.setdefault(place, one) != one:
                leads = False
            elif place and place not in self.reader.plainly:
                found = HEADER.match(self.pdf, past(SPACES, self.pdf, place))
                leads = found is not None and (int(found[1]), int(found[2])) == (one.idnum, one.generation)
            else:
                nowhere |= place == 0
                continue
            if not leads:
                raise Ambiguous(f"the row of object {one.idnum} in what was signed leads elsewhere")
        if nowhere and repacked:
            raise Ambiguous("objects that were packed were written again, and a row of what was signed leads nowhere")


def _check_front(document: Document, first: int, start: int) -> None:
    """A file made for fast display says in its first object how long it is; it was shorter before it was signed.

    While the length fits, some readers show what that object leads to, and from then on they do not any more. Software
    that signs a file as it writes it says the length of what is signed; then nothing else must be there to be shown.
    """
    pdf = document.pdf
    found = HEADER.search(pdf, 0, _FRONT), HEADER.match(pdf, past(_COMMENTS, pdf, max(pdf.find(b"%PDF", 0, _FRONT), 0)))
    for header in found:  # the first object, in a comment or not
        if header is not None and _says_another_length(document, first, start, header):
            raise Ambiguous("the file says of itself that it was not written again")


def _says_another_length(document: Document, first: int, start: int, header: re.Match[bytes]) -> bool:
    read = value_at(document.pdf, header.end(), Reference(int(header[1]), int(header[2]), document.reader))
    if read is None:
        return _LINEARIZED.search(document.pdf, header.end(), header.end() + _FRONT) is not None
    front = read[0] if isinstance(read[0], generic.DictionaryObject) else generic.DictionaryObject()
    length = int(front.raw_get("/L")) if isinstance(front.get("/L"), generic.NumberObject) else len(document.pdf)
    fits = length < start or (length == start and _leads_to_the_first_page(document, first, front))
    return "/Linearized" in front and not fits


def _leads_to_the_first_page(document: Document, revision: int, front: generic.DictionaryObject) -> bool:
    """And says how many pages there are, of which the file has no other ones."""
    usages, shown = document.reader.usages, document.at(revision).pages
    drawn = sum(is_page(usages.as_of(one, revision)) for one in usages.written_until(revision))
    said = front.get("/O"), front.get("/N"), front.get("/P", 0)
    return said == (number_of(shown[0]), len(shown), 0) and drawn == len(shown)
