"""What somebody typed into a form, as records take it: trimmed, in one Unicode form, nothing for nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_MONEY = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?")
_RATE = re.compile(r"(\d{1,2})(?:[.,](\d))?")


def text(form: Mapping[str, str], name: str) -> str | None:
    """One line of text; None for nothing. Lines and runs of spaces become one space each."""
    typed = unicodedata.normalize("NFC", form.get(name, ""))
    return " ".join(typed.split()) or None


def lines(form: Mapping[str, str], name: str) -> list[str]:
    """One text a line, empty lines left out."""
    typed = unicodedata.normalize("NFC", form.get(name, ""))
    return [" ".join(line.split()) for line in typed.splitlines() if line.strip()]


def whole(form: Mapping[str, str], name: str) -> int | str | None:
    """A whole number; what is none stays as typed, for the codec to refuse."""
    typed = digits(text(form, name) or "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else typed or None


def money(form: Mapping[str, str], name: str) -> str | None:
    """An amount as the data write it: « 1 500 » and « 1 500,00 € » are "1500.00"; else as typed."""
    typed = digits(text(form, name) or "")
    found = _MONEY.fullmatch(re.sub(r"[\s€]", "", typed))
    return f"{int(found[1])}.{(found[2] or '').ljust(2, '0')}" if found else typed or None


def rate(form: Mapping[str, str], name: str) -> str | None:
    """A rate as the data write it: « 20 % » is "20.0"; else as typed."""
    typed = digits(text(form, name) or "")
    found = _RATE.fullmatch(re.sub(r"[\s%]", "", typed))
    return f"{int(found[1])}.{found[2] or '0'}" if found else typed or None


def phone(form: Mapping[str, str], name: str, country: str | None) -> str | None:
    """A number in international form: « 0117 … » of Britain is not guessed, « 06 … » of France is +33 6 …"""
    typed = re.sub(r"[().\-/]", " ", digits(text(form, name) or ""))
    typed = " ".join(typed.split())
    if typed.startswith("00"):
        return f"+{typed[2:].strip()}"
    if country == "FR" and typed.startswith("0"):
        return f"+33 {typed[1:].strip()}"
    return typed or None


def digits(typed: str) -> str:
    """Figures of any script as those of the data: ٠٦ is 06."""
    return "".join(str(unicodedata.digit(one)) if one.isdigit() else one for one in typed)
