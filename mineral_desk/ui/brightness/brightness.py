"""Brightness on the Desk: which tones the photo is shown with, for how long, and where that is said."""

from collections.abc import Callable

from PySide6.QtCore import QKeyCombination, QObject, Qt
from PySide6.QtWidgets import QWidget

from mineral_desk.ui.brightness.panel import TonesPanel
from mineral_desk.ui.brightness.tones_chip import TonesChip, tones_words
from mineral_desk.ui.photo_view.tones import Tones
from mineral_desk.ui.photo_view.view import PhotoView
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.widgets.tool_button import ToolButton


class Brightness(QObject):
    """The tones are those of one photo; the next one is shown as it was taken, unless the curator keeps them."""

    def __init__(self, theme: Theme, view: PhotoView, room: QWidget, button: ToolButton) -> None:
        """``room`` is where the panel lies."""
        super().__init__(view)
        self._view, self._button = view, button
        self._photo_id: int | None = None
        self.tones = Tones()
        self.panel = TonesPanel(theme, room, view)
        self.chip = TonesChip(theme, view.viewport())
        self.panel.changed.connect(self._use)
        self.panel.kept_changed.connect(lambda _: self._tell())
        self.chip.clicked.connect(self.panel.open)
        button.clicked.connect(self.toggle_panel)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the window's actions do here."""
        return {"brightness": self.toggle_panel}

    def show_photo(self, photo_id: int) -> None:
        """A photo is on the Desk: another one, or the same one again."""
        if photo_id != self._photo_id and not self.panel.keep.isChecked():
            self.panel.show_tones(Tones(), tell=True)
        self._photo_id = photo_id

    def toggle_panel(self) -> None:
        """Open the panel, or close it; what was chosen stays."""
        if self.panel.isVisible():
            self._close()
        else:
            self.panel.open()
        self._tell()

    def take_key(self, pressed: QKeyCombination) -> bool:
        """Esc closes the panel; every other key is somebody else's."""
        if not self.panel.isVisible() or pressed.key() != Qt.Key.Key_Escape:
            return False
        self._close()
        return True

    def _close(self) -> None:
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)  # before: hiding would move it on as Tab does
        self.panel.hide()

    def _use(self, tones: Tones) -> None:
        self.tones = tones
        self._view.show_tones(tones)
        self._tell()

    def _tell(self) -> None:
        words = tones_words(self.tones, self.panel.keep.isChecked())
        self.chip.show_words(words)
        self._button.setChecked(bool(words))
        self._button.say(words)
