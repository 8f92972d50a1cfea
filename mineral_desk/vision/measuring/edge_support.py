"""How well edges of the image lie under wire-frames."""

from dataclasses import dataclass

import numpy as np

from mineral_desk.vision.measuring.edge_field import EdgeField, profile_across
from mineral_desk.vision.measuring.wireframe import Camera, EdgeSamples, Floats, project, sample_edges

LEAST_SHARE = 0.6
"""An edge under a wire-frame runs along it: this share of the contrast there lies across."""


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """How well edges of the image lie under the wire-frames of N poses."""

    total: Floats
    """(N,): 0 to 1, the mean over all visible edges, weighted by length."""
    hard: Floats
    """(N, 12): share of each edge's samples with a clear edge."""
    samples: EdgeSamples


def support(field: EdgeField, poses: Floats, camera: Camera, tolerance_px: int, samples_per_edge: int) -> Support:
    """Measure the edge support of pose vectors (N, 6) within ``tolerance_px`` of their wire-frames."""
    corners, faces = project(poses, camera)
    samples = sample_edges(corners, faces, samples_per_edge)
    offsets = np.arange(-tolerance_px, tolerance_px + 1, dtype=float)
    across = profile_across(field, *samples.seen, offsets, LEAST_SHARE)
    best = np.sqrt(across.squared.max(0))
    if across.outside is not None:
        best[across.outside.any(0)] = 0
    best = best.reshape(-1, samples_per_edge)
    soft = samples.by_edge((best / (best + field.threshold)).mean(1))
    hard = samples.by_edge((best > field.threshold).mean(1))
    weights = samples.lengths * samples.visible
    weights /= np.maximum(weights.sum(1, keepdims=True), 1e-6)
    return Support((soft * weights).sum(1), hard, samples)
