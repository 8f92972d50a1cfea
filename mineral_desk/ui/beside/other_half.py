"""The half with the photo to compare with: its head, its picture with outline and size, or why there is none."""

from collections.abc import Set
from dataclasses import replace

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from mineral_desk.domain.analysis import Analysis
from mineral_desk.ui.beside.half_note import HalfNote
from mineral_desk.ui.beside.heads import OtherHead
from mineral_desk.ui.beside.loader import Other
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.desk.sentences import split_advice
from mineral_desk.ui.photo_view.layers import Layer
from mineral_desk.ui.photo_view.marked import Marked
from mineral_desk.ui.photo_view.view import PhotoView
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.words import fault_words, tr

LAYERS = frozenset({Layer.OUTLINE, Layer.SIZE})
"""What is drawn of the other photo, where it is switched on: only what is compared."""


class OtherHalf(QWidget):
    """Nothing can be changed in it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.head = OtherHead(theme)
        self.view = PhotoView(theme)
        self.view.setAccessibleName(tr("Photo to compare with"))
        self.note = HalfNote(theme)
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(body, 1)

    def show_layers(self, layers: Set[Layer]) -> None:
        """Those that are switched on."""
        self.view.show_layers(LAYERS & layers)

    def show_other(self, other: Other, keep_zoom: bool) -> None:
        """A photo that was read; ``keep_zoom`` where it is the same one with more pixels."""
        if other.picture is None:
            self._show_fault(other)
            return
        self._stack.setCurrentWidget(self.view)
        self.view.show_analysis(_findings(other.draft))
        self.view.show_picture(other.picture, keep_zoom=keep_zoom)

    def show_waiting(self) -> None:
        """A photo is being read."""
        self._stack.setCurrentWidget(self.view)
        self.view.show_analysis(None)
        self.view.show_picture(None)

    def say(self, what: str, do: str) -> None:
        """Words in place of a picture."""
        self.show_waiting()
        self.note.say(what, do)
        self._stack.setCurrentWidget(self.note)

    def _show_fault(self, other: Other) -> None:
        what, do = split_advice(fault_words(other.fault))
        if other.is_missing:
            search = tr("File, Find moved photos finds it by its content, wherever it is now.")
            do = f"{do} {search}".strip()
        self.say(what, do)


def _findings(draft: Draft) -> Analysis | None:
    """As the photo would be drawn on the Desk, without the letters of its reasons: these stand nowhere here."""
    analysis = draft.stored.analysis
    if analysis is None or analysis.error:
        return None
    return Marked(analysis, draft.marks, replace(draft.shown, flags=())).shown()
