"""Pictures with what each pixel shows: rendered scenes with their masks, real photos with the teacher's masks."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import UnreadablePhoto, UsageError
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.truth import MaskValue
from mineral_desk.services.truth_files import TRUTH_FILE, read_truth
from mineral_desk.training.photos import LabelledPhoto, decode_small
from mineral_desk.training.saliency import SoftMask
from mineral_desk.vision.measuring.classes import SegmentClass

Kinds = npt.NDArray[np.uint8]
"""(H, W): the :class:`SegmentClass` of each pixel, or :data:`UNKNOWN`."""

UNKNOWN = 255
RARE = (SegmentClass.RULER, SegmentClass.STAND)
POLISHED = ("black_glass", "glossy_white")
"""Grounds that mirror what stands on them."""
LONG_SIDE_PX = 640
"""Pictures are shrunk to this before anything else is done with them."""

HELD_OUT_PERIOD, HELD_OUT_REST = 10, 3
"""Scenes whose seed leaves this rest are never trained on; all scores are theirs."""

_SURE_SPECIMEN, _SURE_BACKGROUND = 0.85, 0.08
_LEAST_AREA, _MOST_AREA = 0.04, 0.7
_MOST_UNSURE = 0.3
"""A teacher's mask with more unsure pixels, as a share of the specimen's, is no clean cut-out."""
_MOST_AT_BORDER = 0.35
"""A photo is all specimen, and its mask means little, where the specimen takes more of the photo's border."""
_BORDER = 2
_ONE_BODY = 0.97


@dataclass(frozen=True, slots=True)
class Picture:
    """``pixels`` (H, W, 3) uint8 RGB and what they show."""

    pixels: Pixels
    kinds: Kinds


@dataclass(frozen=True, slots=True)
class SceneFile:
    """A rendered scene on disk; ``background`` is empty where its folder has no truth."""

    path: Path
    mask: Path
    seed: int
    background: str = ""

    @property
    def held_out(self) -> bool:
        """Whether it judges instead of teaching."""
        return self.seed % HELD_OUT_PERIOD == HELD_OUT_REST

    def read(self, long_side_px: int = LONG_SIDE_PX) -> Picture:
        """The scene, shrunk to ``long_side_px``; raises :class:`UnreadablePhoto`."""
        pixels = shrunk(decode_small(self.path.read_bytes(), self.path.name), long_side_px)
        size = (pixels.shape[1], pixels.shape[0])
        return Picture(pixels, np.asarray(cv2.resize(self.kinds(), size, interpolation=cv2.INTER_NEAREST), np.uint8))

    def kinds(self) -> Kinds:
        """The mask as it is on disk, a second specimen as specimen; raises :class:`UnreadablePhoto`."""
        mask = cv2.imread(str(self.mask), cv2.IMREAD_GRAYSCALE)
        if mask is None:
            raise UnreadablePhoto(f"The mask {self.mask.name} cannot be read.", "Render the scenes again.")
        mask[mask == MaskValue.SECOND_SPECIMEN] = SegmentClass.SPECIMEN
        return np.asarray(mask, np.uint8)

    def shows_rare(self) -> bool:
        """Whether there is a ruler, a stand or a mirror image in it, as in few scenes."""
        return self.background in POLISHED or bool(np.isin(self.kinds(), RARE).any())


def read_scenes(folder: Path) -> list[SceneFile]:
    """The scenes in ``folder`` and the folders in it, but for those ending in ``.part``.

    A scene is a ``000123.jpg`` that has a ``000123_mask.png`` beside it.
    Raises :class:`UsageError` where there is none.
    """
    finished = [inner for inner in sorted(folder.glob("*/")) if inner.suffix != ".part"]
    scenes = [scene for place in (folder, *finished) for scene in _scenes_in(place)]
    if not scenes:
        raise UsageError(f"There are no scenes with masks in {folder}.", "Render them with --masks.")
    return scenes


def _scenes_in(folder: Path) -> list[SceneFile]:
    known = read_truth(folder) if (folder / TRUTH_FILE).is_file() else ()
    backgrounds = {truth.file: truth.background for truth in known}
    return [
        SceneFile(path, path.with_name(f"{path.stem}_mask.png"), int(path.stem), backgrounds.get(path.name, ""))
        for path in sorted(folder.glob("*.jpg"))
        if path.stem.isdigit() and path.with_name(f"{path.stem}_mask.png").is_file()
    ]


