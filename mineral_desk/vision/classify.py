"""Which species a crop shows: calibrated suggestions, and when to give none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import ImageInput
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.phrase import said
from mineral_desk.domain.suggestion import Suggestions
from mineral_desk.vision.colour import ColourTable, colour_shares
from mineral_desk.vision.fullgrad import FullGrad
from mineral_desk.vision.inference import Array, Network
from mineral_desk.vision.linear_head import read_head
from mineral_desk.vision.model_store import LoadedModel
from mineral_desk.vision.suggested import group_members, label_index, suggested
from mineral_desk.vision.views import classified_views, to_input

COLOUR_SHARE = 0.15
"""How much of the likeness of two photos is that of their colours, which the network hardly tells apart by itself.

From 0.1 to 0.3 the right names of alike specimens came first about equally often; without colours, less often.
"""
_CURE = "Install Mineral Desk again, or choose another model."


@dataclass(frozen=True, slots=True, eq=False)
class Classification:
    """What the classifier found in a crop.

    ``logits`` and ``probabilities`` (C,) float32 are in the order of the card's labels; ``embedding`` (D,) float32 is a
    unit vector whose cosines say how alike two photos are: the network's, then the colours' where the model knows them;
    ``activations`` (K, h, w) float32 is the last feature map of the view that shows the whole crop.
    ``logits`` are the network's plus what the colours say; GradCAM++ and FullGrad explain the network's part alone,
    which is all that depends on where in the picture something is.
    """

    logits: Array
    probabilities: Array
    embedding: Array
    activations: Array
    suggestions: Suggestions


class Classifier:
    """A loaded model. Classifying is deterministic."""

    has_maps = True
    """Whether it can show what speaks for a name."""

    def __init__(self, model: LoadedModel, threads: int = 0, group_of: Mapping[str, str] | None = None) -> None:
        """Load the network; ``threads`` as in :class:`~mineral_desk.vision.inference.Network`.

        ``group_of`` says to which group a species belongs; without it no group is suggested.

        Raises :class:`ModelUnfit` when inputs, outputs or labels do not fit the card.
        """
        self.card = model.card
        if model.card.image is None:
            raise ModelUnfit(
                said("The model {name} takes no pictures: it is no classifier.", name=model.card.name), _CURE
            )
        self.image: ImageInput = model.card.image
        self.network = Network(model.data, model.card.file, threads)
        self.fullgrad = FullGrad(model.fullgrad, model.card, threads) if model.fullgrad else None
        self.head = read_head(self.network, model.card)
        self.colours = ColourTable.read(self.network, model.card)
        self._picture_outputs = [model.card.outputs[role] for role in ("logits", "embedding", "activations")]
        self._members = group_members(model.card.labels, group_of or {})

    def classify(self, pixels: Pixels, familiarity: float = 1.0) -> Classification:
        """Classify a crop (H, W, 3) uint8 RGB on one specimen, plates covered.

        ``familiarity`` (0 to 1) says how surely the photo shows a specimen at all.

        The whole crop in a square and its central square are looked at; their logits are averaged. The likeness of the
        crop's colours to each species' is added where the model knows colours.
        """
        logits, embeddings, activations = self.run(classified_views(pixels, self.image.size_px))
        shares = colour_shares(pixels) if self.colours is not None else None
        scores = np.asarray(logits.mean(axis=0) + self._colour_logits(shares), np.float32)
        probabilities = softmax(scores / np.float32(self.card.calibration.temperature))
        # the mean of unit vectors is the shorter the less the views agree, and so less alike to any species
        mean_embedding = embeddings.mean(axis=0)
        likeness = self.head.best_likeness(mean_embedding)
        suggestions = suggested(self.card, self._members, probabilities, likeness, familiarity)
        embedding = self._with_colours(mean_embedding, shares)
        return Classification(scores, probabilities, embedding, activations[0], suggestions)

    def run(self, views: Sequence[Pixels]) -> tuple[Array, Array, Array]:
        """Logits (N, C), embeddings (N, D) and activations (N, K, h, w) of square views (size_px, size_px, 3)."""
        feed = {self.image.name: to_input(views, self.image)}
        logits, embeddings, activations = self.network.run(feed, self._picture_outputs)
        return logits, embeddings, activations

    def species_index(self, species: str) -> int:
        """Where ``species`` stands in the labels; raises :class:`ModelUnfit` when the model does not know it."""
        return label_index(self.card, species)

    def _colour_logits(self, shares: Array | None) -> Array | float:
        """What the colours of a crop (R,) add to the logits (C,)."""
        if self.colours is None or shares is None:
            return 0.0
        weight = np.float32(self.card.calibration.colour_weight)
        return np.asarray(weight * self.colours.likeness(shares), np.float32)

    def _with_colours(self, mean_embedding: Array, shares: Array | None) -> Array:
        """A unit vector: its cosine with another is the weighted mean of the networks' and the colours' cosines."""
        length = max(float(np.linalg.norm(mean_embedding)), 1e-12)
        unit = np.asarray(mean_embedding / length, np.float32)
        if self.colours is None or shares is None:
            return unit
        parts = (np.sqrt(1 - COLOUR_SHARE) * unit, np.sqrt(COLOUR_SHARE) * self.colours.vectors(shares))
        return np.asarray(np.concatenate(parts), np.float32)


def softmax(logits: npt.NDArray[np.float32]) -> Array:
    """Probabilities (C,) of ``logits`` (C,)."""
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum(), np.float32)
