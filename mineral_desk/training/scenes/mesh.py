"""Triangle meshes fine enough to be lit at their vertices."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.spatial import ConvexHull

from mineral_desk.training.scenes.noise import Floats, floats

Ints = npt.NDArray[np.int32]
Rotation = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """``vertices``, unit ``normals`` and texture coordinates ``local`` are (N, 3); ``faces`` (M, 3) indices.

    ``local`` stays with the substance when the mesh is moved or scaled, so that textures stick to it.
    """

    vertices: Floats
    faces: Ints
    normals: Floats
    local: Floats

    def placed(
        self,
        rotation: Rotation | None = None,
        shift: Sequence[float] | npt.NDArray[np.floating] = (0, 0, 0),
        scale: float = 1.0,
    ) -> "Mesh":
        """Scaled, then turned, then moved."""
        turn = np.eye(3, dtype=np.float32) if rotation is None else rotation.astype(np.float32)
        moved = (self.vertices * np.float32(scale)) @ turn.T + np.asarray(shift, np.float32)
        return replace(self, vertices=floats(moved), normals=floats(self.normals @ turn.T))

    def with_local(self, local: Floats) -> "Mesh":
        """The same shape with other texture coordinates."""
        return replace(self, local=np.asarray(local, np.float32))

    def pressed_onto_table(self) -> "Mesh":
        """Nothing below z = 0: what would be there is flattened against the table."""
        flat = self.vertices.copy()
        flat[:, 2] = np.maximum(flat[:, 2], 0)
        return replace(self, vertices=flat)


def join(meshes: Sequence[Mesh]) -> Mesh:
    """All meshes as one."""
    starts = np.cumsum([0] + [len(mesh.vertices) for mesh in meshes[:-1]])
    return Mesh(
        np.concatenate([mesh.vertices for mesh in meshes]),
        np.concatenate([mesh.faces + np.int32(start) for mesh, start in zip(meshes, starts, strict=True)]),
        np.concatenate([mesh.normals for mesh in meshes]),
        np.concatenate([mesh.local for mesh in meshes]),
    )


def smooth_mesh(vertices: Floats, faces: Ints, local: Floats | None = None) -> Mesh:
    """A mesh whose normals are the mean of the faces around each vertex."""
    points = np.asarray(vertices, np.float32)
    corner = points[faces]
    across = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    normals = np.zeros_like(points)
    for k in range(3):
        for axis in range(3):
            normals[:, axis] += np.bincount(faces[:, k], across[:, axis], len(points)).astype(np.float32)
    return Mesh(points, np.asarray(faces, np.int32), unit(normals), points.copy() if local is None else local)


def unit(vectors: Floats) -> Floats:
    """Each row scaled to length 1."""
    length = np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True))
    return np.asarray(vectors / np.maximum(length, 1e-9), np.float32)


@cache
def icosphere(level: int) -> tuple[Floats, Ints]:
    """A unit sphere of 20 * 4**level near-equal triangles (shared: do not write into it)."""
    t = (1 + math.sqrt(5)) / 2
    points = np.array(
        [[-1, t, 0], [1, t, 0], [-1, -t, 0], [1, -t, 0], [0, -1, t], [0, 1, t],
         [0, -1, -t], [0, 1, -t], [t, 0, -1], [t, 0, 1], [-t, 0, -1], [-t, 0, 1]], np.float32,
    )  # fmt: skip
    faces = np.array(
        [[0, 11, 5], [0, 5, 1], [0, 1, 7], [0, 7, 10], [0, 10, 11], [1, 5, 9], [5, 11, 4], [11, 10, 2],
         [10, 7, 6], [7, 1, 8], [3, 9, 4], [3, 4, 2], [3, 2, 6], [3, 6, 8], [3, 8, 9], [4, 9, 5],
         [2, 4, 11], [6, 2, 10], [8, 6, 7], [9, 8, 1]], np.int32,
    )  # fmt: skip
    for _ in range(level):
        points, faces = _split(points, faces)
    return unit(points), faces


def _split(points: Floats, faces: Ints) -> tuple[Floats, Ints]:
    """Each triangle into four; midpoints of shared edges are shared."""
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    pairs, where = np.unique(edges, axis=0, return_inverse=True)
    ab, bc, ca = (where.reshape(3, -1) + len(points)).astype(np.int32)
    a, b, c = faces.T
    split = np.concatenate([np.stack(f, 1) for f in ((a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca))])
    return np.concatenate([points, points[pairs].mean(axis=1)]), split


def faceted_hull(points: npt.NDArray[np.floating], finest: float) -> Mesh:
    """The convex hull of ``points`` with flat faces, cut into triangles with edges of about ``finest``."""
    hull = ConvexHull(points, qhull_options="QJ Pp")
    solid = np.asarray(points, np.float32)
    middle = solid[hull.vertices].mean(axis=0)
    pieces = []
    for simplex in hull.simplices:
        a, b, c = solid[simplex]
        normal = np.cross(b - a, c - a)
        if normal @ (a - middle) < 0:
            b, c, normal = c, b, -normal
        if np.linalg.norm(normal) > 1e-9:
            pieces.append(_flat_triangle(a, b, c, unit(normal), finest))
    return join(pieces)


def _flat_triangle(a: Floats, b: Floats, c: Floats, normal: Floats, finest: float) -> Mesh:
    longest = max(float(np.linalg.norm(side)) for side in (b - a, c - b, a - c))
    n = int(np.clip(math.ceil(longest / finest), 1, 48))
    weights, faces = _triangle_grid(n)
    points = (weights @ np.stack([a, b, c])).astype(np.float32)
    return Mesh(points, faces, np.broadcast_to(normal, points.shape).astype(np.float32), points.copy())


@cache
def _triangle_grid(n: int) -> tuple[Floats, Ints]:
    """Barycentric weights of the lattice with ``n`` steps a side, and its triangles."""
    rows = [(i, j) for i in range(n + 1) for j in range(n + 1 - i)]
    index = {row: k for k, row in enumerate(rows)}
    weights = np.array([((n - i - j) / n, i / n, j / n) for i, j in rows], np.float32)
    upward = [(index[i, j], index[i + 1, j], index[i, j + 1]) for i in range(n) for j in range(n - i)]
    downward = [(index[i + 1, j], index[i + 1, j + 1], index[i, j + 1]) for i in range(n - 1) for j in range(n - 1 - i)]
    return weights, np.array(upward + downward, np.int32)


def rounded_box(size: Sequence[float] | npt.NDArray[np.floating], bevel: float, steps: int) -> Mesh:
    """A box around the origin with edges rounded by radius ``bevel``; ``local`` is -0.5 to 0.5 along each axis."""
    half = np.asarray(size, np.float32) / 2
    sides = []
    for axis in range(3):
        first, second = (axis + 1) % 3, (axis + 2) % 3
        ramps = (_bevelled_ramp(bevel / half[first], steps), _bevelled_ramp(bevel / half[second], steps))
        s, t = (grid.ravel() for grid in np.meshgrid(*ramps, indexing="ij"))
        faces = _grid_faces(len(ramps[0]), len(ramps[1]))
        for sign in (-1.0, 1.0):
            flat = np.empty((len(s), 3), np.float32)
            flat[:, axis], flat[:, first], flat[:, second] = sign, s * sign, t
            flat *= half
            core = np.clip(flat, -(half - bevel), half - bevel)
            normals = unit(flat - core)
            points = core + np.float32(bevel) * normals
            sides.append(Mesh(points, faces, normals, floats(points / (2 * half))))
    return join(sides)


def _bevelled_ramp(bevel: float, steps: int) -> Floats:
    """-1 to 1 with even steps on the flat and close ones on the rounded ends."""
    flat = np.linspace(-(1 - bevel), 1 - bevel, steps + 1)
    end = 1 - bevel + bevel * np.array([0.35, 0.7, 1.0])
    return np.concatenate([-end[::-1], flat, end]).astype(np.float32)


def sheet(width: float, height: float, steps: tuple[int, int]) -> Mesh:
    """A flat sheet in the x-y plane facing up; ``local`` runs from (0, 0) at its upper left to (1, 1)."""
    u, v = np.meshgrid(np.linspace(0, 1, steps[0] + 1), np.linspace(0, 1, steps[1] + 1), indexing="ij")
    local = np.stack([u.ravel(), v.ravel(), np.zeros(u.size)], axis=1).astype(np.float32)
    points = (local - floats([0.5, 0.5, 0])) * floats([width, -height, 1])
    normals = np.broadcast_to(floats([0, 0, 1]), points.shape).copy()
    return Mesh(points, _grid_faces(steps[0] + 1, steps[1] + 1)[:, ::-1], normals, local)


def _grid_faces(rows: int, columns: int) -> Ints:
    index = np.arange(rows * columns, dtype=np.int32).reshape(rows, columns)
    a, b, c, d = (part.ravel() for part in (index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]))
    return np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])


def about_z(angle: float) -> Rotation:
    """Turn by ``angle`` radians about the vertical."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])


def about_x(angle: float) -> Rotation:
    """Turn by ``angle`` radians about the x axis."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[1.0, 0, 0], [0, c, -s], [0, s, c]])


def about_y(angle: float) -> Rotation:
    """Turn by ``angle`` radians about the y axis, from x towards z where the angle is negative."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, 0, s], [0, 1.0, 0], [-s, 0, c]])


def random_rotation(rng: np.random.Generator) -> Rotation:
    """Uniform over all orientations."""
    w, x, y, z = (q := rng.standard_normal(4)) / np.linalg.norm(q)
    return np.array(
        [[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
         [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
         [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]]
    )  # fmt: skip


def upright_along(direction: npt.NDArray[np.floating], spin: float) -> Rotation:
    """The rotation that takes +z to ``direction``, after a turn by ``spin`` about +z."""
    z = np.asarray(direction, float) / np.linalg.norm(direction)
    helper = np.array([1.0, 0, 0]) if abs(z[0]) < 0.9 else np.array([0, 1.0, 0])
    x = np.cross(helper, z)
    x /= np.linalg.norm(x)
    return np.stack([x, np.cross(z, x), z], axis=1) @ about_z(spin)
