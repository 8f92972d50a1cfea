"""Reference cubes of many makes: steel, blackened, brass, plastic; worn, polished, engraved in many ways or plain."""

import math
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw

from mineral_desk.training.scenes.lettering import Engraving, font
from mineral_desk.training.scenes.material import Colour, Material
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.things import Cube, Print, cube

_FACE_PX = 300
_SIDES = (0, 1, 2, 3, 5)
_LETTERS = {0: "W.", 1: "E.", 2: "S.", 3: "N.", 5: "T."}
_DARK_INK: Colour = (0.015, 0.015, 0.015)
_LIGHT_INK: Colour = (0.75, 0.74, 0.72)


@dataclass(frozen=True, slots=True)
class Make:
    """How cubes of one make look: the lightest and darkest metal, how polished, and what colour fills the letters."""

    chance: float
    low: Colour
    high: Colour
    metallic: float
    roughness: tuple[float, float]
    ink: Colour


MAKES = (
    Make(0.24, (0.42, 0.41, 0.4), (0.68, 0.67, 0.66), 0.85, (0.28, 0.5), _DARK_INK),  # steel as it comes
    Make(0.10, (0.6, 0.59, 0.58), (0.75, 0.75, 0.75), 0.95, (0.06, 0.2), _DARK_INK),  # polished
    Make(0.18, (0.3, 0.28, 0.27), (0.48, 0.45, 0.43), 0.55, (0.35, 0.6), _DARK_INK),  # old steel, dark letters
    Make(0.10, (0.12, 0.12, 0.12), (0.26, 0.25, 0.24), 0.5, (0.3, 0.6), _LIGHT_INK),  # blackened
    Make(0.16, (0.04, 0.04, 0.045), (0.1, 0.1, 0.1), 0.0, (0.25, 0.6), _LIGHT_INK),  # black plastic
    Make(0.05, (0.62, 0.48, 0.25), (0.78, 0.64, 0.36), 0.9, (0.2, 0.4), _DARK_INK),  # brass
    Make(0.08, (0.78, 0.77, 0.75), (0.95, 0.95, 0.94), 0.0, (0.3, 0.6), _DARK_INK),  # white plastic
    Make(0.06, (0.75, 0.76, 0.78), (0.88, 0.88, 0.9), 0.8, (0.35, 0.5), _DARK_INK),  # aluminium
    Make(0.03, (0.45, 0.3, 0.18), (0.75, 0.6, 0.42), 0.0, (0.6, 0.8), _DARK_INK),  # wood
)


def varied_cube(edge_mm: float, unit_text: str | None, rng: np.random.Generator) -> Cube:
    """A cube at the origin in any make and turn; ``unit_text`` is what tells its edge, None for one without letters."""
    chances = np.array([make.chance for make in MAKES])
    make = MAKES[int(rng.choice(len(MAKES), p=chances / chances.sum()))]
    share = rng.random()
    tone = tuple(float(a + (b - a) * share) for a, b in zip(make.low, make.high, strict=True))
    material = Material(
        (tone[0], tone[1], tone[2]), roughness=float(rng.uniform(*make.roughness)), metallic=make.metallic,
        relief=float(rng.choice([0.0, 0.0002, 0.0005, 0.001], p=[0.3, 0.35, 0.25, 0.1])),
        relief_frequency=float(np.exp(rng.uniform(np.log(14), np.log(60)))),
        variation=float(rng.uniform(0.02, 0.12)), striation=float(rng.choice([0.0, 0.25, -0.25], p=[0.6, 0.2, 0.2])),
        reflectance=0.05,
    )  # fmt: skip
    engraving = None if unit_text is None else engrave(unit_text, rng)
    bevel = float(rng.choice([0.006, 0.02, 0.04, 0.09], p=[0.2, 0.4, 0.28, 0.12]) * rng.uniform(0.8, 1.3))
    one = cube(edge_mm, float(rng.uniform(0, 2 * math.pi)), material, None, bevel, 60 * rng.random())
    thing = replace(one.thing, print=Print(engraving=engraving, ink=make.ink))
    return Cube(thing, one.corners, edge_mm, engraving.says if engraving else "")


def engrave(unit_text: str, rng: np.random.Generator) -> Engraving:
    """Letters on some faces, each in any quarter turn, in one of the usual layouts, deep or nearly worn off."""
    layout = str(rng.choice(["letters", "measure", "text"], p=[0.5, 0.3, 0.2]))
    face = str(rng.choice(["bold", "sans", "serif"], p=[0.65, 0.25, 0.1]))
    size = float(rng.uniform(0.7, 1.15))
    turned = rng.random() < 0.5
    worn = float(rng.choice([1.0, 0.8, 0.55]))
    with_letters = [side for side in _SIDES if rng.random() < (0.95 if layout == "letters" else 0.75)] or [5]
    faces = {}
    for side in with_letters:
        plate = Image.new("L", (_FACE_PX, _FACE_PX), 0)
        draw = ImageDraw.Draw(plate)
        if layout == "letters":
            _put(draw, (150, 112), _LETTERS[side], face, 135 * size)
            _put(draw, (150, 226), unit_text, face, 74 * size)
        else:
            _put(draw, (150, 108 if layout == "measure" else 150), unit_text, face, 96 * size)
            if layout == "measure":
                _dimension_line(draw)
        ink = _worn(np.asarray(plate, np.float32) / np.float32(255), worn, rng)
        faces[side] = floats(np.ascontiguousarray(np.rot90(ink, int(rng.integers(4)) if turned else 0)))
    says = f"T. S. {unit_text}" if layout == "letters" else unit_text
    return Engraving(faces, says)


def _put(draw: ImageDraw.ImageDraw, where: tuple[float, float], text: str, face: str, size: float) -> None:
    """``text`` centred at ``where``, smaller where it would not fit the face."""
    points = round(size)
    while draw.textlength(text, font=font(face, points)) > 250:
        points -= 4
    draw.text(where, text, 255, font=font(face, points), anchor="mm")


def _dimension_line(draw: ImageDraw.ImageDraw) -> None:
    draw.line([(28, 205), (272, 205)], 255, 9)
    for x in (28, 272):
        draw.line([(x, 175), (x, 235)], 255, 9)


def _worn(ink: Floats, kept: float, rng: np.random.Generator) -> Floats:
    """The letters with ``kept`` of their ink, lost in patches."""
    if kept == 1:
        return ink
    patches = np.kron(rng.random((10, 10), dtype=np.float32), np.ones((30, 30), np.float32))
    return floats(ink * np.float32(kept) * (0.6 + 0.4 * (patches < kept)))
