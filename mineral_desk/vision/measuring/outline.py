"""The visible outline of the specimen at the coarse size: what is no table, no shadow, no cube and no plate.

The rough mask is refined by a graph cut (Rother et al. 2004, "GrabCut") and checked against a second outline that a
watershed finds from the edges alone (Meyer 1992); where both disagree the size is not vouched for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.measurement import Outline
from mineral_desk.vision.measuring.background import ByteMask, closed, ellipse, opened, without_holes
from mineral_desk.vision.measuring.bodies import Neck, find_neck
from mineral_desk.vision.measuring.feret import feret
from mineral_desk.vision.measuring.pieces import Labels, Piece, find_pieces, looks_like_card
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.shadow import Evidence, gather_evidence, without_shadows
from mineral_desk.vision.measuring.wireframe import Bools, Floats

NEAR_SHARE = 0.012
"""Pieces nearer to the specimen than this share of the photo's long side belong to it."""
OTHER_SHARE = 0.06
"""Pieces smaller than this share of the specimen are no second specimen."""
STUCK_ON = 0.85
"""A plate with this share of its surroundings on the stone is stuck on it."""
RIM_POINTS = 400
WEAK_CONTRAST = 0.35
CUT_AGREEMENT = 0.75
"""A graph cut that shares less than this with the rough mask has run away."""
STORED_POINTS = 250
STORED_ERROR_PX = 0.5
"""Outlines are kept with at most so many points; they leave the contour by about this much (coarse pixels)."""


@dataclass(frozen=True, slots=True, eq=False)
class SpecimenOutline:
    """The specimen's outline and what speaks against it. Pixels are those of the coarse size."""

    outline: Outline
    contour: Floats
    """(N, 2): every step of the rim; sizes are taken from it."""
    mask: ByteMask
    others: tuple[Box, ...]
    """Further things that could be specimens."""
    other_share: float
    """Area of the largest of them over the specimen's."""
    neck: Neck | None
    """Where the outline may fall into two bodies."""
    cut_by_border: bool
    shadow_share: float
    """How much of the rough mask was taken away as shadow."""
    graph_cut_overlap: float
    """How much the graph cut agrees with the rough mask, 0 to 1."""
    second_difference: float
    """Relative difference in length and width (the larger one) to the second outline."""
    rough_difference: float
    """The same to the rough mask before the graph cut."""
    weak_rim: float
    """Share of the outline along which the contrast is much weaker than along the rest: it may follow a shadow."""
    solidity: float
    cube_contact: float
    """Share of the outline that lies against the cube."""
    scraps: bool
    """Parts of the surroundings were left aside."""


def polygon_mask(shape: tuple[int, int], points: Floats) -> ByteMask:
    """The convex hull of continuous ``points`` (N, 2) as a mask."""
    mask = np.zeros(shape, np.uint8)
    if len(points):
        hull = cv2.convexHull(points.astype(np.float32)) - 0.5
        cv2.fillConvexPoly(mask, np.round(hull * 16).astype(np.int32), (1,), shift=4)
    return mask


def box_mask(shape: tuple[int, int], boxes: Sequence[Box]) -> ByteMask:
    """All ``boxes`` as one mask."""
    mask = np.zeros(shape, np.uint8)
    for box in boxes:
        x0, y0, x1, y1 = (round(value) for value in box.clipped(shape[1], shape[0]))
        mask[y0:y1, x0:x1] = 1
    return mask


def dilated(mask: ByteMask, size: int) -> ByteMask:
    """``mask`` grown by half of ``size`` pixels."""
    return np.asarray(cv2.dilate(mask, ellipse(size)), dtype=np.uint8)


def eroded(mask: ByteMask, size: int) -> ByteMask:
    """``mask`` shrunk by half of ``size`` pixels."""
    return np.asarray(cv2.erode(mask, ellipse(size)), dtype=np.uint8)


def _plates_on_table(likely: ByteMask, plates: Sequence[Box]) -> list[Box]:
    """The plates that lie on the table; a number stuck on the stone is part of the stone."""
    found = []
    for plate in plates:
        around = box_mask(likely.shape, [plate.padded(6)]) - box_mask(likely.shape, [plate.padded(3)])
        if not around.any() or likely[around > 0].mean() < STUCK_ON:
            found.append(plate)
    return found


