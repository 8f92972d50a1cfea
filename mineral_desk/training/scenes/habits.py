"""The shapes minerals grow and break in, as meshes of about unit length standing on z = 0."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from mineral_desk.training.scenes.mesh import (
    Mesh,
    about_x,
    about_z,
    faceted_hull,
    icosphere,
    join,
    random_rotation,
    rounded_box,
    smooth_mesh,
    upright_along,
)
from mineral_desk.training.scenes.noise import Floats, floats, fractal, smoothstep

_FINEST = 0.03
"""Length of the triangles' edges in units of the specimen."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The body of a specimen (or None) and its crystals (or None)."""

    matrix: Mesh | None
    crystals: Mesh | None = None


Habit = Callable[[np.random.Generator], Shape]


def rock(rng: np.random.Generator, flatness: float = 0.7, broken: float = 0.8, level: int = 6) -> Mesh:
    """A hand-sized lump: rounded by noise, with ``broken`` of its outline cut by planes of fracture."""
    sphere, faces = icosphere(level)
    offset = float(rng.uniform(0, 60))
    radius = 1 + 0.14 * fractal(sphere, 0.45, 3, offset)
    cuts = int(rng.integers(7, 16))
    away = rng.standard_normal((cuts, 3))
    away = (away / np.linalg.norm(away, axis=1, keepdims=True)).astype(np.float32)
    reach = rng.uniform(0.5, 1.0, cuts).astype(np.float32)
    bent = sphere + 0.05 * np.stack([fractal(sphere, 1.1, 3, offset + k * 9) for k in range(3)], axis=1)
    planes = reach / np.maximum(bent @ away.T, 0.05)
    sharp = 24.0
    cut = -np.log(np.exp(-sharp * np.minimum(planes, 1.6)).sum(axis=1) + 1e-12) / sharp
    radius = radius * (1 - broken) + np.minimum(radius, cut + 0.02) * broken
    radius += 0.014 * fractal(sphere, 1.4, 5, offset + 20, 0.55)
    stretch = floats([1.0, rng.uniform(0.55, 0.9), flatness * rng.uniform(0.8, 1.15)])
    return smooth_mesh(sphere * np.clip(radius, 0.3, 2.0)[:, None] * stretch, faces)


def lump(rng: np.random.Generator) -> Shape:
    """A broken piece of rock."""
    return Shape(_settled(rock(rng, rng.uniform(0.6, 1.0), rng.uniform(0.5, 1.0)), rng))


def rounded_lump(rng: np.random.Generator) -> Shape:
    """A pebble-like nodule."""
    return Shape(_settled(rock(rng, rng.uniform(0.7, 1.0), 0.15), rng))


def slab(rng: np.random.Generator) -> Shape:
    """A flat piece that shows its face, leaning or standing as in a tray."""
    body = rock(rng, 1.0, 0.7)
    thin = smooth_mesh(body.vertices * floats([1, 0.35, 0.9]), body.faces, body.local)
    leaning = _seated(thin.placed(about_x(rng.uniform(-0.35, -0.1)) @ about_z(rng.normal(0, 0.25))))
    return Shape(leaning.placed(shift=(0, 0, -0.09)))


def botryoidal(rng: np.random.Generator) -> Shape:
    """Grape-like crust: hemispheres grown into each other."""
    base = rock(rng, rng.uniform(0.6, 0.9), 0.2)
    sphere, faces = icosphere(6)
    knobs = rng.standard_normal((int(rng.integers(26, 90)), 3))
    knobs /= np.linalg.norm(knobs, axis=1, keepdims=True)
    size = rng.uniform(0.22, 0.46, len(knobs)) * (40 / len(knobs)) ** 0.4
    near, which = cKDTree(knobs).query(sphere, k=5)
    caps = np.sqrt(np.clip(size[which] ** 2 - near**2, 0, None)).max(axis=1).astype(np.float32)
    grown = base.vertices * (0.88 + 0.55 * caps)[:, None]
    return Shape(_settled(smooth_mesh(grown, faces), rng))


def _crystal(rng: np.random.Generator, width: float, length: float, sides: int, tip: float, flat: float = 1.0) -> Mesh:  # noqa: PLR0917
    """A prism with a pyramid of height ``tip`` times its width, standing at the origin."""
    angle = np.arange(sides) * 2 * math.pi / sides + rng.uniform(0, 0.2)
    ring = np.stack([np.cos(angle), np.sin(angle) * flat], axis=1) * width / 2 * rng.uniform(0.9, 1.1, (sides, 1))
    foot = np.column_stack([ring, np.full(sides, -0.1 * length)])
    shoulder = np.column_stack([ring * 0.97, length - tip * width * rng.uniform(0.75, 1.1, sides)])
    top = [[rng.normal(0, 0.05) * width, rng.normal(0, 0.05) * width, length]]
    points = np.vstack([foot, shoulder, top]) if tip > 0 else np.vstack([foot, shoulder])
    mesh = faceted_hull(points, max(_FINEST, width / 3, length / 8))
    return mesh.with_local(mesh.vertices + rng.uniform(-9, 9, 3).astype(np.float32) * floats([1, 1, 0]))


