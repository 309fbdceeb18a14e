"""Shares with their bounds: no figure stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # two-sided 95 %


@dataclass
class Share:
    """So many of `n`."""

    hits: int = 0
    n: int = 0

    def count(self, hit: bool) -> None:
        """One more case."""
        self.hits += hit
        self.n += 1

    def plus(self, other: Share) -> Share:
        """Both together."""
        return Share(self.hits + other.hits, self.n + other.n)

    @property
    def bounds(self) -> tuple[float, float]:
        """Wilson's 95 % bounds of the share; 0 to 1 where nothing was counted."""
        if not self.n:
            return 0.0, 1.0
        share, square = self.hits / self.n, Z * Z
        middle = (share + square / (2 * self.n)) / (1 + square / self.n)
        half = Z / (1 + square / self.n) * sqrt(share * (1 - share) / self.n + square / (4 * self.n**2))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        if not self.n:
            return "-"
        low, high = (100 * bound for bound in self.bounds)
        return f"{self.hits}/{self.n} = {100 * self.hits / self.n:.1f} % ({low:.1f}-{high:.1f})"
