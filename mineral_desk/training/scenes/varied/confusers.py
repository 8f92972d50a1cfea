"""Things a hasty eye takes for a reference cube, and what else lies about in a workroom. All of it is background."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes.camera import Camera
from mineral_desk.training.scenes.compose import footprint
from mineral_desk.training.scenes.lettering import Engraving
from mineral_desk.training.scenes.material import Colour, Material
from mineral_desk.training.scenes.mesh import Mesh, about_z, rounded_box
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.solids import rod, tray
from mineral_desk.training.scenes.things import Print, Thing

_PIPS = {
    0: ((0.5, 0.5),),
    1: ((0.25, 0.25), (0.5, 0.5), (0.75, 0.75)),
    2: ((0.25, 0.25), (0.75, 0.75)),
    3: ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)),
    5: ((0.25, 0.25), (0.25, 0.5), (0.25, 0.75), (0.75, 0.25), (0.75, 0.5), (0.75, 0.75)),
}
_FACE_PX = 120


def confuser(largest_mm: float, rng: np.random.Generator) -> Thing:
    """A die, an eraser, a little box or a plain block, at the origin; none is longer than ``largest_mm`` by much."""
    kind = str(rng.choice(["die", "eraser", "box", "block"]))
    if kind == "die" or largest_mm < 12:
        return _die(rng)
    turn = about_z(float(rng.uniform(0, 2 * math.pi)))
    if kind == "eraser":
        size = floats([rng.uniform(25, 50), rng.uniform(14, 24), rng.uniform(8, 14)]) * min(1.0, largest_mm / 40)
        colour = _any_colour(rng, (0.92, 0.91, 0.88))
        return _stood(rounded_box(size, 1.2, 20).placed(turn), colour, float(size[2]), rng)
    most = min(largest_mm, 40.0 if kind == "box" else 22.0)
    size = floats(rng.uniform(0.3, 1.0, 3) if kind == "box" else rng.uniform(0.8, 1.25, 3) * rng.uniform(0.4, 1)) * most
    bevel = float(rng.uniform(0.01, 0.08) * size.min())
    return _stood(rounded_box(size, bevel, 22).placed(turn), _any_colour(rng, (0.6, 0.45, 0.3)), float(size[2]), rng)


def _any_colour(rng: np.random.Generator, usual: Colour) -> Colour:
    if rng.random() < 0.4:
        return usual
    red, green, blue = np.clip(rng.uniform(0.1, 0.9) + rng.normal(0, 0.15, 3), 0.03, 0.95)
    return float(red), float(green), float(blue)


def _stood(mesh: Mesh, colour: Colour, height: float, rng: np.random.Generator) -> Thing:
    material = Material(colour, roughness=float(rng.uniform(0.3, 0.8)), relief=0.001, variation=0.06)
    placed = mesh.placed(shift=(0, 0, height / 2))
    return Thing(placed, material, MaskValue.BACKGROUND, height, float(rng.uniform(0, 60)))


def _die(rng: np.random.Generator) -> Thing:
    edge = float(rng.uniform(8, 20))
    y, x = np.mgrid[:_FACE_PX, :_FACE_PX] / _FACE_PX
    faces = {}
    for side, pips in _PIPS.items():
        near = np.min([np.hypot(x - px, y - py) for px, py in pips], axis=0)
        faces[side] = floats(near < 0.09)
    dark = rng.random() < 0.25
    colour = _any_colour(rng, (0.1, 0.1, 0.12) if dark else (0.92, 0.91, 0.87))
    ink = (0.03, 0.03, 0.03) if sum(colour) > 1.2 else (0.85, 0.85, 0.85)
    mesh = rounded_box((edge,) * 3, 0.12 * edge, 22).placed(about_z(float(rng.uniform(0, 2 * math.pi))))
    return replace(_stood(mesh, colour, edge, rng), print=Print(engraving=Engraving(faces, ""), ink=ink))


def beside(thing: Thing, things: Sequence[Thing], rng: np.random.Generator) -> Thing:
    """The thing set down at the left or right of ``things``."""
    low, high = footprint(things)
    mine = footprint([thing])
    gap = float(rng.uniform(2, 15))
    right = rng.random() < 0.5
    x = high[0] - mine[0][0] + gap if right else low[0] - mine[1][0] - gap
    return thing.moved(floats([x, rng.uniform(low[1], 0.5 * (low[1] + high[1])), 0]))


def at_border(camera: Camera, things: Sequence[Thing], rng: np.random.Generator) -> list[Thing]:
    """A pencil, the edge of a tray, or fingers that reach into the frame; nothing where it would hide ``things``."""
    left = rng.random() < 0.5
    maker = (_pencil, _tray_edge, _fingers)[int(rng.choice(3, p=[0.45, 0.3, 0.25]))]
    inward = rng.uniform(-0.02, 0.06) if maker is _tray_edge else rng.uniform(0.03, 0.2)
    column = camera.width * float(inward if left else 1 - inward)
    place = on_table(camera, column, camera.height * float(rng.uniform(0.55, 0.98)))
    if place is None:
        return []
    px_per_mm = camera.focal_px / float(camera.project(place[None])[1][0])
    found = [thing.moved(place) for thing in maker(left, 0.12 * camera.width / px_per_mm, rng)]
    return [] if _hides(camera, found, things) else found


def on_table(camera: Camera, column: float, row: float) -> Floats | None:
    """The point of the table (3,) that the pixel shows, None above the horizon or far away."""
    x, y = (column - camera.principal_x) / camera.focal_px, (row - camera.principal_y) / camera.focal_px
    right, down, forward = camera.rotation
    ray = x * right + y * down + forward
    if ray[2] > -0.02:
        return None
    return floats(camera.centre + ray * (-camera.centre[2] / ray[2]))


def _hides(camera: Camera, near: Sequence[Thing], things: Sequence[Thing]) -> bool:
    """Whether the boxes around both in the picture overlap."""
    boxes = []
    for some in (near, things):
        points, _ = camera.project(np.concatenate([thing.mesh.vertices for thing in some]))
        boxes.append((points.min(axis=0), points.max(axis=0)))
    (a_low, a_high), (b_low, b_high) = boxes
    return bool((a_low < b_high).all() and (b_low < a_high).all())


def _pencil(left: bool, wide: float, rng: np.random.Generator) -> list[Thing]:
    """A pencil, its point towards the middle."""
    radius = float(np.clip(rng.uniform(0.12, 0.25) * wide, 2.5, 5))
    long = float(rng.uniform(8, 20)) * wide
    inward = 1.0 if left else -1.0
    along = floats([inward * np.cos(a := rng.uniform(-0.9, 0.9)), np.sin(a), 0])
    tip, wood = 3.0 * radius, 1.2 * radius
    start = floats([0, 0, radius])
    path = np.stack([start - along * back for back in (long, tip, wood, 0.02 * wood)])
    radii = floats([radius, radius, 0.35 * radius, 0.02 * radius])
    lacquer = Material(_any_colour(rng, (0.85, 0.6, 0.1)), roughness=0.25, reflectance=0.06, relief=0.0)
    shaft = Thing(rod(path[:2], radii[:2], 6), lacquer, MaskValue.BACKGROUND, 40.0)
    bare = Material((0.8, 0.62, 0.42), roughness=0.8)
    cone = Thing(rod(path[1:], radii[1:], 12), bare, MaskValue.BACKGROUND, 40.0)
    return [shaft, cone]


def _tray_edge(left: bool, wide: float, rng: np.random.Generator) -> list[Thing]:
    """The side of a box whose rest is outside the frame."""
    size = (6 * wide, float(rng.uniform(4, 8)) * wide, float(rng.uniform(0.2, 1.0)) * wide)
    board = Material(_any_colour(rng, (0.75, 0.7, 0.6)), roughness=0.8, relief=0.001)
    side = -1.0 if left else 1.0
    mesh = tray(size, 0.03 * wide + 1).placed(about_z(float(rng.normal(0, 0.15))), (side * 3 * wide, 0, 0))
    return [Thing(mesh, board, MaskValue.BACKGROUND, 60.0, float(rng.uniform(0, 60)))]


def _fingers(left: bool, wide: float, rng: np.random.Generator) -> list[Thing]:
    """Two or three fingertips lying on the table."""
    radius = float(np.clip(0.35 * wide, 5, 8))
    inward = 1.0 if left else -1.0
    tone = float(rng.uniform(0.4, 1.0))
    skin = Material((0.86 * tone, 0.66 * tone, 0.55 * tone), roughness=0.55, glow=0.5, relief=0.002, variation=0.06)
    found = []
    for number in range(int(rng.integers(2, 4))):
        t = np.linspace(0, 1, 14)
        long = 9 * radius
        path = np.stack(
            [inward * (t - 1) * long, (number - 1) * 2.1 * radius + 0 * t, radius * (1 + 1.2 * (1 - t) ** 2)], 1
        )
        radii = radius * np.sqrt(np.clip(1 - np.clip((t - 0.82) / 0.18, 0, 1) ** 2, 0.02, 1)) * (1.1 - 0.15 * t)
        shift = floats([inward * float(rng.uniform(-0.6, 0.6)) * radius, 0, 0])
        found.append(
            Thing(rod(floats(path) + shift, radii, 20), skin, MaskValue.BACKGROUND, 60.0, float(rng.uniform(0, 60)))
        )
    return found
