"""What a network says about photos that it has not learnt from, by the views that the program uses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.training.fewshot.batches import images_of
from mineral_desk.training.fewshot.crops import Crop
from mineral_desk.training.fewshot.network import ImageNetwork
from mineral_desk.training.measuring import Accuracy, accuracy
from mineral_desk.training.species_net import class_means
from mineral_desk.vision.views import classified_views

Scores = npt.NDArray[np.float32]
AT_ONCE = 16
"""Photos that are looked at in one step."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """For photos with the labels (N,): logits (N, C) and mean unit features (N, K), both means over the views."""

    logits: Scores
    features: Scores
    labels: npt.NDArray[np.int64]

    def accuracy(self) -> Accuracy:
        """The paper's measures."""
        return accuracy(self.logits, self.labels)


def examine(net: ImageNetwork, crops: Sequence[Crop], labels: Sequence[int], size_px: int) -> Job[Answers]:
    """Show ``net`` every crop as the program would: the whole crop and the square in its middle."""
    net.eval()
    logits, features = [], []
    for start in range(0, len(crops), AT_ONCE):
        views = [view for crop in crops[start : start + AT_ONCE] for view in classified_views(crop.pixels(), size_px)]
        with torch.inference_mode():
            found = net(images_of(views).to(next(net.parameters()).device))
            units = torch.nn.functional.normalize(found.features.float(), dim=1)
        logits.append(_mean_of_views(found.logits.float().cpu().numpy()))
        features.append(_mean_of_views(units.cpu().numpy()))
        yield Progress(min(start + AT_ONCE, len(crops)), len(crops), "held-out photos")
    return Answers(np.concatenate(logits), np.concatenate(features), np.array(labels, np.int64))


def _mean_of_views(values: Scores) -> Scores:
    return np.asarray(values.reshape(-1, 2, values.shape[1]).mean(axis=1), np.float32)


def frozen_features(learnt: Answers, held_out: Answers, classes: int) -> Accuracy:
    """The baseline without training: the nearest mean of each name's features, by the cosine, centred on all features.

    ``learnt`` and ``held_out`` are what the network with its starting weights says.
    """
    centre = learnt.features.mean(axis=0)
    units = [
        torch.nn.functional.normalize(torch.from_numpy(one.features - centre), dim=1) for one in (learnt, held_out)
    ]
    means = class_means(units[0], torch.from_numpy(learnt.labels), classes)
    return accuracy((units[1] @ means.T).numpy(), held_out.labels)
