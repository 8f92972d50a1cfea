"""The faces of a cube seen straight on, and the cube as a whole: the pictures that letters are looked for on."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.wireframe import FACE_CORNERS, Bools, Floats

FACE_SIDE_PX = 160
"""Side of a straightened face."""
LEAST_AREA_PX = 170.0
LEAST_DEPTH_PX = 8.0
"""Faces smaller than this, or seen flatter, cannot be read."""
MOST_REDUCTION = 6
TOP_FACE = 5
SIDE_PREFERENCE = 1.5
"""Letters on sides are upright more often than letters on top: a side is tried first when it is not much smaller."""
INSET = 0.03
"""Share of a face left out on each side: bevels, and the table beside a wire-frame that is a little too large."""
AIR = 0.03
"""Share of the cube's extent shown around it where all of it is shown."""
RIM = 0.1
"""Share left out on each side when the contrast is judged."""
DARKEST_PERCENT, BRIGHTEST_PERCENT = 1.0, 99.0
LEAST_CONTRAST = 12.0
LOCAL_SIGMA_PX = 0.22 * FACE_SIDE_PX
LOCAL_GAIN = 42.0

Quad = npt.NDArray[np.float32]
"""(4, 2) px: lower left, upper left, upper right, lower right of a face as it appears in the photo."""


@dataclass(frozen=True, slots=True, eq=False)
class FacePicture:
    """A face, or the whole cube, at (160, 160) uint8 grey; ``side_px`` is the longest side of a face in the photo."""

    grey: npt.NDArray[np.uint8]
    side_px: float

    def stretched(self) -> Pixels:
        """(160, 160, 3): from the darkest to the brightest of the face itself."""
        rim = round(RIM * FACE_SIDE_PX)
        low, high = np.percentile(self.grey[rim:-rim, rim:-rim], [DARKEST_PERCENT, BRIGHTEST_PERCENT]).tolist()
        return _rgb(10 + 235 / max(high - low, LEAST_CONTRAST) * (self.grey.astype(np.float32) - low))

    def evened(self) -> Pixels:
        """(160, 160, 3): light and contrast made the same all over the face."""
        grey = self.grey.astype(np.float32)
        away = grey - cv2.GaussianBlur(grey, (0, 0), LOCAL_SIGMA_PX)
        spread = np.sqrt(cv2.GaussianBlur(away * away, (0, 0), LOCAL_SIGMA_PX))
        return _rgb(128 + LOCAL_GAIN * away / np.maximum(spread, max(3.0, 0.5 * float(spread.mean()))))


def face_pictures(pixels: Pixels, corners: Floats, faces: Bools) -> Iterator[FacePicture]:
    """The faces that can be read, the most legible first.

    ``corners`` (8, 2) px and visible ``faces`` (6,) of a cube in ``pixels`` (H, W, 3) uint8 RGB, as from
    :func:`~mineral_desk.vision.measuring.wireframe.project_pose`.
    """
    quads = [(int(face), _as_seen(corners[FACE_CORNERS[face]])) for face in np.flatnonzero(faces)]
    legible = [(face, quad) for face, quad in quads if _is_legible(quad)]
    for _, quad in sorted(legible, key=lambda one: -cv2.contourArea(one[1]) * _preference(one[0])):
        yield FacePicture(_warped(pixels, quad, INSET), float(_sides(quad).max()))


def whole_picture(pixels: Pixels, corners: Floats) -> FacePicture:
    """The cube as it stands there: small letters are read also where the wire-frame fits badly inside."""
    low, high = corners.min(0), corners.max(0)
    (x, y), half = (low + high) / 2, float((high - low).max()) * (0.5 + AIR)
    square = np.array([[x - half, y + half], [x - half, y - half], [x + half, y - half], [x + half, y + half]])
    return FacePicture(_warped(pixels, square.astype(np.float32), 0.0), half)


def _preference(face: int) -> float:
    return 1.0 if face == TOP_FACE else SIDE_PREFERENCE


def _as_seen(corners: Floats) -> Quad:
    """The corners from the lower left one on, clockwise."""
    quad = corners.astype(np.float32)
    if cv2.contourArea(quad, True) < 0:
        quad = quad[::-1].copy()
    return np.roll(quad, -int(np.argmax(quad[:, 1] - quad[:, 0])), axis=0)


def _sides(quad: Quad) -> npt.NDArray[np.float32]:
    return np.asarray(np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1), np.float32)


def _is_legible(quad: Quad) -> bool:
    area = float(cv2.contourArea(quad))
    return area >= LEAST_AREA_PX and area / float(_sides(quad).max()) >= LEAST_DEPTH_PX


def _warped(pixels: Pixels, quad: Quad, inset: float) -> npt.NDArray[np.uint8]:
    """What ``quad`` holds, straightened; a large one at a multiple of the size and averaged: nothing is skipped."""
    times = int(np.clip(round(float(_sides(quad).max()) / FACE_SIDE_PX), 1, MOST_REDUCTION))
    side = FACE_SIDE_PX * times
    low, high = -inset * side, (1 + inset) * side
    target = np.array([[low, high], [low, low], [high, low], [high, high]], np.float32)
    height, width = pixels.shape[:2]
    left, top = np.clip(np.floor(quad.min(0)).astype(int) - 2, 0, [width - 1, height - 1])
    right, bottom = np.ceil(quad.max(0)).astype(int) + 3
    part = cv2.cvtColor(
        np.ascontiguousarray(pixels[top : max(bottom, top + 1), left : max(right, left + 1)]), cv2.COLOR_RGB2GRAY
    )
    warp = cv2.getPerspectiveTransform(quad - np.array([left, top], np.float32), target)
    how = cv2.INTER_CUBIC if times == 1 else cv2.INTER_LINEAR
    face = cv2.warpPerspective(part, warp, (side, side), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(face, (FACE_SIDE_PX, FACE_SIDE_PX), interpolation=cv2.INTER_AREA), np.uint8)


def _rgb(grey: npt.NDArray[np.floating]) -> Pixels:
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
