"""A cut-out photo as a body that stands on the table: its outline exactly, gently domed towards the camera."""

import math

import cv2
import numpy as np
from scipy.spatial import Delaunay

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes.cutouts import Cutout, Inside
from mineral_desk.training.scenes.material import Material
from mineral_desk.training.scenes.mesh import Ints, Mesh, about_x, about_y, about_z, join, smooth_mesh, unit
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.things import Print, Thing

_GRID_STEPS = 70
_LIES_ABOVE_DEG = 33.0
_PROPPED_CHANCE = 0.15
_FOOTING = 0.1
"""How far it must be from below a body's middle to both ends of what it stands on, as a share of its width."""
_MOST_ROLL_DEG = 60
_RIM_SMOOTHING_POINTS = 2.0


def standee_mesh(inside: Inside, bulge: float) -> Mesh:
    """A closed body whose silhouette from -y is ``inside`` (H, W): x right, z up, the picture's width is 1.

    ``bulge`` is how far it comes forward in the middle, in units of the largest distance from the rim. ``local`` holds
    the place in the picture, (0, 0) at its upper left, (1, 1) at its lower right.
    """
    height, width = inside.shape
    rim = _smooth_rim(inside)
    depth = floats(cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, 5))
    step = max(2.0, max(inside.shape) / _GRID_STEPS)
    columns, rows = (grid.ravel() for grid in np.meshgrid(np.arange(0, width, step), np.arange(0, height, step)))
    deep = depth[rows.astype(int), columns.astype(int)] > 0.7 * step
    points = np.concatenate([rim, np.stack([columns[deep], rows[deep]], axis=1).astype(np.float32)])
    faces = Delaunay(points).simplices.astype(np.int32)
    middles = np.clip(points[faces].mean(axis=1), 0, [width - 1, height - 1]).astype(int)
    faces = _facing_the_camera(points, faces[inside[middles[:, 1], middles[:, 0]]])
    return _domed(points, faces, len(rim), depth, bulge)


