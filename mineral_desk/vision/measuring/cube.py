"""Finding the reference cube: propose, fit coarsely, fit finely, let the accept/reject model judge, group."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.candidate_fits import FoundFits, fit_candidates, fit_in, usable
from mineral_desk.vision.measuring.features import CUBE_FEATURES, cube_features
from mineral_desk.vision.measuring.fit_check import CheckFits
from mineral_desk.vision.measuring.pose_estimate import EstimatePoses
from mineral_desk.vision.measuring.pose_fit import PoseFits
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.second_tries import fit_around
from mineral_desk.vision.measuring.surroundings import Surroundings, look_around, seen_at_border
from mineral_desk.vision.measuring.wireframe import CubePose

Judge = Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float64]]
"""The accept/reject model: features (N, F) float32 to the probability (N,) that each is a well fitted cube."""

SUPPORT, CHROMA = CUBE_FEATURES.index("support"), CUBE_FEATURES.index("chroma_least")
MOST_CHROMA = 42.0
"""Reference cubes are of metal, wood or painted black or white: boxes and crystals are more colourful (Lab)."""
CERTAIN = 0.95
"""Where no fit is this probable, the best few places are tried again from more starts."""
PLACES_TRIED_AGAIN = 3
UNLIKELY = 0.2
"""Where the networks lead to nothing more probable, edges are searched as if there were none: a hard shadow beside a
cube looks like one of its sides to them.
"""
READINGS = 8
"""So many readings of a cube are compared."""
FURTHEST_READING = 0.3
"""Readings whose scales are further apart (logarithm) are no nearer to an error bar: one of them is simply wrong."""
TELLING_SUPPORT, USUAL_SUPPORT_GAP = 20.0, 0.05
"""By so much changes the logarithm of a reading's odds with the support that it has beyond the best one's, give or take
the second."""


@dataclass(frozen=True, slots=True)
class CubeAcceptance:
    """The trained parts of the search: the judge of fits and the networks that estimate poses and look at fits."""

    judge: Judge
    estimate: EstimatePoses | None = None
    check: CheckFits | None = None

    def __call__(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """How probable it is (N,) that fits with the features (N, F) are well fitted cubes."""
        return self.judge(features)


@dataclass(frozen=True, slots=True)
class CubeCandidate:
    """A fitted cube in pixels of the work size, how probable it is and the errors of its parameters (1 sd).

    ``support`` is the share of its wire-frame that lies on edges of the photo, ``doubt`` the error of the scale that
    comes from other readings of the same cube, ``seen_at_border`` how probably the photo's border shows a part of it.
    """

    pose: CubePose
    probability: float
    errors: tuple[float, ...]
    support: float = 0.0
    doubt: float = 0.0
    seen_at_border: float | None = None

    @property
    def scale_error(self) -> float:
        """Relative error of the edge's length in pixels, one standard deviation."""
        return math.hypot(self.errors[2], self.doubt)


@dataclass(frozen=True, slots=True)
class CubeSearch:
    """Groups of candidates, best group first; in a group all are readings of the same thing, best first."""

    groups: tuple[tuple[CubeCandidate, ...], ...]

    @property
    def best(self) -> CubeCandidate | None:
        """The most probable candidate."""
        return self.groups[0][0] if self.groups else None


def judged_candidates(
    photo: PreparedPhoto,
    writing: Sequence[Box] = (),
    estimate: EstimatePoses | None = None,
    check: CheckFits | None = None,
) -> tuple[FoundFits, npt.NDArray[np.float32], Surroundings]:
    """The fits that converged, their features and what lies around them: what the judge sees."""
    found = fit_candidates(photo, writing, estimate)
    surroundings = look_around(photo, found.estimates)
    return found, cube_features(photo, surroundings, found.fits, check), surroundings


def group_candidates(candidates: Sequence[CubeCandidate]) -> tuple[tuple[CubeCandidate, ...], ...]:
    """Put together what lies on the same place."""
    groups: list[list[CubeCandidate]] = []
    for one in sorted(candidates, key=lambda candidate: -candidate.probability):
        for group in groups:
            other = group[0].pose
            apart = math.hypot(one.pose.x - other.x, one.pose.y - other.y)
            if apart < 0.6 * max(one.pose.edge_px, other.edge_px):
                group.append(one)
                break
        else:
            groups.append([one])
    return tuple((replace(group[0], doubt=_doubt(group)), *group[1:]) for group in groups)


def _doubt(group: Sequence[CubeCandidate]) -> float:
    """Standard deviation of the scale if either the best reading or another one is right: their odds say which.

    A reading with many more edges under its wire-frame counts for more than the judge says, one with
    many fewer for less.
    """
    best, doubts = group[0], [0.0]
    for other in group[1:READINGS]:
        gap = other.support - best.support
        telling = math.copysign(max(0.0, abs(gap) - USUAL_SUPPORT_GAP), gap)
        odds = math.exp(TELLING_SUPPORT * telling) * _odds(other)
        share = odds / max(_odds(best) + odds, 1e-9)
        apart = min(abs(other.pose.log_edge - best.pose.log_edge), FURTHEST_READING)
        doubts.append(math.sqrt(share * (1 - share)) * apart)
    return max(doubts)


def _odds(candidate: CubeCandidate) -> float:
    return candidate.probability / max(1 - candidate.probability, 1e-3)


def find_cubes(photo: PreparedPhoto, accept: CubeAcceptance, writing: Sequence[Box] = ()) -> CubeSearch:
    """All candidates with their probabilities; ``writing`` are boxes of text at the coarse size."""
    found, features, surroundings = judged_candidates(photo, writing, accept.estimate, accept.check)
    candidates = _judge(accept.judge, photo, surroundings, found.fits, features)
    if not candidates:
        return CubeSearch(())
    groups = group_candidates(candidates)
    if not found.everywhere and groups[0][0].probability < UNLIKELY:
        fits = fit_in(found.searched, writing, None).fits
        features = cube_features(photo, surroundings, fits, accept.check)
        candidates += _judge(accept.judge, photo, surroundings, fits, features)
        groups = group_candidates(candidates)
    if groups[0][0].probability < CERTAIN:
        places = np.array([group[0].pose.vector for group in groups[:PLACES_TRIED_AGAIN]])
        fits = usable(photo, fit_around(found.searched.photo, places))
        features = cube_features(photo, surroundings, fits, accept.check)
        groups = group_candidates([*candidates, *_judge(accept.judge, photo, surroundings, fits, features)])
    return CubeSearch(groups)


def _judge(
    judge: Judge, photo: PreparedPhoto, around: Surroundings, fits: PoseFits, features: npt.NDArray[np.float32]
) -> list[CubeCandidate]:
    if not len(features):
        return []
    probabilities = np.where(features[:, CHROMA] > MOST_CHROMA, 0.0, judge(features))
    columns = zip(fits.poses, probabilities.tolist(), fits.errors, features[:, SUPPORT].tolist(), strict=True)
    return [
        CubeCandidate(
            CubePose.from_vector(pose),
            probability,
            tuple(errors.tolist()),
            found,
            seen_at_border=seen_at_border(around, pose, photo.coarse_scale),
        )
        for pose, probability, errors, found in columns
    ]
