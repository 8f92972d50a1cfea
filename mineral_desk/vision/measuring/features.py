"""What tells a reference cube from everything else that a wire-frame fits: numbers for the accept/reject model."""

import math
from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.edge_support import Support, support
from mineral_desk.vision.measuring.fit_check import CheckFits, verdicts
from mineral_desk.vision.measuring.pose_fit import PoseFits
from mineral_desk.vision.measuring.preparation import LAB_OF_BYTES, PreparedPhoto
from mineral_desk.vision.measuring.surroundings import (
    SHORT_EDGE,
    Surroundings,
    estimate_features,
    rim_features,
    silhouette_features,
    weighted_mean,
)
from mineral_desk.vision.measuring.wireframe import FACE_CORNERS, Bools, Floats, project

CUBE_FEATURES: tuple[str, ...] = (
    "support", "support_hard", "support_silhouette", "support_inner", "weakest_edge", "second_weakest_edge",
    "residual_fraction", "residual_px", "roll_deg", "elevation_deg", "log_edge_px", "log_edge_error",
    "chroma", "chroma_least", "chroma_least_face", "texture", "texture_share", "lightness_range", "samples_found",
    "visible_faces", "background_outside", "object_inside", "background_outside_least", "object_overlap",
    "inside_share", "edge_to_texture", "cube_inside", "cube_ring", "cube_overlap", "cube_elsewhere", "specimen_inside",
    "label_inside", "stand_inside", "presence", "estimate_gap", "estimate_scale", "estimate_elevation", "face_unity",
    "log_enlargement", "check_right", "check_gap", "check_scale",
)  # fmt: skip
"""The columns of the accept/reject model's input, in order."""
CHECK_FEATURES = CUBE_FEATURES[-3:]
"""What the network that checks fits says, see :data:`.fit_check.VERDICT`."""

SMALL_FACE = 0.04
FACE_SHRINK = 0.8


def _edge_features(found: Support, index: int, edge_px: float) -> dict[str, float]:
    samples = found.samples
    hard, lengths = found.hard[index], samples.lengths[index]
    visible, silhouette = samples.visible[index], samples.silhouette[index]
    weights = lengths * visible
    long_sides = np.sort(hard[visible & silhouette & (lengths > SHORT_EDGE * edge_px)])
    return {
        "support": float(found.total[index]),
        "support_hard": weighted_mean(hard, weights, 0.0),
        "support_silhouette": weighted_mean(hard, weights * silhouette, 0.0),
        "support_inner": weighted_mean(hard, weights * ~silhouette, 1.0),
        "weakest_edge": float(long_sides[0]) if len(long_sides) else 0.0,
        "second_weakest_edge": float(long_sides[1]) if len(long_sides) > 1 else 0.0,
    }


def _face_pixels(corners: Floats, width: int, height: int) -> tuple[slice, slice, Bools] | None:
    """The window around a face, shrunk a little, and which of its pixels belong to it."""
    middle = corners.mean(0)
    shrunk = middle + (corners - middle) * FACE_SHRINK
    x0, y0 = np.maximum(np.floor(shrunk.min(0)).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(shrunk.max(0)).astype(int) + 1, [width, height])
    if x1 - x0 < 2 or y1 - y0 < 2:
        return None
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillConvexPoly(mask, np.round(shrunk - [x0, y0] - 0.5).astype(np.int32), (1,))
    return (slice(y0, y1), slice(x0, x1), mask > 0) if mask.sum() >= 5 else None


def _face_features(photo: PreparedPhoto, corners: Floats, faces: Bools, edge_px: float) -> dict[str, float]:
    """How grey and how plain the visible faces are, and how much their lightness differs."""
    edges = photo.work_edges
    busy = max(1.5, 2.5 * edges.noise)
    rows: list[tuple[float, ...]] = []
    lightnesses: list[Floats] = []
    for face in np.flatnonzero(faces):
        quad = corners[FACE_CORNERS[face]]
        area = float(cv2.contourArea(quad.astype(np.float32)))
        window = _face_pixels(quad, edges.width, edges.height) if area >= SMALL_FACE * edge_px**2 else None
        if window is None:
            continue
        rows_, columns, inside = window
        counts = _byte_counts(photo.work_lab_bytes[rows_, columns], inside)
        lightnesses.append(counts[0])
        colour = np.array([_middle(one, levels).mean() for one, levels in zip(counts, LAB_OF_BYTES[0].T, strict=True)])
        table = np.median(_table_colours(photo, rows_, columns), axis=1)
        contrast = edges.magnitude[rows_, columns][inside]
        grey, apart = math.hypot(colour[1], colour[2]), math.hypot(*(colour[1:] - table))
        share = float((contrast > busy).mean())
        rows.append((area, grey, min(grey, apart), float(contrast.mean()), share, float(colour[0])))
    if not rows:
        rows = [(1.0, 99.0, 99.0, 99.0, 1.0, 0.0)]
    area, grey, least, texture, share, lightness = np.array(rows).T
    return {
        "chroma": float(np.average(grey, weights=area)),
        "chroma_least": float(np.average(least, weights=area)),
        "chroma_least_face": float(least.min()),
        "texture": float(np.average(texture, weights=area)),
        "texture_share": float(np.average(share, weights=area)),
        "lightness_range": float(np.ptp(lightness)),
        "face_unity": _face_unity(lightnesses),
    }


