"""Print the seconds from the start of the process to the window's first picture.

    python -m tests.benchmarks.start_up [CATALOGUE]

Without a catalogue an empty one is made.
"""

import os
import sys
import tempfile
import time
from pathlib import Path


def process_age_s() -> float:
    """Seconds since this process was started (Linux)."""
    started_ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
    uptime_s = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    return uptime_s - started_ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Show the window once and print the time."""
    before = process_age_s() - time.perf_counter()
    from mineral_desk.services.desk import Desk
    from mineral_desk.services.paths import find_folders
    from mineral_desk.services.settings import Settings
    from mineral_desk.ui.running import build_window, make_application
    from mineral_desk.ui.services_backend import ServicesBackend

    with tempfile.TemporaryDirectory() as folder:
        catalogue = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "empty.mdc"
        with Desk(find_folders(), Settings(), catalogue) as desk:
            application = make_application()
            window = build_window(application, ServicesBackend(desk))
            window.show()
            application.processEvents()
            window.grab()
            print(f"{before + time.perf_counter():.2f}")
            window.close()
            application.processEvents()


if __name__ == "__main__":
    main()
