"""The box of reasons not to trust a size, with the letters that stand in the photo."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mineral_desk.ui.photo_view.chips import draw_badge
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.labels import ElidedLabel, make_label

BADGE = 18


class Badge(QWidget):
    """A letter on the warning colour."""

    def __init__(self, theme: Theme, letter: str) -> None:
        super().__init__()
        self._theme, self._letter = theme, letter
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(BADGE), self._theme.px(BADGE))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_badge(painter, self._theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._letter)


class _Reason(QWidget):
    """Letter, what happened, what to do; on one line where the room is low."""

    def __init__(self, theme: Theme, letter: str, what: str, do: str, short: bool, rule: bool) -> None:
        super().__init__()
        self._theme, self._rule = theme, rule
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4 if short else 8, 0, 4 if short else 7)
        row.setSpacing(8)
        row.addWidget(Badge(theme, letter), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        what = what.rstrip(".")
        if short:
            line = ElidedLabel(theme, BODY)
            line.setText(what)
            line.setToolTip(f"{what}. {do}")
            words.addWidget(line)
        else:
            heading = make_label(theme, what, BODY)
            heading.setWordWrap(True)
            words.addWidget(heading)
            if do:
                advice = make_label(theme, do, SMALL, "muted")
                advice.setWordWrap(True)
                words.addWidget(advice)
        row.addLayout(words, 1)
        self.setAccessibleName(f"{letter}: {what}. {do}")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._rule:
            painter = QPainter(self)
            line = self._theme.colour("warning_border")
            line.setAlphaF(0.55)
            painter.setPen(QPen(line, 1))
            painter.drawLine(0, 0, self.width(), 0)


class FlagBox(QWidget):
    """Every reason, in the order of its letter."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(11, 3, 11, 3)
        self._column.setSpacing(0)

    def show_reasons(self, reasons: Sequence[tuple[str, str, str]], short: bool = False) -> None:
        """(letter, what happened, what to do) of each."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, (letter, what, do) in enumerate(reasons):
            self._column.addWidget(_Reason(self._theme, letter, what, do, short, rule=place > 0))
        self.setVisible(bool(reasons))
        self.updateGeometry()

    def texts(self) -> list[str]:
        """All words shown."""
        return [label.text() for label in self.findChildren(QLabel) if not label.isHidden()]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("warning_border"), 1))
        painter.setBrush(self._theme.colour("warning_fill"))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, self._theme.sizes.radius, self._theme.sizes.radius)
