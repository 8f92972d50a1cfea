"""More starts for the wire-frame where a cube was nearly found: fits that slid into a neighbouring minimum get out."""

import numpy as np

from mineral_desk.vision.measuring.pose_fit import PoseFits, fit_poses
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.ranking import distinct, rank
from mineral_desk.vision.measuring.wireframe import POSE_SIZE, Floats, scale_poses

KEPT_PER_PLACE = 3
TURNS = np.radians([(tilt, yaw) for tilt in (-14, 0, 14) for yaw in (-18, 0, 18)])
LOG_SCALES = (-0.06, 0.06)


def _starts(pose: Floats) -> Floats:
    """(18, 6): the pose vector (6,) turned, and made smaller and larger."""
    steps = np.zeros((len(LOG_SCALES), len(TURNS), POSE_SIZE))
    steps[:, :, 2] = np.array(LOG_SCALES)[:, None]
    steps[:, :, 3:5] = TURNS
    return np.asarray(pose + steps.reshape(-1, POSE_SIZE))


def fit_around(photo: PreparedPhoto, poses: Floats) -> PoseFits:
    """Fits started around each of the pose vectors (N, 6) of the work size, the best few of each, at the work size."""
    camera, edges = photo.coarse_camera, photo.coarse_edges
    kept = []
    for pose in scale_poses(poses, photo.coarse_scale):
        starts = _starts(pose)
        reach = np.maximum(4.0, 0.1 * np.exp(starts[:, 2]))
        fitted = fit_poses(edges, starts, camera, reach, iterations=6, samples_per_edge=16).poses
        kept.append(fitted[distinct(fitted, rank(edges, fitted, camera, 1, 24), KEPT_PER_PLACE)])
    start = scale_poses(np.concatenate(kept), 1 / photo.coarse_scale)
    return fit_poses(photo.work_edges, start, photo.camera, np.maximum(4.0, 0.04 * np.exp(start[:, 2])))
