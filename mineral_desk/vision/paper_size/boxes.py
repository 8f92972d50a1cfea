"""The boxes of the objects on the table, where the paper asks OWL-ViT: what differs from the table, less the plates."""

from collections.abc import Sequence

import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.background import ByteMask, closed, opened, without_holes
from mineral_desk.vision.measuring.masks import box_mask
from mineral_desk.vision.measuring.pieces import Piece, find_pieces
from mineral_desk.vision.measuring.preparation import PreparedPhoto, prepare
from mineral_desk.vision.measuring.shadow import gather_evidence, without_shadows
from mineral_desk.vision.measuring.wireframe import Bools

LEAST_COLOURED = 0.4
"""Share of a thing that must differ from the table in colour for its box to rest on that."""


def object_boxes(pixels: Pixels, plates_px: Sequence[Box] = ()) -> tuple[Box, ...]:
    """The boxes of everything that lies on the table, largest first, in pixels of the photo given.

    ``pixels`` are (H, W, 3) uint8 RGB, upright; ``plates_px`` are the text plates, which are no objects. Surroundings
    that reach in from the photo's border are left out as well.
    """
    photo = prepare(pixels, None)
    scale = photo.work_scale * photo.coarse_scale
    evidence = gather_evidence(photo)
    plates = box_mask(photo.different.shape, [plate.scaled(scale).padded(2) for plate in plates_px])
    whole = opened(without_holes(closed(evidence.likely.astype(np.uint8), 5)), 5)
    lit = without_holes(without_shadows(whole, evidence, plates))
    labels, pieces = find_pieces(opened(lit & (1 - plates), 5))
    coloured = _off_colour(photo) & lit
    tight = (
        _tight_box(piece, (labels == piece.number) & (coloured > 0)) for piece in pieces if not piece.is_background
    )
    return tuple(box.scaled(1 / scale) for box in tight)


def _off_colour(photo: PreparedPhoto) -> ByteMask:
    """What has another colour or lightness than the table; unlike edges, that ends where the object ends."""
    background = photo.background
    lightness = np.abs(background.residual[..., 0]) > background.lightness_limit
    off = lightness | (background.chroma_residual > background.chroma_limit)
    return opened(off.astype(np.uint8), 3)


def _tight_box(piece: Piece, inside: Bools) -> Box:
    """The box around the off-coloured part of a piece; around all of it where that is too little to be the object."""
    if inside.sum() < LEAST_COLOURED * piece.area:
        return piece.box
    columns, rows = np.flatnonzero(inside.any(axis=0)), np.flatnonzero(inside.any(axis=1))
    return Box(float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))
