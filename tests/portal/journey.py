"""One dossier from the request to the auditor's desk: patient, prices, and the patient's way of using a browser are given."""

from __future__ import annotations

import html
import json
import re
import time
from dataclasses import dataclass, field
from typing import Protocol

import practice_steps as steps
from portal_client import Answer, Client
from portal_server import Server
from practice_steps import Act, Person, Price
from room_steps import words

from dermadocs.domain.acts import MENTIONS

PROPOSED = 45
"""Days from the draft to the day that the editor proposes for the act."""
QUESTION, REPLY = "Can I fly home the next day?", "Après une semaine, pas avant."


class Patient(Protocol):
    """Somebody in the room, by whatever browser."""

    def ask_for_contact(self, who: Person) -> None:
        """Fill the front page."""

    def enter(self, link: str) -> None:
        """Follow a link and press its button: a code is sent."""

    def type_code(self, code: str) -> None:
        """Come in."""

    def read(self, kind: str) -> None:
        """Every section of a paper, to its end."""

    def prepare(self, act: str, mention: str, name: str) -> None:
        """Type the mention and sign by name: a code is sent."""

    def sign(self, act: str, code: str) -> None:
        """Type the code and sign."""

    def page(self, path: str) -> str:
        """What a page of the room says."""

    def question(self, text: str) -> None:
        """Ask the surgeon."""


@dataclass
class ByForms:
    """A browser that runs no script."""

    client: Client
    _typed: dict[str, str] = field(default_factory=dict)

    def ask_for_contact(self, who: Person) -> None:
        assert steps.ask(self.client, who).status == 200

    def enter(self, link: str) -> None:
        assert self.client.get(link).status == 200
        assert self.client.post(link).url.endswith("/room/code")

    def type_code(self, code: str) -> None:
        done = self.client.post("/room/code", {"code": code, "do": "check"})
        assert done.url.endswith("/room/"), words(done)

    def read(self, kind: str) -> None:
        contents = self.client.get(f"/room/read/{kind}").text
        for key in re.findall(rf'href="/room/read/{kind}/([a-z0-9-]+)"', contents.split("<ol>")[1]):
            self.client.get(f"/room/read/{kind}/{key}")
            assert self.client.post(f"/room/read/{kind}/{key}").status == 200

    def prepare(self, act: str, mention: str, name: str) -> None:
        self._typed = {"mention": mention, "way": "name", "name": name}
        shown = self.client.get(f"/room/sign/{act}")
        assert shown.url.endswith(f"/room/sign/{act}"), words(shown)
        asked = self.client.post(f"/room/sign/{act}", {**self._typed, "do": "code"})
        assert asked.status == 200, words(asked)

    def sign(self, act: str, code: str) -> None:
        done = self.client.post(f"/room/sign/{act}", {**self._typed, "code": code, "do": "sign"})
        assert done.url.endswith(f"/room/signed/{act}"), words(done)

    def page(self, path: str) -> str:
        return self.client.get(path).text

    def question(self, text: str) -> None:
        assert self.client.post("/room/ask", {"text": text}).status == 200


