"""The backend over the real services."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.catalogue import HistoryLine, PhotoRow, QueueFilter, Specimen, StoredPhoto
from mineral_desk.domain.change import Changes, Operation
from mineral_desk.domain.decision import Decision
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.geometry import Box, Point
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.headings import Mapped
from mineral_desk.domain.keeping import CheckReport, CopyMade, PreparedRestore, Restored
from mineral_desk.domain.measurement import Measurement
from mineral_desk.domain.merging import Conflict, MergeReport, PastMerge, Side
from mineral_desk.domain.mineral import Mineral, MineralMatch, NameMatch
from mineral_desk.domain.neighbours import AlikePhoto
from mineral_desk.domain.past import PastState
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.progress import Job
from mineral_desk.domain.properties import Property
from mineral_desk.domain.record_fields import FieldValues
from mineral_desk.domain.rescaling import RescaledPhoto
from mineral_desk.domain.searching.found import Facets, FirstPage, Order, SavedSearch, Sorting, SpecimenRow
from mineral_desk.domain.verification import Refusal, VerificationStatus
from mineral_desk.services import (
    analysing,
    browsing,
    brushing,
    by_hand,
    keeping,
    merging,
    numbering,
    own_limits,
    recording,
    relinking,
    rescaling,
    reviewing,
    snapshots,
    suggesting,
    taking_in,
    typed_properties,
    verifying,
)
from mineral_desk.services.desk import Desk
from mineral_desk.services.exporting import exporting
from mineral_desk.services.exporting.order import ExportOrder, ExportReport
from mineral_desk.services.importing import columns, importing
from mineral_desk.services.importing.encodings import checked_encoding
from mineral_desk.services.importing.order import ImportOrder, ImportReport, JudgedRow
from mineral_desk.services.importing.tables import Table, open_table
from mineral_desk.services.minerals import MineralNames
from mineral_desk.services.numbering import ListReport, Unmatched
from mineral_desk.services.pictures import heat_map
from mineral_desk.services.recording import Subject, WholeRecord
from mineral_desk.services.relinking import RelinkReport
from mineral_desk.services.settings import Settings
from mineral_desk.ui.models.asked import ModelsOfServices
from mineral_desk.ui.storing.asked import StorageOfServices


class ServicesBackend(ModelsOfServices, StorageOfServices):
    """See :class:`mineral_desk.ui.backend.Backend`. The Desk gives every thread its own connection for reading."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._minerals: MineralNames | None = None

    @property
    def desk(self) -> Desk:
        """The services' Desk."""
        return self._desk

    @property
    def settings(self) -> Settings:
        return self._desk.settings

    @property
    def resources(self) -> Path:
        return self._desk.folders.resources

    @property
    def catalogue_name(self) -> str:
        return self._desk.lane.path.name if self._desk.lane is not None else ""

    @property
    def demo_photos(self) -> Path:
        return self._desk.folders.demo_photos

    @property
    def log_file(self) -> Path:
        return self._desk.folders.log_file

    @property
    def mineral_count(self) -> int:
        return len(self._minerals) if self._minerals is not None else 0

    def queue_rows(self, shown: QueueFilter, limit: int, offset: int) -> Sequence[PhotoRow]:
        return reviewing.queue_rows(self._desk, shown, limit, offset)

    def queue_counts(self) -> dict[QueueFilter, int]:
        return reviewing.queue_counts(self._desk)

    def queue_position(self, shown: QueueFilter, photo_id: int) -> int:
        return self._desk.reading.queue.position(shown, photo_id)

    def waiting_count(self) -> int:
        return len(self._desk.reading.queue.waiting())

    def photo_row(self, photo_id: int) -> PhotoRow:
        return self._desk.reading.queue.row(photo_id)

    def photo_size(self, photo_id: int) -> tuple[int, int]:
        facts = self._desk.reading.photos.facts(photo_id)
        return facts.width_px, facts.height_px

    def number_source(self, photo_id: int) -> str:
        return self._desk.reading.photos.number_source(photo_id)

    def load_minerals(self) -> None:
        self._minerals = self._desk.minerals

    def load_vision(self) -> None:
        self._desk.load_vision()

    def set_aside_rows(self) -> Sequence[PhotoRow]:
        return reviewing.set_aside_rows(self._desk)

    def find_photo(self, path: Path) -> PhotoRow | None:
        return reviewing.find_photo(self._desk, path)

    def open_photo(self, photo_id: int) -> StoredPhoto:
        return suggesting.open_for_naming(self._desk, photo_id)

    def photos_of_same_specimen(self, photo_id: int) -> Sequence[PhotoRow]:
        return reviewing.photos_of_same_specimen(self._desk, photo_id)

    def record_of(self, photo_id: int) -> Specimen | None:
        return recording.record_of(self._desk, photo_id)

    def history(self, photo_id: int) -> Sequence[HistoryLine]:
        return reviewing.history(self._desk, photo_id)

    def subject_of(self, photo_id: int) -> Subject:
        return recording.subject_of_photo(self._desk, photo_id)

    def history_of(self, subject: Subject) -> Sequence[HistoryLine]:
        return recording.history_of(self._desk, subject)

    def preview_state(self, subject: Subject, as_of: int) -> PastState:
        return recording.preview_state(self._desk, subject, as_of)

    def can_undo(self) -> Operation | None:
        return reviewing.can_undo(self._desk)

    def can_redo(self) -> Operation | None:
        return reviewing.can_redo(self._desk)

    def find_minerals(self, text: str, limit: int) -> tuple[MineralMatch, ...]:
        return self._minerals.find(text, limit) if self._minerals is not None else ()

    def find_names(self, text: str, limit: int) -> tuple[NameMatch, ...]:
        return self._minerals.find_names(text, limit) if self._minerals is not None else ()

    def group_ru(self, group: str) -> str:
        return self._minerals.group_list.names_ru.get(group, "") if self._minerals is not None else ""

    def mineral(self, name: str) -> Mineral | None:
        return self._minerals.by_name(name) if self._minerals is not None else None

    def change_settings(self, settings: Settings) -> None:
        self._desk.change_settings(settings)

    def open_catalogue(self, path: Path, create: bool = True) -> None:
        self._desk.open_catalogue(path, create=create)

    def suggested_backup(self) -> Path:
        path = self._desk.reading.path
        return path.with_name(keeping.backup_name(path))

    def restore(self, prepared: PreparedRestore) -> Restored:
        return keeping.restore(self._desk, prepared)

    def give_up_restore(self, prepared: PreparedRestore) -> None:
        keeping.give_up(prepared)

    @property
    def snapshots(self) -> Path:
        if self._desk.lane is None:
            return self._desk.folders.snapshots
        folder = snapshots.snapshot_folder(self._desk)
        return folder if folder.is_dir() else self._desk.reading.path.parent

    def refuse_unsound(self) -> None:
        keeping.refuse_unsound(self._desk)

    def merge_to_take_back(self) -> PastMerge | None:
        return merging.merge_to_take_back(self._desk)

    def conflicts(self) -> Sequence[Conflict]:
        return merging.conflicts(self._desk)

    def conflict_count(self, limit: int) -> int:
        return merging.conflict_count(self._desk, limit)

    def preview_merge(self, other: Path) -> Job[MergeReport]:
        return merging.preview_merge(self._desk, other)

    def merge(self, other: Path) -> Job[MergeReport]:
        return merging.merge(self._desk, other)

    def settle_conflict(self, conflict_id: int, side: Side, typed: str) -> Changes:
        return merging.settle(self._desk, conflict_id, side, typed)

    def back_up(self, out: Path) -> Job[CopyMade]:
        return keeping.back_up_open(self._desk, out)

    def check(self) -> Job[CheckReport]:
        return keeping.check(self._desk.reading.path)

    def prepare_restore(self, backup: Path, catalogue: Path | None) -> Job[PreparedRestore]:
        return keeping.prepare_restore(backup, catalogue or self._desk.reading.path)

    def take_snapshot(self) -> Job[Any]:
        return snapshots.take_snapshot(self._desk)

    def measure_by_hand(self, analysis: Analysis, marks: HandMarks) -> Measurement:
        return by_hand.measure_by_hand(analysis, marks)

    def default_cube_px(self, analysis: Analysis) -> tuple[Point, ...]:
        return by_hand.default_cube_px(analysis)

    def brush_outline(
        self, outline_px: Sequence[Point], stroke_px: Sequence[Point], radius_px: float, add: bool
    ) -> tuple[Point, ...]:
        return brushing.brush_outline(outline_px, stroke_px, radius_px, add)

    def decide(self, decision: Decision) -> Changes:
        return reviewing.decide(self._desk, decision)

    def undo(self) -> Changes:
        return reviewing.undo(self._desk)

    def redo(self) -> Changes:
        return reviewing.redo(self._desk)

    def take_in_anyway(self, photo_ids: Sequence[int]) -> Changes:
        return reviewing.take_in_anyway(self._desk, photo_ids)

    def type_property(self, photo_id: int, one: Property, text: str) -> Changes:
        return typed_properties.type_property(self._desk, photo_id, one, text)

    def set_number(self, photo_id: int, number: str) -> Changes:
        return reviewing.set_number(self._desk, photo_id, number)

    def rescale(self, photo_ids: Sequence[int], edge_mm: float) -> Changes:
        return rescaling.rescale(self._desk, photo_ids, edge_mm)

    def search(self, text: str, sorting: Sorting) -> FirstPage:
        return browsing.first_page(self._desk, text, sorting)

    def specimen_rows(self, ids: Sequence[int]) -> Sequence[SpecimenRow]:
        return browsing.specimen_rows(self._desk, ids)

    def whole_record(self, specimen_id: int) -> WholeRecord | None:
        return recording.whole_record(self._desk, specimen_id)

    @property
    def incomparable(self) -> int:
        return len(self._desk.memory.unusable)

    def load_memory(self) -> Job[int]:
        return own_limits.load_and_fit(self._desk)

    def memory_is_stale(self) -> bool:
        return suggesting.memory_is_stale(self._desk) or own_limits.limits_are_stale(self._desk)

    def find_alike(self, photo_id: int) -> Job[Sequence[AlikePhoto]]:
        return suggesting.alike_job(self._desk, photo_id)

    def search_order(self, text: str, sorting: Sorting) -> Job[Order]:
        return browsing.whole_order(self._desk, text, sorting)

    def count_facets(self, text: str) -> Facets:
        return browsing.count_facets(self._desk, text)

    def saved_searches(self) -> Sequence[SavedSearch]:
        return browsing.saved_searches(self._desk)

    def keep_search(self, name: str, text: str) -> None:
        browsing.keep_search(self._desk, name, text)

    def forget_search(self, name: str) -> None:
        browsing.forget_search(self._desk, name)

    def edit_record(self, photo_id: int, values: FieldValues) -> Changes:
        return recording.edit_record(self._desk, photo_id, values)

    def edit_records(self, specimen_ids: Sequence[int], values: FieldValues) -> Changes:
        return recording.edit_records(self._desk, specimen_ids, values)

    def restore_state(self, subject: Subject, as_of: int) -> Changes:
        return recording.restore_state(self._desk, subject, as_of)

    def give_reason(self, operation_id: int, reason: str) -> Changes:
        return recording.give_reason(self._desk, operation_id, reason)

    def verify(
        self, specimen_ids: Sequence[int], status: VerificationStatus, reason: str
    ) -> tuple[Changes, Counter[Refusal]]:
        refused = verifying.refused(self._desk, specimen_ids, status)
        return verifying.verify(self._desk, specimen_ids, status, reason), refused

    def export(self, order: ExportOrder) -> Job[ExportReport]:
        return exporting.export(self._desk, order)

    def open_list(self, path: Path, encoding: str) -> tuple[Table, Mapped]:
        table = open_table(path, checked_encoding(encoding) if encoding else "")
        return table, columns.columns_for(table.headings, self._desk.folders.user)

    def preview_import(self, order: ImportOrder) -> list[JudgedRow]:
        return importing.preview(self._desk, order)

    def import_list(self, order: ImportOrder) -> Job[ImportReport]:
        return importing.import_list(self._desk, order)

    def remember_columns(self, headings: Sequence[str], mapped: Mapped) -> None:
        columns.remember_columns(headings, mapped, self._desk.folders.user)

    def give_numbers(self, path: Path) -> ListReport:
        return numbering.give_numbers(self._desk, path)

    def unmatched(self) -> Job[list[Unmatched]]:
        return numbering.list_unmatched(self._desk)

    def relink(self, folder: Path) -> Job[RelinkReport]:
        return relinking.relink(self._desk, folder)

    def photos_in_folder(self, folder: Path) -> Sequence[int]:
        return rescaling.photos_in_folder(self._desk, folder)

    def photos_with_edge(self, edge_mm: float) -> Sequence[int]:
        return rescaling.photos_with_edge(self._desk, edge_mm)

    def preview_rescaling(self, photo_ids: Sequence[int], edge_mm: float) -> Sequence[RescaledPhoto]:
        return rescaling.preview_rescaling(self._desk, photo_ids, edge_mm)

    def turn_plate(self, photo_id: int, plate_px: Box) -> Job[Any]:
        return self._reconsider(photo_id, lambda: reviewing.turn_plate(self._desk, photo_id, plate_px))

    def turn_plates(self, photo_id: int) -> Job[Any]:
        return self._reconsider(photo_id, lambda: reviewing.turn_plates(self._desk, photo_id))

    def turn_whole_photo(self, photo_id: int) -> Job[Any]:
        return self._reconsider(photo_id, lambda: reviewing.turn_whole_photo(self._desk, photo_id))

    def choose_specimen(self, photo_id: int, specimen_px: Box) -> Job[Any]:
        return self._reconsider(photo_id, lambda: reviewing.choose_specimen(self._desk, photo_id, specimen_px))

    def _reconsider(self, photo_id: int, overrule: Callable[[], Changes]) -> Job[Any]:
        return analysing.analyse_after(self._desk, photo_id, overrule)

    def take_in(self, places: Iterable[Path]) -> Job[Any]:
        return taking_in.take_in(self._desk, places)

    def analyse(self, photo_ids: Sequence[int] | None, again: bool) -> Job[Any]:
        return analysing.analyse_taken_in(self._desk, photo_ids, again)

    def pixels(self, path: Path, long_side_px: int) -> Pixels:
        return self._desk.pictures.load(path, long_side_px)

    def stored_photo(self, photo_id: int) -> StoredPhoto:
        return reviewing.open_photo(self._desk, photo_id)

    def heat_map(self, explanation: Explanation, width_px: int, height_px: int) -> npt.NDArray[np.float32]:
        return heat_map(explanation, width_px, height_px)
