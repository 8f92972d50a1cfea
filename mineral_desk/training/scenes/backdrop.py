"""The table and the wall behind it: one sheet of paper or cloth that curves up, or a table top with a far wall."""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.training.scenes.camera import Camera
from mineral_desk.training.scenes.light import Baked, Rig
from mineral_desk.training.scenes.material import Colour, linear
from mineral_desk.training.scenes.mesh import unit
from mineral_desk.training.scenes.noise import Floats, floats, fractal, smoothstep
from mineral_desk.training.scenes.weaves import Motif, cardboard, coarse_weave, creases, motif_share


class Weave(StrEnum):
    """What the sheet is made of."""

    PAPER = "paper"
    VELVET = "velvet"
    CLOTH = "cloth"
    WOOD = "wood"
    COARSE = "coarse"
    CARDBOARD = "cardboard"


@dataclass(frozen=True, slots=True)
class Backdrop:
    """``turn_mm`` is where the sheet begins to rise (in mm behind the specimen), ``radius_mm`` how gently.

    ``motif`` is drawn in ``second_colour`` and repeats every ``pitch_mm``. ``creased`` is how deep the folds look, 0
    to 1. ``polish`` is the share of light that a polished table mirrors when looked at from above. ``gain`` makes the
    sheet brighter than its light would, ``shadow`` weakens the shadows on it (1: as they are, 0: none).
    ``blown``: lit on its own, so that the camera's metering goes by the specimen. ``slope``: how fast the light falls
    off towards +x and +y, per metre.
    """

    name: str
    colour: Colour
    weave: Weave = Weave.PAPER
    turn_mm: float = 200.0
    radius_mm: float = 150.0
    falloff: float = 0.5
    wall_colour: Colour | None = None
    offset: float = 0.0
    motif: Motif = Motif.NONE
    second_colour: Colour = (0.5, 0.5, 0.5)
    pitch_mm: float = 10.0
    creased: float = 0.0
    polish: float = 0.0
    gain: float = 1.0
    shadow: float = 1.0
    blown: bool = False
    slope: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class TableLight:
    """Baked light on a square of the table: (n, n) maps over ``low`` to ``low + extent`` in x and y."""

    key: Floats
    sky: Floats
    low: Floats
    extent: float

    def at(self, points: Floats) -> Baked:
        """Light at table points (H, W, 3); beyond the square it is as if nothing stood there."""
        n = len(self.key)
        where = (points[..., :2] - self.low) / np.float32(self.extent) * np.float32(n - 1)
        x, y = np.ascontiguousarray(where[..., 0]), np.ascontiguousarray(where[..., 1])
        free = (float(self.key.max()), float(self.sky.max()))
        key, sky = (
            cv2.remap(light, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=value)
            for light, value in zip((self.key, self.sky), free, strict=True)
        )
        return Baked(floats(key), floats(sky))


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What the camera sees of the backdrop: ``points`` (H, W, 3) in mm, ``normals`` and ``depth`` (H, W)."""

    points: Floats
    normals: Floats
    depth: Floats


def look_at_backdrop(backdrop: Backdrop, camera: Camera) -> View:
    """Where each pixel's ray meets the sheet: flat part, quarter circle, wall."""
    rays = camera.rays()
    centre = camera.centre.astype(np.float32)
    dy, dz = rays[..., 1], rays[..., 2]
    flat = -centre[2] / np.minimum(dz, -1e-5)
    wall_y = np.float32(backdrop.turn_mm + backdrop.radius_mm)
    wall = (wall_y - centre[1]) / np.maximum(dy, 1e-5)
    depth = np.where(centre[1] + flat * dy <= backdrop.turn_mm, flat, wall)
    normals = np.zeros_like(rays)
    normals[..., 2] = 1
    risen = depth == wall
    if backdrop.wall_colour is None:
        bend = _quarter_circle(backdrop, centre, dy[risen], dz[risen])
        height = centre[2] + bend * dz[risen]
        on_bend = (height < backdrop.radius_mm) & np.isfinite(bend)
        depth[risen] = np.where(on_bend, bend, wall[risen])
        tilt = np.where(on_bend, np.clip(1 - height / np.float32(backdrop.radius_mm), 0, 1), 0)
        normals[risen] = np.stack([np.zeros_like(tilt), -np.sqrt(1 - tilt**2), tilt], axis=-1)
    else:
        normals[risen] = floats([0, -1, 0])
    return View(centre + rays * depth[..., None], normals, depth)


