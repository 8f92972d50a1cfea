"""The classifier as trained: a convolutional backbone, an embedding, and one unit vector per species."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from mineral_desk.training.onnx_backbone import OnnxBackbone

TRAIT_RIDGE = 30.0
OWN_SHARE = 0.3
"""How much of a species' own photos goes into its vector beside its traits: it has one or two."""


class Outputs(NamedTuple):
    """Logits (N, C), unit embedding (N, D) and the last feature map (N, K, h, w)."""

    logits: Tensor
    embedding: Tensor
    activations: Tensor


class SpeciesNet(nn.Module):
    """``logits = scale * species_vectors @ embedding + bias``.

    ``embedding = normalise(projection @ (mean over space of activations - centre))``.

    While training, the vector of species c is ``normalise(own_c + from_traits @ traits_c)``: species with few photos
    borrow from those with which they share elements, groups, colours and lustre. ``bias`` is 0 while training; the
    prior of how common species are is added when the model is exported.
    """

    def __init__(
        self, backbone: OnnxBackbone, channels: int, dimensions: int, traits: npt.NDArray[np.float32], scale: float
    ) -> None:
        super().__init__()
        self.backbone = backbone
        self.centre: Tensor
        self.register_buffer("centre", torch.zeros(channels))
        self.projection = nn.Parameter(torch.randn(dimensions, channels) / math.sqrt(channels))
        self.own = nn.Parameter(torch.zeros(len(traits), dimensions))
        self.from_traits = nn.Parameter(torch.zeros(traits.shape[1], dimensions))
        self.trait_readout = nn.Linear(dimensions, traits.shape[1])
        self.traits: Tensor
        self.register_buffer("traits", torch.from_numpy(traits))
        self.bias: Tensor
        self.register_buffer("bias", torch.zeros(len(traits)))
        self.scale = scale

    def forward(self, images: Tensor) -> Outputs:
        """Everything at once; ``images`` (N, 3, H, W) as the backbone wants them."""
        activations = self.backbone(images)
        embedding = self.embed(activations.mean((2, 3)))
        return Outputs(self.scale * embedding @ self.species_vectors().T + self.bias, embedding, activations)

    def embed(self, pooled: Tensor) -> Tensor:
        """The unit embedding (N, D) of pooled activations (N, K)."""
        return nn.functional.normalize((pooled - self.centre) @ self.projection.T, dim=1)

    def trait_logits(self, embedding: Tensor) -> Tensor:
        """Which traits an embedding (N, D) shows: (N, T). Only used while training."""
        logits: Tensor = self.trait_readout(self.scale * embedding)
        return logits

    def species_vectors(self) -> Tensor:
        """One unit vector per species (C, D)."""
        return nn.functional.normalize(self.own + self.traits @ self.from_traits, dim=1)

    @torch.no_grad()
    def start_from(self, pooled: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> None:
        """Begin where frozen features stand: whitening for the projection, mean embeddings for the species.

        ``pooled`` (M, K) are the backbone's pooled activations for training photos of species ``labels`` (M,).
        """
        centre, projection = whitening(pooled, len(self.projection))
        self.centre.copy_(torch.from_numpy(centre))
        self.projection.copy_(torch.from_numpy(projection))
        means = class_means(self.embed(torch.from_numpy(pooled)), torch.from_numpy(labels), len(self.own))
        gram = self.traits.T @ self.traits + TRAIT_RIDGE * torch.eye(self.traits.shape[1])
        self.from_traits.copy_(torch.linalg.solve(gram, self.traits.T @ means))
        self.own.copy_(OWN_SHARE * means)
        frequency = ((self.traits > 0).float().mean(0)).clamp(0.002, 0.998)
        self.trait_readout.weight.zero_()
        self.trait_readout.bias.copy_(torch.logit(frequency))


def class_means(embeddings: Tensor, labels: Tensor, classes: int) -> Tensor:
    """The unit mean (C, D) of the embeddings of each class; zero for a class without any."""
    sums = torch.zeros(classes, embeddings.shape[1]).index_add_(0, labels, embeddings)
    return nn.functional.normalize(sums, dim=1)


def whitening(
    pooled: npt.NDArray[np.float32], dimensions: int, power: float = 0.5
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """The centre (K,) and the map (D, K) onto the first principal axes, each divided by its deviation ** ``power``."""
    centre = pooled.mean(axis=0)
    _, deviations, axes = np.linalg.svd(pooled - centre, full_matrices=False)
    deviations = deviations[:dimensions] / math.sqrt(len(pooled)) + 1e-6
    return centre, np.asarray(axes[:dimensions] / deviations[:, None] ** power, np.float32)
