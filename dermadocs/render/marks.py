"""What lets a posted sheet find its way home: four corner marks and the page code twice, as plain vectors.

Nothing here reads pictures: the matrices of the four marks are constants, the code is made by segno. All is
drawn as an artifact (ISO 32000-1, 14.8.2.2) and stays out of the top and bottom 18 mm, which a sheet printed on
US Letter loses.
"""

from __future__ import annotations

from collections.abc import Sequence

MM = 72 / 25.4  # points in a millimetre
CORNER_MM = 8.0
CODE_MM = 16.0
CORNERS = (
    (9.0, 18.0),
    (193.0, 18.0),
    (193.0, 271.0),
    (9.0, 271.0),
)  # ids 0-3: left, top in mm from the top left
CODES = ((174.0, 18.0), (20.0, 263.0))  # the two copies stand on a diagonal: one stain spares one of them

# ArUco dictionary 4x4_50, ids 0 to 3, row by row; 1 is white. A black border of one cell stands around.
_ARUCO = (
    ("1011", "0101", "0011", "0010"),
    ("0000", "1111", "1001", "1010"),
    ("0011", "0011", "0010", "1101"),
    ("1001", "1001", "0100", "0110"),
)

Matrix = Sequence[Sequence[bool]]  # True is black


def corner(number: int) -> Matrix:
    """The 6 x 6 cells of corner mark `number` (0 top left, then clockwise): it also tells the turn."""
    edge = [True] * 6
    return [edge, *([True, *(cell == "0" for cell in row), True] for row in _ARUCO[number]), edge]


def code(payload: bytes) -> Matrix:
    """QR 2-Q of the 20 raw bytes: 25 x 25 modules (segno would else pick a Micro QR or raise the level)."""
    import segno

    made = segno.make(payload, version=2, error="q", mode="byte", boost_error=False, micro=False)
    return [[bool(cell) for cell in row] for row in made.matrix]


def draw(matrix: Matrix, left: float, top: float, size: float, page_height: float) -> list[bytes]:
    """PDF operators that fill `matrix`; left, top, size in mm from the top left, page height in points.

    One path for all, runs of a row merged: neighbours share an edge, so no hairline shows.
    """
    cell = size * MM / len(matrix)
    operators = []
    for row, cells in enumerate(matrix):
        bottom = page_height - top * MM - (row + 1) * cell
        column = 0
        while column < len(cells):
            end = column
            while end < len(cells) and cells[end]:
                end += 1
            if end > column:
                x = left * MM + column * cell
                operators.append(f"{x:.3f} {bottom:.3f} {(end - column) * cell:.3f} {cell:.3f} re".encode())
            column = max(end, column + 1)
    return [*operators, b"f"]


def page_marks(payload: bytes, page_height: float) -> list[bytes]:
    """All marks of one page, black, as one artifact that leaves the graphics state as it was."""
    operators = [b"/Artifact BMC", b"q", b"0 0 0 rg"]
    for number, (left, top) in enumerate(CORNERS):
        operators += draw(corner(number), left, top, CORNER_MM, page_height)
    symbol = code(payload)
    for left, top in CODES:
        operators += draw(symbol, left, top, CODE_MM, page_height)
    return [*operators, b"Q", b"EMC"]
