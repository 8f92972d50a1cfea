"""From pixels to a size in millimetres: cube, outline, scale at the specimen's distance, errors, flags."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box, Point
from mineral_desk.domain.measurement import Measurement, MeasurementStatus, Outline
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.vision.measuring.classes import Segment
from mineral_desk.vision.measuring.cube import (
    CubeAcceptance,
    CubeCandidate,
    CubeSearch,
    find_cubes,
    group_candidates,
)
from mineral_desk.vision.measuring.cube_foot import raised_on
from mineral_desk.vision.measuring.engraving import NEEDED, ReadText, engraved_edge_mm, read_engraving
from mineral_desk.vision.measuring.evidence import specimen_evidence
from mineral_desk.vision.measuring.feret import feret, outermost
from mineral_desk.vision.measuring.flags import (
    LIMITS,
    Limits,
    PhotoSharpness,
    box_flags,
    cube_flags,
    engraving_flags,
    merged,
    outline_flags,
    sharpness_flags,
    size_flags,
)
from mineral_desk.vision.measuring.focal_length import with_focal_length
from mineral_desk.vision.measuring.other_cubes import other_cubes
from mineral_desk.vision.measuring.outline import SpecimenOutline, box_likeness, find_specimen
from mineral_desk.vision.measuring.pips import without_dice
from mineral_desk.vision.measuring.preparation import PreparedPhoto, focal_length_35mm, prepare
from mineral_desk.vision.measuring.refinement import close_up, refined, with_sharp_edges
from mineral_desk.vision.measuring.ruler import RulerReading, read_ruler
from mineral_desk.vision.measuring.ruler_size import ruler_flags, ruler_region, sized_by_ruler
from mineral_desk.vision.measuring.scale import specimen_scale
from mineral_desk.vision.measuring.size_error import LEAST_SCALE_ERROR, size_error
from mineral_desk.vision.measuring.swallowed_labels import labels_among
from mineral_desk.vision.measuring.wireframe import Bools, Floats, hidden_corners, project_pose

__all__ = ["CubeAcceptance", "MeasureResult", "measure"]

WORTH_READING = 0.03
"""A cube this probable is looked at for an engraving, which may prove it."""
ENGRAVED_GAIN = 0.35
"""How far an engraving that names an edge moves a cube's probability towards 1."""
PROVING_SUPPORT = 0.65
"""With so much of its wire-frame on edges of the photo, a cube that says its own edge is one."""
PROVED = 0.9
"""How probable it is then at least."""


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """What was found, in pixels of the photo given.

    ``engraved_plates`` are those of the plates given that are writing on the cube: they must not be covered.
    """

    regions: tuple[Region, ...]
    outline: Outline | None
    measurement: Measurement
    engraved_plates: tuple[Region, ...] = ()
    specimen_evidence: float = 1.0
    """How surely there is a specimen at all (0 to 1)."""

    @property
    def cubes(self) -> tuple[Region, ...]:
        """The reference cubes among the regions."""
        return tuple(region for region in self.regions if region.kind is RegionKind.CUBE)

    @property
    def specimen(self) -> Region | None:
        """The specimen's region, if one was found."""
        return next((region for region in self.regions if region.kind is RegionKind.SPECIMEN), None)


@dataclass(frozen=True, slots=True, eq=False)
class _Cube:
    """The cube chosen, in pixels of the work size; ``photo`` is the photo with the camera that it was seen with."""

    photo: PreparedPhoto
    search: CubeSearch
    candidate: CubeCandidate
    corners: Floats
    faces: Bools
    engraving: str
    plain: bool
    """Its faces were read and bear no engraving."""
    plates: tuple[Region, ...]

    @property
    def engraved_mm(self) -> float | None:
        """The edge that its engraving names."""
        return engraved_edge_mm(self.engraving)

    @property
    def box(self) -> Box:
        return _box(self.corners)


