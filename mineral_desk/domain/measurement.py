"""The size of a specimen, with its error and the reasons not to trust it."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.flag import Flag
from mineral_desk.domain.geometry import Box, Line, Point, scale_points

CUBE_EDGES: tuple[tuple[int, int], ...] = (
    (0, 1), (2, 3), (4, 5), (6, 7), (0, 2), (1, 3), (4, 6), (5, 7), (0, 4), (1, 5), (2, 6), (3, 7),
)  # fmt: skip
"""The twelve edges of the cube as index pairs into :attr:`Measurement.cube_corners_px`."""


class MeasurementStatus(StrEnum):
    """``measured``: vouched for. ``flagged``: a size, but look at it. ``not_measured``: no size."""

    MEASURED = "measured"
    FLAGGED = "flagged"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The closed visible outline of a specimen: ``points_px`` (N, 2) float32, N >= 3, not repeated at the end.

    ``doubtful`` (N,) bool marks the points that may be shadow or background.
    """

    points_px: npt.NDArray[np.float32]
    confidence: float
    doubtful: npt.NDArray[np.bool_] | None = None

    @property
    def box_px(self) -> Box:
        """The smallest box around the outline."""
        low, high = self.points_px.min(axis=0), self.points_px.max(axis=0)
        return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))

    def scaled(self, factor: float) -> "Outline":
        """The same outline in a photo enlarged by ``factor``."""
        return replace(self, points_px=self.points_px * np.float32(factor))


@dataclass(frozen=True, slots=True)
class Measurement:
    """Length and width of the visible outline at the specimen's own distance; errors are one standard deviation.

    ``cube_corners_px`` holds all eight projected corners, hidden ones included, ordered so that the bits of the index
    are the corner's position along the cube's three axes (x is bit 2, y is bit 1, z, which points up, is bit 0).
    ``hidden_corners`` are the indices of the corners behind the cube.
    """

    status: MeasurementStatus
    flags: tuple[Flag, ...] = ()
    length_mm: float | None = None
    length_error_mm: float | None = None
    width_mm: float | None = None
    width_error_mm: float | None = None
    mm_per_px: float | None = None
    scale_error_fraction: float | None = None
    cube_edge_mm: float | None = None
    cube_corners_px: tuple[Point, ...] = ()
    hidden_corners: tuple[int, ...] = ()
    cube_engraving: str = ""
    length_line_px: Line | None = None
    width_line_px: Line | None = None
    foot_px: tuple[Point, ...] = ()
    """Around what the specimen stands on, where that is no table: it tells how far away the specimen is."""
    guessed_focal_length_35mm: float | None = None
    """What the cube was seen with (mm on film 36 mm wide) where the photo does not tell its focal length."""

    def scaled(self, factor: float) -> "Measurement":
        """The same measurement in a photo enlarged by ``factor``; millimetres stay what they are."""

        def line(ends: Line | None) -> Line | None:
            return None if ends is None else (scale_points(ends, factor)[0], scale_points(ends, factor)[1])

        return replace(
            self,
            flags=tuple(flag.scaled(factor) for flag in self.flags),
            mm_per_px=None if self.mm_per_px is None else self.mm_per_px / factor,
            cube_corners_px=scale_points(self.cube_corners_px, factor),
            length_line_px=line(self.length_line_px),
            width_line_px=line(self.width_line_px),
            foot_px=scale_points(self.foot_px, factor),
        )


NOT_MEASURED = Measurement(MeasurementStatus.NOT_MEASURED)
