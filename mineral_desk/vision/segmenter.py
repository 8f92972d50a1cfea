"""The segmentation network as a function, from the model that the project ships."""

import cv2
import numpy as np

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.phrase import said
from mineral_desk.vision.inference import Array, Network
from mineral_desk.vision.measuring.classes import Segment, SegmentClass, SegmentMap
from mineral_desk.vision.model_store import LoadedModel

IMAGE_INPUT = "image"
PROBABILITIES_OUTPUT = "probabilities"
LONG_SIDE_PX = 384
"""The longer side of what the network sees of a photo."""
STEP_PX = 32
"""Height and width must be multiples of this: the network halves its resolution five times."""


def segmenter(model: LoadedModel) -> Segment:
    """The network in ``model`` as a callable. Raises :class:`ModelUnfit` where it does not tell these classes apart."""
    network = Network(model.data, model.card.name, threads=1)
    inputs = [port.shape for port in network.inputs if port.name == IMAGE_INPUT]
    outputs = [port.shape for port in network.outputs if port.name == PROBABILITIES_OUTPUT]
    sees = len(network.inputs) == 1 and [shape[1:] for shape in inputs] == [(3, None, None)]
    if not sees or [shape[1:2] for shape in outputs] != [(len(SegmentClass),)]:
        raise ModelUnfit(
            said(
                "The model {name} does not tell apart the {n} kinds of things known here.",
                name=model.card.name,
                n=len(SegmentClass),
            ),
            "Install Mineral Desk again, or train it again.",
        )

    def segment(pixels: Pixels) -> SegmentMap:
        (probabilities,) = network.run({IMAGE_INPUT: network_input(pixels)}, [PROBABILITIES_OUTPUT])
        return SegmentMap(np.asarray(probabilities[0], dtype=np.float32))

    return segment


def network_input(pixels: Pixels) -> Array:
    """A whole photo (H, W, 3) as (1, 3, h, w) float32, ``x / 127.5 - 1``, of the size :func:`fitted_size` gives."""
    height, width = fitted_size(*pixels.shape[:2])
    shrinks = height < pixels.shape[0] and width < pixels.shape[1]
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return np.ascontiguousarray(small.transpose(2, 0, 1)[None], dtype=np.float32) / np.float32(127.5) - np.float32(1)


def fitted_size(height: int, width: int, long_side_px: int = LONG_SIDE_PX) -> tuple[int, int]:
    """Height and width for the network: ``long_side_px`` long, aspect kept up to rounding to :data:`STEP_PX`."""
    scale = long_side_px / max(height, width)

    def rounded(side: int) -> int:
        return max(STEP_PX, round(side * scale / STEP_PX) * STEP_PX)

    return rounded(height), rounded(width)