def measure(
    pixels: Pixels,
    edge_mm: float,
    focal_length_35mm: float | None,
    *,
    accept: CubeAcceptance,
    plates: Sequence[Region] = (),
    sharpness: PhotoSharpness | None = None,
    specimen_px: Box | None = None,
    read_text: ReadText | None = None,
    segment: Segment | None = None,
    limits: Limits = LIMITS,
) -> MeasureResult:
    """Measure the specimen in ``pixels`` (H, W, 3) uint8 RGB, upright; all boxes in and out are pixels of it.

    ``edge_mm`` is the true edge of the reference cube. ``accept`` judges cubes (see :mod:`.cube`), ``plates`` are the
    label plates found, ``specimen_px`` is a person's word for where the specimen is, ``read_text`` reads the cube's
    engraving, ``segment`` is the segmentation network. Errors are one standard deviation.
    """
    photo = prepare(pixels, focal_length_35mm, segment)
    cube = _choose_cube(photo, pixels, accept, plates, read_text=read_text, limits=limits)
    on_table = [plate for plate in plates if cube is None or plate not in cube.plates]
    to_coarse = photo.work_scale * photo.coarse_scale
    found = find_specimen(
        photo,
        np.zeros((0, 2)) if cube is None else cube.corners * photo.coarse_scale,
        [plate.box_px.scaled(to_coarse) for plate in on_table],
        None if specimen_px is None else specimen_px.scaled(to_coarse),
    )
    measurement = _measurement(photo, cube, found, on_table, edge_mm=edge_mm, limits=limits)
    measurement = _with_flags(measurement, sharpness_flags(sharpness, limits)).scaled(1 / photo.work_scale)
    outline = None if found is None else found.outline.scaled(1 / to_coarse)
    photo = photo if cube is None else cube.photo
    ruler = read_ruler(photo, pixels)
    measurement = _with_ruler(photo, sized_by_ruler(measurement, outline, ruler), cube, ruler, edge_mm)
    regions = [] if outline is None else [Region(RegionKind.SPECIMEN, outline.box_px, outline.confidence)]
    if cube is not None:
        box = cube.box.scaled(1 / photo.work_scale)
        regions.append(Region(RegionKind.CUBE, box, cube.candidate.probability, cube.engraving))
    regions += filter(None, [ruler_region(photo, ruler)])
    engraved = () if cube is None else cube.plates
    return MeasureResult(tuple(regions), outline, measurement, engraved, specimen_evidence(photo.classes))


def _with_ruler(
    photo: PreparedPhoto, measurement: Measurement, cube: _Cube | None, ruler: RulerReading | None, edge_mm: float
) -> Measurement:
    """The measurement in pixels of the photo, doubted where a ruler contradicts the cube's edge.

    A cube that says its own edge is believed: it is that, or flagged already; rulers have half millimetres, too.
    """
    if cube is None or cube.engraved_mm is not None:
        return measurement
    full, candidate = 1 / photo.work_scale, cube.candidate
    pose, camera = candidate.pose.scaled(full), cube.photo.camera.scaled(full)
    return _with_flags(measurement, ruler_flags(ruler, pose, camera, edge_mm, candidate.scale_error))


