"""The sets of sheets: which packs, whose hands, how hard. No two sets share a seed, a pack, a hand or a patient.

`fit` may be looked at by thresholds, `dev` by people; `test` is counted; `hard` is spoilt more than any other;
`smoke` is the small one of `make test`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bench.paper.cases import Told
from bench.paper.packs import KINDS, Paper, papers
from dermadocs.domain.document import Kind


@dataclass(frozen=True)
class Set:
    """`packs`: who, and whether the estimate holds the medical information; hands are numbers of writers."""

    name: str
    packs: tuple[tuple[Told, bool], ...]
    hands: range
    first_seed: int
    hard: float = 1.0
    letter_share: float = 0.15
    kinds: tuple[Kind, ...] = KINDS
    fonts: tuple[str, ...] = ()
    """Of the second kind of hand, one patient in seven."""

    @property
    def papers(self) -> tuple[Paper, ...]:
        """All papers of its packs."""
        return _papers(self.packs, self.kinds)


@lru_cache(8)
def _papers(packs: tuple[tuple[Told, bool], ...], kinds: tuple[Kind, ...]) -> tuple[Paper, ...]:
    return tuple(paper for told, whole in packs for paper in papers(told, whole=whole, kinds=kinds))


def _packs(name: str, *wanted: tuple[int, str | None, bool]) -> tuple[tuple[Told, bool], ...]:
    return tuple((Told(f"{name}-{number}", number, language), whole) for number, language, whole in wanted)


SETS = {
    one.name: one
    for one in (
        Set("fit", _packs("fit", (201, None, False), (202, "en", False), (203, "ar", False), (204, None, True)),
            range(0, 90), 0,
            fonts=("NotoSerif-Italic.ttf", "NotoNaskhArabic-Regular.ttf")),
        Set("dev", _packs("dev", (301, None, False), (302, "en", True)), range(100, 150), 100_000),
        Set("test", _packs("test", (401, None, False), (402, "en", False), (403, "ar", False), (404, None, False),
                           (405, "en", True)), range(200, 320), 200_000,
            fonts=("NotoSerifDisplay-Italic.ttf", "NotoNastaliqUrdu-Regular.ttf")),
        Set("hard", _packs("hard", (501, None, False), (502, "en", False), (503, "ar", False)),
            range(400, 460), 300_000, 1.5, 0.3, fonts=("NotoSansDisplay-Italic.ttf", "NotoKufiArabic-Regular.ttf")),
        Set("smoke", _packs("smoke", (601, None, False)), range(500, 530), 400_000,
            kinds=("estimate",)),
    )
}  # fmt: skip
