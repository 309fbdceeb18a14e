"""Who holds all keys makes no file that is believed, as far as files can tell (docs/limits.md says how far)."""

from __future__ import annotations

import pytest
from hostile_acts import ACTS, STAMPING
from hostile_deeds import Cheat
from hostile_paper import PAPER
from world import Life

from dermadocs.flows.proving.batch import exit_code


@pytest.mark.parametrize("cheat", [*STAMPING, *ACTS, *PAPER], ids=lambda cheat: cheat.title)
def test_made_with_the_practices_own_keys(life: Life, cheat: Cheat) -> None:
    answer = life.scene.judge(cheat.make(life))
    told = (exit_code(answer), answer["verdict"], answer["reasons"])
    assert exit_code(answer) in cheat.exits, told
    assert cheat.codes & set(answer["reasons"]), told