def _planted(  # noqa: PLR0917
    rng: np.random.Generator, base: Mesh, grow: Callable[[], Mesh], count: int, spread: float, lean: float
) -> Mesh:
    """Crystals grown on the upper side of ``base``, crowded around a few centres."""
    upper = np.flatnonzero(base.normals[:, 2] - 0.5 * base.normals[:, 1] > 0.3)
    centres = base.vertices[rng.choice(upper, int(rng.integers(1, 4)))]
    distance = np.linalg.norm(base.vertices[upper, None] - centres[None], axis=2).min(axis=1)
    weight = np.exp(-((distance / spread) ** 2)) + 1e-6
    crystals = []
    for index in rng.choice(upper, count, p=weight / weight.sum()):
        direction = base.normals[index] + np.array([0, -0.1, 0.35]) + rng.normal(0, lean, 3)
        direction[2] = max(direction[2], 0.05)
        turn = upright_along(direction, rng.uniform(0, 6.3))
        crystals.append(grow().placed(turn, base.vertices[index]))
    return join(crystals)


def _on_matrix(
    rng: np.random.Generator, grow: Callable[[], Mesh], count: tuple[int, int], spread: float = 0.5, lean: float = 0.3
) -> Shape:
    base = _settled(rock(rng, rng.uniform(0.35, 0.6), 0.8), rng)
    crystals = _planted(rng, base, grow, int(rng.integers(*count)), spread, lean)
    return Shape(base, crystals)


def prisms_on_matrix(rng: np.random.Generator) -> Shape:
    """Six-sided prisms with pointed ends on a piece of rock, as quartz grows."""
    scale = rng.uniform(0.8, 1.5)

    def grow() -> Mesh:
        width = scale * 0.055 * rng.lognormal(0, 0.45)
        return _crystal(rng, width, width * rng.uniform(1.6, 3.6), 6, rng.uniform(0.6, 1.1))

    return _on_matrix(rng, grow, (70, 150), rng.uniform(0.4, 0.8), 0.25)


def stout_prisms(rng: np.random.Generator) -> Shape:
    """A few flat-topped six-sided prisms, as beryl and apatite grow."""

    def grow() -> Mesh:
        width = rng.uniform(0.10, 0.22)
        return _crystal(rng, width, width * rng.uniform(1.2, 3.0), 6, 0.0)

    return _on_matrix(rng, grow, (5, 16), 0.35)


def blocky_crystals(rng: np.random.Generator) -> Shape:
    """A crowd of stout bipyramids, as sulphur grows."""

    def grow() -> Mesh:
        width = 0.13 * rng.lognormal(0, 0.4)
        return _crystal(rng, width, width * rng.uniform(0.8, 1.3), 4, rng.uniform(0.4, 0.8))

    return _on_matrix(rng, grow, (26, 60), rng.uniform(0.35, 0.6), 0.4)


def needles(rng: np.random.Generator) -> Shape:
    """Sprays of thin prisms, as natrolite and stibnite grow."""
    thick = rng.uniform(0.012, 0.035)

    def grow() -> Mesh:
        width = thick * rng.uniform(0.6, 1.5)
        return _crystal(rng, width, rng.uniform(0.3, 0.7), 4, 0.8, 0.6)

    return _on_matrix(rng, grow, (50, 110), 0.3, 0.45)


def plates(rng: np.random.Generator) -> Shape:
    """Thin tablets standing on edge, as baryte and wulfenite grow."""
    ratio = rng.uniform(0.12, 0.25)

    def grow() -> Mesh:
        width = rng.uniform(0.14, 0.34)
        tablet = rounded_box((width, width * rng.uniform(0.7, 1.0), width * ratio), 0.006, 8)
        return tablet.with_local(floats(tablet.vertices + rng.uniform(-9, 9, 3))).placed(
            about_x(math.pi / 2), (0, 0, width * 0.25)
        )

    return _on_matrix(rng, grow, (24, 60), 0.45, 0.5)


