"""What is to be printed of a plan, and what came of it."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import said
from mineral_desk.domain.storing.plan import Drawer, StoragePlan
from mineral_desk.services.language import ENGLISH
from mineral_desk.services.whose import Whose

ENDING = ".pdf"
DRAWING, LISTING = said("Drawing drawers"), said("Writing lists")
"""What the job says that it does."""
MOST_DRAWERS, MOST_BOXES = 1_000, 60_000
"""In one file: who carries more paper to the cabinets? The rest goes into further files."""


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """Which drawers of a plan go on which paper: numbers ``first`` to ``last``, None: to the end."""

    paper: str = "A4"
    language: str = ENGLISH
    first: int = 1
    last: int | None = None
    whose: Whose = field(default_factory=Whose)
    """For whom the plan was made, as the first page says it."""
    day: date | None = None
    """On which it is printed; it stands on every page."""


@dataclass(frozen=True, slots=True)
class PrintReport:
    """How many drawers were drawn on how many pages, and how many times smaller than they are."""

    out: Path
    drawers: int
    pages: int
    scale: float


def drawers_asked(plan: StoragePlan, order: PrintOrder) -> tuple[Drawer, ...]:
    """Those to be drawn. Raises :class:`UsageError` where there are none, or too many for one file."""
    number = len(plan.drawers)
    last = number if order.last is None else order.last
    if not 1 <= order.first <= max(1, last) or last > number:
        have = said("The plan has drawers 1 to {n}.", n=number) if number else said("The plan has no drawer.")
        raise UsageError(said("There are no drawers {first} to {last}.", first=order.first, last=last), have)
    asked = plan.drawers[order.first - 1 : last]
    if len(asked) > MOST_DRAWERS:
        raise UsageError(
            said("{n} drawers are too many for one file.", n=len(asked)),
            said(
                "Print up to {most} at once, such as drawers {first} to {last}.",
                most=MOST_DRAWERS,
                first=order.first,
                last=order.first + MOST_DRAWERS - 1,
            ),
        )
    boxes = sum(len(drawer.boxes) for drawer in asked)
    if boxes > MOST_BOXES and len(asked) > 1:
        raise UsageError(said("{n} boxes are too many for one file.", n=boxes), "Print fewer drawers at once.")
    return asked
