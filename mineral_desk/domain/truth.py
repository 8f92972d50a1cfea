"""What is known exactly about a rendered photo: the yardstick of ``evaluate``."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum
from typing import Any

from mineral_desk.domain.geometry import Box, Point


class Expected(StrEnum):
    """What an honest program does with the photo: vouch for a size, ask a person, or either."""

    MEASURE = "measure"
    FLAG = "flag"
    EITHER = "either"


class MaskValue(IntEnum):
    """The grey values of a truth mask (single-channel PNG at the size of the upright photo)."""

    BACKGROUND = 0
    SPECIMEN = 1
    CUBE = 2
    LABEL = 3
    RULER = 4
    STAND = 5
    SECOND_SPECIMEN = 6


@dataclass(frozen=True, slots=True)
class CubeTruth:
    """``corners_px``: all eight, as :attr:`Measurement.cube_corners_px` orders them, also those outside the frame.

    ``box_px`` is the box of the visible part, None where nothing is to be seen; ``visible_fraction`` is the share of
    the cube's silhouette that is neither hidden nor cut by the frame; ``edge_px`` is the edge at the cube's middle.
    """

    edge_mm: float
    corners_px: tuple[Point, ...]
    box_px: Box | None
    visible_fraction: float
    edge_px: float
    engraving: str = ""


@dataclass(frozen=True, slots=True)
class SpecimenTruth:
    """``outline_px``: the visible outline as a closed polygon. Sizes are those of the visible outline, measured at
    the distance of the specimen's middle from the camera: the longest distance between two of its points, and the
    extent at right angles to it. ``visible_fraction`` is the share that is neither hidden nor cut by the frame.
    """

    outline_px: tuple[Point, ...]
    box_px: Box
    length_mm: float
    width_mm: float
    length_line_px: tuple[Point, Point]
    mm_per_px: float
    visible_fraction: float
    species: str = ""


@dataclass(frozen=True, slots=True)
class LabelTruth:
    """The four corners of a plate (upper left first, clockwise as printed) and its lines of text."""

    corners_px: tuple[Point, ...]
    text: str
    inside: bool
    """Whether all of it is in the frame."""

    @property
    def box_px(self) -> Box:
        """The smallest upright box around the plate."""
        return Box.around(self.corners_px)


@dataclass(frozen=True, slots=True)
class SceneTruth:
    """One rendered photo. Coordinates are pixels of the upright photo; angles are degrees.

    ``focal_length_35mm`` is the true one; the file's EXIF may not tell it. ``mask_file`` lies beside the photo.
    """

    file: str
    seed: int
    category: str
    expected: Expected
    width_px: int
    height_px: int
    specimen: SpecimenTruth | None
    cubes: tuple[CubeTruth, ...] = ()
    labels: tuple[LabelTruth, ...] = ()
    background: str = ""
    elevation_deg: float = 0.0
    focal_length_35mm: float = 50.0
    exif_focal_length_35mm: float | None = None
    exif_orientation: int = 1
    blur_px: float = 0.0
    mask_file: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> "SceneTruth":
        """The record that :meth:`as_dict` gave; unknown keys are ignored, a missing one raises :class:`KeyError`."""
        specimen = record["specimen"]
        return cls(
            file=str(record["file"]),
            seed=int(record["seed"]),
            category=str(record["category"]),
            expected=Expected(record["expected"]),
            width_px=int(record["width_px"]),
            height_px=int(record["height_px"]),
            specimen=None if specimen is None else _specimen(specimen),
            cubes=tuple(_cube(cube) for cube in record.get("cubes", ())),
            labels=tuple(
                LabelTruth(_points(label["corners_px"]), str(label["text"]), bool(label["inside"]))
                for label in record.get("labels", ())
            ),
            background=str(record.get("background", "")),
            elevation_deg=float(record.get("elevation_deg", 0.0)),
            focal_length_35mm=float(record.get("focal_length_35mm", 50.0)),
            exif_focal_length_35mm=record.get("exif_focal_length_35mm"),
            exif_orientation=int(record.get("exif_orientation", 1)),
            blur_px=float(record.get("blur_px", 0.0)),
            mask_file=str(record.get("mask_file", "")),
        )


def _points(values: Any) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in values)


def _cube(record: Mapping[str, Any]) -> CubeTruth:
    box = record["box_px"]
    return CubeTruth(
        edge_mm=float(record["edge_mm"]),
        corners_px=_points(record["corners_px"]),
        box_px=None if box is None else Box(*(float(value) for value in box)),
        visible_fraction=float(record["visible_fraction"]),
        edge_px=float(record["edge_px"]),
        engraving=str(record.get("engraving", "")),
    )


def _specimen(record: Mapping[str, Any]) -> SpecimenTruth:
    line = _points(record["length_line_px"])
    return SpecimenTruth(
        outline_px=_points(record["outline_px"]),
        box_px=Box(*(float(value) for value in record["box_px"])),
        length_mm=float(record["length_mm"]),
        width_mm=float(record["width_mm"]),
        length_line_px=(line[0], line[1]),
        mm_per_px=float(record["mm_per_px"]),
        visible_fraction=float(record["visible_fraction"]),
        species=str(record.get("species", "")),
    )
