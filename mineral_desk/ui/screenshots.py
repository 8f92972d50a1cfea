"""Pictures of the real window, made without a display: every state that the open catalogue holds, light and dark."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from mineral_desk.domain.catalogue import PhotoRow, PhotoState, QueueFilter, StoredPhoto
from mineral_desk.domain.errors import OutputError
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.services.settings import Settings
from mineral_desk.ui import hand_shots
from mineral_desk.ui.actions import Place
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.decided_shots import decided_copy
from mineral_desk.ui.desk.draft import begin
from mineral_desk.ui.export_dialog import ExportDialog
from mineral_desk.ui.history_dialog import HistoryDialog
from mineral_desk.ui.record_dialog import RecordDialog
from mineral_desk.ui.running import build_window, make_application
from mineral_desk.ui.searching.specimen_model import Column
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.storing.labels_dialog import LabelsDialog
from mineral_desk.ui.window import MainWindow

LARGE, SMALL = (1440, 900), (1366, 768)
PATIENCE_MS = 8_000
SETTLE_MS = 120
LOOKED_AT = 2_000
NO_SIZE_HINTS = "This plugin does not support propagateSizeHints()"
"""What Qt says of every dialog that is shown without a display."""


class ForShow(ServicesBackend):
    """The same catalogue with settings of its own, and some photos shown in another state; nothing is written."""

    def __init__(self, real: ServicesBackend, settings: Settings, pretended: Mapping[int, StoredPhoto]) -> None:
        super().__init__(real.desk)
        self._settings, self._pretended = settings, pretended

    @property
    def settings(self) -> Settings:
        return self._settings

    def change_settings(self, settings: Settings) -> None:
        self._settings = settings

    def open_photo(self, photo_id: int) -> StoredPhoto:
        return self._pretended.get(photo_id) or super().open_photo(photo_id)

    def photo_row(self, photo_id: int) -> PhotoRow:
        return self._pretended[photo_id].row if photo_id in self._pretended else super().photo_row(photo_id)

    def queue_rows(self, shown: QueueFilter, limit: int, offset: int) -> Sequence[PhotoRow]:
        rows = super().queue_rows(shown, limit, offset)
        return [self._pretended[row.id].row if row.id in self._pretended else row for row in rows]


class EmptyForShow(ForShow):
    """A catalogue without photos."""

    def queue_rows(self, shown: QueueFilter, limit: int, offset: int) -> Sequence[PhotoRow]:  # noqa: ARG002
        return []

    def queue_counts(self) -> dict[QueueFilter, int]:
        return dict.fromkeys(QueueFilter, 0)

    def set_aside_rows(self) -> Sequence[PhotoRow]:
        return []


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the window's size, colours and language, and what to do before.

    ``prepare`` returns what is to be seen where that is not the window.
    """

    name: str
    prepare: Callable[[MainWindow], QWidget | None]
    size: tuple[int, int] = LARGE
    theme: str = "light"
    language: str = "en"
    pretended: Mapping[int, StoredPhoto] = field(default_factory=dict)
    empty: bool = False
    decided: bool = False
    """Of a copy of the catalogue in which the proposals are accepted."""


def write_all(backend: ServicesBackend, folder: Path) -> list[Path]:
    """Write every picture; returns their paths. Raises :class:`OutputError` where the folder cannot be written."""
    application = make_application("offscreen")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputError(f"{folder} cannot be made: {fault.strerror}.", "Choose another folder.") from fault
    with _passing_over(NO_SIZE_HINTS), decided_copy(backend) as decided:
        return [
            _write(application, decided if shot.decided else backend, shot, folder / f"{shot.name}.png")
            for shot in shots(backend)
        ]


@contextmanager
def _passing_over(news: str) -> Iterator[None]:
    """Qt's messages go to standard error as ever, but for one that tells the user nothing."""

    def tell(_kind: object, _context: object, text: str) -> None:
        if text != news:
            print(text, file=sys.stderr)

    earlier = qInstallMessageHandler(tell)
    try:
        yield
    finally:
        qInstallMessageHandler(earlier)


