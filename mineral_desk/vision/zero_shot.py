"""Naming by texts: which of thousands of names, as a language model reads them, fits a picture best (section 4.2).

The image tower of a CLIP model is an ONNX file; what its text tower made of every name lies beside it as unit vectors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import ImageInput, ModelCard, ZeroShot
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.phrase import said
from mineral_desk.domain.suggestion import Recommendation, Suggestions
from mineral_desk.vision.classify import Classification, softmax
from mineral_desk.vision.inference import Array, Network
from mineral_desk.vision.model_store import LoadedModel
from mineral_desk.vision.suggested import group_members, label_index, suggested
from mineral_desk.vision.views import classified_views, to_input

DIRECTION = "direction"
"""The maps' second input (1, D): the derivative of the score by the unit embedding."""
MAP_OUTPUTS = ("activations", "gradient")
_SHORTEST, _LONGEST = 0.98, 1.02
"""Lengths that a unit vector may have after it was rounded to half precision."""
_CURE = "Export the model again, or choose another one."


class ZeroShotClassifier:
    """A loaded model with the vectors of its names. Classifying is deterministic."""

    def __init__(self, model: LoadedModel, threads: int = 0, group_of: Mapping[str, str] | None = None) -> None:
        """Load the image tower; ``threads`` and ``group_of`` as in :class:`~mineral_desk.vision.classify.Classifier`.

        Raises :class:`ModelUnfit` when inputs, outputs, labels or vectors do not fit the card.
        """
        self.card: ModelCard = model.card
        if model.card.image is None or model.card.zero_shot is None:
            raise ModelUnfit(
                said("The model {name} takes no pictures: it cannot name any.", name=model.card.name), _CURE
            )
        self.image: ImageInput = model.card.image
        self.about: ZeroShot = model.card.zero_shot
        self.texts = text_vectors(model.texts, model.card)
        self.network = Network(model.data, model.card.file, threads)
        self._outputs = _checked_outputs(self.network, model.card)
        self._maps, self._threads = model.maps, threads
        self._members = group_members(model.card.labels, group_of or {})

    @property
    def has_maps(self) -> bool:
        """Whether it can show what speaks for a name."""
        return bool(self._maps)

    def classify(self, pixels: Pixels, familiarity: float = 1.0) -> Classification:
        """Name a crop (H, W, 3) uint8 RGB on one specimen, plates covered; ``familiarity`` as for any classifier.

        The whole crop in a square and its central square are looked at; their logits are averaged. ``activations`` is
        what :meth:`map_parts` wants: the state of the view that shows the whole crop.
        """
        logits, embeddings, states = self.run(classified_views(pixels, self.image.size_px))
        scores = np.asarray(logits.mean(axis=0), np.float32)
        probabilities = softmax(scores / np.float32(self.card.calibration.temperature))
        mean_embedding = embeddings.mean(axis=0)
        # the mean of unit vectors is the shorter the less the views agree, and so less alike to any name
        suggestions = self._suggest(probabilities, float((self.texts @ mean_embedding).max()), familiarity)
        embedding = np.asarray(mean_embedding / max(float(np.linalg.norm(mean_embedding)), 1e-12), np.float32)
        return Classification(scores, probabilities, embedding, states[0], suggestions)

    def run(self, views: Sequence[Pixels]) -> tuple[Array, Array, Array]:
        """Logits (N, C), unit embeddings (N, D) and states (N, ...) of square views (size_px, size_px, 3)."""
        embeddings, states = self.network.run({self.image.name: to_input(views, self.image)}, self._outputs)
        logits = np.asarray(self.about.logit_scale * (embeddings @ self.texts.T), np.float32)
        return logits, embeddings, states

    def species_index(self, species: str) -> int:
        """Where ``species`` stands in the labels; raises :class:`ModelUnfit` when the model does not know it."""
        return label_index(self.card, species)

    def map_parts(self, state: Array, species: int) -> tuple[Array, Array]:
        """Activations (K, h, w) of the last layer that knows where things are, and the derivative of the logit by them.

        ``state`` is that of one view. Raises :class:`ModelUnfit` where the model has no maps.
        """
        direction = np.asarray(self.about.logit_scale * self.texts[species][None], np.float32)
        feeds = {self.card.outputs["state"]: np.ascontiguousarray(state[None]), DIRECTION: direction}
        activations, gradient = self._map_network.run(feeds, MAP_OUTPUTS)
        if activations.ndim != 4 or activations.shape != gradient.shape:
            raise ModelUnfit(said("The file {file} gives no maps.", file=self.about.maps_file), _CURE)
        return activations[0], gradient[0]

    @cached_property
    def _map_network(self) -> Network:
        if not self._maps:
            raise ModelUnfit(said("The model {name} cannot make maps.", name=self.card.name), _CURE)
        network = Network(self._maps, self.about.maps_file, self._threads)
        wanted = {self.card.outputs["state"], DIRECTION}, set(MAP_OUTPUTS)
        if ({port.name for port in network.inputs}, {port.name for port in network.outputs}) != wanted:
            raise ModelUnfit(said("The file {file} does not fit its card.", file=self.about.maps_file), _CURE)
        return network

    def _suggest(self, probabilities: Array, likeness: float, familiarity: float) -> Suggestions:
        found = suggested(self.card, self._members, probabilities, likeness, familiarity)
        if self.about.calibrated or found.recommendation is Recommendation.NONE:
            return found
        # nobody has measured how often such a probability is right
        return replace(found, recommendation=Recommendation.LOW, offered=None)


