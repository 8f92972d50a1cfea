"""What the things lie on, and the light over it."""

from dataclasses import replace

import numpy as np

from mineral_desk.training.scenes.backdrop import Backdrop, Weave
from mineral_desk.training.scenes.lamps import Lamp
from mineral_desk.training.scenes.light import Rig
from mineral_desk.training.scenes.material import Colour, linear
from mineral_desk.training.scenes.mesh import unit
from mineral_desk.training.scenes.noise import floats
from mineral_desk.training.scenes.weaves import Motif

_PRINTERS_INK: Colour = (0.15, 0.15, 0.17)
_COFFEE: Colour = (0.55, 0.5, 0.42)
GROUNDS: tuple[tuple[float, Backdrop], ...] = (
    (0.16, Backdrop("blown_white", (0.95, 0.95, 0.95), falloff=0.1, gain=2.0, shadow=0.45, blown=True)),
    (0.08, Backdrop("seamless_white", (0.94, 0.94, 0.93), falloff=0.3, shadow=0.7)),
    (0.07, Backdrop("glossy_white", (0.92, 0.92, 0.92), falloff=0.25, polish=0.12)),
    (0.07, Backdrop("grey", (0.5, 0.51, 0.53), falloff=0.6)),
    (0.05, Backdrop("gradient", (0.4, 0.43, 0.48), falloff=2.2)),
    (0.04, Backdrop("beige", (0.8, 0.75, 0.66))),
    (0.05, Backdrop("black", (0.045, 0.045, 0.05), falloff=1.0)),
    (0.06, Backdrop("black_glass", (0.03, 0.03, 0.035), falloff=0.8, polish=0.22)),
    (0.06, Backdrop("black_velvet", (0.07, 0.07, 0.075), Weave.VELVET, falloff=1.0, creased=0.5)),
    (0.06, Backdrop("creased_velvet", (0.22, 0.08, 0.12), Weave.VELVET, creased=0.7)),
    (0.07, Backdrop("creased_cloth", (0.6, 0.58, 0.55), Weave.CLOTH, creased=0.4)),
    (0.05, Backdrop("burlap", (0.66, 0.56, 0.42), Weave.COARSE, pitch_mm=6)),
    (0.05, Backdrop("patterned_cloth", (0.55, 0.5, 0.55), Weave.CLOTH, motif=Motif.CHECKS, pitch_mm=12)),
    (0.05, Backdrop("cardboard", (0.7, 0.56, 0.4), Weave.CARDBOARD)),
    (0.06, Backdrop("wood", (0.5, 0.34, 0.22), Weave.WOOD)),
    (0.04, Backdrop("printed_paper", (0.9, 0.89, 0.86), motif=Motif.PRINT, second_colour=_PRINTERS_INK, pitch_mm=6)),
    (0.03, Backdrop("stained_paper", (0.78, 0.76, 0.7), motif=Motif.STAINS, second_colour=_COFFEE, pitch_mm=60)),
)  # fmt: skip
_FIXED = ("blown_white", "seamless_white", "glossy_white", "black", "black_glass", "black_velvet", "printed_paper")
"""Grounds whose colour makes them what they are."""


def pick_ground(reach_mm: float, rng: np.random.Generator) -> Backdrop:
    """A ground for things that are ``reach_mm`` wide."""
    chances = np.array([chance for chance, _ in GROUNDS])
    chosen = GROUNDS[int(rng.choice(len(GROUNDS), p=chances / chances.sum()))][1]
    colour = chosen.colour if chosen.name in _FIXED else _other_colour(chosen.colour, rng)
    reach = max(reach_mm, 40.0)
    motif = chosen.motif
    if motif is Motif.CHECKS:
        motif = (Motif.CHECKS, Motif.STRIPES, Motif.DOTS, Motif.DAMASK)[int(rng.integers(4))]
    walled = chosen.weave in (Weave.WOOD, Weave.CARDBOARD) or chosen.polish > 0 or rng.random() < 0.1
    return replace(
        chosen,
        colour=colour,
        motif=motif,
        second_colour=_beside(colour, rng) if chosen.weave is Weave.CLOTH else chosen.second_colour,
        pitch_mm=chosen.pitch_mm * float(rng.uniform(0.5, 2.0)),
        creased=chosen.creased * float(rng.uniform(0.3, 1.3)),
        gain=1 + (chosen.gain - 1) * float(rng.uniform(0.4, 1.4)),
        shadow=0.0 if rng.random() < 0.08 else float(np.clip(chosen.shadow * rng.uniform(0.7, 1.3), 0, 1)),
        wall_colour=_wall(colour, rng) if walled else None,
        slope=(float(rng.normal(0, 3)), float(rng.normal(0, 1.5))) if rng.random() < 0.35 else (0.0, 0.0),
        turn_mm=reach * float(rng.uniform(1.2, 4.0)),
        radius_mm=reach * float(rng.uniform(1.0, 3.0)),
        offset=float(rng.uniform(0, 60)),
    )


