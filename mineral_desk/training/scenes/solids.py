"""Simple bodies of props: rods, pipes, open trays."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mineral_desk.training.scenes.mesh import Mesh, join, rounded_box, smooth_mesh, unit
from mineral_desk.training.scenes.noise import Floats, floats


def rod(path: npt.NDArray[np.floating], radii: npt.NDArray[np.floating], sides: int = 14) -> Mesh:
    """A round rod along ``path`` (N, 3) with ``radii`` (N,), its ends closed by points."""
    ahead = unit(floats(np.gradient(np.asarray(path, np.float32), axis=0)))
    helper = np.where(np.abs(ahead[:, 2:]) < 0.9, floats([0, 0, 1]), floats([1, 0, 0]))
    across = unit(np.cross(ahead, helper))
    upward = np.cross(ahead, across)
    turn = np.arange(sides) * 2 * np.pi / sides
    ring = np.cos(turn)[None, :, None] * across[:, None] + np.sin(turn)[None, :, None] * upward[:, None]
    tube = (path[:, None] + ring * np.asarray(radii)[:, None, None]).reshape(-1, 3)
    rows = np.arange(len(path) - 1)[:, None] * sides
    here, there = np.arange(sides)[None] + rows, (np.arange(sides) + 1)[None] % sides + rows
    a, b, c, d = (part.ravel() for part in (here, there, there + sides, here + sides))
    start, end = len(tube), len(tube) + 1
    last = (len(path) - 1) * sides
    first_ring, next_ring = np.arange(sides), (np.arange(sides) + 1) % sides
    caps = [
        np.stack([np.full(sides, start), next_ring, first_ring], 1),
        np.stack([np.full(sides, end), first_ring + last, next_ring + last], 1),
    ]
    faces = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1), *caps]).astype(np.int32)
    return smooth_mesh(floats(np.concatenate([tube, path[:1], path[-1:]])), faces)


def drum(radius: float, height: float, rim: float = 0.02, sides: int = 48) -> Mesh:
    """A round disc or cylinder standing at the origin, its edges rounded by the share ``rim`` of its radius."""
    r, h = radius, height
    e = min(rim * radius, 0.45 * height)
    profile = [(0.0, 0.0), (0.5 * r, 0.0), (r - e, 0.0), (r - 0.3 * e, 0.3 * e), (r, e), (r, 0.5 * h), (r, h - e),
               (r - 0.3 * e, h - 0.3 * e), (r - e, h), (0.5 * r, h), (0.0, h)]  # fmt: skip
    path = np.array([[0, 0, z] for _, z in profile], float)
    radii = np.array([max(width, 1e-3) for width, _ in profile])
    return _lathe(path[:, 2], radii, sides)


def _lathe(heights: npt.NDArray[np.floating], radii: npt.NDArray[np.floating], sides: int) -> Mesh:
    """The body that a profile sweeps about the vertical."""
    turn = np.arange(sides) * 2 * np.pi / sides
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    points = np.concatenate(
        [np.column_stack([circle * r, np.full(sides, z)]) for r, z in zip(radii, heights, strict=True)]
    )
    rows = np.arange(len(heights) - 1)[:, None] * sides
    here, there = np.arange(sides)[None] + rows, (np.arange(sides) + 1)[None] % sides + rows
    a, b, c, d = (part.ravel() for part in (here, there, there + sides, here + sides))
    faces = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]).astype(np.int32)
    return smooth_mesh(floats(points), faces)


def tray(size_mm: Sequence[float], wall_mm: float) -> Mesh:
    """An open box standing at the origin: a floor and four walls; ``size_mm`` is width, depth and height outside."""
    width, depth, height = size_mm
    floor = rounded_box((width, depth, wall_mm), 0.2 * wall_mm, 16).placed(shift=(0, 0, wall_mm / 2))
    parts = [floor]
    for sign in (-1, 1):
        long = rounded_box((width, wall_mm, height), 0.3 * wall_mm, 16)
        short = rounded_box((wall_mm, depth, height), 0.3 * wall_mm, 16)
        parts.append(long.placed(shift=(0, sign * (depth - wall_mm) / 2, height / 2)))
        parts.append(short.placed(shift=(sign * (width - wall_mm) / 2, 0, height / 2)))
    return join(parts)


def reach(points: Floats) -> tuple[Floats, Floats]:
    """Low and high corner (3,) of the box around ``points`` (N, 3)."""
    return points.min(axis=0), points.max(axis=0)
