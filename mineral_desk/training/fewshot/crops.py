"""The crops that networks learn from, made once and kept: the part of each photo that the program classifies.

Training sees what the program will show the network: label plates covered, then the crop on the specimen
(:mod:`mineral_desk.vision.crop`), as the whole pipeline finds them.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.confirmed import ClassifiedPart
from mineral_desk.domain.errors import PhotoError, UnreadablePhoto
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.confirmed import classified_part
from mineral_desk.services.writing import write_bytes
from mineral_desk.training.fewshot.named_photo import LeftOut, NamedPhoto
from mineral_desk.vision.crop import crop_on_specimen, working_copy
from mineral_desk.vision.decode import decode, inspect
from mineral_desk.vision.phash import perceptual_hash
from mineral_desk.vision.pipeline import ENGINE_VERSION
from mineral_desk.vision.plates import cover
from mineral_desk.vision.views import crop_pixels

Analyse = Callable[[Path], Analysis]
JPEG_QUALITY = 95
HASHED_PX = 1024
"""The perceptual hash is that of the working copy, as the program takes it."""


class CropMethod(StrEnum):
    """What a photo is cropped to."""

    PROGRAM = "program"
    """What the program classifies: plates covered, the specimen found by its networks. About a second a photo."""
    SALIENT = "salient"
    """What differs from the background at the border: milliseconds a photo, nothing is covered."""
    WHOLE = "whole"
    """The whole photo, for pictures that are cropped already."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A photo's crop as it is kept in ``file``; the hashes are those of the whole photo."""

    photo: NamedPhoto
    sha256: str
    perceptual_hash: int
    file: Path

    def pixels(self) -> Pixels:
        """The crop (H, W, 3) uint8 RGB. Raises :class:`UnreadablePhoto` where the kept file is gone."""
        try:
            data = self.file.read_bytes()
        except OSError as fault:
            raise UnreadablePhoto(f"The kept crop {self.file} is gone.", "Begin the run again.") from fault
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
        if picture is None:
            raise UnreadablePhoto(f"The kept crop {self.file} is damaged.", "Delete it, and begin the run again.")
        return np.ascontiguousarray(picture[..., ::-1], dtype=np.uint8)


class Cropper:
    """Makes crops and keeps them in ``cache``, at most ``kept_px`` long, under the photo's hash and how it was cut."""

    def __init__(self, method: CropMethod, cache: Path, kept_px: int, analyse: Analyse | None = None) -> None:
        """``analyse`` is the whole pipeline, needed by :attr:`CropMethod.PROGRAM`."""
        self._method, self._cache, self._kept_px, self._analyse = method, cache, kept_px, analyse

    def crop(self, photo: NamedPhoto) -> Crop:
        """The crop of ``photo``, made where it is not kept. Raises :class:`PhotoError`."""
        sha256 = inspect(photo.path).sha256
        part = photo.part if photo.sha256 == sha256 and self._method is CropMethod.PROGRAM else None
        file = self._cache / f"{self._key(sha256, part)}.jpg"
        facts = _read_facts(file)
        if facts is None:
            facts = self._make(photo.path, part, file)
        return Crop(photo, sha256, facts, file)

    def _make(self, path: Path, part: ClassifiedPart | None, file: Path) -> int:
        decoded = decode(path)
        pixels = decoded.pixels
        if part is None and self._method is CropMethod.PROGRAM and self._analyse is not None:
            part = classified_part(self._analyse(path))
        if part is not None:
            whole = 1 / decoded.reduction
            bare = cover(pixels, [box.scaled(whole) for box in part.covered_px])
            crop = crop_pixels(bare, part.box_px.scaled(whole))
        else:
            crop = pixels if self._method is CropMethod.WHOLE else crop_on_specimen(pixels, None)[0]
        found = perceptual_hash(working_copy(pixels, HASHED_PX))
        small = np.ascontiguousarray(working_copy(crop, self._kept_px)[..., ::-1])
        write_bytes(file, cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes())
        # the hash last: where it is, the crop is whole
        write_bytes(file.with_suffix(".json"), json.dumps({"perceptual_hash": found}).encode())
        return found

    def _key(self, sha256: str, part: ClassifiedPart | None) -> str:
        told = repr((sha256, self._method.value, ENGINE_VERSION, self._kept_px, part))
        digest = hashlib.sha256(told.encode()).hexdigest()
        return f"{digest[:2]}/{digest[:32]}"


def _read_facts(file: Path) -> int | None:
    """The perceptual hash beside a kept crop; None where either is missing or broken."""
    try:
        found = json.loads(file.with_suffix(".json").read_bytes())["perceptual_hash"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return found if isinstance(found, int) and file.is_file() else None


def make_crops(photos: Sequence[NamedPhoto], cropper: Cropper) -> Job[tuple[list[Crop], list[LeftOut]]]:
    """The crops of all ``photos`` that can be read, and the others with the reason; none of them stops the run."""
    crops: list[Crop] = []
    left_out: list[LeftOut] = []
    for done, photo in enumerate(photos, 1):
        try:
            crops.append(cropper.crop(photo))
        except PhotoError as fault:
            left_out.append(LeftOut(str(photo.path), str(fault)))
        yield Progress(done, len(photos), f"crop of {photo.path.name}")
    return crops, left_out
