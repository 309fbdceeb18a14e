"""The pages that a patient reads say the words of the PDF: none more, and every leaf that must be read."""

from __future__ import annotations

import hashlib
import io
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
import room_stage
from portal_server import Server
from pypdf import PdfReader
from room_steps import Guest, rows, words

from dermadocs.domain.codec import builtins, decode_document
from dermadocs.domain.leaves import required, resolve

EMBEDDED = "document.json"


class Article(HTMLParser):
    """The words of what is read, without what the page says of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._depth = 0
        self._ours = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "img", "input"):
            return
        self._depth += bool(self._depth) or tag == "article"
        self._ours += bool(self._ours) or "ours" in (dict(attrs).get("class") or "").split()

    def handle_endtag(self, tag: str) -> None:
        self._depth -= bool(self._depth)
        self._ours -= bool(self._ours)

    def handle_data(self, data: str) -> None:
        if self._depth and not self._ours and data.strip():
            self.texts.append(data)


def tight(text: str) -> str:
    """Without spaces and punctuation, which a telephone may set otherwise."""
    return "".join(c for c in unicodedata.normalize("NFC", text).casefold() if c.isalnum() or c in "€%")


@dataclass
class Both:
    """A paper as its file says it, and as its pages do."""

    printed: str
    read: str
    texts: list[str]
    record: dict[str, object]


def both(portal: Server, guest: Guest, kind: str, pages_seen: list[str] | None = None) -> Both:
    """Every page of a paper, and its file."""
    pdf = guest.client.get(f"/room/paper/{kind}.pdf").body
    reader = PdfReader(io.BytesIO(pdf))
    printed = tight("".join(page.extract_text() for page in reader.pages))
    record = builtins(decode_document(reader.attachments[EMBEDDED][0]))
    contents = guest.client.get(f"/room/read/{kind}").text.split("<ol>")[1]
    parts = [part.partition('"')[0] for part in contents.split(f'href="/room/read/{kind}/')[1:]]
    article = Article()
    for key in parts:
        article.feed(guest.client.get(f"/room/read/{kind}/{key}").text)
    return Both(printed, tight("".join(article.texts)), article.texts, record)


def inside(portal: Server, dossier: str) -> Guest:
    """Its patient, in the room."""
    rows(portal.home, "delete from portal_tally where name like 'codes/%'")
    reader = Guest(portal, dossier)
    reader.enter()
    return reader


@pytest.fixture(scope="module")
def guest(portal: Server) -> Guest:
    """Who reads English, and French under it, with the whole estimate before them, medical part and all."""
    return inside(portal, room_stage.put(portal.home, "2026-1201", "consent", quick=False))


@pytest.fixture(scope="module")
def arabic(portal: Server, in_arabic: str) -> Guest:
    """Who reads Arabic, with a name in its letters."""
    return inside(portal, in_arabic)


@pytest.mark.parametrize("kind", ["estimate", "data-notice", "distance-notice", "consent", "aftercare"])
@pytest.mark.parametrize("who", ["guest", "arabic"])
def test_pages_say_the_papers_words(portal: Server, request: pytest.FixtureRequest, who: str, kind: str) -> None:
    paper = both(portal, request.getfixturevalue(who), kind)
    foreign = sorted({text.strip() for text in paper.texts if tight(text) not in paper.printed})
    assert not foreign, foreign
    missing = []
    printed = {str(told["pointer"]): str(told["text"]) for told in paper.record["printed"]}  # type: ignore[attr-defined]
    for pointer in required(paper.record):
        if tight(printed.get(pointer, "")) not in paper.read:
            missing.append(f"{pointer}: {resolve(paper.record, pointer)}")
    assert not missing, "\n".join(missing)


def test_translation_stands_first_and_french_is_always_open(guest: Guest) -> None:
    page = guest.client.get("/room/read/estimate/days").text
    english, french = page.index("There may be no exception"), page.index("Il ne peut être en aucun cas")
    assert english < french
    assert "<details" not in page
    assert 'lang="fr"' in page[:french]


def test_frequencies_are_drawn_as_on_paper(guest: Guest) -> None:
    page = guest.client.get("/room/read/estimate/words-effects").text
    drawing = page.partition('src="/room/dots/')[2].partition('"')[0]
    answer = guest.client.get(f"/room/dots/{drawing}")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.body.count(b"<circle") == 100
    assert guest.client.get("/room/dots/9-400.svg").status == 404


def test_exact_file_and_its_pages_are_at_hand(guest: Guest) -> None:
    page = guest.client.get("/room/paper/estimate.pdf/pages")
    file = guest.client.get("/room/paper/estimate.pdf")
    assert hashlib.sha256(file.body).hexdigest() in page.text
    assert file.headers["Content-Disposition"] == 'attachment; filename="estimate.pdf"'
    assert guest.client.get("/room/paper/estimate.pdf/1.png").body.startswith(b"\x89PNG")
    assert guest.client.get("/room/paper/estimate.pdf/99.png").status == 404
    for name in ("case.json", "events.jsonl", "strokes-1.json", "..%2fhome.toml", "estimate-9.pdf"):
        assert guest.client.get(f"/room/paper/{name}").status == 404


def test_what_was_read_is_kept_by_digest_and_told_in_the_act(guest: Guest, portal: Server) -> None:
    guest.read("consent")
    kept = rows(portal.home, "select section, sha256, language from portal_read where dossier = ?", guest.dossier)
    assert {language for _, _, language in kept} == {"en"}
    assert all(len(str(sha256)) == 64 for _, sha256, _ in kept)
    assert "Pages read:" in words(guest.client.get("/room/read/consent"))
    assert guest.sign("consent").url.endswith("/room/signed/consent")
