"""The drawn timeline: plain moments in, one SVG out, with a text for those who do not see it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from world import JUDGED, Life

from dermadocs.report.facts import Facts
from dermadocs.report.ruler import Ruler, ruler
from dermadocs.report.timeline import Mark, Reflection, draw
from dermadocs.report.voice import Voice

FIRST, GATE = datetime(2026, 11, 6, 23, tzinfo=UTC), datetime(2026, 11, 21, 23, tzinfo=UTC)
DAYS = Reflection("quinze jours", tuple("abcdefghijklmno"), "Ouverture", ("22 nov.",), FIRST, GATE, 3)
RECEIVED = Mark("Réception", ("6 nov.",), FIRST - timedelta(hours=3), "received", "C")


def drawn(*marks: Mark, narrow: bool = False) -> ElementTree.Element:
    svg = draw(marks, DAYS, ident="x", title="Ligne", text="Réception le 6", narrow=narrow)
    return ElementTree.fromstring(svg)


def found(svg: ElementTree.Element, tag: str, kind: str = "") -> list[ElementTree.Element]:
    every = svg.iter(f"{{http://www.w3.org/2000/svg}}{tag}")
    return [one for one in every if kind in one.get("class", "").split() or not kind]


def ring(svg: ElementTree.Element) -> float:
    return float(found(svg, "circle", "tl-ring")[-1].get("cx", ""))


@pytest.mark.parametrize("narrow", [False, True])
def test_it_can_be_read_without_being_seen(narrow: bool) -> None:
    svg = drawn(RECEIVED, narrow=narrow)
    assert svg.get("role") == "img"
    ids = svg.get("aria-labelledby", "").split()
    told = {one.get("id"): one.text for one in (*found(svg, "title"), *found(svg, "desc"))}
    assert [told[name] for name in ids] == ["Ligne", "Réception le 6"]


def test_it_has_fifteen_cells_and_those_that_are_over_read_without_colour() -> None:
    svg = drawn(RECEIVED)
    assert len(found(svg, "rect", "tl-cell")) == 15
    assert len(found(svg, "rect", "tl-bar")) == 3
    assert len(found(svg, "path", "tl-gate")) == 1
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', ElementTree.tostring(svg, "unicode")))
    assert colours <= {"#000", "#fff", "none"}


@pytest.mark.parametrize("narrow", [False, True])
def test_an_act_stands_on_its_side_of_the_gate(narrow: bool) -> None:
    def placed(at: datetime, wrong: bool) -> tuple[float, float, float]:
        svg = drawn(RECEIVED, Mark("Acceptation", (), at, "agreed", None, wrong), narrow=narrow)
        cells = [float(c.get("x", "")) for c in found(svg, "rect", "tl-cell")]
        gate = float(re.match(r"M([\d.]+)", found(svg, "path", "tl-gate")[0].get("d", ""))[1])  # type: ignore[index]
        return min(cells), ring(svg), gate

    first, act, gate = placed(GATE - timedelta(seconds=1), True)
    assert first < act < gate
    assert placed(FIRST + timedelta(days=1), True)[1] < act
    _, act, gate = placed(GATE, False)
    assert act > gate


def test_every_mark_lies_inside_the_drawing() -> None:
    for count in range(1, 14):
        marks = [Mark(f"Acte {n}", ("x",), GATE + timedelta(hours=n), "signed", "A") for n in range(count)]
        for narrow in (False, True):
            svg = drawn(RECEIVED, *marks, narrow=narrow)
            width = float(svg.get("width", ""))
            assert all(0 < float(c.get("cx", "")) < width for c in found(svg, "circle"))


def test_a_label_is_text_and_never_markup() -> None:
    evil = '</text><script>alert("1")</script>'
    svg = draw([Mark(evil, (evil,), GATE, "signed")], DAYS, ident="x", title=evil, text=evil)
    assert "<script" not in svg
    assert evil in [one.text for one in found(ElementTree.fromstring(svg), "text")]


@pytest.mark.parametrize("grade", ["A", "B", "C"])
def test_a_clock_grade_is_a_letter_in_a_shape_of_its_own(grade: Any) -> None:
    svg = drawn(Mark("Réception", (), FIRST, "received", grade))
    assert grade in [one.text for one in found(svg, "text")]
    shapes = (len(found(svg, "circle", "tl-a")), len(found(svg, "path", "tl-half")))
    assert shapes == {"A": (1, 0), "B": (0, 1), "C": (0, 0)}[grade]
    assert ("stroke-dasharray" in ElementTree.tostring(svg, "unicode")) is (grade == "C")


def of(answer: dict[str, Any], at: datetime = JUDGED) -> Ruler:
    made = ruler(Facts(answer), Voice("fr"), at, "f1")
    assert made
    return made


def test_a_real_estimate_is_told_as_it_is_drawn(life: Life) -> None:
    made = of(life.scene.judge(life.accepted.pdf))
    assert [line.split("\u00a0:")[0] for line in made.lines] == ["Praticien", "Réception", "Acceptation"]
    assert all("déclaré par le cabinet" in line for line in made.lines)
    assert "22\u00a0novembre\u00a02026 à 00:00" in made.gate
    svg = ElementTree.fromstring(made.wide)
    assert [cell.text for cell in found(svg, "text", "tl-day")] == [str(day) for day in range(7, 22)]
    assert len(found(svg, "rect", "tl-bar")) == 15


def test_while_the_days_run_the_check_itself_is_drawn(life: Life) -> None:
    at = datetime(2026, 11, 12, 12, tzinfo=UTC)
    made = of(life.scene.judge(life.received.pdf, at=at), at)
    svg = ElementTree.fromstring(made.wide)
    assert len(found(svg, "path", "tl-now")) == 1
    assert len(found(svg, "rect", "tl-bar")) == 5
    assert made.lines[-1].endswith("pas dans ce fichier")


def test_before_the_receipt_the_days_are_numbered_not_dated(life: Life) -> None:
    svg = ElementTree.fromstring(of(life.scene.judge(life.sent.pdf)).wide)
    assert [cell.text for cell in found(svg, "text", "tl-day")] == [str(number) for number in range(1, 16)]
    assert not found(svg, "rect", "tl-bar")
    assert not found(svg, "circle", "tl-dot")
