"""Documents prepared so that what they show hangs on something that a comparison of revisions passes by."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bad_inputs import stream
from forgery_tail import Revision
from test_reading import plain as file_of

FALSE = b"BT /F1 12 Tf 50 700 Td (Total 9 500,00 EUR) Tj ET"
PRICE = b"BT /%s 12 Tf 50 700 Td (Total 1 500,00 EUR) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica%s>>"
ANOTHER = FONT % b"/Encoding<</Differences[49/nine]>>"  # in which a 1 reads as a 9
FIELD = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Practitioner1)/F 132/Rect[50 100 250 150]/P 3 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents %s/Annots[6 0 R]>>"
FIRST = 7  # the number of the first object that is added; 60 does not exist yet


def paper(
    *more: bytes,
    catalog: bytes = b"",
    parent: bytes = b"2 0 R",
    resources: bytes = b"/Resources<</Font<</F1 5 0 R>>>>",
    contents: bytes = b"4 0 R",
    font: bytes = b"F1",
    fields: bytes = b"6 0 R",
    annotations: bytes = b"6 0 R",
    page: bytes = b"",
    kids: bytes = b"3 0 R",
    before: bytes = b"",
    trailer: bytes = b"",
) -> bytes:
    """One page with a price and a field for a signature; `more` objects are numbered from FIRST."""
    return file_of(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]/SigFlags 3>>%s>>" % (fields, catalog),
        b"<</Type/Pages/Kids[%s]/Count 1>>" % kids,
        b"%s<</Type/Page/Parent %s/MediaBox[0 0 595 842]%s/Contents %s/Annots[%s]%s>>"
        % (before, parent, resources, contents, annotations, page),
        stream(PRICE % font),
        FONT % b"",
        FIELD,
        *more,
        trailer=trailer,
    )


def written(**objects: bytes) -> Callable[[bytes], bytes]:
    """Objects, by « n » and number, written behind a file."""

    def change(pdf: bytes) -> bytes:
        made = Revision(pdf)
        for key, text in objects.items():
            made.row(int(key[1:]), made.add(int(key[1:]), text))
        return made.done()

    return change


def _layer_off(pdf: bytes) -> bytes:
    made = Revision(pdf)
    catalog = re.sub(rb"/BaseState\s*\((?:/|\\057)OFF\)", b"/BaseState /OFF", made.text(made.root))
    made.row(made.root, made.add(made.root, catalog))
    return made.done()


def _page_again(pdf: bytes) -> bytes:
    """In the same words."""
    made = Revision(pdf)
    made.row(made.page, made.add(made.page, made.text(made.page)))
    return made.done()


def inserted(pdf: bytes, words: bytes) -> bytes:
    """Before the table, which is found all the same."""
    place = pdf.rindex(b"xref\n0 ")
    moved = pdf[place:].replace(b"startxref\n%d" % place, b"startxref\n%d" % (place + len(words)))
    return pdf[:place] + words + moved


def to_length(pdf: bytes) -> bytes:
    """Readers then take the file for one that was never written again."""
    for blanks in range(40_000 - len(pdf), 0, -1):
        made = Revision(pdf)
        made.row(made.new, made.add(made.new, stream(b" " * blanks)))
        done = made.done()
        if len(done) == 40_000:
            return done
    raise AssertionError("the paper is too long")


def _catalogue_font(pdf: bytes) -> bytes:
    made = Revision(pdf)
    catalog = re.sub(
        rb"/BaseFont\s*/Helvetica", b"/BaseFont/Helvetica/Encoding<</Differences[49/nine]>>", made.text(made.root)
    )
    made.row(made.root, made.add(made.root, catalog))
    return made.done()


def _inherited(font: bytes) -> bytes:
    return b"<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F1 %s>>>>>>" % font


def _exchanged(pdf: bytes) -> bytes:
    """The first two keys of the tree of names: a link leads to what was the other one's page."""
    made = Revision(pdf)
    keys = re.compile(rb"/Names\[\s*(\S+?)\s*(\[.*?\])\s*(\S+?)\s*(\[)", re.S)
    catalog = made.text(made.root).replace(b"/Names [", b"/Names[")
    made.row(made.root, made.add(made.root, keys.sub(rb"/Names[\3\2\1\4", catalog)))
    return made.done()


@dataclass(frozen=True)
class Aside:
    """A paper, and what is appended once it is signed."""

    prepared: bytes
    set_off: Callable[[bytes], bytes]


