"""The rules of a storage plan: declared as settings, checked, and as values to plan with."""

from dataclasses import dataclass
from enum import StrEnum

from mineral_desk.domain.paper import PAPERS_MM
from mineral_desk.domain.setting import check_settings, setting
from mineral_desk.domain.storing.boxes import BoxSize, DrawerSize, parse_boxes, parse_drawer


class UnknownHeight(StrEnum):
    """What a side counts as that no photo shows and nobody typed."""

    WIDTH = "width"
    LENGTH = "length"
    NONE = "none"
    """It is left out: only the two known sides are compared."""


class Borderline(StrEnum):
    """Which box a specimen gets whose error crosses the limit of a box."""

    SMALLER = "smaller"
    LARGER = "larger"


class DrawerOrder(StrEnum):
    """In which order boxes go into drawers."""

    NUMBER = "number"
    BOX = "box"
    """Boxes of one size together, by number among themselves: fuller drawers."""


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Boxes, drawers and rules as a person sets them, and the paper of the printed plan."""

    boxes: str = setting(
        "A 40 × 30 × 25; B 60 × 45 × 35; C 90 × 70 × 50; D 130 × 95 × 70; E 190 × 140 × 90; F 280 × 190 × 120",
        "Boxes",
        "Name, inner length, width and height in mm and how many there are, parted by semicolons.",
    )
    padding_mm: float = setting(
        2.0, "Padding each side", "Room left between specimen and box.", unit="mm", minimum=0.0, maximum=100.0
    )
    safety_sd: float = setting(
        2.0,
        "Safety on size",
        "A specimen is borderline where its size and so many times its error need a larger box.",
        unit="× ±",
        minimum=0.0,
        maximum=6.0,
    )
    unknown_height: str = setting(
        "width",
        "Height, if unknown",
        "One photo shows two sides. What the third one counts as where it was not typed and no second photo shows it.",
        choices=tuple(UnknownHeight),
    )
    borderline: str = setting(
        "smaller", "Borderline cases", "Whether they get the smaller or the larger box.", choices=tuple(Borderline)
    )
    wall_mm: float = setting(
        1.0, "Wall of a box", "How much wider than inside a box is at each side.", unit="mm", minimum=0.0, maximum=30.0
    )
    drawer: str = setting("600 × 400 × 130", "Drawer inside", "Length, width and height in mm.")
    drawer_order: str = setting(
        "number", "Order in drawers", "By catalogue number, or boxes of one size together.", choices=tuple(DrawerOrder)
    )
    paper: str = setting("A4", "Paper", "The sheets in the printer.", choices=tuple(PAPERS_MM))


@dataclass(frozen=True, slots=True)
class StorageRules:
    """The settings understood. ``boxes`` are the smallest first."""

    boxes: tuple[BoxSize, ...]
    drawer: DrawerSize
    padding_mm: float = 2.0
    safety_sd: float = 2.0
    wall_mm: float = 1.0
    unknown_height: UnknownHeight = UnknownHeight.WIDTH
    borderline: Borderline = Borderline.SMALLER
    drawer_order: DrawerOrder = DrawerOrder.NUMBER

    def outside_mm(self, box: BoxSize) -> tuple[float, float, float]:
        """Length, width and height of the box from outside; there is a wall below and none above."""
        return (
            box.length_mm + 2 * self.wall_mm,
            box.width_mm + 2 * self.wall_mm,
            box.height_mm + self.wall_mm,
        )

    def goes_into_a_drawer(self, box: BoxSize) -> bool:
        """Whether the box can stand in a drawer at all, turned or not."""
        length, width, height = self.outside_mm(box)
        room = sorted((self.drawer.length_mm, self.drawer.width_mm))
        return height <= self.drawer.height_mm and min(length, width) <= room[0] and max(length, width) <= room[1]


def rules_of(settings: StorageSettings) -> StorageRules:
    """The rules that the settings say. Raises :class:`SettingError` where one of them is impossible."""
    check_settings(settings)
    return StorageRules(
        boxes=parse_boxes(settings.boxes),
        drawer=parse_drawer(settings.drawer),
        padding_mm=settings.padding_mm,
        safety_sd=settings.safety_sd,
        wall_mm=settings.wall_mm,
        unknown_height=UnknownHeight(settings.unknown_height),
        borderline=Borderline(settings.borderline),
        drawer_order=DrawerOrder(settings.drawer_order),
    )
