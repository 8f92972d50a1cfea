"""The outline by colours and edges alone: what is no table, no shadow, no cube and no plate, at the coarse size.

The rough mask is refined by a graph cut (Rother et al. 2004, "GrabCut"). A watershed finds a further outline from the
edges alone (Meyer 1992): a second opinion where no segmentation network gives one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.background import ByteMask, closed, opened, without_holes
from mineral_desk.vision.measuring.edge_field import Image
from mineral_desk.vision.measuring.masks import box_mask, dilated, eroded, largest_parts, polygon_mask
from mineral_desk.vision.measuring.pieces import Labels, Piece, find_pieces, looks_like_card
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.shadow import Evidence, gather_evidence, without_shadows
from mineral_desk.vision.measuring.wireframe import Floats

NEAR_SHARE = 0.012
"""Pieces nearer to the specimen than this share of the photo's long side belong to it."""
OTHER_SHARE = 0.06
"""Pieces smaller than this share of the specimen are no second specimen."""
STUCK_ON = 0.85
"""A plate with this share of its surroundings on the stone is stuck on it."""
CUT_AGREEMENT = 0.75
"""A graph cut that shares less than this with the rough mask has run away."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassicalOutline:
    """The specimen's ``mask`` and what speaks against it."""

    mask: ByteMask
    rough: ByteMask
    """Before the graph cut."""
    others: tuple[Box, ...]
    """Further things that could be specimens."""
    other_share: float
    """Area of the largest of them over the specimen's."""
    shadow_share: float
    """How much of the rough mask was taken away as shadow."""
    graph_cut_overlap: float
    """How much the graph cut agrees with the rough mask, 0 to 1."""
    scraps: bool
    """Parts of the surroundings were left aside."""


def classical_outline(
    photo: PreparedPhoto, cube_corners: Floats, plates: Sequence[Box], within: Box | None = None, *, finely: bool = True
) -> ClassicalOutline | None:
    """Outline the largest specimen; ``cube_corners`` (0 or 8, 2), ``plates`` and ``within`` are coarse pixels.

    ``within`` is a person's word for where the specimen is. The graph cut, which takes most of the time, works
    at half the size unless ``finely``. Returns nothing where there is no specimen.
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
    objects = [piece for piece in pieces if not looks_like_card(piece, photo.coarse_lab[labels == piece.number])]
    kept = [piece for piece in objects if not piece.is_background] if within is None else objects
    if not kept:
        return None
    main, others = _joined(kept[0], kept[1:], labels, NEAR_SHARE * max(shape))
    table = (evidence.shadow & ~evidence.likely).astype(np.uint8)
    mask, overlap = _graph_cut(photo, main, table, cube | (blocked & (1 - dilated(cube, 5))), finely)
    return ClassicalOutline(
        mask=mask,
        rough=main,
        others=tuple(piece.box for piece in others),
        other_share=max((piece.area for piece in others), default=0) / max(1, int(mask.sum())),
        shadow_share=_shadow_share(main, whole),
        graph_cut_overlap=overlap,
        scraps=len(kept) < len(objects),
    )


def watershed_outline(photo: PreparedPhoto, mask: ByteMask, cube_corners: Floats) -> ByteMask:
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
    markers[polygon_mask(mask.shape, cube_corners)[window] > 0] = 1
    markers[[0, -1]], markers[:, [0, -1]] = 1, 1
    markers[core > 0] = 2
    slope = np.sqrt(np.minimum(photo.coarse_edges.magnitude[window] / 12.0, 1.0)) * 255
    cv2.watershed(np.repeat(slope.astype(np.uint8)[..., None], 3, axis=2), markers)
    found = np.zeros_like(mask)
    found[window] = opened((markers == 2).astype(np.uint8), 5)
    return largest_parts(found) if found.any() else mask


def _plates_on_table(likely: ByteMask, plates: Sequence[Box]) -> list[Box]:
    """The plates that lie on the table; a number stuck on the stone is part of the stone."""
    found = []
    for plate in plates:
        around = box_mask(likely.shape, [plate.padded(6)]) - box_mask(likely.shape, [plate.padded(3)])
        if not around.any() or likely[around > 0].mean() < STUCK_ON:
            found.append(plate)
    return found


def _rough_mask(evidence: Evidence, blocked: ByteMask) -> tuple[ByteMask, ByteMask]:
    """Everything that is no table, cube or plate: less the shadows, and with them."""
    whole = opened(without_holes(closed(evidence.likely.astype(np.uint8), 5)), 5)
    lit = without_holes(without_shadows(whole, evidence, blocked))
    free = (1 - blocked).astype(np.uint8)
    return opened(lit & free, 5), opened(whole & free, 5)


def _joined(main: Piece, rest: Sequence[Piece], labels: Labels, near_px: float) -> tuple[ByteMask, list[Piece]]:
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


def _shadow_share(mask: ByteMask, whole: ByteMask) -> float:
    """How much of the thing that ``mask`` is part of was taken away as shadow."""
    _, labels = cv2.connectedComponents(whole)
    names = np.unique(labels[(mask > 0) & (whole > 0)])
    area = int(np.isin(labels, names[names > 0]).sum())
    return max(0.0, 1 - float(mask.sum()) / max(1, area))


def _graph_cut(
    photo: PreparedPhoto, rough: ByteMask, table: ByteMask, blocked: ByteMask, finely: bool
) -> tuple[ByteMask, float]:
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
    found = largest_parts(opened(_cut(photo.coarse_lab[window], classes, 1.0 if finely else 0.5), 5))
    overlap = float((found & part).sum() / max(1, (found | part).sum()))
    if overlap <= CUT_AGREEMENT:
        return rough, overlap
    refined = np.zeros_like(rough)
    refined[window] = found
    return refined, overlap


def _cut(lab: Image, classes: ByteMask, scale: float) -> ByteMask:
    """Cut (H, W, 3) float32 Lab in two, starting from OpenCV's ``classes`` (H, W), at ``scale`` times their size."""
    height, width = classes.shape
    small = (max(2, round(width * scale)), max(2, round(height * scale)))
    bytes_ = np.clip(lab * np.array([2.2, 2, 2], np.float32) + np.array([0, 128, 128], np.float32), 0, 255)
    bytes_ = np.asarray(cv2.resize(bytes_.astype(np.uint8), small, interpolation=cv2.INTER_AREA))
    reduced = np.asarray(cv2.resize(classes, small, interpolation=cv2.INTER_NEAREST))
    cv2.setRNGSeed(3)
    cv2.grabCut(bytes_, reduced, None, np.zeros((1, 65)), np.zeros((1, 65)), 3, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    inside = ((reduced == cv2.GC_FGD) | (reduced == cv2.GC_PR_FGD)).astype(np.float32)
    return np.asarray(cv2.resize(inside, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5, dtype=np.uint8)
