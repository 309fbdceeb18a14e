"""A program that uses a card, step by step, and prints what each step says, as a JSON list.

    card_child.py MODULE CARD TOKENS STEP…

Steps: `open:PIN` and `last:PIN` log in, `key` takes the only key, `key:LABEL` that one, `sign` signs, `pull` takes the card out while the
program runs (the folder of its token is renamed away), `end` lets the module forget everything, as another part of
the program could, `close` logs out.
"""

from __future__ import annotations

import json
import os
import sys

from signatures.errors import SignatureError
from signatures.keys.pkcs11 import Card, CardKey


def main(module: str, card: str, tokens: str, *steps: str) -> list[str]:
    """What each step says."""
    said: list[str] = []
    opened: Card | None = None
    key: CardKey | None = None
    for step in steps:
        word, _, rest = step.partition(":")
        try:
            if word in ("open", "last"):
                opened = Card.open(module, rest, token=card, last_try=word == "last")
            elif word == "pull":
                os.rename(tokens, f"{tokens}.gone")
            elif word == "end":
                import pkcs11

                pkcs11.lib(os.path.realpath(module)).finalize()
            else:
                assert opened is not None
                if word == "key":
                    key = opened.key(label=rest or None, chain=ROOTS)
                elif word == "sign":
                    assert key is not None
                    key.sign(b"data")
                elif word == "close":
                    opened.close()
            said.append("done")
        except SignatureError as problem:
            said.append(str(problem))
    return said


if __name__ == "__main__":
    from pathlib import Path

    from cryptography.x509 import load_pem_x509_certificates

    ROOTS = load_pem_x509_certificates((Path(sys.argv[3]).parent / "roots.pem").read_bytes())
    print(json.dumps(main(*sys.argv[1:])))
