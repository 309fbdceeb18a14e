"""A catalogue file with a fault: refused in one line that says where and what; and a good one read whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermadocs.catalogue.load import codes, entries, entry, read, read_folder
from dermadocs.errors import InputError

CHIN = (Path(__file__).parent / "chin-implant.toml").read_text(encoding="utf-8")
DERM = (Path(__file__).parents[2] / "dermadocs/catalogue/dermabrasion.toml").read_text(encoding="utf-8")


def refusal(text: str | bytes) -> str:
    """The one line that a reader of `own.toml` sees."""
    with pytest.raises(InputError) as refused:
        read(text if isinstance(text, bytes) else text.encode(), "own.toml")
    assert refused.value.exit_code == 2
    assert "\n" not in str(refused.value)
    return str(refused.value)


def outcome(text: str) -> str:
    """The code of the entry, or the one line of its refusal."""
    try:
        return read(text.encode(), "own.toml").code
    except InputError as error:
        return str(error)


def changed(old: str, new: str, text: str = CHIN) -> str:
    """The file with its first `old` replaced."""
    assert old in text
    return text.replace(old, new, 1)


def without(kind: str, identifier: str, text: str = CHIN) -> str:
    """The file without one fact."""
    return re.sub(
        rf'\[\[{kind}\]\]\nid = "{identifier}"\n.*?(?=\n\[\[\w+\]\]\n|\Z)', "", text, count=1, flags=re.DOTALL
    )


def fact(identifier: str, old: str, new: str) -> str:
    """The file with a change in one fact."""
    head, found, tail = CHIN.partition(f'id = "{identifier}"')
    assert found
    assert old in tail
    return head + found + tail.replace(old, new, 1)


ALARM = """
[[statements]]
id = "sign-{}"
sources = ["TEST"]
status = "test"
checked = 2026-11-24
place = "alarm"
text = "un signe"
"""
FAULTS = {
    "an unsourced fact": (
        fact("cut", 'sources = ["TEST"]', "sources = []"),
        "own.toml: statement cut: no source; a fact without a source is not printed",
    ),
    "no line of sources at all": (
        fact("cut", 'sources = ["TEST"]\n', ""),
        "own.toml: /statements/7/sources (cut): missing",
    ),
    "an unknown source": (
        fact("bruise", 'sources = ["TEST"]', 'sources = ["TEST", "LANCET"]'),
        "own.toml: effect bruise: unknown source 'LANCET'; name it under [[sources]]",
    ),
    "a status that no source bears out": (
        fact("bruise", 'status = "test"', 'status = "published"'),
        "own.toml: effect bruise: status 'published', but none of its sources is of that kind",
    ),
    "a low figure above the high one": (
        fact("bruise", "low = 1\n", "low = 8\n"),
        "own.toml: effect bruise: frequency from 8 to 1: the low figure is above the high one",
    ),
    "more people than were counted": (
        fact("bruise", "high = 1\n", "high = 101\n"),
        "own.toml: effect bruise: frequency of 101 in 100 people",
    ),
    "a frequency from a source that the effect does not name": (
        changed(
            '"TEST"\nkind',
            '"OTHER"\nkind = "test"\ntitle = "Autre"\nsite = ""\nurl = ""\n[[sources]]\nid = "TEST"\nkind',
        ).replace('source = "TEST"', 'source = "OTHER"', 1),
        "own.toml: effect bruise: frequency from 'OTHER', which is not among the sources of the effect",
    ),
    "doing nothing left out": (
        without("alternatives", "nothing"),
        "own.toml: no alternative 'nothing': doing nothing is always one (F-I05)",
    ),
    "one alternative besides": (
        without("alternatives", "bone"),
        "own.toml: fewer than two alternatives besides doing nothing (F-I05)",
    ),
    "a serious risk left out": (
        without("effects", "anaesthesia-accident"),
        "own.toml: the risk 'anaesthesia-accident' is missing (F-I02, F-I03)",
    ),
    "a risk of the act left out": (
        without("effects", "implant-moves"),
        "own.toml: the risk 'implant-moves' is missing (F-I02, F-I03)",
    ),
    "no risk called serious": (
        changed("serious = true\n", ""),
        "own.toml: no serious risk is named (F-I02, F-I03)",
    ),
    "an id used twice, even in two kinds": (
        changed('id = "teeth"', 'id = "bruise"'),
        "own.toml: the fact id 'bruise' stands twice",
    ),
    "a source id used twice": (
        changed(
            "[[sources]]", '[[sources]]\nid = "TEST"\nkind = "test"\ntitle = "x"\nsite = ""\nurl = ""\n[[sources]]'
        ),
        "own.toml: the source id 'TEST' stands twice",
    ),
    "more statements of a place than a section holds": (
        CHIN + "".join(ALARM.format(number) for number in range(20)),
        "own.toml: 21 statements for the place 'alarm'; at most 20",
    ),
    "no alarm signs": (
        without("statements", "red"),
        "own.toml: no statement for the place 'alarm'",
    ),
    "nothing on an anaesthesia that is offered": (
        changed('anaesthesia = ["local_sedation", "general"]', 'anaesthesia = ["local", "general"]'),
        "own.toml: nothing is said of the anaesthesia 'local'",
    ),
    "a right answer that is not there": (
        changed("right = 0", "right = 2"),
        "own.toml: question how-long: right answer 2, of 2 counted from 0",
    ),
    "two answers alike": (
        changed('"Toujours", "Un an"', '"Un an", "Un an"'),
        "own.toml: question how-long: two options say the same",
    ),
    "leave turned round": (
        changed("leave_days_minimum = 10", "leave_days_minimum = 30"),
        "own.toml: defaults: leave_days_minimum is above leave_days_maximum",
    ),
    "a test source in a real entry": (
        changed("test = true", "test = false"),
        "own.toml: defaults chin-defaults: a test source in an entry that is not a test",
    ),
    "an unknown field": (
        fact("cut", "place =", 'colour = "red"\nplace ='),
        "own.toml: /statements/7/colour (cut): unknown field",
    ),
    "an unknown place": (
        fact("cut", 'place = "operation"', 'place = "theatre"'),
        "own.toml: /statements/7/place (cut): 'theatre' is not one of the allowed values",
    ),
    "a price that is a number": (
        changed('unit_price = "3000.00"', "unit_price = 3000.00"),
        'own.toml: /prices/0/unit_price (price-block): a number with a decimal point; write amounts and rates as text, as "750.00"',
    ),
    "braces, which a template would read": (
        changed("Un an", "Un {an}"),
        "own.toml: /questions/0/options/1 (how-long): braces are not allowed in a text",
    ),
    "an invisible character": (
        changed("Un an", "Un\u200b an"),
        "own.toml: /questions/0/options/1 (how-long): character U+200B is not allowed in a text",
    ),
    "an empty text": (
        changed('"Ne fumez pas."', '""'),
        "own.toml: /statements/4/text (prepare): must not be empty",
    ),
    "another schema": (
        changed("catalogue/1", "catalogue/2"),
        "own.toml: /schema: 'dermadocs/catalogue/2' is not one of the allowed values",
    ),
    "not TOML": (
        "this is not a catalogue",
        "own.toml: not TOML: Expected '=' after a key in a key/value pair (at line 1, column 6)",
    ),
    "not UTF-8": (b"\xff\xfe", "own.toml: not UTF-8 at byte 0"),
    "an empty file": ("", "own.toml: /schema: missing"),
    "too large": (b"#" * 1_000_001, "own.toml: larger than 1 MB"),
    "nested without end": ("a = " + "[" * 50_000, "own.toml: nested too deeply"),
}


@pytest.mark.parametrize(("text", "line"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_one_clear_line(text: str | bytes, line: str) -> None:
    assert refusal(text) == line


def test_an_own_file_for_a_shipped_procedure_may_not_leave_out_its_risks() -> None:
    shorter = without("effects", "eye-injury", DERM).replace('"eye-injury", ', "")
    assert refusal(shorter) == "own.toml: the risk 'eye-injury' is missing (F-I02, F-I03)"
    richer = DERM.replace("La fraise ne sert qu’une fois.", "La fraise ne sert qu’une fois, puis elle est jetée.")
    assert read(richer.encode(), "own.toml").sha256 != entry("dermabrasion").sha256


def test_an_unknown_procedure_names_those_that_are_known() -> None:
    with pytest.raises(InputError) as refused:
        entry("lobotomy")
    assert str(refused.value) == "/estimate/procedure/code: no 'lobotomy' in the catalogue; known: dermabrasion"


def test_what_is_shipped_is_read_and_found_by_its_code() -> None:
    assert [e.code for e in entries()] == list(codes())
    assert entry("dermabrasion") is entry("dermabrasion")


def test_a_folder_in_place_of_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.toml").mkdir()
    with pytest.raises(InputError, match=r"^x\.toml: cannot be read: "):
        read_folder(tmp_path)
    assert read_folder(tmp_path / "nowhere") == ()


@given(st.data())
def test_any_line_removed_is_read_or_refused_in_one_line(data: st.DataObject) -> None:
    lines = CHIN.splitlines()
    gone = data.draw(st.integers(0, len(lines) - 1))
    line = outcome("\n".join(lines[:gone] + lines[gone + 1 :]))
    assert line == "chin-implant" or (line.startswith("own.toml: ") and "\n" not in line)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(InputError) as refused:
        read(data, "own.toml")
    assert "\n" not in str(refused.value)
