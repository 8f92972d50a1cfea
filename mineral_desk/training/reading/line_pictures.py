"""Lines of text as a photo shows them: fonts, paper, ink, slant, blur, grain, little height."""

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, ImageDraw, ImageFont

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.photo import Pixels
from mineral_desk.training.reading.texts import CYRILLIC, LATIN

DRAWN_PX = 56
"""Size of the letters before the camera."""
HELD_OUT_EVERY = 7
"""Of the families in alphabetical order every seventh is never learnt from."""
_MUST_HAVE = frozenset(CYRILLIC + CYRILLIC.upper() + LATIN + "0123456789")

Fonts = Mapping[str, Sequence[Path]]
"""Font files by family."""


def fonts_with_cyrillic(folders: Sequence[Path]) -> Fonts:
    """The fonts below ``folders`` that have all letters, by family. Raises :class:`UsageError` where there is none."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for folder in folders:
        for path in sorted((*folder.rglob("*.ttf"), *folder.rglob("*.otf"))):
            try:
                font = TTFont(path, lazy=True)
                if {chr(code) for code in font.getBestCmap()} >= _MUST_HAVE:
                    found[str(font["name"].getBestFamilyName())].append(path)
            except (TTLibError, OSError, KeyError, AttributeError, TypeError, AssertionError):
                continue  # a font that cannot be read is none
    if not found:
        raise UsageError("No font with Cyrillic letters was found.", "Give --fonts a folder with TrueType fonts.")
    return dict(sorted(found.items()))


def parted(fonts: Fonts) -> tuple[Fonts, Fonts]:
    """The families to learn from, and those to be measured with."""
    families = list(fonts)
    held_out = set(families[HELD_OUT_EVERY - 1 :: HELD_OUT_EVERY])
    return {one: fonts[one] for one in families if one not in held_out}, {one: fonts[one] for one in held_out}


def line_picture(text: str, fonts: Fonts, rng: np.random.Generator) -> Pixels:
    """A crop (H, W, 3) uint8 RGB that holds ``text`` in one line, about level, as the detector cuts it out."""
    families = list(fonts)
    files = fonts[families[int(rng.integers(len(families)))]]
    drawn = _drawn(text, files[int(rng.integers(len(files)))], rng)
    return _photographed(_turned(drawn, rng), rng)


def _drawn(text: str, file: Path, rng: np.random.Generator) -> Pixels:
    font = ImageFont.truetype(str(file), DRAWN_PX)
    gap = float(rng.uniform(0, 9)) if rng.random() < 0.25 else 0.0
    widths = [font.getlength(letter) + gap for letter in text] if gap else [font.getlength(text)]
    left, top, _, bottom = font.getbbox(text)
    above, below, beside = rng.uniform(0.02, 0.45, 2), rng.uniform(0.02, 0.4), rng.uniform(0.05, 0.9, 2)
    height = round((bottom - top) + DRAWN_PX * (above[0] + below))
    width = round(sum(widths) + DRAWN_PX * beside.sum())
    paper, ink = _colours(rng)
    picture = Image.new("RGB", (max(width, 8), max(height, 8)), paper)
    pen = ImageDraw.Draw(picture)
    x, y = DRAWN_PX * beside[0] - left, DRAWN_PX * above[0] - top
    for letter, step in zip(text if gap else [text], widths, strict=True):
        pen.text((x, y), letter, font=font, fill=ink)
        x += step
    _neighbours(pen, picture.size, ink, rng)
    return np.asarray(picture)


def _colours(rng: np.random.Generator) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Paper and ink: dark on light mostly, never nearly the same."""
    light = rng.uniform(150, 255) + rng.normal(0, 6, 3) + np.array([4, 0, -10]) * rng.uniform(0, 2)
    dark = rng.uniform(0, 90) + rng.normal(0, 12, 3)
    paper, ink = (light, dark) if rng.random() < 0.92 else (dark, light)
    return tuple(int(v) for v in np.clip(paper, 0, 255)), tuple(int(v) for v in np.clip(ink, 0, 255))


def _neighbours(
    pen: ImageDraw.ImageDraw, size: tuple[int, int], ink: tuple[int, ...], rng: np.random.Generator
) -> None:
    """Rules and frames, and what a crop keeps of the lines above and below."""
    width, height = size
    if rng.random() < 0.12:
        y = height - 1 - int(rng.integers(0, 4)) if rng.random() < 0.7 else int(rng.integers(0, 3))
        pen.line([(0, y), (width, y)], fill=ink, width=int(rng.integers(1, 4)))
    if rng.random() < 0.06:
        x = int(rng.integers(0, 4)) if rng.random() < 0.5 else width - 1 - int(rng.integers(0, 4))
        pen.line([(x, 0), (x, height)], fill=ink, width=int(rng.integers(1, 4)))
    if rng.random() < 0.1:
        edge = height - 2 if rng.random() < 0.5 else 1
        for x in rng.integers(0, width, int(rng.integers(2, 9))):
            pen.ellipse([int(x) - 4, edge - 2, int(x) + 4, edge + 2], fill=ink)


def _turned(picture: Pixels, rng: np.random.Generator) -> Pixels:
    """A little askew, as the rectangle around a line that is seen from the side."""
    height, width = picture.shape[:2]
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    askew = np.asarray(square + rng.normal(0, 0.03 * height, (4, 2)), np.float32)
    askew[1:3, 1] += np.float32(rng.normal(0, 0.05 * height))
    matrix = cv2.getPerspectiveTransform(square, askew)
    return np.asarray(cv2.warpPerspective(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _photographed(picture: Pixels, rng: np.random.Generator) -> Pixels:
    """Smaller, blurred, unevenly lit, grainy, and as JPEG."""
    height = float(np.exp(rng.uniform(np.log(11), np.log(64))))
    stretch = rng.uniform(0.75, 1.25)
    size = (max(8, round(picture.shape[1] * height / picture.shape[0] * stretch)), max(8, round(height)))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)
    if rng.random() < 0.6:
        small = np.asarray(cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.2, 0.05 * height + 0.4))), np.float32)
    slope = np.linspace(rng.uniform(0.6, 1.1), rng.uniform(0.6, 1.1), size[0], dtype=np.float32)
    grain = np.asarray(rng.normal(0, rng.uniform(0, 9), small.shape), np.float32)
    lit = np.clip(small * slope[None, :, None] + grain, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        file = io.BytesIO()
        Image.fromarray(lit).save(file, "JPEG", quality=int(rng.integers(35, 95)))
        lit = np.asarray(Image.open(file).convert("RGB"))
    return np.asarray(lit, np.uint8)
