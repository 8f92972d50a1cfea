"""How good the program is on photos of which the truth is known: the tables of the paper, as jobs.

Each function takes ``analyse``, so that it does not matter how the pipeline was built, yields progress photo by photo
and returns a report. Photos that cannot be analysed are counted, never skipped in silence.
"""

import re
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from mineral_desk import vision
from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.errors import MineralDeskError, UsageError
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.minerals import folded
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.quality import QualityReport, Verdict
from mineral_desk.domain.region import RegionKind
from mineral_desk.domain.scoring import Overlap, compare_boxes, compare_masks, covered_share, fill_polygon
from mineral_desk.domain.truth import MaskValue, SceneTruth
from mineral_desk.services.analysing import analyse_alone
from mineral_desk.services.desk import Desk
from mineral_desk.services.places import Places
from mineral_desk.services.reports import (
    ClassificationReport,
    OverlapRecord,
    SegmentationReport,
    SpeciesRecord,
    TextRecord,
    TextReport,
)
from mineral_desk.services.size_report import SizeReport
from mineral_desk.services.size_score import SizeRecord
from mineral_desk.services.truth_files import KnownSize, KnownSpecies, read_sizes, read_species, read_truth

Analyse = Callable[[Path], Analysis]
MeasureKnown = Callable[[KnownSize], Analysis]
"""Measures a photo of known truth; a method may use what it alone cannot find out, such as the objects' boxes."""

_SAME_CUBE = 0.5
"""Least overlap (IoU) of the cube found with one that is there."""
_COVERED = 0.8
"""A plate counts as covered when this share of its area is."""


def evaluate_size(analyse: Analyse, folder: Path, table: Path | None = None) -> Job[SizeReport]:
    """Sizes against rendered scenes (truth.json) or a table of cube boxes or of written sizes."""
    reports = yield from compare_sizes({"": lambda known: analyse(known.path)}, folder, table)
    return reports[""]


def compare_sizes(
    methods: Mapping[str, MeasureKnown], folder: Path, table: Path | None = None
) -> Job[Mapping[str, SizeReport]]:
    """The same by several methods, by name, on the same photos: each photo goes through all before the next."""
    known = read_sizes(folder, table)
    records: dict[str, list[SizeRecord]] = {name: [] for name in methods}
    for done, one in enumerate(known, 1):
        for name, measure in methods.items():
            started = time.process_time()
            analysis = _analysed(partial(_measured, measure, one), one.path)
            records[name].append(_size_record(one, analysis, time.process_time() - started))
        yield Progress(done, len(known), one.path.name)
    return {name: SizeReport(tuple(found)) for name, found in records.items()}


def evaluate_classification(
    analyse: Analyse, folder: Path, table: Path | None = None, places: Places | None = None
) -> Job[ClassificationReport]:
    """Suggestions against a table (file, species), sub-folders named after species, or rendered scenes.

    ``places`` says where the right name of the photo analysed last stands (:mod:`mineral_desk.services.places`).
    """
    known = read_species(folder, table)
    counts = places.begin([one.species for one in known]) if places is not None else (0, 0)
    records = []
    for done, one in enumerate(known, 1):
        record = _species_record(one, _analysed(analyse, one.path))
        records.append(record if places is None or record.error else places.put(record))
        yield Progress(done, len(known), one.path.name)
    return ClassificationReport(tuple(records), *counts)


def evaluate_ranking(desk: Desk, folder: Path, table: Path | None = None) -> Job[ClassificationReport]:
    """The same with the places of the right names among all that the model of ``desk`` knows (paper, section 4)."""
    places = Places(desk.pipeline.classifier.card.labels)
    return (
        yield from evaluate_classification(
            lambda path: analyse_alone(desk, path, observe=places.observe), folder, table, places
        )
    )


def evaluate_segmentation(analyse: Analyse, folder: Path) -> Job[SegmentationReport]:
    """Outlines and activation masks against the true masks of rendered scenes (``render_scenes --masks``)."""
    scenes = [scene for scene in read_truth(folder) if scene.mask_file]
    if not scenes:
        raise UsageError(
            said("The scenes in {folder} have no masks.", folder=folder), "Render them with: train scenes --masks"
        )
    records = []
    for done, scene in enumerate(scenes, 1):
        records.append(_overlap_record(folder, scene, _analysed(analyse, folder / scene.file)))
        yield Progress(done, len(scenes), scene.file)
    return SegmentationReport(tuple(records))


def evaluate_text(analyse: Analyse, folder: Path) -> Job[TextReport]:
    """Label plates against those of rendered scenes; plates that the frame cuts are left out."""
    scenes = read_truth(folder)
    records = []
    for done, scene in enumerate(scenes, 1):
        records.append(_text_record(scene, _analysed(analyse, folder / scene.file)))
        yield Progress(done, len(scenes), scene.file)
    return TextReport(tuple(records))


