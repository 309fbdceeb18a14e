"""Several timestamp authorities in a stated order: the next one is asked only when the one before is unavailable.

Never a quiet downgrade: without a word to the contrary all are at least as good as the first, and a call that needs
more asks for it: `sign(pdf, field, key, clocks.at_least(ClockGrade.A), at)`.

Which one will answer is known only after the security store is written, and a card should not be asked to sign twice.
So the issuers of all are stored with each act, and the lists of all are asked for (`RevocationMissing`): whichever
answers, its evidence is in the file.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from asn1crypto import x509

from signatures.clock import HttpClock
from signatures.errors import ClockNotQualified, ClockUnavailable
from signatures.tokens import Token
from signatures.vocabulary import ClockGrade


class Clocks:
    """Clocks in the order in which they are asked; itself a clock."""

    def __init__(self, clocks: Sequence[HttpClock], *, least: ClockGrade | None = None, timeout: float = 30.0) -> None:
        """`least`: the lowest grade that may be among them, by default that of the first; ValueError below it.

        `timeout`: seconds for a token from any of them; each has its own time-out besides.
        """
        if not clocks:
            raise ValueError("there is no clock to ask")
        least = least or clocks[0].grade
        for one in clocks:
            if one.grade > least:
                raise ValueError(
                    f"the clock {one} is declared {one.grade}, below {least}: say least=ClockGrade.{one.grade} if it"
                    " may stand in for the others, or leave it out"
                )
        self._clocks, self._timeout = tuple(clocks), timeout
        self.grade: ClockGrade = max((one.grade for one in clocks), key=str)
        distinct = {issuer.sha256: issuer for one in clocks for issuer in one.chain}
        self.chain: tuple[x509.Certificate, ...] = tuple(distinct.values())
        self.accuracy: timedelta = max(one.accuracy for one in clocks)
        self.room: int = max(one.room for one in clocks)

    def at_least(self, grade: ClockGrade) -> Clocks:
        """Those declared of this grade or a better one. Raises ClockNotQualified when there is none."""
        good = [one for one in self._clocks if one.grade <= grade]
        if not good:
            told = ", ".join(f"{one} ({one.grade})" for one in self._clocks)
            raise ClockNotQualified(f"time of grade {grade} is asked for, and no clock is declared so: {told}")
        return Clocks(good, least=grade, timeout=self._timeout)

    def stamp(self, digest: bytes, at: datetime) -> Token:
        """A token of the first one that gives a usable one.

        Raises ClockUnavailable naming each and why; ClockNotQualified as soon as one is not what it was declared.
        """
        ends = time.monotonic() + self._timeout
        told: list[str] = []
        for one in self._clocks:
            left = ends - time.monotonic()
            if left <= 0:
                told.append(f"{one}: not asked, the {self._timeout:g} seconds for all were over")
                continue
            try:
                return one.stamp(digest, at, within=left)
            except ClockUnavailable as problem:
                told.append(problem.why)
        raise ClockUnavailable(
            f"no timestamp authority of {len(told)} gave a usable answer: {'; '.join(told)}. Nothing was signed; try"
            " again later, or check the configured authorities and the clock of this computer"
        )
