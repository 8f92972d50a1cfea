"""Boxes and drawers, and how a person writes them down. All lengths are inside, in millimetres."""

import math
import re
from dataclasses import dataclass

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.phrase import said

LONGEST_MM = 3000.0
MOST_BOXES, MOST_OF_A_BOX = 40, 1_000_000
LONGEST_NAME = 16
_NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?"
_TIMES = r"\s*[x×хXХ*]\s*"  # the letter of both alphabets, and the sign
_SIDES = rf"({_NUMBER}){_TIMES}({_NUMBER}){_TIMES}({_NUMBER})"
_BOX = re.compile(rf"(\S(?:.*\S)?)\s+{_SIDES}(?:\s+(\d{{1,7}}))?")
_DRAWER = re.compile(_SIDES)
_EXAMPLE = "A 40 × 30 × 25 600; B 60 × 45 × 35"


@dataclass(frozen=True, slots=True)
class BoxSize:
    """A size of box: inner length, width and height, and how many the museum has."""

    name: str
    length_mm: float
    width_mm: float
    height_mm: float
    have: int = 0

    @property
    def volume_mm3(self) -> float:
        """What "small" means among boxes."""
        return self.length_mm * self.width_mm * self.height_mm

    @property
    def sides_mm(self) -> tuple[float, float, float]:
        """The inner sides, the longest first: a specimen lies in a box as it fits best."""
        longest, middle, shortest = sorted((self.length_mm, self.width_mm, self.height_mm), reverse=True)
        return longest, middle, shortest


@dataclass(frozen=True, slots=True)
class DrawerSize:
    """The inside of every drawer."""

    length_mm: float
    width_mm: float
    height_mm: float

    @property
    def area_mm2(self) -> float:
        """Of its floor."""
        return self.length_mm * self.width_mm


def parse_boxes(text: str) -> tuple[BoxSize, ...]:
    """The sizes of ``name length × width × height have; ...``, the smallest first. Raises :class:`SettingError`."""
    boxes = [_box(part) for part in text.split(";") if part.strip()]
    if not boxes:
        raise SettingError("No box is described.", said("Write one such as {example}.", example=_EXAMPLE))
    if len(boxes) > MOST_BOXES:
        raise SettingError(
            said("{n} sizes of boxes are too many.", n=len(boxes)), said("Give at most {most}.", most=MOST_BOXES)
        )
    names = [box.name.casefold() for box in boxes]
    twice = next((box.name for box in boxes if names.count(box.name.casefold()) > 1), None)
    if twice is not None:
        raise SettingError(said("Two boxes are called {twice}.", twice=twice), "Give each a name of its own.")
    return tuple(sorted(boxes, key=lambda box: (box.volume_mm3, box.sides_mm, box.name)))


def written_boxes(boxes: tuple[BoxSize, ...]) -> str:
    """What :func:`parse_boxes` reads."""
    return "; ".join(
        f"{box.name} {written_sides(box.length_mm, box.width_mm, box.height_mm)}" + (f" {box.have}" if box.have else "")
        for box in boxes
    )


def parse_drawer(text: str) -> DrawerSize:
    """The drawer of ``length × width × height``. Raises :class:`SettingError`."""
    found = _DRAWER.fullmatch(text.strip())
    if found is None:
        raise SettingError(
            said("“{typed}” is no size of a drawer.", typed=text.strip()), "Write one such as 600 × 400 × 130."
        )
    return DrawerSize(*(_side(told, text) for told in found.groups()))


def written_sides(*sides_mm: float) -> str:
    """``40 × 30 × 25``."""
    return " × ".join(f"{side:g}" for side in sides_mm)


def _box(part: str) -> BoxSize:
    found = _BOX.fullmatch(part.strip())
    if found is None:
        raise SettingError(
            said("“{typed}” is no box.", typed=part.strip()), said("Write boxes as {example}.", example=_EXAMPLE)
        )
    name, *sides, have = found.groups()
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise SettingError(
            said("“{name}…” is too long a name.", name=name[:LONGEST_NAME]),
            said("Use up to {most} letters.", most=LONGEST_NAME),
        )
    if have and int(have) > MOST_OF_A_BOX:
        raise SettingError(
            said("{have} boxes {name} are too many.", have=have, name=name),
            said("Give at most {most}.", most=MOST_OF_A_BOX),
        )
    length_mm, width_mm, height_mm = (_side(told, part) for told in sides)
    return BoxSize(name, length_mm, width_mm, height_mm, int(have or 0))


def _side(told: str, of: str) -> float:
    side_mm = float(told.replace(",", "."))
    if not (math.isfinite(side_mm) and 1.0 <= side_mm <= LONGEST_MM):
        raise SettingError(
            said("{told} mm in “{typed}” is no side.", told=told, typed=of.strip()),
            said("It must lie within 1 to {most:g} mm.", most=LONGEST_MM),
        )
    return side_mm