def _analysed(analyse: Analyse, path: Path) -> Analysis:
    """The analysis; a fault of the photo becomes an analysis that only says so. Raises :class:`UsageError`."""
    try:
        return analyse(path)
    except UsageError:
        raise
    except MineralDeskError as fault:
        return Analysis(Photo(path, "", 0, 0, 0), QualityReport(Verdict.REJECT), error=str(fault))


def _measured(measure: MeasureKnown, known: KnownSize, _: Path) -> Analysis:
    return measure(known)


def _size_record(known: KnownSize, analysis: Analysis, cpu_seconds: float) -> SizeRecord:
    measurement = analysis.measurement
    sizes = (measurement.length_mm, measurement.width_mm)
    deviations = (measurement.length_error_mm, measurement.width_error_mm)
    return SizeRecord(
        file=known.path.name,
        expected=known.expected,
        status=measurement.status.value,
        flags=tuple(flag.code.value for flag in measurement.flags),
        true_mm=_whole((known.length_mm, known.width_mm)),
        found_mm=_whole(sizes),
        deviations_mm=_whole(deviations),
        has_cube=None if known.cube_boxes_px is None else bool(known.cube_boxes_px),
        cube_found=_cube_is_there(known, analysis),
        traits=known.traits,
        error=analysis.error,
        cpu_seconds=cpu_seconds,
        megapixels=analysis.photo.width_px * analysis.photo.height_px / 1e6,
    )


def _whole(values: Iterable[float | None]) -> tuple[float, ...]:
    """All values, or none where one is missing."""
    known = tuple(values)
    return tuple(value for value in known if value is not None) if None not in known else ()


def _cube_is_there(known: KnownSize, analysis: Analysis) -> bool | None:
    corners = analysis.measurement.cube_corners_px
    if known.cube_boxes_px is None or not corners:
        return None
    found = Box.around(corners).clipped(analysis.photo.width_px, analysis.photo.height_px)
    return any(found.overlap(box) >= _SAME_CUBE for box in known.cube_boxes_px)


def _species_record(known: KnownSpecies, analysis: Analysis) -> SpeciesRecord:
    """Names are compared without accents and case; a suggestion that fits is spelt as the truth has it."""
    names = (item.species for item in analysis.suggestions.items)
    same = folded(known.species)
    suggested = tuple(known.species if folded(name) == same else name for name in names)
    level = analysis.suggestions.recommendation.value
    return SpeciesRecord(known.path.name, known.species, suggested, level, analysis.error)


def _overlap_record(folder: Path, scene: SceneTruth, analysis: Analysis) -> OverlapRecord:
    mask = vision.decode.decode(folder / scene.mask_file).pixels[..., 0]
    true = mask == MaskValue.SPECIMEN
    nothing = np.zeros(true.shape, bool)
    height, width = true.shape
    outline = nothing if analysis.outline is None else fill_polygon(analysis.outline.points_px, width, height)
    overlaps: dict[str, Overlap] = {"outline": compare_masks(true, outline)}
    explanation = analysis.explanation
    if explanation is not None:
        cam = vision.mask.render_mask(explanation, width, height) > 0
        overlaps[explanation.method] = compare_masks(true, cam)
    road = None if explanation is None else explanation.road_combined
    return OverlapRecord(scene.file, overlaps, road, analysis.error)


def _text_record(scene: SceneTruth, analysis: Analysis) -> TextRecord:
    plates = [label for label in scene.labels if label.inside]
    cut = [label.box_px for label in scene.labels if not label.inside]
    regions = analysis.regions_of(RegionKind.LABEL)
    found = [region.box_px for region in regions if all(covered_share(region.box_px, [box]) < 0.5 for box in cut)]
    boxes = [plate.box_px for plate in plates]
    covers = [region.box_px for region in regions]
    read = [number for region in regions for number in _numbers(region.text)]
    numbers = [number for plate in plates for number in _numbers(plate.text)]
    cubes = [cube.box_px for cube in scene.cubes if cube.box_px is not None]
    return TextRecord(
        file=scene.file,
        boxes=compare_boxes(boxes, found),
        plates=len(boxes),
        covered=sum(covered_share(box, covers) >= _COVERED for box in boxes),
        numbers=len(numbers),
        numbers_read=sum(number in read for number in numbers),
        cubes_covered=sum(covered_share(cube, covers) > 0.5 for cube in cubes),
        error=analysis.error,
    )


def _numbers(text: str) -> list[str]:
    """The numbers of three digits and more in a plate's text, blanks inside them left out."""
    return re.findall(r"\d{3,}", re.sub(r"(?<=\d) (?=\d)", "", text))
