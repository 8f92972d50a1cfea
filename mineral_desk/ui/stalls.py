"""How long the main thread was blocked: a heartbeat that notices when it comes late."""

import time

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 4


class StallMonitor(QObject):
    """Beats every few milliseconds while it runs; each beat's delay is how long other work held the thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.delays_ms: list[float] = []
        self._expected = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin anew."""
        self.delays_ms.clear()
        self._expected = time.perf_counter() + BEAT_MS / 1000
        self._timer.start()

    def stop(self) -> None:
        """Count the beat that is due, and end."""
        self._beat()
        self._timer.stop()

    @property
    def longest_ms(self) -> float:
        """The longest time the thread was blocked."""
        return max(self.delays_ms, default=0.0)

    def percentile_ms(self, percent: float) -> float:
        """The delay that ``percent`` of the beats stay under."""
        ordered = sorted(self.delays_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0

    def _beat(self) -> None:
        now = time.perf_counter()
        self.delays_ms.append(max(0.0, (now - self._expected) * 1000))
        self._expected = now + BEAT_MS / 1000
