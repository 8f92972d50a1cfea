"""FullGrad maps from a model of their own (Srinivas and Fleuret 2019; paper, section 6)."""

from functools import cached_property

import cv2
import numpy as np

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.phrase import said
from mineral_desk.vision.inference import Array, Network
from mineral_desk.vision.views import to_input

MAP_PX = 56
"""The side of the map: layers of a finer grid are averaged to it, of a coarser grid enlarged."""

_GRADIENT = "pooled_gradient"
_CURE = "Install Mineral Desk again, or choose another model."


class FullGrad:
    """The backward pass of a classifier as an ONNX model; loaded when the first map is asked for."""

    def __init__(self, data: bytes, card: ModelCard, threads: int = 0) -> None:
        self._data = data
        self._card = card
        self._threads = threads

    def heat(self, view: Pixels, gradient: Array) -> Array:
        """The map (MAP_PX, MAP_PX) float32 >= 0 of a square view (size_px, size_px, 3).

        ``gradient`` (K,) is the derivative of the species' score by the pooled features. Every layer's share of the
        score, bias times derivative, is added to the picture's own, each scaled to its largest value.
        """
        image = self._card.image
        if image is None:
            raise ModelUnfit(said("The model {name} takes no pictures.", name=self._card.name), _CURE)
        feeds = {image.name: to_input([view], image), _GRADIENT: np.asarray(gradient[None], np.float32)}
        names = [port.name for port in self._network.outputs]
        total = np.zeros((MAP_PX, MAP_PX), np.float32)
        for layer in self._network.run(feeds, names):
            finer = layer.shape[-1] > MAP_PX
            how = cv2.INTER_AREA if finer else cv2.INTER_LINEAR
            total += cv2.resize(layer[0, 0], (MAP_PX, MAP_PX), interpolation=how)
        return total

    @cached_property
    def _network(self) -> Network:
        network = Network(self._data, self._card.fullgrad_file, self._threads)
        wanted = {self._card.image.name if self._card.image else "", _GRADIENT}
        if {port.name for port in network.inputs} != wanted or not network.outputs:
            raise ModelUnfit(said("The model {file} does not fit its card.", file=self._card.fullgrad_file), _CURE)
        return network
