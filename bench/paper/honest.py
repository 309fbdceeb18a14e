"""Honest, and rightly shown to a reviewer: a pen over a code, a stamp, a corrected address."""

from __future__ import annotations

import cv2
import numpy as np

from bench.paper.desk import Desk, blank
from bench.paper.hands import extent, moved, writer, written
from bench.paper.pixels import PX
from dermadocs.render.marks import CODE_MM, CODES

PADS = ((0.2, 0.2, 0.6), (0.75, 0.15, 0.2), (0.4, 0.2, 0.5))  # of stamps: blue, red, violet
OVER_CODE, STAMP, ADDRESS = "pen over a code", "stamp « reçu »", "address corrected"


def happen(desk: Desk, hard: float) -> str | None:
    """What else happened to this sheet, if anything; the page is changed."""
    chance = desk.draw.random() / hard
    if chance < 0.04:
        return _over_code(desk)
    if chance < 0.06:
        return _stamp(desk)
    if chance < 0.08:
        return _address(desk)
    return None


def _over_code(desk: Desk) -> str:
    left, top = CODES[int(desk.draw.integers(2))]
    ends = desk.draw.uniform(-4, CODE_MM + 4, 2)
    path = np.linspace((left - 4, top + ends[0]), (left + CODE_MM + 4, top + ends[1]), 24)
    desk.ink([path + desk.draw.normal(0, 0.25, path.shape)])
    return OVER_CODE


def _stamp(desk: Desk) -> str | None:
    place = blank(desk, 34, 14)
    if not place:
        return None
    mask = np.zeros((round(13 * PX), round(33 * PX)), np.uint8)
    cv2.rectangle(mask, (8, 8), (mask.shape[1] - 9, mask.shape[0] - 9), 255, 5)
    text = f"{int(desk.draw.integers(1, 29)):02d} NOV. 2026"
    for line, (words, size) in enumerate((("RECU LE", 1.5), (text, 1.5))):
        cv2.putText(mask, words, (40, 66 + 58 * line), cv2.FONT_HERSHEY_SIMPLEX, size, 255, 4, cv2.LINE_AA)
    left, top = (round(v * PX) for v in place)
    turn = cv2.getRotationMatrix2D((mask.shape[1] / 2, mask.shape[0] / 2), float(desk.draw.normal(0, 3)), 0.94)
    ink = cv2.GaussianBlur(cv2.warpAffine(mask, turn, mask.shape[::-1]), (0, 0), 1.0) / np.float32(255)
    area = desk.page[top : top + mask.shape[0], left : left + mask.shape[1]]
    colour = float(np.dot(PADS[int(desk.draw.integers(len(PADS)))], desk.light))
    area[:] = np.rint(area * (1 - ink[: area.shape[0], : area.shape[1]] * 0.8 * (1 - colour))).astype(np.uint8)
    return STAMP


def _address(desk: Desk) -> str | None:
    """The patient's street struck out, the right one above it."""
    streets = {"Saddlers", "Tanneurs", "Kerkstraat", "Moulin", "Harbour", "Gare", "Mille", "Vignes"}
    word = desk.choose(lambda w: w.text.strip(",") in streets)
    if not word:
        return None
    left, top, right, bottom = word.rect
    strokes = [np.array([(left, (top + bottom) / 2), (right, (top + bottom) / 2 + 0.2)])]
    street = str(desk.draw.choice(["Fontaine", "Bellevue", "Station Rd"]))
    new = written(writer(desk.hand), street, desk.draw, x_height=1.4)
    drawn = extent(new)
    desk.ink(strokes + moved(new, left - drawn[0], top - 0.4 - drawn[3]), "black ball")
    return ADDRESS
