"""What specimens are set on, propped up with or kept in; all of it counts as stand."""

from dataclasses import replace

import numpy as np

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes.compose import footprint
from mineral_desk.training.scenes.habits import rock
from mineral_desk.training.scenes.material import Colour, Material
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.solids import drum, rod, tray
from mineral_desk.training.scenes.things import ACRYLIC, BLACK, FROSTED, Thing, acrylic_box, pedestal

Placed = tuple[list[Thing], list[Thing]]
"""The specimen where it is now, and what it is on, with or in."""

_PUTTY: tuple[Colour, ...] = (
    (0.85, 0.83, 0.78),
    (0.55, 0.62, 0.55),
    (0.6, 0.62, 0.66),
    (0.75, 0.7, 0.55),
    (0.35, 0.45, 0.6),
)


def on_stand(specimen: list[Thing], rng: np.random.Generator) -> Placed:
    """The specimen on a block, on two steps, on a drum, on putty, or held by wires."""
    kind = str(rng.choice(["block", "clear", "steps", "drum", "putty", "wires"], p=[0.16, 0.22, 0.14, 0.16, 0.2, 0.12]))
    if kind == "putty":
        return _on_putty(specimen, rng)
    if kind == "wires":
        return specimen, _wires(specimen, rng)
    low, high = footprint(specimen)
    size = high - low
    height = float(rng.uniform(0.06, 0.35) * size.max())
    wide, deep = (
        float(size[0] * rng.uniform(0.4, 1.2)),
        max(float(size[1] * rng.uniform(0.6, 1.2)), 0.3 * float(size[0])),
    )
    base = _base(kind, (wide, deep, height), rng)
    middle = (low + high) / 2
    return [_raised(thing, height) for thing in specimen], [
        one.moved(floats([middle[0], middle[1], 0])) for one in base
    ]


def _base(kind: str, size_mm: tuple[float, float, float], rng: np.random.Generator) -> list[Thing]:
    """A block, a clear block, two clear steps or a drum, around the origin."""
    wide, deep, height = size_mm
    if kind == "block":
        return [pedestal(wide, deep, height, _stuff(rng))]
    if kind == "clear":
        return [acrylic_box(size_mm)]
    if kind == "steps":
        upper = acrylic_box((0.7 * wide, 0.7 * deep, 0.55 * height))
        return [acrylic_box((wide, deep, 0.45 * height)), _raised(upper, 0.45 * height)]
    radius = max(wide, deep) / 2
    base = _drum(radius, height, rng)
    return [base, _rim(0.985 * radius, 0.97 * height, rng)] if base.clear else [base]


def _raised(thing: Thing, height: float) -> Thing:
    return thing.moved(floats([0, 0, height]))


def _stuff(rng: np.random.Generator) -> Material:
    tone = rng.uniform(0.3, 0.95, 3) if rng.random() < 0.4 else np.full(3, rng.uniform(0.2, 0.95))
    colour = (float(tone[0]), float(tone[1]), float(tone[2]))
    return replace((FROSTED, BLACK)[int(rng.random() < 0.3)], colour=colour)


def _drum(radius: float, height: float, rng: np.random.Generator) -> Thing:
    clear = rng.random() < 0.4
    material = ACRYLIC if clear else _stuff(rng)
    return Thing(drum(radius, height), material, MaskValue.STAND, 2 * radius, clear=clear)


def _on_putty(specimen: list[Thing], rng: np.random.Generator) -> Placed:
    """Propped up by one to three lumps of modelling clay, half under the specimen."""
    low, high = footprint(specimen)
    size = high - low
    height = float(rng.uniform(0.03, 0.12) * size.max())
    colour = _PUTTY[int(rng.integers(len(_PUTTY)))]
    clay = Material(colour, roughness=0.6, relief=0.004, relief_frequency=3, glow=0.2, variation=0.04)
    lumps = []
    for _ in range(int(rng.integers(1, 4))):
        width = float(rng.uniform(0.1, 0.3) * size[0])
        lump = rock(rng, 0.6, 0.1, level=4)
        around = lump.vertices[:, :2].max() - lump.vertices[:, :2].min()
        scale = width / float(around)
        flat = lump.placed(scale=scale, shift=(0, 0, 0.35 * width)).pressed_onto_table()
        x = (low[0] + high[0]) / 2 + rng.uniform(-0.3, 0.3) * size[0]
        y = (low[1] + high[1]) / 2 + rng.uniform(-0.4, 0.2) * size[1]
        lumps.append(Thing(flat, clay, MaskValue.STAND, width, float(rng.uniform(0, 60))).moved(floats([x, y, 0])))
    return [_raised(thing, height) for thing in specimen], lumps


