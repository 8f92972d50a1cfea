"""One scene from things, camera and light to a picture in linear light and a map of who is where."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes.backdrop import (
    Backdrop,
    TableLight,
    Weave,
    look_at_backdrop,
    shade_backdrop,
    table_grid,
)
from mineral_desk.training.scenes.camera import Camera
from mineral_desk.training.scenes.draw import draw, draw_clear
from mineral_desk.training.scenes.light import Baked, Rig, bake
from mineral_desk.training.scenes.mesh import Mesh, join
from mineral_desk.training.scenes.mirror import mirror
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.raster import Hits, rasterise
from mineral_desk.training.scenes.things import Thing


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work goes into a picture: ``supersample`` pixels a pixel's side, light directions, table cells."""

    supersample: float = 1.25
    key_samples: int = 14
    sky_samples: int = 22
    table_cells: int = 260


QUICK = Effort()
SMALL = Effort(key_samples=12, sky_samples=16, table_cells=190)
"""Enough for pictures of at most 800 pixels."""
FINE = Effort(supersample=2.0, key_samples=40, sky_samples=64, table_cells=420)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """``light`` (H, W, 3) linear; ``kinds`` (H, W) uint8 of :class:`MaskValue` with the thing's index in ``things``
    (-1 for the backdrop), both at the supersampled size.
    """

    light: Floats
    kinds: npt.NDArray[np.uint8]
    things: npt.NDArray[np.int16] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Lit:
    """The solid things as one mesh, which thing each of its faces (M,) belongs to, and the light on them and on the
    table: all that is the same from wherever one looks.
    """

    whole: Mesh
    owner_of_face: npt.NDArray[np.int64]
    light: Baked
    table: TableLight


def render(  # noqa: PLR0917
    things: Sequence[Thing], backdrop: Backdrop, camera: Camera, rig: Rig, effort: Effort, aperture_mm: float = 0.0
) -> Picture:
    """Draw ``things`` on ``backdrop``; the light has the camera's size, the maps ``supersample`` times that."""
    return view(things, lit(things, rig, effort), backdrop, camera, rig, effort.supersample, aperture_mm)


def lit(things: Sequence[Thing], rig: Rig, effort: Effort) -> Lit:
    """The light on ``things`` and the table under them."""
    solid = [number for number, thing in enumerate(things) if not thing.clear]
    whole = join([things[number].mesh for number in solid])
    light = bake(whole.vertices, whole.vertices, whole.normals, False, rig, (effort.key_samples, effort.sky_samples))
    owner_of_face = np.repeat(solid, [len(things[number].mesh.faces) for number in solid])
    return Lit(whole, owner_of_face, light, _table_light(whole, rig, effort))


def view(  # noqa: PLR0917
    things: Sequence[Thing],
    shown: Lit,
    backdrop: Backdrop,
    camera: Camera,
    rig: Rig,
    supersample: float,
    aperture_mm: float = 0.0,
) -> Picture:
    """What the camera sees of ``things`` in the light that is ``shown``."""
    big = camera.scaled(supersample)
    whole, light = shown.whole, shown.light
    behind = _backdrop(shown, backdrop, camera, rig, aperture_mm)
    canvas = floats(cv2.resize(behind, (big.width, big.height), interpolation=cv2.INTER_LINEAR)).reshape(-1, 3)
    owners = np.full(big.width * big.height, -1, np.int16)
    if backdrop.polish:
        mirrored = mirror(whole, shown.owner_of_face, things, light, backdrop.polish, big, rig)
        canvas[mirrored.pixel] += (mirrored.light - canvas[mirrored.pixel]) * mirrored.share[:, None]
    hits = rasterise(whole, big)
    hit_owner = shown.owner_of_face[hits.face]
    for number, thing in enumerate(things):
        mine = np.flatnonzero(hit_owner == number)
        if len(mine):
            part = Hits(hits.pixel[mine], hits.face[mine], hits.weights[mine], hits.depth[mine])
            canvas[part.pixel] = draw(part, whole, light, thing, big, rig)
            owners[part.pixel] = number
    depth = np.full(big.width * big.height, np.inf, np.float32)
    depth[hits.pixel] = hits.depth
    for number, thing in enumerate(things):
        if thing.clear:
            covered = draw_clear(thing, canvas, depth, big, rig)
            owners[covered[owners[covered] < 0]] = number
    kinds = np.array([thing.kind for thing in things] + [MaskValue.BACKGROUND], np.uint8)[owners]
    size = (big.height, big.width)
    small = cv2.resize(canvas.reshape(*size, 3), (camera.width, camera.height), interpolation=cv2.INTER_AREA)
    return Picture(np.asarray(small, np.float32), kinds.reshape(size), owners.reshape(size))


def _table_light(whole: Mesh, rig: Rig, effort: Effort) -> TableLight:
    points, low, extent = table_grid(whole.vertices, effort.table_cells)
    up = np.broadcast_to(floats([0, 0, 1]), points.shape)
    baked = bake(whole.vertices, points, up, True, rig, (3 * effort.key_samples // 2, 3 * effort.sky_samples // 2))
    cells = (effort.table_cells, effort.table_cells)
    key, sky = (cv2.GaussianBlur(part.reshape(cells), (0, 0), 0.8) for part in (baked.key, baked.sky))
    return TableLight(floats(key), floats(sky), low, extent)


def _backdrop(shown: Lit, backdrop: Backdrop, camera: Camera, rig: Rig, aperture_mm: float) -> Floats:
    seen = camera if backdrop.weave is not Weave.PAPER else camera.scaled(0.5)
    sheet = look_at_backdrop(backdrop, seen)
    drawn = shade_backdrop(backdrop, sheet, shown.table, seen, rig)
    return _defocused(drawn, sheet.depth, seen, float(np.median(camera.project(shown.whole.vertices)[1])), aperture_mm)


def _defocused(picture: Floats, depth: Floats, camera: Camera, focus_mm: float, aperture_mm: float) -> Floats:
    """The backdrop blurred as far as it lies out of focus; objects are drawn over it sharp."""
    sigma = np.float32(0.5 * aperture_mm * camera.focal_px) * np.abs(1 / depth - np.float32(1 / focus_mm))
    levels = [0.0, 1.5, 4.0, 10.0]
    if float(sigma.max()) < 0.5:
        return picture
    blurred = [picture] + [cv2.GaussianBlur(picture, (0, 0), level) for level in levels[1:]]
    mixed = blurred[0]
    for low, high, more in zip(levels[:-1], levels[1:], blurred[1:], strict=True):
        share = np.clip((sigma - np.float32(low)) / np.float32(high - low), 0, 1)[..., None]
        mixed = mixed + (more - mixed) * share
    return np.asarray(mixed, np.float32)
