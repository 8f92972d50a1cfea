"""The visible outline of the specimen at the coarse size, found twice.

The segmentation network's outline, moved onto the photo's edges, is checked against the one that colours and edges
give. Without a network the classical outline is checked against a watershed's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.measurement import Outline
from mineral_desk.vision.measuring.background import ByteMask
from mineral_desk.vision.measuring.bodies import Neck, find_neck
from mineral_desk.vision.measuring.classical import ClassicalOutline, classical_outline, watershed_outline
from mineral_desk.vision.measuring.colourful_parts import with_colourful_parts
from mineral_desk.vision.measuring.feret import feret
from mineral_desk.vision.measuring.hidden_ends import hidden_ends, hidden_extents
from mineral_desk.vision.measuring.masks import dilated, filled, polygon_mask
from mineral_desk.vision.measuring.needles import with_needles
from mineral_desk.vision.measuring.network_outline import NetworkOutline, network_outline
from mineral_desk.vision.measuring.preparation import PreparedPhoto
from mineral_desk.vision.measuring.rim import (
    Extents,
    all_contours,
    contour_of,
    difference,
    doubtful_points,
    simplified,
    weak_rim,
)
from mineral_desk.vision.measuring.rim_refinement import refined_rim
from mineral_desk.vision.measuring.wireframe import Bools, Floats

MISSING = Extents(1.0, 1.0)
"""The difference to a second outline that was not found."""
DOUBTFUL_SHARE = 0.04
"""Points of the outline further from the second one than this share of the length are doubtful."""


@dataclass(frozen=True, slots=True, eq=False)
class SpecimenOutline:
    """The specimen's outline and what speaks against it. Pixels are those of the coarse size."""

    outline: Outline
    contour: Floats
    """(N, 2): every step of the rim, and of needles beyond it; sizes are taken from these points."""
    mask: ByteMask
    others: tuple[Box, ...]
    """Further things that could be specimens."""
    other_share: float
    """Area of the largest of them over the specimen's."""
    neck: Neck | None
    """Where the outline may fall into two bodies."""
    cut_by_border: bool
    second_difference: Extents
    """Relative differences in length and width to the second outline."""
    needles: Extents
    """How much longer and wider needles make the specimen."""
    weak_rim: float
    """Share of the outline along which the contrast is much weaker than along the rest: it may follow a shadow."""
    solidity: float
    cube_contact: float
    """Share of the outline that lies against the cube."""
    label_contact: float
    """The same for labels, which may hide a part of the specimen."""
    hidden_ends: int
    """How many of the four ends of length and width lie against the cube: the specimen may go on behind it."""
    hidden: Extents
    """How far length and width may be too short because the specimen goes on behind the cube (share, 1 sd)."""
    foot: Floats | None
    """(M, 2): the rims of what the specimen stands on or in, where the network sees that."""
    unseen: bool
    """The network, which was asked, sees no specimen here."""
    network: NetworkOutline | None
    """What the network saw, where the outline is the network's."""
    classical: ClassicalOutline | None
    """What colours and edges gave; None where they gave nothing."""
    rough_difference: float = 0.0
    """Relative difference of the classical outline to its rough mask before the graph cut (the larger extent's)."""


def find_specimen(
    photo: PreparedPhoto, cube_corners: Floats, plates: Sequence[Box], within: Box | None = None
) -> SpecimenOutline | None:
    """Outline the largest specimen; ``cube_corners`` (0 or 8, 2), ``plates`` and ``within`` are coarse pixels.

    ``within`` is a person's word for where the specimen is. Returns nothing where there is no specimen.
    """
    network = None if photo.classes is None else network_outline(photo.classes, cube_corners, within)
    classical = classical_outline(photo, cube_corners, plates, within, finely=network is None)
    if network is not None:
        mask = with_colourful_parts(network.mask, photo.background, network.probability, network.surely_other)
        return _by_network(photo, cube_corners, replace(network, mask=mask), classical)
    return None if classical is None else _by_colours(photo, cube_corners, classical)


