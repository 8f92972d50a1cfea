"""The part of the stand-in backend that is about storage and labels."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mineral_desk.domain.labelling import LabelSettings
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.searching.query import Complaint
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.domain.storing.rules import StorageRules
from mineral_desk.services.labelling.labelling import LabelReport
from mineral_desk.services.storing.on_paper.order import PrintOrder, PrintReport
from mineral_desk.services.storing.outlines import OutlineShares
from mineral_desk.services.whose import Whose


class StandInStorage:
    """Nothing has a size."""

    def plan_storage(self, whose: Whose, rules: StorageRules) -> Job[StoragePlan]:
        yield Progress(0, 0, whose.query)
        return StoragePlan(rules)

    def not_understood(self, whose: Whose) -> Sequence[Complaint]:
        assert whose
        return ()

    def outlines(self, photo_ids: Sequence[int]) -> Mapping[int, OutlineShares]:
        assert photo_ids is not None
        return {}

    def write_plan(self, plan: StoragePlan, out: Path) -> Job[Path]:
        yield Progress(0, plan.specimens)
        return out

    def write_order(self, plan: StoragePlan, out: Path) -> Job[Path]:
        yield Progress(0, plan.specimens)
        return out

    def print_plan(self, plan: StoragePlan, order: PrintOrder, out: Path) -> Job[PrintReport]:
        yield Progress(0, plan.specimens)
        return PrintReport(out, 0, order.first, 1.0)

    def make_labels(self, whose: Whose, sheet: LabelSettings, out: Path) -> Job[LabelReport]:
        yield Progress(0, sheet.a_sheet, whose.query)
        return LabelReport(out, 0, 0)
