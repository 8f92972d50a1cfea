"""The outline that the segmentation network sees, at the coarse size."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.background import ByteMask, without_holes
from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap
from mineral_desk.vision.measuring.edge_field import Image
from mineral_desk.vision.measuring.masks import box_mask, dilated, polygon_mask
from mineral_desk.vision.measuring.rim import Extents, all_contours, contour_of, difference
from mineral_desk.vision.measuring.wireframe import Bools, Floats

RATHER = 0.5
MAYBE, SURELY = 0.3, 0.5
LESS_SURE, SURER = 0.25, 0.75
"""Between the extents of what is at least so probable lies the specimen's."""
SMALLEST_SHARE = 0.0006
"""Smaller things, as a share of the photo, are dust."""
NEAR_SHARE = 0.012
"""Parts nearer to the specimen than this share of the photo's long side belong to it."""
OTHER_SHARE = 0.06
SURE_OF_OTHER = 0.8
"""Other things count as specimens that are so probably some, on average."""
SURE_OF_STAND = 0.68
STUCK_ON = 0.6
"""What has this share of its surroundings on the stone is stuck on it."""
SEEN_AS_CUBE = 0.3
CUBE_RIM = 0.06
"""What looks like a cube so near to the cube found (over the root of its area) is its own rim."""
CUBES_OWN, APART = 0.8, 0.2
"""What looks like a cube, reaches no further from the cube found than the first and comes nearer to it than the second
share of the root of its area is its shadow, or the rest of one that was not fitted well."""
BEFORE_CUBE = 0.12
"""What reaches further into the cube than this (over the root of its area) stands before it, and is no soft rim."""
BRIDGE_PX = 3
SURE_OF_BESIDE = 0.7
BESIDE_REACH = 0.35
"""Small parts so far from the specimen at most, over the longer side of its box, may belong to it."""
STONE_SHARE = 0.2
"""A body that looks like a cube in part is a specimen where this much of it looks like one."""


@dataclass(frozen=True, slots=True, eq=False)
class NetworkOutline:
    """The specimen's ``mask``, and how sure the network is of it."""

    mask: ByteMask
    probability: Image
    """(H, W): how probable each pixel is specimen."""
    confidence: float
    """How probable the mask's pixels are specimen, on average."""
    spread: Extents
    """How much larger the specimen is that is less sure than the one that is surer."""
    beside: Extents
    """How much larger the specimen is with the small parts that lie apart from it: a cube may hide what joins them."""
    others: tuple[Box, ...]
    other_share: float
    no_specimen: ByteMask
    """What may be another thing on the table, or the cube found ..."""
    surely_other: ByteMask
    """... and what surely is."""
    labels: ByteMask
    """Labels that are not stuck on the specimen."""
    foot: Floats | None
    """(N, 2): the rims of what the specimen stands on or in, where that is no table."""

    @property
    def contour(self) -> Floats:
        """(N, 2): the outer rim of the mask's largest part."""
        return contour_of(self.mask)


def network_outline(classes: SegmentMap, cube_corners: Floats, within: Box | None = None) -> NetworkOutline | None:
    """The largest specimen in ``classes``; ``cube_corners`` (0 or 8, 2) and ``within`` are pixels of it."""
    probability = specimen_probability(classes, cube_corners)
    if within is not None:
        probability = probability * box_mask(
            probability.shape, [within.padded(0.04 * max(within.width, within.height))]
        )
    mask, beside, others = _main_part(probability)
    if mask is None:
        return None
    inside = mask > 0
    areas = [area for _, area in others]
    other, cube = _other_probability(classes), dilated(polygon_mask(mask.shape, cube_corners), 5)
    return NetworkOutline(
        mask=mask,
        probability=probability,
        confidence=float(probability[inside].mean()),
        spread=_spread(probability, mask),
        beside=difference(all_contours(mask), all_contours(mask | beside)) if beside.any() else Extents(0.0, 0.0),
        others=tuple(box for box, _ in others),
        other_share=max(areas, default=0) / max(1, int(inside.sum())),
        no_specimen=(other > MAYBE).astype(np.uint8) | cube,
        surely_other=(other > SURELY).astype(np.uint8) | cube,
        labels=((classes.of(SegmentClass.LABEL) > RATHER) & ~inside).astype(np.uint8),
        foot=_foot(classes, mask),
    )


