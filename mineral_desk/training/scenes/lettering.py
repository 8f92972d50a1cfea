"""Printed and engraved faces: cube engravings, label plates, rulers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from mineral_desk.training.scenes.noise import Floats

_SERIF = ("DejaVuSerif.ttf", "LiberationSerif-Regular.ttf", "NotoSerif-Regular.ttf", "Times New Roman.ttf", "times.ttf")
_SANS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "arial.ttf")
_BOLD = ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "NotoSans-Bold.ttf", "Arial Bold.ttf", "arialbd.ttf")
FACES = {"serif": _SERIF, "sans": _SANS, "bold": _BOLD}

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def font(face: str, size: int) -> Font:
    """A font of the system in that style, or Pillow's own (Latin letters only) where none is installed."""
    for name in FACES[face]:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def writes_cyrillic() -> bool:
    """Whether a font with Cyrillic letters is installed."""
    return isinstance(chosen := font("sans", 20), ImageFont.FreeTypeFont) and "Aileron" not in str(chosen.getname()[0])


@dataclass(frozen=True, slots=True, eq=False)
class Engraving:
    """Ink on the cube's faces, by face (axis * 2 + (1 if positive)): (H, W) float32 coverage; and what it says."""

    faces: dict[int, Floats]
    says: str


_FACE_PX = 300
_SIDES = (0, 1, 2, 3, 5)


def letter_cube(unit_text: str = "1 CM") -> Engraving:
    """The steel scale cube: each face has the letter of its side over the edge's length."""
    letters = {0: "W.", 1: "E.", 2: "S.", 3: "N.", 5: "T."}
    faces = {}
    for side in _SIDES:
        plate = Image.new("L", (_FACE_PX, _FACE_PX), 0)
        draw = ImageDraw.Draw(plate)
        draw.text((150, 112), letters[side], 255, font=font("bold", 135), anchor="mm")
        draw.text((150, 226), unit_text, 255, font=font("bold", 74), anchor="mm")
        faces[side] = _ink(plate)
    return Engraving(faces, f"T. S. {unit_text}")


def measure_cube(text: str = "1 cm") -> Engraving:
    """The scale cube with a dimension line under its length."""
    plate = Image.new("L", (_FACE_PX, _FACE_PX), 0)
    draw = ImageDraw.Draw(plate)
    size = 92
    while draw.textlength(text, font=font("bold", size)) > 230:
        size -= 4
    draw.text((150, 108), text, 255, font=font("bold", size), anchor="mm")
    draw.line([(28, 205), (272, 205)], 255, 9)
    for x in (28, 272):
        draw.line([(x, 175), (x, 235)], 255, 9)
    return Engraving(dict.fromkeys(_SIDES, _ink(plate)), text)


def _ink(plate: Image.Image) -> Floats:
    return np.asarray(plate, np.float32) / np.float32(255)


def label_plate(lines: Sequence[str], size_mm: tuple[float, float], face: str, paper: str, framed: bool) -> Floats:
    """(H, W, 3) linear colours of a printed card; text that does not fit is set smaller."""
    per_mm = min(24.0, 1400 / size_mm[0])
    width, height = (round(side * per_mm) for side in size_mm)
    ground, ink = {"white": ("#f6f4ee", "#1b1a1a"), "cream": ("#ece0c3", "#2b2118"), "black": ("#1c1c1e", "#e8e4da")}[
        paper
    ]
    card = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(card)
    step = height / (len(lines) + 0.6)
    for number, text in enumerate(lines):
        size = round(step * (0.74 if number == 0 else 0.56))
        while size > 8 and draw.textlength(text, font=font(face, size)) > 0.88 * width:
            size -= 2
        draw.text((width / 2, step * (number + 0.85)), text, ink, font=font(face, size), anchor="mm")
    if framed:
        inset = round(0.03 * height + 3)
        draw.rectangle([inset, inset, width - inset, height - inset], outline=ink, width=max(2, height // 90))
    return _light(card)


def ruler_plate(length_mm: int, width_mm: float, metal: bool) -> Floats:
    """(H, W, 3) linear colours of a ruler with millimetre ticks along its upper edge."""
    per_mm = 14
    width, height = length_mm * per_mm, round(width_mm * per_mm)
    card = Image.new("RGB", (width, height), "#aeb1b4" if metal else "#f3efdf")
    draw = ImageDraw.Draw(card)
    for mm in range(3, length_mm - 2):
        tick = 0.5 if (mm - 5) % 10 == 0 else 0.38 if (mm - 5) % 5 == 0 else 0.25
        draw.line([(mm * per_mm, 0), (mm * per_mm, tick * height)], "#1a1a1a", 3)
        if (mm - 5) % 10 == 0:
            draw.text((mm * per_mm, 0.75 * height), str((mm - 5) // 10), "#1a1a1a", font=font("sans", 44), anchor="mm")
    return _light(card)


def _light(card: Image.Image) -> Floats:
    return np.power(np.asarray(card, np.float32) / 255, 2.2).astype(np.float32)