def _other_colour(colour: Colour, rng: np.random.Generator) -> Colour:
    """A shade of the colour, or now and then quite another one."""
    if rng.random() < 0.3:
        tone, tint = rng.uniform(0.08, 0.85), rng.normal(0, 0.09, 3)
        shade = np.clip(tone + tint, 0.03, 0.93)
    else:
        shade = np.clip(np.array(colour) * rng.uniform(0.8, 1.12) * rng.uniform(0.95, 1.05, 3), 0.02, 0.95)
    return float(shade[0]), float(shade[1]), float(shade[2])


def _beside(colour: Colour, rng: np.random.Generator) -> Colour:
    """A colour that a pattern may have on that one: mostly not far from it."""
    other, share = _other_colour(colour, rng), float(rng.uniform(0.25, 0.9))
    red, green, blue = (a + share * (b - a) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _wall(colour: Colour, rng: np.random.Generator) -> Colour:
    return colour if rng.random() < 0.5 else _other_colour((0.4, 0.4, 0.4), rng)


def pick_light(backdrop: Backdrop, frontal: bool, rng: np.random.Generator) -> Rig:
    """One lamp or two, soft or hard, with windows to be mirrored; ``frontal``: not from behind the things."""
    side = float(rng.choice([-1.0, 1.0]))
    ahead = rng.uniform(0.3, 0.9) if frontal else rng.uniform(-0.2, 0.8)
    key = unit(floats([side * rng.uniform(0.1, 1.0), -ahead, rng.uniform(0.6, 1.4)]))
    fill = unit(floats([-side * rng.uniform(0.5, 1.0), -rng.uniform(0.3, 0.9), rng.uniform(0.2, 0.7)]))
    warmth = rng.normal(0, 0.05)
    hard = rng.random() < 0.3
    colour = floats([1 + warmth, 1.0, 1 - warmth]) * np.float32(rng.uniform(0.8, 1.3))
    sky = floats([1 - warmth, 1.0, 1 + warmth]) * np.float32(
        rng.uniform(0.14, 0.35) if hard else rng.uniform(0.25, 0.7)
    )
    table = linear(backdrop.colour) * (0.75 * colour * key[2] + 0.7 * sky)
    second = None
    if rng.random() < 0.35:
        where = unit(floats([-side * rng.uniform(0.3, 1.0), -rng.uniform(0.2, 0.8), rng.uniform(0.6, 1.2)]))
        second = Lamp(where, colour, float(rng.uniform(0.03, 0.3)))
    return Rig(
        key, colour, float(rng.uniform(0.015, 0.06) if hard else rng.uniform(0.08, 0.5)), fill,
        np.full(3, rng.uniform(0.1, 0.4), np.float32), sky, table, second,
        tuple(_window(rng) for _ in range(rng.integers(4))),
    )  # fmt: skip


def _window(rng: np.random.Generator) -> Lamp:
    """Something bright in the room, low enough to be seen in the sides of a polished cube."""
    turn = rng.uniform(0, 2 * np.pi)
    where = unit(floats([np.cos(turn), np.sin(turn), rng.uniform(-0.05, 0.9)]))
    return Lamp(where, np.full(3, rng.uniform(0.1, 1.3), np.float32), float(rng.uniform(0.15, 0.6)))
