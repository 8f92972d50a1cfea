"""Boxes, points and lines in continuous pixel coordinates (see the package's docstring)."""

from collections.abc import Sequence
from typing import NamedTuple

Point = tuple[float, float]
"""(x, y)."""

Line = tuple[Point, Point]
"""Two ends of a straight line."""


class Box(NamedTuple):
    """An upright rectangle; ``x1`` and ``y1`` lie just outside of it."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Extent along x, never negative."""
        return max(0.0, self.x1 - self.x0)

    @property
    def height(self) -> float:
        """Extent along y, never negative."""
        return max(0.0, self.y1 - self.y0)

    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height

    @property
    def centre(self) -> Point:
        """The point in the middle."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def scaled(self, factor: float) -> "Box":
        """The same box in a photo enlarged by ``factor``."""
        return Box(*(value * factor for value in self))

    def padded(self, margin: float) -> "Box":
        """The box grown by ``margin`` on every side."""
        return Box(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)

    def clipped(self, width: float, height: float) -> "Box":
        """The part of the box inside a photo of that size."""
        x0, x1 = (min(max(value, 0.0), width) for value in (self.x0, self.x1))
        y0, y1 = (min(max(value, 0.0), height) for value in (self.y0, self.y1))
        return Box(x0, y0, x1, y1)

    def intersection(self, other: "Box") -> "Box":
        """What both boxes share; its area is 0 where they share nothing."""
        return Box(max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1))

    def union(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    def overlap(self, other: "Box") -> float:
        """Intersection over union, 0 to 1."""
        shared = self.intersection(other).area
        return shared / (self.area + other.area - shared) if shared > 0 else 0.0

    @classmethod
    def around(cls, points: Sequence[Point]) -> "Box":
        """The smallest box that holds all ``points`` (at least one)."""
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))


def scale_points(points: Sequence[Point], factor: float) -> tuple[Point, ...]:
    """The same points in a photo enlarged by ``factor``."""
    return tuple((x * factor, y * factor) for x, y in points)