def _choose_cube(
    photo: PreparedPhoto,
    pixels: Pixels,
    accept: CubeAcceptance,
    plates: Sequence[Region],
    *,
    read_text: ReadText | None,
    limits: Limits,
) -> _Cube | None:
    """The most probable cube, fitted as finely as the photo allows, with what is written on it."""
    to_coarse = photo.work_scale * photo.coarse_scale
    search = find_cubes(photo, accept, [plate.box_px.scaled(to_coarse) for plate in plates])
    search = _proved(photo, without_dice(search, photo, pixels, WORTH_READING), plates)
    if search.best is None or search.best.probability < WORTH_READING:
        return None
    close = close_up(photo, pixels, search.best.pose)
    photo, candidate = with_focal_length(photo, close, refined(close, photo.camera, search.best))
    candidate = with_sharp_edges(candidate)
    corners, faces = project_pose(candidate.pose, photo.camera)
    written = tuple(plate for plate in plates if _lies_on(plate.box_px, _box(corners).scaled(1 / photo.work_scale)))
    engraving = next((plate.text for plate in written if engraved_edge_mm(plate.text) in NEEDED), "")
    if not engraving and read_text is not None:
        full = 1 / photo.work_scale
        engraving = read_engraving(pixels, candidate.pose.scaled(full), photo.camera.scaled(full), read_text)
        if engraving:
            candidate = replace(candidate, probability=_with_engraving(candidate))
    if candidate.probability < limits.cube_possible:
        return None
    groups = ((candidate, *search.groups[0][1:]), *search.groups[1:])
    plain = read_text is not None and not engraving
    return _Cube(photo, CubeSearch(groups), candidate, corners, faces, engraving, plain, written)


def _proved(photo: PreparedPhoto, search: CubeSearch, plates: Sequence[Region]) -> CubeSearch:
    """The search with the best reading of every cube raised that has text on it which names an edge."""
    marks = [plate.box_px for plate in plates if engraved_edge_mm(plate.text) is not None]
    candidates = [candidate for group in search.groups for candidate in group]
    for group in search.groups:
        named = [one for one in group if any(_lies_on(mark, _photo_box(photo, one)) for mark in marks)]
        if named:
            best = max(named, key=lambda one: (max(one.probability, WORTH_READING), one.support))
            candidates.append(replace(best, probability=_with_engraving(best)))
            candidates.remove(best)
    return CubeSearch(group_candidates(candidates))


def _photo_box(photo: PreparedPhoto, candidate: CubeCandidate) -> Box:
    """Where a candidate lies, in pixels of the photo."""
    return _box(project_pose(candidate.pose, photo.camera)[0]).scaled(1 / photo.work_scale)


def _with_engraving(candidate: CubeCandidate) -> float:
    """How probable a cube is that names its own edge: proof where the wire-frame fits, else a hint."""
    likely = candidate.probability + ENGRAVED_GAIN * (1 - candidate.probability)
    if candidate.support < PROVING_SUPPORT:
        return likely if candidate.probability > WORTH_READING else candidate.probability
    return PROVED + (1 - PROVED) * candidate.probability


def _box(corners: Floats) -> Box:
    return Box(*corners.min(0).tolist(), *corners.max(0).tolist())


def _lies_on(plate: Box, cube: Box) -> bool:
    """Whether a box of text lies on the cube rather than on the table or on a card that the cube stands on.

    Text is boxed with some air around it: a box around letters on all faces may be a little wider than the cube.
    """
    shared = plate.intersection(cube).area
    x, y = plate.centre
    centred = cube.x0 < x < cube.x1 and cube.y0 < y < cube.y1
    return shared > 0.7 * plate.area or (centred and shared > 0.6 * plate.area and plate.area < 1.5 * cube.area)


def _measurement(
    photo: PreparedPhoto,
    cube: _Cube | None,
    found: SpecimenOutline | None,
    on_table: Sequence[Region],
    *,
    edge_mm: float,
    limits: Limits,
) -> Measurement:
    """Everything in pixels of the work size, but the plates ``on_table`` in those of the photo."""
    full = photo.work_edges
    flags: list[Flag] = []
    if cube is None:
        flags.append(Flag(FlagCode.NO_CUBE))
    else:
        named = cube.engraved_mm is not None
        others = other_cubes(photo, cube.search, found, on_table, limits, engraved=named)
        size = full.width, full.height
        flags += cube_flags(cube.search, cube.box, size, others, limits, named=named, plain=cube.plain)
        flags += engraving_flags(cube.engraving, cube.engraved_mm, edge_mm, cube.box)
        flags += _raised_flags(photo, cube)
    if found is None:
        flags.append(Flag(FlagCode.NO_SPECIMEN))
    else:
        labels = [box.scaled(photo.work_scale * photo.coarse_scale) for box in labels_among(on_table)]
        doubts = outline_flags(found, photo.background.border_share, limits, labels)
        flags += [flag.scaled(1 / photo.coarse_scale) for flag in doubts]
    drawn = Measurement(MeasurementStatus.NOT_MEASURED, tuple(flags))
    if cube is None:
        return drawn
    drawn = replace(
        drawn,
        cube_edge_mm=edge_mm,
        cube_corners_px=tuple(_point(corner) for corner in cube.corners),
        hidden_corners=hidden_corners(cube.faces),
        cube_engraving=cube.engraving,
        guessed_focal_length_35mm=None if photo.focal_length_known else focal_length_35mm(cube.photo.camera),
        scale_error_fraction=max(cube.candidate.scale_error, LEAST_SCALE_ERROR),
    )
    return drawn if found is None else _sized(photo, cube, found, drawn, limits)


