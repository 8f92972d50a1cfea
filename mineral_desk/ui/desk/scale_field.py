"""The small field beside a line along a ruler, where its length is typed."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, CAPTION
from mineral_desk.ui.widgets.fields import NumberField
from mineral_desk.ui.widgets.floating import paint_floating
from mineral_desk.ui.widgets.keycap import KeyCap
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import parse_number, significant, tr

WIDTH = 64


class LengthField(NumberField):
    """Esc leaves it without a length."""

    given_up = Signal()

    def escape(self) -> bool:
        """Esc was pressed."""
        self.given_up.emit()
        return True


class ScaleField(QWidget):
    """Lies on the photo at the line."""

    typed = Signal(float)
    """The length in mm."""
    given_up = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._ground = theme, parent
        self.field = LengthField(theme, "", tr("Length of the line in mm"), height=26)
        self.field.setFixedWidth(theme.px(WIDTH))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(6)
        row.addWidget(make_label(theme, tr("Line of"), CAPTION, "muted"))
        row.addWidget(self.field)
        row.addWidget(make_label(theme, tr("mm"), BODY))
        row.addWidget(KeyCap(theme, "Enter"))
        self.field.returnPressed.connect(self._enter)
        self.field.given_up.connect(self.given_up)
        self.hide()

    def ask(self, at: QPoint, length_mm: float | None) -> None:
        """Ask for the length of a line; ``at`` is where the middle of the field should lie."""
        self.field.setText("" if length_mm is None else significant(length_mm, 4))
        self.field.selectAll()
        self.adjustSize()
        rect = QRect(QPoint(0, 0), self.sizeHint())
        rect.moveCenter(at)
        room = self._ground.rect().adjusted(8, 8, -8, -8)
        rect.moveLeft(max(room.left(), min(rect.left(), room.right() - rect.width())))
        rect.moveTop(max(room.top(), min(rect.top(), room.bottom() - rect.height())))
        self.setGeometry(rect)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self) -> None:
        length = parse_number(self.field.text())
        if length is not None:
            self.typed.emit(length)
        else:
            self.field.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.field.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_floating(self, self._theme)
