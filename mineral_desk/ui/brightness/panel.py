"""The small panel over the photo: how light, how contrasty, back to as it was taken, and for how long."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.ui.brightness.tone_slider import ToneSlider
from mineral_desk.ui.photo_view.tones import Tones
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.buttons import KeyButton
from mineral_desk.ui.widgets.floating import paint_floating
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import tr

WIDTH = 288
GAP = 8
SIGN = "\u2212"


def signed(value: int) -> str:
    """``+40``, ``0``, ``−10``."""
    return f"+{value}" if value > 0 else f"{SIGN}{-value}" if value < 0 else "0"


class TonesPanel(QWidget):
    """Lies at the top right of the widget that it is put into; at the bottom where it would hide the photo."""

    changed = Signal(object)
    """The :class:`Tones` that were chosen."""
    kept_changed = Signal(bool)
    """Whether they are to hold for the photos that follow."""

    def __init__(self, theme: Theme, parent: QWidget, photo: QWidget) -> None:
        """``photo`` is the part of ``parent`` that must be seen while its tones are changed."""
        super().__init__(parent)
        self._theme, self._ground, self._photo = theme, parent, photo
        self.brightness = ToneSlider(theme, tr("Brightness"))
        self.contrast = ToneSlider(theme, tr("Contrast"))
        self._figures = {slider: make_label(theme, "0", SMALL, "muted") for slider in (self.brightness, self.contrast)}
        self.keep = QCheckBox(tr("Keep for the next photos"))
        self.keep.setFont(theme.font(SMALL))
        self.keep.toggled.connect(self.kept_changed)
        self.plain = KeyButton(theme, tr("As taken"), style=SMALL, height=24)
        self.plain.clicked.connect(lambda: self.show_tones(Tones(), tell=True))
        self._lay_out()
        for slider in (self.brightness, self.contrast):
            slider.valueChanged.connect(self._slid)
        parent.installEventFilter(self)
        self.show_tones(Tones())
        self.hide()

    def _lay_out(self) -> None:
        theme = self._theme
        sliders = QGridLayout()
        sliders.setHorizontalSpacing(8)
        sliders.setVerticalSpacing(2)
        widest = theme.metrics(SMALL).horizontalAdvance(signed(-100))
        for line, (slider, figure) in enumerate(self._figures.items()):
            sliders.addWidget(make_label(theme, slider.accessibleName(), BODY), line, 0)
            sliders.addWidget(slider, line, 1)
            figure.setFixedWidth(widest + 2)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            sliders.addWidget(figure, line, 2)
        sliders.setColumnStretch(1, 1)
        words = self._words = make_label(
            theme, tr("On the screen only: the file and the analysis stay as they are."), SMALL, "muted"
        )
        words.setWordWrap(True)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(words, 1)
        foot.addWidget(self.plain, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        column.addLayout(sliders)
        column.addWidget(self.keep)
        column.addLayout(foot)

    @property
    def tones(self) -> Tones:
        """As the sliders stand."""
        return Tones(self.brightness.value(), self.contrast.value())

    def show_tones(self, tones: Tones, tell: bool = False) -> None:
        """Put the sliders there; ``tell`` where that is a choice."""
        for slider, value in ((self.brightness, tones.brightness), (self.contrast, tones.contrast)):
            slider.blockSignals(True)
            slider.setValue(value)
            slider.blockSignals(False)
        self._show_figures()
        if tell:
            self.changed.emit(tones)

    def _slid(self) -> None:
        self._show_figures()
        self.changed.emit(self.tones)

    def _show_figures(self) -> None:
        for slider, figure in self._figures.items():
            figure.setText(signed(slider.value()))
        self.plain.setEnabled(not self.tones.is_plain)

    def open(self) -> None:
        """Show it, ready for the arrow keys."""
        self._place()
        self.show()
        self.raise_()
        self.brightness.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        ground, usual = self._ground, self._theme.px(WIDTH)
        width = min(usual, ground.width() - 2 * GAP)
        self._words.setVisible(width == usual)
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        rect = QRect(ground.width() - width - GAP, GAP, width, height)
        photo = QRect(self._photo.mapTo(ground, QPoint(0, 0)), self._photo.size())
        hidden = rect.intersected(photo)
        if 2 * hidden.width() * hidden.height() > photo.width() * photo.height():
            rect.moveBottom(ground.height() - GAP)
        self.setGeometry(rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._ground and self.isVisible():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_floating(self, self._theme)
