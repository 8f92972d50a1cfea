"""How pages are divided, and the scale at which drawers are drawn. All lengths are mm on paper."""

from dataclasses import dataclass

from mineral_desk.domain.paper import PAPERS_MM
from mineral_desk.domain.storing.boxes import DrawerSize

MARGIN_MM = 12.0
HEAD_MM = 8.0
"""Above a drawer: its number, and what is in it."""
BAR_MM = 7.0
"""Below it: a length to compare with, and where its front is."""
FOOT_MM = 7.0
"""At the foot of every page: which plan it belongs to."""
GAP_MM = 6.0
LEAST_WIDTH_MM = 80.0
"""What a drawer has across the page at least, however small it is: for its head."""
SCALES = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0)
"""How many times smaller than it is a drawer is drawn: numbers that a ruler can be read with."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The pages of a plan, all the same way round: width, height, scale, and how many drawers stand across and down."""

    width_mm: float
    height_mm: float
    scale: float
    across: int
    down: int
    drawer_mm: tuple[float, float]
    """Width and height of a drawer as it is drawn."""

    @property
    def a_page(self) -> int:
        """Drawers on a page."""
        return self.across * self.down

    @property
    def room_mm(self) -> tuple[float, float]:
        """What is left between the margins and above the foot."""
        return self.width_mm - 2 * MARGIN_MM, self.height_mm - 2 * MARGIN_MM - FOOT_MM

    def corner_mm(self, place: int) -> tuple[float, float]:
        """The left and the top edge of the drawing of the drawer at ``place`` of its page."""
        down, across = divmod(place, self.across)
        _, height = self.drawer_mm
        return (
            MARGIN_MM + across * (self.head_mm + GAP_MM),
            MARGIN_MM + HEAD_MM + down * (HEAD_MM + height + BAR_MM + GAP_MM),
        )

    @property
    def head_mm(self) -> float:
        """How wide the head of a drawer is."""
        return max(self.drawer_mm[0], LEAST_WIDTH_MM)


def sheet_of(drawer: DrawerSize, paper: str) -> Sheet:
    """The largest scale at which a drawer goes on the paper, lying or upright; of both the one with fewer pages.

    A drawer that goes on no page at any scale there is does not exist (``LONGEST_MM``).
    """
    short, long = PAPERS_MM[paper]
    both = (_largest(drawer, (long, short)), _largest(drawer, (short, long)))
    return min(both, key=lambda one: (one.scale, -one.a_page))


def _largest(drawer: DrawerSize, paper_mm: tuple[float, float]) -> Sheet:
    for scale in SCALES:
        sheet = _at_scale(drawer, paper_mm, scale)
        if sheet.a_page or scale == SCALES[-1]:
            return sheet
    raise AssertionError


def _at_scale(drawer: DrawerSize, paper_mm: tuple[float, float], scale: float) -> Sheet:
    width, height = drawer.length_mm / scale, drawer.width_mm / scale
    empty = Sheet(*paper_mm, scale, 0, 0, (width, height))
    room_across, room_down = empty.room_mm
    across = int((room_across + GAP_MM) / (empty.head_mm + GAP_MM) + 1e-9)
    down = int((room_down + GAP_MM) / (HEAD_MM + height + BAR_MM + GAP_MM) + 1e-9)
    return Sheet(*paper_mm, scale, across, down, (width, height))
