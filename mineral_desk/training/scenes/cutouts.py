"""Real specimens cut out of photos, to be set up in rendered scenes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.photo import Pixels
from mineral_desk.training.photos import LabelledPhoto, decode_small, read_photo_table
from mineral_desk.training.saliency import SaliencyTeacher, SoftMask
from mineral_desk.training.scenes.noise import Floats, floats

Inside = npt.NDArray[np.bool_]

_MOST_TRIES = 400
_LEAST_AREA, _MOST_SOFT, _MAIN_PART = 0.12, 0.12, 0.97
_LEAST_EXTENT_PX = 190
_BORDER_CELLS, _BORDER_LEVEL = 3, 60


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """``picture`` (H, W, 3) linear light whose colours go on beyond the rim; ``inside`` (H, W) is the specimen."""

    picture: Floats
    inside: Inside
    species: str


class CutoutLibrary:
    """The photos of a collection of which a clean cut-out can be made, as the teacher sees them."""

    def __init__(self, photos: Sequence[LabelledPhoto], teacher: SaliencyTeacher) -> None:
        self._photos = sorted(photos, key=lambda photo: photo.path.name)
        self._teacher = teacher

    def draw(self, rng: np.random.Generator) -> Cutout:
        """A clean cut-out of a photo at random; raises :class:`UsageError` where hardly any photo gives one."""
        for _ in range(_MOST_TRIES):
            photo = self._photos[int(rng.integers(len(self._photos)))]
            mask = self._teacher.mask(photo)
            if photo.has_foreign or not is_clean(mask):
                continue
            cutout = cut(decode_small(photo.bytes(), photo.path.name), mask, photo.species)
            if cutout is not None:
                return cutout
        raise UsageError("Hardly any of the photos shows one specimen free of the frame.", "Give other photos.")


def cutout_library(photos: Path | None, teacher: Path | None, masks: Path) -> CutoutLibrary | None:
    """The library of a folder of photos with its table, as the ``teacher`` (ONNX) sees them; None without either.

    The folder ``masks`` keeps what it saw.
    """
    if photos is None or teacher is None:
        return None
    return CutoutLibrary(read_photo_table(photos), SaliencyTeacher(teacher, masks))


def is_clean(mask: SoftMask) -> bool:
    """Whether the teacher sees one crisp body, large enough, that touches no border of the photo."""
    border = mask.copy()
    border[_BORDER_CELLS:-_BORDER_CELLS, _BORDER_CELLS:-_BORDER_CELLS] = 0
    sure = mask > 128
    area = int(sure.sum())
    if border.max() > _BORDER_LEVEL or area < _LEAST_AREA * mask.size:
        return False
    if ((mask > 40) & (mask < 215)).sum() > _MOST_SOFT * area:
        return False
    return int(np.bincount(ndimage.label(sure)[0].ravel())[1:].max()) > _MAIN_PART * area


def cut(pixels: Pixels, mask: SoftMask, species: str) -> Cutout | None:
    """The specimen of ``pixels`` (H, W, 3): the mask's rim snapped to the picture's edges and taken in by a pixel."""
    height, width = pixels.shape[:2]
    soft = floats(cv2.resize(mask, (width, height), interpolation=cv2.INTER_CUBIC)) / np.float32(255)
    grey = floats(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)) / np.float32(255)
    snapped = guided_filter(grey, soft, max(2, round(width / 90)), 1e-3) > 0.5
    parts, count = ndimage.label(ndimage.binary_fill_holes(snapped))
    if not count:
        return None
    largest = parts == 1 + int(np.argmax(np.bincount(parts.ravel())[1:]))
    inside = cv2.erode(largest.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    if inside.sum() < 0.6 * _LEAST_AREA * inside.size or max(*_extent(inside)) < _LEAST_EXTENT_PX:
        return None
    light = np.power(pixels.astype(np.float32) / np.float32(255), 2.2).astype(np.float32)
    return Cutout(_continued(light, inside), inside, species)


def _extent(inside: Inside) -> tuple[int, int]:
    rows, columns = np.nonzero(inside)
    return int(np.ptp(rows)), int(np.ptp(columns))


def guided_filter(guide: Floats, values: Floats, radius: int, eps: float) -> Floats:
    """``values`` smoothed so that their edges follow the grey ``guide`` (He, Sun, Tang 2010, eq. 5 to 8)."""
    size = (2 * radius + 1, 2 * radius + 1)
    mean_g, mean_v = cv2.blur(guide, size), cv2.blur(values, size)
    spread = cv2.blur(guide * guide, size) - mean_g * mean_g
    slope = (cv2.blur(guide * values, size) - mean_g * mean_v) / (spread + eps)
    shift = mean_v - slope * mean_g
    return floats(cv2.blur(slope, size) * guide + cv2.blur(shift, size))


def _continued(light: Floats, inside: Inside) -> Floats:
    """``light`` with the colours from safely inside the rim carried on outwards, so that no old background shows."""
    core = cv2.erode(inside.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    rows, columns = ndimage.distance_transform_edt(~core, return_distances=False, return_indices=True)
    spread = light[rows, columns]
    softened = cv2.GaussianBlur(spread, (0, 0), 1.0)
    return floats(np.where(core[..., None], light, softened))
