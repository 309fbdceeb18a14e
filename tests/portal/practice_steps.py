"""What people of the practice do, in a browser without scripts: each step as a function, with patient and prices given.

Nothing here knows a dossier from inside: it reads pages, fills the forms that it finds, and presses their buttons.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from portal_client import Answer, Client


@dataclass
class Person:
    """Who asks for contact."""

    given_names: str = "Hannah"
    family_name: str = "Whitcombe"
    title: str = "Mme"
    native_name: str = ""
    birth_date: str = "1988-03-14"
    country: str = "GB"
    street: str = "27 Saddlers Row"
    postal_code: str = "BS1 0ZZ"
    city: str = "Bristol"
    language: str = "en"
    time_zone: str = "Europe/London"
    email: str = "hannah.whitcombe@example.org"
    phone: str = "+44 117 496 0147"
    zone: str = "visage"

    def fields(self) -> dict[str, str]:
        """As the front page asks."""
        plain = ("given_names", "family_name", "native_name", "birth_date", "country", "language", "time_zone", "email",
                 "phone", "zone")  # fmt: skip
        told = {f"/{name}": getattr(self, name) for name in plain}
        address = {"lines": self.street, "postal_code": self.postal_code, "city": self.city}
        return told | {f"/address/{name}": value for name, value in address.items()}


@dataclass
class Price:
    """One line of the estimate."""

    label: str
    price: str
    quantity: int = 1
    unit: str = "forfait"
    basis: str = "net"
    vat_rate: str = "20"
    payee: str = "surgeon"


@dataclass
class Act:
    """What is planned, where the catalogue does not say it."""

    zone: str = "contour des lèvres"
    technique: str = "abrasion des couches superficielles de la peau par une fraise diamantée rotative à usage unique"
    indication: str = (
        "atténuer les petites rides du contour des lèvres, à la demande de la patiente, sans but thérapeutique"
    )
    prices: list[Price] = field(default_factory=list)
    """Empty: those of the catalogue."""
    more: dict[str, object] = field(default_factory=dict)
    """Other fields of the editor, by name."""


class _Form(HTMLParser):
    """The fields of the forms on a page, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._select = self._area = ""
        self._options: list[tuple[str, bool]] = []
        self._text = ""
        self._frame = False
        """Inside a form that every page has at its top."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self._frame = told.get("class") in ("language", "leave")
        if self._frame:
            return
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "input" and name:
            kind = told.get("type", "text")
            if kind in ("checkbox", "radio"):
                self.fields.setdefault(name, [])
                if "checked" in told:
                    self.fields[name].append(value)
            elif kind != "file":
                self.fields.setdefault(name, []).append(value)
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((value, "selected" in told))
        elif tag == "textarea":
            self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            chosen = [value for value, on in self._options if on] or [value for value, _ in self._options[:1]]
            self.fields.setdefault(self._select, []).extend(chosen)
            self._select = ""
        elif tag == "textarea" and self._area:
            self.fields.setdefault(self._area, []).append(self._text.removeprefix("\n"))
            self._area = ""


def fields_of(page: Answer) -> dict[str, list[str]]:
    """The fields of a page as they stand."""
    form = _Form()
    form.feed(page.text)
    return {name: values for name, values in form.fields.items() if name != "csrfmiddlewaretoken"}


def words_of(page: Answer) -> str:
    """What a page says, without its marks."""
    told = html.unescape(re.sub(r"<[^>]+>", " ", page.text))
    return " ".join(told.replace("\u00a0", " ").replace("\u202f", " ").split())


def submit(client: Client, page: Answer, changes: Mapping[str, object], path: str = "") -> Answer:
    """Send the form of a page with some fields filled otherwise."""
    return client.post(path or page.url.removeprefix(client.base), {**fields_of(page), **changes})


# ---- a patient


def ask(client: Client, who: Person) -> Answer:
    """The front page, as the patient fills it."""
    client.get("/")
    return client.post("/", who.fields())


def demand(client: Client, who: Person) -> str:
    """Where the latest request of that name is entered."""
    page = client.get("/practice/demands/").text
    name = html.escape(f"{who.given_names} {who.family_name}", quote=False)
    found = re.findall(rf'href="(/practice/demands/\d+/enter)">[^<]*{re.escape(name)}', page)
    assert found, "no request of that name"
    return str(found[-1])


def enter(client: Client, who: Person) -> str:
    """Open the dossier of the latest request of that name; the dossier's name."""
    entered = submit(client, client.get(demand(client, who)), {"/title": who.title})
    assert entered.status == 200, words_of(entered)
    name = re.search(r"/practice/dossiers/([^/]+)/entered", entered.url)
    assert name, entered.url
    return name[1]


# ---- the dossier


def page(client: Client, dossier: str, what: str) -> Answer:
    """A page of a dossier."""
    return client.get(f"/practice/dossiers/{dossier}/{what}")


def act(client: Client, dossier: str, what: str, values: Mapping[str, object] | None = None) -> Answer:
    """Do one act of a dossier by its form, with these values where the form proposes others."""
    there = page(client, dossier, what)
    assert there.status == 200, words_of(there)
    after = submit(client, there, values or {})
    assert after.status == 200, words_of(after)
    assert after.url.endswith(f"/done/{what}"), (after.url, words_of(after))
    return after


def identity(client: Client, dossier: str, country: str = "GB") -> Answer:
    """The identity paper was seen."""
    return act(client, dossier, "identity", {"paper": "passport", "country": country, "last_four": "4711"})


def interview(client: Client, dossier: str, language: str = "en") -> Answer:
    """The individual interview took place today."""
    return act(client, dossier, "interview", {"language": language})


def answers(client: Client, dossier: str, step: str) -> Answer:
    """Say yes to everything that is asked before a step."""
    there = page(client, dossier, "answers")
    names = [html.unescape(name) for name in re.findall(r'name="yes" value="([^"]+)"', there.text)]
    asked = [name for name in names if name.startswith(f"{step}/")]
    if not asked:
        return there
    head = fields_of(there)["head"]
    return client.post(f"/practice/dossiers/{dossier}/answers", {"head": head, "yes": asked})


def estimate(client: Client, dossier: str, planned: Act) -> Answer:
    """Write the estimate in the editor and save it; the page that follows."""
    there = page(client, dossier, "estimate")
    assert there.status == 200, words_of(there)
    return submit(client, there, written(there, planned), f"/practice/dossiers/{dossier}/estimate")


def written(editor: Answer, planned: Act) -> dict[str, object]:
    """The fields of the editor that an act fills."""
    where = "/estimate/procedure"
    told: dict[str, object] = {
        f"{where}/{name}": getattr(planned, name) for name in ("zone", "technique", "indication")
    }
    if planned.prices:
        told |= {name: "" for name in fields_of(editor) if name.startswith("/estimate/lines/")}
    for index, line in enumerate(planned.prices):
        told |= {f"/estimate/lines/{index}/{name}": value for name, value in vars(line).items()}
    return {**told, **planned.more, "do": "save"}


def sign(client: Client, dossier: str) -> Answer:
    """The surgeon answers what the law asks, and signs."""
    answers(client, dossier, "sign")
    return act(client, dossier, "sign")


def send(client: Client, dossier: str, channel: str = "online") -> Answer:
    """The estimate leaves for the patient."""
    answers(client, dossier, "send")
    answers(client, dossier, "receive")
    return act(client, dossier, "send", {"channel": channel})