def _graph_cut(photo: PreparedPhoto, rough: ByteMask, table: ByteMask, blocked: ByteMask) -> tuple[ByteMask, float]:
    """The rough mask with its rim moved to where colours part, and the overlap of both."""
    x, y, width, height = cv2.boundingRect(rough)
    margin, band = int(0.12 * max(width, height)) + 8, max(3, int(0.03 * max(width, height)))
    window = (slice(max(0, y - margin), y + height + margin), slice(max(0, x - margin), x + width + margin))
    part = np.ascontiguousarray(rough[window])
    inner = eroded(part, 2 * band + 1)
    classes = np.full(part.shape, cv2.GC_BGD, np.uint8)
    classes[dilated(part, 2 * band + 1) > 0] = cv2.GC_PR_BGD
    classes[part > 0] = cv2.GC_PR_FGD
    classes[inner > 0] = cv2.GC_FGD
    classes[(table[window] > 0) & (part == 0)] = cv2.GC_BGD
    classes[blocked[window] > 0] = cv2.GC_BGD
    if not (classes == cv2.GC_FGD).any() or not (classes == cv2.GC_BGD).any():
        return rough, 1.0
    colours = photo.coarse_lab[window] * np.array([2.2, 2, 2], np.float32) + np.array([0, 128, 128], np.float32)
    cv2.setRNGSeed(3)
    bytes_ = np.clip(colours, 0, 255).astype(np.uint8)
    cv2.grabCut(bytes_, classes, None, np.zeros((1, 65)), np.zeros((1, 65)), 3, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    found = opened(((classes == cv2.GC_FGD) | (classes == cv2.GC_PR_FGD)).astype(np.uint8), 5)
    found = _largest_parts(found)
    overlap = float((found & part).sum() / max(1, (found | part).sum()))
    if overlap <= CUT_AGREEMENT:
        return rough, overlap
    refined = np.zeros_like(rough)
    refined[window] = found
    return refined, overlap


def _largest_parts(mask: ByteMask) -> ByteMask:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    keep = areas > 0.05 * areas.max(initial=0)
    keep[0] = False
    return without_holes(np.asarray(keep[labels], dtype=np.uint8))


def watershed_outline(photo: PreparedPhoto, mask: ByteMask, blocked: ByteMask) -> ByteMask:
    """A second opinion: the strongest closed edge between the mask's core and the table well away from it."""
    x, y, width, height = cv2.boundingRect(mask)
    size = max(width, height)
    margin, band = int(0.15 * size) + 10, max(7, int(0.1 * min(width, height)) | 1)
    window = (slice(max(0, y - margin), y + height + margin), slice(max(0, x - margin), x + width + margin))
    part = np.ascontiguousarray(mask[window])
    core = eroded(part, 2 * (band // 2) + 1)
    if not core.any():
        return mask
    markers = np.zeros(part.shape, np.int32)
    markers[dilated(part, 2 * max(9, int(0.08 * size)) + 1) == 0] = 1
    markers[blocked[window] > 0] = 1
    markers[[0, -1]], markers[:, [0, -1]] = 1, 1
    markers[core > 0] = 2
    slope = np.sqrt(np.minimum(photo.coarse_edges.magnitude[window] / 12.0, 1.0)) * 255
    cv2.watershed(np.repeat(slope.astype(np.uint8)[..., None], 3, axis=2), markers)
    found = np.zeros_like(mask)
    found[window] = opened((markers == 2).astype(np.uint8), 5)
    return _largest_parts(found) if found.any() else mask


def contour_of(mask: ByteMask) -> Floats:
    """(N, 2): the outer rim of a mask's largest part in continuous pixels, on the outer side of its pixels."""
    doubled = cv2.resize(mask, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(doubled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    points = np.asarray(max(contours, key=cv2.contourArea), dtype=float).reshape(-1, 2)
    return (points + 0.5) / 2


def simplified(contour: Floats) -> Floats:
    """(N, 2): a closed contour with fewer points (Douglas and Peucker 1973)."""
    tolerance, points = STORED_ERROR_PX, contour.astype(np.float32)
    while True:
        kept = np.asarray(cv2.approxPolyDP(points, tolerance, True), dtype=float).reshape(-1, 2)
        if len(kept) <= STORED_POINTS:
            return kept if len(kept) >= 3 else contour
        tolerance *= 1.3


def all_contours(mask: ByteMask) -> Floats:
    """(N, 2): the rims of all parts of a mask."""
    doubled = cv2.resize(mask, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(doubled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.concatenate([(np.asarray(one, dtype=float).reshape(-1, 2) + 0.5) / 2 for one in contours])


def _difference(first: ByteMask, second: ByteMask) -> float:
    one, other = feret(all_contours(first)), feret(all_contours(second))
    lengths = abs(np.log(max(other.length, 1) / max(one.length, 1)))
    return float(max(lengths, abs(np.log(max(other.width, 1) / max(one.width, 1)))))


def _joined(
    main: Piece,
    rest: Sequence[Piece],
    labels: Labels,
    near_px: float,
) -> tuple[ByteMask, list[Piece]]:
    """The main piece with the fragments beside it, and the pieces that are things of their own."""
    mask = (labels == main.number).astype(np.uint8)
    away = cv2.distanceTransform(1 - mask, cv2.DIST_L2, 3)
    others = []
    for piece in rest:
        inside = labels == piece.number
        if float(away[inside].min()) < near_px:
            mask[inside] = 1
        elif piece.area > OTHER_SHARE * main.area:
            others.append(piece)
    return mask, others


def _rough_mask(evidence: Evidence, blocked: ByteMask) -> tuple[ByteMask, ByteMask]:
    """Everything that is no table, cube or plate: less the shadows, and with them."""
    whole = opened(without_holes(closed(evidence.likely.astype(np.uint8), 5)), 5)
    lit = without_holes(without_shadows(whole, evidence, blocked))
    free = (1 - blocked).astype(np.uint8)
    return opened(lit & free, 5), opened(whole & free, 5)


def _shadow_share(mask: ByteMask, whole: ByteMask) -> float:
    """How much of the thing that ``mask`` is part of was taken away as shadow."""
    _, labels = cv2.connectedComponents(whole)
    names = np.unique(labels[(mask > 0) & (whole > 0)])
    area = int(np.isin(labels, names[names > 0]).sum())
    return max(0.0, 1 - float(mask.sum()) / max(1, area))


def _doubtful(points: Floats, second: ByteMask, limit_px: float) -> Bools:
    """Which points of the outline lie further than ``limit_px`` from the second outline."""
    rim = second - eroded(second, 3)
    away = cv2.distanceTransform(1 - rim, cv2.DIST_L2, 3)
    x = np.clip(points[:, 0].astype(int), 0, second.shape[1] - 1)
    y = np.clip(points[:, 1].astype(int), 0, second.shape[0] - 1)
    return np.asarray(away[y, x] > limit_px)


def _weak_rim(photo: PreparedPhoto, points: Floats) -> float:
    """Share of evenly spaced points of an outline with far less contrast within two pixels than most have."""
    closed_points = np.concatenate([points, points[:1]])
    travelled = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed_points, axis=0).T))])
    places = np.linspace(0, travelled[-1], RIM_POINTS, endpoint=False)
    x, y = (np.interp(places, travelled, closed_points[:, axis]).astype(np.intp) for axis in (0, 1))
    strongest = np.asarray(cv2.dilate(photo.coarse_edges.magnitude, np.ones((5, 5), np.uint8)))
    contrast = strongest[np.clip(y, 0, strongest.shape[0] - 1), np.clip(x, 0, strongest.shape[1] - 1)]
    return float((contrast < WEAK_CONTRAST * np.percentile(contrast, 75)).mean())


def box_likeness(found: SpecimenOutline, wire_frames: Sequence[Floats]) -> float:
    """How much the specimen looks like a box, 0 to 1: the best overlap with one of the ``wire_frames`` (8, 2)."""
    shapes = (polygon_mask(found.mask.shape[:2], corners) for corners in wire_frames)
    overlaps = [float((shape & found.mask).sum()) / max(1, int((shape | found.mask).sum())) for shape in shapes]
    return max(overlaps, default=0.0)


def find_specimen(
    photo: PreparedPhoto, cube_corners: Floats, plates: Sequence[Box], within: Box | None = None
) -> SpecimenOutline | None:
    """Outline the largest specimen; ``cube_corners`` (0 or 8, 2), ``plates`` and ``within`` are coarse pixels.

    ``within`` is a person's word for where the specimen is. Returns nothing where there is no specimen.
    """
    shape = photo.different.shape
    evidence = gather_evidence(photo)
    cube = polygon_mask(shape, cube_corners)
    on_table = _plates_on_table(evidence.likely.astype(np.uint8), plates)
    blocked = dilated(cube, 5) | box_mask(shape, [plate.padded(2) for plate in on_table])
    if within is not None:
        blocked |= 1 - box_mask(shape, [within.padded(0.04 * max(within.width, within.height))])
    rough, whole = _rough_mask(evidence, blocked)
    labels, pieces = find_pieces(rough)
    colours = photo.coarse_lab
    objects = [piece for piece in pieces if not looks_like_card(piece, colours[labels == piece.number])]
    kept = [piece for piece in objects if not piece.is_background] if within is None else objects
    if not kept:
        return None
    main, others = _joined(kept[0], kept[1:], labels, NEAR_SHARE * max(shape))
    table = (evidence.shadow & ~evidence.likely).astype(np.uint8)
    mask, overlap = _graph_cut(photo, main, table, cube | (blocked & (1 - dilated(cube, 5))))
    second = watershed_outline(photo, mask, cube)
    contour = contour_of(mask)
    points = simplified(contour)
    ys, xs = np.nonzero(mask)
    length = feret(contour).length
    difference = _difference(mask, second)
    touching = dilated(cube, 9) & mask
    return SpecimenOutline(
        outline=Outline(
            points.astype(np.float32),
            max(0.0, min(overlap, 1 - 2 * difference)),
            _doubtful(points, second, 0.04 * length),
        ),
        contour=contour,
        mask=mask,
        others=tuple(piece.box for piece in others),
        other_share=max((piece.area for piece in others), default=0) / max(1, int(mask.sum())),
        neck=find_neck(mask),
        cut_by_border=bool(min(xs.min(), ys.min()) <= 1 or xs.max() >= shape[1] - 2 or ys.max() >= shape[0] - 2),
        shadow_share=_shadow_share(main, whole),
        graph_cut_overlap=overlap,
        second_difference=difference,
        rough_difference=_difference(mask, main),
        weak_rim=_weak_rim(photo, contour),
        solidity=float(mask.sum()) / max(1.0, float(cv2.contourArea(cv2.convexHull(contour.astype(np.float32))))),
        cube_contact=float(touching.sum()) / max(1.0, float(cv2.arcLength(contour.astype(np.float32), True))),
        scraps=len(kept) < len(objects),
    )
