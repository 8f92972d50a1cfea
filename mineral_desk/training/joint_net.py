"""Two classifiers' backbones as one, and the head that reads both.

The first is a trained classifier; its part of the embedding stays as it is. The second is a general backbone that was
never trained on minerals: its part is a closed-form map, from whitened features towards what traits (colour, lustre,
elements, groups) can be read from them. The textures of inner maps of both (``joint_backbone.py``) are a third part,
made like the second. The parts are set side by side before the embedding is made a unit vector.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.training.photos import LabelledPhoto, decode_small
from mineral_desk.training.species_net import SpeciesNet, class_means, whitening
from mineral_desk.training.starting import EMBEDDING_DIMENSIONS, SCALE
from mineral_desk.vision.inference import Network
from mineral_desk.vision.views import classified_views

SECOND_SHARE = 0.7
"""The length of the second part of an embedding as a share of the first's, on the training photos."""
TEXTURE_SHARE = 0.6
"""The same for the textures."""
TEXTURE_DIRECTIONS = 64
"""How many directions of the textures are kept: more were no better."""
READ_RIDGE = 100.0
"""Holds back what is learnt when traits are read from features."""
SPECIES_RIDGE = 300.0
"""Holds back what is expected of a species from its traits."""
OWN_SHARE = 0.3
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class TrainedHead:
    """The constants of a trained classifier: see :class:`~mineral_desk.vision.head.Head`."""

    projection: Numbers
    projection_offset: Numbers
    species_weights: Numbers

    @classmethod
    def read(cls, model: Path, size_px: int) -> "TrainedHead":
        """Take the constants out of the file ``model``."""
        blank = np.zeros((1, 3, size_px, size_px), np.float32)
        names = ["projection", "projection_offset", "species_weights"]
        found = Network(model.read_bytes(), model.name, threads=1).run({"image": blank}, names)
        return cls(*(np.asarray(one, np.float64) for one in found))


def pooled_features(backbone: Path, photos: Sequence[LabelledPhoto], size_px: int) -> Job[npt.NDArray[np.float32]]:
    """What ``backbone`` gives for the views of ``photos`` used at run time: (M, V, K)."""
    network = Network(backbone.read_bytes(), backbone.name, threads=1)
    found = []
    for done, photo in enumerate(photos):
        views = np.stack(classified_views(decode_small(photo.bytes(), photo.path.name), size_px))
        feed = np.ascontiguousarray(views.transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1)
        found.append(network.run({"image": feed}, ["features"])[0])
        yield Progress(done + 1, len(photos), f"features of {photo.path.name}")
    return np.stack(found)


def joint_net(
    backbone: Path,
    trained: TrainedHead,
    features: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int64],
    traits: npt.NDArray[np.float32],
    *,
    second_share: float = SECOND_SHARE,
    texture_share: float = TEXTURE_SHARE,
) -> SpeciesNet:
    """The network of both; ``features`` (M, V, K1 + K2 + T) are those of photos of the species ``labels`` (M,).

    ``backbone`` is a file that :func:`~mineral_desk.training.joint_backbone.joined_backbones` made.
    """
    base = OnnxBackbone(backbone)
    first, second = (base.channels()[name] for name in base.nodes[-1].inputs[:2])
    centre, projection = trained_part(trained, features[..., :first])
    parts = [_Part(slice(0, first), centre, projection, unit(trained.species_weights))]
    for place, share, most in (
        (slice(first, first + second), second_share, EMBEDDING_DIMENSIONS),
        (slice(first + second, None), texture_share, TEXTURE_DIRECTIONS),
    ):
        own = features[..., place]
        if own.shape[-1]:
            centre, projection = trait_part(own, labels, traits, most)
            vectors = species_vectors(unit((own[:, 0] - centre) @ projection.T), labels, traits)
            parts.append(_Part(place, centre, share * projection, share * vectors))
    rows = np.cumsum([0, *(len(part.projection) for part in parts)])
    joint = np.zeros((rows[-1], features.shape[-1]))
    for part, start, end in zip(parts, rows, rows[1:], strict=False):
        joint[start:end, part.place] = part.projection
    net = SpeciesNet(base, features.shape[-1], len(joint), traits, SCALE)
    with torch.no_grad():
        net.centre.copy_(torch.from_numpy(np.concatenate([part.centre for part in parts])))
        net.projection.copy_(torch.from_numpy(joint))
        net.own.copy_(torch.from_numpy(unit(np.concatenate([part.vectors for part in parts], axis=1))))
        for weights in (*net.backbone.parameters(), net.projection):
            weights.copy_(weights.half().float())  # the model file keeps them in half precision
    return net


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What reads some channels: ``centre`` (K,) and ``projection`` (D, K) of those at ``place``; ``vectors`` (C, D)."""

    place: slice
    centre: Numbers
    projection: Numbers
    vectors: Numbers


def trained_part(head: TrainedHead, features: npt.NDArray[np.float32]) -> tuple[Numbers, Numbers]:
    """The centre (K1,) and the projection (D1, K1) of the trained classifier, of mean length 1 on ``features``."""
    centre = np.asarray(np.linalg.lstsq(head.projection, -head.projection_offset, rcond=None)[0], np.float64)
    lengths = np.linalg.norm((features - centre) @ head.projection.T, axis=-1)
    return centre, np.asarray(head.projection / lengths.mean(), np.float64)


def trait_part(
    features: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int64],
    traits: npt.NDArray[np.float32],
    most: int = EMBEDDING_DIMENSIONS,
) -> tuple[Numbers, Numbers]:
    """The centre (K2,) and the projection (D2, K2) that keeps of whitened features what traits are read from.

    With B the ridge regression from whitened features to standardised traits, the map is (B B') ** 1/4: directions
    count by how much they say about traits, tempered as those of the whitening are.
    """
    flat = features.reshape(-1, features.shape[-1])
    centre, axes = (one.astype(np.float64) for one in whitening(flat, min(EMBEDDING_DIMENSIONS, *flat.shape)))
    white = (features - centre) @ axes.T
    size = np.linalg.norm(white, axis=-1).mean()
    read = white.mean(axis=1) / size
    shown = (traits[labels, :-1] > 0).astype(np.float64)
    frequency = shown.mean(axis=0)
    wanted = (shown - frequency) / np.sqrt(frequency * (1 - frequency) + 1e-3)
    weights = np.linalg.solve(read.T @ read + READ_RIDGE * np.eye(read.shape[1]), read.T @ wanted)
    power, directions = np.linalg.eigh(weights @ weights.T)
    projection = ((directions * np.maximum(power, 0) ** 0.25).T @ axes)[-most:]
    lengths = np.linalg.norm((features - centre) @ projection.T, axis=-1)
    # nothing can be read where no trait is shared
    return centre, np.asarray(projection / max(float(lengths.mean()), 1e-12), np.float64)


def species_vectors(embeddings: Numbers, labels: npt.NDArray[np.int64], traits: npt.NDArray[np.float32]) -> Numbers:
    """One unit vector (C, D) a species: what its traits let expect, and a share of its own photos' mean."""
    means = class_means(torch.from_numpy(embeddings.astype(np.float32)), torch.from_numpy(labels), len(traits)).numpy()
    gram = traits.T @ traits + SPECIES_RIDGE * np.eye(traits.shape[1])
    return unit(OWN_SHARE * means + traits @ np.linalg.solve(gram, traits.T @ means))


def unit(vectors: npt.NDArray[np.floating]) -> Numbers:
    """Vectors (..., D) of length 1; zero stays zero."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float64)
