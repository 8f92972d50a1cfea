"""The reference cube as a wire-frame seen by a pin-hole camera: pose, projection, visible faces and edges.

The camera looks along +z, x points to the right and y down. The cube's own z axis points up. Rotations are composed as
``roll about the viewing axis @ tilt by the elevation @ yaw about the cube's z axis``.
"""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.measurement import CUBE_EDGES

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

CORNERS: Floats = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
"""(8, 3): the corners of the unit cube in the order of :attr:`Measurement.cube_corners_px`."""

FACE_NORMALS: Floats = np.array([[-1, 0, 0], [1, 0, 0], [0, -1, 0], [0, 1, 0], [0, 0, -1], [0, 0, 1]], dtype=float)
FACE_CORNERS: npt.NDArray[np.intp] = np.array(
    [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
)
"""(6, 4): the corners around each face."""

BOTTOM_FACE = 4
"""The face the cube stands on: it is never seen."""

EDGES: npt.NDArray[np.intp] = np.array(CUBE_EDGES)
EDGE_FACES: npt.NDArray[np.intp] = np.array(
    [[face for face in range(6) if a in FACE_CORNERS[face] and b in FACE_CORNERS[face]] for a, b in CUBE_EDGES]
)
"""(12, 2): the two faces that meet in each edge."""

POSE_SIZE = 6
QUARTER_TURN = math.pi / 2


@dataclass(frozen=True, slots=True)
class Camera:
    """A pin-hole camera without distortion; all three values are pixels."""

    focal_px: float
    centre_x: float
    centre_y: float

    def scaled(self, factor: float) -> "Camera":
        """The camera of the same photo enlarged by ``factor``."""
        return Camera(self.focal_px * factor, self.centre_x * factor, self.centre_y * factor)

    def shifted(self, x: float, y: float) -> "Camera":
        """The camera of the part of the photo whose upper left corner lies at (x, y)."""
        return replace(self, centre_x=self.centre_x - x, centre_y=self.centre_y - y)


@dataclass(frozen=True, slots=True)
class CubePose:
    """Where the cube is: its centre in the photo (px), its size and how it is turned (radians).

    ``log_edge`` is the natural logarithm of the edge's length in pixels at the depth of the cube's centre;
    ``elevation`` is the angle of the view above the table (0: from the side, pi / 2: from above).
    """

    x: float
    y: float
    log_edge: float
    elevation: float
    yaw: float
    roll: float

    @property
    def edge_px(self) -> float:
        """Length of an edge in pixels at the depth of the cube's centre."""
        return math.exp(self.log_edge)

    @property
    def vector(self) -> Floats:
        """(6,): the parameters in the order of the fields."""
        return np.array([self.x, self.y, self.log_edge, self.elevation, self.yaw, self.roll])

    @classmethod
    def from_vector(cls, vector: Floats) -> "CubePose":
        """The inverse of :attr:`vector`."""
        x, y, log_edge, elevation, yaw, roll = (float(value) for value in vector)
        return cls(x, y, log_edge, elevation, yaw, roll)

    def scaled(self, factor: float) -> "CubePose":
        """The pose in the same photo enlarged by ``factor``."""
        return replace(self, x=self.x * factor, y=self.y * factor, log_edge=self.log_edge + math.log(factor))


def scale_poses(poses: Floats, factor: float) -> Floats:
    """Pose vectors (N, 6) in the same photo enlarged by ``factor``."""
    scaled = poses.copy()
    scaled[:, :2] *= factor
    scaled[:, 2] += math.log(factor)
    return scaled


def rotations(poses: Floats) -> Floats:
    """(N, 3, 3): the turn from the cube's axes to the camera's, for pose vectors (N, 6)."""
    (ce, cy, cr), (se, sy, sr) = np.cos(poses[:, 3:6]).T, np.sin(poses[:, 3:6]).T
    turned: Floats = np.empty((len(poses), 3, 3))
    turned[:, 0] = np.stack([cr * cy + sr * se * sy, sr * se * cy - cr * sy, sr * ce], axis=1)
    turned[:, 1] = np.stack([sr * cy - cr * se * sy, -sr * sy - cr * se * cy, -cr * ce], axis=1)
    turned[:, 2] = np.stack([ce * sy, ce * cy, -se], axis=1)
    return turned


def centres(poses: Floats, camera: Camera) -> Floats:
    """(N, 3): the cube's centre in camera coordinates, in edge lengths."""
    depth = camera.focal_px / np.exp(poses[:, 2])
    x = (poses[:, 0] - camera.centre_x) / camera.focal_px * depth
    y = (poses[:, 1] - camera.centre_y) / camera.focal_px * depth
    return np.stack([x, y, depth], axis=1)


def project(poses: Floats, camera: Camera) -> tuple[Floats, Bools]:
    """Corners (N, 8, 2) in pixels and visible faces (N, 6) of the cubes at pose vectors (N, 6)."""
    turn, centre = rotations(poses), centres(poses, camera)
    corners = CORNERS @ turn.transpose(0, 2, 1) + centre[:, None]
    depth = np.maximum(corners[..., 2:], 0.05)
    pixels = camera.focal_px * corners[..., :2] / depth + [camera.centre_x, camera.centre_y]
    normals = FACE_NORMALS @ turn.transpose(0, 2, 1)
    towards_camera = (normals * (0.5 * normals + centre[:, None])).sum(-1) < 0
    return pixels, towards_camera


def project_pose(pose: CubePose, camera: Camera) -> tuple[Floats, Bools]:
    """Corners (8, 2) in pixels and visible faces (6,) of one cube."""
    corners, faces = project(pose.vector[None], camera)
    return corners[0], faces[0]


def hidden_corners(visible_faces: Bools) -> tuple[int, ...]:
    """The corners that belong to no visible face."""
    seen = {int(corner) for face in np.flatnonzero(visible_faces) for corner in FACE_CORNERS[face]}
    return tuple(corner for corner in range(8) if corner not in seen)


def sample_fractions(count: int) -> Floats:
    """Where along an edge the samples lie: evenly, a little away from the corners."""
    fractions: Floats = (np.arange(count) + 0.5) / count * 0.92 + 0.04
    return fractions


@dataclass(frozen=True, eq=False)
class EdgeSamples:
    """The twelve edges of N cubes with ``count`` points along each."""

    starts: Floats
    """(N, 12, 2) px."""
    ends: Floats
    """(N, 12, 2) px."""
    count: int
    normals: Floats
    """(N, 12, 2): unit vectors at right angles to the edges."""
    lengths: Floats
    """(N, 12) px."""
    visible: Bools
    """(N, 12): at least one of the two faces is seen."""
    silhouette: Bools
    """(N, 12): exactly one of the two faces is seen."""

    @cached_property
    def points(self) -> Floats:
        """(N, 12, count, 2) px."""
        return np.stack([self._along(self.starts[..., axis], self.ends[..., axis]) for axis in (0, 1)], axis=-1)

    @property
    def seen(self) -> tuple[Floats, Floats]:
        """(2, S) each: the points along all visible edges, one edge after the other, and the normals there."""
        starts, ends = self.starts[self.visible].T, self.ends[self.visible].T
        normals = np.repeat(self.normals[self.visible].T, self.count, axis=1)
        return self._along(starts, ends).reshape(2, -1), normals

    def by_edge(self, values: Floats) -> Floats:
        """(N, 12, ...): ``values`` (M, ...) of the M visible edges in their places, 0 for the others."""
        placed = np.zeros((*self.visible.shape, *values.shape[1:]))
        placed[self.visible] = values
        return placed

    def _along(self, starts: Floats, ends: Floats) -> Floats:
        """Points between coordinates (...) of both ends, (..., count)."""
        along = sample_fractions(self.count)
        return np.asarray(starts[..., None] * (1 - along) + ends[..., None] * along)


def sample_edges(corners: Floats, faces: Bools, count: int) -> EdgeSamples:
    """Sample the edges of projected cubes: ``corners`` (N, 8, 2), ``faces`` (N, 6) as from :func:`project`."""
    starts, ends = corners[:, EDGES[:, 0]], corners[:, EDGES[:, 1]]
    x, y = ends[..., 0] - starts[..., 0], ends[..., 1] - starts[..., 1]
    lengths = np.hypot(x, y)
    normals = np.stack([-y, x], axis=-1) / np.maximum(lengths, 1e-6)[..., None]
    first, second = faces[:, EDGE_FACES[:, 0]], faces[:, EDGE_FACES[:, 1]]
    return EdgeSamples(starts, ends, count, normals, lengths, first | second, first ^ second)


def poses_of_rotation(turn: Floats, x: float, y: float, edge_px: float) -> list[CubePose]:
    """The poses of a cube turned by ``turn`` (3, 3), one for each axis that can be "up"; the least rolled first.

    A cube looks the same after a quarter turn about any axis; of those, the ones with a camera above the table and
    with little roll are kept.
    """
    found: list[CubePose] = []
    for axis in range(3):
        for sign in (1.0, -1.0):
            up = turn[:, axis] * sign
            elevation = math.asin(float(np.clip(-up[2], -1, 1)))
            if elevation < math.radians(2):
                continue
            roll = math.atan2(up[0], -up[1])
            if elevation > math.radians(75):
                roll = 0.0
            elif abs(roll) > math.radians(25):
                continue
            level = rotations(np.array([[0, 0, 0, elevation, 0, roll]]))[0].T @ turn[:, (axis + 1) % 3]
            yaw = math.atan2(level[1], level[0]) % QUARTER_TURN
            found.append(CubePose(x, y, math.log(edge_px), elevation, yaw, roll))
    return sorted(found, key=lambda pose: abs(pose.roll))


def yaw_difference(first: Floats, second: Floats) -> Floats:
    """How far two yaw angles are apart when a quarter turn changes nothing."""
    apart = np.abs(first - second) % QUARTER_TURN
    return np.minimum(apart, QUARTER_TURN - apart)