def cubes_on_matrix(rng: np.random.Generator) -> Shape:
    """Cubic crystals grown through each other on rock, as pyrite and fluorite grow."""
    scale = rng.uniform(0.7, 1.3)

    def grow() -> Mesh:
        edge = scale * rng.uniform(0.08, 0.26)
        cube = rounded_box(edge * rng.uniform(0.9, 1.1, 3), 0.008, 9)
        turn = random_rotation(rng) if rng.random() < 0.5 else np.eye(3)
        return cube.with_local(floats(cube.vertices + rng.uniform(-9, 9, 3))).placed(
            turn, (0, 0, edge * rng.uniform(0.1, 0.4))
        )

    return _on_matrix(rng, grow, (14, 40), 0.45, 0.25)


def lone_cubes(rng: np.random.Generator) -> Shape:
    """One to three cubic crystals without matrix: what the search for the reference cube must not fall for."""
    pieces, shift = [], np.zeros(3)
    for number in range(int(rng.choice([1, 1, 2, 3]))):
        edge = 0.7 if number == 0 else rng.uniform(0.25, 0.5)
        cube = rounded_box(edge * rng.uniform(0.92, 1.08, 3), 0.012, 26)
        turn = about_z(rng.uniform(0, 1.6)) if number == 0 else random_rotation(rng)
        pieces.append(cube.with_local(cube.vertices + number).placed(turn, shift))
        shift = rng.normal(0, 0.22, 3)
    return Shape(None, _seated(join(pieces)))


def single_prism(rng: np.random.Generator) -> Shape:
    """One long crystal lying on a side."""
    crystal = _crystal(rng, rng.uniform(0.14, 0.34), 1.0, 6, rng.uniform(0.5, 1.1), rng.uniform(0.75, 1.0))
    lying = crystal.placed(about_z(rng.normal(0.0, 0.5)) @ upright_along(np.array([1.0, 0.0, 0.0]), math.pi / 6))
    return Shape(None, _seated(lying))


def single_rhomb(rng: np.random.Generator) -> Shape:
    """A cleavage rhomb, as calcite breaks."""
    corner = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
    skew = np.array([[1, 0.22, 0.2], [0, 0.95, 0.22], [0, 0, 0.75]])
    rhomb = faceted_hull(corner @ skew.T * rng.uniform(0.75, 1.1, 3), _FINEST)
    return Shape(None, _seated(rhomb.placed(about_z(rng.uniform(0, 6.3)))))


def cabochon(rng: np.random.Generator) -> Shape:
    """A polished dome or egg."""
    sphere, faces = icosphere(5)
    squash = floats([1.0, rng.uniform(0.75, 1.0), rng.uniform(0.5, 0.9)])
    flat = sphere * squash
    flat[:, 2] = np.maximum(flat[:, 2], -0.3 * squash[2])
    return Shape(None, _seated(smooth_mesh(flat * 0.5, faces).placed(about_z(rng.uniform(0, 6.3)))))


def garnets(rng: np.random.Generator) -> Shape:
    """Rhombic dodecahedra sitting in rock."""
    corners = np.array(
        [[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
        + [list(sign * 2 * np.eye(3)[axis]) for axis in range(3) for sign in (-1, 1)]
    )

    def grow() -> Mesh:
        size = rng.uniform(0.05, 0.12)
        grain = faceted_hull(corners * size / 2, 0.04).placed(random_rotation(rng))
        return grain.with_local(floats(grain.vertices + rng.uniform(-9, 9, 3)))

    return _on_matrix(rng, grow, (6, 24), 0.6)


def _settled(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Turned at random about the vertical and resting on the table by a flattened underside."""
    turned = mesh.placed(about_z(rng.uniform(0, 6.3)) @ about_x(rng.uniform(-0.3, 0.3)))
    low, high = float(turned.vertices[:, 2].min()), float(turned.vertices[:, 2].max())
    sunk = turned.placed(shift=(0, 0, -low - rng.uniform(0.14, 0.24) * (high - low)))
    soft = 0.02 * (high - low)
    under = sunk.vertices.copy()
    under[:, 2] *= smoothstep(-3 * soft, soft, under[:, 2])
    return smooth_mesh(np.maximum(under, floats([-1e9, -1e9, 0])), sunk.faces, sunk.local)


def _seated(mesh: Mesh) -> Mesh:
    """Moved up or down until it just touches the table."""
    return mesh.placed(shift=(0, 0, -float(mesh.vertices[:, 2].min())))


def apparent_length(points: Floats) -> float:
    """The longest horizontal extent of a mesh as seen from the front, for scaling it to a wanted size."""
    low, high = points.min(axis=0), points.max(axis=0)
    return float(np.hypot(high[0] - low[0], 0.7 * (high[2] - low[2])))