def _by_network(
    photo: PreparedPhoto, cube_corners: Floats, network: NetworkOutline, classical: ClassicalOutline | None
) -> SpecimenOutline:
    rim = refined_rim(photo.coarse_edges, network.contour)
    body = filled(network.mask.shape, rim)
    grown = with_needles(photo.coarse_lab, body, network.no_specimen)
    contour = np.concatenate([rim, all_contours(grown)])
    second = None if classical is None else refined_rim(photo.coarse_edges, contour_of(classical.mask))
    points = simplified(contour_of(grown) if (grown != body).any() else rim)
    limit = DOUBTFUL_SHARE * feret(rim).length
    return SpecimenOutline(
        outline=Outline(points.astype(np.float32), network.confidence, _doubtful(points, classical, limit)),
        contour=contour,
        mask=network.mask,
        others=network.others,
        other_share=network.other_share,
        neck=find_neck(_with_hidden_middle(network.mask, cube_corners)),
        cut_by_border=_cut_by_border(network.mask),
        second_difference=MISSING if second is None else difference(rim, second),
        needles=difference(rim, contour),
        weak_rim=weak_rim(photo.coarse_edges, rim),
        solidity=_solidity(network.mask, rim),
        cube_contact=_contact(network.mask, rim, polygon_mask(network.mask.shape, cube_corners)),
        label_contact=_contact(network.mask, rim, network.labels),
        hidden_ends=hidden_ends(contour, cube_corners),
        hidden=hidden_extents(contour, rim, cube_corners),
        foot=network.foot,
        unseen=False,
        network=network,
        classical=classical,
    )


def _by_colours(photo: PreparedPhoto, cube_corners: Floats, classical: ClassicalOutline) -> SpecimenOutline:
    mask = classical.mask
    second = watershed_outline(photo, mask, cube_corners)
    contour, rims = contour_of(mask), all_contours(mask)
    points = simplified(contour)
    apart = difference(rims, all_contours(second))
    limit = DOUBTFUL_SHARE * feret(contour).length
    confidence = max(0.0, min(classical.graph_cut_overlap, 1 - 2 * apart.larger))
    return SpecimenOutline(
        outline=Outline(points.astype(np.float32), confidence, doubtful_points(points, second, limit)),
        contour=contour,
        mask=mask,
        others=classical.others,
        other_share=classical.other_share,
        neck=find_neck(_with_hidden_middle(mask, cube_corners)),
        cut_by_border=_cut_by_border(mask),
        second_difference=apart,
        needles=Extents(0.0, 0.0),
        weak_rim=weak_rim(photo.coarse_edges, contour),
        solidity=_solidity(mask, contour),
        cube_contact=_contact(mask, contour, polygon_mask(mask.shape, cube_corners)),
        label_contact=0.0,
        hidden_ends=hidden_ends(contour, cube_corners),
        hidden=hidden_extents(contour, contour, cube_corners),
        foot=None,
        unseen=photo.classes is not None,
        network=None,
        classical=classical,
        rough_difference=difference(rims, all_contours(classical.rough)).larger,
    )


def _doubtful(points: Floats, classical: ClassicalOutline | None, limit_px: float) -> Bools | None:
    return None if classical is None else doubtful_points(points, classical.mask, limit_px)


def _cut_by_border(mask: ByteMask) -> bool:
    height, width = mask.shape
    ys, xs = np.nonzero(mask)
    return bool(min(xs.min(), ys.min()) <= 1 or xs.max() >= width - 2 or ys.max() >= height - 2)


def _solidity(mask: ByteMask, contour: Floats) -> float:
    return float(mask.sum()) / max(1.0, float(cv2.contourArea(cv2.convexHull(contour.astype(np.float32)))))


def _contact(mask: ByteMask, contour: Floats, thing: ByteMask) -> float:
    """How much of ``mask`` lies within 4 pixels of a thing, over the length of its rim."""
    touching = dilated(thing, 9) & mask
    return float(touching.sum()) / max(1.0, float(cv2.arcLength(contour.astype(np.float32), True)))


def _with_hidden_middle(mask: ByteMask, cube_corners: Floats) -> ByteMask:
    """The mask with what the cube hides between its parts: a cube before a long crystal does not make it two."""
    hull = np.zeros_like(mask)
    cv2.fillConvexPoly(hull, cv2.convexHull(cv2.findNonZero(mask)), (1,))
    return mask | (hull & polygon_mask(mask.shape, cube_corners))


def box_likeness(found: SpecimenOutline, wire_frames: Sequence[Floats]) -> float:
    """How much the specimen looks like a box, 0 to 1: the best overlap with one of the ``wire_frames`` (8, 2)."""
    shapes = (polygon_mask(found.mask.shape, corners) for corners in wire_frames)
    overlaps = [float((shape & found.mask).sum()) / max(1, int((shape | found.mask).sum())) for shape in shapes]
    return max(overlaps, default=0.0)
