"""One sheet of a set, by its seed: printed, filled, spoilt, scanned; and the truth about it.

Seeds come in pairs: an even one is honest, the odd one after it is the same sheet, altered in exactly one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import msgspec
import numpy as np

from bench.paper import honest
from bench.paper.by_hand import BY_HAND
from bench.paper.channels import CHANNELS, Caught, light_of
from bench.paper.desk import Altered, Desk
from bench.paper.filling import Filled, fill, some_pen
from bench.paper.hands import writer
from bench.paper.matter import spoil
from bench.paper.optics import View
from bench.paper.packs import Paper
from bench.paper.pixels import Dice, Grey, Rect, dice, pick
from bench.paper.printing import Tray, printed, tray
from bench.paper.reprinted import PRINTED, foreign_body
from bench.paper.sets import Set
from dermadocs.domain.layout import InkBox, Layout

KINDS = {**BY_HAND, **PRINTED}
FOREIGN_BODY = "foreign_body"
ALL_KINDS = (*KINDS, FOREIGN_BODY)
SHARES = {"digit_scratched": 0.4, "strip_glued": 0.4, "line_added": 0.4, FOREIGN_BODY: 0.4}
"""Kinds beyond the nine that the bench must have, and that are rarer in life."""
SEEN = 0.25  # share of a box's stroke that must be darker than the paper around it


class Box(msgspec.Struct, frozen=True):
    """A box of the page: whether someone wrote into it, and whether the picture shows it."""

    id: str
    kind: str
    required: bool
    filled: bool
    visible: bool
    spills: bool
    pen: str


class Truth(msgspec.Struct, frozen=True):
    """What is known of a sheet. `rect_mm` is where on the page it was altered, `counts` if money or a date is."""

    set: str
    seed: int
    paper: str
    language: str
    handle: str
    revision: str
    page: int
    pages: int
    channel: str
    dpi: int
    turns: int
    printer: str
    tray: str
    events: tuple[str, ...]
    boxes: tuple[Box, ...]
    alteration: str | None
    rect_mm: Rect | None
    counts: bool
    told: str | None
    """What an honest sheet shows that a reviewer is rightly shown too: a stamp, a correction, a pen over a code."""


@dataclass
class _Making:
    which: Set
    seed: int
    paper: Paper
    number: int
    events: list[str] = field(default_factory=list)
    before: bool = False

    def dice(self, stream: str) -> Dice:
        return dice(self.which.name, self.seed // 2, stream)

    @property
    def layout_boxes(self) -> tuple[InkBox, ...]:
        return self.layout.sheets[self.number - 1].boxes

    @property
    def layout(self) -> Layout:
        """Of the revision that was sent."""
        return self.paper.older_layout if self.before else self.paper.layout


def sheet(which: Set, seed: int) -> tuple[Grey, Truth]:
    """The picture that comes back, and the truth. The same seed gives the same sheet."""
    made = _chosen(which, seed)
    draw = made.dice("sheet")
    channel = pick(draw, *((name, share) for name, (_, share) in CHANNELS.items()))
    light = light_of(channel, draw)
    hand = int(draw.choice(which.hands))
    page = made.paper.picture(made.number, before=made.before).copy()
    altered, kind = None, None
    if seed % 2:
        page, kind, altered = _altered(made, page, light, hand)
    printer_draw = made.dice("printer")
    page, printer = printed(page, printer_draw)
    filled = _filled(made, page, light, hand)
    told = None
    if seed % 2 == 0:
        told = honest.happen(_desk(made, page, light, hand, "honest"), which.hard)
    elif kind in BY_HAND:
        altered = KINDS[kind](_desk(made, page, light, hand, "forger"))
        kind = kind if altered else None
    in_tray = tray(made.dice("tray"), which.letter_share)
    caught, events = _caught(made, page, in_tray, channel)
    turns = int(draw.choice(4, p=[0.64, 0.12, 0.12, 0.12]))
    picture = np.ascontiguousarray(np.rot90(caught.picture, turns))
    view = View(caught.view.matrix, caught.view.size, caught.view.bend, turns)
    layout = made.layout
    truth = Truth(
        set=which.name, seed=seed, paper=made.paper.name, language=made.paper.language or "fr",
        handle=layout.handle, revision=layout.revision, page=made.number, pages=len(layout.sheets),
        channel=channel, dpi=caught.dpi, turns=turns, printer=printer, tray=in_tray.name, events=tuple(events),
        boxes=tuple(_box(box, filled.get(box.id), picture, view, in_tray) for box in made.layout_boxes),
        alteration=kind, rect_mm=_floats(altered.rect) if altered else None,
        counts=bool(altered and altered.counts), told=told,
    )  # fmt: skip
    return picture, truth


def _floats(rect: Rect) -> Rect:
    left, top, right, bottom = (round(float(side), 2) for side in rect)
    return left, top, right, bottom


def _chosen(which: Set, seed: int) -> _Making:
    draw = dice(which.name, seed // 2, "choice")
    paper = which.papers[int(draw.integers(len(which.papers)))]
    before = bool(draw.random() < 0.03) and seed % 2 == 0
    sheets = (paper.older_layout if before else paper.layout).sheets
    signed = [sheet.page for sheet in sheets if sheet.boxes]
    number = int(draw.choice(signed if signed and draw.random() < 0.5 else [sheet.page for sheet in sheets]))
    return _Making(which, seed, paper, number, before=before)


def _desk(made: _Making, page: Grey, light: tuple[float, float, float], hand: int, stream: str) -> Desk:
    return Desk(page, made.paper, made.number, light, made.dice(stream), hand, made.before)


def _altered(
    made: _Making, page: Grey, light: tuple[float, float, float], hand: int
) -> tuple[Grey, str | None, Altered | None]:
    """Choose how to alter, and do what is done before printing. What the page offers no place for is drawn again."""
    draw = made.dice("kind")
    shares = np.array([SHARES.get(kind, 1.0) for kind in ALL_KINDS])
    for kind in (str(one) for one in draw.choice(ALL_KINDS, len(ALL_KINDS), replace=False, p=shares / shares.sum())):
        desk = _desk(made, page.copy(), light, hand, "forger")
        if kind == FOREIGN_BODY:
            other = made.which.papers[int(desk.draw.integers(len(made.which.papers)))]
            number = int(desk.draw.integers(len(other.layout.sheets))) + 1
            altered = foreign_body(desk, other.picture(number))
        else:
            altered = KINDS[kind](desk)
        if altered:
            return (page if kind in BY_HAND else desk.page), kind, altered
    return page, None, None


def _filled(made: _Making, page: Grey, light: tuple[float, float, float], hand: int) -> dict[str, Filled]:
    draw = made.dice("fill")
    whole, hands = draw.random() < 0.6, made.which.hands
    patient = writer(hand), some_pen(draw)
    if made.which.fonts and hand % 7 == 0:
        font = made.which.fonts[hand // 7 % len(made.which.fonts)]
        patient = replace(patient[0], font=font, kind="name"), patient[1]
    surgeon = writer(hands[made.seed // 2 % len(hands)]), some_pen(draw)
    found = {}
    for box in made.layout_boxes:
        who, pen = surgeon if box.id.startswith("Practitioner") else patient
        if draw.random() < (0.92 if whole and box.kind != "tick" else 0.5):
            found[box.id] = fill(page, box, who, pen, light, draw)
    return found


def _caught(made: _Making, page: Grey, in_tray: Tray, channel: str) -> tuple[Caught, Sequence[str]]:
    others = made.paper.layout.sheets
    back = made.paper.picture(others[made.number % len(others)].page) if len(others) > 1 else None
    spoiled = spoil(in_tray.laid(page), back, made.dice("matter"), made.which.hard)
    return CHANNELS[channel][0](spoiled.paper, made.dice("channel"), made.which.hard), spoiled.events


def _box(box: InkBox, filled: Filled | None, picture: Grey, view: View, in_tray: Tray) -> Box:
    shown = filled is not None and _visible(filled, picture, view, in_tray)
    if filled is None:
        return Box(box.id, box.kind, box.required, False, False, False, "")
    return Box(box.id, box.kind, box.required, True, shown, filled.spills, filled.pen.name)


def _visible(filled: Filled, picture: Grey, view: View, in_tray: Tray) -> bool:
    """Whether a fair share of the stroke is darker in the picture than the paper around it."""
    points = np.vstack(filled.strokes)
    points = points[:: max(1, len(points) // 300)]
    matrix = in_tray.matrix
    places = np.rint(view.at(points @ matrix[:2, :2].T + matrix[:2, 2])).astype(int)
    height, width = picture.shape
    inside = (places[:, 0] >= 2) & (places[:, 0] < width - 2) & (places[:, 1] >= 2) & (places[:, 1] < height - 2)
    places = places[inside]
    if len(places) < 8:
        return False
    (left, top), (right, bottom) = places.min(0) - 2, places.max(0) + 3
    area = picture[top:bottom, left:right]
    darkest = cv2.erode(area, np.ones((3, 3), np.uint8))
    ground = cv2.dilate(area, np.ones((5, 5), np.uint8))
    ground = cv2.GaussianBlur(ground, (0, 0), 6)
    rows, columns = places[:, 1] - top, places[:, 0] - left
    return bool(np.mean(darkest[rows, columns] < ground[rows, columns] * 0.86 - 4) > SEEN)
