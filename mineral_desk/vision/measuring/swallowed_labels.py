"""Labels that were taken for a part of the specimen beside them: what is measured then is both."""

from collections.abc import Sequence

import numpy as np

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.region import Region
from mineral_desk.vision.measuring.engraving import engraved_edge_mm
from mineral_desk.vision.measuring.masks import filled
from mineral_desk.vision.measuring.wireframe import Floats

LEAST_LETTERS = 3
"""What bears fewer letters is no label: scratches and drill marks are read as letters, too."""
SWALLOWED = 0.85
"""A label lies in an outline that covers so much of it; a specimen that lies on its label leaves the writing free."""


def labels_among(plates: Sequence[Region]) -> list[Box]:
    """Boxes of those that are labels, in the pixels of ``plates``: they bear letters and name no cube's edge."""
    return [
        plate.box_px
        for plate in plates
        if sum(letter.isalpha() for letter in plate.text) >= LEAST_LETTERS and engraved_edge_mm(plate.text) is None
    ]


def swallowed_share(outline: Floats, labels: Sequence[Box]) -> float:
    """How much of the area in ``outline`` (N, 2) is ``labels`` that lie in it whole, 0 to 1; all in the same pixels.

    A number stuck on the stone is swallowed as well: it is a small part.
    """
    low, high = np.floor(outline.min(0)).astype(int), np.ceil(outline.max(0)).astype(int)
    width, height = (high - low + 1).tolist()
    body = filled((height, width), outline - low) > 0
    share = 0.0
    for label in labels:
        shifted = Box(label.x0 - low[0], label.y0 - low[1], label.x1 - low[0], label.y1 - low[1])
        shown = shifted.clipped(width, height)
        rows, columns = slice(round(shown.y0), round(shown.y1)), slice(round(shown.x0), round(shown.x1))
        inside = float(body[rows, columns].sum())
        if inside > SWALLOWED * label.area:
            share += inside / max(float(body.sum()), 1.0)
    return min(share, 1.0)
