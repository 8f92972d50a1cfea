"""Print how soon the window is painted after its process was started, and how long it is blocked just after that.

    python -m tests.benchmarks.start_up [CATALOGUE] [--times N]

Without a catalogue an empty one is made. Every start is a process of its own that goes the way of ``mineral-desk
window``, without a display. One more before them is not counted: it leaves compiled modules behind, as any first start
does, also where the environment forbids that (``PYTHONDONTWRITEBYTECODE``). Where other work runs, the processor time
tells more than the clock.
"""

import argparse
import os
import runpy
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

LIVES_MS = 2000
"""So long each window lives after it was painted."""
TIMES = 7


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds and CPU seconds until the window was painted, and its longest block in the seconds after."""

    wall_s: float
    cpu_s: float
    blocked_ms: float


def measure(catalogue: Path, times: int = TIMES) -> list[Start]:
    """Start the window ``times`` times on ``catalogue``, which is made where there is none."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as own:
        environment |= {"PYTHONPYCACHEPREFIX": own, "MINERAL_DESK_HOME": own, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-m", "tests.benchmarks.start_up", str(catalogue), "--once"]
        answers = [
            subprocess.run(command, capture_output=True, check=True, text=True, env=environment).stdout
            for _ in range(1 + times)
        ]
    return [Start(*map(float, answer.split())) for answer in answers[1:]]


def start_once(catalogue: Path) -> None:
    """Run the program as ``python -m mineral_desk`` does, but let the window live for some seconds only."""
    from PySide6.QtWidgets import QApplication

    born_s = time.perf_counter() - _process_age_s()
    QApplication.exec = lambda *_: _watch(born_s)  # type: ignore[method-assign]
    sys.argv = ["mineral-desk", "window", "--catalogue", str(catalogue)]
    runpy.run_module("mineral_desk", run_name="__main__")


def _watch(born_s: float) -> int:
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from mineral_desk.ui.stalls import StallMonitor
    from mineral_desk.ui.window import MainWindow

    QApplication.processEvents()
    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
    window.grab()
    wall_s, cpu_s = time.perf_counter() - born_s, time.process_time()
    monitor, loop = StallMonitor(), QEventLoop()
    monitor.start()
    QTimer.singleShot(LIVES_MS, loop.quit)
    loop.exec()
    monitor.stop()
    window.close()
    print(f"{wall_s:.3f} {cpu_s:.3f} {monitor.longest_ms:.1f}")
    return 0


def _process_age_s() -> float:
    """Seconds since this process was started (Linux)."""
    started_ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
    uptime_s = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    return uptime_s - started_ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("catalogue", type=Path, nargs="?")
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--once", action="store_true", help="in this process; prints the three figures")
    options = parser.parse_args()
    if options.once:
        start_once(options.catalogue)
        return
    with tempfile.TemporaryDirectory() as folder:
        starts = measure(options.catalogue or Path(folder) / "empty.mdc", options.times)
    for name, values in (
        ("window painted, s", [one.wall_s for one in starts]),
        ("CPU until then, s", [one.cpu_s for one in starts]),
        ("longest block in the seconds after, ms", [one.blocked_ms for one in starts]),
    ):
        middle = statistics.median(values)
        print(f"{name:40} {middle:8.3f}  (from {min(values):.3f} to {max(values):.3f}, n = {len(values)})")


if __name__ == "__main__":
    main()
