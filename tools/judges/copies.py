"""Reliable copies for the judges: both originals of a posted pack in ink, and the receipt that came back by post.

The home, its keys, stamps and seals are real; the pictures are small ones, and what is found on them is said, not
looked for: the judges read how a copy is built, not what was scanned.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".cache" / "copies"


def papers(folder: Path = FOLDER) -> tuple[list[Path], Path]:
    """The copies, and the folder with the roots of who sealed them."""
    sys.path.insert(0, str(ROOT / "tests"))
    from paper_world import BACK, PRINTED, D, by_post, issue, leave  # type: ignore[import-not-found]

    from dermadocs.domain.ink import COPY

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        home = issue(Path(place) / "home")
        with by_post(home, PRINTED) as post:
            leave(post)
        with by_post(home, BACK) as post:
            kept = post.conclude(post.receipt(), ("Receipt1", D))
            made = {name: kept.bytes_of(name) for name, one in kept.latest.items() if one.kind == COPY}
        for name, data in made.items():
            (folder / name).write_bytes(data)
        shutil.copytree(home / "trust", folder / "trust")
    return [folder / name for name in sorted(made)], folder / "trust"