def shots(backend: Backend) -> Iterator[Shot]:
    """The pictures that can be made of what the catalogue holds."""
    rows = list(backend.queue_rows(QueueFilter.ALL, LOOKED_AT, 0))
    found = {name: next((row for row in rows if fits(row)), None) for name, fits in STATES.items()}
    yield Shot("empty", lambda window: window.show_place(Place.INTAKE), empty=True)
    yield Shot("intake", lambda window: window.show_place(Place.INTAKE))
    for name, row in found.items():
        if row is not None:
            yield Shot(f"desk-{name}", _opening(row.id))
    best = found["to-decide"] or found["measured"]
    if best is not None:
        yield Shot("desk-why", _opening(best.id, why=True))
        yield Shot("desk-dark", _opening(best.id), theme="dark")
        yield Shot("desk-1366x768-ru", _opening(best.id), SMALL, language="ru")
        stored = backend.open_photo(best.id)
        yield Shot("desk-working", _opening(best.id), pretended={best.id: as_waiting(stored)})
        if found["decided"] is None:
            yield Shot("desk-decided", _opening(best.id), pretended={best.id: as_decided(stored)})
    sized = found["measured"] or found["flagged"]
    if sized is not None:
        yield from hand_shots_of(sized.id)
    if found["not-measured"] is not None:
        yield Shot("hand-no-cube", _opening(found["not-measured"].id, then=hand_shots.holding_handles))
    if found["flagged"] is not None:
        yield Shot("desk-1366x768-flagged", _opening(found["flagged"].id), SMALL)
    if rows:
        yield Shot("record", _opening(rows[0].id, then=_record))
        yield Shot("record-dark-ru", _opening(rows[0].id, then=_record), theme="dark", language="ru")
        yield Shot("history", _opening(rows[0].id, then=_history))
    yield Shot("export", _export)
    yield Shot("catalogue", _catalogue, decided=True)
    yield Shot("catalogue-gallery", _gallery, decided=True)
    yield Shot("catalogue-1366x768-dark-ru", _catalogue, SMALL, "dark", "ru", decided=True)
    yield Shot("storage", lambda window: window.show_place(Place.STORAGE))
    yield Shot("storage-1366x768-dark-ru", lambda window: window.show_place(Place.STORAGE), SMALL, "dark", "ru")
    yield Shot("labels", _labels)


def hand_shots_of(photo_id: int) -> Iterator[Shot]:
    """Measuring by hand, on a photo with a size."""
    yield Shot("hand-handles", _opening(photo_id, then=hand_shots.holding_handles))
    yield Shot("hand-handles-dark", _opening(photo_id, then=hand_shots.holding_handles), theme="dark")
    yield Shot("hand-1366x768-ru", _opening(photo_id, then=hand_shots.holding_handles), SMALL, language="ru")
    yield Shot("hand-brush", _opening(photo_id, then=hand_shots.holding_brush))
    yield Shot("hand-ruler", _opening(photo_id, then=hand_shots.drawing_along_ruler))
    yield Shot("hand-contradicted", _opening(photo_id, then=hand_shots.contradicted))
    yield Shot("hand-contradicted-1366x768-ru", _opening(photo_id, then=hand_shots.contradicted), SMALL, language="ru")
    yield Shot("cube-edge", _opening(photo_id, then=hand_shots.asking_for_edge))
    yield Shot("cube-edge-dark-ru", _opening(photo_id, then=hand_shots.asking_for_edge), theme="dark", language="ru")


def _catalogue(window: MainWindow) -> None:
    """The largest specimens first, the first of them chosen."""
    window.show_place(Place.CATALOGUE)
    window.catalogue.sort_by(Column.LENGTH)
    wait_until(make_application(), lambda: not (window.lanes.search.is_busy or window.lanes.counting.is_busy))
    window.catalogue.table.selectRow(0)


def _gallery(window: MainWindow) -> None:
    _catalogue(window)
    window.catalogue.show_gallery(True)


def _record(window: MainWindow) -> QWidget:
    window.show_record()
    return window.findChildren(RecordDialog)[-1]


