"""What is known about the size of a specimen, and its three sides as a box needs them.

One photo shows two sides. The third is a height or depth that somebody typed, a side that a second photo shows, or an
assumption that is called one: a box that rests on it is a lower bound.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.storing.rules import UnknownHeight

SAME_SIDE_SD = 3.0
"""Two photos show the same side where its lengths differ by no more combined standard deviations than this."""
HAND_ERROR_MM = 0.5
"""What a length without an error of its own is uncertain by when two views are compared: it was read off a ruler."""


@dataclass(frozen=True, slots=True)
class Side:
    """A length with its standard deviation, 0 where none is known."""

    length_mm: float
    error_mm: float = 0.0


class ThirdSide(StrEnum):
    """Where the third side comes from."""

    TYPED = "typed"
    SECOND_PHOTO = "second_photo"
    ASSUMED = "assumed"
    LEFT_OUT = "left_out"

    @property
    def is_known(self) -> bool:
        """Whether the box is more than a lower bound."""
        return self in (ThirdSide.TYPED, ThirdSide.SECOND_PHOTO)


class Unsized(StrEnum):
    """Why a specimen has no size that a person vouches for."""

    FLAGGED = "flagged"
    """What was measured is not trusted, and nobody has looked at it."""
    OPEN = "open"
    """Something was measured, and the size was left open."""
    NOT_MEASURED = "not_measured"
    NO_SIZE = "no_size"
    """Somebody said that the photo gives none."""
    NO_PHOTO = "no_photo"
    ONE_SIDE = "one_side"
    """Only its length or its width is known."""


@dataclass(frozen=True, slots=True)
class View:
    """The two sides that a photo shows, as a person vouched for them."""

    length: Side
    width: Side


@dataclass(frozen=True, slots=True)
class StoredSpecimen:
    """A specimen as the plan needs it: which it is, and its size, or why it has none.

    Length and width are the record's, ``others`` what photos of it showed beside that. Plain fields, because a plan
    holds hundreds of thousands of these.
    """

    id: int
    number: str
    species: str = ""
    photo_id: int | None = None
    """The first photo that shows it."""
    length_mm: float | None = None
    length_error_mm: float | None = None
    width_mm: float | None = None
    width_error_mm: float | None = None
    height_mm: float | None = None
    depth_mm: float | None = None
    others: tuple[View, ...] = ()
    unsized: Unsized | None = None
    flags: tuple[FlagCode, ...] = ()
    photo_name: str = ""
    """What its first photo is called, where it has no number to be known by."""

    @property
    def known_as(self) -> str:
        """The number; without one the name of its photo; a dash where there is neither."""
        return self.number or self.photo_name or "–"

    @property
    def view(self) -> View | None:
        """The two sides that the record has; None where one of them is missing."""
        if self.length_mm is None or self.width_mm is None:
            return None
        return View(Side(self.length_mm, self.length_error_mm or 0.0), Side(self.width_mm, self.width_error_mm or 0.0))


@dataclass(frozen=True, slots=True)
class Sides:
    """The three sides of a specimen; ``third`` is None where it is left out."""

    length: Side
    width: Side
    third: Side | None
    source: ThirdSide

    @property
    def known(self) -> tuple[Side, ...]:
        """All that is compared with a box, the longest first."""
        given = (self.length, self.width, *(() if self.third is None else (self.third,)))
        return tuple(sorted(given, key=lambda side: side.length_mm, reverse=True))


def sides_of(specimen: StoredSpecimen, unknown: UnknownHeight) -> Sides:
    """The sides of a specimen. Raises :class:`ValueError` for one that has no size.

    Of a height and a depth that were both typed the larger one counts: which of the two the photo showed as well
    nobody wrote down, and a box must not be too small.
    """
    view = specimen.view
    if view is None:
        raise ValueError(f"specimen {specimen.id} has no size")
    typed = [side for side in (specimen.height_mm, specimen.depth_mm) if side is not None]
    if typed:
        return Sides(view.length, view.width, Side(max(typed)), ThirdSide.TYPED)
    shown = [third for other in specimen.others if (third := third_side(view, other)) is not None]
    if shown:
        return Sides(view.length, view.width, max(shown, key=lambda side: side.length_mm), ThirdSide.SECOND_PHOTO)
    if unknown is UnknownHeight.NONE:
        return Sides(view.length, view.width, None, ThirdSide.LEFT_OUT)
    assumed = view.width if unknown is UnknownHeight.WIDTH else view.length
    return Sides(view.length, view.width, Side(assumed.length_mm), ThirdSide.ASSUMED)


def third_side(view: View, other: View) -> Side | None:
    """The side that ``other`` shows and ``view`` does not; None where both may show the same two sides.

    One side of the other photo must be a side of the first one, and its other side must be neither: then the
    specimen was turned, and the three lengths are three sides. Where nothing agrees nothing is concluded.
    """
    for seen, left in ((other.length, other.width), (other.width, other.length)):
        for own, rest in ((view.length, view.width), (view.width, view.length)):
            if _same(seen, own) and not _same(left, rest) and not _same(left, own):
                return left
    return None


def _same(one: Side, other: Side) -> bool:
    errors = (side.error_mm or HAND_ERROR_MM for side in (one, other))
    return abs(one.length_mm - other.length_mm) <= SAME_SIDE_SD * math.hypot(*errors)
