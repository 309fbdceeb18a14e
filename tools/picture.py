"""The picture of the README: first and last page of the demonstration's estimate, side by side.

    make demo && .venv/bin/python tools/picture.py demo-output/estimate.pdf docs/pictures/estimate.png

Needs poppler's pdftoppm. Run it again when the layout has changed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

DPI = 70
GAP = 16
TABLE, EDGE = 235, 180
"""Greys: what the sheets lie on, and their edge."""


def pages(file: Path, folder: Path) -> list[Path]:
    """Every page of a PDF as a picture in that folder, in order."""
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", str(file), str(folder / "page")], check=True)
    return sorted(folder.glob("page-*.png"))


def side_by_side(sheets: list[Image.Image]) -> Image.Image:
    """Sheets with a thin edge on a grey table."""
    width = sum(sheet.width + 2 + GAP for sheet in sheets) + GAP
    table = Image.new("L", (width, max(sheet.height for sheet in sheets) + 2 + 2 * GAP), TABLE)
    left = GAP
    for sheet in sheets:
        table.paste(EDGE, (left, GAP, left + sheet.width + 2, GAP + sheet.height + 2))
        table.paste(sheet, (left + 1, GAP + 1))
        left += sheet.width + 2 + GAP
    return table


def main(source: Path, target: Path) -> None:
    """Draw the picture in sixteen greys: it is small, and still sharp."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = pages(source, Path(folder))
        side_by_side([Image.open(drawn[0]), Image.open(drawn[-1])]).quantize(16).save(target, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
