"""A window on a stand-in backend."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from mineral_desk.ui.lane_dialog import LaneDialog
from mineral_desk.ui.running import build_window, make_application
from mineral_desk.ui.window import MainWindow
from tests.ui import scenes
from tests.ui.standin import StandIn

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

Build = Callable[..., MainWindow]


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture
def backend() -> StandIn:
    """Five photos: three sure, one flagged and abstaining, one that cannot be opened."""
    photos = [
        scenes.stored(1),
        scenes.stored(2, (("Azurite", 0.8), ("Malachite", 0.1))),
        scenes.stored(3, scenes.UNSURE, flagged=True),
        scenes.stored(4, (("Malachite", 0.9),)),
        scenes.failed(5),
    ]
    made = StandIn(photos)
    made.pictures = {one.row.path: scenes.pixels() for one in photos if one.row.id != 5}
    return made


@pytest.fixture
def build(qapp: QApplication) -> Iterator[Build]:
    """Builds windows and shuts them down afterwards."""
    windows: list[MainWindow] = []

    def make(backend: StandIn, size: tuple[int, int] = (1440, 900)) -> MainWindow:
        window = build_window(make_application(), backend)
        windows.append(window)
        window.resize(*size)
        window.show()
        window.start()
        window.activateWindow()
        settle(window)
        return window

    yield make
    for window in windows:
        window.shut_down()
        window.hide()
        window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(build: Build, backend: StandIn) -> MainWindow:
    return build(backend)


def settle(window: MainWindow, seconds: float = 5.0) -> None:
    """Let the lanes finish and the window hear of it."""
    deadline = time.monotonic() + seconds
    all_lanes = window.lanes
    lanes = (all_lanes.catalogue, all_lanes.pictures, all_lanes.vision, all_lanes.safety, all_lanes.search)
    lanes = (*lanes, all_lanes.counting)
    quiet = 0
    while quiet < 3 and time.monotonic() < deadline:
        QApplication.processEvents()
        quiet = 0 if any(lane.is_busy for lane in lanes) else quiet + 1
        time.sleep(0.002)


@contextmanager
def wait_for(condition: Callable[[], bool], seconds: float = 5.0) -> Iterator[None]:
    """Process events until ``condition`` holds; fails where it never does."""
    yield
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        QApplication.processEvents()
        time.sleep(0.002)


def finish(dialog: LaneDialog, seconds: float = 60.0) -> None:
    """Until what the dialog asked for has been answered."""
    with wait_for(lambda: dialog._job is None, seconds):
        pass
