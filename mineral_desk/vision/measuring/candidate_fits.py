"""From places where a cube could be to fitted wire-frames: proposals, coarse fits, estimates of the pose, fine fits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.blobs import CubeBlob, cube_blobs
from mineral_desk.vision.measuring.candidates import SearchedPhoto, poses_of_region, propose
from mineral_desk.vision.measuring.classes import SegmentClass
from mineral_desk.vision.measuring.edge_field import with_silhouettes
from mineral_desk.vision.measuring.pose_estimate import EstimatePoses, PoseEstimates, estimate_poses
from mineral_desk.vision.measuring.pose_fit import PoseFits, fit_poses
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.ranking import distinct, rank
from mineral_desk.vision.measuring.wireframe import BOTTOM_FACE, POSE_SIZE, Floats, project, scale_poses

PROPOSALS_FITTED, FITS_JUDGED = 56, 18
PROPOSALS_IF_SURE, FITS_IF_SURE = 32, 9
BLOBS_FITTED, POSES_PER_BLOB_FITTED = 2, 4
SURE_PRESENCE = 0.8
"""Where segmentation and pose network agree on a cube, the rest of the photo is not searched for edges."""
LEAST_PRESENCE = 0.03
PLACES_ESTIMATED = 10
SILHOUETTE_LEVELS = 60.0
"""How much an outline seen by the segmentation counts, in levels of lightness."""
SAME_PLACE, SAME_SCALE = 0.3, 0.25
"""Fits whose middles (in edges) and scales (logarithm) are this near are one place to the pose network."""
START_REACH, ESTIMATE_REACH = 0.04, 0.06
"""How far from a fitted and from an estimated pose edges are looked for, in cube edges: letters lie further inside."""
ESTIMATE_SPREAD = (0.03, 0.03, 0.04, math.radians(3), math.radians(3), math.radians(2))
"""How well the pose network tells a pose (1 sd): place in cube edges, logarithm of the edge, angles."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundFits:
    """``fits`` at the work size, and the poses that the pose network ``estimates`` there (None without one).

    ``searched`` is the photo that was searched, ``everywhere`` says whether for edges in all of it or only where the
    networks see a cube.
    """

    fits: PoseFits
    estimates: PoseEstimates | None
    searched: SearchedPhoto
    everywhere: bool = True


def fit_candidates(photo: PreparedPhoto, writing: Sequence[Box], estimate: EstimatePoses | None) -> FoundFits:
    """The best fits of the wire-frame anywhere in the photo; ``writing`` are boxes of text at the coarse size."""
    return fit_in(SearchedPhoto(guided(photo)), writing, estimate)


def fit_in(searched: SearchedPhoto, writing: Sequence[Box], estimate: EstimatePoses | None) -> FoundFits:
    """The same in a :func:`guided` photo that may have been searched before."""
    photo = searched.photo
    blobs = cube_blobs(photo.classes)
    seen = _estimates(photo, _places_of_blobs(photo, blobs), estimate)
    sure = seen is not None and bool((seen.presence > SURE_PRESENCE).any())
    counts = (PROPOSALS_IF_SURE, FITS_IF_SURE) if sure else (PROPOSALS_FITTED, FITS_JUDGED)
    start = _coarse_fits(photo, propose(searched, writing, blobs, everywhere=not sure), *counts)
    start = np.concatenate([start, _silhouette_fits(photo, blobs)])
    start = start[distinct(start, -np.arange(len(start), dtype=float), len(start))]
    if seen is not None:
        seen = _together(seen, _estimates(photo, _new_places(start, seen.poses), estimate))
    told = np.zeros((0, POSE_SIZE)) if seen is None else seen.poses[seen.presence > LEAST_PRESENCE]
    return FoundFits(usable(photo, _fine_fits(photo, start, told)), seen, searched, everywhere=not sure)


def _fine_fits(photo: PreparedPhoto, start: Floats, told: Floats) -> PoseFits:
    """Fits from the poses at ``start`` and, twice, from those ``told`` by the pose network: free, and held there.

    Letters and shadows lead free fits astray; held ones do not come quite as near where all edges are clear.
    """
    poses, edges = np.concatenate([start, told, told]), np.exp(told[:, 2])
    spread = np.full(poses.shape, np.inf)
    spread[len(poses) - len(told) :] = np.array(ESTIMATE_SPREAD)
    spread[len(poses) - len(told) :, :2] *= edges[:, None]
    reach = np.full(len(poses), START_REACH)
    reach[len(start) :] = ESTIMATE_REACH
    reach_px = np.maximum(4.0, reach * np.exp(poses[:, 2]))
    return fit_poses(photo.work_edges, poses, photo.camera, reach_px, spread=spread)


