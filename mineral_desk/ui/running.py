"""The program around the window: application, theme, language; builds the window anew when one of them changes."""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyleFactory

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.services.settings import WindowSettings
from mineral_desk.ui.actions import Place
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.collecting import nothing_collected
from mineral_desk.ui.handing_over import begun_in, go_on
from mineral_desk.ui.opening import open_catalogue
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import interface_family
from mineral_desk.ui.theme.stylesheet import make_palette, make_stylesheet
from mineral_desk.ui.theme.tokens import DARK, LIGHT
from mineral_desk.ui.window import MainWindow
from mineral_desk.ui.words import chosen_language, speak

FIRST_SIZE = (1440, 900)
SWITCH_INTERVAL_S = 0.0002
"""Threads that compute in Python hand over to the main thread that soon (5 ms otherwise).

The main thread asks for the interpreter again after every query, so each query may wait for this long.
"""


def make_application(platform: str | None = None) -> QApplication:
    """The one application; ``platform`` names Qt's (``offscreen``) where not the usual one is meant."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    arguments = ["mineral-desk", *(["-platform", platform] if platform else [])]
    application = QApplication(arguments)
    application.setApplicationName("Mineral Desk")
    application.setDesktopFileName("mineral-desk")
    application.setStyle(QStyleFactory.create("Fusion"))
    return application


def make_theme(settings: WindowSettings, resources: Path) -> Theme:
    """The theme that the settings ask for."""
    dark = settings.theme == "dark"
    if settings.theme == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    tokens = DARK if dark else LIGHT
    return Theme(tokens, interface_family(), resources / "icons", settings.text_scale, settings.reduce_motion)


def build_window(application: QApplication, backend: Backend) -> MainWindow:
    """A window as the settings have it.

    The style sheet comes last: with one in force, Qt polishes a widget with all that is in it whenever it is put into
    another, which makes half of the time that building takes.
    """
    theme = _prepare_words_and_colours(application, backend)
    window = MainWindow(theme, backend)
    _use_style_sheet(application, theme)
    return window


def prepare_looks(application: QApplication, backend: Backend) -> Theme:
    """Language, colours and fonts as the settings have them, for what is shown before there is a window."""
    theme = _prepare_words_and_colours(application, backend)
    _use_style_sheet(application, theme)
    return theme


def _prepare_words_and_colours(application: QApplication, backend: Backend) -> Theme:
    settings = backend.settings.window
    theme = make_theme(settings, backend.resources)
    with nothing_collected():
        speak(application, backend.resources, chosen_language(settings.language))
        application.setPalette(make_palette(theme.tokens))
        application.setFont(theme.font())
    return theme


def _use_style_sheet(application: QApplication, theme: Theme) -> None:
    """Let Qt's own widgets look like the theme."""
    sheet = make_stylesheet(theme)
    if sheet == application.styleSheet():  # setting it polishes every widget anew
        return
    with nothing_collected():
        application.setStyleSheet(sheet)


class Program:
    """Keeps the window; another language or another theme makes another one at the same place."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._application = make_application()
        self._window: MainWindow | None = None
        sys.setswitchinterval(SWITCH_INTERVAL_S)

    @property
    def window(self) -> MainWindow | None:
        """The window that is open."""
        return self._window

    def open_catalogue(self, path: Path, create: bool) -> bool:
        """Open the catalogue, helping where it does not open; False where the person would rather quit."""
        return open_catalogue(lambda: prepare_looks(self._application, self._backend), self._backend, path, create)

    def run(self, photos: Sequence[Path] = ()) -> int:
        """Until the window is closed."""
        self._log_bugs()
        window = self.open()
        if photos:
            window.take_in(list(photos))
        return self._application.exec()

    def open(self) -> MainWindow:
        """A window as the settings have it now, at the place of the one before."""
        old = self._window
        window = build_window(self._application, self._backend)
        self._window = window
        if old is None:
            screen = self._application.primaryScreen().availableGeometry()
            window.resize(min(FIRST_SIZE[0], screen.width()), min(FIRST_SIZE[1], screen.height()))
        else:
            window.setGeometry(old.geometry())
        window.rebuild_wanted.connect(self._rebuild)
        window.show()
        window.activateWindow()
        window.start()
        return window

    def _rebuild(self) -> None:
        QTimer.singleShot(0, self._rebuild_now)

    def _rebuild_now(self) -> None:
        old = self._window
        if old is None:
            return
        place = old.place
        old.shut_down()
        begun = None if old.exchange.has_replaced else begun_in(old)
        window = self.open()
        old.hide()
        old.deleteLater()
        if begun is not None:
            go_on(window, begun)
        if place is not Place.DESK or self._backend.queue_counts()[QueueFilter.ALL]:
            window.show_place(place)
        if old.exchange.note:
            window.told.note(old.exchange.note)
        if old.exchange.fault is not None:
            window.say_fault(old.exchange.fault)

    def _log_bugs(self) -> None:
        """A fault of the program is written down and said in words; the window stays."""
        log = self._backend.log_file
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            logging.basicConfig(filename=log, encoding="utf-8", format="%(asctime)s %(levelname)s %(message)s")
        except OSError:
            logging.getLogger("mineral_desk").warning("no log can be written to %s", log)

        def caught(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                self._application.quit()
                return
            logging.getLogger("mineral_desk").critical("a fault of the program", exc_info=(kind, fault, trace))
            if self._window is not None:
                self._window.say_fault(fault)

        sys.excepthook = caught
