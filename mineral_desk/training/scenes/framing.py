"""A square of a photo that is rendered on its own: the camera of the whole photo, cropped to what is of interest."""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.training.scenes.camera import Camera, looking_at
from mineral_desk.training.scenes.lens import distort_points, straighten_points
from mineral_desk.training.scenes.mesh import Mesh, about_z
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.things import Thing

Bools = npt.NDArray[np.bool_]

NEAREST_DEPTH = 0.5
"""What is nearer to the camera than this share of the subject's depth stands in nobody's photo."""


@dataclass(frozen=True, slots=True, eq=False)
class Framing:
    """``camera`` sees only the square; ``whole`` is the photo's width and height, ``corner`` (2,) where in the photo
    without distortion the square's upper left corner lies, ``bent_corner`` (2,) where in the distorted one. Pixels.
    """

    camera: Camera
    whole: tuple[int, int]
    corner: Floats
    bent_corner: Floats
    distortion: float

    def bent_points(self, points: Floats) -> Floats:
        """Pixels (N, 2) of the rendered square as pixels of the finished one."""
        return distort_points(points + self.corner, self.distortion, self.whole) - self.bent_corner

    def bent(self, light: Floats) -> Floats:
        """The rendered square (S, S, 3) as the photo's lens draws it."""
        if self.distortion == 0:
            return light
        rows, columns = np.mgrid[: light.shape[0], : light.shape[1]].astype(np.float32)
        seen = np.stack([columns.ravel(), rows.ravel()], axis=1) + np.float32(0.5) + self.bent_corner
        source = straighten_points(seen, self.distortion, self.whole) - self.corner - np.float32(0.5)
        x, y = source.T.reshape(2, *light.shape[:2])
        return floats(cv2.remap(light, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))

    def inside(self) -> tuple[slice, slice]:
        """Rows and columns of the finished square that lie in the photo."""
        sides = []
        for low, size, most in zip(self.bent_corner, (self.camera.width, self.camera.height), self.whole, strict=True):
            sides.append(slice(max(0, math.ceil(-low)), max(0, min(size, math.floor(most - low)))))
        return sides[1], sides[0]


@dataclass(frozen=True, slots=True)
class Aim:
    """How a photo of ``whole`` pixels shows a subject: ``place`` in shares of the frame, degrees, mm on 36 mm film.

    ``roll`` and ``azimuth`` (how far the camera went around the subject) are radians.
    """

    whole: tuple[int, int]
    place: tuple[float, float]
    elevation_deg: float
    roll: float
    focal_35mm: float
    distortion: float = 0.0
    azimuth: float = 0.0


def framed(aim: Aim, subject: Floats, px_per_mm: float, side: int) -> Framing:
    """The square of ``side`` pixels around ``subject`` (3,), which is seen at ``px_per_mm`` at its place."""
    focal_px = aim.focal_35mm / 36 * max(aim.whole)
    depth = focal_px / px_per_mm
    size = floats(aim.whole)
    middle = floats(aim.place) * size
    ahead = looking_at(subject, depth, math.radians(aim.elevation_deg), aim.roll, focal_px, aim.whole).rotation
    rotation = ahead @ about_z(aim.azimuth)
    away = np.append((middle - size / 2) / focal_px, 1.0) * depth
    corner = np.round(middle - side / 2).astype(np.float32)
    bent_corner = np.round(distort_points(middle[None], aim.distortion, aim.whole)[0] - side / 2).astype(np.float32)
    principal = size / 2 - corner
    camera = Camera(
        rotation, subject - rotation.T @ away, focal_px, float(principal[0]), float(principal[1]), side, side
    )
    return Framing(camera, aim.whole, corner, bent_corner, aim.distortion)


def shown_faces(mesh: Mesh, camera: Camera, subject: Floats) -> Bools:
    """(M,) which faces are safely in front of the camera and, as far as that is cheap to tell, in the frame."""
    pixels, depth = camera.project(mesh.vertices)
    nearest = NEAREST_DEPTH * float(camera.project(subject[None])[1][0])
    side = camera.width
    near = ((pixels > -side) & (pixels < 2 * side)).all(axis=1) & (depth > nearest)
    return np.asarray(near[mesh.faces].all(axis=1))


def near_part(thing: Thing, subject: Floats, reach_mm: float) -> Thing | None:
    """The thing as far as it is within ``reach_mm`` of the subject to either side and in depth; None if nowhere."""
    near = (np.abs(thing.mesh.vertices - subject) < reach_mm).all(axis=1)
    kept = np.asarray(near[thing.mesh.faces].all(axis=1))
    if not kept.any():
        return None
    return thing if kept.all() else replace(thing, mesh=only(thing.mesh, kept))


def only(mesh: Mesh, kept: Bools) -> Mesh:
    """The mesh of the ``kept`` (M,) faces."""
    faces = mesh.faces[kept]
    used = np.zeros(len(mesh.vertices), bool)
    used[faces.ravel()] = True
    number = (np.cumsum(used) - 1).astype(np.int32)
    return Mesh(mesh.vertices[used], number[faces], mesh.normals[used], mesh.local[used])