def shrunk(pixels: Pixels, long_side_px: int) -> Pixels:
    """``pixels`` with the longer side at most ``long_side_px``."""
    scale = long_side_px / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


@dataclass(frozen=True, slots=True)
class MaskedPhoto:
    """A real photo without plates or rulers, and where its specimen is (see :data:`SoftMask`)."""

    photo: LabelledPhoto
    mask: SoftMask

    @property
    def clean(self) -> bool:
        """Whether the specimen can be cut out: one body, clear of the border, with few unsure pixels."""
        return is_clean(self.mask)

    def read(self) -> Picture:
        """The photo; pixels that the teacher is unsure of are :data:`UNKNOWN`."""
        pixels, soft = self._sharpened()
        kinds = np.full(soft.shape, UNKNOWN, np.uint8)
        kinds[soft > _SURE_SPECIMEN] = SegmentClass.SPECIMEN
        kinds[soft < _SURE_BACKGROUND] = SegmentClass.BACKGROUND
        return Picture(pixels, kinds)

    def cut_out(self) -> Picture:
        """The specimen alone: everything else is :data:`UNKNOWN`."""
        pixels, soft = self._sharpened()
        inside = cv2.erode((soft > 0.55).astype(np.uint8), np.ones((3, 3), np.uint8))
        kinds = np.where(inside > 0, SegmentClass.SPECIMEN, UNKNOWN).astype(np.uint8)
        return Picture(pixels, kinds)

    def _sharpened(self) -> tuple[Pixels, npt.NDArray[np.float32]]:
        pixels = shrunk(decode_small(self.photo.bytes(), self.photo.path.name), LONG_SIDE_PX)
        soft = cv2.resize(self.mask, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)
        return pixels, guided(pixels, np.asarray(soft, np.float32) / np.float32(255))


def is_useful(mask: SoftMask) -> bool:
    """Whether the teacher tells a specimen from a background at all, as it cannot in a photo taken from very near."""
    soft = mask.astype(np.float32) / 255
    inside = soft > 0.5
    area = float(inside.mean())
    border = np.concatenate([inside[0], inside[-1], inside[:, 0], inside[:, -1]])
    unsure = float(((soft > 0.2) & (soft < 0.8)).mean())
    told_apart = unsure < _MOST_UNSURE * area and float(border.mean()) < _MOST_AT_BORDER
    return told_apart and _LEAST_AREA / 2 < area < _MOST_AREA + 0.1


def is_clean(mask: SoftMask) -> bool:
    """Whether the teacher is sure of one body that lies wholly in the picture."""
    soft = mask.astype(np.float32) / 255
    inside = (soft > 0.5).astype(np.uint8)
    area = float(inside.mean())
    if not _LEAST_AREA < area < _MOST_AREA:
        return False
    inner = inside[_BORDER:-_BORDER, _BORDER:-_BORDER]
    if inner.sum() != inside.sum() or float(((soft > 0.2) & (soft < 0.8)).mean()) > _MOST_UNSURE * area:
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(inside)
    return bool(stats[1:, cv2.CC_STAT_AREA].max() >= _ONE_BODY * inside.sum())


def guided(pixels: Pixels, soft: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """``soft`` (H, W) with its edges drawn to those of the photo (guided filter, He et al. 2013, grey guide)."""
    radius = max(3, round(max(soft.shape) / 60))
    guide = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32) / np.float32(255)

    def mean(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return np.asarray(cv2.blur(plane, (2 * radius + 1, 2 * radius + 1)), np.float32)

    guide_mean, soft_mean = mean(guide), mean(soft)
    variance = mean(guide * guide) - guide_mean * guide_mean
    slope = np.asarray((mean(guide * soft) - guide_mean * soft_mean) / (variance + np.float32(1e-3)), np.float32)
    offset = soft_mean - slope * guide_mean
    return np.asarray(np.clip(mean(slope) * guide + mean(offset), 0, 1), np.float32)
