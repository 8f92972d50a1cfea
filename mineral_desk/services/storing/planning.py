"""Planning storage: which box each specimen of the catalogue needs, and what stands in which drawer."""

from collections.abc import Sequence
from contextlib import closing

from mineral_desk.catalogue.stored_sizes import in_number_order, stored_specimens
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.storing.fitting import Boxed, TooLarge, fit
from mineral_desk.domain.storing.plan import Drawer, StoragePlan, in_drawer_order
from mineral_desk.domain.storing.rules import DrawerOrder, StorageRules
from mineral_desk.domain.storing.sizes import StoredSpecimen
from mineral_desk.services.desk import Desk
from mineral_desk.services.whose import Whose, specimen_ids

READ_AT_ONCE = 500
READING, PACKING, COUNTING = said("Reading sizes"), said("Filling drawers"), said("Counting boxes")
"""What a plan says that it does."""


def plan_storage(desk: Desk, whose: Whose, rules: StorageRules) -> Job[StoragePlan]:
    """Plan for the specimens as the catalogue has them now, in the order of their numbers; nothing is written.

    The job goes over every specimen twice: reading sizes, then filling drawers.
    """
    ids = specimen_ids(desk, whose)
    if whose.ids is not None:
        ids = in_number_order(desk.reading.database, ids)
    boxed: list[Boxed] = []
    too_large: list[TooLarge] = []
    unsized: list[StoredSpecimen] = []
    for first in range(0, len(ids), READ_AT_ONCE):
        for specimen in stored_specimens(desk.reading.database, ids[first : first + READ_AT_ONCE]):
            fitted = specimen if specimen.view is None else fit(specimen, rules)
            match fitted:
                case Boxed():
                    boxed.append(fitted)
                case TooLarge():
                    too_large.append(fitted)
                case StoredSpecimen():
                    unsized.append(fitted)
        yield Progress(min(first + READ_AT_ONCE, len(ids)), 2 * len(ids), READING)
    drawers = yield from _fill_drawers(boxed, rules, len(ids))
    plan = StoragePlan(rules, tuple(boxed), tuple(too_large), tuple(unsized), drawers)
    for _ in plan.count():
        yield Progress(2 * len(ids), 2 * len(ids), COUNTING)
    return plan


def _fill_drawers(boxed: Sequence[Boxed], rules: StorageRules, read: int) -> Job[tuple[Drawer, ...]]:
    from mineral_desk.services.storing.packing import pack  # noqa: PLC0415  the window starts sooner

    listed = in_drawer_order(boxed, rules, by_box=rules.drawer_order is DrawerOrder.BOX)
    drawers: list[Drawer] = []
    done = 0
    with closing(pack(listed, rules)) as packed:
        for drawer in packed:
            drawers.append(drawer)
            done += len(drawer.boxes)
            yield Progress(read + done, 2 * read, PACKING)
    return tuple(drawers)