def _byte_counts(part: Pixels, inside: Bools) -> Floats:
    """(3, 256): how many of the pixels ``inside`` (H, W) have each byte, by channel of ``part`` (H, W, 3)."""
    mask = inside.view(np.uint8)
    counts = [cv2.calcHist([part], [channel], mask, [256], [0, 256]) for channel in range(3)]
    return np.array(counts, dtype=float).reshape(3, 256)


def _middle(counts: Floats, levels: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """(2,): the two ``levels`` (256,) in the middle of so many of each; their mean is the median."""
    below = np.cumsum(counts)
    return levels[np.searchsorted(below, [(below[-1] - 1) // 2, below[-1] // 2], side="right")]


def _face_unity(lightnesses: Sequence[Floats]) -> float:
    """How much the pixels of each face differ from its middle lightness, over how much all differ from that of all.

    Near 1 for one face or for faces that are laid across the cube's own, small where the cube's own differ. Faces are
    given as how many of their pixels have each byte of lightness.
    """
    if not lightnesses:
        return 1.0
    levels = LAB_OF_BYTES[0, :, 0].astype(float)

    def apart(counts: Floats) -> float:
        return float(counts @ np.abs(levels - _middle(counts, levels).mean()))

    return sum(map(apart, lightnesses)) / max(apart(np.sum(lightnesses, axis=0)), 1e-6)


def _table_colours(photo: PreparedPhoto, rows: slice, columns: slice) -> Floats:
    """(2, N): a and b of the table in a window of the work size."""
    scale, surface = photo.coarse_scale, photo.background.surface
    y0, x0 = int(rows.start * scale), int(columns.start * scale)
    part = surface[y0 : int(rows.stop * scale) + 1, x0 : int(columns.stop * scale) + 1, 1:]
    return np.ascontiguousarray(part.reshape(-1, 2).T, dtype=float)


def cube_features(
    photo: PreparedPhoto, around: Surroundings, fits: PoseFits, check: CheckFits | None = None
) -> npt.NDArray[np.float32]:
    """(N, F) float32: the features of fitted poses (work size), columns as in :data:`CUBE_FEATURES`.

    ``check`` is the network that looks at each; without it its columns leave everything open.
    """
    checked = verdicts(photo.work_lab, fits.poses, photo.camera, check)
    corners, faces = project(fits.poses, photo.camera)
    edge_px = np.exp(fits.poses[:, 2])
    near, wide = (support(photo.work_edges, fits.poses, photo.camera, reach, 40) for reach in (1, 2))
    rows: list[Mapping[str, float]] = []
    for index, edge in enumerate(edge_px):
        found = near if edge < 60 else wide
        row = _edge_features(found, index, edge)
        row |= rim_features(around, found.samples, index, corners[index], edge_px=edge, factor=photo.coarse_scale)
        row |= silhouette_features(around, corners[index], edge, photo.coarse_scale)
        row |= estimate_features(around, fits.poses[index], corners[index])
        row |= _face_features(photo, corners[index], faces[index], edge)
        row |= dict(zip(CHECK_FEATURES, checked[index].tolist(), strict=True))
        row |= {
            "residual_fraction": float(fits.residual_px[index] / edge),
            "residual_px": float(fits.residual_px[index]),
            "roll_deg": abs(math.degrees(fits.poses[index, 5])),
            "elevation_deg": math.degrees(fits.poses[index, 3]),
            "log_edge_px": float(fits.poses[index, 2]),
            "log_edge_error": math.log(max(float(fits.errors[index, 2]), 1e-5)),
            "samples_found": float(fits.found[index]),
            "visible_faces": float(faces[index].sum()),
            "log_enlargement": max(0.0, math.log(photo.work_scale)),
            "edge_to_texture": _edge_to_texture(photo, found, index, row["texture"]),
        }
        rows.append(row)
    return np.array([[row[name] for name in CUBE_FEATURES] for row in rows], np.float32).reshape(-1, len(CUBE_FEATURES))


def _edge_to_texture(photo: PreparedPhoto, found: Support, index: int, texture: float) -> float:
    """Contrast under the wire-frame against the contrast on the faces."""
    visible = found.samples.visible[index]
    points = found.samples.points[index][visible].reshape(-1, 2)
    x = np.clip(points[:, 0].astype(np.intp), 0, photo.work_edges.width - 1)
    y = np.clip(points[:, 1].astype(np.intp), 0, photo.work_edges.height - 1)
    return float(math.log((np.median(photo.work_edges.magnitude[y, x]) + 0.3) / (texture + 0.3)))
