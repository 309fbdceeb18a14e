"""Bytes beside their digest, as an argument of a function whose answers are kept: only the digest is compared."""

from __future__ import annotations


class Bytes:
    """Equal to any other, so that only the digest beside it tells two calls apart."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bytes)

    def __hash__(self) -> int:
        return 0
