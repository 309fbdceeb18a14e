"""Papers in French and Arabic: read again letter for letter, whole, and refused where the fonts would not allow it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from papers import EXAMPLE, PAPERS, Paper, pictures

from dermadocs import languages
from dermadocs.domain import bidi
from dermadocs.render import direction, letters, typography

WORD = re.compile("[\u0620-\u064a]+")
ARABIC = [name for name, (_, language) in PAPERS.items() if language == "ar"]
FONT = "NotoNaskhArabic-Regular.ttf"


@pytest.fixture(scope="module", params=ARABIC)
def arabic(request: pytest.FixtureRequest, drawn: Callable[[str], Paper]) -> Paper:
    return drawn(request.param)


def by_poppler(paper: Paper) -> list[str]:
    out = subprocess.run(["pdftotext", "-", "-"], input=paper.pdf, capture_output=True, check=True).stdout
    return out.decode().split("\f")


def test_there_is_an_arabic_paper_of_each_kind_that_has_an_english_one() -> None:
    assert {kind for kind, language in PAPERS.values() if language == "en"} == {PAPERS[name][0] for name in ARABIC}


@pytest.mark.needs("pdftotext")
def test_both_readers_give_back_the_letters_of_every_translated_sentence(arabic: Paper) -> None:
    popplers = by_poppler(arabic)
    told = [entry for entry in arabic.data["printed"] if bidi.turned(entry["pointer"], arabic.data)]
    assert len(told) > 8
    for page, pypdfs in enumerate(arabic.texts, 1):
        here = [entry for entry in told if entry["page"] == page]
        wanted = Counter(word for entry in here for word in WORD.findall(entry["text"]))
        assert wanted - Counter(WORD.findall(popplers[page - 1])) == Counter()
        squashed = "".join(pypdfs.split())
        for entry in here:
            assert "".join(bidi.on_page(entry["pointer"], entry["text"], arabic.data).split()) in squashed


def test_a_figure_or_a_latin_word_in_a_sentence_is_isolated() -> None:
    """Bare, it would be turned round: nothing in that order stands outside a `bdi`."""
    for told in languages.catalogue("ar").sentences.values():
        outside = re.sub('<bdi dir="ltr">.*?</bdi>|<[^>]*>', "", str(direction.drawn(re.sub(r"\{\w+\}", "", told))))
        assert not re.search(r"[0-9A-Za-z]", outside), told


def test_the_letters_are_naskh_regular_and_no_weight_is_made_up(arabic: Paper) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in arabic.reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name for name in fonts if "Arabic" in name} == {"Noto-Naskh-Arabic"}
    assert not any("Kufi" in name for name in fonts)


def test_the_page_says_in_arabic_that_nobody_read_the_translation_over(tmp_path: Path) -> None:
    """As the command draws it, in a demonstration or a draft."""
    out = tmp_path / "consent.pdf"
    done = child("sys.exit(main(sys.argv[1:]))", *render(out))
    assert done.returncode == 0, done.stderr
    read = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, check=True).stdout.decode()
    assert all("Traduction non relue" in page and "ترجمة غير مراجعة" in page for page in read.split("\f")[:-1])


def render(out: Path) -> tuple[str, ...]:
    return ("render", str(EXAMPLE), "--document", "consent", "--language", "ar", "-o", str(out))


def child(then: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Another process, since this one has read its fonts."""
    code = f"import sys\nfrom pathlib import Path\nfrom dermadocs.cli import main\nfrom dermadocs.render import typography\n{then}"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)


def fonts_with(folder: Path, forged: bool) -> Path:
    """A font configuration over the system's fonts, its Arabic one forged or missing."""
    found = [
        path for path in Path("/usr/share/fonts").rglob("Noto*.ttf") if path.name in (*typography.FONTS_NEEDED, FONT)
    ]
    for path in found:
        if path.name != FONT:
            (folder / path.name).symlink_to(path)
        elif forged:
            font = TTFont(path)
            for table in font["cmap"].tables:  # as newer builds do, letters share their drawings
                if table.isUnicode():
                    table.cmap[ord("ق")] = table.cmap[ord("ة")]
            font.save(folder / FONT)
    conf = typography.FONTS_CONF.read_text("utf-8")
    conf = re.sub("  <dir>.*</dir>\n", "", conf).replace("<reset-dirs/>", f"<reset-dirs/><dir>{folder}</dir>")
    (folder / "fonts.conf").write_text(conf, "utf-8")
    return folder / "fonts.conf"


@pytest.mark.parametrize(
    ("forged", "why"), [(True, "« [قة] » is read from the page as « [قة] »"), (False, "« . » is not drawn")]
)
def test_a_font_whose_letters_are_not_read_again_is_refused_with_reason_and_cure(
    tmp_path: Path, forged: bool, why: str
) -> None:
    conf = fonts_with(tmp_path, forged)
    then = f"typography.FONTS_CONF = Path({str(conf)!r})\nsys.exit(main(sys.argv[1:]))"
    out = tmp_path / "out.pdf"
    done = child(then, *render(out))
    assert done.returncode == 2
    assert re.search(f"ar: with the fonts of this system {why}; install fonts-noto-core 20201225", done.stderr)
    assert "Traceback" not in done.stderr
    assert not out.exists()
    french = [argument for argument in render(out) if argument not in ("--language", "ar")]
    assert child(then, *french).returncode == 0, "French needs no Arabic letters"


def test_the_fonts_are_asked_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    letters.check_letters("ar")
    monkeypatch.setattr(letters, "lay_out", None)
    letters.check_letters("ar")
    letters.check_letters("en")
    letters.check_letters(None)


def test_samples_hold_each_letter_in_each_form_and_each_meeting() -> None:
    assert letters.samples(["قال 12 (abc) لا"]) == [*"اقل", "ااا", "ققق", "للل", "ال", "قا", "لا"]


@pytest.mark.needs("pdftoppm")
def test_a_translation_leaves_no_ink_where_none_may_be(arabic: Paper) -> None:
    """The type area ends at 190 mm; the two marks alone stand beyond it."""
    for picture in pictures(arabic.pdf, 100):
        left, right, top, bottom = (round(mm / 25.4 * 100) for mm in (190.6, 210, 30, 265))
        assert picture.crop((left, top, right, bottom)).getextrema() == (255, 255)