def _raised_flags(photo: PreparedPhoto, cube: _Cube) -> list[Flag]:
    """Whether something bears the cube; pixels of the work size."""
    scale = photo.coarse_scale
    bearer = None if photo.classes is None else raised_on(photo.classes, cube.corners * scale)
    return [] if bearer is None else [Flag(FlagCode.CUBE_RAISED, {}, bearer.scaled(1 / scale))]


def _sized(
    photo: PreparedPhoto, cube: _Cube, found: SpecimenOutline, drawn: Measurement, limits: Limits
) -> Measurement:
    edge_mm = drawn.cube_edge_mm or 0.0
    outline = found.contour / photo.coarse_scale
    size = feret(outline)
    scale = specimen_scale(
        outline,
        cube.candidate.pose,
        cube.photo.camera,
        edge_mm,
        np.array(cube.candidate.errors),
        foot=None if found.foot is None else found.foot / photo.coarse_scale,
        focal_error=cube.photo.focal_error,
    )
    errors = size_error(size, scale, cube.candidate, found, photo.coarse_scale, photo.focal_length_known)
    length_mm, width_mm = size.length * scale.mm_per_px, size.width * scale.mm_per_px
    sized = replace(
        drawn,
        status=MeasurementStatus.FLAGGED if drawn.flags else MeasurementStatus.MEASURED,
        length_mm=length_mm,
        length_error_mm=length_mm * errors.length,
        width_mm=width_mm,
        width_error_mm=width_mm * errors.width,
        mm_per_px=scale.mm_per_px,
        length_line_px=size.length_line,
        width_line_px=size.width_line,
        foot_px=() if found.foot is None else outermost(found.foot / photo.coarse_scale),
    )
    box = found.outline.box_px.scaled(1 / photo.coarse_scale)
    doubts = size_flags(length_mm, errors, edge_mm, box, limits)
    sure = found.network is not None and found.network.confidence > limits.box_network_sure
    likeness = 0.0 if sure else box_likeness(found, _other_wire_frames(photo, cube.search))
    return _with_flags(sized, [*doubts, *box_flags(likeness, length_mm, edge_mm, box, limits)])


def _other_wire_frames(photo: PreparedPhoto, search: CubeSearch) -> list[Floats]:
    """The corners (8, 2) of everything that a cube was fitted to beside the cube itself, at the coarse size."""
    others = [candidate for group in search.groups[1:] for candidate in group]
    return [project_pose(other.pose, photo.camera)[0] * photo.coarse_scale for other in others]


def _with_flags(measurement: Measurement, flags: Sequence[Flag]) -> Measurement:
    """The measurement with more flags: none is vouched for that has one."""
    if not flags:
        return measurement
    vouched = measurement.status is MeasurementStatus.MEASURED
    status = MeasurementStatus.FLAGGED if vouched else measurement.status
    return replace(measurement, status=status, flags=merged([*measurement.flags, *flags]))


def _point(position: Floats) -> Point:
    return float(position[0]), float(position[1])
