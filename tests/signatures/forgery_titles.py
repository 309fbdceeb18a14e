"""Titles in XMP that nobody signed: anyone can write the metadata of a signed file again."""

from __future__ import annotations

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from verify_world import XMP


def metadata(writer: IncrementalPdfFileWriter, xmp: bytes) -> None:
    stream = writer.root.raw_get("/Metadata").reference
    changed = generic.StreamObject(stream_data=xmp)
    changed["/Type"], changed["/Subtype"] = name("/Metadata"), name("/XML")
    writer.objects[(0, stream.idnum)] = changed


TITLE = b'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Devis 2026-0147</rdf:li></rdf:Alt></dc:title>'
FALSE_TITLE = TITLE.replace(b"0147", b"0148")
DC = b'"http://purl.org/dc/elements/1.1/"'
assert TITLE in XMP


def other_title(writer: IncrementalPdfFileWriter) -> None:
    metadata(writer, XMP.replace(TITLE, FALSE_TITLE))


def title_in_a_comment(writer: IncrementalPdfFileWriter) -> None:
    """The true one where only a search for words finds it, the false one under another prefix."""
    false = FALSE_TITLE.replace(b"dc:title>", b"d:title>").replace(b"<d:title", b"<d:title xmlns:d=" + DC, 1)
    metadata(writer, XMP.replace(TITLE, b"<!--" + TITLE + b"-->" + false))


def title_in_an_attribute(writer: IncrementalPdfFileWriter) -> None:
    second = b'<rdf:Description rdf:about="" xmlns:x=' + DC + b' x:title="Devis 2026-0148"/></rdf:RDF>'
    metadata(writer, XMP.replace(b"</rdf:RDF>", second))


def title_between_quotes(writer: IncrementalPdfFileWriter) -> None:
    """Between two elements, where it looks like the value of an attribute that may change."""
    metadata(writer, XMP.replace(TITLE, b' xmp:ModifyDate="' + FALSE_TITLE.replace(b'"', b"'") + b'"' + TITLE))


def title_around_a_date(writer: IncrementalPdfFileWriter) -> None:
    """Words of the title in an element that may change elsewhere."""
    date = b"<xmp:ModifyDate>for 2026-0148, not </xmp:ModifyDate>"
    metadata(writer, XMP.replace(b"Devis ", b"Devis " + date))


def title_defined(writer: IncrementalPdfFileWriter) -> None:
    """In an entity that readers expand."""
    begin, _, rest = XMP.partition(b"\n")
    false = b"<d:title xmlns:d='http://purl.org/dc/elements/1.1/'>Devis 2026-0148</d:title>"
    entity = b'\n<!DOCTYPE x:xmpmeta [<!ENTITY t "' + false + b'">]>\n'
    metadata(writer, begin + entity + rest.replace(TITLE, TITLE + b"&t;"))


def metadata_cut_off(writer: IncrementalPdfFileWriter) -> None:
    """Readers that repair what is not well-formed show the second title."""
    metadata(writer, XMP.replace(TITLE, TITLE + b"<dc:title>Devis 2026-0148"))


def title_in_another_language(writer: IncrementalPdfFileWriter) -> None:
    """A reader looks for that of its own, or for the one by default."""
    metadata(writer, XMP.replace(b'"x-default"', b'"ar"'))


def title_cut_elsewhere(writer: IncrementalPdfFileWriter) -> None:
    """The same words in two titles, of which a reader shows one."""
    metadata(writer, XMP.replace(b" 2026-0147", b'</rdf:li><rdf:li xml:lang="fr">2026-0147'))


def title_of_another_thing(writer: IncrementalPdfFileWriter) -> None:
    """A reader that looks for the one of the file finds none."""
    metadata(writer, XMP.replace(b'rdf:about=""', b'rdf:about="other:thing"'))


def title_of_a_part(writer: IncrementalPdfFileWriter) -> None:
    """Within a note on the file, which is about something else."""
    note = b"<xmp:Note><rdf:Description>" + TITLE + b"</rdf:Description></xmp:Note>"
    metadata(writer, XMP.replace(TITLE, note))


TITLES = (
    other_title,
    title_in_a_comment,
    title_in_an_attribute,
    title_between_quotes,
    title_around_a_date,
    title_defined,
    metadata_cut_off,
    title_in_another_language,
    title_cut_elsewhere,
    title_of_another_thing,
    title_of_a_part,
)
