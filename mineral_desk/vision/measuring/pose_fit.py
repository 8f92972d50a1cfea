"""Fitting the wire-frame to image edges: 1-D searches along the edges' normals and damped robust least squares.

The scheme is RAPID's (Harris and Stennett 1990, "RAPID - a video rate object tracker"): sample the visible edges, look
for the strongest matching contrast along each normal, solve for the change of pose that brings the edges there, repeat
with a shorter reach. Many poses are fitted at once: all arrays have a leading axis N.
"""

from dataclasses import dataclass

import numpy as np

from mineral_desk.vision.measuring.edge_field import EdgeField, profile_across
from mineral_desk.vision.measuring.wireframe import (
    EDGES,
    POSE_SIZE,
    Bools,
    Camera,
    EdgeSamples,
    Floats,
    project,
    sample_edges,
    sample_fractions,
)

ROLL_SD = np.radians(3.0)
"""Photos are taken nearly level: a weak prior on the roll."""
HELD_SHARE = 0.1
"""How much a word on the pose counts against edges, in square pixels: as if these erred together by a third of one."""
LARGEST_STEP = np.array([np.inf, np.inf, 0.15, 0.2, 0.2, 0.1])
DERIVATIVE_STEP = np.array([0.1, 0.1, 1e-3, 1e-3, 1e-3, 1e-3])
LOWEST, HIGHEST = np.radians(2.0), np.radians(92.0)
LARGEST_ROLL = 0.45
CORRELATION = 3.0
"""Neighbouring samples see the same pixels: the residuals' information counts this many times too often."""
FEWEST_SAMPLES = 20
LEAST_SHARE = 0.5
"""Edges that a fit goes to have this share of the contrast there across the wire-frame's side."""
CHUNK = 8
"""So many poses of about the same reach are fitted together and end together ..."""
TOGETHER = 4
"""... and so many chunks where all of them go on to the end."""
LEAST_ITERATIONS = 7


@dataclass(frozen=True, slots=True, eq=False)
class PoseFits:
    """Fitted poses (N, 6), their standard deviations (N, 6), residuals (N,) px and share of samples found (N,)."""

    poses: Floats
    errors: Floats
    residual_px: Floats
    found: Floats
    converged: Bools


@dataclass(frozen=True, slots=True, eq=False)
class _Matches:
    """Of the samples of all visible edges, (M, k)."""

    distance: Floats
    weight: Floats
    usable: Bools


def _match(field: EdgeField, samples: EdgeSamples, reach: Floats, widest: Floats) -> _Matches:
    """The strongest edge near each sample: signed distance along the normal, refined by a parabola.

    Edges are looked for within ``reach`` (N,); profiles end at the largest reach of a pose's chunk, ``widest`` (N,).
    """
    shown, count = np.nonzero(samples.visible)[0], samples.count
    furthest = np.ceil(widest).astype(np.intp)
    middle_place = int(furthest.max())
    ends = np.repeat(furthest[shown], count)
    offsets = np.arange(-middle_place, middle_place + 1, dtype=float)
    squared = profile_across(field, *samples.seen, offsets, LEAST_SHARE).squared
    near = np.exp(-((offsets[:, None] / (0.8 * reach)) ** 2)) * (np.abs(offsets)[:, None] <= np.ceil(reach))
    by_line = squared.reshape(len(offsets), -1, count)
    by_line *= near[:, shown, None]
    peak, each = squared.argmax(0), np.arange(squared.shape[1])
    places = (np.clip(peak + step, middle_place - ends, middle_place + ends) for step in (-1, 0, 1))
    left, middle, right = (np.sqrt(squared[place, each]) for place in places)
    bend = left - 2 * middle + right
    flat = np.abs(bend) < 1e-6
    shift = np.where(flat, 0, 0.5 * (left - right) / np.where(flat, 1, bend))
    distance = (offsets[peak] + np.clip(shift, -0.5, 0.5)).reshape(-1, count)
    middle = middle.reshape(-1, count)
    usable = middle > field.threshold
    cutoff = 2.2 * np.maximum(1.0, reach * 0.5)[shown, None]
    robust = np.maximum(0, 1 - (distance / cutoff) ** 2) ** 2
    lengths = samples.lengths[samples.visible][:, None]
    weight = lengths * robust * middle / (middle + 2 * field.threshold) * usable
    return _Matches(distance, weight, usable)


