"""Papers prepared with references and rows of tables that only some readers follow (`hidden`, `beforehand`)."""

from __future__ import annotations

import re
from collections.abc import Callable

from bad_inputs import stream
from forgery_aside import ANOTHER, FALSE, FIELD, FIRST, FONT, PAGE, PRICE, Aside, paper, to_length, written
from forgery_streams import by_stream, drawn, table_numbered
from forgery_tail import Revision
from odd_spellings import Spelling, appended, packed_then_edited

OVER = b"1 1 1 rg 40 690 400 40 re f 0 g " + FALSE
FONTS = b"<</Font<</F1 %s>>>>"


def _with(entry: bytes) -> Callable[[bytes], bytes]:
    """The catalogue written again, with another entry."""

    def change(pdf: bytes) -> bytes:
        made = Revision(pdf)
        catalog = made.text(made.root).rstrip().removesuffix(b">>")
        made.row(made.root, made.add(made.root, catalog + entry + b">>"))
        return made.done()

    return change


def astray(pdf: bytes, number: int, place: int) -> bytes:
    """The object is gone, and its row leads elsewhere."""
    found = re.search(rb"(?<![0-9])%d 0 obj.*?endobj\n" % number, pdf, re.DOTALL)
    assert found is not None
    pdf = pdf.replace(found[0], b" " * (len(found[0]) - 1) + b"\n")
    return pdf.replace(b"%010d 00000 n" % found.start(), b"%010d 00000 n" % place)


def behind(pdf: bytes, front: bytes) -> bytes:
    """A paper behind two objects more, 7 and 8."""
    head = b"%PDF-1.7\n"
    rows = (b"%010d 00000 n \n" % (len(head) + front.index(b"%d 0 obj" % number)) for number in (7, 8))
    pdf = re.sub(rb"\d{10}(?= 00000 n)", lambda found: b"%010d" % (int(found[0]) + len(front)), pdf)
    pdf = re.sub(rb"(?<=startxref\n)\d+", lambda found: b"%d" % (int(found[0]) + len(front)), pdf)
    pdf = pdf.replace(b"trailer", b"".join(rows) + b"trailer").replace(b"xref\n0 7\n", b"xref\n0 9\n")
    return pdf.replace(b"/Size 7", b"/Size 9").replace(head, head + front, 1)


def _freed() -> bytes:
    """A row that leads to an earlier object, by another number; then that is written again, and the row is freed."""
    pdf = paper(b"(nobody)")
    made = Revision(astray(pdf, FIRST, pdf.index(b"\n4 0 obj") + 1))
    made.row(4, made.add(4, made.text(4)))
    made.row(FIRST, 0, 1, b"f")
    return made.done()


def _nowhere() -> bytes:
    """Packed, then edited, and with a row in use that has no place."""
    made = Revision(packed_then_edited())
    made.row(made.new, 0)
    return made.done()


def _usual(pdf: bytes) -> bytes:
    """A revision as products write them, whose table does not begin with object 0."""
    return appended(pdf, Spelling(), by_stream=False)


def _packed(page: bytes) -> bytes:
    """A stream that holds the page alone."""
    return stream(b"3 0 " + page, b"/Type/ObjStm/N 1/First 4")


def _packed_again(pdf: bytes) -> bytes:
    """The row of the page stays as it is."""
    made = Revision(pdf)
    rows = {8: (1, made.add(8, _packed(PAGE % (b"%d 0 R" % made.new))), 0), 3: (2, 8, 0)}
    rows[made.new] = (1, made.add(made.new, stream(FALSE)), 0)
    made.new += 1
    return by_stream(made, rows)


IN_STREAMS = {
    1: b"<</Type/Catalog/Pages 2 0 R/Extensions 7 0 R/AcroForm<</Fields[6 0 R]/SigFlags 3>>>>",
    2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    3: PAGE % b"4 0 R",
    4: stream(PRICE % b"F1"),
    5: FONT % b"",
    6: FIELD,
}
CODES = b"9 0 49 33 \n"  # the first object is 49, or 33 where the stream says that it begins at byte 7
BY_CODES = FONTS % (FONT % b"/Encoding<</Differences[9 0 R/nine]>>")
HIDDEN = {
    "an object that a second key names as well": Aside(
        paper(FONTS % (FONT % b""), catalog=b"/Extensions 7 0 R", page=b"/Resources 7 0 R"), written(n7=FONTS % ANOTHER)
    ),
    "a stream of objects that begins where another object says": Aside(
        drawn(
            {
                **{number: text for number, text in IN_STREAMS.items() if number != 5},
                3: PAGE.replace(FONTS % b"5 0 R", BY_CODES) % b"4 0 R",
                7: b"7",
                8: stream(CODES, b"/Type/ObjStm/N 1/First 7 0 R"),
            },
            {9: (8, 0)},
        ),
        written(n7=b"4"),
    ),
    "a stream of objects that goes on where another object says": Aside(
        drawn(
            {**IN_STREAMS, 7: b"<</X 8 0 R>>", 8: stream(b"9 0 (nobody)", b"/Type/ObjStm/N 1/First 4/X 7 0 R")},
            {9: (8, 0)},
        ),
        written(n7=b"<<>>"),
    ),
    "a stream of objects written again": Aside(
        drawn(
            {
                **{number: text for number, text in IN_STREAMS.items() if number != 3},
                7: b"1",
                8: _packed(PAGE % b"4 0 R"),
            },
            {3: (8, 0)},
        ),
        _packed_again,
    ),
    "a first object in a comment": Aside(
        behind(paper(), b"%7 0 obj<<>>\n8 0 obj\n<</Linearized 1/L 40000/O 3/N 1>>\nendobj\n"), to_length
    ),
    "a row that was freed": Aside(_freed(), _usual),
    "a row without a place, beside packed objects": Aside(_nowhere(), _usual),
    "a missing object that is a table": Aside(
        paper(resources=b"/Resources<</Font<</F1 5 0 R>>/XObject<</P 40 0 R>>>>").replace(b"/Size 7", b"/Size 60"),
        table_numbered(lambda made: 40),
    ),
    "a missing object that is asked for elsewhere": Aside(
        paper(catalog=b"/Outlines 99 0 R"), _with(b"/Extensions<</Marked 99 0 R>>")
    ),
    "a row that leads nowhere": Aside(astray(paper(b"(nobody)"), FIRST, 15), _with(b"/Extensions<</Marked 7 0 R>>")),
    "a row without a place": Aside(astray(paper(b"(nobody)"), FIRST, 0), _with(b"/Extensions<</Marked 7 0 R>>")),
    "a row beyond the end, until there is more": Aside(
        astray(paper(b"(nobody)"), FIRST, 60_000), written(n60=stream(b" " * 60_000))
    ),
}
