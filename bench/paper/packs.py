"""The papers that come back: drawn by the real renderer, kept in `.cache`, read page by page as pictures."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from multiprocessing import get_context
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pypdfium2

from bench.paper import cases
from bench.paper.cases import Told
from bench.paper.pixels import DPI, Grey
from dermadocs import render
from dermadocs.domain import labels
from dermadocs.domain.case import Case
from dermadocs.domain.document import Kind, handle_text
from dermadocs.domain.layout import InkBox, Layout, SheetLayout
from dermadocs.domain.pagecode import revision
from dermadocs.flows import informing
from dermadocs.law import wording
from dermadocs.paper import original as original_module
from dermadocs.paper.original import Original, glyphs, original
from dermadocs.render.marks import MM

CHECKOUT = Path(__file__).resolve().parents[2]
CACHE = CHECKOUT / ".cache" / "bench-paper"
SOURCES = ("templates/documents", "templates/partials", "templates/styles", "dermadocs/render", "dermadocs/catalogue",
           "dermadocs/sheets", "dermadocs/law/wording", "examples", "bench/paper/cases.py")  # fmt: skip
DRAWING = "1"
"""Another number makes all papers anew: for changes here that change what is drawn."""
KEYS = {3: b"key of the papers' bench" * 2}
ISSUED = datetime(2026, 11, 2, 16, 5, tzinfo=UTC)
KINDS: tuple[Kind, ...] = ("estimate", "consent")


@dataclass(frozen=True)
class Paper:
    """One paper of a pack as it was sent, and the revision before it, under the same handle."""

    pack: str
    kind: Kind
    language: str | None
    pdf: bytes
    layout: Layout
    older_pdf: bytes
    older_layout: Layout

    @property
    def name(self) -> str:
        """How a truth names it."""
        return f"{self.pack}/{self.kind}"

    @cached_property
    def handle(self) -> bytes:
        """Five bytes, as in its codes."""
        return _handle(self.pack, self.kind)

    def picture(self, page: int, *, before: bool = False) -> Grey:
        """A page (from 1) at 300 dpi in grey, of this revision or of the one `before`. Not to be written into."""
        return _picture(self.older_pdf if before else self.pdf, page - 1)


def papers(told: Told, *, whole: bool = False, kinds: Sequence[Kind] = KINDS) -> list[Paper]:
    """The papers of a pack, from the cache where they are there. `whole` estimates hold the medical information."""
    return [_kept(told, kind, whole) for kind in kinds]


def prepare(wanted: Iterable[tuple[Told, bool]], jobs: int) -> None:
    """Draw what the cache lacks, several at once: it takes seconds a paper."""
    lacking = [
        (told, kind, whole) for told, whole in wanted for kind in KINDS if not _drawn_before(_folder(told, kind, whole))
    ]
    if lacking:
        with ProcessPoolExecutor(min(jobs, len(lacking)), mp_context=get_context("spawn")) as pool:
            list(pool.map(_kept, *zip(*lacking, strict=True)))


class Originals(Mapping[tuple[bytes, bytes, int], Original]):
    """The originals of both revisions by handle, revision and page; a paper is drawn when one of its pages is asked."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._sent = {
            (paper.handle, bytes.fromhex(layout.revision), sheet.page): (pdf, layout)
            for paper in papers
            for pdf, layout in ((paper.pdf, paper.layout), (paper.older_pdf, paper.older_layout))
            for sheet in layout.sheets
        }
        self._drawn: dict[str, list[Original]] = {}

    def __getitem__(self, key: tuple[bytes, bytes, int]) -> Original:
        pdf, layout = self._sent[key]
        if layout.pdf_sha256 not in self._drawn:
            self._drawn[layout.pdf_sha256] = original(pdf, layout)
        return self._drawn[layout.pdf_sha256][key[2] - 1]

    def __iter__(self) -> Iterator[tuple[bytes, bytes, int]]:
        return iter(self._sent)

    def __len__(self) -> int:
        return len(self._sent)


def _kept(told: Told, kind: Kind, whole: bool) -> Paper:
    folder = _folder(told, kind, whole)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several processes want the same paper at once
        _draw(folder, told, kind, whole)
        layouts = [_layout(told, kind, folder, name) for name in ("current", "older")]
    pdf, older = ((folder / f"{name}.pdf").read_bytes() for name in ("current", "older"))
    return Paper(told.name, kind, told.language, pdf, layouts[0], older, layouts[1])


