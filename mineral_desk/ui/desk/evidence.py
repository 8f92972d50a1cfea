"""What to show as evidence for an analysis: cuttings with their words."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QPainter, QTransform

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.region import RegionKind
from mineral_desk.ui.desk.cutting import Draw
from mineral_desk.ui.desk.sentences import engraving_text, one_line
from mineral_desk.ui.photo_view.overlays import covered_plates, draw_cube, draw_outline, draw_plate
from mineral_desk.ui.words import number, tr

CUBE_MARGIN = 0.22
PLATE_MARGIN = 0.06


@dataclass(frozen=True, slots=True)
class Evidence:
    """One cutting: the part of the photo, two lines of words, what to draw on it."""

    box_px: Box
    captions: tuple[str, str]
    draw: Draw | None = None


def evidence_of(analysis: Analysis) -> Iterator[Evidence]:
    """The cube, the plate, the doubtful edge, what the model saw."""
    measurement = analysis.measurement
    if len(measurement.cube_corners_px) == 8:
        yield _cube(analysis)
    for region in analysis.regions_of(RegionKind.LABEL)[:1]:
        box = region.box_px.padded(PLATE_MARGIN * region.box_px.width)
        text = one_line(region.text) or tr("no words read")
        hidden = region.box_px in covered_plates(analysis)
        words = tr("Plate, covered for the model") if hidden else tr("Plate, left visible to the model")
        yield Evidence(_within(box, analysis), (words, text))
    for flag in measurement.flags:
        if flag.code is FlagCode.OUTLINE_UNCERTAIN and flag.evidence_px is not None and analysis.outline is not None:
            yield _doubtful_edge(analysis, flag.evidence_px)
    if analysis.classified_px is not None:
        yield _classified(analysis, analysis.classified_px)


def _cube(analysis: Analysis) -> Evidence:
    measurement = analysis.measurement
    box = Box.around(measurement.cube_corners_px)
    box = box.padded(CUBE_MARGIN * max(box.width, box.height))
    first = tr("Cube")
    if measurement.scale_error_fraction is not None:
        first = tr("Cube, fit ± {percent} %", percent=number(100 * measurement.scale_error_fraction))
    second = (
        tr("“{engraving}” read", engraving=engraving_text(measurement.cube_engraving))
        if measurement.cube_engraving
        else ""
    )

    def draw(painter: QPainter, to_screen: QTransform) -> None:
        draw_cube(painter, measurement, to_screen)

    return Evidence(box, (first, second), draw)


def _doubtful_edge(analysis: Analysis, evidence: Box) -> Evidence:
    outline = analysis.outline
    assert outline is not None

    def draw(painter: QPainter, to_screen: QTransform) -> None:
        draw_outline(painter, outline, to_screen)

    box = _within(evidence.padded(0.1 * max(evidence.width, evidence.height)), analysis)
    return Evidence(box, (tr("Doubtful edge, dashed"), tr("specimen or shadow?")), draw)


def _classified(analysis: Analysis, box: Box) -> Evidence:
    photo, plates = analysis.photo, covered_plates(analysis)
    share = box.area / max(1, photo.width_px * photo.height_px)

    def draw(painter: QPainter, to_screen: QTransform) -> None:
        for plate in plates:
            draw_plate(painter, plate, to_screen)

    words = (tr("What the model saw"), tr("{percent} % of the photo", percent=number(100 * share, 0)))
    return Evidence(box, words, draw)


def _within(box: Box, analysis: Analysis) -> Box:
    return box.clipped(analysis.photo.width_px, analysis.photo.height_px)
