"""Pictures of the real window, made without a display: every state that the open catalogue holds, light and dark."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.catalogue import PhotoRow, PhotoState, QueueFilter
from mineral_desk.domain.errors import OutputError
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.services.settings import Settings
from mineral_desk.ui.actions import Place
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.running import build_window, make_application
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.window import MainWindow

LARGE, SMALL = (1440, 900), (1366, 768)
PATIENCE_MS = 8_000
SETTLE_MS = 120
LOOKED_AT = 2_000


class ForShow(ServicesBackend):
    """The same catalogue with settings of its own, which are not kept."""

    def __init__(self, real: ServicesBackend, settings: Settings) -> None:
        super().__init__(real.desk)
        self._shown = settings

    @property
    def settings(self) -> Settings:
        return self._shown

    def change_settings(self, settings: Settings) -> None:
        self._shown = settings


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the window's size, colours and language, and what to do before."""

    name: str
    prepare: Callable[[MainWindow], None]
    size: tuple[int, int] = LARGE
    theme: str = "light"
    language: str = "en"


def write_all(backend: ServicesBackend, folder: Path) -> list[Path]:
    """Write every picture; returns their paths. Raises :class:`OutputError` where the folder cannot be written."""
    application = make_application("offscreen")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputError(f"{folder} cannot be made: {fault.strerror}.", "Choose another folder.") from fault
    return [_write(application, backend, shot, folder / f"{shot.name}.png") for shot in shots(backend)]


def shots(backend: Backend) -> Iterator[Shot]:
    """The pictures that can be made of what the catalogue holds."""
    rows = list(backend.queue_rows(QueueFilter.ALL, LOOKED_AT, 0))
    yield Shot("intake", lambda window: window.show_place(Place.INTAKE))
    for name, fits in STATES.items():
        row = next((row for row in rows if fits(row)), None)
        if row is not None:
            yield Shot(f"desk-{name}", _opening(row.id))
    first = next((row for row in rows if STATES["to-decide"](row)), None)
    if first is not None:
        yield Shot("desk-why", _opening(first.id, Place.DESK, why=True))
        yield Shot("desk-dark", _opening(first.id), theme="dark")
        yield Shot("desk-1366x768-ru", _opening(first.id), SMALL, language="ru")
    flagged = next((row for row in rows if STATES["flagged"](row)), None)
    if flagged is not None:
        yield Shot("desk-1366x768-flagged", _opening(flagged.id), SMALL)
    yield Shot("catalogue", lambda window: window.show_place(Place.CATALOGUE))


def _is_measured(row: PhotoRow) -> bool:
    return row.size_status is MeasurementStatus.MEASURED


STATES: dict[str, Callable[[PhotoRow], bool]] = {
    "to-decide": lambda row: row.state is PhotoState.TO_DECIDE and _is_measured(row) and bool(row.proposed),
    "flagged": lambda row: row.state is PhotoState.TO_DECIDE and not _is_measured(row),
    "abstaining": lambda row: row.state is PhotoState.TO_DECIDE and row.recommendation in (None, Recommendation.NONE),
    "decided": lambda row: row.state is PhotoState.DECIDED,
    "failed": lambda row: row.state is PhotoState.FAILED,
    "working": lambda row: row.state is PhotoState.WAITING,
}


def _opening(photo_id: int, place: Place = Place.DESK, why: bool = False) -> Callable[[MainWindow], None]:
    def prepare(window: MainWindow) -> None:
        window.show_place(place)
        window.desk.show_photo(photo_id)
        if why:
            window.desk.toggle_why()

    return prepare


def _write(application: QApplication, backend: ServicesBackend, shot: Shot, path: Path) -> Path:
    settings = backend.settings
    shown = replace(settings, window=replace(settings.window, theme=shot.theme, language=shot.language))
    with _window(application, ForShow(backend, shown), shot.size) as window:
        shot.prepare(window)
        wait_until(application, lambda: not window.lanes.pictures.is_busy)
        if not window.grab().save(str(path)):
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
        application.processEvents()


def wait_until(application: QApplication, done: Callable[[], bool]) -> None:
    """Let the window live until ``done`` holds for a moment, or patience ends."""
    deadline, quiet = QDeadlineTimer(PATIENCE_MS), QDeadlineTimer(SETTLE_MS)
    while not deadline.hasExpired():
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if not done():
            quiet = QDeadlineTimer(SETTLE_MS)
        elif quiet.hasExpired():
            return
