"""Boxes into drawers: rectpack's MaxRects (J. Jylänki, "A Thousand Ways to Pack the Bin", 2010), drawer by drawer.

Each drawer takes as many of the next boxes as go in together, so that the order of the boxes is the order of the
drawers. Within a drawer the largest are placed first, which fills it best.
"""

import math
from array import array
from collections.abc import Generator, Sequence

from rectpack import MaxRectsBaf

from mineral_desk.domain.storing.fitting import Boxed
from mineral_desk.domain.storing.plan import Drawer
from mineral_desk.domain.storing.rules import StorageRules

UNIT_MM = 0.01
"""Lengths are whole numbers of this while packing: boxes are rounded up, drawers are typed no finer."""
STEP_DOWN = 16
"""Where the boxes tried do not go in together, one of so many is left out, at least one."""


def pack(boxed: Sequence[Boxed], rules: StorageRules) -> Generator[Drawer, None, None]:
    """Drawer after drawer until every box stands in one; each box must go into an empty drawer."""
    sizes = {box.name: _footprint(*rules.outside_mm(box)[:2]) for box in rules.boxes}
    footprints = [sizes[one.box.name] for one in boxed]
    room = (_down(rules.drawer.length_mm), _down(rules.drawer.width_mm))
    done = number = 0
    while done < len(boxed):
        number += 1
        places = _fullest(footprints[done : done + _most(footprints, done, room)], room)
        yield Drawer(number, tuple(boxed[done : done + len(places)]), _corners_mm(places))
        done += len(places)


_Place = tuple[int, int, int, int]
"""Left, top, width and depth in units."""


def _fullest(footprints: Sequence[tuple[int, int]], room: tuple[int, int]) -> list[_Place]:
    """Places for as many of the first boxes as go in together."""
    tried = len(footprints)
    while True:
        places = _together(footprints[:tried], room)
        if places is not None:
            return places
        if tried == 1:
            raise ValueError(f"a box of {footprints[0]} does not go into a drawer of {room}")
        tried -= max(1, tried // STEP_DOWN)


def _together(footprints: Sequence[tuple[int, int]], room: tuple[int, int]) -> list[_Place] | None:
    """A place for each; None where they do not go in together."""
    bin_ = MaxRectsBaf(*room, rot=True)
    largest_first = sorted(range(len(footprints)), key=lambda place: -footprints[place][0] * footprints[place][1])
    places: list[_Place] = [(0, 0, 0, 0)] * len(footprints)
    for place in largest_first:
        found = bin_.add_rect(*footprints[place])
        if found is None:
            return None
        places[place] = (found.x, found.y, found.width, found.height)
    return places


def _most(footprints: Sequence[tuple[int, int]], first: int, room: tuple[int, int]) -> int:
    """How many from ``first`` on have no larger area together than the drawer."""
    left, count = room[0] * room[1], 0
    for place in range(first, len(footprints)):
        left -= footprints[place][0] * footprints[place][1]
        if left < 0:
            break
        count += 1
    return max(1, count)


def _corners_mm(places: Sequence[_Place]) -> "array[float]":
    return array("d", (units * UNIT_MM for place in places for units in place))


def _footprint(length_mm: float, width_mm: float) -> tuple[int, int]:
    return math.ceil(round(length_mm / UNIT_MM, 6)), math.ceil(round(width_mm / UNIT_MM, 6))


def _down(length_mm: float) -> int:
    return math.floor(round(length_mm / UNIT_MM, 6))