LAYERS = b"/OCProperties<</OCGs[7 0 R]/D<</BaseState(/OFF)/Order[]>>>>"
IN_THE_STRUCTURE = b"/StructTreeRoot<</Type/StructTreeRoot/K[7 0 R]>>"
DRAWN = stream(b"1 1 1 rg 40 690 400 40 re f 0 g " + FALSE, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
ASIDE = {
    "a dictionary becomes a stream": Aside(
        paper(b"<</Length %d>>" % len(FALSE), b"[4 0 R 7 0 R]", contents=b"8 0 R"), written(n7=stream(FALSE))
    ),
    "a string becomes a name": Aside(paper(b"<</Type/OCG/Name(x)>>", catalog=LAYERS), _layer_off),
    "pages inherit from what may be written again": Aside(
        paper(_inherited(b"5 0 R"), ANOTHER, catalog=b"/X 8 0 R/Extensions 7 0 R", parent=b"7 0 R", resources=b""),
        written(n7=_inherited(b"8 0 R")),
    ),
    "pages inherit from what is not there yet": Aside(
        paper(parent=b"60 0 R", resources=b""), written(n60=_inherited(b"61 0 R"), n61=ANOTHER)
    ),
    "a font that is named like a parent": Aside(
        paper(
            b"<</Font<</P 8 0 R>>>>",
            FONT % b"",
            catalog=IN_THE_STRUCTURE + b"/Extensions 8 0 R",
            resources=b"/Resources 7 0 R",
            font=b"P",
        ),
        written(n8=ANOTHER),
    ),
    "a drawing that is named like a parent, and is not there yet": Aside(
        paper(b"<</Font<</F1 5 0 R>>/XObject<</P 60 0 R>>>>", catalog=IN_THE_STRUCTURE, resources=b"/Resources 7 0 R"),
        written(n60=DRAWN),
    ),
    "a font that is named Parent": Aside(
        paper(
            b"<</Font<</Parent 8 0 R>>>>",
            FONT % b"",
            catalog=b"/Extensions 8 0 R",
            resources=b"/Resources 7 0 R",
            font=b"Parent",
        ),
        written(n8=ANOTHER),
    ),
    "a list of fonts with nothing but a Parent": Aside(
        paper(
            b"<</Parent 8 0 R>>",
            FONT % b"",
            catalog=b"/Extensions 8 0 R",
            resources=b"/Resources<</Font 7 0 R>>",
            font=b"Parent",
        ),
        written(n8=ANOTHER),
    ),
    "a catalogue that is a list of fonts": Aside(
        paper(catalog=b"/Extensions" + FONT % b"", resources=b"/Resources<</Font 1 0 R>>", font=b"Extensions"),
        _catalogue_font,
    ),
    "a node of the pages without a type": Aside(
        paper(
            b"<</Kids[3 0 R]/Count 1/Parent 2 0 R/Resources<</Font<</F1 8 0 R>>>>>>",
            FONT % b"",
            catalog=b"/Extensions 8 0 R",
            parent=b"7 0 R",
            resources=b"",
            kids=b"7 0 R",
        ),
        written(n8=ANOTHER),
    ),
    "a page that is a list of colours": Aside(
        paper(resources=b"/Resources<</Font<</F1 5 0 R>>/ColorSpace 3 0 R>>"), _page_again
    ),
    "a key twice, and the page again with the first": Aside(
        paper(stream(FALSE), contents=b"7 0 R", page=b"/Contents 4 0 R"),
        written(n3=PAGE % b"7 0 R"),
    ),
    "a reference that a second key hides": Aside(paper(page=b"/Contents[4 0 R 60 0 R]"), written(n60=stream(FALSE))),
    "an object that no table names": Aside(
        inserted(paper(), b"4 0 obj\n" + stream(FALSE) + b"\nendobj\n"), written(n60=b"1")
    ),
    "a trailer that no table has": Aside(inserted(paper(), b"trailer\n<</Size 7/Root 1 0 R>>\n"), written(n60=b"1")),
    "an annotation whose parent is the metadata": Aside(
        paper(
            b"<</Producer(x)/DA(/F1 12 Tf)/V(Total 1 500,00 EUR)/FT/Tx>>",
            b"<</Type/Annot/Subtype/Widget/F 4/Rect[50 400 300 420]/P 3 0 R/Parent 7 0 R>>",
            annotations=b"6 0 R 8 0 R",
            trailer=b"/Info 7 0 R",
        ),
        written(n7=b"<</Producer(x)/DA(/F1 12 Tf)/V(Total 9 500,00 EUR)/FT/Tx>>"),
    ),
    "keys of names that read the same": Aside(
        paper(
            PAGE % b"8 0 R",
            stream(FALSE),
            b"<</Type/Annot/Subtype/Link/Rect[50 600 150 620]/Dest(a)>>",
            catalog=b"/Names<</Dests<</Names[(a)[3 0 R/Fit]<FEFF0061>[7 0 R/Fit]]>>>>",
            kids=b"3 0 R 7 0 R",
            annotations=b"6 0 R 9 0 R",
        ).replace(b"/Count 1", b"/Count 2"),
        _exchanged,
    ),
}