def guided(photo: PreparedPhoto) -> PreparedPhoto:
    """The photo with the outlines of what the segmentation takes for cubes among its edges.

    They show sides that the photo hardly does, and outweigh letters; where the photo shows the side itself, both agree.
    """
    if photo.classes is None:
        return photo
    cube = photo.classes.of(SegmentClass.CUBE)
    return replace(
        photo,
        work_edges=with_silhouettes(photo.work_edges, cube, SILHOUETTE_LEVELS),
        coarse_edges=with_silhouettes(photo.coarse_edges, cube, SILHOUETTE_LEVELS),
    )


def _coarse_fits(photo: PreparedPhoto, poses: Floats, fitted_count: int, kept_count: int) -> Floats:
    """The best distinct poses fitted at the coarse size, at the work size."""
    camera, edges = photo.coarse_camera, photo.coarse_edges
    rough = poses[distinct(poses, rank(edges, poses, camera, 3, 16), fitted_count)]
    reach = np.maximum(4.0, 0.12 * np.exp(rough[:, 2]))
    fitted = fit_poses(edges, rough, camera, reach, iterations=6, samples_per_edge=16).poses
    kept = distinct(fitted, rank(edges, fitted, camera, 1, 24), kept_count)
    return scale_poses(fitted[kept], 1 / photo.coarse_scale)


def _silhouette_fits(photo: PreparedPhoto, blobs: Sequence[CubeBlob]) -> Floats:
    """The poses whose silhouettes are most like the blobs', fitted at the coarse size, at the work size.

    They go on whatever edges lie between their sides: engraved cubes have many.
    """
    poses = [pose.vector for blob in blobs[:BLOBS_FITTED] for pose in poses_of_region(blob.hull, POSES_PER_BLOB_FITTED)]
    rough = np.array(poses).reshape(-1, POSE_SIZE)
    reach = np.maximum(3.0, 0.06 * np.exp(rough[:, 2]))
    fitted = fit_poses(photo.coarse_edges, rough, photo.coarse_camera, reach, iterations=6, samples_per_edge=16).poses
    return scale_poses(fitted, 1 / photo.coarse_scale)


def usable(photo: PreparedPhoto, fits: PoseFits) -> PoseFits:
    """The fits that converged on a cube seen from above the table."""
    from_below = project(fits.poses, photo.camera)[1][:, BOTTOM_FACE]
    good = fits.converged & np.isfinite(fits.poses).all(1) & ~from_below
    return PoseFits(fits.poses[good], fits.errors[good], fits.residual_px[good], fits.found[good], fits.converged[good])


def _places_of_blobs(photo: PreparedPhoto, blobs: Sequence[CubeBlob]) -> Floats:
    """(N, 3): x, y and edge at the work size."""
    places = [[blob.x, blob.y, blob.edge_px] for blob in blobs]
    return np.array(places).reshape(-1, 3) / photo.coarse_scale


def _new_places(poses: Floats, known: Floats) -> Floats:
    """(N, 3): where the poses are that lie on none of the known ones, each place once, at most PLACES_ESTIMATED."""
    kept: list[Floats] = []
    for pose in poses:
        others = np.array([*known, *kept]).reshape(-1, POSE_SIZE)
        near = np.hypot(others[:, 0] - pose[0], others[:, 1] - pose[1]) < SAME_PLACE * np.exp(pose[2])
        if not (near & (np.abs(others[:, 2] - pose[2]) < SAME_SCALE)).any():
            kept.append(pose)
        if len(kept) == PLACES_ESTIMATED:
            break
    places = np.array(kept).reshape(-1, POSE_SIZE)[:, :3].copy()
    places[:, 2] = np.exp(places[:, 2])
    return places


def _estimates(photo: PreparedPhoto, places: Floats, estimate: EstimatePoses | None) -> PoseEstimates | None:
    """What the pose network says to the places, asked a second time where it sees the cubes."""
    if estimate is None:
        return None
    first = estimate_poses(photo.work_lab, photo.camera, places, estimate)
    likely = first.presence > LEAST_PRESENCE
    again = np.column_stack([first.poses[likely, :2], np.exp(first.poses[likely, 2])])
    return estimate_poses(photo.work_lab, photo.camera, again, estimate)


def _together(first: PoseEstimates, second: PoseEstimates | None) -> PoseEstimates:
    if second is None:
        return first
    return PoseEstimates(np.concatenate([first.poses, second.poses]), np.concatenate([first.presence, second.presence]))
