"""How well a segmentation network does on scenes that it was not trained on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.training.segmentation.pictures import Kinds, Picture, SceneFile
from mineral_desk.vision.measuring.classes import Segment, SegmentClass
from mineral_desk.vision.measuring.feret import feret

CUBE_SIDES_PX = (0, 20, 35, 60, 100, 1000)
"""Limits of the groups of cubes: the side of a square as large as the visible cube, in a photo 1000 px long."""
FOUND_SHARE = 0.5
"""A cube is found when this share of its pixels is said to be cube."""
FALSE_CUBE_AREA = 3e-4
"""More of a photo without a cube said to be cube than this share is a false cube: a square of 20 px in 1000 x 1333."""
LEAST_SPECIMEN_PX = 150
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SceneScore:
    """What was found in one scene.

    ``both`` and ``either`` (C,) count pixels for intersection over union; ``length_error`` is that of the largest
    specimen body's longest extent, as a share, None where there is no specimen; ``cubes`` are (side, found) of each
    cube; ``false_cube_area`` is the share of the photo said to be cube, None where there is one.
    """

    background: str
    both: npt.NDArray[np.int64]
    either: npt.NDArray[np.int64]
    length_error: float | None
    cubes: tuple[tuple[float, bool], ...]
    false_cube_area: float | None


def score_scenes(segment: Segment, scenes: Sequence[SceneFile]) -> Job[list[SceneScore]]:
    """Scores of all ``scenes``, segmented as photos are at run time."""
    scores = []
    for done, scene in enumerate(scenes):
        picture = scene.read()
        found = segment(picture.pixels).at(*picture.kinds.shape).probabilities.argmax(0).astype(np.uint8)
        scores.append(score(picture, found, scene.background))
        if done % 50 == 0:
            yield Progress(done, len(scenes), f"scored {scene.path.name}")
    return scores


def score(truth: Picture, found: Kinds, background: str = "") -> SceneScore:
    """Compare what was ``found`` (H, W) with what the picture shows."""
    cubes = truth.kinds == SegmentClass.CUBE
    claimed = found == SegmentClass.CUBE
    return SceneScore(
        background,
        np.array([np.sum((truth.kinds == kind) & (found == kind)) for kind in SegmentClass]),
        np.array([np.sum((truth.kinds == kind) | (found == kind)) for kind in SegmentClass]),
        _length_error(truth.kinds == SegmentClass.SPECIMEN, found == SegmentClass.SPECIMEN),
        tuple(_found_cubes(cubes, claimed)),
        None if cubes.any() else float(claimed.mean()),
    )


def _length_error(truth: Mask, found: Mask) -> float | None:
    real, other = largest_body(truth), largest_body(found)
    if real is None:
        return None
    if other is None or not (real & other).any():
        return -1.0
    return float(_length(other) / _length(real)) - 1


def largest_body(mask: Mask) -> Mask | None:
    """The largest connected part of ``mask``; None where it is next to nothing."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2 or stats[1:, cv2.CC_STAT_AREA].max() < LEAST_SPECIMEN_PX:
        return None
    return np.asarray(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()))


def _length(body: Mask) -> float:
    contours, _ = cv2.findContours(body.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    points = np.concatenate([contour.reshape(-1, 2) for contour in contours]).astype(float)
    return max(feret(points).length, 1.0)


def _found_cubes(cubes: Mask, claimed: Mask) -> list[tuple[float, bool]]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cubes.astype(np.uint8))
    scale = 1000 / max(cubes.shape)
    return [
        (
            float(np.sqrt(stats[number, cv2.CC_STAT_AREA])) * scale,
            float(claimed[labels == number].mean()) >= FOUND_SHARE,
        )
        for number in range(1, count)
        if stats[number, cv2.CC_STAT_AREA] >= 9
    ]


def summary(scores: Sequence[SceneScore]) -> dict[str, object]:
    """The figures for a card, over all scenes and by background."""
    known = sorted({one.background for one in scores if one.background})
    return _figures(scores) | {
        "cubes_found": _cubes_by_size(scores),
        "by_background": {name: _figures([one for one in scores if one.background == name]) for name in known},
    }


def _figures(scores: Sequence[SceneScore]) -> dict[str, object]:
    either = sum((one.either for one in scores), np.zeros(len(SegmentClass), np.int64))
    both = sum((one.both for one in scores), np.zeros(len(SegmentClass), np.int64))
    errors = np.abs([one.length_error for one in scores if one.length_error is not None])
    areas = [one.false_cube_area for one in scores if one.false_cube_area is not None]
    cubes = [found for one in scores for _, found in one.cubes]
    figures: dict[str, object] = {"scenes": len(scores)}
    figures["iou"] = {
        kind.name.lower(): round(float(both[kind] / either[kind]), 4) for kind in SegmentClass if either[kind]
    }
    if len(errors):
        figures |= {
            "length_error_median": round(float(np.median(errors)), 4),
            "length_error_mean": round(float(errors.mean()), 4),
            "length_error_over_10_percent": round(float((errors > 0.1).mean()), 4),
        }
    if cubes:
        figures["cube_recall"] = round(float(np.mean(cubes)), 4)
    if areas:
        figures["false_cube_scenes"] = round(float(np.mean(np.array(areas) > FALSE_CUBE_AREA)), 4)
        figures["false_cube_area"] = round(float(np.mean(areas)), 6)
    return figures


def _cubes_by_size(scores: Sequence[SceneScore]) -> dict[str, str]:
    cubes = [cube for one in scores for cube in one.cubes]
    groups = {}
    for least, most in pairwise(CUBE_SIDES_PX):
        found = [was_found for side, was_found in cubes if least <= side < most]
        if found:
            groups[f"{least}_to_{most}_px"] = f"{sum(found)} of {len(found)}"
    return groups
