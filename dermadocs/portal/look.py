"""How all doors look: the tokens that reports share, the fonts of this system as small web fonts, one stylesheet."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

from dermadocs.look import TOKENS
from dermadocs.portal.environment import STATIC
from dermadocs.render.typography import font_file

LATIN = "U+0020-007E,U+00A0-017F,U+02C6-02DD,U+2010-2027,U+202F-203A,U+2070-209F,U+20AC,U+2116,U+2190-2193,U+2212"
ARABIC = "U+0600-06FF,U+FE70-FEFC,U+200C-200F,U+060C"


@dataclass(frozen=True)
class Face:
    """One weight of one family, and the letters that it is asked for."""

    family: str
    weight: int
    file: str
    letters: str = LATIN

    @property
    def name(self) -> str:
        """Of the web font."""
        return f"{Path(self.file).stem}.woff"


FACES = (
    Face("Noto Sans", 400, "NotoSans-Regular.ttf"),
    Face("Noto Sans", 700, "NotoSans-Bold.ttf"),
    Face("Noto Serif", 400, "NotoSerif-Regular.ttf"),
    Face("Noto Serif", 700, "NotoSerif-Bold.ttf"),
    Face("Noto Serif Display", 400, "NotoSerifDisplay-Regular.ttf"),
    Face("Noto Sans Mono", 400, "NotoSansMono-Regular.ttf"),
    Face("Noto Naskh Arabic", 400, "NotoNaskhArabic-Regular.ttf", ARABIC),
    Face("Noto Naskh Arabic", 700, "NotoNaskhArabic-Bold.ttf", ARABIC),
    Face("Noto Sans Arabic", 400, "NotoSansArabic-Regular.ttf", ARABIC),
    Face("Noto Sans Arabic", 700, "NotoSansArabic-Bold.ttf", ARABIC),
)


def web_fonts(folder: Path) -> None:
    """Write the faces that this system has into a folder, once; a face that it lacks is left to the browser."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    for face in FACES:
        target, source = folder / face.name, font_file(face.file)
        if source is not None and not target.exists():
            _subset(source, face.letters, target)


def _subset(source: Path, letters: str, target: Path) -> None:
    from fontTools import subset

    # woff and no hints: a third of the time of woff2 with them, and smaller; the digits of tables beside the usual
    options = subset.Options(flavor="woff", hinting=False, notdef_outline=True)
    options.layout_features = [*options.layout_features, "tnum", "lnum"]
    with subset.load_font(str(source), options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=subset.parse_unicodes(letters.replace("U+", "")))
        subsetter.subset(font)
        draft = target.with_suffix(".part")
        subset.save_font(font, str(draft), options)
    draft.replace(target)


@functools.cache
def stylesheet() -> str:
    """Tokens, faces, rules."""
    faces = "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-display: swap; '
        f'src: url("/static/fonts/{face.name}") format("woff"); unicode-range: {face.letters} }}'
        for face in FACES
    )
    rules = "\n".join(path.read_text() for path in sorted((STATIC.parent / "styles").glob("*.css")))
    return f"{TOKENS}\n{faces}\n{rules}"


@functools.cache
def digest() -> str:
    """Of the stylesheet: part of its address."""
    return hashlib.sha256(stylesheet().encode()).hexdigest()[:16]