def text_vectors(data: bytes, card: ModelCard) -> Array:
    """The unit vectors (C, D) float32 of a card's labels; raises :class:`ModelUnfit` when ``data`` holds others."""
    about, count = card.zero_shot, len(card.labels)
    assert about is not None
    if not count or len(data) != 2 * count * about.dimensions:
        words = said(
            "{file} does not hold {dimensions} numbers for each of {count} names.",
            file=about.texts_file,
            dimensions=about.dimensions,
            count=count,
        )
        raise ModelUnfit(words, _CURE)
    vectors = np.frombuffer(data, "<f2").reshape(count, about.dimensions).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not bool(((lengths > _SHORTEST) & (lengths < _LONGEST)).all()):  # also false for nan
        raise ModelUnfit(said("{file} holds vectors that are no unit vectors.", file=about.texts_file), _CURE)
    return np.asarray(vectors / lengths, np.float32)


def _checked_outputs(network: Network, card: ModelCard) -> list[str]:
    """The names of embedding and state, after a blank picture has gone through the network."""
    image, about = card.image, card.zero_shot
    assert image is not None
    assert about is not None
    wanted = [(image.name, (None, 3, image.size_px, image.size_px))]
    found = [(port.name, port.shape) for port in network.inputs]
    if found != wanted:
        raise ModelUnfit(
            said("The model {file} takes {found}, its card says {wanted}.", file=card.file, found=found, wanted=wanted),
            _CURE,
        )
    named = {port.name for port in network.outputs}
    for role in ("embedding", "state"):
        if card.outputs.get(role) not in named:
            raise ModelUnfit(
                said("The model {file} has no output {output!r}.", file=card.file, output=card.outputs.get(role, role)),
                _CURE,
            )
    outputs = [card.outputs["embedding"], card.outputs["state"]]
    blank = np.zeros((1, 3, image.size_px, image.size_px), np.float32)
    embedding, _ = network.run({image.name: blank}, outputs)
    if embedding.shape != (1, about.dimensions):
        raise ModelUnfit(
            said(
                "The model {file} gives embeddings of the shape {shape}, its names have {dimensions} numbers.",
                file=card.file,
                shape=embedding.shape[1:],
                dimensions=about.dimensions,
            ),
            _CURE,
        )
    return outputs
