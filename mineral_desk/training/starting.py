"""What is needed before the first training step: masks, labels, a network that starts from prototypes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.training.classifier import TrainingSet, to_tensor
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.training.photos import LabelledPhoto, decode_small
from mineral_desk.training.saliency import SaliencyTeacher
from mineral_desk.training.species_net import SpeciesNet
from mineral_desk.vision.views import whole_view

EMBEDDING_DIMENSIONS = 256
SCALE = 20.0
"""How peaked the softmax over cosines is while training."""


def training_set(photos: Sequence[LabelledPhoto], species: Sequence[str], teacher: SaliencyTeacher) -> Job[TrainingSet]:
    """The photos with masks; the masks are computed where they are not cached."""
    index = {name: number for number, name in enumerate(species)}
    masks = []
    for done, photo in enumerate(photos):
        masks.append(teacher.mask(photo))
        yield Progress(done + 1, len(photos), f"mask of {photo.path.name}")
    return TrainingSet(photos, masks, [index[photo.species] for photo in photos])


def starting_net(
    backbone_file: Path, photos: TrainingSet, traits: npt.NDArray[np.float32], size_px: int
) -> Job[SpeciesNet]:
    """The network whose species vectors are the mean embeddings of frozen features."""
    backbone = OnnxBackbone(backbone_file).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    pooled = []
    for done, photo in enumerate(photos.photos):
        view = whole_view(decode_small(photo.bytes(), photo.path.name), size_px)
        with torch.no_grad():
            pooled.append(backbone(to_tensor([view], torch.device("cpu"))).mean((2, 3)).numpy())
        yield Progress(done + 1, len(photos.photos), f"features of {photo.path.name}")
    features = np.concatenate(pooled)
    net = SpeciesNet(backbone, features.shape[1], min(EMBEDDING_DIMENSIONS, *features.shape), traits, SCALE)
    net.start_from(features, np.array(photos.labels))
    return net
