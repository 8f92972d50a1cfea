"""The pin-hole camera. World: millimetres, table at z = 0, z up, the camera looks towards +y."""

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from mineral_desk.training.scenes.noise import Floats, floats


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """``rotation`` (3, 3) holds the camera's right, down and forward directions as rows; the rest is in pixels."""

    rotation: npt.NDArray[np.float64]
    centre: npt.NDArray[np.float64]
    focal_px: float
    principal_x: float
    principal_y: float
    width: int
    height: int

    @property
    def focal_length_35mm(self) -> float:
        """Focal length on film whose longer side is 36 mm."""
        return self.focal_px / max(self.width, self.height) * 36

    def project(self, points: npt.NDArray[np.floating]) -> tuple[Floats, Floats]:
        """(N, 2) pixels and (N,) depths in mm along the optical axis of ``points`` (N, 3)."""
        seen = (np.asarray(points, float) - self.centre) @ self.rotation.T
        depth = np.maximum(seen[:, 2], 1e-3)
        x = self.focal_px * seen[:, 0] / depth + self.principal_x
        y = self.focal_px * seen[:, 1] / depth + self.principal_y
        return np.stack([x, y], axis=1).astype(np.float32), depth.astype(np.float32)

    def rays(self) -> Floats:
        """(H, W, 3) directions from the centre through the pixels, with unit depth."""
        x = (np.arange(self.width) + 0.5 - self.principal_x) / self.focal_px
        y = (np.arange(self.height) + 0.5 - self.principal_y) / self.focal_px
        right, down, forward = self.rotation
        return floats(x[None, :, None] * right + y[:, None, None] * down + forward)

    def scaled(self, factor: float) -> "Camera":
        """The same view with ``factor`` times as many pixels a side."""
        return replace(
            self,
            focal_px=self.focal_px * factor,
            principal_x=self.principal_x * factor,
            principal_y=self.principal_y * factor,
            width=round(self.width * factor),
            height=round(self.height * factor),
        )

    def widened(self, margin: int) -> "Camera":
        """The same view with ``margin`` more pixels at each side."""
        return replace(self.shifted(margin, margin), width=self.width + 2 * margin, height=self.height + 2 * margin)

    def shifted(self, dx: float, dy: float) -> "Camera":
        """The picture moved by (dx, dy) pixels inside its frame."""
        return replace(self, principal_x=self.principal_x + dx, principal_y=self.principal_y + dy)


def looking_at(  # noqa: PLR0917
    target: npt.NDArray[np.floating],
    distance: float,
    elevation: float,
    roll: float,
    focal_px: float,
    size: tuple[int, int],
) -> Camera:
    """A camera ``distance`` mm from ``target``, raised by ``elevation`` and rolled by ``roll`` radians."""
    forward = np.array([0, math.cos(elevation), -math.sin(elevation)])
    right = np.array([1.0, 0, 0])
    c, s = math.cos(roll), math.sin(roll)
    upright = np.stack([right, np.cross(forward, right), forward])
    rotation = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]]) @ upright
    centre = np.asarray(target, float) - forward * distance
    return Camera(rotation, centre, focal_px, size[0] / 2, size[1] / 2, *size)
