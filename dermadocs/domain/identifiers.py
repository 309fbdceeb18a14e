"""Check digits: RPPS, FINESS, SIREN by Luhn's formula, VAT number by its key (ID-02, ID-04, VAT-05)."""

from __future__ import annotations


def luhn(digits: str) -> bool:
    """True when the last of the digits is the right key.

    >>> luhn("10000000009"), luhn("10000000008")
    (True, False)
    """
    total = 0
    for position, character in enumerate(reversed(digits)):
        value = int(character) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def vat_key(siren: str) -> str:
    """The two digits between FR and the SIREN: (12 + 3 × (SIREN mod 97)) mod 97.

    >>> vat_key("000147009")
    '77'
    """
    return f"{(12 + 3 * (int(siren) % 97)) % 97:02d}"
