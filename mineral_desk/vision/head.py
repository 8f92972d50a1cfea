"""The last layers of a classifier, in NumPy: what its logits are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.phrase import said
from mineral_desk.vision.inference import Array, Network

_CURE = "Install Mineral Desk again, or choose another model."
_CONSTANTS = ("projection", "projection_offset", "species_weights", "species_bias")


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """``logits = species_weights @ z / |z| + species_bias`` with ``z = projection @ f + projection_offset``.

    ``f`` (K,) is the mean of the last feature map over space, ``projection`` (D, K), ``species_weights`` (C, D).
    """

    projection: Array
    projection_offset: Array
    species_weights: Array
    species_bias: Array

    @classmethod
    def read(cls, network: Network, card: ModelCard) -> "Head":
        """Take the head's weights out of ``network``; raises :class:`ModelUnfit` when one does not fit ``card``."""
        check_ports(network, card, _CONSTANTS)
        image = card.image
        assert image is not None
        blank = np.zeros((1, 3, image.size_px, image.size_px), np.float32)
        names = [card.outputs[role] for role in ("logits", "embedding", "activations", *_CONSTANTS)]
        logits, embedding, activations, *constants = network.run({image.name: blank}, names)
        head = cls(*constants)
        features, dimensions, classes = activations.shape[1], embedding.shape[-1], len(card.labels)
        wanted = [(dimensions, features), (dimensions,), (classes, dimensions), (classes,)]
        found = [array.shape for array in constants]
        if found != wanted or logits.shape != (1, classes) or activations.ndim != 4:
            raise ModelUnfit(
                said(
                    "The model {file} does not fit its card: its head has the shapes {found}, {wanted} are "
                    "needed for {classes} species.",
                    file=card.file,
                    found=found,
                    wanted=wanted,
                    classes=classes,
                ),
                _CURE,
            )
        computed = head.logits(activations[0])
        if not np.allclose(computed, logits[0], rtol=1e-3, atol=1e-3 * float(np.abs(logits).max() + 1)):
            raise ModelUnfit(said("The logits of the model {file} are not what its head gives.", file=card.file), _CURE)
        return head

    def logits(self, activations: Array) -> Array:
        """The logits (C,) for a feature map (K, h, w)."""
        _, embedding = self._embed(activations)
        return np.asarray(self.species_weights @ embedding + self.species_bias, np.float32)

    def gradient(self, activations: Array, species: int) -> Array:
        """The derivative d logit / d f, (K,), where f is the mean over space of the feature map ``activations``.

        With e = z / |z|, de/dz = (I - e e') / |z|, hence d logit_c / df = P' (w_c - (w_c . e) e) / |z|. The derivative
        by one cell of the feature map (K, h, w) is this divided by h w, the same in every cell.
        """
        length, embedding = self._embed(activations)
        weights = self.species_weights[species]
        across = weights - (weights @ embedding) * embedding
        return np.asarray(self.projection.T @ across / length, np.float32)

    def best_likeness(self, embedding: Array) -> float:
        """How alike ``embedding`` (D,) is to the species most alike: the cosine times the embedding's length."""
        lengths = np.maximum(np.linalg.norm(self.species_weights, axis=1), 1e-12)
        return float((self.species_weights @ embedding / lengths).max())

    def _embed(self, activations: Array) -> tuple[float, Array]:
        projected = self.projection @ activations.mean(axis=(1, 2)) + self.projection_offset
        length = max(float(np.linalg.norm(projected)), 1e-12)
        return length, projected / np.float32(length)


def check_ports(network: Network, card: ModelCard, constants: Sequence[str]) -> None:
    """Raise :class:`ModelUnfit` unless ``network`` has the inputs and outputs of ``card``, ``constants`` included."""
    image = card.image
    assert image is not None
    wanted_input = [(image.name, (None, 3, image.size_px, image.size_px))]
    found_input = [(port.name, port.shape) for port in network.inputs]
    if found_input != wanted_input:
        raise ModelUnfit(
            said(
                "The model {file} takes {found}, its card says {wanted}.",
                file=card.file,
                found=found_input,
                wanted=wanted_input,
            ),
            _CURE,
        )
    named = {port.name for port in network.outputs}
    for role in ("logits", "embedding", "activations", *constants):
        if card.outputs.get(role) not in named:
            raise ModelUnfit(
                said("The model {file} has no output {output!r}.", file=card.file, output=card.outputs.get(role, role)),
                _CURE,
            )
