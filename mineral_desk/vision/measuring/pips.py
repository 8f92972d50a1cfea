"""Telling a die by its pips: it is a cube, but none whose edge anybody knows."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.cube import CubeCandidate, CubeSearch
from mineral_desk.vision.measuring.face_pictures import FACE_SIDE_PX, FacePicture, face_pictures
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.wireframe import Bools, Floats, project_pose

PLACES = np.array([(x, y) for y in (0.25, 0.5, 0.75) for x in (0.25, 0.5, 0.75)])
"""(9, 2): where pips may be, shares of the face, row by row."""
OFF_GRID, MOST_SHIFT = 0.09, 0.17
"""How far from there their middles may be, and how far all may be shifted: wire-frames slide on rounded edges."""
PIP_DIAMETER = (0.08, 0.34)
"""Shares of the face."""
LEAST_ROUNDNESS, MOST_STRETCH = 0.75, 1.6
"""Area over that of the ellipse in the pip's box, which is at most so many times longer than wide."""
LEAST_CONTRAST = 22.0
"""Levels of grey by which a pip differs from its face."""
BLUR_SHARE = 0.012
SPECK = 0.2
"""What has less of the largest spot's area is no pip, and speaks against none."""
READINGS = 3
"""So many of the best readings of a cube are looked at: a die's wire-frame slides on its rounded edges."""
FEWEST = 3
"""With fewer pips in all stains or holes in the middles of two faces would do."""
PATTERNS = frozenset(
    frozenset(pattern)
    for pattern in (
        {4}, {0, 8}, {2, 6}, {0, 4, 8}, {2, 4, 6}, {0, 2, 6, 8}, {0, 2, 4, 6, 8},
        {0, 2, 3, 5, 6, 8}, {0, 1, 2, 6, 7, 8},
    )
)  # fmt: skip
"""The faces of a die, whichever way they are turned: places of the pips by their numbers in :data:`PLACES`."""


def without_dice(search: CubeSearch, photo: PreparedPhoto, pixels: Pixels, least: float) -> CubeSearch:
    """The search without what is a die by one of its best readings, among the groups that are ``least`` probable.

    ``pixels`` are those of the photo, (H, W, 3) uint8 RGB.
    """
    full = 1 / photo.work_scale
    camera = photo.camera.scaled(full)

    def holds_a_die(group: Sequence[CubeCandidate]) -> bool:
        readings = [one.pose.scaled(full) for one in group[:READINGS] if one.probability >= least]
        return any(is_die(pixels, *project_pose(pose, camera)) for pose in readings)

    return CubeSearch(tuple(group for group in search.groups if not holds_a_die(group)))


def is_die(pixels: Pixels, corners: Floats, faces: Bools) -> bool:
    """Whether the cube with ``corners`` (8, 2) px and visible ``faces`` (6,) has pips.

    ``pixels`` are those of the photo, (H, W, 3) uint8 RGB.
    """
    return sum(map(pips, face_pictures(pixels, corners, faces))) >= FEWEST


def pips(face: FacePicture) -> int:
    """How many pips a straightened face shows; 0 where it shows none, or anything else."""
    grey = cv2.GaussianBlur(face.grey, (0, 0), BLUR_SHARE * FACE_SIDE_PX).astype(np.float32)
    away = grey - np.median(grey)
    bright, dark = _highest(away), _highest(-away)
    if max(bright, dark) < LEAST_CONTRAST:
        return 0
    standing_out = away > bright / 2 if bright > dark else -away > dark / 2
    return _counted(list(_spots(standing_out.astype(np.uint8))))


def _highest(away: npt.NDArray[np.float32]) -> float:
    """The contrast of the smallest spot that could be a pip."""
    smallest = np.pi / 4 * (PIP_DIAMETER[0] * FACE_SIDE_PX) ** 2
    return float(np.quantile(away, 1 - smallest / away.size))


Spot = tuple[float, float, float, bool]
"""Middle (x, y) in shares of the face, area in pixels and whether it is round and of a pip's size."""


def _spots(mask: npt.NDArray[np.uint8]) -> Iterator[Spot]:
    """What stands out, each piece."""
    count, _, stats, middles = cv2.connectedComponentsWithStats(mask)
    for number in range(1, count):
        _, _, width, height, area = stats[number].tolist()
        x, y = ((middles[number] + 0.5) / FACE_SIDE_PX).tolist()
        is_round = area > LEAST_ROUNDNESS * np.pi / 4 * width * height
        is_round &= max(width, height) < MOST_STRETCH * min(width, height)
        fits = all(PIP_DIAMETER[0] < side / FACE_SIDE_PX < PIP_DIAMETER[1] for side in (width, height))
        yield x, y, float(area), bool(is_round and fits)


def _counted(spots: list[Spot]) -> int:
    """The number of pips where the spots are those of a face of a die."""
    largest = max((area for _, _, area, _ in spots), default=0.0)
    shown = [spot for spot in spots if spot[2] >= SPECK * largest]
    if not all(is_pip for *_, is_pip in shown):
        return 0
    middles = np.array([(x, y) for x, y, _, _ in shown])
    return len(shown) if any(_pattern(middles + shift) in PATTERNS for shift in _shifts(middles)) else 0


def _shifts(middles: Floats) -> Floats:
    """(M, 2): those that bring the first of the ``middles`` (N, 2) to a place on the grid."""
    shifts = PLACES - middles[0]
    return np.asarray(shifts[np.abs(shifts).max(axis=1) < MOST_SHIFT])


def _pattern(middles: Floats) -> frozenset[int]:
    """The places on the grid where ``middles`` (N, 2) are, each at one of its own; none where any is beside them."""
    apart = np.abs(middles[:, None] - PLACES).max(axis=2)
    places = frozenset(apart.argmin(axis=1).tolist())
    return places if apart.min(axis=1).max() < OFF_GRID and len(places) == len(middles) else frozenset()
