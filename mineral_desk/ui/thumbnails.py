"""Small pictures for lists: read on the pictures lane, the newest wish first."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind, one_step
from mineral_desk.ui.photo_view.images import to_image

LONG_SIDE_PX = 256
KEPT = 400
WISHES = 60


class Thumbnails(QObject):
    """Asks for one picture after the other, so that a fast scroll leaves no long line behind."""

    arrived = Signal(str)
    """The sha256 of the photo whose picture is there now."""

    def __init__(self, backend: Backend, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend, self._lane = backend, lane
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()
        self._wishes: OrderedDict[str, Path] = OrderedDict()
        self._reading = False

    def get(self, sha256: str, path: Path) -> QPixmap | None:
        """The picture, if it is there; else it is wished for and ``arrived`` tells. Null where it cannot be read."""
        if sha256 in self._kept:
            self._kept.move_to_end(sha256)
            return self._kept[sha256]
        self._wishes[sha256] = path
        self._wishes.move_to_end(sha256)
        while len(self._wishes) > WISHES:
            self._wishes.popitem(last=False)
        self._read_next()
        return None

    def forget(self, sha256: str) -> None:
        """Read that picture anew when it is wished for."""
        self._kept.pop(sha256, None)

    def _read_next(self) -> None:
        if self._reading or not self._wishes:
            return
        sha256, path = self._wishes.popitem()
        backend = self._backend

        def read() -> QImage:
            return to_image(backend.pixels(path, LONG_SIDE_PX))

        self._reading = True
        self._lane.start(one_step(read), self._heard, about=sha256)

    def _heard(self, outcome: Outcome) -> None:
        self._reading = False
        picture = QPixmap.fromImage(outcome.result) if outcome.kind is OutcomeKind.FINISHED else QPixmap()
        self._kept[outcome.about] = picture
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(outcome.about)
        self._read_next()
