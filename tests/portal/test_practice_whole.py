"""Two surgeons and a whole dossier: each signs in turn with an own key; the practice goes on to the sealed bundle.

What the patient does is done on the command line here: the practice's pages have no form for it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import practice_steps as steps
import pytest
from portal_client import Client
from portal_server import Server, serving

pytestmark = pytest.mark.long
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "dermabrasion.json"
MAKE = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from dermadocs.demo.begin import begin
from dermadocs.domain.codec import decode_case
raw = json.loads(Path(sys.argv[1]).read_text())
second = {**raw["practitioners"][0], "id": "second", "rpps": "10000000017", "given_names": "Zoé", "family_name": "Ørsted"}
raw["practitioners"].append(second)
begin(Path(sys.argv[2]), decode_case(json.dumps(raw).encode()), datetime.now(UTC), with_dossiers=False)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("two") / "home"
    subprocess.run([sys.executable, "-c", MAKE, str(EXAMPLE), str(home)], check=True)
    with serving(home) as running:
        yield running


def come_in(server: Server, member: int) -> Client:
    client = server.client()
    client.get("/demonstration/")
    client.post("/demonstration/enter", {"member": member})
    return client


def patient(server: Server, dossier: str, *command: str) -> None:
    """The patient acts, on the command line, a moment after the server's time; the server's clock goes on from there."""
    at = (now(server) + timedelta(seconds=2)).replace(microsecond=0)
    told = [*command, "--home", str(server.home), "--at", at.isoformat().replace("+00:00", "Z")]
    done = subprocess.run([sys.executable, "-m", "dermadocs", *told], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    later(server.client(), hours=1)  # that clock stood, and stepped on with each stamp


def now(server: Server) -> datetime:
    clock = server.home / "clock.json"
    ahead = json.loads(clock.read_text())["ahead"] if clock.exists() else 0
    return datetime.now(UTC) + timedelta(seconds=ahead)


def later(client: Client, days: int = 0, hours: int = 0) -> None:
    client.get("/demonstration/")
    assert client.post("/demonstration/clock", {"days": days, "hours": hours}).status == 200


def test_two_surgeons_sign_in_turn_and_the_dossier_goes_to_its_end(server: Server) -> None:
    first, second, assistant = (come_in(server, member) for member in (1, 2, 3))
    steps.ask(server.client(), steps.Person())
    dossier = steps.enter(assistant, steps.Person())
    steps.identity(assistant, dossier)
    steps.interview(first, dossier)
    steps.act(first, dossier, "consultation", {"purpose": "physical_examination", "practitioner": "surgeon"})
    both = {
        "/estimate/operators": ["surgeon", "second"],
        "/estimate/substitution": "La Dre Ørsted opère avec la Dre Vasseur, annoncé le jour de la consultation",
        "/risk_factors": ["herpes-history"],
    }
    written = steps.estimate(
        assistant, dossier, steps.Act(prices=[steps.Price("Honoraires", "1 200,00", basis="gross")], more=both)
    )
    assert written.url.endswith("/done/estimate"), steps.words_of(written)

    steps.answers(first, dossier, "sign")
    early = steps.page(second, dossier, "sign")
    assert (early.status, "Chacun signe à son tour" in early.text) == (409, True)
    assert "Il attend celles des autres opérateurs" in steps.words_of(steps.act(first, dossier, "sign"))
    again = steps.page(first, dossier, "sign")
    assert (again.status, "Vous avez signé" in again.text) == (409, True)
    assert steps.page(assistant, dossier, "send").status == 409, "not before everybody has signed"
    assert "envoyez-le au patient" in steps.words_of(steps.act(second, dossier, "sign"))

    steps.send(first, dossier)
    patient(
        server, dossier, "receipt", dossier, "--mention", "devis reçu avant l'exécution de la prestation de service"
    )
    shut = steps.words_of(steps.page(first, dossier, "steps"))
    assert re.search(r"Fermé jusqu’au \w+ \d+ \w+ \d{4} à 00:00", shut)
    later(first, 17, (30 - now(server).hour) % 24)  # early on a day that is far enough from its end
    steps.answers(first, dossier, "accept")
    patient(server, dossier, "accept", dossier, "--mention", "devis accepté après réflexion")

    steps.answers(first, dossier, "consent")
    form = steps.page(first, dossier, "consent-form")
    half = steps.submit(first, form, {"hopes": "Une lèvre plus lisse", "question-1": "Puis-je voler ?"})
    assert half.status == 422, "answers are missing"
    assert steps.fields_of(half)["hopes"] == ["Une lèvre plus lisse"]
    steps.act(first, dossier, "consent-form", {
        "hopes": "Une lèvre plus lisse", "question-1": "Puis-je voler ?", "answer-1": "Pas le lendemain.",
        "anaesthesia_agreed": "yes", "photos_for_record": "no", "may_become_necessary": "une suture\nun pansement de plus",
    })  # fmt: skip
    assert steps.page(first, dossier, "consent-form").status == 409, "it is drawn once"
    patient(server, dossier, "consent", "sign", dossier, "--mention", "lu et compris, je consens à cet acte")

    steps.answers(first, dossier, "prepare")
    patient(server, dossier, "dossier", "record", dossier, "express-request", "--person", "patient")
    steps.act(first, dossier, "prepare")
    steps.answers(first, dossier, "perform")
    unconfirmed = steps.page(first, dossier, "operation")
    assert (unconfirmed.status, "T-07" in unconfirmed.text) == (409, True)
    patient(server, dossier, "confirm-day", dossier, "--mention", "je confirme ma décision")
    steps.act(first, dossier, "operation")
    steps.answers(first, dossier, "archive")
    assert "Le dossier est scellé" in steps.words_of(steps.act(first, dossier, "close"))
