"""How soon the window is there, and how long its main thread is blocked: ``python -m tests.ui.bench_window [PHOTOS]``.

Works on the demo photos (or a folder) in a catalogue of its own, without a display. Prints one line a figure.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QPointF, QTimer
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.ui.actions import Place
from mineral_desk.ui.desk.draft import begin
from mineral_desk.ui.photo_view.images import make_picture
from mineral_desk.ui.photo_view.marked import CORNERS, HandleKind
from mineral_desk.ui.photo_view.tool import ToolKind
from mineral_desk.ui.running import SWITCH_INTERVAL_S, build_window, make_application
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.stalls import StallMonitor
from mineral_desk.ui.window import MainWindow
from tests.ui.hand import LEFT, RIGHT, Hand

LIMIT_S = 120.0
STEP_MS = 400
LARGE_PX = 4242
"""The long side of 12 megapixels at 3 to 2."""
TWICE_LARGE_PX = 6000
"""Of 24 megapixels."""
MOVES = 60


def live(milliseconds: int) -> None:
    """Let the window live."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def measure(photos: Path, user: Path, say: Callable[[str], object] = print) -> None:
    """Open the window, analyse ``photos`` behind it and walk through them meanwhile."""
    found = find_folders()
    application = make_application("offscreen")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    with Desk(Folders(found.models, found.resources, user), Settings(), user / "bench.mdc") as desk:
        begun = time.perf_counter()
        window = build_window(application, ServicesBackend(desk))
        window.resize(1440, 900)
        window.show()
        window.start()
        application.processEvents()
        say(f"window on screen, empty catalogue: {time.perf_counter() - begun:.2f} s (imports not counted)")
        monitor = StallMonitor()
        monitor.start()
        begun = time.perf_counter()
        window.take_in([photos])
        live(1500)
        window.show_place(Place.DESK)
        steps = 0
        while window.work.is_running and time.perf_counter() - begun < LIMIT_S:
            live(STEP_MS)
            steps += 1
            window.desk.queue.step(1 if steps % 12 else -8)
        monitor.stop()
        seconds = time.perf_counter() - begun
        beats = monitor.delays_ms
        say(f"{window.work.analysing.done} photos analysed in {seconds:.1f} s, {steps} photos looked at meanwhile")
        say(
            f"main thread blocked: longest {monitor.longest_ms:.1f} ms, 99 % under {monitor.percentile_ms(99):.1f} ms, "
        )
        say(f"over 50 ms: {sum(beat > 50 for beat in beats)} of {len(beats)} beats")
        drag(window, say)
        lighten(window, say)
        window.shut_down()


def drag(window: MainWindow, say: Callable[[str], object]) -> None:
    """Drag a corner, an outline point, a brush and a line's end over a 12-megapixel photo; each move is drawn."""
    hand, view = Hand(window), window.desk.view
    for row in window.backend.queue_rows(QueueFilter.ALL, 200, 0):
        stored = window.backend.open_photo(row.id)
        if stored.analysis is not None and len(stored.analysis.measurement.cube_corners_px) == CORNERS:
            break
    else:
        say("no photo with a cube: nothing dragged")
        return
    factor = LARGE_PX / max(stored.analysis.photo.width_px, stored.analysis.photo.height_px)
    window.desk.session.draft = begin(replace(stored, analysis=enlarged(stored.analysis, factor)), None)
    draft = window.desk.session.draft
    height, width = (round(side * factor) for side in (stored.analysis.photo.height_px, stored.analysis.photo.width_px))
    pixels = np.random.default_rng(1).integers(0, 255, (height // 2, width // 2, 3), dtype=np.uint8)
    window.desk._show_opened(draft)
    window.desk._show_picture(make_picture("large", width, height, pixels))
    live(STEP_MS)
    for name, tool, kind, button in (
        ("a cube's corner", ToolKind.HANDLES, HandleKind.CORNER, LEFT),
        ("the length's end", ToolKind.HANDLES, HandleKind.LENGTH, LEFT),
        ("an outline point", ToolKind.HANDLES, HandleKind.OUTLINE, LEFT),
        ("the brush", ToolKind.BRUSH, HandleKind.OUTLINE, RIGHT),
    ):
        if hand.hand.kind is not tool:
            hand.hand.use(tool)
        start = hand.on_screen(hand.handle(kind, 1).at_px)
        hand.press(start, button)
        took, cpu = [], []
        for step in range(1, MOVES + 1):
            begun, busy = time.perf_counter(), time.thread_time()
            hand.move(start + QPointF(1.5 * step, 0.5 * step), button)
            view.viewport().repaint()
            QApplication.processEvents()
            took.append((time.perf_counter() - begun) * 1000)
            cpu.append((time.thread_time() - busy) * 1000)
        hand.release(start + QPointF(1.5 * MOVES, 0.5 * MOVES), button)
        say(
            f"dragging {name}, {width} x {height}: a move and all it changes {statistics.median(took):.1f} ms "
            f"({statistics.median(cpu):.1f} ms of CPU) in the middle, {max(took):.1f} ms ({max(cpu):.1f}) at most"
        )


def lighten(window: MainWindow, say: Callable[[str], object]) -> None:
    """Drag the brightness of a photo of 12 and of 24 megapixels, at the size of the window; each move is drawn."""
    view, slider = window.desk.view, window.desk.brightness.panel.brightness
    for long_side_px in (LARGE_PX, TWICE_LARGE_PX):
        height, width = round(long_side_px / 1.5), long_side_px
        pixels = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
        view.show_picture(make_picture("large", width, height, pixels))
        view.viewport().repaint()
        took, cpu = [], []
        for step in range(1, MOVES + 1):
            begun, busy = time.perf_counter(), time.thread_time()
            slider.setValue(step)
            view.viewport().repaint()
            QApplication.processEvents()
            took.append((time.perf_counter() - begun) * 1000)
            cpu.append((time.thread_time() - busy) * 1000)
        slider.setValue(0)
        say(
            f"dragging the brightness, {width} x {height}: a move and all it changes {statistics.median(took):.1f} ms "
            f"({statistics.median(cpu):.1f} ms of CPU) in the middle, {max(took):.1f} ms ({max(cpu):.1f}) at most"
        )


def enlarged(analysis: Analysis, factor: float) -> Analysis:
    """The same findings in a larger photo."""
    photo = analysis.photo
    return replace(
        analysis,
        photo=replace(photo, width_px=round(photo.width_px * factor), height_px=round(photo.height_px * factor)),
        outline=None if analysis.outline is None else analysis.outline.scaled(factor),
        measurement=analysis.measurement.scaled(factor),
        explanation=None,
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(sys.argv[1]) if len(sys.argv) > 1 else find_folders().demo_photos, Path(folder))