def _quarter_circle(backdrop: Backdrop, centre: Floats, dy: Floats, dz: Floats) -> Floats:
    """Depth of the far crossing of the rays with the bend; NaN where they miss it."""
    radius = np.float32(backdrop.radius_mm)
    y, z = centre[1] - np.float32(backdrop.turn_mm), centre[2] - radius
    a, b, c = dy * dy + dz * dz, y * dy + z * dz, y * y + z * z - radius * radius
    with np.errstate(invalid="ignore"):
        return np.asarray((-b + np.sqrt(b * b - a * c)) / a, np.float32)


def shade_backdrop(backdrop: Backdrop, view: View, light: TableLight, camera: Camera, rig: Rig) -> Floats:
    """(H, W, 3) linear light of the sheet."""
    baked = light.at(view.points)
    facing = view.normals @ rig.key
    flat = np.maximum(float(rig.key[2]), 0.05)
    on_table = view.points[..., 2] < 1.0
    distance = np.linalg.norm(view.points - floats([0, 0, 40]), axis=-1) / np.float32(420)
    pool = 1 / (1 + np.float32(backdrop.falloff) * distance**2)
    key = np.where(on_table, baked.key, np.clip(facing, 0.45 * flat, 1))
    sky = np.where(on_table, baked.sky, 0.9)
    if backdrop.shadow < 1:
        free = float(light.key.max()), float(light.sky.max())
        key, sky = (
            one + np.float32(1 - backdrop.shadow) * np.maximum(most - one, 0)
            for one, most in zip((key, sky), free, strict=True)
        )
    if backdrop.slope != (0.0, 0.0):
        fall = (view.points[..., :2] @ floats(backdrop.slope)) / np.float32(1000)
        pool = pool * np.exp(np.clip(fall, -1.2, 0.8))
    lit = (key[..., None] * rig.key_colour + sky[..., None] * rig.sky) * pool[..., None]
    return np.asarray(_albedo(backdrop, view, camera, rig) * lit * np.float32(backdrop.gain), np.float32)


def _albedo(backdrop: Backdrop, view: View, camera: Camera, rig: Rig) -> Floats:
    points = view.points.reshape(-1, 3)
    footprint = (view.depth / np.float32(camera.focal_px)).ravel()
    if backdrop.weave is Weave.COARSE:
        tone = coarse_weave(points, footprint, 0.3 * backdrop.pitch_mm, backdrop.offset)
    elif backdrop.weave is Weave.CARDBOARD:
        tone = cardboard(points, footprint, backdrop.offset)
    else:
        shade = {Weave.PAPER: _paper, Weave.VELVET: _velvet, Weave.CLOTH: _cloth, Weave.WOOD: _wood}[backdrop.weave]
        tone = shade(points, footprint, view, camera, backdrop.offset)
    colour = np.broadcast_to(linear(backdrop.colour), points.shape)
    if backdrop.motif is not Motif.NONE:
        share = motif_share(backdrop.motif, points, footprint, backdrop.pitch_mm, backdrop.offset)
        colour = colour + (linear(backdrop.second_colour) - colour) * share[:, None]
    if backdrop.creased:
        side = float(np.sign(rig.key[0]))
        tone = tone * _folds(backdrop, view, side)
    if backdrop.wall_colour is not None:
        on_wall = points[:, 1] >= backdrop.turn_mm + 1
        colour = np.where(on_wall[:, None], linear(backdrop.wall_colour), colour)
        tone = np.where(on_wall, 1.0, tone)
    return np.asarray((colour * tone[:, None]).reshape(view.points.shape), np.float32)


def _folds(backdrop: Backdrop, view: View, light_side: float) -> Floats:
    """The tone of the sheet's creases, (H * W,): worked out at every third pixel, as they are soft."""
    height, width = view.depth.shape
    sparse = view.points[::3, ::3]
    found = creases(
        sparse.reshape(-1, 3), backdrop.creased, 8 * backdrop.pitch_mm, light_side, backdrop.offset
    ).reshape(sparse.shape[:2])
    return floats(cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR)).ravel()


