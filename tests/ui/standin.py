"""A small backend in memory with real domain values, for tests of the window alone."""

import threading
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.analysis import Analysis, Overrules
from mineral_desk.domain.catalogue import HistoryLine, PhotoRow, PhotoState, QueueFilter, Specimen, StoredPhoto
from mineral_desk.domain.change import NOTHING_CHANGED, ChangeKind, Changes, Operation
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import UnreadablePhoto, UsageError
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.geometry import Box, Point
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.keeping import CheckReport, CopyMade, Finding, Holdings, PreparedRestore, Restored
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.domain.merging import Brought, Conflict, MergeReport, Side
from mineral_desk.domain.mineral import GroupMatch, Mineral, MineralMatch, NameMatch
from mineral_desk.domain.model import Calibration, TrustLevel
from mineral_desk.domain.neighbours import AlikePhoto
from mineral_desk.domain.past import PastState, StateChange
from mineral_desk.domain.photo import Pixels
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.properties import Property, with_property
from mineral_desk.domain.property_fit import reasons
from mineral_desk.domain.record_fields import FieldValues
from mineral_desk.domain.region import RegionKind
from mineral_desk.domain.rescaling import RescaledPhoto
from mineral_desk.domain.searching.found import (
    Count,
    FacetKind,
    Facets,
    FacetValue,
    FirstPage,
    Order,
    SavedSearch,
    SortColumn,
    Sorting,
    SpecimenRow,
)
from mineral_desk.domain.searching.parser import parse
from mineral_desk.domain.searching.query import Exactly, RecordState, Words
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.domain.verification import Refusal, VerificationStatus
from mineral_desk.services import brushing, by_hand
from mineral_desk.services.exporting.order import ExportOrder, ExportReport
from mineral_desk.services.recording import Subject, WholeRecord
from mineral_desk.services.rescaling import rescaled_analysis, rescaled_photo
from mineral_desk.services.settings import Settings
from mineral_desk.services.typed_properties import fitting
from tests.ui.standin_models import StandInModels
from tests.ui.standin_storage import StandInStorage

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
WHEN = datetime(2026, 11, 21, 10, 44, tzinfo=UTC)
HELD = Holdings(1234, 567, WHEN)
MINERALS = (
    Mineral("Lazurite", "Лазурит", curators_group="Sodalite", mohs=(5.0, 5.5), streak="blue", density="2.38-2.45"),
    Mineral("Sodalite", "Содалит", curators_group="Sodalite", mohs=(5.5, 6.0), streak="white", density="2.27-2.33"),
    Mineral("Haüyne", "Гаюин", curators_group="Sodalite", mohs=(5.5, 6.0)),
    Mineral("Lazulite", "Лазулит", curators_group="Lazulite", mohs=(5.0, 6.0), streak="white"),
    Mineral("Azurite", "Азурит", mohs=(3.5, 4.0), streak="blue", density="3.77"),
    Mineral("Malachite", "Малахит", mohs=(3.5, 4.0), streak="green"),
    Mineral("Maldonite", "Малдонит"),
    Mineral("Mallardite", "Маллардит"),
    Mineral("Diopside", "Диопсид", curators_group="Pyroxene"),
    Mineral("Enstatite", "Энстатит", curators_group="Pyroxene"),
    Mineral("Augite", "Авгит", curators_group="Pyroxene"),
    Mineral("Chromite", "Хромит"),
    Mineral("Sulphur", "Сера"),
    Mineral("Quartz", "Кварц"),
)
LIMITS = Calibration(levels=(TrustLevel(Recommendation.LOW, 0.2, 0.0),))
SYNONYMS = {"Malacolite": "Diopside"}
GROUPS = {
    "Pyroxene": ("Pyroxene", "пироксен"),
    "пироксен": ("Pyroxene", "пироксен"),
    "Malachite": ("Malachite", "малахит"),
}


