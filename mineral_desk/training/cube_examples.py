"""Examples for the cube's accept/reject model: fitted wire-frames with their features, labelled from the scenes' truth.

Every rendered scene is used twice: as it is, and shrunk to the size and the compression of small web pictures. The
features of a photo are kept in a cache, so that an interrupted run goes on where it stopped.
"""

import hashlib
import io
import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.truth import CubeTruth, SceneTruth
from mineral_desk.vision.measuring.classes import Segment
from mineral_desk.vision.measuring.corner_pose import pose_from_corners
from mineral_desk.vision.measuring.cube import judged_candidates
from mineral_desk.vision.measuring.features import CUBE_FEATURES
from mineral_desk.vision.measuring.fit_check import CheckFits
from mineral_desk.vision.measuring.pose_estimate import EstimatePoses
from mineral_desk.vision.measuring.preparation import camera_of, prepare
from mineral_desk.vision.measuring.wireframe import Camera, Floats, project

CENTRE_LIMIT, SCALE_LIMIT, CORNER_LIMIT = 0.15, 0.045, 0.16
"""A fit is right when its centre, its scale and its corners are this near to the truth (shares of the edge)."""
CORNER_ERROR_PX = 0.5
UNKNOWN_FOCAL_SCALE_LIMIT = 0.09
"""Where the focal length has to be guessed, the scale of a cube away from the middle depends on the guess."""
CORNER_LIMIT_PX, LOOSEST_CORNER_LIMIT = 5.0, 0.27
"""A cube of few pixels shows its corners no better than this (pixels of the picture), while its scale may be right."""
NEAR_CENTRE, NEAR_SCALE, NEAR_CORNER = 0.35, 0.06, 1.5
"""Fits this near that are not right teach neither: they are left out (shares of the edge; times the corners' limit)."""
QUARTER_TURNS = np.array(
    [[0, 1, 2, 3, 4, 5, 6, 7], [2, 3, 6, 7, 0, 1, 4, 5], [6, 7, 4, 5, 2, 3, 0, 1], [4, 5, 0, 1, 6, 7, 2, 3]]
)
"""(4, 8): the numbers of the corners of a cube that is turned about its upright axis and looks the same."""
SMALL_SIDES_PX = (190, 620)
SMALL_QUALITIES = (45, 90)
UNSEGMENTED = 5
"""One photo in so many is judged as if there was no segmentation, so that the judge also knows photos without."""


@dataclass(frozen=True, slots=True, eq=False)
class TrueCube:
    """Corners (8, 2) and edge length at the cube's centre, pixels of the upright photo at full size.

    Both are as the photo shows them: a lens that distorts draws a cube in a corner larger or smaller than it is, which
    no judge of fits can know.
    """

    corners_px: Floats
    edge_px: float


