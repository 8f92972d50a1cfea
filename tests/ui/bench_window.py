"""How soon the window is there, and how long its main thread is blocked: ``python -m tests.ui.bench_window [PHOTOS]``.

Works on the demo photos (or a folder) in a catalogue of its own, without a display. Prints one line a figure.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.ui.actions import Place
from mineral_desk.ui.running import SWITCH_INTERVAL_S, build_window, make_application
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.stalls import StallMonitor

LIMIT_S = 120.0
STEP_MS = 400


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
        window.shut_down()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(sys.argv[1]) if len(sys.argv) > 1 else find_folders().demo_photos, Path(folder))
