"""The last layer of an image network that ends in pooling and one linear layer, in NumPy."""

from dataclasses import dataclass

import numpy as np

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.phrase import said
from mineral_desk.vision.head import Head, check_ports
from mineral_desk.vision.inference import Array, Network

_CURE = "Install Mineral Desk again, or choose another model."
_CONSTANTS = ("species_weights", "species_bias")


@dataclass(frozen=True, slots=True, eq=False)
class LinearHead:
    """``logits = species_weights @ f + species_bias``, where ``f`` (K,) is the mean of the last feature map over space.

    ``species_weights`` is (C, K). ResNet and HRNet end so. A network whose features have no place in the picture gives
    a feature map of one cell: the head holds for it as well, but a map of one cell explains nothing.
    """

    species_weights: Array
    species_bias: Array

    @classmethod
    def read(cls, network: Network, card: ModelCard) -> "LinearHead":
        """Take the head's weights out of ``network``; raises :class:`ModelUnfit` when one does not fit ``card``."""
        check_ports(network, card, _CONSTANTS)
        image = card.image
        assert image is not None
        # not a blank picture: of features that are all 0 any weights give the same
        probe = np.random.default_rng(0).uniform(-1, 1, (1, 3, image.size_px, image.size_px)).astype(np.float32)
        names = [card.outputs[role] for role in ("logits", "embedding", "activations", *_CONSTANTS)]
        logits, embedding, activations, weights, bias = network.run({image.name: probe}, names)
        classes = len(card.labels)
        fits = activations.ndim == 4 and embedding.shape == (1, activations.shape[1]) and logits.shape == (1, classes)
        if not fits or weights.shape != (classes, activations.shape[1]) or bias.shape != (classes,):
            raise ModelUnfit(
                said(
                    "The model {file} does not fit its card: its head has the shapes {weights} and {bias} for "
                    "{classes} species.",
                    file=card.file,
                    weights=weights.shape,
                    bias=bias.shape,
                    classes=classes,
                ),
                _CURE,
            )
        head = cls(weights, bias)
        tolerance = 1e-3 * float(np.abs(logits).max() + 1)
        if not np.allclose(head.logits(activations[0]), logits[0], rtol=1e-3, atol=tolerance):
            raise ModelUnfit(said("The logits of the model {file} are not what its head gives.", file=card.file), _CURE)
        return head

    def logits(self, activations: Array) -> Array:
        """The logits (C,) for a feature map (K, h, w)."""
        return np.asarray(self.species_weights @ activations.mean(axis=(1, 2)) + self.species_bias, np.float32)

    def gradient(self, activations: Array, species: int) -> Array:  # noqa: ARG002 - the same for every picture
        """The derivative d logit / d f, (K,): the species' weights."""
        return np.asarray(self.species_weights[species], np.float32)

    def best_likeness(self, embedding: Array) -> float:
        """How alike ``embedding`` (K,) is to the weights most alike: the cosine times the embedding's length."""
        lengths = np.maximum(np.linalg.norm(self.species_weights, axis=1), 1e-12)
        return float((self.species_weights @ embedding / lengths).max())


AnyHead = Head | LinearHead


def read_head(network: Network, card: ModelCard) -> AnyHead:
    """The head of the form that ``card`` names. Raises :class:`ModelUnfit`."""
    return LinearHead.read(network, card) if card.head == "linear" else Head.read(network, card)