def specimen_probability(classes: SegmentMap, cube_corners: Floats) -> Image:
    """(H, W): how probable each pixel is specimen, with what is stuck on it and without the cube found."""
    probability = classes.of(SegmentClass.SPECIMEN).copy()
    cube = polygon_mask(probability.shape, cube_corners)
    inside = cube > 0
    if inside.any() and float(classes.of(SegmentClass.CUBE)[inside].mean()) > SEEN_AS_CUBE:
        probability[inside & (_before_cube(probability, classes.of(SegmentClass.CUBE), cube) == 0)] = 0
        _add_faces(probability, classes, cube)
    stone = without_holes((probability > RATHER).astype(np.uint8))
    for kind in (SegmentClass.LABEL, SegmentClass.CUBE):
        things = ((classes.of(kind) > RATHER) & ~inside).astype(np.uint8)
        for thing in _parts(things):
            ring = (dilated(thing, 5) > 0) & (thing == 0)
            if ring.any() and stone[ring].mean() > STUCK_ON:
                probability[thing > 0] += classes.of(kind)[thing > 0]
    return np.minimum(probability, np.float32(1))


def _before_cube(probability: Image, cube_probability: Image, cube: ByteMask) -> ByteMask:
    """The parts of the specimen that stand before the cube: they come in from outside and reach deep into it."""
    reach = BEFORE_CUBE * math.sqrt(float(cube.sum()))
    depth = np.asarray(cv2.distanceTransform(cube, cv2.DIST_L2, 5))
    specimen = ((probability > cube_probability) & (probability > LESS_SURE)).astype(np.uint8)
    deep = _meeting(specimen & cube, (depth > reach).astype(np.uint8))
    return deep & _meeting(specimen, ((probability > RATHER) & (cube == 0)).astype(np.uint8))


def _add_faces(probability: Image, classes: SegmentMap, cube: ByteMask) -> None:
    """Give the specimen, in place, those of its faces that look like a cube's: the cube is known to be elsewhere.

    Where nothing looks like a stone, the largest body that looks like a cube and is not the one found is the specimen:
    a crystal of that shape.
    """
    side = math.sqrt(float(cube.sum()))
    away = dilated(cube, 2 * round(CUBE_RIM * side) + 3) == 0
    joint = np.where(away, probability + classes.of(SegmentClass.CUBE), probability)
    bodies = _parts((joint > RATHER).astype(np.uint8))
    stones = [body for body in bodies if float(probability[body > 0].mean()) > STONE_SHARE]
    if not stones:
        stones = sorted((body for body in bodies if not belongs_to_cube(body > 0, cube)), key=np.sum)[-1:]
    for body in stones:
        around = (dilated(body, 5) > 0) & away
        probability[around] = joint[around]


def belongs_to_cube(body: Bools, cube: ByteMask) -> bool:
    """Whether what looks like a cube (H, W) is but the rim or the shadow of the ``cube`` (H, W) found."""
    away = np.asarray(cv2.distanceTransform(1 - cube, cv2.DIST_L2, 3))[body]
    side = math.sqrt(float(cube.sum()))
    return bool(away.max() <= CUBES_OWN * side and away.min() <= APART * side)


def _other_probability(classes: SegmentMap) -> Image:
    """(H, W): how probable each pixel is something on the table other than the specimen."""
    kinds = [classes.of(kind) for kind in SegmentClass if kind not in (SegmentClass.BACKGROUND, SegmentClass.SPECIMEN)]
    return np.asarray(np.sum(kinds, axis=0), dtype=np.float32)


