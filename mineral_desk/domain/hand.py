"""What a person marked in a photo to have a size computed again: the same engine then works from these marks."""

from dataclasses import dataclass

from mineral_desk.domain.geometry import Line, Point


@dataclass(frozen=True, slots=True)
class HandMarks:
    """Marks in pixels of the upright photo at full size; what is empty or None is taken from the analysis.

    ``cube_corners_px`` are all eight corners as :attr:`Measurement.cube_corners_px` orders them, of which the person
    moved ``moved_corners`` (indices); the others are only hints. ``cube_edge_mm`` is the edge of that cube.
    ``scale_line_px`` is a line drawn along something of known length ``scale_line_mm``, usually a ruler.
    ``length_line_px`` and ``width_line_px`` are size lines as dragged. ``outline_px`` is a corrected outline, a closed
    polygon of at least three points, not repeated at the end.
    """

    cube_corners_px: tuple[Point, ...] = ()
    moved_corners: tuple[int, ...] = ()
    cube_edge_mm: float | None = None
    scale_line_px: Line | None = None
    scale_line_mm: float | None = None
    length_line_px: Line | None = None
    width_line_px: Line | None = None
    outline_px: tuple[Point, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """What the size was set from, in words: "the cube's corners", "the outline"."""
        lines = [self.length_line_px, self.width_line_px]
        found = (
            ("a line of known length", self.scale_line_px is not None and self.scale_line_mm is not None),
            ("the cube's corners", bool(self.moved_corners)),
            ("the cube's edge", self.cube_edge_mm is not None),
            ("the size lines" if all(lines) else "a size line", any(lines)),
            ("the outline", bool(self.outline_px)),
        )
        return tuple(words for words, marked in found if marked)

    def __bool__(self) -> bool:
        """Whether anything is marked."""
        return self != NO_MARKS


NO_MARKS = HandMarks()
