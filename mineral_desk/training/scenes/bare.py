"""Scenes without any specimen: what a museum's camera also sees, and nothing must be suggested for."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes.compose import Scene
from mineral_desk.training.scenes.material import Material
from mineral_desk.training.scenes.mesh import about_z
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.solids import drum, rod, tray
from mineral_desk.training.scenes.things import Thing
from mineral_desk.training.scenes.varied import confusers
from mineral_desk.training.scenes.varied.compose import compose_varied

KINDS = ("empty table", "label only", "cube only", "label and cube", "mug", "hand", "tray", "odds and ends")


def kind_of(seed: int) -> str:
    """What the scene of that seed shows: the kinds take turns."""
    return KINDS[seed % len(KINDS)]


def compose_bare(seed: int, long_side: int, real_plates: Sequence[Floats] = ()) -> Scene:
    """A scene whose specimen was taken away; ground, light, camera, lens and plates are those of its seed."""
    return _without_specimen(compose_varied(seed, long_side, None, real_plates), kind_of(seed))


def _without_specimen(scene: Scene, kind: str) -> Scene:
    rng = np.random.default_rng([scene.seed, 3])
    where = _middle(scene)
    size = _across(scene) * float(rng.uniform(0.25, 0.5))
    makers: dict[str, Callable[[float, np.random.Generator], list[Thing]]] = {
        "mug": _mug, "hand": _hand, "tray": _tray, "odds and ends": _odds_and_ends,
    }  # fmt: skip
    there = [thing.moved(where) for thing in makers[kind](size, rng)] if kind in makers else []
    labels = scene.labels if "label" in kind or rng.random() < 0.2 else ()
    cubes = scene.cubes if "cube" in kind or (kind in makers and rng.random() < 0.5) else ()
    return replace(scene, specimen=(), labels=labels, cubes=cubes, others=there or [_out_of_frame(scene)])


def _middle(scene: Scene) -> Floats:
    """The point of the table in the middle of the frame."""
    camera = scene.camera
    found = confusers.on_table(camera, camera.width / 2, camera.height * 0.55)
    return floats([0, 0, 0]) if found is None else found


def _out_of_frame(scene: Scene) -> Thing:
    """A grain behind the camera: the renderer wants something to light."""
    right, _, forward = scene.camera.rotation
    where = scene.camera.centre - 300 * forward + 300 * right
    return Thing(drum(1.0, 1.0).placed(shift=tuple(where)), Material((0.5, 0.5, 0.5)), MaskValue.BACKGROUND, 1.0)


def _across(scene: Scene) -> float:
    """How many millimetres of the table the frame shows."""
    depth = float(scene.camera.project(_middle(scene)[None])[1][0])
    return depth * scene.camera.width / scene.camera.focal_px


def _lacquer(rng: np.random.Generator) -> Material:
    red, green, blue = np.clip(rng.uniform(0.05, 0.95) + rng.normal(0, 0.25, 3), 0.03, 0.97)
    return Material((float(red), float(green), float(blue)), roughness=float(rng.uniform(0.15, 0.6)), relief=0.0)


def _mug(size: float, rng: np.random.Generator) -> list[Thing]:
    """A cup with a handle, seen from some side."""
    radius, height = 0.35 * size, float(rng.uniform(0.7, 1.1)) * size
    glaze, offset = _lacquer(rng), float(rng.uniform(0, 60))
    turn = np.linspace(-0.5 * math.pi, 0.5 * math.pi, 14)
    bow = np.stack([radius + 0.3 * size * np.cos(turn), 0 * turn, 0.5 * height + 0.3 * height * np.sin(turn)], axis=1)
    handle = rod(bow, np.full(14, 0.06 * size), 12)
    side = about_z(float(rng.uniform(0, 2 * math.pi)))
    inside = drum(0.88 * radius, 0.02 * height).placed(shift=(0, 0, height))
    coffee = Material((0.12, 0.06, 0.03), roughness=0.2, relief=0.0)
    return [
        Thing(drum(radius, height, 0.06), glaze, MaskValue.BACKGROUND, height, offset),
        Thing(handle.placed(side), glaze, MaskValue.BACKGROUND, height, offset),
        Thing(inside, coffee, MaskValue.BACKGROUND, height, offset),
    ]


def _hand(size: float, rng: np.random.Generator) -> list[Thing]:
    """Four fingers and a thumb lying on the table, the back of the hand behind them."""
    tone = float(rng.uniform(0.35, 1.0))
    skin = Material((0.86 * tone, 0.66 * tone, 0.55 * tone), roughness=0.55, glow=0.5, relief=0.002, variation=0.06)
    radius, turned = 0.09 * size, about_z(float(rng.uniform(0, 2 * math.pi)))
    along = np.linspace(0, 1, 14)
    tip = np.sqrt(np.clip(1 - np.clip((along - 0.85) / 0.15, 0, 1) ** 2, 0.02, 1))
    parts = []
    for number, long in enumerate((0.75, 0.95, 1.0, 0.85)):
        x = (number - 1.5) * 2.1 * radius
        path = np.stack([x * (1 + 0.3 * along), long * size * along, radius * (1 + np.sin(math.pi * along))], axis=1)
        parts.append((path, radius * tip))
    thumb = np.stack([(2.5 + 5 * along) * radius, -0.25 * size + 0.5 * size * along, radius + 0 * along], axis=1)
    back = np.stack([0 * along, (along - 0.85) * 0.9 * size, 1.6 * radius + 0 * along], axis=1)
    parts += [(thumb, 1.1 * radius * tip), (back, 4.2 * radius * np.sqrt(np.clip(np.sin(math.pi * along), 0.05, 1)))]
    offset = float(rng.uniform(0, 60))
    return [
        Thing(rod(floats(path), floats(radii), 20).placed(turned), skin, MaskValue.BACKGROUND, size, offset)
        for path, radii in parts
    ]


def _tray(size: float, rng: np.random.Generator) -> list[Thing]:
    """An empty specimen box."""
    board = Material((0.82, 0.78, 0.7), roughness=0.85, relief=0.001, variation=0.05)
    box = tray((size, float(rng.uniform(0.6, 1.0)) * size, float(rng.uniform(0.15, 0.4)) * size), 0.02 * size + 1)
    turned = box.placed(about_z(float(rng.normal(0, 0.4))))
    return [Thing(turned, board if rng.random() < 0.5 else _lacquer(rng), MaskValue.BACKGROUND, size)]


def _odds_and_ends(size: float, rng: np.random.Generator) -> list[Thing]:
    """Dice, erasers, little boxes and blocks in a heap of one to three."""
    found = []
    for number in range(int(rng.integers(1, 4))):
        shift = floats([(number - 1) * 0.7 * size, float(rng.normal(0, 0.2)) * size, 0])
        found.append(confusers.confuser(size, rng).moved(shift))
    return found
