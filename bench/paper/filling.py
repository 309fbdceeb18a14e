"""Filling by hand: mentions, dates, signatures, ticks in their boxes, as people do, some beyond the frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.paper.hands import Stroke, Writer, extent, line, moved, signature, written
from bench.paper.pens import FILLING, PENS, Pen, draw_ink
from bench.paper.pixels import Dice, Grey, Rect, pick
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.layout import InkBox

ANSWERS = (
    "aucun",
    "je préfère en reparler au prochain rendez-vous",
    "on va enlever la couche du dessus de la peau",
    "une cicatrice, et la peau plus claire",
    "mettre de la crème et un chapeau pendant six mois",
    "pas de geste sur la joue gauche",
    "I would like to keep the mark on my chin",
    "rien",
)
"""What is written where there is room for words."""
NAMES = ("Whitcombe", "Moreau", "Benali", "Kowalczyk", "Lindqvist", "Haddad", "Ferreira", "Dubreuil", "Rossi", "Petrov")


@dataclass(frozen=True)
class Filled:
    """Ink put into a box: its strokes on the page in mm, and whether some leave the box by more than a millimetre."""

    strokes: list[Stroke]
    pen: Pen
    spills: bool


def some_pen(draw: Dice) -> Pen:
    """What lies at hand."""
    return PENS[pick(draw, *FILLING)]


def fill(page: Grey, box: InkBox, who: Writer, pen: Pen, light: tuple[float, float, float], draw: Dice) -> Filled:
    """Write what a box asks for. The page is changed."""
    strokes = _strokes(box, who, draw)
    draw_ink(page, strokes, pen, light, draw)
    left, top, right, bottom = extent(strokes)
    over = max(box.rect[0] - left, box.rect[1] - top, right - box.rect[2], bottom - box.rect[3])
    return Filled(strokes, pen, over > 1.0)


def _strokes(box: InkBox, who: Writer, draw: Dice) -> list[Stroke]:
    if box.kind == "signature":
        left, top, right, bottom = box.rect
        name = NAMES[who.number % len(NAMES)]
        made = signature(who, draw, name, right - left, bottom - top)
        return moved(made, (left + right) / 2, (top + bottom) / 2, float(draw.normal(0, 0.05)))
    if box.kind == "tick":
        return _tick(box.rect, draw)
    lines = {"date": [_date(draw)], "initials": [NAMES[who.number % len(NAMES)][0] + "M"], "name": ["Hannah Moreau"]}
    return _lines(box.rect, who, lines.get(box.kind) or _mention(box.id, box.rect, draw), draw)


def _date(draw: Dice) -> str:
    day, month = int(draw.integers(1, 29)), int(draw.integers(1, 13))
    return (f"{day:02d}/{month:02d}/2026", f"{day}.{month}.26", f"le {day} novembre 2026")[int(draw.integers(3))]


def _mention(identity: str, box: Rect, draw: Dice) -> list[str]:
    kind = {"Rec": "receipt", "Acc": "acceptance", "Pat": "consent", "Day": "confirmation"}.get(identity[:3])
    words = (MENTIONS[kind] if kind else str(draw.choice(ANSWERS))).split()
    lines, room = [""], int((box[2] - box[0]) * draw.uniform(0.28, 0.42))
    for word in words:
        if len(lines[-1]) + len(word) > room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _lines(rect: Rect, who: Writer, lines: list[str], draw: Dice) -> list[Stroke]:
    """Lines from the left, small enough for the box, as the writer would."""
    left, top, right, bottom = rect
    pitch = min((bottom - top) / (len(lines) + 0.4), who.x_height * 3.6)
    x_height = min(who.x_height, pitch / 2.5)
    rows = [written(who, line, draw, x_height=x_height) for line in lines]
    widest = max(max(part[:, 0].max() for part in row) for row in rows if row)
    level = who.drift * (1 - min(1.0, 60 / widest))  # in a long box one keeps an eye on the frame
    rows = [[part - np.column_stack([0 * part[:, 0], level * part[:, 0]]) for part in row] for row in rows]
    shrink = min(1.0, (right - left - 1.5) / widest * draw.uniform(0.9, 1.04))
    used = pitch * len(lines)
    start = top + max(0.0, (bottom - top - used) * draw.uniform(0.1, 0.8)) + pitch * 0.72
    x = left + 1 + max(0.0, (right - left - 2 - widest * shrink) * draw.uniform(0, 0.7))
    placed: list[Stroke] = []
    for number, row in enumerate(rows):
        placed += [part * shrink + (x, start + number * pitch) for part in row]
    return placed


def _tick(rect: Rect, draw: Dice) -> list[Stroke]:
    left, top, right, bottom = rect
    size, middle = max(right - left, bottom - top), np.array([(left + right) / 2, (top + bottom) / 2])
    cross = [np.array([[-1, -1], [1, 1]]), np.array([[1, -1], [-1, 1]])]
    hook = [np.array([[-0.7, 0], [-0.2, 0.7], [1.0, -1.2]])]
    shapes = cross if draw.random() < 0.5 else hook
    return [line(middle + size * draw.uniform(0.4, 0.65) * shape * draw.uniform(0.75, 1.1, 2)) for shape in shapes]
