"""`dermadocs paper intake`: a heap with a good sheet and every kind of bad one; each is named, the rest goes on."""

from __future__ import annotations

import base64
import io
import json
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import inked
import numpy as np
import paper_world
import pikepdf
import pytest
from PIL import Image

from dermadocs.domain.pagecode import PageCode
from dermadocs.render.marks import CODE_MM, CODES, code

WHEN = "2026-11-12T10:00:00Z"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return paper_world.issue(tmp_path_factory.mktemp("intake") / "home")


@pytest.fixture(scope="module")
def told(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What is said of each file of the heap, and of the pack."""
    heap = tmp_path_factory.mktemp("heap")
    with paper_world.by_post(home, paper_world.BACK) as post:
        pages = inked.pages(post.kept, 1, lambda page: page["document"] == "estimate")
    (first, picture), (_, second) = pages[0], pages[1]
    files = {
        "good.jpg": inked.scan(inked.signed(first, picture, "Practitioner1"), turn=181.0),
        "again.png": inked.scan(picture, form="PNG"),
        "swapped.png": inked.scan(_codes(picture, second, CODES), form="PNG"),
        "montage.png": inked.scan(_codes(picture, second, CODES[1:]), form="PNG"),
        "forged.png": inked.scan(_forged(picture), form="PNG"),
        "holiday.jpg": _holiday(),
        "empty.pdf": b"",
        "bomb.png": _bomb(),
        "many.pdf": _many(501),
        "no image.txt": b"Bonjour",
    }
    for name, data in files.items():
        (heap / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-m", "dermadocs", "paper", "intake", str(heap), "--home", str(home), "--at", WHEN, "--json"],
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line.get("file", "pack"): line for line in lines}


def _codes(picture: Image.Image, other: Image.Image, places: Any) -> Image.Image:
    """The page with codes of another page pasted over its own."""
    montage = picture.copy()
    for left, top in places:
        box = [round(side * inked.PX) for side in (left - 1, top - 1, left + CODE_MM + 1, top + CODE_MM + 1)]
        montage.paste(other.crop(tuple(box)), tuple(box[:2]))  # type: ignore[arg-type]
    return montage


def _forged(picture: Image.Image) -> Image.Image:
    """The page with codes under a key that is not ours."""
    forged = picture.copy()
    payload = PageCode(b"forge", b"\0\0\0\1", 1, 5).payload(b"k" * 32, 0)
    cells = np.where(np.array(code(payload)), 0, 255).astype(np.uint8)
    side = round(CODE_MM * inked.PX)
    drawn = Image.fromarray(cells).resize((side, side), Image.Resampling.NEAREST)
    for left, top in CODES:
        forged.paste(drawn, (round(left * inked.PX), round(top * inked.PX)))
    return forged


def _holiday() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((1600, 1200), 90).save(out, "JPEG")
    return out.getvalue()


def _bomb() -> bytes:
    """Thirty thousand pixels square, in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30000, 30000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(3751 * 30000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _many(count: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(count):
            pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("file", "statuses"),
    [
        ("good.jpg", {"clean"}),
        ("again.png", {"clean"}),
        ("swapped.png", {"differs"}),
        ("montage.png", {"two_pages_in_one_image"}),
        ("forged.png", {"foreign"}),
        ("holiday.jpg", {"unidentified"}),
        ("empty.pdf", {"unreadable"}),
        ("bomb.png", {"unreadable"}),
        ("many.pdf", {"unreadable"}),
        ("no image.txt", {"unreadable"}),
    ],
)
def test_each_is_named(told: Mapping[str, Any], file: str, statuses: set[str]) -> None:
    assert told[file]["status"] in statuses


def test_a_sheet_is_told_in_the_keys_of_the_contract(told: Mapping[str, Any]) -> None:
    good = told["good.jpg"]
    assert list(good) == ["file", "page", "sha256", "status", "document", "revision", "page_number", "page_count",
                          "boxes", "differences", "grade"]  # fmt: skip
    assert (good["document"], good["page_number"], good["page"]) == ("estimate", 1, 1)


def test_the_pack_says_what_lacks_and_what_is_too_much(told: Mapping[str, Any]) -> None:
    pack = told["pack"]
    assert list(pack) == ["pack", "status", "missing", "duplicate", "superseded", "foreign", "unidentified"]
    assert pack["pack"] == "2026-0001/1"
    assert pack["status"] == "waiting"
    assert {one["page_number"] for one in pack["missing"]} >= {3, 4}
    assert [one["file"] for one in pack["duplicate"]] != []
    assert {one["file"] for one in pack["unidentified"]} >= {"holiday.jpg", "empty.pdf", "bomb.png", "many.pdf"}
    assert {one["file"] for one in pack["foreign"]} == {"forged.png"}


def test_a_page_with_spoilt_codes_is_named_by_what_is_typed(home: Path, tmp_path: Path) -> None:
    with paper_world.by_post(home, paper_world.BACK) as post:
        ((page, picture),) = inked.pages(post.kept, 1, lambda page: page["document"] == "estimate")[2:3]
    for left, top in CODES:
        box = [round(side * inked.PX) for side in (left - 1, top - 1, left + CODE_MM + 1, top + CODE_MM + 1)]
        picture.paste(255, tuple(box))  # type: ignore[arg-type]
    (tmp_path / "spoilt.png").write_bytes(inked.scan(picture, form="PNG"))
    at = ["--home", str(home), "--at", WHEN]
    paper = [sys.executable, "-m", "dermadocs", "paper"]
    told = subprocess.check_output([*paper, "intake", str(tmp_path), *at, "--json"], text=True, timeout=300)
    sheet = json.loads(told.splitlines()[0])
    assert sheet["status"] == "unidentified"
    typed = PageCode(base64.b32decode(page["handle"]), bytes.fromhex(page["revision"]), 3, page["page_count"]).human()
    said = subprocess.check_output([*paper, "name", f"{sheet['sha256'][:10]}/1", " ".join(typed), *at], text=True)
    assert "estimate 3/" in said
    assert "unidentified" not in said
    assert subprocess.run([*paper, "name", "0000000000/1", "M6Q4I3", *at], timeout=300).returncode == 2


def test_an_intake_that_was_killed_is_taken_up_by_the_review(home: Path, tmp_path: Path) -> None:
    with paper_world.by_post(home, paper_world.BACK) as post:
        pages = inked.pages(post.kept, 1, lambda page: page["document"] == "estimate")[:4]
    for number, (_, picture) in enumerate(pages):
        (tmp_path / f"{number}.png").write_bytes(inked.scan(picture, turn=0.3, form="PNG"))
    at, paper = ["--home", str(home), "--at", WHEN], [sys.executable, "-m", "dermadocs", "paper"]
    looked = len(list(home.glob("intake/pictures/*")))
    cut = subprocess.Popen([*paper, "intake", str(tmp_path), *at], stdout=subprocess.DEVNULL)
    while len(list(home.glob("intake/pictures/*"))) == looked:
        assert cut.poll() is None
        time.sleep(0.01)
    cut.kill()
    cut.wait()
    told = subprocess.run([*paper, "review", *at], capture_output=True, text=True, timeout=300, check=True)
    assert f"not looked at to its end, {len(pages)} files" in told.stderr
    again = subprocess.run([*paper, "review", *at], capture_output=True, text=True, timeout=300, check=True)
    assert (again.stderr, again.stdout) == ("", told.stdout)
    listed = subprocess.check_output([*paper, "review", "2026-0001", *at], text=True, timeout=300)
    assert all(f"{number}.png p. 1" in listed for number in range(len(pages)))


def test_nothing_is_merged_and_the_bytes_are_kept(home: Path, told: Mapping[str, Any]) -> None:
    with paper_world.by_post(home, paper_world.BACK) as post:
        assert post.kept.dossier.state.value == "SIGNED"
        assert len(post.desk.archive.blob(told["bomb.png"]["sha256"])) > 1000
