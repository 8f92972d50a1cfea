"""One thing on the canvas: from the triangles its pixels see to the light they send."""

import numpy as np
import numpy.typing as npt

from mineral_desk.training.scenes.camera import Camera
from mineral_desk.training.scenes.light import Baked, Rig
from mineral_desk.training.scenes.material import surface
from mineral_desk.training.scenes.mesh import Mesh, unit
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.raster import Hits, rasterise
from mineral_desk.training.scenes.shade import Patch, shade, shade_acrylic, shade_glass
from mineral_desk.training.scenes.things import Thing


def draw(part: Hits, whole: Mesh, light: Baked, thing: Thing, camera: Camera, rig: Rig) -> Floats:  # noqa: PLR0917
    """(K, 3) linear light of the pixels of ``thing`` in ``part``; ``whole`` is the mesh of all things together."""
    points, local = part.interpolate(whole, whole.vertices), part.interpolate(whole, whole.local)
    normals = unit(part.interpolate(whole, whole.normals))
    lit = Baked(part.interpolate(whole, light.key), part.interpolate(whole, light.sky))
    patch = Patch(part.pixel, points, normals, lit)
    footprint = float(np.median(part.depth)) / camera.focal_px / thing.unit_mm
    look = surface(thing.material, local, thing.offset, footprint)
    if thing.sticker is not None:
        look.albedo[:] = thing.sticker.apply(look.albedo, points)
    if thing.print is not None:
        look.albedo[:] = thing.print.apply(look.albedo, local, 1 / footprint)
    if thing.material.clarity > 0:
        back = _far_wall(thing, part, camera)
        return shade_glass(patch, thing.material, look, back, camera, rig)
    return shade(patch, thing.material, look, thing.unit_mm, camera, rig)


def draw_clear(thing: Thing, canvas: Floats, depth: Floats, camera: Camera, rig: Rig) -> npt.NDArray[np.int64]:
    """Lay the back walls and then the front walls of a clear thing over ``canvas`` (in place); the pixels it covers."""
    covered = np.zeros(0, np.int64)
    for farthest in (True, False):
        hits = rasterise(thing.mesh, camera, farthest)
        free = np.flatnonzero(hits.depth < depth[hits.pixel])
        part = Hits(hits.pixel[free], hits.face[free], hits.weights[free], hits.depth[free])
        points = part.interpolate(thing.mesh, thing.mesh.vertices)
        normals = unit(part.interpolate(thing.mesh, thing.mesh.normals))
        canvas[part.pixel] = shade_acrylic(points, normals, canvas[part.pixel], camera, rig)
        covered = part.pixel
    return covered


def _far_wall(thing: Thing, front: Hits, camera: Camera) -> tuple[Floats, Floats]:
    """Thickness (K,) in texture units and the far wall's normals (K, 3) behind the ``front`` pixels."""
    hits = rasterise(thing.mesh, camera, farthest=True)
    if not len(hits.pixel):  # Of a close-up's thing the far side may have been left out.
        ahead = np.broadcast_to(floats([0, 1, 0]), (len(front.pixel), 3))
        return np.zeros(len(front.pixel), np.float32), ahead
    where = np.full(camera.width * camera.height, -1, np.int64)
    where[hits.pixel] = np.arange(len(hits.pixel))
    match = where[front.pixel]
    found = match >= 0
    depth = np.where(found, hits.depth[match] - front.depth, 0.0) / np.float32(thing.unit_mm)
    normals = unit(hits.interpolate(thing.mesh, thing.mesh.normals))[match]
    return depth.astype(np.float32), np.where(found[:, None], normals, floats([0, 1, 0])).astype(np.float32)