def _seen(poses: Floats, camera: Camera, count: int) -> tuple[EdgeSamples, Floats, Floats]:
    """The edges, and (N, 12, 6) how their first and last ends move along the normals when a parameter grows."""
    moved = (poses[:, None] + np.diag(DERIVATIVE_STEP)).reshape(-1, POSE_SIZE)
    corners, faces = project(np.concatenate([poses, moved]), camera)
    here, shifted = corners[: len(poses)], corners[len(poses) :].reshape(len(poses), POSE_SIZE, 8, 2)
    samples = sample_edges(here, faces[: len(poses)], count)
    per_unit = np.ascontiguousarray((shifted - here[:, None]).transpose(3, 0, 2, 1)) / DERIVATIVE_STEP
    x, y = samples.normals[..., 0, None], samples.normals[..., 1, None]
    first, last = (per_unit[0][:, EDGES[:, side]] * x + per_unit[1][:, EDGES[:, side]] * y for side in (0, 1))
    return samples, first, last


def _normal_equations(
    samples: EdgeSamples, matches: _Matches, first: Floats, last: Floats, poses: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Matrices (N, 6, 6), right-hand sides (N, 6), residual variances and summed weights (N,), with the roll's prior.

    A sample moves as both ends of its edge do, ``first`` and ``last`` (N, 12, 6), in the measure of its place between
    them: so the sums over an edge's samples come before those over the edges.
    """
    to_last = sample_fractions(matches.weight.shape[1])
    to_first = 1 - to_last
    pulls = matches.weight * matches.distance
    shares = np.stack([to_first * to_first, to_first * to_last, to_last * to_last, np.ones_like(to_last)], axis=1)
    firsts, mixed, lasts, weights = np.moveaxis(samples.by_edge(matches.weight @ shares), -1, 0)[..., None]
    at_first, at_last = np.moveaxis(samples.by_edge(pulls @ np.stack([to_first, to_last], axis=1)), -1, 0)[..., None]
    weighted = np.concatenate([firsts * first + mixed * last, mixed * first + lasts * last], axis=1)
    matrix = weighted.transpose(0, 2, 1) @ np.concatenate([first, last], axis=1)
    right = (at_first * first + at_last * last).sum(1)
    weight = weights.sum((1, 2))
    total = np.maximum(weight, 1e-9)
    variance = samples.by_edge((pulls * matches.distance).sum(1)).sum(1) / total
    prior = 0.006 * total / ROLL_SD**2
    matrix[:, 5, 5] += prior
    right[:, 5] -= prior * poses[:, 5]
    diagonal = np.arange(POSE_SIZE)
    matrix[:, diagonal, diagonal] *= 1 + 1e-6
    matrix[:, diagonal, diagonal] += 1e-9 * total[:, None] + 1e-9
    return matrix, right, variance, weight


def _hold(matrix: Floats, right: Floats, away: Floats, spread: Floats, weight: Floats) -> None:
    """Add the pull back to a pose that is ``away`` (N, 6) and known to ``spread`` (N, 6), inf: not at all."""
    pull = HELD_SHARE * weight[:, None] / spread**2
    diagonal = np.arange(POSE_SIZE)
    matrix[:, diagonal, diagonal] += pull
    right += pull * away


def _errors(matrix: Floats, variance: Floats, heaviest: Floats) -> Floats:
    """(N, 6): standard deviations from the inverse of the weighted normal matrix; ``heaviest`` (N,) is a weight."""
    unit = np.maximum(heaviest, 1e-9)[:, None, None]
    covariance = np.linalg.inv(matrix / unit) * (np.maximum(variance, 0.04) * CORRELATION)[:, None, None]
    return np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0))


def _fit_together(
    field: EdgeField,
    start: Floats,
    camera: Camera,
    reaches_px: tuple[Floats, Floats],
    spread: Floats,
    *,
    iterations: int,
    count: int,
) -> PoseFits:
    """Fits of poses (N, 6); ``reaches_px`` are their own reaches (N,) and the largest of their chunks (N,)."""
    poses = start.copy()
    enough = np.ones(len(poses), dtype=bool)
    for iteration in range(iterations):
        reach, widest = (np.maximum(3.0, reach_px * 0.72**iteration) for reach_px in reaches_px)
        samples, first, last = _seen(poses, camera, count)
        matches = _match(field, samples, reach, widest)
        usable = samples.by_edge(matches.usable.sum(1)).sum(1)
        enough &= usable >= FEWEST_SAMPLES
        matrix, right, variance, weight = _normal_equations(samples, matches, first, last, poses)
        _hold(matrix, right, start - poses, spread, weight)
        step = np.linalg.solve(matrix, right[..., None])[..., 0]
        largest = np.minimum(LARGEST_STEP, np.where(np.isinf(LARGEST_STEP), 2 * reach[:, None], np.inf))
        poses += np.where(enough[:, None], np.clip(step, -largest, largest), 0)
        poses[:, 3] = np.clip(poses[:, 3], LOWEST, HIGHEST)
        poses[:, 5] = np.clip(poses[:, 5], -LARGEST_ROLL, LARGEST_ROLL)
        if iteration >= LEAST_ITERATIONS and np.abs(step[enough]).max(initial=0) < 3e-4:
            break
    found = usable / np.maximum(1, samples.visible.sum(1) * count)
    errors = _errors(matrix, variance, samples.by_edge(matches.weight.max(1)).max(1))
    return PoseFits(poses, errors, np.sqrt(variance), found, enough)


def fit_poses(
    field: EdgeField,
    poses: Floats,
    camera: Camera,
    reach_px: Floats,
    *,
    spread: Floats | None = None,
    iterations: int = 12,
    samples_per_edge: int = 40,
) -> PoseFits:
    """Fit pose vectors (N, 6) to ``field``, looking ``reach_px`` (N,) to both sides of the edges at first.

    ``spread`` (N, 6) says how well the poses are known already (1 sd; inf: not at all): they are held there as well.
    The errors are one standard deviation of each parameter, from the weighted normal equations with the residuals'
    variance, enlarged because neighbouring samples are correlated. Poses with too few edges under them come back as
    they are, with ``converged`` false.
    """
    if len(poses) == 0:
        return PoseFits(poses, poses.copy(), np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool))
    order = np.argsort(reach_px)
    chunks = np.array_split(order, max(1, -(-len(order) // CHUNK)))
    widest_px = np.empty(len(poses))
    for chunk in chunks:
        widest_px[chunk] = reach_px[chunk].max()
    if iterations <= LEAST_ITERATIONS:  # no chunk ends before the others
        chunks = [np.concatenate(chunks[at : at + TOGETHER]) for at in range(0, len(chunks), TOGETHER)]
    known = np.full(poses.shape, np.inf) if spread is None else spread
    parts = [
        _fit_together(
            field,
            poses[chunk],
            camera,
            (reach_px[chunk], widest_px[chunk]),
            known[chunk],
            iterations=iterations,
            count=samples_per_edge,
        )
        for chunk in chunks
    ]
    back = np.argsort(order)
    columns = ("poses", "errors", "residual_px", "found", "converged")
    return PoseFits(*(np.concatenate([getattr(part, name) for part in parts])[back] for name in columns))
