"""Parts of the specimen whose colour no table and no shadow has, where the network only suspects them: clear crystals.

A shadow darkens the table and leaves its colour; light through a crystal changes the colour. So what differs clearly in
colour, touches the specimen and is not quite nothing in the network's eyes belongs to it.
"""

import cv2
import numpy as np

from mineral_desk.vision.measuring.background import Background, ByteMask
from mineral_desk.vision.measuring.edge_field import Image
from mineral_desk.vision.measuring.masks import dilated

CLEARLY = 2.0
"""So many times the table's own limit its colour must differ ..."""
SHARE_OF_OWN = 0.4
"""... and that of the specimen's coloured parts: JPEG files smear colour over edges, glass throws it on the table."""
SUSPECTED = 0.05
LEAST_AREA_PX = 12
TOUCHING_PX = 5
RIM_PX = 5
"""Other things have soft rims."""


def with_colourful_parts(mask: ByteMask, background: Background, suspicion: Image, others: ByteMask) -> ByteMask:
    """``mask`` (H, W) with the parts beside it that differ clearly in colour from the table.

    ``suspicion`` (H, W) is how probable the network finds specimen there; ``others`` (H, W) are other things.
    """
    chroma, least = background.chroma_residual, CLEARLY * background.chroma_limit
    own = chroma[(mask > 0) & (chroma > least)]
    if own.size:
        least = max(least, SHARE_OF_OWN * float(np.median(own)))
    candidates = ((chroma > least) & (suspicion > SUSPECTED) & (mask == 0) & (dilated(others, RIM_PX) == 0)).astype(
        np.uint8
    )
    count, labels, stats, _ = cv2.connectedComponentsWithStats(candidates)
    touching = np.unique(labels[(dilated(mask, TOUCHING_PX) > 0) & (labels > 0)])
    kept = [number for number in touching.tolist() if stats[number, cv2.CC_STAT_AREA] >= LEAST_AREA_PX]
    if count == 1 or not kept:
        return mask
    grown = mask | np.isin(labels, kept).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(grown, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), dtype=np.uint8)
