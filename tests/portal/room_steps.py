"""The patient's half of the journey, by a client without scripts; language and answers are parameters."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import room_stage
from portal_client import Answer, Client
from portal_server import Server

from dermadocs.domain.acts import MENTIONS
from dermadocs.flows.proving import judging
from signatures import Trust


def latest_code(home: Path, to: str = "") -> str:
    """The code in the newest message that was captured, of one address if it is named."""
    for file in sorted((home / "captured").glob("*.json"), reverse=True):
        told = json.loads(file.read_bytes())
        found = re.search(r"\b(\d{6})\b", told["text"])
        if found and to in told["to"]:
            return found[1]
    raise AssertionError("no code was sent")


@dataclass
class Guest:
    """Somebody with a link to a dossier, and the browser in which they open it."""

    server: Server
    dossier: str
    person: str = "patient"
    name: str = "Hannah Whitcombe"
    language: str = "en"

    def __post_init__(self) -> None:
        self.client = Client(self.server.url, self.language)

    def invited(self) -> str:
        """A link, as the practice's message brings it."""
        return room_stage.invite(self.server.home, self.server.url, self.dossier, self.person)

    def enter(self, link: str | None = None) -> Answer:
        """From the link to the first page inside."""
        link = link or self.invited()
        assert self.client.get(link).status == 200
        answer = self.client.post(link)
        assert answer.url.endswith("/room/code"), answer.url
        return self.client.post("/room/code", {"code": latest_code(self.server.home), "do": "check"})

    def read(self, kind: str = "estimate") -> int:
        """Every page of a paper, to its end; how many there are."""
        contents = self.client.get(f"/room/read/{kind}").text
        keys = re.findall(rf'href="/room/read/{kind}/([a-z0-9-]+)"', contents.split("<ol>")[1])
        for key in keys:
            self.client.get(f"/room/read/{kind}/{key}")
            assert self.client.post(f"/room/read/{kind}/{key}").status == 200
        return len(keys)

    def sign(self, act: str, **other: str) -> Answer:
        """An act: the mention typed, the name typed, the code."""
        fields = {"mention": MENTIONS.get(act, ""), "way": "name", "name": self.name, **other}
        self.client.get(f"/room/sign/{act}")
        answer = self.client.post(f"/room/sign/{act}", {**fields, "do": "code"})
        assert answer.status == 200, words(answer)
        return self.client.post(f"/room/sign/{act}", {**fields, "code": self.code(), "do": "sign"})

    def sign_again(self, act: str) -> Answer:
        """The same form sent once more, as a back button does."""
        return self.client.post(f"/room/sign/{act}", {"mention": MENTIONS[act], "way": "name", "name": self.name})

    def code(self) -> str:
        """The newest code."""
        return latest_code(self.server.home)


def words(answer: Answer) -> str:
    """What a page says, without its frame."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", "<main" + main))).strip()


def rows(home: Path, question: str, *values: object) -> list[tuple[object, ...]]:
    """What stands in the home's database, beside the server."""
    with closing(sqlite3.connect(home / "dossiers.sqlite3", timeout=20)) as database, database:
        return database.execute(question, values).fetchall()


def happened(home: Path, dossier: str) -> list[dict[str, Any]]:
    """The events of a dossier, oldest first."""
    found = rows(home, "select body from store_entry where dossier_id = ? order by number", dossier)
    return [json.loads(bytes(body))["event"] for (body,) in found]  # type: ignore[call-overload]


def judged(home: Path, pdf: bytes) -> dict[str, Any]:
    """What an auditor reads of a file, with the trust of this home."""
    at = datetime.now(UTC) + timedelta(minutes=5)
    return judging.judge(pdf, {"trust": Trust.load(home / "trust").to_json(), "at": at.isoformat()})
