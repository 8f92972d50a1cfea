"""What is engraved on the faces of a reference cube."""

import numpy as np
from PIL import Image, ImageDraw

from mineral_desk.training.scenes.lettering import Engraving, font
from mineral_desk.training.scenes.noise import Floats, floats

_FACE_PX = 300
_SIDES = (0, 1, 2, 3, 5)
_LETTERS = {0: "W.", 1: "E.", 2: "S.", 3: "N.", 5: "T."}
_SAME_LENGTH = {"1 cm": "10 mm", "1cm": "10mm", "1 CM": "10 MM", "10 mm": "1 cm", "10 MM": "1 CM"}


def engrave(unit_text: str, rng: np.random.Generator) -> Engraving:
    """Letters on some faces, each in any quarter turn, in one of the usual layouts, deep or nearly worn off."""
    layout = str(rng.choice(["letters", "measure", "text"], p=[0.5, 0.33, 0.17]))
    face = str(rng.choice(["bold", "sans", "serif"], p=[0.6, 0.32, 0.08]))
    size = float(rng.uniform(0.7, 1.15))
    turned = rng.random() < 0.5
    worn = float(rng.choice([1.0, 0.8, 0.55], p=[0.65, 0.2, 0.15]))
    mixed = layout != "letters" and rng.random() < 0.3
    sides = [side for side in _SIDES if rng.random() < (0.95 if layout == "letters" else 0.75)] or [5]
    faces = {}
    for side in sides:
        text = _SAME_LENGTH.get(unit_text, unit_text) if mixed and rng.random() < 0.5 else unit_text
        ink = _worn(_face(layout, text, side, face, size, bool(rng.random() < 0.5)), worn, rng)
        faces[side] = floats(np.ascontiguousarray(np.rot90(ink, int(rng.integers(4)) if turned else 0)))
    return Engraving(faces, f"T. S. {unit_text}" if layout == "letters" else unit_text)


def _face(layout: str, text: str, side: int, face: str, size: float, ticks: bool) -> Floats:  # noqa: PLR0917
    """(300, 300) coverage of one face."""
    plate = Image.new("L", (_FACE_PX, _FACE_PX), 0)
    draw = ImageDraw.Draw(plate)
    if layout == "letters":
        _put(draw, (150, 112), _LETTERS[side], face, 135 * size)
        _put(draw, (150, 226), text, face, 74 * size)
    else:
        _put(draw, (150, 108 if layout == "measure" else 150), text, face, 96 * size)
        if layout == "measure":
            _scale(draw, ticks)
    return floats(np.asarray(plate, np.float32) / np.float32(255))


def _put(draw: ImageDraw.ImageDraw, where: tuple[float, float], text: str, face: str, size: float) -> None:
    """``text`` centred at ``where``, smaller where it would not fit the face."""
    points = round(size)
    while draw.textlength(text, font=font(face, points)) > 250:
        points -= 4
    draw.text(where, text, 255, font=font(face, points), anchor="mm")


def _scale(draw: ImageDraw.ImageDraw, ticks: bool) -> None:
    """A dimension line under the text, or a little ruler with a tick every millimetre."""
    draw.line([(28, 205), (272, 205)], 255, 9)
    for number in range(11) if ticks else (0, 10):
        x = 28 + 24.4 * number
        tall = 60 if number % 5 == 0 else 32
        draw.line([(x, 205 if ticks else 175), (x, 205 + tall if ticks else 235)], 255, 9 if number % 10 == 0 else 5)


def _worn(ink: Floats, kept: float, rng: np.random.Generator) -> Floats:
    """The letters with ``kept`` of their ink, lost in patches."""
    if kept == 1:
        return ink
    patches = np.kron(rng.random((10, 10), dtype=np.float32), np.ones((30, 30), np.float32))
    return floats(ink * np.float32(kept) * (0.6 + 0.4 * (patches < kept)))