@dataclass
class StandIn(StandInModels, StandInStorage):
    """Keeps everything in lists; ``gate`` holds back every picture until it is set."""

    photos: list[StoredPhoto] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    pictures: dict[Path, Pixels] = field(default_factory=dict)
    sources: dict[int, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    records: dict[int, Specimen] = field(default_factory=dict)
    undone: list[Decision] = field(default_factory=list)
    gate: threading.Event | None = None
    analyse_one: Callable[[StoredPhoto], StoredPhoto] | None = None
    fault: Exception | None = None
    resources: Path = RESOURCES
    catalogue_name: str = "Mineral collection.mdc"
    demo_photos: Path = RESOURCES / "demo"
    log_file: Path = Path("mineral-desk.log")
    mineral_count: int = 5997
    held: Holdings = HELD
    findings: tuple[Finding, ...] = ()
    unsound: Exception | None = None
    restored: list[Path] = field(default_factory=list)
    given_up: list[Path] = field(default_factory=list)
    snapshots_taken: int = 0
    kept_searches: dict[str, str] = field(default_factory=dict)
    alike: list[AlikePhoto] = field(default_factory=list)
    stale: bool = False
    incomparable: int = 0
    loaded: int = 0
    brought_back: list[tuple[Subject, int]] = field(default_factory=list)
    reasons: list[tuple[int, str]] = field(default_factory=list)
    verified: list[tuple[tuple[int, ...], VerificationStatus, str]] = field(default_factory=list)

    def queue_rows(self, shown: QueueFilter, limit: int, offset: int) -> Sequence[PhotoRow]:
        return self._rows(shown)[offset : offset + limit]

    def _rows(self, shown: QueueFilter) -> list[PhotoRow]:
        return [one.row for one in self.photos if _shows(shown, one.row)]

    def queue_counts(self) -> dict[QueueFilter, int]:
        return {shown: len(self._rows(shown)) for shown in QueueFilter}

    def queue_position(self, shown: QueueFilter, photo_id: int) -> int:
        return sum(1 for row in self._rows(shown) if row.id < photo_id)

    def waiting_count(self) -> int:
        return sum(1 for one in self.photos if one.row.state is PhotoState.WAITING)

    def photo_row(self, photo_id: int) -> PhotoRow:
        return self.open_photo(photo_id).row

    def photo_size(self, photo_id: int) -> tuple[int, int]:
        analysis = self.open_photo(photo_id).analysis
        return (analysis.photo.width_px, analysis.photo.height_px) if analysis else (0, 0)

    def number_source(self, photo_id: int) -> str:
        return self.sources.get(photo_id, "file name")

    def open_photo(self, photo_id: int) -> StoredPhoto:
        return next(one for one in self.photos if one.row.id == photo_id)

    def stored_photo(self, photo_id: int) -> StoredPhoto:
        return self.open_photo(photo_id)

    def photos_of_same_specimen(self, photo_id: int) -> Sequence[PhotoRow]:
        number = self.photo_row(photo_id).catalogue_number
        rows = [one.row for one in self.photos if one.row.id != photo_id and number]
        return [row for row in rows if row.catalogue_number == number]

    def record_of(self, photo_id: int) -> Specimen | None:
        return self.records.get(photo_id)

    def edit_record(self, photo_id: int, values: FieldValues) -> Changes:
        before = self.records.get(photo_id) or Specimen(photo_id, self.photo_row(photo_id).catalogue_number)
        self.records[photo_id] = replace(before, **values)  # type: ignore[arg-type]
        return Changes(frozenset({ChangeKind.SPECIMEN}), specimen_ids=frozenset({photo_id}), name="Edit the record")

    def edit_records(self, specimen_ids: Sequence[int], values: FieldValues) -> Changes:
        changes = NOTHING_CHANGED
        for one in specimen_ids:
            changes |= self.edit_record(one, values)
        return replace(changes, name=f"Edit {len(specimen_ids)} records", operation_id=7)

    def subject_of(self, photo_id: int) -> Subject:
        return Subject(photo_id if photo_id in self.records else None, photo_id)

    def history_of(self, subject: Subject) -> Sequence[HistoryLine]:
        return self.history(subject.photo_id or subject.specimen_id or 0)

    def preview_state(self, subject: Subject, as_of: int) -> PastState:  # noqa: ARG002
        return PastState(as_of, (StateChange("name", "Azurite", "Malachite"),))

    def restore_state(self, subject: Subject, as_of: int) -> Changes:
        self.brought_back.append((subject, as_of))
        return Changes(frozenset({ChangeKind.SPECIMEN}), name="Restore the state of the beginning", operation_id=9)

    def give_reason(self, operation_id: int, reason: str) -> Changes:
        self.reasons.append((operation_id, reason))
        return Changes(frozenset({ChangeKind.REASON}), name="Correct to Azurite", operation_id=operation_id)

    def verify(
        self, specimen_ids: Sequence[int], status: VerificationStatus, reason: str
    ) -> tuple[Changes, Counter[Refusal]]:
        self.verified.append((tuple(specimen_ids), status, reason))
        kinds, ids = frozenset({ChangeKind.SPECIMEN}), frozenset(specimen_ids)
        return Changes(kinds, specimen_ids=ids, name=f"Verify {len(ids)} names", operation_id=8), Counter()

    def export(self, order: ExportOrder) -> Job[ExportReport]:
        for done in range(4):
            if self.gate is not None:
                self.gate.wait(10)
            yield Progress(done, 4)
        if self.fault is not None:
            raise self.fault
        return ExportReport(order.out, 4)

    def search(self, text: str, sorting: Sorting) -> FirstPage:
        rows = self._found(text, sorting)
        count = Count(min(len(rows), 150), is_exact=len(rows) <= 150)
        total = len(self._found("", Sorting()))
        return FirstPage(tuple(row.id for row in rows[:100]), tuple(rows[:100]), count, total, parse(text).complaints)

    def _found(self, text: str, sorting: Sorting) -> list[SpecimenRow]:
        decided = [one for one in self.photos if one.row.state is PhotoState.DECIDED]
        rows = [_specimen(one.row, self.records.get(one.row.id)) for one in decided]
        words = [term.text.lower() for term in parse(text).terms if isinstance(term, Words | Exactly)]
        rows = [row for row in rows if all(word in f"{row.catalogue_number} {row.species}".lower() for word in words)]
        keys = {SortColumn.NUMBER: lambda row: row.catalogue_number, SortColumn.SPECIES: lambda row: row.species}
        return sorted(rows, key=keys.get(sorting.column, lambda row: row.id), reverse=sorting.descending)

    def specimen_rows(self, ids: Sequence[int]) -> Sequence[SpecimenRow]:
        found = {row.id: row for row in self._found("", Sorting())}
        return [found[one] for one in ids if one in found]

    def whole_record(self, specimen_id: int) -> WholeRecord | None:
        row = next((one for one in self._found("", Sorting()) if one.id == specimen_id), None)
        if row is None:
            return None
        kept = self.records.get(specimen_id) or Specimen(specimen_id, row.catalogue_number)
        size = {"length_mm": row.length_mm, "length_error_mm": row.length_error_mm, "width_mm": row.width_mm}
        record = replace(kept, species=row.species, identified_by=row.who, **size)  # type: ignore[arg-type]
        return WholeRecord(record, (specimen_id,), tuple(self.history(specimen_id)))

    def load_memory(self) -> Job[int]:
        yield Progress(1, 1)
        self.stale, self.loaded = False, self.loaded + 1
        return len(self.photos)

    def memory_is_stale(self) -> bool:
        return self.stale

    def find_alike(self, photo_id: int) -> Job[Sequence[AlikePhoto]]:
        yield Progress(1, 1)
        if self.fault is not None:
            raise self.fault
        return [one for one in self.alike if one.photo_id != photo_id]

    def search_order(self, text: str, sorting: Sorting) -> Job[Order]:
        yield Progress(0, 1)
        return Order(array("q", [row.id for row in self._found(text, sorting)]))

    def count_facets(self, text: str) -> Facets:
        counts = Counter(row.species for row in self._found(text, Sorting()))
        values = tuple(FacetValue(value, count) for value, count in counts.most_common())
        return Facets({kind: values if kind is FacetKind.SPECIES else () for kind in FacetKind}, is_exact=True)

    def saved_searches(self) -> Sequence[SavedSearch]:
        return [SavedSearch(name, text) for name, text in sorted(self.kept_searches.items())]

    def keep_search(self, name: str, text: str) -> None:
        self.kept_searches[name] = text

    def forget_search(self, name: str) -> None:
        self.kept_searches.pop(name, None)

    def history(self, photo_id: int) -> Sequence[HistoryLine]:
        stored = self.open_photo(photo_id)
        lines = [HistoryLine(WHEN, "A. Petrova", "Taken in")]
        if stored.analysis is not None:
            lines.insert(0, HistoryLine(WHEN, "", f"Analysed: {stored.row.proposed or 'no name'}"))
        if stored.decision is not None:
            lines.insert(0, HistoryLine(WHEN, "A. Petrova", f"Accepted {stored.decision.species}"))
        return lines

    def can_undo(self) -> Operation | None:
        return Operation(1, "Accept", "A. Petrova", WHEN) if self.decisions else None

    def can_redo(self) -> Operation | None:
        return Operation(1, "Accept", "A. Petrova", WHEN) if self.undone else None

    def merge_to_take_back(self) -> None:
        return None

    def conflicts(self) -> Sequence[Conflict]:
        return ()

    def conflict_count(self, limit: int) -> int:
        return min(limit, len(self.conflicts()))

    def preview_merge(self, other: Path) -> Job[MergeReport]:
        yield from ()
        return MergeReport(other, Path(self.catalogue_name), Brought(), dry_run=True)

    def merge(self, other: Path) -> Job[MergeReport]:
        yield from ()
        return MergeReport(other, Path(self.catalogue_name), Brought())

    def settle_conflict(self, conflict_id: int, side: Side, typed: str) -> Changes:
        raise UsageError(f"There is no open conflict {conflict_id}.", f"{side} {typed}")

    def find_minerals(self, text: str, limit: int) -> tuple[MineralMatch, ...]:
        typed, found = text.lower(), []
        for mineral in MINERALS:
            for name in (mineral.name, mineral.name_ru):
                if name.lower().startswith(typed):
                    found.append(MineralMatch(mineral, name))
        for synonym, name in SYNONYMS.items():
            if synonym.lower().startswith(typed):
                found.insert(1, MineralMatch(next(one for one in MINERALS if one.name == name), synonym))
        return tuple(found[:limit])

    def find_names(self, text: str, limit: int) -> tuple[NameMatch, ...]:
        whole = [GroupMatch(*GROUPS[word], word) for word in GROUPS if word.lower() == text.lower()]
        begun = [GroupMatch(*GROUPS[word], word) for word in GROUPS if word.lower().startswith(text.lower())]
        return (*whole, *self.find_minerals(text, limit), *(one for one in begun if one not in whole))[:limit]

    def mineral(self, name: str) -> Mineral | None:
        return next((one for one in MINERALS if one.name == name), None)

    def group_ru(self, group: str) -> str:
        return {"Pyroxene": "пироксен", "Sodalite": "содалит"}.get(group, "")

    def load_minerals(self) -> None:
        """They are there."""

    def load_vision(self) -> None:
        """It looks at nothing."""

    def change_settings(self, settings: Settings) -> None:
        self.settings = settings

    def open_catalogue(self, path: Path, create: bool = True) -> None:  # noqa: ARG002
        self.catalogue_name = path.name

    def set_aside_rows(self) -> Sequence[PhotoRow]:
        return [one.row for one in self.photos if one.row.state in (PhotoState.SET_ASIDE, PhotoState.FAILED)]

    def find_photo(self, path: Path) -> PhotoRow | None:
        return next((one.row for one in self.photos if one.row.path == path), None)

    def pixels(self, path: Path, long_side_px: int) -> Pixels:
        if self.gate is not None:
            self.gate.wait(10)
        if path not in self.pictures:
            raise UnreadablePhoto(f"{path.name} ends too early.", "Copy it again, then Try again.")
        whole = self.pictures[path]
        step = max(1, -(-max(whole.shape[:2]) // long_side_px))
        return np.ascontiguousarray(whole[::step, ::step])

    def measure_by_hand(self, analysis: Analysis, marks: HandMarks) -> Measurement:
        return by_hand.measure_by_hand(analysis, marks)

    def default_cube_px(self, analysis: Analysis) -> tuple[Point, ...]:
        return by_hand.default_cube_px(analysis)

    def brush_outline(
        self, outline_px: Sequence[Point], stroke_px: Sequence[Point], radius_px: float, add: bool
    ) -> tuple[Point, ...]:
        return brushing.brush_outline(outline_px, stroke_px, radius_px, add)

    def heat_map(self, explanation: Explanation, width_px: int, height_px: int) -> npt.NDArray[np.float32]:
        heat = explanation.heat_map
        rows = np.linspace(0, heat.shape[0] - 1, height_px).round().astype(int)
        columns = np.linspace(0, heat.shape[1] - 1, width_px).round().astype(int)
        return heat[rows][:, columns]

    def _write(self, stored: StoredPhoto, name: str) -> Changes:
        place = next(i for i, one in enumerate(self.photos) if one.row.id == stored.row.id)
        self.photos[place] = stored
        kinds = frozenset({ChangeKind.PHOTO, ChangeKind.DECISION})
        return Changes(kinds, frozenset({stored.row.id}), name=name, operation_id=len(self.decisions))

    def decide(self, decision: Decision) -> Changes:
        if self.fault is not None:
            raise self.fault
        stored = self.open_photo(decision.photo_id)
        self.decisions.append(decision)
        self.undone.clear()
        state = PhotoState.SET_ASIDE if decision.verb is Verb.REJECT else PhotoState.DECIDED
        row = replace(stored.row, state=state, decided=decision.species, verb=decision.verb)
        return self._write(replace(stored, row=row, decision=decision), f"Accept {decision.species}")

    def undo(self) -> Changes:
        if not self.decisions:
            return NOTHING_CHANGED
        decision = self.decisions.pop()
        self.undone.append(decision)
        stored = self.open_photo(decision.photo_id)
        row = replace(stored.row, state=PhotoState.TO_DECIDE, decided="", verb=None)
        return self._write(replace(stored, row=row, decision=None), "Undo")

    def redo(self) -> Changes:
        if not self.undone:
            return NOTHING_CHANGED
        decision, rest = self.undone[-1], self.undone[:-1]
        changes = self.decide(decision)
        self.undone = rest
        return changes

    def take_in_anyway(self, photo_ids: Sequence[int]) -> Changes:
        changes = NOTHING_CHANGED
        for photo_id in photo_ids:
            stored = self.open_photo(photo_id)
            changes |= self._write(
                replace(stored, row=replace(stored.row, state=PhotoState.TO_DECIDE)), "Take in anyway"
            )
        return changes

    def type_property(self, photo_id: int, one: Property, text: str) -> Changes:
        stored = self.open_photo(photo_id)
        typed = with_property(stored.properties, one, text)
        assert stored.analysis is not None
        order = fitting(stored.analysis.suggestions, typed, self.mineral, {}, LIMITS)
        analysis = replace(stored.analysis, suggestions=order)
        why = reasons([name.species for name in order.items], typed, self.mineral)
        changed = replace(stored, analysis=analysis, properties=typed, reasons=why)
        return replace(self._write(changed, "Edit the record"), kinds=frozenset({ChangeKind.SPECIMEN}))

    def set_number(self, photo_id: int, number: str) -> Changes:
        stored = self.open_photo(photo_id)
        self.sources[photo_id] = "typed"
        return self._write(replace(stored, row=replace(stored.row, catalogue_number=number)), f"Number {number}")

    def photos_in_folder(self, folder: Path) -> Sequence[int]:
        return [one.row.id for one in self.photos if one.row.path.parent == folder]

    def photos_with_edge(self, edge_mm: float) -> Sequence[int]:
        return [one.row.id for one in self.photos if one.analysis and one.analysis.settings.cube_edge_mm == edge_mm]

    def preview_rescaling(self, photo_ids: Sequence[int], edge_mm: float) -> Sequence[RescaledPhoto]:
        return [rescaled_photo(self.open_photo(photo_id), edge_mm) for photo_id in photo_ids]

    def rescale(self, photo_ids: Sequence[int], edge_mm: float) -> Changes:
        changes = NOTHING_CHANGED
        for photo_id in photo_ids:
            stored = self.open_photo(photo_id)
            assert stored.analysis is not None
            anew = replace(stored, analysis=rescaled_analysis(stored.analysis, edge_mm))
            changes |= self._write(anew, f"Cube edge {edge_mm:g} mm")
        return changes

    def turn_plate(self, photo_id: int, plate_px: Box) -> Job[Any]:
        return self._overruled(photo_id, lambda old: replace(old, uncovered_px=() if old.uncovered_px else (plate_px,)))

    def turn_plates(self, photo_id: int) -> Job[Any]:
        analysis = self.open_photo(photo_id).analysis
        found = tuple(one.box_px for one in analysis.regions_of(RegionKind.LABEL)) if analysis is not None else ()
        return self._overruled(photo_id, lambda old: replace(old, uncovered_px=() if old.uncovered_px else found))

    def turn_whole_photo(self, photo_id: int) -> Job[Any]:
        whole = Box(0, 0, 1600, 1067)
        return self._overruled(
            photo_id, lambda old: replace(old, specimen_px=None if old.specimen_px == whole else whole)
        )

    def choose_specimen(self, photo_id: int, specimen_px: Box) -> Job[Any]:
        return self._overruled(photo_id, lambda old: replace(old, specimen_px=specimen_px))

    def _overruled(self, photo_id: int, turn: Callable[[Overrules], Overrules]) -> Job[Any]:
        stored = self.open_photo(photo_id)
        assert stored.analysis is not None
        analysis = replace(stored.analysis, overrules=turn(stored.analysis.overrules))
        yield Progress(0, 1, "", self._write(replace(stored, analysis=analysis), "Overrule the clean-up"))
        return 1

    @property
    def snapshots(self) -> Path:
        return Path()

    def suggested_backup(self) -> Path:
        return Path("Mineral collection 2026-11-21 10-44-00.mdc")

    def refuse_unsound(self) -> None:
        if self.unsound is not None:
            raise self.unsound

    def back_up(self, out: Path) -> Job[CopyMade]:
        yield Progress(1, 2, "Copying")
        if self.fault is not None:
            raise self.fault
        return CopyMade(out, 1_200_000, self.held)

    def check(self) -> Job[CheckReport]:
        yield Progress(1, 0, "Checking")
        return CheckReport(Path(self.catalogue_name), self.held, self.findings)

    def prepare_restore(self, backup: Path, catalogue: Path | None) -> Job[PreparedRestore]:  # noqa: ARG002
        yield Progress(1, 2, "Copying")
        return PreparedRestore(backup, Path(self.catalogue_name), Path("part"), self.held, self.held)

    def restore(self, prepared: PreparedRestore) -> Restored:
        if self.fault is not None:
            raise self.fault
        self.restored.append(prepared.backup)
        return Restored(prepared.catalogue, Path("Mineral collection.before-restore.mdc"))

    def give_up_restore(self, prepared: PreparedRestore) -> None:
        self.given_up.append(prepared.backup)

    def take_snapshot(self) -> Job[Any]:
        yield Progress(1, 2, "Copying")
        self.snapshots_taken += 1
        if self.fault is not None:
            raise self.fault

    def take_in(self, places: Iterable[Path]) -> Job[Any]:
        found = list(places)
        for number, path in enumerate(found, start=1):
            row = PhotoRow(len(self.photos) + 1, path, f"sha-{path.name}", path.stem, PhotoState.WAITING)
            self.photos.append(StoredPhoto(row, None, None, None))
            yield Progress(number, len(found), path.name, Changes(frozenset({ChangeKind.PHOTO}), frozenset({row.id})))
        return len(found)

    def analyse(self, photo_ids: Sequence[int] | None, again: bool) -> Job[Any]:  # noqa: ARG002
        waiting = [one for one in self.photos if one.row.state is PhotoState.WAITING or one.row.id in (photo_ids or ())]
        if self.analyse_one is None:
            return 0
        for number, stored in enumerate(waiting, start=1):
            self._write(self.analyse_one(stored), "")
            changes = Changes(frozenset({ChangeKind.ANALYSIS}), frozenset({stored.row.id}))
            yield Progress(number, len(waiting), stored.row.path.name, changes)
        return len(waiting)


def _specimen(row: PhotoRow, record: Specimen | None) -> SpecimenRow:
    place = (record.locality, record.storage_place) if record is not None else ("", "")
    state = RecordState.NAMED if row.decided else RecordState.UNNAMED
    size = (52.1, 1.2, 33.0)
    return SpecimenRow(
        row.id,
        row.catalogue_number,
        row.decided,
        "",
        state,
        *size,
        *place,
        "A. Petrova",
        "2026-11-21",
        row.id,
        row.path,
        row.sha256,
    )


def _shows(shown: QueueFilter, row: PhotoRow) -> bool:
    if shown is QueueFilter.ALL:
        return row.state is not PhotoState.SET_ASIDE
    if row.state is not PhotoState.TO_DECIDE:
        return False
    if shown is QueueFilter.SIZE_TO_CHECK:
        return row.size_status is not MeasurementStatus.MEASURED
    return shown is QueueFilter.TO_DECIDE or row.recommendation is Recommendation.NONE
