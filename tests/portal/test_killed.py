"""The server is killed at every place of an act, and started again: exactly one act, one message, nothing lost."""

from __future__ import annotations

import http.client
import shutil
import signal
import time
from pathlib import Path
from urllib.error import URLError

import killing_server
import practice_steps as steps
import pytest
from portal_client import Client
from portal_server import Server, serving
from room_steps import happened, rows

from dermadocs.store.faults import POINTS

COMMITTED = POINTS.index("rows.after-commit")
TOLD = POINTS[POINTS.index("attempt.after-write") : POINTS.index("attempt.after-removal")]
"""Between these a killed act leaves a line, which the board tells."""
PLACES = [place for place in POINTS if not place.startswith("blob.")]
"""Those that a sending passes: it keeps no bytes."""


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose only dossier waits to be sent."""
    home = tmp_path_factory.mktemp("killed") / "home"
    with serving(home) as server:
        assistant, surgeon = server.client().enter("assistant"), server.client().enter("surgeon")
        assert steps.ask(server.client(), steps.Person()).status == 200
        name = steps.enter(assistant, steps.Person())
        steps.identity(assistant, name)
        steps.interview(surgeon, name)
        assert steps.estimate(assistant, name, steps.Act()).url.endswith("/done/estimate")
        steps.sign(surgeon, name)
        for step in ("send", "receive"):
            steps.answers(surgeon, name, step)
    return home


def send(client: Client, name: str) -> None:
    there = steps.page(client, name, "send")
    assert there.status == 200, steps.words_of(there)
    steps.submit(client, there, {"channel": "online"})


def sent(home: Path, name: str) -> tuple[int, int]:
    """How many sendings are recorded, and how many invitations go with them."""
    acts = sum(event["act"] == "send" for event in happened(home, name))
    (invitations,) = rows(home, "select count(*) from store_message where kind = 'invitation'")[0]
    assert isinstance(invitations, int)
    return acts, invitations


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_one_act_and_one_message_whatever_was_killed(signed: Path, tmp_path: Path, place: str) -> None:
    home = tmp_path / "home"
    shutil.copytree(signed, home)
    ((name,),) = rows(home, "select identifier from store_dossier")
    assert isinstance(name, str)
    killed = Server(home, program=(killing_server.__file__, place, "1")).start()
    try:
        with pytest.raises((URLError, OSError, http.client.HTTPException)):
            send(killed.client().enter("assistant"), name)
        assert killed.process is not None
        assert killed.process.wait(120) == -signal.SIGKILL
    finally:
        killed.stop()
    done = POINTS.index(place) >= COMMITTED
    assert sent(home, name) == (int(done), int(done))

    with serving(home) as again:
        assistant = again.client().enter("assistant")
        assert again.client().get("/readyz").status == 200
        board = steps.words_of(assistant.get("/practice/"))
        if place in TOLD:
            assert ("L’acte est enregistré." if done else "Rien n’en a été enregistré") in board
        if not done:
            send(assistant, name)
        assert sent(home, name) == (1, 1)
        assistant.get("/demonstration/")
        assistant.post("/demonstration/clock", {"days": 0, "hours": 1})  # the lease of a killed courier ends
        _wait_for_the_message(home)
        captured = [file.read_text() for file in (home / "captured").glob("*.json")]
        assert sum("/room/" in text for text in captured) >= 1, "told at least once"


def _wait_for_the_message(home: Path) -> None:
    for _ in range(200):
        if rows(home, "select state from store_message where kind = 'invitation'") == [("done",)]:
            return
        time.sleep(0.1)
    raise AssertionError("the invitation did not leave")
