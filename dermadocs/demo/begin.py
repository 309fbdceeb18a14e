"""The home with which a demonstration of the portal begins: empty, or with dossiers played until yesterday."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from dermadocs.demo import dossiers
from dermadocs.demo.calendar import BEFORE_THE_END, Days, redated
from dermadocs.demo.dossiers import stage
from dermadocs.domain.case import Case


def begin(folder: Path, case: Case, now: datetime, *, with_dossiers: bool) -> None:
    """Make the home; its authority is older than the first dossier."""
    days = Days(now.date() - timedelta(days=BEFORE_THE_END))
    dated = redated(case, days.drafted)
    dossiers.furnish(folder, dated, days.set_up)
    for play_one in (dossiers.refused, dossiers.withdrawn, dossiers.replaced) if with_dossiers else ():
        with stage(folder, now) as on:
            play_one(on, dated, now)
