"""Reference cubes of many makes: steel, blackened, brass, plastic; worn, polished, engraved in many ways or plain."""

import math
from dataclasses import dataclass, replace

import numpy as np

from mineral_desk.training.scenes.material import Colour, Material
from mineral_desk.training.scenes.things import Cube, Print, cube
from mineral_desk.training.scenes.varied.engraving import engrave

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
    one = cube(edge_mm, _pick_yaw(rng), material, None, bevel, 60 * rng.random())
    thing = replace(one.thing, print=Print(engraving=engraving, ink=_pick_ink(make, tone, rng)))
    return Cube(thing, one.corners, edge_mm, engraving.says if engraving else "")


def _pick_yaw(rng: np.random.Generator) -> float:
    """Radians: people put a cube down with a face towards the camera, or anyhow."""
    quarter = float(rng.integers(4)) * math.pi / 2
    return quarter + float(rng.normal(0, 0.25)) if rng.random() < 0.5 else float(rng.uniform(0, 2 * math.pi))


def _pick_ink(make: Make, tone: tuple[float, ...], rng: np.random.Generator) -> Colour:
    """What fills the letters: on a grey of the middle it may be white as well as black."""
    if 0.25 < sum(tone) / 3 < 0.5 and rng.random() < 0.35:
        return _LIGHT_INK
    return make.ink