@dataclass(frozen=True, slots=True)
class ScenePhoto:
    """A photo with the cubes that are really in it (none for photos without a cube)."""

    path: Path
    focal_length_35mm: float | None = None
    cubes: tuple[TrueCube, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Features (N, F) float32, labels (N,) bool and the photo each row came from (N,)."""

    features: npt.NDArray[np.float32]
    labels: npt.NDArray[np.bool_]
    photos: npt.NDArray[np.int64]


def read_scenes(folder: Path) -> list[ScenePhoto]:
    """The rendered scenes of a folder with their ``truth.json`` (see :class:`SceneTruth`), in its order."""
    records = json.loads((folder / "truth.json").read_text("utf-8"))
    truths = [SceneTruth.from_dict(record) for record in records]
    return [
        ScenePhoto(
            folder / truth.file, truth.exif_focal_length_35mm, tuple(_as_shown(truth, cube) for cube in truth.cubes)
        )
        for truth in truths
    ]


def _as_shown(truth: SceneTruth, cube: CubeTruth) -> TrueCube:
    corners = np.array(cube.corners_px, dtype=float)
    camera = camera_of(truth.width_px, truth.height_px, truth.focal_length_35mm)
    found = pose_from_corners(corners, np.full(len(corners), CORNER_ERROR_PX), camera)
    return TrueCube(corners, found.pose.edge_px)


def true_focal_lengths(folder: Path) -> list[float | None]:
    """The true focal lengths (mm on 36 mm film) of the scenes that :func:`read_scenes` reads, EXIF or not."""
    records = json.loads((folder / "truth.json").read_text("utf-8"))
    return [SceneTruth.from_dict(record).focal_length_35mm for record in records]


def open_upright(path: Path) -> Pixels:
    """(H, W, 3) uint8 RGB with the EXIF orientation applied."""
    with Image.open(path) as picture:
        return np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))


def shrunk(pixels: Pixels, seed: int) -> Pixels:
    """The photo as a small, strongly compressed picture; the same seed gives the same picture."""
    rng = np.random.default_rng(seed)
    side = math.exp(rng.uniform(*np.log(SMALL_SIDES_PX)))
    factor = min(1.0, side / max(pixels.shape[:2]))
    small = Image.fromarray(pixels).resize([max(16, round(edge * factor)) for edge in pixels.shape[1::-1]])
    gamma = rng.uniform(0.7, 1.4)
    small = small.point([round(255 * (level / 255) ** gamma) for level in range(256)] * 3)
    store = io.BytesIO()
    small.save(store, "JPEG", quality=int(rng.integers(*SMALL_QUALITIES)))
    return np.asarray(Image.open(store).convert("RGB"))


def departures(poses: Floats, camera: Camera, cubes: Sequence[TrueCube]) -> Floats:
    """(N, C, 3): how far each of the fitted ``poses`` (N, 6) is from each true cube.

    These are the distance of the centres and that of the corner furthest off, over the edge, and the difference of the
    scales (logarithm). A cube whose inside is taken for its outside (Necker's) has its corners where the true one has
    them, but nearer ones for further ones: corners are compared by their numbers, up to quarter turns.
    """
    found = np.zeros((len(poses), len(cubes), 3))
    if len(poses) == 0:
        return found
    corners, _ = project(poses, camera)
    for number, cube in enumerate(cubes):
        gaps = np.hypot(*np.moveaxis(cube.corners_px[QUARTER_TURNS][None] - corners[:, None], -1, 0)) / cube.edge_px
        found[:, number, 0] = np.hypot(*(poses[:, :2] - cube.corners_px.mean(0)).T) / cube.edge_px
        found[:, number, 1] = gaps.max(2).min(1)
        found[:, number, 2] = np.abs(poses[:, 2] - math.log(cube.edge_px))
    return found


def label(
    departures: Floats, edges_px: Floats, scale_limit: float = SCALE_LIMIT
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which fits (N,) are right and which so nearly right that they are left out, by their :func:`departures`.

    ``edges_px`` (C,) are the edges of the true cubes in pixels of the picture.
    """
    limits = np.clip(CORNER_LIMIT_PX / edges_px, CORNER_LIMIT, LOOSEST_CORNER_LIMIT)
    centre, corner, scale = np.moveaxis(departures, -1, 0)
    right = (centre < CENTRE_LIMIT) & (scale < scale_limit) & (corner < limits)
    near = (centre < NEAR_CENTRE) & (scale < max(NEAR_SCALE, scale_limit)) & (corner < NEAR_CORNER * limits)
    return right.any(1), near.any(1) & ~right.any(1)


@dataclass(frozen=True, slots=True)
class Networks:
    """What helps the search: the segmentation and the networks that estimate poses and look at fits.

    ``name`` tells versions apart.
    """

    segment: Segment | None = None
    estimate: EstimatePoses | None = None
    check: CheckFits | None = None
    name: str = ""


NO_NETWORKS = Networks()


def _examples_of(photo: ScenePhoto, small: bool, seed: int, networks: Networks) -> dict[str, npt.NDArray[np.generic]]:
    pixels = open_upright(photo.path)
    full_size = pixels.shape[1]
    if small:
        pixels = shrunk(pixels, seed)
    segment = None if (seed + small) % UNSEGMENTED == 0 else networks.segment
    prepared = prepare(pixels, photo.focal_length_35mm, segment)
    found, features, _ = judged_candidates(prepared, (), networks.estimate, networks.check)
    factor = prepared.work_edges.width / full_size
    camera = prepared.camera
    return {
        "features": features,
        "poses": found.fits.poses,
        "camera": np.array([camera.focal_px, camera.centre_x, camera.centre_y]),
        "factor": np.array(factor),
        "enlargement": np.array(prepared.work_scale),
        "focal_length_known": np.array(prepared.focal_length_known),
    }


def _labelled(photo: ScenePhoto, stored: Mapping[str, npt.NDArray[Any]], number: int) -> Examples:
    factor, limit = float(stored["factor"]), UNKNOWN_FOCAL_SCALE_LIMIT
    if stored["focal_length_known"]:
        limit = SCALE_LIMIT
    cubes = [TrueCube(cube.corners_px * factor, cube.edge_px * factor) for cube in photo.cubes]
    edges_px = np.array([cube.edge_px for cube in cubes]) / float(stored["enlargement"])
    right, near = label(departures(stored["poses"], Camera(*stored["camera"]), cubes), edges_px, limit)
    return Examples(stored["features"][~near], right[~near], np.full(int((~near).sum()), number, dtype=np.int64))


def _cache_key(photo: ScenePhoto, small: bool, networks: Networks) -> str:
    named = f"{photo.path.name} {photo.path.stat().st_size} {small} {networks.name} {' '.join(CUBE_FEATURES)}"
    return hashlib.sha256(named.encode()).hexdigest()[:24]


def collect(
    photos: Sequence[ScenePhoto],
    cache: Path,
    *,
    also_small: bool = True,
    first_number: int = 0,
    networks: Networks = NO_NETWORKS,
) -> Iterator[Examples]:
    """The examples of each photo, from the cache where they are there already; photos count from ``first_number``."""
    cache.mkdir(parents=True, exist_ok=True)
    for number, photo in enumerate(photos, first_number):
        for small in (False, True) if also_small else (False,):
            stored = cache / f"{_cache_key(photo, small, networks)}.npz"
            if not stored.exists():
                part = stored.with_suffix(f".{os.getpid()}.part.npz")
                np.savez(part, **_examples_of(photo, small, number, networks))  # type: ignore[arg-type]
                part.replace(stored)
            with np.load(stored, allow_pickle=False) as found:
                yield _labelled(photo, found, number)
