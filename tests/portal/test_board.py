"""The board: whose turn it is, the state of each dossier, search, lists; and who may see it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from board_world import ASKED, INCIDENT, NAMES, OPEN, REFLECTING, SENT
from portal_client import Client
from portal_server import Server, serving


@pytest.fixture(scope="module")
def surgeon(peopled: Server) -> Client:
    return peopled.client().enter("surgeon")


def words(page: str) -> str:
    """A page as it is read: no tags, simple spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).replace("\u00a0", " ").replace("\u202f", " ").split())


def test_board_says_what_waits_and_for_whom(surgeon: Client) -> None:
    told = words(surgeon.get("/practice/").text)
    assert "Deux choses attendent le cabinet" in told
    parts = re.split("Le cabinet doit agir|Le patient a la main|Rien à faire avant une date", told)
    assert len(parts) == 4
    _, practice, patient, nobody = parts
    assert "Marina COSTA Lisbonne, Portugal · anglais Incident" in practice
    assert "Rembourser 200,00 €, reçus trop tôt" in practice
    assert practice.index("COSTA") < practice.index(ASKED), "what came too early is settled first"
    assert "Rédiger le devis, puis l’émettre" in practice
    assert "Jonas BRANDT" in patient
    assert "Ouvert à l’acceptation" in patient
    assert "Anna PETROVÁ" in patient
    assert "Réception pas encore signée" in patient
    assert "LEVI" not in told, "a sealed dossier is not on the board, it is counted"
    assert "Scellé : 1" in told
    assert "Hannah WHITCOMBE Bristol, Royaume-Uni · anglais Réflexion, jour 6 sur 15" in nobody
    assert re.search(r"Ouverture (lun|mar|mer|jeu|ven|sam|dim)\. \d", nobody)


def test_board_draws_the_days_of_each_dossier(surgeon: Client) -> None:
    page = surgeon.get("/practice/").text
    row = page[page.index("Hannah WHITCOMBE") :]
    line = row[row.index("<svg xmlns", row.index('class="when"')) : row.index("</svg>", row.index('class="when"'))]
    assert line.count('class="over"') == 1
    assert line.count('class="to-come"') == 1
    assert "tl-gate" in line
    assert "tl-dot" in line
    assert "now-line" in line


def test_board_in_english(peopled: Server) -> None:
    client = Client(peopled.url, "en").enter("assistant")
    told = words(client.get("/practice/").text)
    assert "Two things wait for the practice" in told
    assert "Reflection, day 6 of 15" in told


@pytest.mark.parametrize(
    ("sought", "found"),
    [("whitcombe", "WHITCOMBE"), ("petrova anna", "PETROVÁ"), (OPEN, "BRANDT"), ("COSTA", "COSTA"), ("zzz", None),
     ("", None), ("%", None)],
)  # fmt: skip
def test_search_finds_by_name_and_number_without_accents(surgeon: Client, sought: str, found: str | None) -> None:
    surgeon.get("/practice/")
    answer = surgeon.post("/practice/search", {"sought": sought})
    assert answer.status == 200
    assert answer.url.endswith("/practice/search"), "no name stands in an address"
    shown = [name for name in ("WHITCOMBE", "PETROVÁ", "BRANDT", "COSTA") if name in answer.text]
    assert shown == ([found] if found else [])
    assert ("Aucun dossier ne correspond" in answer.text) == (found is None)


def test_search_is_sent_never_asked_in_an_address(surgeon: Client) -> None:
    assert surgeon.get("/practice/search?sought=whitcombe").status == 405


def test_list_of_one_state(surgeon: Client) -> None:
    told = words(surgeon.get("/practice/?state=SENT").text)
    assert "Un dossier." in told
    assert "Anna PETROVÁ" in told
    assert "WHITCOMBE" not in told
    assert "Deux choses" in surgeon.get("/practice/?state=nonsense").text
    assert surgeon.get("/practice/?state=SENT&page=999").status == 200
    assert surgeon.get("/practice/?state=SENT&page=x").status == 200
    assert surgeon.get("/practice/?state=%00&group=%27").status == 200


LOOKING = ("/practice/", "/practice/search", f"/practice/dossiers/{REFLECTING}/",
           f"/practice/dossiers/{REFLECTING}/evidence")  # fmt: skip
PAGES = {
    **{path: {"surgeon", "assistant"} for path in LOOKING},
    f"/practice/dossiers/{SENT}/looks": {"surgeon"},
    "/practice/registers/": {"surgeon", "manager", "auditor"},
    "/practice/registers/digests": {"surgeon", "manager", "auditor"},
    "/practice/setup/": {"surgeon", "manager"},
}


@pytest.mark.parametrize("role", ["surgeon", "assistant", "manager", "auditor"])
def test_each_role_sees_what_it_may(peopled: Server, role: str) -> None:
    client = peopled.client().enter(role)
    for path, allowed in PAGES.items():
        status = client.post(path).status if path.endswith("search") else client.get(path).status
        assert (status == 200) == (role in allowed), f"{role} {path} {status}"
        assert status in (200, 403)


def test_doors_are_those_of_the_role(peopled: Server) -> None:
    doors = {"surgeon": ["Dossiers", "Registres", "Cabinet"], "assistant": ["Dossiers"],
             "manager": ["Registres", "Cabinet"], "auditor": ["Registres"]}  # fmt: skip
    for role, wanted in doors.items():
        answer = peopled.client().enter(role).get("/practice/home")
        nav = answer.text[answer.text.index('class="doors"') :]
        shown = re.findall(r">([^<>]+)</a>", nav[: nav.index("</nav>")])
        assert [word for word in shown if word in ("Dossiers", "Registres", "Cabinet")] == wanted
        assert answer.status == 200
        assert nav.count('aria-current="page"') == 1


def test_register_of_estimates_names_nobody(peopled: Server) -> None:
    page = peopled.client().enter("auditor").get("/practice/registers/").text
    assert not [name for name in NAMES if name.casefold() in page.casefold()]
    told = words(page)
    for number in (INCIDENT, REFLECTING, OPEN, SENT):
        assert number in told
    assert ASKED not in told, "no estimate was issued there"
    assert told.count("Conforme") >= 4 * 6


def test_empty_board_is_written_for_people(tmp_path: Path) -> None:
    with serving(tmp_path / "home") as fresh:
        told = words(fresh.client().enter("surgeon").get("/practice/").text)
    assert "Rien n’attend le cabinet" in told
    assert "Un dossier commence quand quelqu’un demande à être contacté" in told


def test_own_page_of_the_practice(peopled: Server, tmp_path: Path) -> None:
    told = words(peopled.client().enter("manager").get("/practice/setup/").text)
    assert "Rien d’indispensable ne manque" in told
    assert "Conseil horloge : celle du cabinet (note C)" in told
    assert re.search(r"clé valable jusqu’au \d", told), told
    assert "Inès Morand assistante" in told
    assert "Aucune n’est connue. Copiez le cabinet chaque nuit" in told
