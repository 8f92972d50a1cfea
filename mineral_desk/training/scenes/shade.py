"""From what each pixel sees to the light it sends."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mineral_desk.training.scenes.camera import Camera
from mineral_desk.training.scenes.light import Baked, Rig
from mineral_desk.training.scenes.material import Material, Surface
from mineral_desk.training.scenes.mesh import unit
from mineral_desk.training.scenes.noise import Floats, floats


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """The pixels of one material: flat ``pixel`` indices, world ``points`` and ``normals`` (K, 3), baked light."""

    pixel: npt.NDArray[np.int64]
    points: Floats
    normals: Floats
    light: Baked


def shade(patch: Patch, material: Material, look: Surface, scale_mm: float, camera: Camera, rig: Rig) -> Floats:  # noqa: PLR0917
    """(K, 3) linear light of an opaque or waxy surface; ``scale_mm`` is the specimen's length."""
    toward = unit(camera.centre.astype(np.float32) - patch.points)
    normals = bumped(patch, look.height * np.float32(scale_mm), camera)
    if look.tilt is not None:
        normals = unit(normals + look.tilt)
    diffuse = _diffuse(patch, normals, material, rig)
    mirror = normals if look.flash is None else unit(normals + look.flash)
    gloss = _reflection(mirror, toward, look.roughness, rig) * _openness(patch.light)[:, None]
    smooth = (patch.normals * toward).sum(axis=1)
    facing = np.clip(np.maximum((mirror * toward).sum(axis=1), 0.8 * smooth), 0.05, 1)
    fresnel = (1 - facing)[:, None] ** 5 * np.float32(1 - 0.9 * material.roughness)
    f0 = np.float32(material.reflectance) * (1 - material.metallic) + look.albedo * np.float32(material.metallic)
    if look.flash is not None:
        f0 = f0 + 0.3 * (np.abs(look.flash).sum(axis=1, keepdims=True) > 0)
    mirrored = np.clip(f0 + (1 - f0) * fresnel, 0, 1)
    return np.asarray(look.albedo * diffuse * (1 - material.metallic) * (1 - mirrored) + gloss * mirrored, np.float32)


def bumped(patch: Patch, height_mm: Floats, camera: Camera) -> Floats:
    """Normals tilted by the relief, from its slope on the screen (Mikkelsen 2010, without texture coordinates)."""
    grid = _Grid(patch.pixel, camera.width)
    px, py = grid.slopes(patch.points)
    hx, hy = grid.slopes(height_mm[:, None])
    n = patch.normals
    across, upward = np.cross(py, n), np.cross(n, px)
    area = (px * across).sum(axis=1, keepdims=True)
    gradient = np.sign(area) * (hx * across + hy * upward)
    steep = np.sqrt((gradient * gradient).sum(axis=1, keepdims=True)) / np.maximum(np.abs(area), 1e-9)
    return unit(np.abs(area) * n - gradient * np.minimum(1.0, 1.2 / np.maximum(steep, 1e-6)).astype(np.float32))


class _Grid:
    """Scattered pixels laid out as a picture, so that neighbours can be subtracted."""

    def __init__(self, pixel: npt.NDArray[np.int64], width: int) -> None:
        row, column = pixel // width, pixel % width
        top, left = row.min(), column.min()
        self.shape = (int(row.max() - top) + 2, int(column.max() - left) + 2)
        self.here = (row - top) * self.shape[1] + (column - left)
        index = np.full(self.shape[0] * self.shape[1], -1, np.int64)
        index[self.here] = np.arange(len(pixel))
        self.right, self.below = (index[np.minimum(self.here + step, len(index) - 1)] for step in (1, self.shape[1]))

    def slopes(self, values: Floats) -> tuple[Floats, Floats]:
        """Differences (K, D) to the next pixel right and below; 0 at the patch's border."""
        right = np.where((self.right >= 0)[:, None], values[self.right] - values, 0)
        below = np.where((self.below >= 0)[:, None], values[self.below] - values, 0)
        return right, below


def _openness(light: Baked) -> Floats:
    return np.asarray(0.15 + 0.85 * light.sky, np.float32)


def _diffuse(patch: Patch, normals: Floats, material: Material, rig: Rig) -> Floats:
    """(K, 3) light that falls on the surface."""
    smooth, bumpy = (np.maximum(n @ rig.key, 0.02) for n in (patch.normals, normals))
    key = patch.light.key * np.clip(bumpy / smooth, 0.0, 2.5)
    glow = np.float32(material.glow)
    key = key * (1 - 0.5 * glow) + glow * 0.32 * (0.6 + 0.4 * np.clip(normals @ rig.key, -1, 1))
    up = 0.5 + 0.5 * normals[:, 2]
    fill = np.clip(normals @ rig.fill, 0, 1)[:, None] * rig.fill_colour * 0.6
    room = rig.sky * (0.25 + 0.75 * up)[:, None] + rig.table * (1 - up)[:, None] + fill
    return np.asarray(key[:, None] * rig.key_colour + room * patch.light.sky[:, None], np.float32)


def _reflection(normals: Floats, toward: Floats, roughness: Floats, rig: Rig) -> Floats:
    facing = (normals * toward).sum(axis=1, keepdims=True)
    return rig.radiance(2 * facing * normals - toward, roughness)


def shade_glass(  # noqa: PLR0917
    patch: Patch, material: Material, look: Surface, back: tuple[Floats, Floats], camera: Camera, rig: Rig
) -> Floats:
    """(K, 3) light of a clear crystal; ``back`` is thickness (K,) in specimen lengths and the far wall's normals."""
    thickness, far = back
    toward = unit(camera.centre.astype(np.float32) - patch.points)
    normals = bumped(patch, look.height * np.float32(40.0), camera)
    facing = np.clip((normals * toward).sum(axis=1, keepdims=True), 0, 1)
    inside = unit(-toward - 0.35 * normals * facing)
    bounced = inside - 2 * (inside * far).sum(axis=1, keepdims=True) * far
    leaving = unit(inside + 0.5 * far)
    rough = look.roughness + 0.08
    through = 0.55 * rig.radiance(leaving, rough) + 0.45 * rig.radiance(unit(bounced), rough)
    depth = np.clip(thickness, 0.0, 1.0)[:, None] * np.float32(7.0 * (1.1 - material.clarity) + 1.2)
    tint = np.power(np.clip(look.albedo, 0.02, 1), depth)
    mirror = _reflection(normals, toward, look.roughness, rig) * _openness(patch.light)[:, None]
    fresnel = 0.05 + 0.95 * (1 - facing) ** 5
    body = look.albedo * _diffuse(patch, normals, material, rig)
    clear = np.float32(material.clarity)
    shadow = (0.35 + 0.65 * patch.light.sky)[:, None]
    inner = 1.3 * clear * through * tint * shadow + (1 - clear) * body
    return np.asarray(inner * (1 - fresnel) + mirror * fresnel, np.float32)


def shade_acrylic(points: Floats, normals: Floats, behind: Floats, camera: Camera, rig: Rig) -> Floats:
    """(K, 3) light of one wall of a clear thing: what is ``behind`` it, dimmed, and the room mirrored in it."""
    toward = unit(camera.centre.astype(np.float32) - points)
    slant = (normals * toward).sum(axis=1, keepdims=True)
    outward = normals * np.sign(slant)
    fresnel = 0.04 + 0.9 * (1 - np.clip(np.abs(slant), 0, 1)) ** 4
    mirror = _reflection(outward, toward, np.full(len(points), 0.06, np.float32), rig)
    return floats(behind * 0.93 * (1 - fresnel) + mirror * fresnel)
