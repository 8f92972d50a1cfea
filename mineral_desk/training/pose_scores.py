"""How good estimated poses are."""

import math

import numpy as np
import numpy.typing as npt
import torch

from mineral_desk.training.crop_net import CropNet
from mineral_desk.training.pose_crops import Batch
from mineral_desk.training.pose_net import PoseNet

MIRRORED_DEG = 15.0
"""An elevation that is this wrong is mostly the other reading of the same edges."""


def answers_of(net: CropNet, crops: npt.NDArray[np.float32], at_once: int = 64) -> npt.NDArray[np.float32]:
    """(N, A): the answers to crops (N, C, S, S)."""
    with torch.no_grad():
        parts = [net(torch.from_numpy(crops[at : at + at_once])).numpy() for at in range(0, len(crops), at_once)]
    return np.concatenate(parts)


def scored(net: PoseNet, batch: Batch) -> dict[str, float | int]:
    """How good the estimates are on crops that were not trained on."""
    answers = answers_of(net, batch.crops)
    known = batch.weights[:, 0] > 0
    right = (answers[known, 0] > 0) == (batch.answers[known, 0] > 0.5)
    scores: dict[str, float | int] = {"crops": len(batch.crops), "presence_right": round(float(right.mean()), 4)}
    cube = batch.weights[:, 1] > 0
    return scores | pose_scores(answers[cube], batch.answers[cube]) if cube.any() else scores


def pose_scores(answers: npt.NDArray[np.floating], truth: npt.NDArray[np.floating]) -> dict[str, float | int]:
    """Medians and more of the errors of ``answers`` (N, len(ANSWERS)) where cubes are."""
    away = np.abs(answers - truth)
    yaw_deg = yaw_error_deg(answers, truth)
    elevation_deg = np.degrees(away[:, 6])
    return {
        "cubes": len(answers),
        "median_edge_error": round(float(np.median(away[:, 3])), 4),
        "median_elevation_error_deg": round(float(np.median(elevation_deg)), 2),
        "p90_elevation_error_deg": round(float(np.percentile(elevation_deg, 90)), 2),
        "mirrored": round(float((elevation_deg > MIRRORED_DEG).mean()), 4),
        "median_yaw_error_deg": round(float(np.median(yaw_deg)), 2),
        "p90_yaw_error_deg": round(float(np.percentile(yaw_deg, 90)), 2),
    }


def yaw_error_deg(answers: npt.NDArray[np.floating], truth: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """(N,): at most 45, as a quarter turn changes nothing."""
    away = np.arctan2(answers[:, 5], answers[:, 4]) - np.arctan2(truth[:, 5], truth[:, 4])
    return np.asarray(np.degrees(np.abs((away + math.pi) % (2 * math.pi) - math.pi)) / 4)