def _smooth_rim(inside: Inside) -> Floats:
    """(N, 2) pixels of the outline, without the steps of the pixels."""
    contours, _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    rim = max(contours, key=cv2.contourArea).reshape(-1, 2).astype(np.float32) + np.float32(0.5)
    turned = np.concatenate([rim[-8:], rim, rim[:8]])
    smooth = cv2.GaussianBlur(turned, (1, 15), sigmaX=1e-3, sigmaY=_RIM_SMOOTHING_POINTS)[8:-8]
    return floats(smooth[:: max(1, len(smooth) // 900)])


def _facing_the_camera(points: Floats, faces: Ints) -> Ints:
    """The triangles, all in the order that makes them face -y once rows have become heights."""
    a, b, c = (points[faces[:, k]] for k in range(3))
    turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    solid, order = np.abs(turn) > 1e-6, turn > 0
    return np.asarray(np.where(order[:, None], faces[:, [0, 2, 1]], faces)[solid], np.int32)


def _domed(points: Floats, faces: Ints, on_rim: int, depth: Floats, bulge: float) -> Mesh:
    height, width = depth.shape
    column, row = (np.clip(points[:, k], 0, side - 1).astype(int) for k, side in ((0, width), (1, height)))
    reach = float(depth.max())
    soft = cv2.GaussianBlur(depth, (0, 0), 0.08 * reach + 0.5)[row, column]
    rise = np.sqrt(np.clip(1 - (1 - np.clip(soft / (0.7 * reach), 0, 1)) ** 2, 0, 1)) * bulge * reach
    rise[:on_rim] = 0
    local = np.stack([points[:, 0] / width, points[:, 1] / height, np.zeros(len(points))], axis=1).astype(np.float32)
    sides = []
    for sign, order in ((-1.0, [0, 1, 2]), (0.6, [0, 2, 1])):
        body = np.stack([points[:, 0] - width / 2, sign * rise, height / 2 - points[:, 1]], axis=1) / width
        one = smooth_mesh(floats(body), faces[:, order], local)
        ahead = floats([0, math.copysign(1.0, sign), 0])
        sides.append(Mesh(one.vertices, one.faces, unit(0.5 * one.normals + 0.5 * ahead), local))
    return join(sides)


def standee(  # noqa: PLR0917
    cutout: Cutout, length_mm: float, elevation_deg: float, offset: float, kind: MaskValue, rng: np.random.Generator
) -> Thing:
    """The cut-out, its longest extent ``length_mm``, resting on the table and turned roughly towards the camera."""
    inside, picture = cutout.inside, _other_light(cutout.picture, rng)
    # Looked at from low it stands, leaning back a little; from above it lies.
    lying = elevation_deg > _LIES_ABOVE_DEG
    if rng.random() < 0.5:
        inside, picture = np.ascontiguousarray(inside[:, ::-1]), np.ascontiguousarray(picture[:, ::-1])
    mesh = standee_mesh(inside, float(rng.uniform(0.12, 0.28) if lying else rng.uniform(0.08, 0.65)))
    scale = length_mm / _longest(mesh.vertices)
    lean = math.radians(float(rng.uniform(80, 90) if lying else rng.uniform(0, min(elevation_deg, 18))))
    roll = 0.0 if lying or rng.random() < _PROPPED_CHANCE else steady_roll(mesh.vertices)
    turned = mesh.placed(about_z(float(rng.normal(0, 0.15))) @ about_x(-lean) @ about_y(roll), scale=scale)
    low, high = turned.vertices.min(axis=0), turned.vertices.max(axis=0)
    sunk = float((rng.uniform(0.2, 0.35) if lying else rng.uniform(0.02, 0.06)) * (high[2] - low[2]))
    middle = (low + high) / 2
    placed = turned.placed(shift=(-middle[0], -middle[1], -low[2] - sunk)).pressed_onto_table()
    material = Material(
        (0.5, 0.5, 0.5), roughness=float(rng.uniform(0.5, 0.9)), reflectance=0.02, relief=float(rng.uniform(0, 0.0016)),
        relief_frequency=40, glow=float(rng.uniform(0, 0.3)),
    )  # fmt: skip
    return Thing(placed, material, kind, scale, offset, Print(card=picture))


def steady_roll(vertices: Floats) -> float:
    """The smallest turn about y (radians), in steps of 2 degrees, after which the body stands without toppling."""
    outline = cv2.convexHull(np.ascontiguousarray(vertices[:, [0, 2]])).reshape(-1, 2)
    centred = outline - vertices[:, [0, 2]].mean(axis=0)
    for degrees in sorted(range(-_MOST_ROLL_DEG, _MOST_ROLL_DEG + 1, 2), key=abs):
        angle = math.radians(degrees)
        across = centred @ floats([math.cos(angle), math.sin(angle)])
        height = centred @ floats([-math.sin(angle), math.cos(angle)])
        touching = across[height < height.min() + 0.08 * float(np.ptp(height))]
        margin = _FOOTING * float(np.ptp(across))
        if touching.min() < -margin and touching.max() > margin:
            return angle
    return 0.0


def _longest(vertices: Floats) -> float:
    hull = cv2.convexHull(np.ascontiguousarray(vertices[:, [0, 2]])).reshape(-1, 2)
    return float(np.linalg.norm(hull[:, None] - hull[None], axis=2).max())


def _other_light(picture: Floats, rng: np.random.Generator) -> Floats:
    """The cut-out's colours as another camera would have given them."""
    bright = float(np.quantile(picture, 0.97))
    gain = float(np.clip(0.7 / max(bright, 0.05), 0.8, 1.8)) * float(rng.uniform(0.8, 1.15))
    balance = floats(1 + rng.normal(0, 0.03, 3))
    grey = picture @ floats([0.21, 0.72, 0.07])
    vivid = np.float32(rng.uniform(0.75, 1.1))
    toned = grey[..., None] + vivid * (picture - grey[..., None])
    return floats(np.clip(toned * balance * np.float32(gain), 0, 0.97))
