"""The look that the pages of verification and of the law share: colours, type, and text from a file made harmless.

A page is one file: no script, no address, nothing fetched; the policy in its head forbids what it does not hold.
"""

from __future__ import annotations

import unicodedata

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser may do with such a page: show it."""

TOKENS = """
:root { color-scheme: light dark; --ink:#16211F; --ink-2:#47534F; --sheet:#FFFFFF; --desk:#EFF3F1; --rule:#CAD3CF;
  --edge:#6F7D78; --petrol:#0F4650; --petrol-wash:#DDEAEA; --ochre:#744600; --ochre-line:#C98A1B; --ochre-wash:#FAEFD8;
  --moss:#1B5A38; --moss-wash:#DFEFE4; --madder:#96203A; --madder-wash:#FAE5E8 }
@media (prefers-color-scheme: dark) { :root { --ink:#E7EEEA; --ink-2:#B4C0BB; --sheet:#18211F; --desk:#0F1615;
  --rule:#34413D; --edge:#84928D; --petrol:#93D2CF; --petrol-wash:#17373A; --ochre:#F0C36D; --ochre-line:#D69A2E;
  --ochre-wash:#37290F; --moss:#93D4A8; --moss-wash:#16321F; --madder:#FFA3AE; --madder-wash:#42161E } }
@media print { :root { color-scheme: light; --ink:#000; --ink-2:#000; --sheet:#fff; --desk:#fff; --rule:#000;
  --edge:#000; --petrol:#000; --petrol-wash:#fff; --ochre:#000; --ochre-line:#000; --ochre-wash:#fff; --moss:#000;
  --moss-wash:#fff; --madder:#000; --madder-wash:#fff } }
"""
"""The colour tokens; on paper everything is ink."""

LONGEST = 2000
"""Characters of one text from a file that are shown; more is counted."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MOST_MARKS = 4
"""Combining marks upon one letter that any script needs; more would paint over the lines beside it."""


def visible(text: object) -> str:
    """Text from a file, with what cannot be seen made visible: controls, turned directions, bytes that are no letter.

    >>> visible("invoice\\u202efdp.exe"), visible("a\\udcff")
    ('invoice[U+202E]fdp.exe', 'a[byte FF]')
    """
    shown, marks = [], 0
    whole = str(text)
    for letter in whole[:LONGEST]:
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind == "Mn" else 0
        shown.append(_told(letter) if kind in _UNSEEN or marks > _MOST_MARKS else letter)
    if len(whole) > LONGEST:
        shown.append(f" […] (+{len(whole) - LONGEST})")
    return "".join(shown)


def _told(letter: str) -> str:
    code = ord(letter)
    return f"[byte {code - 0xDC00:02X}]" if 0xDC80 <= code <= 0xDCFF else f"[U+{code:04X}]"
