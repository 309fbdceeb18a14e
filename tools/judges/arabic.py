"""The papers of the demonstration once more, for a patient who reads Arabic: the judges read those too.

A script that runs from right to left changes what veraPDF looks at: marked contents, languages, fonts.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "dermabrasion.json"
FOLDER = ROOT / ".cache" / "arabic"
NAME = "2026-0001"
PAPERS = ("estimate.pdf", "consent.pdf")


def papers(today: date, folder: Path = FOLDER) -> tuple[list[Path], Path]:
    """An estimate that is signed, received and accepted and a consent that is signed, in French and Arabic; and the
    folder with the roots of who signed.
    """
    from dermadocs.demo import dossiers
    from dermadocs.demo.calendar import Days, redated
    from dermadocs.domain.codec import decode_case

    raw = json.loads(EXAMPLE.read_bytes())
    raw["patient"] |= {"language": "ar", "native_name": "هناء منصور"}
    raw["consultation"]["language"] = "ar"
    days = Days(today)
    case = redated(decode_case(json.dumps(raw).encode()), days.drafted)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "home"
        dossiers.furnish(home, case, days.set_up)
        with dossiers.stage(home, days.signed) as on:
            dossiers.sent(on, NAME, case, days)
            dossiers.received(on, NAME, days)
            dossiers.accepted(on, NAME, days)
            made = dossiers.files_of(dossiers.consented(on, NAME, days))
        for name in PAPERS:
            (folder / name).write_bytes(made[name])
        shutil.copytree(home / "trust", folder / "trust")
    return [folder / name for name in PAPERS], folder / "trust"
