"""What the window asks about storage and labels, and the answers of the real services."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from mineral_desk.domain.labelling import LabelSettings
from mineral_desk.domain.progress import Job
from mineral_desk.domain.searching.query import Complaint
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.domain.storing.rules import StorageRules
from mineral_desk.services.desk import Desk
from mineral_desk.services.labelling.labelling import LabelReport, make_labels
from mineral_desk.services.storing.on_paper.order import PrintOrder, PrintReport
from mineral_desk.services.storing.on_paper.printing import print_plan
from mineral_desk.services.storing.outlines import OutlineShares, outlines
from mineral_desk.services.storing.plan_files import write_order, write_plan
from mineral_desk.services.storing.planning import plan_storage
from mineral_desk.services.whose import Whose, complaints


class StorageBackend(Protocol):
    """The part of the window's backend that is about storage and labels; everything on a lane."""

    def plan_storage(self, whose: Whose, rules: StorageRules) -> Job[StoragePlan]: ...
    def not_understood(self, whose: Whose) -> Sequence[Complaint]: ...
    def outlines(self, photo_ids: Sequence[int]) -> Mapping[int, OutlineShares]: ...
    def write_plan(self, plan: StoragePlan, out: Path) -> Job[Path]: ...
    def write_order(self, plan: StoragePlan, out: Path) -> Job[Path]: ...
    def print_plan(self, plan: StoragePlan, order: PrintOrder, out: Path) -> Job[PrintReport]: ...
    def make_labels(self, whose: Whose, sheet: LabelSettings, out: Path) -> Job[LabelReport]: ...


class StorageOfServices:
    """See :class:`StorageBackend`."""

    _desk: Desk

    def plan_storage(self, whose: Whose, rules: StorageRules) -> Job[StoragePlan]:
        """As the services say."""
        return plan_storage(self._desk, whose, rules)

    def not_understood(self, whose: Whose) -> Sequence[Complaint]:
        """As the services say."""
        return complaints(self._desk, whose)

    def outlines(self, photo_ids: Sequence[int]) -> Mapping[int, OutlineShares]:
        """As the services say."""
        return outlines(self._desk, photo_ids)

    def write_plan(self, plan: StoragePlan, out: Path) -> Job[Path]:
        """As the services say."""
        return write_plan(plan, out)

    def write_order(self, plan: StoragePlan, out: Path) -> Job[Path]:
        """As the services say."""
        return write_order(plan, out)

    def print_plan(self, plan: StoragePlan, order: PrintOrder, out: Path) -> Job[PrintReport]:
        """As the services say."""
        return print_plan(self._desk, plan, order, out)

    def make_labels(self, whose: Whose, sheet: LabelSettings, out: Path) -> Job[LabelReport]:
        """As the services say."""
        return make_labels(self._desk, whose, sheet, out)
