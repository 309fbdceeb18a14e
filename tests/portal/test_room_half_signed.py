"""What not everybody has signed yet is nobody else's: a second surgeon's estimate, a patient's act in progress."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import room_stage
from portal_addresses import addresses
from portal_server import Server, serving
from room_steps import Guest, happened, rows, words

from dermadocs.domain.acts import MENTIONS

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "dermabrasion.json"
SECOND = {"id": "second", "rpps": "10000000017", "given_names": "Zoé", "family_name": "Ørsted"}
MAKE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from dermadocs.demo.begin import begin
from dermadocs.domain.codec import decode_case
begin(Path(sys.argv[1]), decode_case(sys.argv[2].encode()), datetime.now(UTC), with_dossiers=False)
"""


@pytest.fixture(scope="module")
def two_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A practice in which two surgeons operate together, each with an own key."""
    home, raw = tmp_path_factory.mktemp("half") / "home", json.loads(EXAMPLE.read_text())
    second = {**raw["practitioners"][0], **SECOND}
    raw["practitioners"].append(second)
    subprocess.run([sys.executable, "-c", MAKE, str(home), json.dumps(raw)], check=True, timeout=300)
    both = {
        "/practitioners/1": second,
        "/estimate/operators": ["surgeon", "second"],
        "/estimate/substitution": "Les deux opèrent ensemble, annoncé le jour de la consultation",
    }
    room_stage.put(home, "2026-1801", "sent", both)
    with serving(home) as server:
        yield server


PAPERS = ("estimate.pdf", "estimate-2.pdf", "data-notice-2.pdf", "distance-notice-2.pdf")


def test_estimate_that_a_surgeon_has_not_signed_yet_is_not_the_patients(two_keys: Server) -> None:
    """The patient is inside since the first estimate, and asks for the second by every address."""
    guest = Guest(two_keys, "2026-1801")
    guest.enter()
    assert guest.client.get("/room/paper/estimate.pdf").status == 200
    form = {"mention": MENTIONS["receipt"], "way": "name", "name": guest.name}
    guest.client.post("/room/sign/receipt", {**form, "do": "code"})
    code = guest.code()
    for step, fields in (("half", ["Practitioner1"]), ("whole", ["Practitioner1", "Practitioner2"])):
        room_stage.put(two_keys.home, guest.dossier, step)
        there = [one for one in happened(two_keys.home, guest.dossier) if one.get("name") == "estimate-2.pdf"]
        assert [one["field"] for one in there] == fields
        before = len(happened(two_keys.home, guest.dossier))
        assert "The practice is preparing what comes next" in words(guest.client.get("/room/"))
        assert "estimate" not in words(guest.client.get("/room/paper/"))
        for name in PAPERS:
            for path in (f"paper/{name}", f"paper/{name}/pages", f"paper/{name}/1.png"):
                assert guest.client.get(f"/room/{path}").status == 404, (step, path)
        for path in ("read/estimate", "read/estimate/who", "read/data-notice", "signed/receipt", "check"):
            assert guest.client.get(f"/room/{path}").status == 404, (step, path)
        assert guest.client.get("/room/sign/receipt").url.endswith("/room/")
        assert guest.client.get("/room/passkey/receipt").url.endswith("/room/")
        for form_of in ({**form, "do": "code"}, {**form, "code": code, "do": "sign"}):
            assert guest.client.post("/room/sign/receipt", form_of).status == 409
        assert len(happened(two_keys.home, guest.dossier)) == before
    room_stage.put(two_keys.home, guest.dossier, "resent")
    assert guest.client.get("/room/paper/estimate-2.pdf").status == 200
    refused = guest.client.post("/room/sign/receipt", {**form, "code": code, "do": "sign"})
    assert refused.status == 422, "a code that was sent for the first estimate signs no other"
    assert "receive" not in [event["act"] for event in happened(two_keys.home, guest.dossier)]


def test_act_in_progress_is_not_shown_to_the_practice_nor_done_twice(portal: Server) -> None:
    """What was typed and drawn, and an act that waits for the device, are seen by nobody of the staff; when another
    tab signs by name meanwhile, the device has nothing left to sign.
    """
    guest = Guest(portal, room_stage.put(portal.home, "2026-1802", "open"))
    rows(portal.home, "delete from portal_tally where name like 'codes/%'")
    surgeon = portal.client().enter("surgeon")
    pages = [
        one.path(guest.dossier) for one in addresses()
        if one.name.startswith("practice:") and "<str:identifier>" in one.pattern and "sha256" not in one.pattern
        and "draft" not in one.name
    ]  # fmt: skip
    guest.enter()
    typed = "devis accepté apres réflexion"
    form = {"mention": typed, "way": "passkey", "strokes": "[[[4711,4712,1],[4713,4714,2],[4715,4716,3]]]"}
    before = happened(portal.home, guest.dossier)
    guest.client.post("/room/sign/acceptance", {**form, "do": "code"})
    waiting = guest.client.post("/room/sign/acceptance", {**form, "code": guest.code(), "do": "sign"})
    assert waiting.url.endswith("/room/passkey/acceptance"), words(waiting)
    for path in pages:
        page = surgeon.get(path)
        assert page.status in (200, 204, 404, 405, 409, 422), (path, page.status)
        told = page.text if "html" in page.headers.get("Content-Type", "") else ""
        assert typed not in told, path
        assert "4711,4712" not in told, path
    assert "Ouvert à l’acceptation" in surgeon.get(f"/practice/dossiers/{guest.dossier}/").text
    assert happened(portal.home, guest.dossier) == before
    assert guest.sign("acceptance").url.endswith("/room/signed/acceptance")
    stale = guest.client.get("/room/passkey/acceptance")
    assert stale.status == 409
    assert "Nothing was signed" in words(stale)
    assert guest.client.get("/room/passkey/acceptance").url.endswith("/room/signed/acceptance")
    assert [event["act"] for event in happened(portal.home, guest.dossier)].count("accept") == 1


def test_two_tabs_with_codes_of_their_own_are_one_act(portal: Server) -> None:
    """A name in one, a drawing in the other, both at the same moment; the loser reads that it is signed already."""
    guest = Guest(portal, room_stage.put(portal.home, "2026-1804", "sent"))
    rows(portal.home, "delete from portal_tally where name like 'codes/%'")
    guest.enter()
    drawn = {"way": "drawn", "strokes": "[[[0,0,1],[9,9,2],[20,4,3],[31,8,4]]]"}
    forms = [{"mention": MENTIONS["receipt"], **way} for way in ({"way": "name", "name": guest.name}, drawn)]
    guest.client.post("/room/sign/receipt", {**forms[0], "do": "code"})
    code = guest.code()
    with ThreadPoolExecutor(2) as tabs:
        answers = list(
            tabs.map(lambda form: guest.client.post("/room/sign/receipt", {**form, "code": code, "do": "sign"}), forms)
        )
    assert any(one.url.endswith("/room/signed/receipt") for one in answers)
    assert all(one.status in (200, 409, 422) for one in answers)
    told = happened(portal.home, guest.dossier)
    assert [event["act"] for event in told].count("receive") == 1
    assert [event.get("field") for event in told].count("Receipt1") == 1
    assert sum(event.get("kind") == "strokes" for event in told) <= 1
