"""A small network's word on whether a crop shows the reference cube, and in what pose: starts for the wire-frame.

The network sees a square crop around a place where a cube may be and answers with numbers relative to that crop
(:data:`ANSWERS`). Angles are those of the view along the ray to the crop's middle: a cube looks the same wherever in
the photo it stands once the camera is turned towards it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.vision.inference import Network
from mineral_desk.vision.measuring.edge_field import Image
from mineral_desk.vision.measuring.wireframe import POSE_SIZE, Camera, Floats, rotations
from mineral_desk.vision.model_store import LoadedModel

CROP_PX = 96
CROP_EDGES = 2.5
"""A crop is this many cube edges wide."""
CHANNELS = 4
"""Lightness, a, b, and 1 where the crop lies in the photo."""
ANSWERS = ("presence", "x", "y", "log_edge", "cos_4_yaw", "sin_4_yaw", "elevation", "roll")
"""What the network says: ``presence`` as a logit, ``x`` and ``y`` in half crop sides from the middle, ``log_edge``
against the crop's side over :data:`CROP_EDGES`, angles in radians. A quarter turn changes nothing: hence 4 yaw."""
LEAST_CONTRAST = 4.0
"""Added to a crop's standard deviation of lightness: flat crops are not blown up to noise."""
CROPS_INPUT, ANSWERS_OUTPUT = "crops", "answers"

Crops = npt.NDArray[np.float32]
EstimatePoses = Callable[[Crops], npt.NDArray[np.float32]]
"""(N, CHANNELS, CROP_PX, CROP_PX) to (N, len(ANSWERS))."""


@dataclass(frozen=True, slots=True, eq=False)
class PoseEstimates:
    """Pose vectors (N, 6) in the pixels of the photo and how probable a cube is there (N,)."""

    poses: Floats
    presence: Floats


def pose_network(model: LoadedModel) -> EstimatePoses:
    """The network in ``model`` as a callable."""
    network = Network(model.data, model.card.name, threads=1)

    def estimate(crops: Crops) -> npt.NDArray[np.float32]:
        return network.run({CROPS_INPUT: crops}, [ANSWERS_OUTPUT])[0]

    return estimate


def crop(lab: Image, x: float, y: float, edge_px: float) -> Crops:
    """(4, CROP_PX, CROP_PX): the surroundings of (x, y) in an (H, W, 3) Lab image, :data:`CROP_EDGES` wide."""
    half = 0.5 * CROP_EDGES * edge_px
    shrink = max(1, int(2 * half / CROP_PX))
    x0, y0 = max(0, int(x - half) - 2 * shrink), max(0, int(y - half) - 2 * shrink)
    x1, y1 = (min(size, int(at + half) + 2 * shrink + 1) for at, size in ((x, lab.shape[1]), (y, lab.shape[0])))
    x1, y1 = x1 - (x1 - x0) % shrink, y1 - (y1 - y0) % shrink
    if x1 - x0 < shrink or y1 - y0 < shrink:
        return np.zeros((CHANNELS, CROP_PX, CROP_PX), np.float32)
    part = lab[y0:y1, x0:x1]
    if shrink > 1:
        size = ((x1 - x0) // shrink, (y1 - y0) // shrink)
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.float32)
    gain = 2 * half / CROP_PX / shrink
    shift = np.array([(x - half - x0) / shrink, (y - half - y0) / shrink]) + 0.5 * gain - 0.5
    matrix = np.array([[gain, 0, shift[0]], [0, gain, shift[1]]])
    seen = np.dstack([part, np.ones(part.shape[:2], np.float32)])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return normalised(np.asarray(cv2.warpAffine(seen, matrix, (CROP_PX, CROP_PX), flags=how), np.float32))


def normalised(seen: Image) -> Crops:
    """(4, S, S): a crop (S, S, 4) of Lab and "in the photo", its lightness brought to a common mean and contrast."""
    planes = np.stack(cv2.split(seen))
    inside = planes[3] > 0.99
    planes[3] = inside
    mean, deviation = cv2.meanStdDev(seen, mask=inside.view(np.uint8))
    scale = np.array([deviation[0, 0] + LEAST_CONTRAST, 20.0, 20.0], np.float32)
    planes[:3] -= mean[:3, :1, None].astype(np.float32)
    planes[:3] *= planes[3] / scale[:, None, None]
    return np.asarray(planes, np.float32)


def towards(x: float, y: float, camera: Camera) -> Floats:
    """(3, 3): the least turn of the camera that brings the point (x, y) to its axis."""
    ray = np.array([(x - camera.centre_x) / camera.focal_px, (y - camera.centre_y) / camera.focal_px, 1.0])
    ray /= np.linalg.norm(ray)
    axis = np.cross(ray, [0.0, 0.0, 1.0])
    angle = math.acos(min(1.0, float(ray[2])))
    size = float(np.linalg.norm(axis))
    turn = axis / size * angle if size > 1e-9 else axis
    return np.asarray(cv2.Rodrigues(turn)[0], dtype=float)


def angles_of(turn: Floats) -> Floats:
    """(3,): elevation, yaw and roll of a cube turned by ``turn`` (3, 3) whose z axis points up."""
    up = turn[:, 2]
    elevation = math.asin(float(np.clip(-up[2], -1, 1)))
    roll = math.atan2(up[0], -up[1]) if elevation < math.radians(85) else 0.0
    level = rotations(np.array([[0, 0, 0, elevation, 0, roll]]))[0].T @ turn[:, 0]
    return np.array([elevation, math.atan2(level[1], level[0]) % (math.pi / 2), roll])


def estimate_poses(lab: Image, camera: Camera, places: Floats, estimate: EstimatePoses) -> PoseEstimates:
    """The cubes at ``places`` (N, 3): x, y and about how long an edge is, all in pixels of the (H, W, 3) Lab image."""
    if not len(places):
        return PoseEstimates(np.zeros((0, POSE_SIZE)), np.zeros(0))
    crops = np.stack([crop(lab, x, y, edge_px) for x, y, edge_px in places.tolist()])
    answers = estimate(crops).astype(float)
    poses = np.array([_pose(place, answer, camera) for place, answer in zip(places, answers, strict=True)])
    return PoseEstimates(poses, 1 / (1 + np.exp(-np.clip(answers[:, 0], -30, 30))))


def _pose(place: Floats, answer: Floats, camera: Camera) -> Floats:
    _, x, y, log_edge, cosine, sine, elevation, roll = answer
    half = 0.5 * CROP_EDGES * place[2]
    yaw = math.atan2(sine, cosine) / 4
    seen = rotations(np.array([[0, 0, 0, elevation, yaw, roll]]))[0]
    turn = towards(float(place[0]), float(place[1]), camera).T @ seen
    return np.array([place[0] + x * half, place[1] + y * half, math.log(place[2]) + log_edge, *angles_of(turn)])