def _draw(folder: Path, told: Told, kind: Kind, whole: bool) -> None:
    if not _drawn_before(folder):
        for name, source in (("current", cases.case(told)), ("older", cases.older(told))):
            drawn = _drawn(told, kind, source, whole)
            (folder / f"{name}.json").write_bytes(drawn.document)
            (folder / f"{name}.boxes").write_bytes(msgspec.json.encode(drawn.boxes))
            part = folder / f"{name}.part"
            part.write_bytes(drawn.pdf)
            part.replace(folder / f"{name}.pdf")  # there when it is whole


def _drawn_before(folder: Path) -> bool:
    return (folder / "older.pdf").exists()


def _folder(told: Told, kind: Kind, whole: bool) -> Path:
    name = f"{told.name}-{told.language or 'fr'}-{kind}-{'whole' if whole else 'short'}"
    return CACHE / _digest() / name


@lru_cache(1)
def _digest() -> str:
    """What a drawn paper depends on: another template, another cache."""
    found = hashlib.sha256()
    found.update(DRAWING.encode())
    for source in (CHECKOUT / name for name in SOURCES):
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if path.is_file() and path.suffix != ".pyc":
                found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _drawn(told: Told, kind: Kind, source: Case, whole: bool) -> render.Rendered:
    issue = render.Issue(
        handle=_handle(told.name, kind),
        copy_label=labels.COPIES["practitioner"],
        mac_key=KEYS[3],
        key_number=3,
        salt=b"salt of the bench" * 2,
        root_sha256="7f3a91c20be4d815" * 4,
        at=ISSUED,
        ink=True,
        demonstration=True,
        notices=("Modèle non validé par un juriste",),
    )
    content = () if kind == "estimate" and not whole else informing.content(kind, source, told.language)
    return render.paper(kind, source, issue, wording.all(), content=content, language=told.language)


def _layout(told: Told, kind: Kind, folder: Path, name: str) -> Layout:
    """Where letters and boxes stand; read from the file again when the reading of letters changes."""
    reader = hashlib.sha256(Path(original_module.__file__).read_bytes()).hexdigest()[:8]
    kept = folder / f"{name}-{reader}.layout"
    if kept.exists():
        return msgspec.json.decode(kept.read_bytes(), type=Layout)
    written = (folder / f"{name}.pdf").read_bytes()
    boxes = msgspec.json.decode((folder / f"{name}.boxes").read_bytes(), type=tuple[tuple[InkBox, ...], ...])
    with pypdfium2.PdfDocument(written) as pdf:
        sizes = [page.get_size() for page in pdf]
    sheets = tuple(
        SheetLayout(page=number, width=width / MM, height=height / MM, boxes=of_page, glyphs=letters)
        for number, ((width, height), of_page, letters) in enumerate(zip(sizes, boxes, glyphs(written), strict=True), 1)
    )
    made = Layout(
        schema="dermadocs/layout/1",
        document=kind,
        handle=handle_text(_handle(told.name, kind)),
        revision=revision(hashlib.sha256((folder / f"{name}.json").read_bytes()).hexdigest()).hex(),
        pdf_sha256=hashlib.sha256(written).hexdigest(),
        sheets=sheets,
    )
    kept.write_bytes(msgspec.json.encode(made))
    return made


def _handle(pack: str, kind: str) -> bytes:
    return hashlib.sha256(f"{pack}/{kind}".encode()).digest()[:5]


@lru_cache(24)
def _picture(pdf: bytes, index: int) -> Grey:
    """Drawn twice as fine: pdfium sets letters on whole pixels, printers on finer ones."""
    with pypdfium2.PdfDocument(pdf) as document:
        bitmap = document[index].render(scale=2 * DPI / 72, grayscale=True, may_draw_forms=False)
        large = bitmap.to_numpy().reshape(bitmap.height, bitmap.width)
        size = round(document[index].get_width() * DPI / 72), round(document[index].get_height() * DPI / 72)
        picture = cv2.resize(large, size, interpolation=cv2.INTER_AREA)
    picture.setflags(write=False)
    return np.asarray(picture, np.uint8)