def _wires(specimen: list[Thing], rng: np.random.Generator) -> list[Thing]:
    """Two or three bent wires that hold the specimen from behind and in front."""
    low, high = footprint(specimen)
    size = high - low
    bright = float(rng.uniform(0.3, 0.8))
    metal = Material((bright, bright, bright), roughness=0.25, metallic=0.9, relief=0.0)
    thick = float(np.clip(0.012 * size.max(), 0.4, 1.6))
    found = []
    for x in np.linspace(-0.3, 0.3, int(rng.integers(2, 4))) + rng.normal(0, 0.04):
        foot = (low[0] + high[0]) / 2 + x * size[0]
        tall = float(rng.uniform(0.12, 0.4) * size[2])
        front, back = low[1] - 2 * thick, high[1] + 2 * thick
        path = floats([[foot, back + 0.2 * size[2], thick], [foot, back, thick], [foot, front, thick],
                       [foot, front - 2 * thick, thick + 0.3 * tall], [foot, front, thick + tall]])  # fmt: skip
        smooth = _rounded(path, 24)
        found.append(Thing(rod(smooth, np.full(len(smooth), thick), 10), metal, MaskValue.STAND, 40.0))
    return found


def _rounded(path: Floats, steps: int) -> Floats:
    """The polyline with its corners cut (Chaikin 1974), at about ``steps`` points or more."""
    while len(path) < steps:
        first, second = 0.75 * path[:-1] + 0.25 * path[1:], 0.25 * path[:-1] + 0.75 * path[1:]
        path = np.concatenate([path[:1], np.stack([first, second], 1).reshape(-1, 3), path[-1:]])
    return floats(path)


def _rim(radius: float, height: float, rng: np.random.Generator) -> Thing:
    """The edge of a round lid, where clear plastic looks milky or dark."""
    turn = np.linspace(0, 2 * np.pi, 60)
    circle = floats(np.stack([radius * np.cos(turn), radius * np.sin(turn), np.full(60, height)], axis=1))
    tone = float(rng.choice([0.3, 0.7, 0.9]))
    plastic = Material((tone, tone, tone), roughness=0.15, reflectance=0.08, relief=0.0, glow=0.5)
    thick = float(np.clip(0.012 * radius, 0.15, 0.8))
    return Thing(rod(circle, np.full(60, thick), 6), plastic, MaskValue.STAND, 2 * radius)


def in_container(specimen: list[Thing], rng: np.random.Generator) -> Placed:
    """The specimen in a clear box, in a round capsule with a lid, or in a little cardboard tray."""
    low, high = footprint(specimen)
    size = (high - low) * rng.uniform(1.08, 1.35, 3)
    place = floats([*((low + high) / 2)[:2], 0])
    kind = str(rng.choice(["box", "capsule", "tray"], p=[0.3, 0.35, 0.35]))
    if kind == "box":
        return specimen, [acrylic_box((float(size[0]), float(size[1]), float(size[2]))).moved(place)]
    if kind == "capsule":
        radius = 0.5 * float(np.hypot(*((high - low) * 1.04)[:2]))
        height = float(size[2])
        parts = [
            drum(radius, 0.65 * height, 0.04),
            drum(1.05 * radius, 0.4 * height, 0.05).placed(shift=(0, 0, 0.62 * height)),
        ]
        walls = [Thing(part, ACRYLIC, MaskValue.STAND, radius, clear=True).moved(place) for part in parts]
        rims = [_rim(1.05 * radius, share * height, rng).moved(place) for share in (0.62, 1.02) if rng.random() < 0.7]
        return specimen, [*walls, *rims]
    wall = float(np.clip(0.02 * size[0], 0.5, 1.5))
    height = float(rng.uniform(0.12, 0.4) * size[2]) + wall
    tone = float(rng.uniform(0.6, 0.95))
    board = Material((tone, tone * 0.98, tone * float(rng.uniform(0.75, 1.0))), roughness=0.8, relief=0.0004)
    mesh = tray((float(size[0] + 2 * wall), float(size[1] + 2 * wall), height), wall)
    box = Thing(mesh, board, MaskValue.STAND, float(size[0]), float(rng.uniform(0, 60))).moved(place)
    return [_raised(thing, wall) for thing in specimen], [box]
