"""Finding and reading text: PP-OCR's two networks on this computer alone.

Detection is differentiable binarisation (Liao et al. 2020): a heat map of text, cut, and each patch grown to its line.
Recognition is a sequence of characters decoded greedily (CTC). It knows Latin letters and digits; Cyrillic ones are
read by a head of our own (:mod:`mineral_desk.vision.second_reading`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.crop import halved
from mineral_desk.vision.inference import Network
from mineral_desk.vision.second_reading import LEAST_SURE, SecondReading, is_cyrillic
from mineral_desk.vision.text_decoding import Answers, decoded
from mineral_desk.vision.text_models import TextModels, text_models

DETECTION_SIDE_PX = 800
_LARGEST_ENLARGEMENT = 3.0
_STRIDE = 32
_HEAT = 0.3
_LEAST_SCORE = 0.5
_UNCLIP = 1.6
_LEAST_SIDE = 3
_READING_HEIGHT = 48
_WIDEST_READING = 960

Quadrilateral = npt.NDArray[np.float32]
"""(4, 2) x, y: top left, top right, bottom right, bottom left of the line as it is read."""


@dataclass(frozen=True, slots=True, eq=False)
class TextBox:
    """A line of text in pixels of the photo, and how sure the detector is (0.5 to 1)."""

    corners_px: Quadrilateral
    score: float

    @property
    def box_px(self) -> Box:
        """The upright box around the line."""
        (x0, y0), (x1, y1) = self.corners_px.min(axis=0), self.corners_px.max(axis=0)
        return Box(float(x0), float(y0), float(x1), float(y1))

    @property
    def line_height_px(self) -> float:
        """The extent across the line, also of a slanted one."""
        return float(np.linalg.norm(self.corners_px[3] - self.corners_px[0]))

    @property
    def line_length_px(self) -> float:
        """The extent along the line."""
        return float(np.linalg.norm(self.corners_px[1] - self.corners_px[0]))


class TextReader:
    """Finds and reads text. The models load when first needed; safe to use from one thread at a time."""

    def __init__(
        self,
        threads: int = 0,
        detection_side_px: int = DETECTION_SIDE_PX,
        folder: Path | None = None,
        second: SecondReading | None = None,
    ) -> None:
        """``threads``: CPU threads of a run, 0 for all cores. ``folder``: other models than those of the wheel.

        ``second`` reads Cyrillic out of the same answers; with another recognition network than its own it is silent.
        """
        self._threads = threads
        self._side = detection_side_px
        self._folder = folder
        self._second = second

    @property
    def models(self) -> tuple[ModelRef, ModelRef]:
        """The names and hashes of both models. Raises ModelMissing."""
        return self._models.refs

    @property
    def recognition(self) -> bytes:
        """The recognition network's file. Raises ModelMissing."""
        return self._models.recognition

    def detect(self, pixels: Pixels, side_px: int | None = None) -> list[TextBox]:
        """The lines of text, top to bottom. Raises ModelMissing, ModelUnfit.

        ``side_px`` is the long side at which they are looked for, by default the one set for photos.
        """
        height, width = pixels.shape[:2]
        small = _for_detection(pixels, side_px or self._side)
        rows, columns = small.shape[:2]
        heat = self._run(self._detector, small)[0, 0]
        scale = np.array([width / columns, height / rows], np.float32)
        boxes = [TextBox(_clockwise(corners * scale), score) for corners, score in _patches(heat)]
        return sorted(boxes, key=lambda box: (box.box_px.y0, box.box_px.x0))

    def read(self, crop: Pixels) -> tuple[str, float]:
        """The text on a crop that holds one level line, and its mean probability; ("", 0) where nothing is read."""
        if min(crop.shape[:2]) < 1:
            return "", 0.0
        answers = self.answers(crop)
        if self._second is not None and self._second.recogniser_sha256 == self.models[1].sha256:
            text, sure = self._second.read(answers)
            if sure >= LEAST_SURE and is_cyrillic(text):
                return text, sure
        return decoded(answers, self._models.characters)

    def answers(self, crop: Pixels) -> Answers:
        """What the recognition network says about a crop (H, W, 3) that holds one level line."""
        height, width = crop.shape[:2]
        columns = int(np.clip(round(width * _READING_HEIGHT / height), 8, _WIDEST_READING))
        line = cv2.resize(crop, (columns, _READING_HEIGHT), interpolation=cv2.INTER_AREA)
        padded = np.full((_READING_HEIGHT, -(-columns // _STRIDE) * _STRIDE, 3), 127, np.uint8)
        padded[:, :columns] = line
        return np.asarray(self._run(self._recogniser, padded)[0], np.float32)

    def read_box(self, pixels: Pixels, box: TextBox) -> tuple[str, float]:
        """The text of one found line, straightened; a line that stands upright is turned first."""
        return self.read(_straightened(pixels, box))

    @cached_property
    def _models(self) -> TextModels:
        return text_models(self._folder)

    @cached_property
    def _detector(self) -> Network:
        return Network(self._models.detection, self._models.refs[0].name, self._threads)

    @cached_property
    def _recogniser(self) -> Network:
        return Network(self._models.recognition, self._models.refs[1].name, self._threads)

    @staticmethod
    def _run(network: Network, pixels: Pixels) -> npt.NDArray[np.float32]:
        """PP-OCR's networks take BGR from -1 to 1, (1, 3, H, W)."""
        values = pixels[..., ::-1].astype(np.float32) / np.float32(127.5) - np.float32(1)
        feed = np.ascontiguousarray(values.transpose(2, 0, 1)[None])
        return network.run({network.inputs[0].name: feed}, [network.outputs[0].name])[0]


def _for_detection(pixels: Pixels, side_px: int) -> Pixels:
    """The photo with its long side at about ``side_px`` and both sides whole strides, as the network wants them."""
    height, width = pixels.shape[:2]
    factor = min(side_px / max(height, width), _LARGEST_ENLARGEMENT)
    rows, columns = (max(_STRIDE, round(side * factor / _STRIDE) * _STRIDE) for side in (height, width))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(halved(pixels, side_px), (columns, rows), interpolation=way), np.uint8)


def _patches(heat: npt.NDArray[np.float32]) -> Iterator[tuple[Quadrilateral, float]]:
    """The heat map's patches as rectangles, grown by area x ratio / perimeter (training had shrunk them)."""
    mask = cv2.dilate((heat > _HEAT).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        centre, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < _LEAST_SIDE:
            continue
        score = _mean_inside(heat, np.asarray(cv2.boxPoints((centre, (width, height), angle)), np.float32))
        if score < _LEAST_SCORE:
            continue
        growth = width * height * _UNCLIP / (width + height)  # = 2 x area x ratio / perimeter: both sides at once
        yield np.asarray(cv2.boxPoints((centre, (width + growth, height + growth), angle)), np.float32), score


def _mean_inside(heat: npt.NDArray[np.float32], corners: Quadrilateral) -> float:
    rows, columns = heat.shape
    x0, y0 = np.clip(np.floor(corners.min(axis=0)), 0, [columns - 1, rows - 1]).astype(int)
    x1, y1 = np.clip(np.ceil(corners.max(axis=0)), 0, [columns - 1, rows - 1]).astype(int)
    mask = np.zeros((y1 - y0 + 1, x1 - x0 + 1), np.uint8)
    cv2.fillPoly(mask, [(corners - [x0, y0]).astype(np.int32)], (1,))
    return float(cv2.mean(heat[y0 : y1 + 1, x0 : x1 + 1], mask)[0])


def _clockwise(corners: Quadrilateral) -> Quadrilateral:
    """Top left first, clockwise: the left pair from top to bottom, then the right pair."""
    by_x = corners[np.argsort(corners[:, 0])]
    (top_left, bottom_left), (top_right, bottom_right) = (pair[np.argsort(pair[:, 1])] for pair in (by_x[:2], by_x[2:]))
    return np.stack([top_left, top_right, bottom_right, bottom_left]).astype(np.float32)


def _straightened(pixels: Pixels, box: TextBox) -> Pixels:
    width, height = max(1, round(box.line_length_px)), max(1, round(box.line_height_px))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(box.corners_px, target)
    line = cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    upright = cv2.rotate(line, cv2.ROTATE_90_COUNTERCLOCKWISE) if height > 1.5 * width else line
    return np.asarray(upright, np.uint8)