def _foot(classes: SegmentMap, mask: ByteMask) -> Floats | None:
    """The rims of the stands that touch ``mask``."""
    probability = classes.of(SegmentClass.STAND)
    touching = _meeting((probability > RATHER).astype(np.uint8), dilated(mask, 9))
    sure = [part for part in _parts(touching) if float(probability[part > 0].mean()) > SURE_OF_STAND]
    return np.concatenate([all_contours(part) for part in sure]) if sure else None


def _parts(mask: ByteMask) -> list[ByteMask]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    return [
        (labels == number).astype(np.uint8)
        for number in range(1, count)
        if stats[number, cv2.CC_STAT_AREA] > SMALLEST_SHARE * mask.size
    ]


def _main_part(probability: Image) -> tuple[ByteMask | None, ByteMask, list[tuple[Box, int]]]:
    """The largest part with the fragments that touch it, the small parts beside it, and other large parts.

    These have their boxes and areas given; they and the small parts are such that are sure.
    """
    filled = without_holes((probability > RATHER).astype(np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(filled)
    order = [int(number) for number in np.argsort(-stats[1:, cv2.CC_STAT_AREA]) + 1]
    beside = np.zeros_like(filled)
    if not order or stats[order[0], cv2.CC_STAT_AREA] < SMALLEST_SHARE * filled.size:
        return None, beside, []
    body = labels == order[0]
    main = body.astype(np.uint8)
    away = np.asarray(cv2.distanceTransform(1 - main, cv2.DIST_L2, 3))
    area, others = int(stats[order[0], cv2.CC_STAT_AREA]), []
    reach = BESIDE_REACH * max(stats[order[0], cv2.CC_STAT_WIDTH], stats[order[0], cv2.CC_STAT_HEIGHT])
    for number in order[1:]:
        x, y, width, height, size = (int(value) for value in stats[number])
        inside = labels == number
        apart, sure = float(away[inside].min()), float(probability[inside].mean())
        if apart < NEAR_SHARE * max(filled.shape):
            main |= _bridged(inside, body, away)
        elif size > OTHER_SHARE * area and sure > SURE_OF_OTHER:
            others.append((Box(x, y, x + width, y + height), size))
        elif size > SMALLEST_SHARE * filled.size and sure > SURE_OF_BESIDE and apart < reach:
            beside[inside] = 1
    return main, beside, others


def _bridged(part: Bools, body: Bools, away: Image) -> ByteMask:
    """``part`` with a bridge to ``body`` where they are nearest to each other: both have one rim then.

    ``away`` (H, W) is each pixel's distance from ``body``.
    """
    mask = part.astype(np.uint8)
    y, x = np.unravel_index(int(np.where(part, away, np.inf).argmin()), part.shape)
    rows, columns = np.nonzero(body)
    nearest = int(np.hypot(rows - y, columns - x).argmin())
    cv2.line(mask, (int(x), int(y)), (int(columns[nearest]), int(rows[nearest])), (1,), BRIDGE_PX)
    return mask


def _spread(probability: Image, mask: ByteMask) -> Extents:
    """How far the extents of what is less sure and of what is surer are apart, for the parts that meet ``mask``."""
    wide, narrow = (_meeting((probability > level).astype(np.uint8), mask) for level in (LESS_SURE, SURER))
    if not narrow.any():
        return Extents(1.0, 1.0)
    return difference(all_contours(narrow), all_contours(wide))


def _meeting(mask: ByteMask, other: ByteMask) -> ByteMask:
    """The parts of ``mask`` that share pixels with ``other``."""
    _, labels = cv2.connectedComponents(mask)
    names = np.unique(labels[(other > 0) & (mask > 0)])
    return np.isin(labels, names[names > 0]).astype(np.uint8)
