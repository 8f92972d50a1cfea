"""What a specimen's colours say about its species, beside what the network says.

A network trained on few photos hardly uses colour, which is what a curator sees first. The colours of a crop are shares
of fixed regions of the Lab space; a species' colours are a vector in the same space (see
:mod:`mineral_desk.training.species_colours`), kept as constants in the model file.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.phrase import said
from mineral_desk.vision.crop import working_copy
from mineral_desk.vision.inference import Array, Network

COLOUR_OUTPUTS = ("species_colours", "colour_mean", "colour_deviation")
"""The constants of a model file that hold the colours of species."""

_SIDE_PX = 96
_GREY_LIGHTNESS = (10.0, 30.0, 50.0, 70.0, 90.0)
_LIGHTNESS = (35.0, 65.0)
_CHROMA = (24.0, 52.0)
_HUES = 10
_REGION_WIDTH = 10.0
_LIGHTNESS_SHARE = 0.5  # light and shadow change lightness more than they change hue
_CENTRAL_WIDTH = 0.25
_CURE = "Install Mineral Desk again, or choose another model."


def colour_centres() -> Array:
    """The centres (R, 3) of the regions in L, a, b: greys by lightness, then hues by chroma and lightness."""
    greys = [(lightness, 0.0, 0.0) for lightness in _GREY_LIGHTNESS]
    angles = 2 * np.pi * np.arange(_HUES) / _HUES
    hues = [
        (lightness, chroma * np.cos(angle), chroma * np.sin(angle))
        for chroma in _CHROMA
        for lightness in _LIGHTNESS
        for angle in angles
    ]
    return np.array(greys + hues, np.float32)


def colour_shares(pixels: Pixels) -> Array:
    """Which share of a crop (H, W, 3) uint8 RGB has which colours: (R,) float32, sum 1.

    Each pixel is shared out among the regions near to it. The middle counts most, the corners, where the background
    is, least; with a mask of what stands out, the first suggestions were right no more often.
    """
    small = working_copy(pixels, _SIDE_PX)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB).reshape(-1, 3)
    stretch = np.array([_LIGHTNESS_SHARE, 1, 1], np.float32)
    points, centres = lab * stretch, colour_centres() * stretch
    distances = (points**2).sum(axis=1)[:, None] - 2 * points @ centres.T + (centres**2).sum(axis=1)
    distances -= distances.min(axis=1, keepdims=True)
    near = np.exp(distances / np.float32(-2 * _REGION_WIDTH**2))
    shares = _weights(small) @ (near / near.sum(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(), np.float32)


def _weights(small: Pixels) -> Array:
    """How much each pixel of a small copy (h, w, 3) counts: (h * w,) float32 > 0, a Gaussian around the middle."""
    height, width = small.shape[:2]
    down, across = ((np.arange(size) + 0.5) / size - 0.5 for size in (height, width))
    central = np.exp(-(down[:, None] ** 2 + across[None] ** 2) / (2 * _CENTRAL_WIDTH**2))
    return np.asarray(central.ravel(), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class ColourTable:
    """The colours of each species: ``species`` (C, R), unit vectors; ``mean`` and ``deviation`` (R,) of all photos."""

    species: Array
    mean: Array
    deviation: Array

    @classmethod
    def read(cls, network: Network, card: ModelCard) -> "ColourTable | None":
        """The table in ``network``; None where ``card`` gives colours no weight.

        Raises :class:`ModelUnfit` when a constant is missing or does not fit the card.
        """
        if card.calibration.colour_weight == 0 or card.image is None:
            return None
        named = {port.name for port in network.outputs}
        names = [card.outputs.get(role, "") for role in COLOUR_OUTPUTS]
        if not named.issuperset(names):
            raise ModelUnfit(
                said("The model {file} lacks the colours of species that its card weighs.", file=card.file), _CURE
            )
        blank = np.zeros((1, 3, card.image.size_px, card.image.size_px), np.float32)
        table = cls(*network.run({card.image.name: blank}, names))
        regions = len(colour_centres())
        found = (table.species.shape, table.mean.shape, table.deviation.shape)
        if found != ((len(card.labels), regions), (regions,), (regions,)) or not (table.deviation > 0).all():
            raise ModelUnfit(
                said(
                    "The colours in the model {file} do not fit its card: they have {found}.",
                    file=card.file,
                    found=found,
                ),
                _CURE,
            )
        return table

    def likeness(self, shares: npt.NDArray[np.float32]) -> Array:
        """How alike colours (..., R), as :func:`colour_shares` gives them, are to each species: cosines (..., C)."""
        return np.asarray(self.vectors(shares) @ self.species.T, np.float32)

    def vectors(self, shares: npt.NDArray[np.float32]) -> Array:
        """Unit vectors (..., R) of colours (..., R): their cosines say how alike the colours of two photos are."""
        return colour_vectors(shares, self.mean, self.deviation)


def colour_vectors(shares: npt.NDArray[np.float32], mean: Array, deviation: Array) -> Array:
    """Unit vectors (..., R) of colours (..., R): square roots, so that rare vivid colours count, standardised."""
    standard = (np.sqrt(shares) - mean) / deviation
    lengths = np.linalg.norm(standard, axis=-1, keepdims=True)
    return np.asarray(standard / np.maximum(lengths, 1e-9), np.float32)
