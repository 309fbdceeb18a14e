"""The way by post in the console, played whole in a browser: two packs out and back in ink, and a bundle that proves it.

The originals come as a TIFF, the receipt as photographs in one heap with another dossier's sheet, a struck page, one
whose codes are spoilt, a holiday photo and an empty file, the second pack as a PDF.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import inked
import paper_world
import practice_steps as steps
import pypdf
import pytest
from paper_world import SIGNED
from PIL import Image
from playwright.sync_api import Browser, expect
from portal_home import command
from portal_server import QUICK, Server
from post_steps import PostDesk, Sheet, as_member, pdf_of, tiff_of
from world import example

from dermadocs.demo.calendar import redated
from dermadocs.domain.pagecode import PageCode
from dermadocs.domain.reflection import paris_day
from dermadocs.render.marks import CODE_MM, CODES

NAME, OTHER = "2026-0001", "2026-0002"
BEFORE = 2
"""Days since the surgeon signed."""


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Sheet]]:
    """A server with an estimate that was signed two days ago, and a sheet of another dossier."""
    folder = tmp_path_factory.mktemp("post") / "home"
    later = timedelta(days=(datetime.now(UTC).date() - SIGNED.date()).days - BEFORE)
    paper_world.homes.make_home(folder, at=SIGNED + later - timedelta(days=20))
    with paper_world.homes.at_work(folder, SIGNED + later) as work:
        for name in (NAME, OTHER):
            case = redated(example(("/estimate/number", name)), (SIGNED + later).date())
            post = paper_world.ByPost(work, name)
            paper_world.issued(post, case, later, printed=name == OTHER)
        strange = inked.pages(post.kept, 1, lambda page: page["document"] == "estimate")[0]
    server = Server(folder, program=QUICK).start()
    yield server, strange
    server.stop()


@pytest.mark.long
def test_a_dossier_wholly_on_paper(practice: tuple[Server, Sheet], chromium: Browser, tmp_path: Path) -> None:
    server, strange = practice
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    context.set_default_timeout(180_000)
    desk = PostDesk(server, context.new_page(), server.client().enter("surgeon"), NAME, tmp_path)
    as_member(desk.page, server, 2)
    day = paris_day(datetime.now(UTC))
    sheets = desk.printed(1, lambda page: page["document"] == "estimate")

    # pack 1 stays until the originals, signed in ink, are sealed
    desk.page.goto(server.url + desk.dossier)
    assert desk.page.get_by_role("link", name="Dire l’envoi parti").count() == 0
    signed = [inked.signed(page, picture, "Practitioner1", seed=n) for n, (page, picture) in enumerate(sheets)]
    desk.taken_in([("originaux.tif", tiff_of(signed))], day, "in_person")
    desk.reviewed()
    desk.sealed("Sceller les originaux", "originals", Practitioner1=day)
    desk.leaves(day)

    # the receipt comes back, in a heap with much else; a frame is empty, and is asked for again
    desk.later(9)
    back = [
        (page, ink) for (page, _), ink in zip(sheets, signed, strict=True) if page["handle"] == sheets[0][0]["handle"]
    ]
    _receipt_comes_back(desk, back, strange, day + timedelta(days=9))
    written = inked.signed(*back[-1], "Receipt1", seed=50)
    desk.taken_in([("encore.png", inked.scan(written, form="PNG"))], day + timedelta(days=9), "email")
    desk.reviewed()
    desk.sealed("Sceller ce qui est revenu", "ink", Receipt1=day + timedelta(days=5))
    desk.page.goto(server.url + desk.dossier)
    assert desk.page.get_by_role("link", name="Préparer un envoi").count() == 0, "not before the gate"

    # from the gate on: acceptance and consent
    desk.later(12)
    desk.page.goto(server.url + desk.dossier)
    expect(desk.page.locator(".band strong")).to_have_text("Ouvert à l’acceptation.")
    second = [one for one in desk.printed(2) if one[0]["document"] in ("estimate", "consent")]
    desk.leaves(day + timedelta(days=21))
    desk.later(6)
    mine = {page["handle"] for page, _ in second if page["document"] != "return-slip"}
    first = next(page["handle"] for page, _ in second if page["document"] == "consent")
    returned = [one for one in second if one[0]["handle"] in (back[0][0]["handle"], first)]
    assert len(mine) == 4
    inks = [
        inked.signed(page, ink, "Acceptance1", "Practitioner1", "Patient1", seed=n)
        for n, (page, ink) in enumerate(returned)
    ]
    desk.taken_in([("envoi-2.pdf", pdf_of(inks))], day + timedelta(days=27))
    desk.reviewed()
    decided = day + timedelta(days=23)
    desk.sealed("Sceller ce qui est revenu", "ink", Acceptance1=decided, Patient1=decided)

    # the day: confirmed in ink on the consent itself, operated, sealed
    desk.later(16)
    surgeon, today = desk.second, day + timedelta(days=43)
    steps.act(surgeon, NAME, "consultation", {"purpose": "physical_examination"})
    steps.act(surgeon, NAME, "prepare")
    last = next(one for one in returned if any(box["id"].startswith("DayConfirmation") for box in one[0]["boxes"]))
    desk.taken_in([("jour.jpg", inked.scan(inked.signed(*last, "DayConfirmation1")))], today, "in_person")
    desk.reviewed()
    desk.sealed("Sceller ce qui est revenu", "ink", DayConfirmation1=today)
    steps.act(surgeon, NAME, "operation")
    steps.act(surgeon, NAME, "close")
    _proves_itself(desk)
    context.close()


def _receipt_comes_back(desk: PostDesk, back: list[Sheet], strange: Sheet, arrived: object) -> None:
    files = [(f"scan-{n}.jpg", inked.scan(ink, turn=(0.4, 180.5)[n % 2])) for n, (_, ink) in enumerate(back)]
    files[1] = ("scan-1.jpg", inked.scan(inked.struck(back[1][1], (60, 100, 90, 106))))
    files[2] = ("scan-2.png", inked.scan(_without_codes(back[2][1]), form="PNG"))
    noise = io.BytesIO()
    Image.effect_noise((1200, 900), 80).save(noise, "JPEG")
    files += [("autre.png", inked.scan(strange[1], form="PNG")), ("vacances.jpg", noise.getvalue()), ("vide.pdf", b"")]
    told = desk.taken_in(files, arrived)  # type: ignore[arg-type]
    desk.sound("heap")
    assert "Fichier illisible" in told["vide.pdf, 1"]
    assert "Page inconnue" in told["vacances.jpg, 1"]
    assert OTHER in told["autre.png, 1"]
    assert "Des différences avec l’original" in told["scan-1.jpg, 1"]
    _named_by_hand(desk, back[2])
    assert desk.reviewed(again=["Devis et information médicale, page 5 sur 6"]) == 1, "the struck page alone"
    desk.open("Écrire la lettre qui redemande")
    desk.sound("ask-again")
    desk.page.get_by_role("button", name="Écrire la lettre").click()
    letter = desk.downloaded("Imprimer la lettre au patient")
    said = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(letter)).pages).split())
    assert "Page 5 : la case de la signature est vide." in said
    assert "Page 5: the box for the signature is empty." in said
    assert desk.page.get_by_role("link", name="Écrire la lettre qui redemande").count() == 0


def _without_codes(picture: Image.Image) -> Image.Image:
    spoilt = picture.copy()
    for left, top in CODES:
        box = [round(side * inked.PX) for side in (left - 1, top - 1, left + CODE_MM + 1, top + CODE_MM + 1)]
        spoilt.paste(255, tuple(box))  # type: ignore[arg-type]
    return spoilt


def _named_by_hand(desk: PostDesk, sheet: Sheet) -> None:
    """Somebody reads the eighteen characters on the paper; a slip of the pen is told, and changes nothing."""
    page, screen = sheet[0], desk.page
    code = PageCode(
        base64.b32decode(page["handle"]), bytes.fromhex(page["revision"]), page["page_number"], page["page_count"]
    )
    screen.locator("tr", has_text="scan-2.png").get_by_role("link", name="Voir et nommer").click()
    desk.sound("name")
    screen.fill("#fcode", "AAAAAA BBBBBB CCCCCC")
    screen.get_by_role("button", name="Comparer avec cette page").click()
    expect(screen.get_by_role("alert")).to_contain_text("Aucune page envoyée par le cabinet ne porte ce code.")
    screen.fill("#fcode", " ".join(code.human()).lower())
    screen.get_by_role("button", name="Comparer avec cette page").click()
    expect(screen.locator("tr", has_text="scan-2.png")).to_contain_text("Devis et information médicale, page 3 sur 6")


def _proves_itself(desk: PostDesk) -> None:
    desk.page.goto(desk.server.url + desk.dossier)
    desk.sound("dossier")
    bundle = desk.folder / "bundle.pdf"
    bundle.write_bytes(desk.downloaded("Télécharger dossier.pdf"))
    told = json.loads(
        command(
            "verify",
            bundle,
            "--trust",
            desk.server.home / "trust",
            "--json",
            "--at",
            f"+{desk.days + 1} days",
        )
    )
    assert told["verdict"] == "VALID", told["messages"]
    inside = {one["file"]: one for one in told["inside"]}
    assert {"copy-0.pdf", "copy-1.pdf", "copy-2.pdf", "copy-3.pdf"} <= inside.keys()
    assert all(one["verdict"] == "VALID" for name, one in inside.items() if name.startswith("copy-"))
    assert inside["estimate.pdf"]["missing_acts"] == []


def test_a_file_too_large_is_named_and_none_at_all_is_refused(practice: tuple[Server, Sheet]) -> None:
    assistant = practice[0].client().enter("assistant")
    day = paris_day(datetime.now(UTC)).isoformat()
    assistant.get("/practice/post/")
    answer = assistant.post(
        "/practice/post/", {"arrived": day, "how": "post"}, {"files": ("gros.pdf", bytes(21 * 1024 * 1024))}
    )
    assert answer.status == 422
    assert "20 Mo au plus" in answer.text
    answer = assistant.post("/practice/post/", {"arrived": "", "how": "post"}, {"files": ("a.pdf", b"%PDF-")})
    assert answer.status == 422


def test_the_door_is_not_the_auditors(practice: tuple[Server, Sheet]) -> None:
    assert practice[0].client().enter("auditor").get("/practice/post/").status == 403
