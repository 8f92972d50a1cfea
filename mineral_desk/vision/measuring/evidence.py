"""How surely a photo shows a specimen at all: of an empty table, a cup or a hand the network is never sure."""

import cv2
import numpy as np

from mineral_desk.vision.measuring.classes import SegmentClass, SegmentMap

RATHER = 0.5
SUREST = 0.9
"""The surest tenth of a specimen counts: its rim and the holes in it are doubtful in the best of photos."""
SMALLEST_SHARE = 1e-4
"""Of the photo's area: less is a speck of noise."""


def specimen_evidence(classes: SegmentMap | None) -> float:
    """The probability (0 to 1) that the surest tenth of the largest likely specimen reaches; 0 where there is none.

    Without a network nothing is known, and nothing held against the photo: 1.
    """
    if classes is None:
        return 1.0
    probability = classes.of(SegmentClass.SPECIMEN)
    _, labels, stats, _ = cv2.connectedComponentsWithStats((probability > RATHER).astype(np.uint8))
    areas = stats[1:, cv2.CC_STAT_AREA]
    if not len(areas) or areas.max() < SMALLEST_SHARE * probability.size:
        return 0.0
    return float(np.quantile(probability[labels == 1 + int(areas.argmax())], SUREST))
