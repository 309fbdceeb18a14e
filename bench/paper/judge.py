"""One sheet of a set put before the check, and what the check said: all that the score card counts."""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

import cv2
import msgspec

from bench.paper.packs import KEYS, Originals
from bench.paper.pixels import Grey, Rect
from bench.paper.sets import SETS
from bench.paper.sheet import Truth, sheet
from dermadocs.domain.document import handle_text
from dermadocs.domain.sheet import BoxFound, Difference
from dermadocs.paper.check import Checked, Library, check
from dermadocs.paper.original import PX as ORIGINAL_PX

NOT_COMPARED = {
    "incomplete",
    "too_poor",
    "unregistered",
    "unidentified",
    "foreign",
    "unreadable",
    "two_pages_in_one_image",
}
"""Statuses that say: nothing was compared, send it again. Neither flagged nor passed."""
OTHER_BODIES = frozenset({"older_body", "foreign_body"})
NEAR_MM = 3.0  # from a difference to the place that was altered: a reviewer looks there


class Judged(msgspec.Struct, frozen=True):
    """What was told of a sheet, and the seconds of one core that it took to make it and to check it."""

    truth: Truth
    status: str
    identity: tuple[str, str, int] | None
    boxes: tuple[BoxFound, ...]
    differences: tuple[Difference, ...]
    grade: str | None
    statistics: dict[str, float]
    making: float
    checking: float

    @property
    def right(self) -> bool:
        """Whether the sheet was identified as what it is."""
        return self.identity == (self.truth.handle, self.truth.revision, self.truth.page)

    @property
    def compared(self) -> bool:
        """Whether the sheet was laid upon its original."""
        return self.right and self.status not in NOT_COMPARED

    @property
    def flagged(self) -> bool:
        """Whether a reviewer is shown a difference."""
        return bool(self.differences)

    @property
    def framed(self) -> bool:
        """Whether the boxes on the paper are those of the page that its code names."""
        return self.truth.alteration not in OTHER_BODIES

    @property
    def placed(self) -> bool:
        """Whether a difference lies where the sheet was altered."""
        truth = self.truth.rect_mm
        return truth is not None and any(_near(one.rect_mm, truth) for one in self.differences)

    @property
    def faults(self) -> list[str]:
        """What is wrong about this answer, in words for a file's name."""
        wrong = []
        if self.identity and not self.right:
            wrong.append("wrong-identity")
        if not self.identity:
            wrong.append("unidentified")
        truly = {box.id: box for box in self.truth.boxes}
        if self.compared and self.framed:
            wrong += [f"empty-called-filled-{b.kind}" for b in self.boxes if b.filled and not truly[b.id].filled]
            wrong += [f"ink-missed-{b.kind}" for b in self.boxes if not b.filled and truly[b.id].visible]
        if self.compared:
            if self.truth.alteration and not self.flagged:
                wrong.append(f"missed-{self.truth.alteration}")
            if not self.truth.alteration and not self.truth.told and self.flagged:
                wrong.append("false-alarm-" + self.differences[0].kind)
        elif self.identity:
            wrong.append(f"not-compared-{self.status}")
        return wrong


def judged(set_name: str, seed: int, failures: str | None = None) -> Judged:
    """Make a sheet, have it checked. With a folder, what goes wrong is left there as pictures."""
    which = SETS[set_name]
    originals = _library(set_name)
    start = time.process_time()
    picture, truth = sheet(which, seed)
    made = time.process_time()
    told = check(picture, originals, KEYS, superseded=_superseded(set_name))
    done = time.process_time()
    answer = _answer(truth, told, made - start, done - made)
    if failures and answer.faults:
        leave(Path(failures), picture, told.aligned, answer)
    return answer


@lru_cache(2)
def _library(set_name: str) -> Library:
    return Originals(SETS[set_name].papers)


@lru_cache(2)
def _superseded(set_name: str) -> frozenset[tuple[bytes, bytes]]:
    return frozenset((one.handle, bytes.fromhex(one.older_layout.revision)) for one in SETS[set_name].papers)


def _answer(truth: Truth, told: Checked, making: float, checking: float) -> Judged:
    code = told.code
    identity = (handle_text(code.handle), code.revision.hex(), code.page) if code else None
    differences = tuple(_plain(one) for one in told.differences)
    statistics = {name: float(value) for name, value in told.statistics.items()}
    return Judged(truth, told.status, identity, told.boxes, differences, told.grade, statistics, making, checking)


def _plain(one: Difference) -> Difference:
    left, top, right, bottom = (float(side) for side in one.rect_mm)
    return Difference(kind=one.kind, score=float(one.score), rect_mm=(left, top, right, bottom))


def leave(folder: Path, picture: Grey, aligned: Grey | None, answer: Judged) -> None:
    """The picture as it came, the same laid over its original with what was told and what is true, and both in words.

    Told differences are ringed in black, the true place in grey.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{answer.truth.set}-{answer.truth.seed}-{'+'.join(dict.fromkeys(answer.faults))}"[:120]
    cv2.imwrite(str(folder / f"{name}.png"), picture)
    (folder / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(answer, enc_hook=float), indent=1))
    if aligned is not None:
        ringed = aligned.copy()
        for rect, grey in (*((one.rect_mm, 0) for one in answer.differences), (answer.truth.rect_mm, 128)):
            if rect:
                left, top, right, bottom = (round(side * ORIGINAL_PX) for side in rect)
                cv2.rectangle(ringed, (left - 6, top - 6), (right + 6, bottom + 6), grey, 2)
        cv2.imwrite(str(folder / f"{name}-ringed.png"), ringed)


def _near(one: Rect, other: Rect) -> bool:
    return bool(
        one[0] < other[2] + NEAR_MM
        and other[0] < one[2] + NEAR_MM
        and one[1] < other[3] + NEAR_MM
        and other[1] < one[3] + NEAR_MM
    )