@dataclass
class Journey:
    """One patient, one practice, one server."""

    server: Server
    who: Person
    patient: Patient
    dossier: str = ""
    seen: set[str] = field(default_factory=set)
    """Links and codes that were used already."""

    def __post_init__(self) -> None:
        self.surgeon = self.server.client().enter("surgeon")
        self.assistant = self.server.client().enter("assistant")

    def later(self, days: int) -> None:
        """Somebody moves the demonstration's clock, on its page."""
        anybody = self.server.client()
        anybody.get("/demonstration/")
        assert anybody.post("/demonstration/clock", {"days": days, "hours": 0}).status == 200

    def message(self, to: str, pattern: str) -> str:
        """What stands in the newest captured message to an address, if it is news; waits for the courier."""
        newest = ""
        for _ in range(120):
            found = self._newest(to, pattern)
            if found and found == newest:  # no newer one came meanwhile, which would end this one
                self.seen.add(found)
                return found
            newest = found
            time.sleep(1.5)
        raise AssertionError(f"nothing new like {pattern} was sent")

    def _newest(self, to: str, pattern: str) -> str:
        """The newest captured one of that kind, or nothing while it was used already."""
        shown = self.server.client().get("/demonstration/").text
        for article in shown.split('<article class="captured">')[1:]:
            found = re.search(pattern, html.unescape(article))
            if found and to in article.replace(" ", ""):
                return "" if found[1] in self.seen else found[1]
        return ""

    def code(self) -> str:
        """The newest code that was sent to the patient's telephone."""
        return self.message(self.who.phone.replace(" ", ""), r"\b(\d{6})\b")

    def comes_in(self, *, again: bool = True) -> None:
        """The patient follows a link and types a code; `again`: the visit of weeks ago is over, the practice invites."""
        if again:
            steps.act(self.surgeon, self.dossier, "tell", {"person": "patient", "kind": "invitation"})
        self.patient.enter(self.message(self.who.email, rf'href="({re.escape(self.server.url)}/room/[^"]+)"'))
        self.patient.type_code(self.code())

    def signs(self, act: str) -> None:
        """The patient types the mention and the name, asks for a code, and signs."""
        self.patient.prepare(act, MENTIONS.get(act, ""), f"{self.who.given_names} {self.who.family_name}")
        self.patient.sign(act, self.code())

    def practice(self, what: str, values: dict[str, object] | None = None, step: str = "") -> Answer:
        """The surgeon answers what the law asks before a step, and does it."""
        if step:
            steps.answers(self.surgeon, self.dossier, step)
        return steps.act(self.surgeon, self.dossier, what, values)

    # ---- the chapters

    def begins(self, prices: list[Price]) -> None:
        """From the request to papers on their way."""
        self.patient.ask_for_contact(self.who)
        self.dossier = steps.enter(self.assistant, self.who)
        steps.identity(self.assistant, self.dossier, self.who.country)
        steps.interview(self.surgeon, self.dossier, self.who.language)
        after = steps.estimate(self.assistant, self.dossier, Act(prices=prices))
        assert after.url.endswith("/done/estimate"), steps.words_of(after)[-3500:]
        steps.sign(self.surgeon, self.dossier)
        steps.send(self.surgeon, self.dossier)

    def reflects(self) -> None:
        """Read, received, asked, answered; nothing to sign before the gate."""
        self.comes_in(again=False)
        self.patient.read("estimate")
        self.signs("receipt")
        assert "/room/sign/acceptance" not in self.patient.page("/room/")
        self.patient.question(QUESTION)
        steps.act(self.surgeon, self.dossier, "reply", {"number": "1", "text": REPLY})
        assert REPLY in html.unescape(self.patient.page("/room/ask"))

    def decides(self) -> None:
        """From the gate on: accepted, then consented to, apart."""
        self.later(17)
        steps.answers(self.surgeon, self.dossier, "accept")
        self.comes_in()
        self.signs("acceptance")
        agreed: dict[str, object] = {"anaesthesia_agreed": "yes", "photos_for_record": "no", "hopes": "Une peau lisse."}
        self.practice("consent-form", agreed, step="consent")
        self.patient.read("consent")
        self.signs("consent")

    def is_operated(self) -> None:
        """Examined, prepared, confirmed on the day, operated, sealed."""
        self.later(16)
        self.practice("consultation", {"purpose": "physical_examination"})
        self.practice("prepare", step="prepare")
        self.later(PROPOSED - 17 - 16)
        self.comes_in()
        self.signs("confirmation")
        self.practice("operation", step="perform")
        self.practice("close", step="archive")

    def bundle(self) -> bytes:
        """The sealed file, from the page of the dossier."""
        shown = self.surgeon.get(f"/practice/dossiers/{self.dossier}/").text
        there = re.search(r'href="([^"]+)">Télécharger dossier\.pdf<', shown)
        assert there, "the bundle is on the page of the dossier"
        return self.surgeon.get(there[1]).body

    def judged(self, pdf: bytes) -> dict[str, object]:
        """What the auditor's desk says of a file, with the trust of this practice."""
        auditor = self.server.client()
        auditor.get("/audit/")
        page = auditor.post("/audit/", {"trust": "own"}, {"files": ("dossier.pdf", pdf)})
        held = re.search(r'name="held" value="([^"]+)"', page.text)
        assert held, words(page)
        told: dict[str, object] = json.loads(auditor.post("/audit/report.json", {"held": held[1]}).text)
        return told