def _history(window: MainWindow) -> QWidget:
    window.second_look.show_history()
    return window.findChildren(HistoryDialog)[-1]


def _export(window: MainWindow) -> QWidget:
    window.papers.show_export()
    return window.findChildren(ExportDialog)[-1]


def _labels(window: MainWindow) -> QWidget:
    window.show_labels()
    return window.findChildren(LabelsDialog)[-1]


def as_waiting(stored: StoredPhoto) -> StoredPhoto:
    """The photo as it was before its analysis."""
    row = replace(stored.row, state=PhotoState.WAITING, proposed="", recommendation=None, size_status=None, flags=())
    return StoredPhoto(row, None, None, None)


def as_decided(stored: StoredPhoto) -> StoredPhoto:
    """The photo as it will be when its best suggestion is accepted."""
    best = stored.analysis.suggestions.best if stored.analysis is not None else None
    draft = begin(stored, None)
    if best is not None:
        draft = draft.with_name(best.species)
    decision = draft.decision()
    row = replace(stored.row, state=PhotoState.DECIDED, decided=decision.species, verb=decision.verb)
    return replace(stored, row=row, decision=decision)


def _is_measured(row: PhotoRow) -> bool:
    return row.size_status is MeasurementStatus.MEASURED


STATES: dict[str, Callable[[PhotoRow], bool]] = {
    "to-decide": lambda row: row.state is PhotoState.TO_DECIDE and _is_measured(row) and bool(row.proposed),
    "measured": lambda row: row.state is PhotoState.TO_DECIDE and _is_measured(row),
    "flagged": lambda row: row.state is PhotoState.TO_DECIDE and row.size_status is MeasurementStatus.FLAGGED,
    "not-measured": lambda row: row.state is PhotoState.TO_DECIDE and row.size_status is MeasurementStatus.NOT_MEASURED,
    "abstaining": lambda row: row.state is PhotoState.TO_DECIDE and row.recommendation in (None, Recommendation.NONE),
    "decided": lambda row: row.state is PhotoState.DECIDED,
    "failed": lambda row: row.state is PhotoState.FAILED,
}


def _opening(
    photo_id: int, why: bool = False, then: Callable[[MainWindow], QWidget | None] | None = None
) -> Callable[[MainWindow], QWidget | None]:
    def prepare(window: MainWindow) -> QWidget | None:
        window.show_place(Place.DESK)
        window.desk.show_photo(photo_id)
        if why:
            window.desk.toggle_why()
        if then is None:
            return None
        wait_until(make_application(), lambda: not window.lanes.pictures.is_busy)
        return then(window)

    return prepare


def _write(application: QApplication, backend: ServicesBackend, shot: Shot, path: Path) -> Path:
    settings = backend.settings
    shown = replace(settings, window=replace(settings.window, theme=shot.theme, language=shot.language))
    made = EmptyForShow if shot.empty else ForShow
    with _window(application, made(backend, shown, shot.pretended), shot.size) as window:
        seen = shot.prepare(window) or window
        reading = (window.lanes.pictures, window.lanes.search, window.lanes.counting, window.lanes.planning)
        wait_until(application, lambda: not any(lane.is_busy for lane in reading))
        if not seen.grab().save(str(path)):
            raise OutputError(f"{path} cannot be written.", "Choose a folder that you may write to.")
    return path


@contextmanager
def _window(application: QApplication, backend: Backend, size: tuple[int, int]) -> Iterator[MainWindow]:
    window = build_window(application, backend)
    try:
        window.resize(*size)
        window.show()
        window.start(analyse=False)
        wait_until(application, lambda: not window.lanes.pictures.is_busy)
        yield window
    finally:
        window.shut_down()
        window.hide()
        window.deleteLater()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def wait_until(application: QApplication, done: Callable[[], bool]) -> None:
    """Let the window live until ``done`` holds for a moment, or patience ends."""
    deadline, quiet = QDeadlineTimer(PATIENCE_MS), QDeadlineTimer(SETTLE_MS)
    while not deadline.hasExpired():
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if not done():
            quiet = QDeadlineTimer(SETTLE_MS)
        elif quiet.hasExpired():
            return