def _fade(period_mm: float, footprint: Floats) -> Floats:
    """1 where a pattern of that period can be seen, 0 where pixels are too coarse for it."""
    return floats(np.clip(1.6 - 3.2 * footprint / np.float32(period_mm), 0, 1))


def _broad(view: View, frequency: float, octaves: int, offset: float, stretch: tuple[float, float, float]) -> Floats:
    """Noise so broad that every sixth pixel tells it; the rest is interpolated. (H * W,)."""
    height, width = view.depth.shape
    sparse = view.points[::6, ::6]
    found = fractal(sparse.reshape(-1, 3) * floats(stretch), frequency, octaves, offset).reshape(sparse.shape[:2])
    return floats(cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR)).ravel()


_EVENLY = (1.0, 1.0, 1.0)


def _paper(points: Floats, footprint: Floats, view: View, _camera: Camera, offset: float) -> Floats:
    fibres = _fade(3, footprint) * fractal(points, 0.5, 2, offset)
    return floats(1 + 0.012 * _broad(view, 0.01, 3, offset, _EVENLY) + 0.010 * fibres)


def _velvet(points: Floats, footprint: Floats, view: View, camera: Camera, offset: float) -> Floats:
    """Dark from above, light at a grazing angle, brushed in patches, with a few specks of lint."""
    toward = unit(camera.centre.astype(np.float32) - points)
    grazing = (1 - np.clip((view.normals.reshape(-1, 3) * toward).sum(axis=1), 0, 1)) ** 3
    brushed = 1 + 0.16 * _broad(view, 0.012, 3, offset, _EVENLY)
    nap = 1 + 0.22 * _fade(1.5, footprint) * fractal(points, 1.0, 2, offset + 7)
    lint = 3.0 * smoothstep(3.0, 3.4, fractal(points, 0.35, 1, offset + 3)) * _fade(2, footprint)
    return floats(brushed * nap * (0.7 + 0.9 * grazing) + lint)


def _cloth(points: Floats, footprint: Floats, view: View, _camera: Camera, offset: float) -> Floats:
    """A plain weave with soft folds."""
    thread = 1.1
    wobble = 0.25 * _broad(view, 0.05, 2, offset, _EVENLY)
    x, y = (points[:, k] * np.float32(2 * np.pi / thread) + wobble for k in (0, 1))
    y = y + points[:, 2] * np.float32(2 * np.pi / thread)
    weave = np.sin(x) * np.sin(y) + 0.4 * fractal(points, 0.4, 2, offset + 2)
    folds = _broad(view, 0.006, 2, offset + 5, (1.0, 0.6, 0.6))
    return floats(1 + 0.16 * _fade(thread, footprint) * weave + 0.06 * folds)


def _wood(points: Floats, footprint: Floats, view: View, _camera: Camera, offset: float) -> Floats:
    rings = np.sin(0.35 * points[:, 1] + 2.2 * _broad(view, 0.02, 3, offset, (0.06, 1.0, 1.0)))
    grain = fractal(points * floats([0.06, 1, 1]), 0.6, 3, offset + 4) * _fade(2, footprint)
    return floats(1 + 0.10 * rings + 0.10 * grain + 0.08 * _broad(view, 0.01, 2, offset + 8, _EVENLY))


def table_grid(reach: npt.NDArray[np.floating], cells: int) -> tuple[Floats, Floats, float]:
    """Table points (cells * cells, 3), and the low corner and extent of their square, around ``reach`` (N, 3)."""
    low, high = reach[:, :2].min(axis=0), reach[:, :2].max(axis=0)
    tall = float(reach[:, 2].max())
    extent = float((high - low).max() + 2.4 * tall + 20)
    corner = ((low + high) / 2 - extent / 2).astype(np.float32)
    ramp = np.linspace(0, extent, cells, dtype=np.float32)
    x, y = np.meshgrid(corner[0] + ramp, corner[1] + ramp)
    points = np.stack([x.ravel(), y.ravel(), np.zeros(x.size, np.float32)], axis=1).astype(np.float32)
    return points, corner, extent
