"""The methods that ``evaluate size`` sets side by side: this program's, and the paper's (section 5)."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path

import numpy as np

from mineral_desk import vision
from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import DecodedPhoto
from mineral_desk.domain.phrase import said
from mineral_desk.domain.quality import QualityReport, Verdict
from mineral_desk.domain.truth import MaskValue
from mineral_desk.services.analysing import analyser
from mineral_desk.services.desk import Desk
from mineral_desk.services.evaluating import MeasureKnown
from mineral_desk.services.truth_files import KnownSize

FindBoxes = Callable[[DecodedPhoto], Sequence[Box]]
"""The boxes of the objects in the pixels decoded."""


class SizeMethod(StrEnum):
    """``PAPER_TRUE_BOXES`` is an upper bound of the paper's method: the boxes of cubes and specimens are given."""

    OURS = "ours"
    PAPER = "paper"
    PAPER_TRUE_BOXES = "paper-with-true-boxes"


def size_methods(desk: Desk, chosen: Iterable[SizeMethod]) -> dict[str, MeasureKnown]:
    """The functions behind the methods ``chosen``, by name, each once. Raises a :class:`ModelError`."""
    desk.load_models()
    return {method.value: _METHODS[method](desk) for method in dict.fromkeys(chosen)}


def _ours(desk: Desk) -> MeasureKnown:
    analyse = analyser(desk)
    return lambda known: analyse(known.path)


def _paper(desk: Desk) -> MeasureKnown:
    """With the boxes of the classical region finder, less the plates that the text reader finds."""
    reader = desk.pipeline.reader

    def find(photo: DecodedPhoto) -> Sequence[Box]:
        plates = vision.plates.find_text(photo.pixels, reader).plates
        return vision.paper_size.object_boxes(photo.pixels, [plate.box_px for plate in plates])

    return lambda known: _by_boxes(known.path, find, desk.settings.analysis.cube_edge_mm)


def _paper_with_true_boxes(desk: Desk) -> MeasureKnown:
    def measure(known: KnownSize) -> Analysis:
        boxes = _true_boxes(known)
        return _by_boxes(known.path, lambda photo: _in_pixels_of(photo, boxes), desk.settings.analysis.cube_edge_mm)

    return measure


_METHODS: dict[SizeMethod, Callable[[Desk], MeasureKnown]] = {
    SizeMethod.OURS: _ours,
    SizeMethod.PAPER: _paper,
    SizeMethod.PAPER_TRUE_BOXES: _paper_with_true_boxes,
}


def _by_boxes(path: Path, find: FindBoxes, edge_mm: float) -> Analysis:
    """An analysis that holds the size alone."""
    decoded = vision.decode.decode(path)
    measurement = vision.paper_size.measure_by_boxes(decoded.pixels, find(decoded), edge_mm)
    return Analysis(decoded.photo, QualityReport(Verdict.OK), measurement=measurement.scaled(decoded.reduction))


def _true_boxes(known: KnownSize) -> list[Box]:
    """Specimen and cubes, and the second specimen where a mask shows one; pixels of the photo at full size.

    Raises :class:`UsageError` for photos that are no rendered scenes.
    """
    if known.cube_boxes_px is None or not known.expected:
        words = said("The true boxes of cube and specimen are not known for {name}.", name=known.path.name)
        raise UsageError(
            words, said("Leave {method} out, or name a folder of rendered scenes.", method=SizeMethod.PAPER_TRUE_BOXES)
        )
    specimen = [] if known.specimen_px is None else [known.specimen_px]
    return [*specimen, *known.cube_boxes_px, *_second_specimen(known.mask_path)]


def _second_specimen(mask_path: Path | None) -> list[Box]:
    if mask_path is None:
        return []
    rows, columns = np.nonzero(vision.decode.decode(mask_path).pixels[..., 0] == MaskValue.SECOND_SPECIMEN)
    if not len(rows):
        return []
    return [Box(float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1))]


def _in_pixels_of(photo: DecodedPhoto, boxes_px: Sequence[Box]) -> list[Box]:
    return [box.scaled(1 / photo.reduction) for box in boxes_px]
