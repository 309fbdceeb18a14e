"""Key digits: exactly one is right, and one wrong digit is always seen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dermadocs.domain.identifiers import luhn, vat_key


@given(st.integers(0, 10**10 - 1))
def test_exactly_one_key_digit_is_right(number: int) -> None:
    assert [luhn(f"{number:010d}{key}") for key in range(10)].count(True) == 1


@given(st.text("0123456789", min_size=11, max_size=11).filter(luhn), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    assert not luhn(number[:place] + wrong + number[place + 1 :])


def test_vat_key_of_a_published_example() -> None:
    assert vat_key("404833048") == "83"
