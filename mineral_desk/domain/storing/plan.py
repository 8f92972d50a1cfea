"""A storage plan: who lies in which box, which boxes are to be ordered, what stands in which drawer."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mineral_desk.domain.storing.boxes import BoxSize, DrawerSize
from mineral_desk.domain.storing.fitting import Boxed, TooLarge
from mineral_desk.domain.storing.rules import StorageRules
from mineral_desk.domain.storing.sizes import StoredSpecimen


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box in a drawer: its left, far corner and its outer sides as it stands there, in mm."""

    boxed: Boxed
    x_mm: float
    y_mm: float
    width_mm: float
    depth_mm: float


@dataclass(frozen=True, slots=True)
class Drawer:
    """A drawer with its boxes, in the order of the plan.

    ``corners_mm`` has four numbers a box, those of :class:`PlacedBox`: values that are made when they are looked at.
    """

    number: int
    boxes: tuple[Boxed, ...]
    corners_mm: "array[float]"

    @property
    def placed(self) -> tuple[PlacedBox, ...]:
        """Every box with its place."""
        corners = self.corners_mm
        return tuple(PlacedBox(box, *corners[4 * n : 4 * n + 4]) for n, box in enumerate(self.boxes))

    def filled(self, size: DrawerSize) -> float:
        """The share of the floor that boxes cover, 0 to 1."""
        covered = zip(self.corners_mm[2::4], self.corners_mm[3::4], strict=True)
        return sum(width * depth for width, depth in covered) / size.area_mm2


@dataclass(frozen=True, slots=True)
class BoxCount:
    """How many boxes of a size the plan needs, and how many are to be ordered beyond those that are there."""

    box: BoxSize
    need: int

    @property
    def order(self) -> int:
        """What is missing."""
        return max(0, self.need - self.box.have)


@dataclass(frozen=True)
class StoragePlan:
    """Every specimen asked for is in exactly one of ``boxed``, ``too_large`` and ``unsized``, each by number.

    Boxes that do not go into the drawer at all are in no drawer.
    """

    rules: StorageRules
    boxed: tuple[Boxed, ...] = ()
    too_large: tuple[TooLarge, ...] = ()
    unsized: tuple[StoredSpecimen, ...] = ()
    drawers: tuple[Drawer, ...] = ()

    @property
    def specimens(self) -> int:
        """How many were asked for."""
        return len(self.boxed) + len(self.too_large) + len(self.unsized)

    @cached_property
    def counts(self) -> tuple[BoxCount, ...]:
        """Of every size, the smallest first."""
        needed = Counter(one.box.name for one in self.boxed)
        return tuple(BoxCount(box, needed[box.name]) for box in self.rules.boxes)

    @cached_property
    def borderline(self) -> tuple[Boxed, ...]:
        """Those whose error crosses the limit of their smallest box, the likeliest not to go in first."""
        return tuple(sorted((one for one in self.boxed if one.is_borderline), key=lambda one: -one.too_small))

    @cached_property
    def lower_bounds(self) -> int:
        """How many boxes rest on a third side that nobody knows."""
        return sum(not one.sides.source.is_known for one in self.boxed)

    @cached_property
    def outside_drawers(self) -> tuple[BoxCount, ...]:
        """The boxes that are needed and do not go into a drawer."""
        return tuple(one for one in self.counts if one.need and not self.rules.goes_into_a_drawer(one.box))

    @cached_property
    def by_id(self) -> dict[int, Boxed | TooLarge]:
        """Every specimen that has a size, by its id."""
        found: dict[int, Boxed | TooLarge] = {one.specimen.id: one for one in self.boxed}
        return found | {one.specimen.id: one for one in self.too_large}

    @cached_property
    def drawer_of(self) -> dict[int, int]:
        """The number of the drawer of each specimen that is in one, by the specimen's id."""
        return {box.specimen.id: drawer.number for drawer in self.drawers for box in drawer.boxes}

    def count(self) -> Iterator[None]:
        """Work out, step by step, what is else worked out when it is first asked for: a window must not wait for it."""
        for name in ("counts", "borderline", "lower_bounds", "outside_drawers", "by_id", "drawer_of"):
            getattr(self, name)
            yield


def in_drawer_order(boxed: Sequence[Boxed], rules: StorageRules, *, by_box: bool) -> list[Boxed]:
    """Those that go into drawers, in the order in which they are put there."""
    going = {box.name for box in rules.boxes if rules.goes_into_a_drawer(box)}
    order = {box.name: place for place, box in enumerate(rules.boxes)}
    listed = [one for one in boxed if one.box.name in going]
    return sorted(listed, key=lambda one: order[one.box.name]) if by_box else listed
